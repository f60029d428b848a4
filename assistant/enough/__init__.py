"""Whether what was found can answer, and what it does not cover."""
