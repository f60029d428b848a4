"""Whether a sentence is borne out by its quotes: the checks, and the judge beside them."""
