"""Is a question answered alike in other words, and with a word more that changes nothing? `./run eval stability`.

`sets/stability_questions.tsv` holds 150 questions, each with two rewordings (one terse) and one or two forms with
something incidental: an odd adjective, another disease of the patient, an age, a trade, a regimen, a place, a slip of
the keys. All forms were written before any was asked. A form is stable when its answer has the status of its base
question's, and the same first paper. Half of the questions, by hash, are tuned on; the other half is held out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from assistant.api import Assistant
from assistant.records.answer import Answer
from evals.material.data import SETS, Fold, fold
from evals.material.libraries import corpus_library, prepared
from evals.material.questions import read_table, starter
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["Form", "figures", "forms", "run"]

FormKind = Literal["base", "rewording", "incidental"]


class Form(msgspec.Struct, frozen=True):
    """One way to ask. `id` is that of its base question, `number` counts the forms of one question from 0, the base."""

    id: str
    number: int
    library: Literal["starter", "corpus"]
    kind: FormKind
    text: str

    @property
    def fold(self) -> Fold:
        return fold(self.id)


def run(options: Options) -> Report:
    """Shares of forms with their base question's status and first paper; the starter library alone when quick."""
    asked = forms()
    with prepared(starter(), options) as library:
        rows = _ask(library.path, [form for form in asked if form.library == "starter"])
    if not options.quick:
        rows += _ask(corpus_library(options), [form for form in asked if form.library == "corpus"])
    return Report("stability", tuple(figures(rows)), tuple(rows), _notes(rows))


def forms() -> list[Form]:
    """Every form of the set, a base question before its forms."""
    made: list[Form] = []
    for row in read_table(SETS / "stability_questions.tsv"):
        number = made[-1].number + 1 if made and made[-1].id == row["id"] else 0
        given = {**row, "number": number, "text": row["question"]}
        made.append(msgspec.convert(given, Form))
    return made


def figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """From rows as `run` keeps them: by library and half, for all forms and for each kind of form."""
    made = []
    for library in dict.fromkeys(row["set"] for row in rows):
        for half in ("tune", "held"):
            mine = [row for row in rows if (row["set"], row["fold"]) == (library, half)]
            changed = [row for row in mine if row["kind"] != "base"]
            for kind in ("all", "rewording", "incidental"):
                made += _shares(library, f"{kind}, {half}", [row for row in changed if kind in ("all", row["kind"])])
            bases = [row for row in mine if row["kind"] == "base"]
            answered = sum(row["status"] == "answered" for row in bases)
            made.append(Figure(library, f"base, {half}", "answered", proportion(answered, len(bases))))
    return made


def _shares(library: str, leg: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """A first paper is compared where the base question has one; a form that is refused has not the same."""
    with_paper = [row for row in rows if row["base_first"]]
    alike = sum(row["status"] == row["base_status"] for row in rows)
    first = sum(row["first"] == row["base_first"] for row in with_paper)
    return [
        Figure(library, leg, "same status", proportion(alike, len(rows))),
        Figure(library, leg, "same first paper", proportion(first, len(with_paper))),
    ]


def _ask(path: Path, asked: Sequence[Form]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    base: dict[str, Any] = {}
    with Assistant.open(library=str(path), audit=False) as assistant:
        for form in asked:
            answer = assistant.ask(form.text)
            row = {
                "set": form.library,
                "id": form.id,
                "number": form.number,
                "kind": form.kind,
                "fold": form.fold,
                "status": answer.status,
                "reason": answer.abstention.reason if answer.abstention else "",
                "first": _first_paper(answer),
            }
            base = row if form.kind == "base" else base
            rows.append({**row, "base_status": base["status"], "base_first": base["first"]})
    return rows


def _first_paper(answer: Answer) -> str:
    """The PMID of the first citation; empty without one."""
    return next((citation.pmid for claim in answer.claims for citation in claim.citations), "")


def _notes(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    lost = [row["reason"] for row in rows if row["base_status"] == "answered" != row["status"]]
    counts = {reason: lost.count(reason) for reason in sorted(set(lost), key=lost.count, reverse=True)}
    named = ", ".join(f"{reason} {count}" for reason, count in counts.items()) or "none"
    return ("The extractive writer.", f"Refused though the base question is answered: {named}.")
