"""How well a question is understood: what it asks (its facet), and which part each thing it names plays (its roles).

Both are held against what a reader labeled, on questions that nothing was learned from. A role counts as found where
words were given that role of which one is the reader's too; where such a run of words ends is not judged. Facets
confuse by nature, so `facet_second_reading.tsv` has what a second reader named who saw the questions alone. With the
shared data it is told as well how much of what questions name is found (`evals.measure.search.names_found`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from assistant.knowledge.tables import WORD, values
from assistant.question.facet import FACETS, facet_chances
from assistant.question.leveled import named_spans
from assistant.question.understand import understand
from assistant.records.answer import Query, Roles
from evals.material.data import SETS
from evals.material.questions import read_table
from evals.material.understood import Understood, understood
from evals.measure.search import names_found
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]

_DRUGS = ("option", "prior", "comparator", "co_medication")
_ROLES = Roles.__struct_fields__
_HELD, _TWICE = "held questions", "questions read twice"


class _Read(msgspec.Struct, frozen=True):
    """A question with what was understood, and for each role (found, given, labeled): runs of words."""

    row: Understood
    query: Query
    counts: dict[str, tuple[int, int, int]]

    def right(self, roles: Sequence[str]) -> bool:
        """Whether all that is labeled was found, and nothing else given."""
        return all(self.counts[role][0] == self.counts[role][1] == self.counts[role][2] for role in roles)


def run(options: Options) -> Report:
    """Our own held questions need no other data; the rest is left out with `quick`."""
    held = [_read(row) for row in understood() if row.part == "held" and row.source != "shared"]
    figures = [*_facets(held), *_roles(held), *_second_reading()]
    if not options.quick:
        figures += names_found.figures()
    return Report("understanding", tuple(figures), tuple(_row(read) for read in held))


def _read(row: Understood) -> _Read:
    query = understand(row.text)
    return _Read(row, query, {role: _counted(row, query, role) for role in _ROLES})


def _counted(row: Understood, query: Query, role: str) -> tuple[int, int, int]:
    """(labeled runs that were found, given runs that are labeled …) as (found, given, labeled).

    Where one side parts what the other has as one run, each part that meets it counts once on its own side; so the
    lesser of the two counts is taken.
    """
    given = [_words(words) for words in getattr(query.roles, role)]
    labeled = [_words(row.text[start:end]) for name, start, end in row.roles if name == role]
    met = sum(any(one & other for other in given) for one in labeled)
    borne = sum(any(one & other for other in labeled) for one in given)
    return (met, met + len(given) - borne, len(labeled))


def _words(text: str) -> frozenset[str]:
    every = frozenset(word.lower() for word in WORD.findall(text))
    return every - values("function_words") or every


def _facets(held: Sequence[_Read]) -> Iterator[Figure]:
    """Of all questions (also where it is not sure enough to be told), of those told, and by the reader's facet."""
    right = [read.query.facet == read.row.facet for read in held]
    told = [read.query.facet is not None for read in held]
    likeliest = [FACETS[int(facet_chances(read.row.text, named_spans(read.row.text)).argmax())] for read in held]
    first = [facet == read.row.facet for facet, read in zip(likeliest, held, strict=True)]
    yield Figure(_HELD, "facet", "likeliest is right", proportion(sum(first), len(held)))
    for source in dict.fromkeys(read.row.source for read in held):
        mine = [hit for hit, read in zip(first, held, strict=True) if read.row.source == source]
        yield Figure(_HELD, f"facet, questions of {source}", "likeliest is right", proportion(sum(mine), len(mine)))
    yield Figure(_HELD, "facet", "right", proportion(sum(right), len(held)))
    yield Figure(_HELD, "facet", "told", proportion(sum(told), len(held)))
    yield Figure(_HELD, "facet", "right where told", proportion(sum(right), sum(told)))
    asked, found = Counter(read.row.facet for read in held), Counter[str]()
    found.update(read.row.facet for read, hit in zip(held, right, strict=True) if hit)
    for facet, number in asked.most_common():
        yield Figure(_HELD, f"facet: {facet}", "right", proportion(found[facet], number), better="")


def _roles(held: Sequence[_Read]) -> Iterator[Figure]:
    """Only questions whose roles are all labeled say what was given too much."""
    whole = [read for read in held if read.row.whole]
    for role in _ROLES:
        yield from _measured(f"role: {role}", [read.counts[role] for read in whole])
    yield from _measured("roles of drugs", [read.counts[role] for read in whole for role in _DRUGS])
    yield from _measured("all roles", [read.counts[role] for read in whole for role in _ROLES])
    for leg, roles in (("roles of drugs", _DRUGS), ("all roles", _ROLES)):
        right = sum(read.right(roles) for read in whole)
        yield Figure(_HELD, leg, "all of the question right", proportion(right, len(whole)))


def _measured(leg: str, counts: Sequence[tuple[int, int, int]]) -> Iterator[Figure]:
    found, given, labeled = (sum(one[place] for one in counts) for place in range(3))
    yield Figure(_HELD, leg, "precision", proportion(found, given))
    yield Figure(_HELD, leg, "recall", proportion(found, labeled))
    yield Figure(_HELD, leg, "F1", proportion(2 * found, given + labeled))


def _second_reading() -> Iterator[Figure]:
    """How often two readers name one facet, and how often the model names that of either."""
    again = {row["id"]: row["facet"] for row in read_table(SETS / "facet_second_reading.tsv")}
    first = {row["id"]: row for row in read_table(SETS / "record_questions.tsv") if row["id"] in again}
    agree = sum(row["facet"] == again[name] for name, row in first.items())
    either = sum(understand(row["question"]).facet in (row["facet"], again[name]) for name, row in first.items())
    yield Figure(_TWICE, "two readers", "same facet", proportion(agree, len(first)), better="")
    yield Figure(_TWICE, "facet", "one of the two readers'", proportion(either, len(first)))


def _row(read: _Read) -> dict[str, Any]:
    counts = {role: list(found) for role, found in read.counts.items() if any(found)}
    return {"question": read.row.id, "facet": read.row.facet, "read": read.query.facet, "roles": counts}
