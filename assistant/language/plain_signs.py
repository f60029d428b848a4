"""One sign for the many that are printed: publishers write "non‐V600E" with U+2010 and "CYP2D6∗4" with U+2217.

Patterns know the hyphen and the star of the keyboard only. A pattern that misses another one does not merely find less:
it reads "non‐carriers" as "carriers". Each character is put in the place of one, so that offsets stay those of the
text.
"""

from __future__ import annotations

import re

__all__ = ["plain_signs"]

_HYPHENS = {ord(mark): "-" for mark in "‐‑‒–−"}
_STAR = re.compile(r"[∗⁎★＊﹡](?=[0-9])(?!10\s?[-^])")
"""Before an allele's number; "3.9∗10-8" is a product."""


def plain_signs(text: str) -> str:
    """The text, as long as before, with "-" for U+2010 to U+2013 and the minus sign, and "*" for a printed star before
    an allele's number."""
    return text if text.isascii() else _STAR.sub("*", text.translate(_HYPHENS))
