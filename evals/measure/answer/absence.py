"""Is a thing called absent when a record names it, and only when none does? `./run eval absence`.

Each row of `sets/absence.tsv` asks about one thing, in a form that its record need not use: an alias, a brand, another
notation, another hyphen, the class of a drug. `named in its record`: the record is seen to name the thing.
`false absences`: the reader would be told that no record of the library does. The rows without a record ask about
things that are nowhere; `absence told`: the reader is told so, or the answer says that it is on other things.
Words alone are searched, so the figures stand without vectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from assistant.enough.missing import missing, unseen
from assistant.enough.not_covered import in_no_record
from assistant.enough.subject import without_circumstances
from assistant.question.asked import asked_for, searchable
from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.retrieve.retrieve import retrieve
from assistant.studies.grade import grade
from assistant.variants.own_gene import with_gene
from evals.material.data import SETS, SHARED
from evals.material.libraries import corpus_library, prepared
from evals.material.questions import read_table, starter
from evals.report import Figure, Options, Report
from evals.stats import proportion
from ingest.library.library import Library

__all__ = ["absences", "run"]

_WORD = re.compile(r"[^\W_]+")


def run(options: Options) -> Report:
    """False absences and things seen, of all rows and by kind; the absences told of what is nowhere."""
    rows = read_table(SETS / "absence.tsv")
    with prepared(starter(), options) as library:
        made = list(_asked(library, [row for row in rows if row["library"] == "starter"]))
    if not options.quick and (SHARED.is_dir() or options.library):
        with Library.open(Path(corpus_library(options))) as library:
            made += _asked(library, [row for row in rows if row["library"] == "corpus"])
    return Report("absence", tuple(_figures(made)), tuple(made))


def absences(question: str, library: Library) -> tuple[Query, list[str]]:
    """The question as it is read, and each name of it that the reader would be told is in no record."""
    query = understand(question, library=library)
    found = retrieve(query, library)
    evidence = tuple(grade(hit, query, None) for hit in found.hits)
    articles = [item.article for item in evidence]
    about = without_circumstances(query)
    told = missing(msgspec.structs.replace(found, query=about), evidence)
    told = told or unseen(asked_for(about), about, library, found.unmatched)
    return query, [*told, *map(with_gene, in_no_record(query, found.unmatched, articles))]


def _asked(library: Library, rows: Sequence[dict[str, str]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        query, told = absences(row["question"], library)
        about = [name for name in told if _alike(name, row["thing"])]
        yield {
            "set": row["library"],
            "id": row["id"],
            "kind": row["kind"],
            "there": bool(row["record"]),
            "told": bool(about),
            "named": bool(row["record"]) and _names(query, row, library),
        }


def _names(query: Query, row: dict[str, str], library: Library) -> bool:
    """Whether the row's record is seen to name the thing, by whatever it was read as."""
    article = library.get(row["record"])
    if article is None:
        return False
    named = asked_for(query).within(article).named_in(searchable(article))
    return any(_alike(name, row["thing"]) for concept in named for name in (concept.surface, concept.name))


def _alike(one: str, other: str) -> bool:
    """Whether two names share a word; a thing that is empty stands for the whole question."""
    return not other or not _words(one).isdisjoint(_words(other)) or _joined(one) in _joined(other)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _joined(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _figures(rows: Sequence[dict[str, Any]]) -> Iterator[Figure]:
    for name in dict.fromkeys(row["set"] for row in rows):
        own = [row for row in rows if row["set"] == name]
        for leg in ("all", *dict.fromkeys(row["kind"] for row in own if row["there"])):
            yield from _there(name, leg, [row for row in own if row["there"] and leg in ("all", row["kind"])])
        nowhere = [row for row in own if not row["there"]]
        if nowhere:
            told = proportion(sum(row["told"] for row in nowhere), len(nowhere))
            yield Figure(name, "nowhere", "absence told", told)


def _there(name: str, leg: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    false = proportion(sum(row["told"] for row in rows), len(rows))
    named = proportion(sum(row["named"] for row in rows), len(rows))
    return [Figure(name, leg, "false absences", false, "lower"), Figure(name, leg, "named in its record", named)]
