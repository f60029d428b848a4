"""The curated facts that serve: those that ship, and a user's newer releases in their place, source by source.

The tables are read when first asked for, and again when an import changed them; a row becomes a `CuratedFact` only when
it is found. Of each source the rows of one table serve: those of the latest date, and of an import where dates are one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from assistant.curated.rows import fact_of
from assistant.knowledge.tables import pieces, stamp, table_path, user_folder
from assistant.records.curated import CuratedFact, Kind
from ingest.knowledge.tables import Table, read_table

__all__ = ["IMPORTED", "OLDER", "SHIPPED", "facts_for", "import_folder", "release_dates", "serving"]

SHIPPED: dict[str, Kind] = {"civic": "biomarker evidence", "guidelines": "guideline", "approvals": "approval"}
"""Tables of the package to what they hold."""
IMPORTED: dict[str, Kind] = {"cpic": "guideline", "clinpgx": "guideline", "civic": "biomarker evidence"}
"""The same of a user's imports; of two that hold one source's rows of one date the first serves."""
OLDER = "# serves although older"
"""First line of an import that its user wants in place of a newer one."""


def facts_for(
    genes: Iterable[str] = (), drugs: Iterable[str] = (), diseases: Iterable[str] = ()
) -> tuple[CuratedFact, ...]:
    """Facts that name any of the genes, and any of the drugs, and any of the diseases; an empty argument asks nothing.

    `genes`: approved symbols, and "MSI", "TMB", "HRD", "MMR" for signatures of a whole tumor. `drugs`: the vocabulary's
    names. `diseases`: identifiers ("DOID:3908") or names. Case makes no difference. In the order of the tables.
    """
    served = _served()
    wanted = [
        {place for name in names for place in index.get(name.lower(), ())}
        for names, index in (
            (tuple(genes), served.genes),
            (tuple(drugs), served.drugs),
            (tuple(diseases), served.diseases),
        )
        if names
    ]
    places = sorted(set.intersection(*wanted)) if wanted else []
    return tuple(_fact(served, place) for place in places)


def release_dates() -> dict[str, str]:
    """Source to the ISO date of its release that serves; of approvals the latest one's."""
    return dict(_served().dates)


class Serving(NamedTuple):
    """What of a source serves."""

    source: str
    date: str
    """ISO date of the release; of approvals that of the latest."""
    facts: int
    origin: str
    """"ships with Vouch" or "imported"."""


def serving() -> tuple[Serving, ...]:
    """Every source whose facts serve, in the order of their names."""
    served = _served()
    return tuple(
        Serving(source, served.dates[source], served.counts[source], served.origins[source])
        for source in sorted(served.counts)
    )


def import_folder() -> Path:
    """Where a user's imports are kept; they serve every library of this user."""
    return user_folder() / "curated"


class _Source(NamedTuple):
    """A table, or those rows of it that one source has."""

    kind: Kind
    origin: str
    older: bool
    """Its user wants it although what ships is newer."""
    table: Table


class _Served(NamedTuple):
    rows: list[tuple[Kind, tuple[str, ...], tuple[str, ...]]]
    """(kind, columns, cells)"""
    genes: defaultdict[str, list[int]]
    drugs: defaultdict[str, list[int]]
    diseases: defaultdict[str, list[int]]
    dates: dict[str, str]
    origins: dict[str, str]
    counts: Counter[str]
    facts: dict[int, CuratedFact]
    """Those that were asked for."""


def _fact(served: _Served, place: int) -> CuratedFact:
    found = served.facts.get(place)
    if found is None:
        kind, columns, cells = served.rows[place]
        found = served.facts[place] = fact_of(kind, dict(zip(columns, cells, strict=True)))
    return found


def _served() -> _Served:
    folder = import_folder()
    return _read(folder, stamp(folder))


@lru_cache(maxsize=2)
def _read(folder: Path, _: object) -> _Served:
    tables = _tables(folder)
    chosen = _chosen(tables)
    served = _Served([], defaultdict(list), defaultdict(list), defaultdict(list), {}, {}, Counter(), {})
    for number, one in enumerate(tables):
        at = {name: place for place, name in enumerate(one.table.columns)}
        for cells in one.table.rows:
            if chosen[cells[at["source"]]] == number:
                _index(served, one, at, cells)
    return served


def _index(served: _Served, one: _Source, at: dict[str, int], cells: tuple[str, ...]) -> None:
    place, source = len(served.rows), cells[at["source"]]
    served.rows.append((one.kind, one.table.columns, cells))
    served.dates[source] = max(served.dates.get(source, ""), cells[at["date"]])
    served.origins[source] = one.origin
    served.counts[source] += 1
    for index, column in ((served.genes, "genes"), (served.drugs, "therapies")):
        for name in pieces(cells[at[column]]):
            index[name.lower()].append(place)
    if "disease" in at:
        for name in {cells[at["disease"]].lower(), cells[at["disease_id"]].lower()} - {""}:
            served.diseases[name].append(place)


def _tables(folder: Path) -> list[_Source]:
    """The one that serves where dates are the same first."""
    found = []
    for name, kind in IMPORTED.items():
        path = folder / f"{name}.tsv"
        if path.is_file():
            with path.open(encoding="utf-8") as file:
                older = file.readline().strip() == OLDER
            found.append(_Source(kind, "imported", older, read_table(path)))
    ours = (_Source(kind, "ships with Vouch", False, read_table(table_path(name))) for name, kind in SHIPPED.items())
    return [*found, *ours]


def _chosen(tables: list[_Source]) -> dict[str, int]:
    """Source to the number of the table whose rows of it serve."""
    best: dict[str, tuple[bool, str, int]] = {}
    for number, one in enumerate(tables):
        source, date = one.table.columns.index("source"), one.table.columns.index("date")
        dates: dict[str, str] = {}
        for cells in one.table.rows:
            dates[cells[source]] = max(dates.get(cells[source], ""), cells[date])
        for name, latest in dates.items():
            best[name] = max(best.get(name, (False, "", -len(tables))), (one.older, latest, -number))
    return {name: -number for name, (_, _, number) in best.items()}
