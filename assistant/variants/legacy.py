"""Deletions and insertions of bases as they were named before HGVS, and in most records still are: "185delAG".

Such a name does not say where its count of bases begins (185delAG of BRCA1 is c.68_69del by today's), so that it is
never told to be another than one that HGVS gives, and is the same only where it has its very numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

__all__ = ["legacy_in", "legacy_relation", "legacy_writings"]

_NEAR = 9
"""Bases by which one change of a repeat may be numbered differently: 30delG and 35delG of GJB2 are one."""
_SPAN = re.compile(
    r"(?<![A-Za-z0-9.*+_-])(?<![Ee]xon )(?<![Ee]x )(?:nt ?)?(?P<site>\d{2,5}(?:[_-]\d{1,5})?)(?:"
    r"(?P<change>del|ins|dup)(?P<tail>[ACGT]+|[acgt]+|\d{1,3})|"
    r"(?P<apart> ?(?:del|ins|dup) ?)(?P<bases>[ACGT]+)|"
    r"(?<=\d{3}) (?P<far>del|ins) ?(?P<count>\d{1,3}))(?![A-Za-z0-9])"
)
_PARTS = re.compile(r"(?P<site>(?P<place>\d+)(?:_\d+)?)(?P<change>del|ins|dup)(?P<tail>[ACGT]+|\d+)")


class _Found(NamedTuple):
    start: int
    end: int
    value: str


def legacy_in(text: str) -> Iterator[_Found]:
    """(start, end, value) of each such name, in one spelling: "295-298 delTCAT" is "295_298delTCAT"."""
    for match in _SPAN.finditer(text):
        change = match["change"] or match["far"] or match["apart"].strip()
        tail = match["tail"] or match["bases"] or match["count"]
        yield _Found(match.start(), match.end(), f"{match['site'].replace('-', '_')}{change}{tail.upper()}")


def legacy_writings(value: str) -> tuple[str, ...]:
    """Other ways to write the name, with blanks in it."""
    parts = _parts(value)
    return (f"{parts['site']} {parts['change']}{parts['tail']}", f"{parts['site']} {parts['change']} {parts['tail']}")


def legacy_relation(value: str, kind: str, other: str) -> Literal["same", "different"] | None:
    """What the name alone tells against another variant of the gene, of this kind; None where it tells nothing."""
    own = _parts(value)
    if kind == "coding":
        return "same" if re.match(rf"c\.{own['site']}{own['change']}(?![a-z])", other) else None
    if kind != "legacy":
        return "different" if kind in ("amplification", "fusion") else None
    parts = _parts(other)
    if own["change"] != parts["change"]:
        return "different"
    if own["site"] == parts["site"] and _length(own["tail"]) == _length(parts["tail"]):
        return "same" if own["tail"].isdigit() != parts["tail"].isdigit() else None
    return None if abs(int(own["place"]) - int(parts["place"])) <= _NEAR else "different"


def _parts(value: str) -> dict[str, str]:
    found = _PARTS.fullmatch(value)
    return found.groupdict() if found else dict.fromkeys(_PARTS.groupindex, "0")


def _length(tail: str) -> int:
    return int(tail) if tail.isdigit() else len(tail)
