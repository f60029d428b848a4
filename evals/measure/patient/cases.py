"""Is the study for just this patient the one that speaks first? `./run eval cases`.

`sets/case_questions.jsonl` holds 120 patients of oncology with a question, mostly an open one. Of each it names the
digests of which one must be quoted in the first two findings (this disease and histology, marker, variant, line and
stage), those that must not (another line, an adjuvant study for a metastatic tumor, another marker, the drug that
failed), or that no digest is on this patient and nothing may stand as an answer. It was written from the digests before
any answer was seen; `half` parts it by the hash of the id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from assistant.api import Assistant
from assistant.records.patient import Patient
from evals.material.data import SETS, read_rows
from evals.material.libraries import prepared
from evals.material.questions import starter
from evals.measure.patient.sensitivity import half
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["CaseQuestion", "case_questions", "judged", "run"]

Better = Literal["higher", "lower"]

_FIRST = 2
"""Findings that a reader surely reads."""
_QUICK = 4
"""A quick run asks one case in so many."""


class CaseQuestion(msgspec.Struct, frozen=True):
    """A patient, what is asked, and which records (PMIDs) may and must not speak first."""

    id: str
    question: str
    patient: dict[str, Any]
    first: tuple[str, ...]
    never: tuple[str, ...]
    abstains: bool
    why: str


def run(options: Options) -> Report:
    """Shares of the cases that the library answers, and of those it does not, on the starter library."""
    asked = [one for number, one in enumerate(case_questions()) if not options.quick or number % _QUICK == 0]
    with prepared(starter(), options) as library, Assistant.open(library=str(library.path), audit=False) as assistant:
        rows = [judged(one, _quoted(one, assistant)) for one in asked]
    return Report("cases", tuple(_figures(rows)), tuple(rows), ("The extractive writer, on the starter library.",))


def case_questions() -> list[CaseQuestion]:
    """All of the set."""
    return [msgspec.convert(row, CaseQuestion) for row in read_rows(SETS / "case_questions.jsonl")]


def judged(one: CaseQuestion, quoted: Sequence[str]) -> dict[str, Any]:
    """What the first findings, by the PMIDs they quote, do for the case."""
    first = set(quoted[:_FIRST])
    return {
        "id": one.id,
        "half": half(one.id),
        "abstains": one.abstains,
        "right": not first if one.abstains else not first.isdisjoint(one.first),
        "never": not first.isdisjoint(one.never),
        "refused": not first,
    }


def _quoted(one: CaseQuestion, assistant: Assistant) -> list[str]:
    answer = assistant.ask(one.question, Patient.from_dict(one.patient))
    return [claim.citations[0].pmid for claim in answer.claims]


def _figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    made = []
    for leg in ("all", "tune", "held"):
        chosen = [row for row in rows if leg in ("all", row["half"])]
        answerable = [row for row in chosen if not row["abstains"]]
        others = [row for row in chosen if row["abstains"]]
        made += [
            _share(leg, "own study first", answerable, "right"),
            _share(leg, "refused, answerable", answerable, "refused", better="lower"),
            _share(leg, "never", chosen, "never", better="lower"),
            _share(leg, "refused, unanswerable", others, "right"),
        ]
    return made


def _share(leg: str, measure: str, rows: Sequence[dict[str, Any]], field: str, better: Better = "higher") -> Figure:
    good = proportion(sum(row[field] for row in rows), len(rows))
    return Figure("cases", leg, measure, good, better=better if leg == "all" else "")
