"""Judges that read: whether a sentence in its own words says what its quotes say, and no more."""
