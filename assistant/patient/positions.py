"""Known variants by where they lie in the genome: `vocabulary/known_positions.tsv`, and which build a text names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, rows

__all__ = [
    "Known",
    "at_place",
    "build_named",
    "by_rsid",
    "chromosome",
    "chromosome_of_sequence",
    "known_between",
    "places_of",
]


class Known(NamedTuple):
    """A row: `alts` are the changes that it stands for; `notation` is empty for a position of a pharmacogene."""

    gene: str
    notation: str
    build: str
    chromosome: str
    position: int
    ref: str
    alts: tuple[str, ...]
    rsid: str


def at_place(build: str, chromosome_name: str, position: int) -> tuple[Known, ...]:
    """Rows at a place, counted from 1."""
    return _by_place().get((build, chromosome_name, position), ())


def known_between(build: str, chromosome_name: str, start: int, end: int) -> Iterator[Known]:
    """Rows from one place to another, in their order, both counted in."""
    at = places_of(build).get(chromosome_name, ())
    for position in at[bisect_left(at, start) : bisect_right(at, end)]:
        yield from at_place(build, chromosome_name, position)


def by_rsid(rsid: str) -> tuple[Known, ...]:
    """Rows of an rsID; the bases say which of its changes a row is."""
    return _by_rsid().get(rsid, ())


def places_of(build: str) -> dict[str, tuple[int, ...]]:
    """The known positions of each chromosome, in order."""
    return _places().get(build, {})


def chromosome(name: str) -> str:
    """ "chr7", "7", "Chr7" and its accession "NC_000007.14" are one; the mitochondrial one is "MT"."""
    if named := chromosome_of_sequence(name)[1]:
        return named
    plain = name[3:] if name[:3].lower() == "chr" else name
    return "MT" if plain in ("M", "MT") else plain


def chromosome_of_sequence(accession: str) -> tuple[str, str]:
    """(build, chromosome) of a RefSeq accession of a human chromosome ("NC_000007.14"); ("", "") for any other."""
    return _sequences().get(accession, ("", ""))


@cache
def build_named(text: str) -> str:
    """GRCh37 or GRCh38, where a text of a header names one by any of its names; "" for none."""
    lower = text.casefold()
    found = {row[1] for row in rows("genome_builds") if not row[0].startswith("length=") and row[0] in lower}
    return found.pop() if len(found) == 1 else ""


@cache
def _known() -> tuple[Known, ...]:
    return tuple(
        Known(
            row["gene"],
            row["notation"],
            row["build"],
            row["chromosome"],
            int(row["position"]),
            row["ref"],
            tuple(pieces(row["alt"])),
            row["rsid"],
        )
        for row in records("known_positions")
    )


@cache
def _by_place() -> dict[tuple[str, str, int], tuple[Known, ...]]:
    found: defaultdict[tuple[str, str, int], list[Known]] = defaultdict(list)
    for row in _known():
        found[row.build, row.chromosome, row.position].append(row)
    return {place: tuple(several) for place, several in found.items()}


@cache
def _by_rsid() -> dict[str, tuple[Known, ...]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for row in _known():
        if row.rsid:
            found[row.rsid].append(row)
    return {rsid: tuple(several) for rsid, several in found.items()}


@cache
def _places() -> dict[str, dict[str, tuple[int, ...]]]:
    found: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in _known():
        found[row.build][row.chromosome].add(row.position)
    return {build: {name: tuple(sorted(at)) for name, at in by_name.items()} for build, by_name in found.items()}


@cache
def _sequences() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in rows("genome_sequences")}
