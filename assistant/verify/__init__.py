"""Whether a sentence is borne out by its quotes, as far as checks can tell."""
