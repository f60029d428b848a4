"""What a library is and holds, counted: for `status`, for the chat's banner, for other programs."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import msgspec

from ingest.embed.model_files import EmbedderIdentity
from ingest.knowledge.tables import records
from ingest.library.catalog import Catalog
from ingest.library.writer import identity_of
from ingest.records.facets import Facet

__all__ = ["LibraryStatus", "SourceStatus", "read_status"]

UNKNOWN = "unknown"


class SourceStatus(msgspec.Struct, frozen=True):
    """A source in the ledger. `counts` as in `ingest.library.batch.Counts`; `noted` is UTC."""

    name: str
    items: int
    counts: dict[str, int]
    done: bool
    noted: str


class LibraryStatus(msgspec.Struct, frozen=True):
    """Counts of records unless said otherwise; `disk` in bytes by part."""

    records: int
    revisions: int
    """Contents kept, the current ones included."""
    deleted: int
    embedded: int
    backlog: int
    """Records whose vectors are still to be made; they are found by words already."""
    digests: int
    retracted: int
    concern: int
    erratum: int
    by_year: dict[str, int]
    by_design: dict[str, int]
    """Each record once, by its strongest design as its publication types say."""
    sources: tuple[SourceStatus, ...]
    """The last ones read, newest first."""
    disk: dict[str, int]
    embedder: EmbedderIdentity | None
    generation: int


def read_status(path: Path, catalog: Catalog) -> LibraryStatus:
    """Counts everything anew: a second at a million records."""
    states = dict(catalog.rows("SELECT state, count(*) FROM vectors GROUP BY state"))
    records = len(catalog)
    return LibraryStatus(
        records=records,
        revisions=records + int(catalog.one("SELECT count(*) FROM history")),
        deleted=int(catalog.one("SELECT count(*) FROM tombstones WHERE id NOT IN (SELECT id FROM articles)")),
        embedded=states.get(1, 0),
        backlog=states.get(0, 0),
        **_flagged(catalog),
        by_year=_by_year(catalog),
        by_design=_by_design(catalog),
        sources=_sources(catalog),
        disk={
            "catalog": sum(_size(found) for found in path.glob("catalog.sqlite*")),
            "words": sum(_size(found) for found in path.glob("words-*/**/*")),
            "vectors": sum(_size(found) for found in path.glob("vectors-*/**/*")),
        },
        embedder=identity_of(catalog),
        generation=catalog.generation,
    )


def _flagged(catalog: Catalog) -> dict[str, int]:
    asked = {
        "digests": Facet.DIGEST,
        "retracted": Facet.RETRACTED,
        "concern": Facet.CONCERN,
        "erratum": Facet.ERRATUM,
    }
    rows = catalog.rows("SELECT flags, count(*) FROM articles GROUP BY flags")
    return {name: sum(number for flags, number in rows if flags & facet) for name, facet in asked.items()}


def _by_year(catalog: Catalog) -> dict[str, int]:
    rows = catalog.rows("SELECT year, count(*) FROM articles GROUP BY year ORDER BY year IS NULL, year")
    return {UNKNOWN if year is None else str(year): number for year, number in rows}


def _by_design(catalog: Catalog) -> dict[str, int]:
    found: Counter[str] = Counter()
    for types, number in catalog.rows("SELECT types, count(*) FROM articles GROUP BY types"):
        found[_design(catalog.labels(types))] += number
    order = [*dict.fromkeys(_designs().values()), UNKNOWN]
    return {name: found[name] for name in order if found[name]}


def _design(types: tuple[str, ...]) -> str:
    named = {kind.casefold() for kind in types}
    return next((design for kind, design in _designs().items() if kind in named), UNKNOWN)


@cache
def _designs() -> dict[str, str]:
    """Publication type to design, strongest first."""
    return {row["publication_type"].casefold(): row["design"] for row in records("designs")}


def _sources(catalog: Catalog) -> tuple[SourceStatus, ...]:
    rows = catalog.rows("SELECT name, items, counts, done, noted FROM sources ORDER BY noted DESC, name DESC LIMIT 10")
    return tuple(
        SourceStatus(name, items, msgspec.json.decode(counts, type=dict[str, int]), bool(done), noted)
        for name, items, counts, done, noted in rows
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # the writer's merges remove files while we look
        return 0
