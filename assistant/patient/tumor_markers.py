"""Markers of a tumor as a record says them: "MSI-H", "ER+/PR-", "HER2 2+ ISH positive", "TMB 14".

Every door asks here, so that one finding ends in one field in the same words: a state that is a gene's own ("HER2
positive") is a variant, all else stands under pathology as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import rows
from assistant.language.covered import Covered
from assistant.language.plain_signs import plain_signs
from assistant.names.find import find
from assistant.patient.genes import read_genetic
from assistant.patient.words import value_of
from assistant.records.patient import Variant
from assistant.variants.find import find_variants
from assistant.variants.markers import PlacedState, placed

__all__ = ["Marker", "markers_in", "only_findings"]

_LONGEST = 60
"""Characters of an entry that is read as findings alone: a longer one is a report."""
_STATES = ("positive", "negative")
_VALUES = {
    "number": r"<<amount>>(?: ?(?:mut(?:ation)?s? ?/ ?M[Bb]|/ ?M[Bb]))?(?! ?%)",
    "score": r"(?:[0-3]\+|[0-3](?= ?(?:by IHC|\(IHC)))",
    "share": r"<<amount>> ?%",
}
_AMOUNT = r"(?:[<>≤≥]=? ?)?\d{1,3}(?:\.\d+)?(?![\d.]*\d)"
_WORD = re.compile(r"(?!(?:and|with|is|of)\b)[^\W_]+")


class Marker(NamedTuple):
    """A finding at `text[start:end]`; `variant` where the record holds it as one."""

    start: int
    end: int
    variant: Variant | None
    by_itself: bool = False
    """Its name says its state ("dMMR"); what stands behind it may deny it."""


def markers_in(text: str) -> list[Marker]:
    """In the order of the text, none overlapping another."""
    plain = plain_signs(text)
    found = [Marker(one.start, one.end, _variant(text, one), one.name_end == one.end) for one in placed(text)]
    found += [Marker(*match.span(), None) for match in _measured().finditer(plain)]
    kept: list[Marker] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or kept[-1].end <= one.start:
            way = _WAY.match(plain, one.end)
            kept.append(one._replace(end=way.end()) if way else one)
    return kept


_WAY = re.compile(r" (?:by|on|per) (?:IHC|C?ISH|FISH|NGS|PCR)\b| \((?:IHC|C?ISH|FISH|NGS|PCR)\)")
"""Behind a finding, the way it was found."""


def only_findings(text: str) -> tuple[str | Variant, ...]:
    """The findings of an entry that says nothing else, as the record holds them; empty where a word is left over."""
    if len(text) > _LONGEST:
        return ()
    markers = markers_in(text)
    taken = Covered(len(text), ((one.start, one.end) for one in markers))
    mentions = [one for one in find_variants(text) if not taken.touches(one.start, one.end)]
    for one in mentions:
        taken.add(one.start, one.end)
    named = Covered(len(text), ((one.start, one.end) for one in find(text) if one.kind == "gene"))
    for word in _WORD.finditer(text):
        beside = mentions and (named.touches(*word.span()) or any(value_of(name, word[0]) for name in _BESIDE))
        if not taken.touches(*word.span()) and not beside:
            return ()
    told: list[str | Variant] = [one.variant or text[one.start : one.end] for one in markers]
    if mentions and not markers:
        told += [one for one in read_genetic(text)[0] if isinstance(one, Variant)]
    return tuple(dict.fromkeys(told)) if not (mentions and markers) else ()


_BESIDE = ("origin", "zygosity")


def _variant(text: str, one: PlacedState) -> Variant | None:
    """ "HER2 2+ ISH positive" is the gene's own state; "ER+" names no gene that a vocabulary has by that name."""
    name = _GENE.match(text, one.start)
    if name is None or one.state.word not in _STATES:
        return None
    found = read_genetic(f"{name[0]} {one.state.word}")[0]
    return next((made for made in found if isinstance(made, Variant) and made.gene == one.state.gene), None)


_GENE = re.compile(r"[A-Za-z][\w.]*(?:-\d\w*|-L\d)?(?:/neu\b)?")


def _forms() -> Iterator[str]:
    for marker, value, _ in rows("measured_markers"):
        name = re.escape(marker) if marker.isupper() else f"(?i:{re.escape(marker)})"
        yield rf"{name}[\s:=(]{{1,3}}(?:(?:of|is|was|IHC|score|index)[\s:]+){{0,2}}{_VALUES[value]}"


@cache
def _measured() -> re.Pattern[str]:
    forms = "|".join(_forms()).replace("<<amount>>", _AMOUNT)
    return re.compile(rf"(?<![\w-])(?:{forms})(?![^\W_])")
