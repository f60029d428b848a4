"""The curated facts that serve: those that ship, and a user's newer releases in their place, source by source.

The tables are read when first asked for, and again when an import changed them; a row becomes a `CuratedFact` only when
it is found. Of each source the rows of one table serve: those of the latest date, and of an import where dates are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from assistant.curated.rows import fact_of
from assistant.knowledge.tables import pieces, stamp, table_path, user_folder
from assistant.records.curated import CuratedFact, Kind
from ingest.knowledge.tables import Table, read_table

__all__ = ["IMPORTED", "OLDER", "SHIPPED", "facts_for", "import_folder", "release_dates"]

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


def import_folder() -> Path:
    """Where a user's imports are kept; they serve every library of this user."""
    return user_folder() / "curated"


class _Served(NamedTuple):
    rows: list[tuple[Kind, tuple[str, ...], tuple[str, ...]]]
    """(kind, columns, cells)"""
    genes: dict[str, list[int]]
    drugs: dict[str, list[int]]
    diseases: dict[str, list[int]]
    dates: dict[str, str]
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
    served = _Served([], defaultdict(list), defaultdict(list), defaultdict(list), {}, {})
    for number, (kind, _older, table) in enumerate(tables):
        at = {name: place for place, name in enumerate(table.columns)}
        source, date = at["source"], at["date"]
        disease, disease_id = at.get("disease"), at.get("disease_id")
        for cells in table.rows:
            if chosen[cells[source]] != number:
                continue
            place = len(served.rows)
            served.rows.append((kind, table.columns, cells))
            for gene in pieces(cells[at["genes"]]):
                served.genes[gene.lower()].append(place)
            for drug in pieces(cells[at["therapies"]]):
                served.drugs[drug.lower()].append(place)
            for column in (disease, disease_id):
                if column is not None and cells[column]:
                    served.diseases[cells[column].lower()].append(place)
            served.dates[cells[source]] = max(served.dates.get(cells[source], ""), cells[date])
    return served


def _tables(folder: Path) -> list[tuple[Kind, bool, Table]]:
    """(kind, wanted although older, table), the one that serves where dates are the same first."""
    found: list[tuple[Kind, bool, Table]] = []
    for name, kind in IMPORTED.items():
        path = folder / f"{name}.tsv"
        if path.is_file():
            with path.open(encoding="utf-8") as file:
                older = file.readline().strip() == OLDER
            found.append((kind, older, read_table(path)))
    return found + [(kind, False, read_table(table_path(name))) for name, kind in SHIPPED.items()]


def _chosen(tables: list[tuple[Kind, bool, Table]]) -> dict[str, int]:
    """Source to the number of the table whose rows of it serve."""
    best: dict[str, tuple[bool, str, int]] = {}
    for number, (_, older, table) in enumerate(tables):
        source, date = table.columns.index("source"), table.columns.index("date")
        dates: dict[str, str] = {}
        for cells in table.rows:
            dates[cells[source]] = max(dates.get(cells[source], ""), cells[date])
        for name, latest in dates.items():
            standing = (older, latest, -number)
            if name not in best or standing > best[name]:
                best[name] = standing
    return {name: -number for name, (_, _, number) in best.items()}
