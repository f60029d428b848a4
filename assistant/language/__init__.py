"""Words, numbers, units, abbreviations and quotes of one text."""
