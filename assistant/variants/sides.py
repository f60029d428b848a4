"""On which side of a marker a text is: those who have it ("EGFR-mutant"), or those who have not ("JAK2-negative").

A finding on carriers is none for a tumor that was tested and has not got the marker, whatever else the two share. Which
states are which side is `knowledge/words/marker_sides.tsv`; what else tells it, `knowledge/patterns/marker_cues.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Literal

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import lookup, pieces, rows
from assistant.language.plain_signs import plain_signs
from assistant.variants.denied import denied
from assistant.variants.find import find_variants, placed_genes
from assistant.variants.markers import MarkerState, placed_states
from assistant.variants.tables import driven_genes

__all__ = ["Side", "differ", "opposed", "side_of", "sides_in"]

Side = Literal["with", "without"]

_LACKING = ("wild type", "negative")
_WHOLE_GENE = ("mutation", "positive")
"""Kinds of wording whose denial is of the gene as a whole: "no MET amplification" leaves its other changes open."""
_NEITHER = frozenset(
    ["expression", "copy number", "underexpression", "rsid", "allele", "diplotype", "hla", "coding", "legacy"]
)
"""Kinds that say of no marker whether it is there: states in passing, and alleles that everybody has one of."""
_NEAR = 60
_FUSION = " fusion"

_Told = tuple[str, Side]


@lru_cache(maxsize=1024)
def sides_in(text: str) -> Mapping[str, frozenset[Side]]:
    """Marker -> the sides of it that the text speaks of. A marker: a gene, its fusions ("ALK fusion"), or a signature.

    Where those on one side are held against the others, or both are meant, the marker has both.
    """
    plain = plain_signs(text)
    made: dict[str, set[Side]] = {}
    for said in _written_out(plain):
        for marker, side in (*_of_variants(said), *_of_states(said), *_of_cues(said)):
            made.setdefault(marker, set()).add(side)
    return {marker: frozenset(sides) for marker, sides in made.items()}


def opposed(asked: Mapping[str, frozenset[Side]], said: Mapping[str, frozenset[Side]]) -> str:
    """The marker of which the one text is on one side only, and the other on the other side only; empty without one."""
    for marker, sides in said.items():
        wanted = asked.get(marker, frozenset())
        if len(sides) == len(wanted) == 1 and sides != wanted:
            return marker
    return ""


def differ(one: MarkerState, other: MarkerState) -> bool:
    """Whether no tumor has both states: of the two sides of a marker, of two shares that have none in common, or of two
    words of which a source says so (`knowledge/words/marker_apart.tsv`)."""
    (marker, side), (same, opposite) = side_of(one), side_of(other)
    if marker == same and side and opposite and side != opposite:
        return True
    if one.gene != other.gene:
        return False
    if not (one.word or other.word):
        return one.scale == other.scale and (one.high < other.low or other.high < one.low)
    return {(one.word, other.word), (other.word, one.word)} & _apart().get(one.gene, set()) != set()


def _written_out(text: str) -> Iterator[str]:
    """The text, and once for each member of a family that it names as one ("NTRK fusion", "RAS wild-type")."""
    yield text
    for family, members in lookup("gene_families").items():
        name = _family(family)
        if name.search(text):
            yield from (name.sub(gene, text) for gene in pieces(members))


@cache
def _family(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w/])")


def _of_variants(text: str) -> Iterator[_Told]:
    for found in find_variants(text):
        if not found.gene or found.kind in _NEITHER:
            continue
        fusion = f"{found.gene}{_FUSION}"
        lacking, absent = found.kind in _LACKING, denied(text, found.start, found.end)
        if absent and not lacking and found.kind not in _WHOLE_GENE:
            if found.kind == "fusion" and found.value == found.gene:
                yield from _both(text, found.start, fusion, "without")
            continue
        yield from _both(text, found.start, found.gene, "without" if absent or lacking else "with")
        if found.kind == "fusion" or (found.gene in driven_genes() and found.kind in (*_LACKING, "positive")):
            yield from _both(text, found.start, fusion, "without" if absent or lacking else "with")


def _of_states(text: str) -> Iterator[_Told]:
    for (start, end), state in placed_states(text):
        marker, side = side_of(state)
        if side:
            yield from _both(text, start, marker, _other(side) if denied(text, start, end) else side)


def _of_cues(text: str) -> Iterator[_Told]:
    """Words right beside a gene: "BRCA1 carriers", "without EGFR", "unmethylated MGMT"."""
    cues = patterns("marker_cues")
    for gene, start, end in placed_genes(text):
        if cues["without",].match(text, end) or _before("without before").search(text[max(0, start - _NEAR) : start]):
            yield from _both(text, start, gene, "without")
        elif found := cues["with",].match(text, end):
            yield from _both(text, start, gene, "without" if denied(text, start, found.end()) else "with")
        elif _before("with before").search(text[max(0, start - _NEAR) : start]):
            yield from _both(text, start, gene, "with")


def _both(text: str, start: int, marker: str, side: Side) -> Iterator[_Told]:
    """The side, and the other one where those on it are only what others are held against, or both are meant."""
    yield marker, side
    if any(_before(place).search(text[max(0, start - _NEAR) : start]) for place in ("compared", "either")):
        yield marker, _other(side)


def _other(side: Side) -> Side:
    return "without" if side == "with" else "with"


def side_of(state: MarkerState) -> tuple[str, Side | None]:
    """The marker that the state is of, and its side; None where it is neither."""
    if not state.word:
        return state.gene, "without" if state.high < 1 else "with" if state.low >= 1 else None
    marker, side = _states().get((state.gene, state.word)) or _states().get(("any", state.word)) or ("", None)
    return marker or state.gene, side


@cache
def _states() -> dict[tuple[str, str], tuple[str, Side]]:
    found: dict[tuple[str, str], tuple[str, Side]] = {}
    for marker, state, side, twin, _ in rows("marker_sides"):
        found[marker, state] = (twin, "with" if side == "with" else "without")
    return found


@cache
def _apart() -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for marker, state, other, _ in rows("marker_apart"):
        found.setdefault(marker, set()).add((state, other))
    return found


@cache
def _before(place: str) -> re.Pattern[str]:
    return re.compile(f"(?:{patterns('marker_cues')[place,].pattern})$", re.IGNORECASE)
