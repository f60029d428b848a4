"""Does an answer say first what the library lacks, by name, and only then? `./run eval gaps --library DIR`.

`sets/gap_questions.tsv` holds 200 questions on the PubMed corpus as five kinds of users ask them, written before an
answer was seen. 94 are answered by the records named in `pmids`; 106 are not: each has the right drug and another
disease, variant, line, outcome, population or partner, a drug or a comparison that no record has, or a false premise.
`searched` says with which words the corpus was looked through. `shown` is an expression for what a finding that answers
says; of an unanswerable question for the name of what is lacking, of which one is enough. Half are tuned on, by hash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from assistant.api import Assistant
from assistant.records.answer import Answer
from evals.material.data import SETS, Fold, fold
from evals.material.libraries import corpus_library
from evals.material.questions import read_table
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["GapQuestion", "figures", "first_words", "gap_questions", "run", "scored"]

_FIRST = 2


class GapQuestion(msgspec.Struct, frozen=True):
    """A question with what shows that it was answered (`pmids`, `shown`), or with the name of what is lacking."""

    id: str
    user: str
    kind: str
    expect: Literal["answer", "abstain"]
    question: str
    pmids: str
    shown: str
    searched: str

    @property
    def fold(self) -> Fold:
        return fold(self.id)


def run(options: Options) -> Report:
    """Shares over both halves, each half, and each kind of what lacks; nothing when quick."""
    if options.quick:
        return Report("gaps", (), notes=("gaps: skipped, the run is quick.",))
    with Assistant.open(library=corpus_library(options), model="extractive", audit=False) as assistant:
        rows = [scored(asked, assistant.ask(asked.question)) for asked in gap_questions()]
    return Report("gaps", tuple(figures(rows)), tuple(rows))


def gap_questions() -> list[GapQuestion]:
    """All of them, whatever their half."""
    return [msgspec.convert(row, GapQuestion) for row in read_table(SETS / "gap_questions.tsv")]


def first_words(answer: Answer) -> str:
    """What is read first of an answer that says what is lacking: why there is none, or the first limit; else empty."""
    if answer.abstention is not None:
        return answer.abstention.explanation
    return answer.limits[0] if answer.limits else ""


def scored(asked: GapQuestion, answer: Answer) -> dict[str, Any]:
    """A row of figures. `told`: the gap stands first, or it is refused; `named`: with the name of what is lacking."""
    refused = answer.status != "answered" or not answer.claims
    said = first_words(answer)
    first = answer.claims[:_FIRST]
    direct = any(
        claim.citations[0].pmid in asked.pmids.split() and re.search(asked.shown, claim.text, re.IGNORECASE)
        for claim in first
    )
    return {
        "id": asked.id,
        "part": asked.fold,
        "user": asked.user,
        "kind": asked.kind,
        "expect": asked.expect,
        "status": answer.status,
        "refused": refused,
        "told": bool(said) or refused,
        "named": bool(said and asked.expect == "abstain" and re.search(asked.shown, said, re.IGNORECASE)),
        "direct": bool(asked.expect == "answer" and not refused and direct),
    }


def figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """From rows as `scored` makes them."""
    made = _shares("gaps", "all", rows)
    for part in ("tune", "held"):
        made += _shares("gaps", part, [row for row in rows if row["part"] == part])
    for kind in dict.fromkeys(row["kind"] for row in rows):
        made += _shares("gaps, by kind", kind, [row for row in rows if row["kind"] == kind], gates=False)
    return made


def _shares(name: str, leg: str, rows: Sequence[dict[str, Any]], *, gates: bool = True) -> list[Figure]:
    can = [row for row in rows if row["expect"] == "answer"]
    cannot = [row for row in rows if row["expect"] == "abstain"]
    wanted: list[tuple[str, str, Sequence[dict[str, Any]], Literal["higher", "lower"]]] = [
        ("told first, unanswerable", "told", cannot, "higher"),
        ("told by name, unanswerable", "named", cannot, "higher"),
        ("refused, unanswerable", "refused", cannot, "higher"),
        ("false gap or refused, answerable", "told", can, "lower"),
        ("refused, answerable", "refused", can, "lower"),
        ("direct", "direct", can, "higher"),
    ]
    return [
        Figure(name, leg, measure, proportion(sum(row[key] for row in mine), len(mine)), better if gates else "")
        for measure, key, mine, better in wanted
        if mine
    ]
