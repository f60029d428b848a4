"""Does an answer carry the state of the art: the right option or action first? `./run eval currency`.

`sets/currency_questions.tsv` holds 144 questions as users of five kinds ask them, whose options or actions stand in the
curated facts or in the landmark studies; the keys were written from these before any answer was seen. A question is
answered when a key is named by one of the first two findings, or by one of the first three curated rows: a row on
benefit or an approval for an option, a guideline's row with the action for an action. What facts at level A or B call
resistant may neither head one of these findings nor be a benefit in one of these rows.

The topics of TREC Precision Medicine 2017 and 2018 (beside the shared data) are patients: of those that have a curated
row of level A to C for their variants and their disease, or one it is a kind of, the share whose answer shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from assistant.api import Assistant
from assistant.knowledge.tables import words_of
from assistant.records.answer import Answer
from assistant.records.curated import CuratedFact, CuratedRow
from evals.material.data import SETS
from evals.material.libraries import prepared
from evals.material.precision_topics import Topic, bearing, topics
from evals.material.questions import starter
from evals.report import Fault, Figure, Options, Report
from evals.stats import proportion
from ingest.knowledge.tables import read_table

__all__ = ["Currency", "figures", "judged", "questions", "run"]

FINDINGS, ROWS = 2, 3
"""Of each those that a reader surely reads."""
_QUICK = 4
"""A quick run asks one question in so many."""


class Currency(msgspec.Struct, frozen=True):
    """A question and its key."""

    id: str
    user: str
    kind: Literal["option", "action"]
    question: str
    drug: str
    """Of an action: the drug it is about."""
    key: tuple[str, ...]
    """Options or actions, any of which is right."""
    words: str
    """Of an action: what a finding that carries it says, as a pattern."""
    never: tuple[str, ...]
    source: str


def run(options: Options) -> Report:
    """Figures over the questions and, where the shared data are, over the topics, all on the starter library."""
    asked = [one for number, one in enumerate(questions()) if not options.quick or number % _QUICK == 0]
    found = [] if options.quick else topics()
    with prepared(starter(), options) as library, Assistant.open(library=str(library.path), audit=False) as assistant:
        rows = [judged(one, assistant.ask(one.question)) for one in asked]
        rows += [row for one in found if (row := _topic_row(one, assistant))]
    faults = tuple(Fault("currency", row["id"]) for row in rows if row.get("never"))
    notes = ["The extractive writer, on the starter library."]
    if not found:
        notes.append("TREC PM: skipped, " + ("the run is quick." if options.quick else "the topics are not at hand."))
    return Report("currency", tuple(figures(rows)), tuple(rows), tuple(notes), faults)


def questions() -> list[Currency]:
    """All of the set."""
    made = []
    for row in read_table(SETS / "currency_questions.tsv").records():
        split = {name: tuple(filter(None, row[name].split("|"))) for name in ("key", "never")}
        made.append(msgspec.convert({**row, **split}, Currency))
    return made


def judged(asked: Currency, answer: Answer) -> dict[str, Any]:
    """What of an answer's first findings and rows carries the key, and what they must not."""
    claims = answer.claims[:FINDINGS] if answer.status == "answered" else ()
    rows = answer.knowledge.rows[:ROWS]
    by_finding = any(_says(asked, f"{claim.topic}: {claim.text}") for claim in claims)
    by_row = any(_carries(asked, row) for row in rows)
    heads = {words_of(claim.topic) for claim in claims}
    never = any(words_of(drug) in heads or any(_benefits(row, drug) for row in rows) for drug in asked.never)
    return {
        "set": "currency",
        "id": asked.id,
        "kind": asked.kind,
        "user": asked.user,
        "status": answer.status,
        "rows": len(answer.knowledge.rows),
        "by_finding": by_finding,
        "by_row": by_row,
        "right": by_finding or by_row,
        "never": never,
    }


def figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """From rows as `run` keeps them; which of the two voices carried the key is shown and not compared."""
    made = []
    mine = [row for row in rows if row["set"] == "currency"]
    for kind in ("all", "option", "action"):
        some = [row for row in mine if kind in ("all", row["kind"])]
        made.append(_share(some, kind, "right"))
        made += [msgspec.structs.replace(_share(some, kind, voice), better="") for voice in ("by_finding", "by_row")]
    made.append(msgspec.structs.replace(_share(mine, "all", "never"), better="lower"))
    for user in dict.fromkeys(row["user"] for row in mine):
        made.append(msgspec.structs.replace(_share([r for r in mine if r["user"] == user], user, "right"), better=""))
    for year in dict.fromkeys(row["set"] for row in rows if row["set"] != "currency"):
        some = [row for row in rows if row["set"] == year]
        made.append(_share(some, "topics with a row", "shown"))
        made.append(msgspec.structs.replace(_share(some, "topics with a row", "shown first"), better=""))
    return made


def _share(rows: Sequence[dict[str, Any]], leg: str, measure: str) -> Figure:
    name = rows[0]["set"] if rows else "currency"
    return Figure(name, leg, measure.replace("_", " "), proportion(sum(row[measure] for row in rows), len(rows)))


def _says(asked: Currency, text: str) -> bool:
    """A finding names an option, or the drug with the words of the action."""
    if asked.kind == "option":
        return any(_named(drug, text) for drug in asked.key)
    return _named(asked.drug, text) and re.search(asked.words, text, re.IGNORECASE) is not None


def _named(drug: str, text: str) -> bool:
    return f" {words_of(drug)} " in f" {words_of(text)} "


def _carries(asked: Currency, row: CuratedRow) -> bool:
    if asked.kind == "option":
        return any(_benefits(row, drug) for drug in asked.key)
    fact = row.fact
    return fact.kind == "guideline" and _of(fact, asked.drug) and fact.action in asked.key


def _benefits(row: CuratedRow, drug: str) -> bool:
    """The row is an approval of the drug, or evidence that supports a response to it."""
    fact = row.fact
    good = fact.kind == "approval" or fact.direction == "Supports / Sensitivity/Response"
    return good and _of(fact, drug)


def _of(fact: CuratedFact, drug: str) -> bool:
    return words_of(drug) in map(words_of, fact.therapies)


def _topic_row(topic: Topic, assistant: Assistant) -> dict[str, Any] | None:
    """None for a topic that has no curated row of level A to C."""
    wanted = {fact.identifier for fact in bearing(topic)}
    if not wanted:
        return None
    shown = assistant.ask(topic.question).knowledge.rows
    return {
        "set": f"TREC PM {topic.year}",
        "id": topic.id,
        "wanted": len(wanted),
        "shown": _any_of(shown, wanted),
        "shown first": _any_of(shown[:ROWS], wanted),
    }


def _any_of(rows: Iterable[CuratedRow], wanted: set[str]) -> bool:
    return any(row.fact.identifier in wanted for row in rows)
