"""One hyphen for the many that are printed: publishers write "non‐V600E" with U+2010, and some with an en dash.

Patterns know the hyphen of the keyboard only. A pattern that misses another one does not merely find less: it reads
"non‐carriers" as "carriers". Each character is put in the place of one, so that offsets stay those of the text.
"""

from __future__ import annotations

__all__ = ["one_hyphen"]

_HYPHENS = {ord(mark): "-" for mark in "‐‑‒–−"}


def one_hyphen(text: str) -> str:
    """The text, as long as before, with "-" for U+2010 to U+2013 and the minus sign."""
    return text if text.isascii() else text.translate(_HYPHENS)
