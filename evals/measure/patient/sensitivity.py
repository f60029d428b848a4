"""Does an answer change with the patient, and only then? `./run eval sensitivity`.

`sets/sensitivity.jsonl` holds 172 pairs of patients with one question: some must get different answers (another
genotype, an allergy, a pregnancy, a kidney, a line of therapy …) and some must not (an unrelated diplotype, a brand
name, another order of a list, a name in the question). What must differ or hold was written from the facts, before any
answer was seen, and is checked on the answer as a program gets it. `half` parts the set by the hash of the id: while
something is mended, only the rows of "tune" are looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from assistant.api import Assistant
from assistant.records.patient import Patient
from evals.material.answer_checks import failures
from evals.material.data import SETS, Fold, read_rows
from evals.material.libraries import prepared
from evals.material.questions import starter
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["Asking", "Pair", "half", "judged", "pairs", "run"]

_QUICK = 4
"""A quick run asks one pair in so many."""


class Pair(msgspec.Struct, frozen=True):
    """Two patients with one question. `question_b`: the same in other words, where the words are what is tried."""

    id: str
    kind: str
    must: Literal["differ", "same"]
    question: str
    a: dict[str, Any]
    b: dict[str, Any]
    expect: dict[str, Any]
    """Checks of `evals.material.answer_checks`, by name."""
    question_b: str = ""


class Asking:
    """Answers as plain values, each asked for once."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._kept: dict[bytes, dict[str, Any]] = {}

    def __call__(self, question: str, patient: dict[str, Any]) -> dict[str, Any]:
        key = msgspec.json.encode((question, patient))
        if key not in self._kept:
            given = Patient.from_dict(patient) if patient else None
            self._kept[key] = self._assistant.ask(question, given).to_dict()
        return self._kept[key]


def run(options: Options) -> Report:
    """Shares of pairs that pass, by what must be, by kind and by half, on the starter library."""
    asked = [one for number, one in enumerate(pairs()) if not options.quick or number % _QUICK == 0]
    with prepared(starter(), options) as library, Assistant.open(library=str(library.path), audit=False) as assistant:
        ask = Asking(assistant)
        rows = [judged(one, ask) for one in asked]
    notes = ("The extractive writer, on the starter library.",)
    return Report("sensitivity", tuple(_figures(rows)), tuple(rows), notes)


def pairs() -> list[Pair]:
    """All of the set."""
    return [msgspec.convert(row, Pair) for row in read_rows(SETS / "sensitivity.jsonl")]


def half(name: str) -> Fold:
    """The half of a set that a row belongs to, by the hash of its id."""
    return "tune" if hashlib.sha256(name.encode()).digest()[0] % 2 == 0 else "held"


def judged(pair: Pair, ask: Asking) -> dict[str, Any]:
    """Whether the pair passes, and what does not hold."""
    a, b = ask(pair.question, pair.a), ask(pair.question_b or pair.question, pair.b)
    failed = failures(pair.expect, a, b)
    return {
        "id": pair.id,
        "kind": pair.kind,
        "must": pair.must,
        "half": half(pair.id),
        "passed": not failed,
        "failed": failed,
    }


def _figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    made = [_share(rows, "all")]
    for field in ("must", "half", "kind"):
        for value in dict.fromkeys(row[field] for row in rows):
            share = _share([row for row in rows if row[field] == value], f"{field}: {value}")
            made.append(share if field == "must" else msgspec.structs.replace(share, better=""))
    return made


def _share(rows: Sequence[dict[str, Any]], leg: str) -> Figure:
    return Figure("pairs", leg, "passed", proportion(sum(row["passed"] for row in rows), len(rows)))
