"""The ways one name is written: "CYP2D6", "CYP 2D6" and "CYP-2D6"; "TGF-β1", "TGFβ1" and "TGF-beta 1".

Blanks, hyphens (of which publishers print six), and Greek letters or their names say nothing about what is named. A
search that stops at them reports that nobody wrote on a thing that many wrote on.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["as_pattern", "in_latin", "writings"]

_GREEK = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa", "lambda", "sigma", "omega")
_NAMES = "|".join(_GREEK)
_LETTERS = {
    unicodedata.lookup(f"GREEK SMALL LETTER {name.upper().replace('LAMBDA', 'LAMDA')}"): name for name in _GREEK
}
_SIGNS = {name: letter for letter, name in _LETTERS.items()}
_PART = re.compile(
    rf"(?P<gap>[\s‐‑‒–−-]+)|(?P<sign>[{''.join(_LETTERS)}])|(?P<greek>(?:(?<=[A-Z])|(?<![^\W\d_]))(?:{_NAMES})(?![a-z]))"
    rf"|(?P<letters>(?:(?!(?<=[A-Z])(?:{_NAMES})(?![a-z]))[^\W\d_])+)|(?P<digits>\d+)|(?P<mark>.)",
    re.DOTALL,
)
_IS_GREEK = frozenset(["sign", "greek"])
_GAP = r"[\s‐‑‒–−-]"
_ARROWS = frozenset(">→")
_ARROW = r"\s?(?:-{0,2}>|→|&gt;)\s?"
"""What stands between the letters of a change of bases ("63396C>T", "63396C→T")."""
_SYMBOL = re.compile(r"(?=.*(?:\d|[A-Z].*[A-Z]|[^\x00-\x7f]))[^\s]+(?: (?:[A-Za-z]?\d|\*)\S*)?")
"""Names that are written with and without a blank or hyphen: a symbol or a code, and no two words of the language."""


def as_pattern(name: str) -> str:
    """A regular expression for the name in all its writings; case is the caller's matter."""
    loose = bool(_SYMBOL.fullmatch(name)) and len(name) > 3
    parts = [(match.lastgroup or "", match[0]) for match in _PART.finditer(name)]
    made = []
    for (before, said), (kind, text), (after, _) in zip(
        [("", ""), *parts], parts, [*parts[1:], ("", "")], strict=False
    ):
        beside_greek = not _IS_GREEK.isdisjoint((before, kind, after))
        opens = beside_greek or text == "*" or (kind == "digits" and len(said) > 1)
        gap = f"{_GAP}?" if opens and before in ("letters", "digits", "sign", "greek") else ""
        match kind:
            case "gap":
                made.append(f"{_GAP}*" if beside_greek or loose else f"{_GAP}+")
            case "sign":
                made.append(f"{gap}(?:{text}|{_LETTERS[text]})")
            case "mark" if text in _ARROWS:
                made.append(_ARROW)
            case "greek":
                made.append(f"{gap}(?:{_SIGNS[text]}|{text})")
            case _:
                made.append(gap + re.escape(text))
    return "".join(made)


@lru_cache(maxsize=4096)
def writings(name: str) -> tuple[str, ...]:
    """The name itself, and where it is a symbol or a code, in one word and with its number apart; each once."""
    if not _SYMBOL.fullmatch(name):
        return (name,)
    joined = re.sub(rf"{_GAP}+", "", name)
    apart = re.sub(r"^([^\W\d_]{2,})(?=\d)", r"\1 ", joined)
    return tuple(dict.fromkeys((name, joined, apart)))


def in_latin(name: str) -> str:
    """A symbol in one word with the first letter of each Greek one's name ("RARB" of "RAR-beta"); empty without any."""
    if not _GREEK_IN_SYMBOL.search(name):
        return ""
    plain = _GREEK_IN_SYMBOL.sub(lambda match: _LETTERS.get(match[0], match[0])[0].upper(), name)
    return re.sub(rf"{_GAP}+", "", plain)


_GREEK_IN_SYMBOL = re.compile(rf"[{''.join(_LETTERS)}]|(?<![a-z])(?:{_NAMES})(?![a-z])")
