"""A patient from free text: a letter, a note, a question."""
