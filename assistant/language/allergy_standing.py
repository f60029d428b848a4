"""Words beside an allergen that say that an allergy is not confirmed, was removed or ruled out, or is a side effect."""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import records

__all__ = ["with_standing", "words"]

_PIECE = re.compile(r"[;.?!:,()\[\]\n]|\b(?:but|and|or)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\A(?: allerg\w+)?\s*\((?P<words>[^()]*)\)")
_KINDS = ("removed", "ruled out", "unsure")


@cache
def words(where: str) -> frozenset[str]:
    """Rows of the table of words that say that there is no allergy, or whose it is."""
    return frozenset(row["words"] for row in records("no_allergy") if row["where"] == where)


def with_standing(name: str, before: str, after: str) -> str:
    """The name as an entry on allergies, with those words in brackets: "penicillin (label removed)".

    `before` and `after` are of its sentence; only the words up to the next mark count, and those behind a comma or a
    bracket that begin with it ("penicillin, delabeled"). What is asked ("was it ruled out?") is not said.
    """
    if patterns("allergy_entries")[("asked",)].search(before):
        return name
    near = _PIECE.split(before)[-1]
    bracket = _BRACKET.match(after)
    first, *others = _PIECE.split(after[bracket.end() :] if bracket else after)
    found = _standing(bracket["words"]) if bracket else ""
    found = found or _standing(f"{near} {name} {first}") or (_standing(others[0], beginning=True) if others else "")
    if not found and not _reacts(after):  # a reaction further on would be lost
        slight = patterns("allergy_entries")[("slight",)].search(bracket["words"] if bracket else first)
        found = slight[0].strip().lower() if slight else ""
    return f"{name} ({found})" if found else name


def _standing(piece: str, *, beginning: bool = False) -> str:
    table = patterns("allergy_entries")
    for kind in _KINDS:
        match = table[(kind,)].search(piece)
        if match is None or (beginning and len(piece[: match.start()].split()) > 1):
            continue
        if kind == "unsure" or not (_is_turned(piece, match) or _reacts(piece)):
            return match[0].strip(" ?").lower()
    return ""


def _is_turned(piece: str, match: re.Match[str]) -> bool:
    table = patterns("allergy_entries")
    before, after = piece[: match.start()], piece[match.end() :]
    return bool(table[("not removed",)].search(before) or table[("left open",)].search(after))


def _reacts(piece: str) -> bool:
    """Whether a reaction is named beside: what is ruled out may be that one."""
    table = patterns("allergy_entries")
    return any(not table[("allergy",)].search(match[0]) for match in table[("reaction",)].finditer(piece))
