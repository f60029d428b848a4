"""How a text reads to the words index: the names of this field in one form each, before it is cut into tokens.

- A star allele keeps its star and loses the colon: `*57:01`, `*5701` and `(*)57:01` are one token, and `*2` is not `2`.
- A decimal stays whole (`0.46`, `0·46`), thousands close up (`10,000`), a possessive `'s` goes.
- Greek letters become their names: `TGF-β` is `TGF-beta`.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold"]

_JOINT = "ʘ"
"""A letter of no language of PubMed: it joins what a tokenizer would part."""

# Each branch starts with what it looks for and looks back from there: three times faster over an abstract.
_FOLDED = re.compile(r"['’ʼ]s\b|\*\)?\d[\d:]*|[.·](?<=\d.)(?=\d)|,(?<=\d,)(?=\d{3}(?!\d))|[α-ωΑ-Ωµ]")


def fold(text: str) -> str:
    """The text with the above done; what it does not name is left alone."""
    return _FOLDED.sub(_folded, text)


def _folded(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "*":
        return f" {_JOINT}{found.lstrip('*)').replace(':', '')}"
    if found in ".·":
        return _JOINT
    if found[0] in ",'’ʼ":
        return ""
    return "mu" if found == "µ" else unicodedata.name(found).split(" WITH ")[0].rsplit(" ", 1)[-1].lower()
