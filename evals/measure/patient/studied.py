"""How rightly it is read whom a record studied, field by field, on records that were labeled by reading.

`evals/sets/studied.tsv` has the sexes, age groups, ancestries, countries and number of people that title, abstract and
check tags say, labeled before the reader ran; the half "held" shaped nothing. A field is right where it is the same set
(or number), and silence counts as an answer; of the numbers given, the share that is wrong stands apart.

`study_sizes.tsv` has the number of people of 175 more records, drawn by lot, halved the same way: `people`, and under
`also` what is right beside it (those analyzed of those enrolled); `kind` says what it counts, or why there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from assistant.fit.groups import age_groups, ancestries, countries, sexes
from assistant.fit.people import People, people_of
from assistant.studies.effects import read_effects
from assistant.studies.sample_size import sample_size
from evals.material.applicability import articles_of, set_rows
from evals.material.data import fold
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]

_READERS: dict[str, Callable[[People], Sequence[str]]] = {
    "sexes": sexes,
    "ages": age_groups,
    "ancestries": ancestries,
    "countries": countries,
}


def run(options: Options) -> Report:
    """With `quick`, or without the shared data, only starter digests."""
    labeled = set_rows("studied.tsv")
    there = articles_of({(row["library"], row["pmid"]) for row in labeled}, options.library, quick=options.quick)
    rows = [_read(row, there[key]) for row in labeled if (key := (row["library"], row["pmid"])) in there]
    missing = len(labeled) - len(rows)
    notes = (f"{missing} labeled records are in the shared data, which were not read",) if missing else ()
    parts = () if missing else ("tune", "held")
    figures = [figure for part in parts for figure in _figures(part, [row for row in rows if row["part"] == part])]
    figures += _figures("digests", [row for row in rows if row["library"] == "starter"])
    sized = [] if options.quick else _sizes(options)
    for part in ("tune", "held") if sized else ():
        figures += _size_figures(f"sizes, {part}", [row for row in sized if row["part"] == part])
    rows += sized
    return Report("studied", tuple(figures), tuple(rows), notes)


def _sizes(options: Options) -> list[dict[str, Any]]:
    """A row for each record of `study_sizes.tsv` that is there."""
    labeled = set_rows("study_sizes.tsv")
    there = articles_of({(row["library"], row["pmid"]) for row in labeled}, options.library)
    made = []
    for row in labeled:
        if (article := there.get((row["library"], row["pmid"]))) is None:
            continue
        size = sample_size(article.text, read_effects(article.text))
        allowed = {int(number) for number in (row["people"], *row["also"].split("|")) if number}
        right = size in allowed or (size is None and not row["people"])
        found = {"library": row["library"], "pmid": row["pmid"], "part": fold(row["pmid"]), "people": right}
        made.append(found | {"people read": size, "people label": row["people"]})
    return made


def _size_figures(part: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    given = [row for row in rows if row["people read"] is not None]
    stated = [row for row in rows if row["people label"]]
    return [
        Figure(part, "people", name, proportion(sum(row["people"] for row in of), len(of)))
        for name, of in (("read right", rows), ("right of those given", given), ("right of those stated", stated))
    ]


def _read(row: dict[str, str], article: Any) -> dict[str, Any]:
    people = people_of(article)
    size = sample_size(article.text, read_effects(article.text))
    found: dict[str, Any] = {"library": row["library"], "pmid": row["pmid"], "part": fold(row["pmid"])}
    for field, reader in _READERS.items():
        labeled, read = {*filter(None, row[field].split("|"))}, {*reader(people)}
        found |= {field: labeled == read, f"{field} read": sorted(read), f"{field} label": sorted(labeled)}
    wanted = int(row["people"]) if row["people"] else None
    return found | {"people": size == wanted, "people read": size, "people label": wanted}


def _figures(part: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    made = [
        Figure(part, field, "read right", proportion(sum(row[field] for row in rows), len(rows)))
        for field in (*_READERS, "people")
    ]
    for field in _READERS:
        told = [row for row in rows if row[f"{field} label"]]
        whole = sum(set(row[f"{field} label"]) <= set(row[f"{field} read"]) for row in told)
        made.append(Figure(part, field, "found where said", proportion(whole, len(told))))
    given = [row for row in rows if row["people read"] is not None]
    made.append(
        Figure(
            part,
            "people",
            "wrong of those given",
            proportion(sum(not row["people"] for row in given), len(given)),
            "lower",
        )
    )
    return made
