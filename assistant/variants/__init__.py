"""Variants: their notations, which are the same, who carries them, and where they stand in a text."""
