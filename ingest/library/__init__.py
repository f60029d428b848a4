"""One directory of records, words and vectors, always consistent with its catalog."""
