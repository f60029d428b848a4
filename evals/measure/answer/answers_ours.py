"""Answers to our own questions, by the labels of the sentences they show: how often the first two findings answer.

The labels are of sentences found for the question, not of all that could be shown, so each figure stands beside the
share of findings that anybody labeled. A model that chooses findings learns from seven tenths of the questions: only
the others, "tune" and "held", are compared with the baseline, and `--full` shows the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from assistant.api import Assistant
from evals.material.answer_keys import Expect
from evals.material.data import SETS, read_rows
from evals.material.libraries import answering_libraries
from evals.measure.answer.answer_scores import Scored, figures, row_of
from evals.measure.answer.answer_shown import FIRST, Finding, Shown, ask
from evals.report import Fault, Figure, Options, Report
from evals.train.answering_pairs import Span, part_of, spans_labeled

__all__ = ["Ours", "label_of", "our_questions", "run", "scored"]

Spans = Mapping[str, Sequence[Span]]
"""Labeled sentences of one question by the PMID of their record."""

_EXPECT: dict[str, Expect] = {"yes": "answer", "no": "abstain", "unseen": ""}
_ANSWERS, _OFF = 2, 0
_GROUPS = {
    "therapy": ("efficacy", "comparison", "alternative"),
    "safety": ("toxicity", "interaction", "monitoring"),
    "dose and exposure": ("dose", "pharmacokinetics"),
    "mechanism": ("mechanism", "resistance", "discovery"),
    "diagnosis and prognosis": ("diagnosis", "prognosis", "frequency", "definition"),
}
"""Facets that are shown together, since alone some have a question or two."""


class Ours(msgspec.Struct, frozen=True):
    """A question of our own. `best`: PMIDs that answer it; `opposite`: those near it that would mislead."""

    id: str
    library: str
    question: str
    patient: dict[str, Any] | None
    facet: str
    answerable: str
    best: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        return part_of(self.id)


def run(options: Options) -> Report:
    """Figures per library and part, over both libraries, and per group of facets."""
    labels = spans_labeled()
    rows: list[Scored] = []
    libraries = answering_libraries(options)
    for library, path in libraries.items():
        with Assistant.open(library=path, model="extractive", audit=False) as assistant:
            rows += [
                scored(asked, ask(assistant, asked.question, asked.patient), labels[asked.id])
                for asked in our_questions()
                if asked.library == library and (options.full or asked.part != "train")
            ]
    faults = [Fault(one.set, one.id) for one in rows if one.never and one.part != "train"]
    why = "the run is quick" if options.quick else "its library is not at hand"
    notes = () if "corpus" in libraries else (f"ours: the questions on corpus were skipped, {why}.",)
    return Report("answers", tuple(_figures(rows)), tuple(row_of(one, "answers") for one in rows), notes, tuple(faults))


def our_questions() -> list[Ours]:
    """All of them, whatever their part."""
    return [msgspec.convert(row, Ours) for row in read_rows(SETS / "answering_questions.jsonl")]


def label_of(finding: Finding, spans: Spans) -> int | None:
    """The best label among the sentences that the finding quotes from; None where none of them was labeled."""
    labels = [
        span.label
        for pmid, start, end in finding.quotes
        for span in spans.get(pmid, ())
        if span.start < end and start < span.end
    ]
    return max(labels, default=None)


def scored(asked: Ours, shown: Shown, spans: Spans) -> Scored:
    """An answer by the labels; it scores 1 when it is right: refused or direct, and nothing opposite comes first."""
    labels = tuple(label_of(one, spans) for one in shown.findings)
    first = list(zip(shown.first, labels[:FIRST], strict=True))
    expect = _EXPECT[asked.answerable]
    direct = expect == "answer" and any(label == _ANSWERS for _, label in first)
    never = any(one.pmid in asked.opposite and label == _OFF for one, label in first)
    unlabeled = not direct and any(one.pmid in asked.best and label is None for one, label in first)
    return Scored(
        set=f"ours, {asked.library}",
        library=asked.library,
        id=asked.id,
        group=next(group for group, facets in _GROUPS.items() if asked.facet in facets),
        expect=expect,
        shown=shown,
        score=float(direct and not never if expect == "answer" else shown.refused),
        direct=direct,
        never=never,
        labels=labels,
        has_never=bool(asked.opposite),
        best_unlabeled=unlabeled if asked.best else None,
        part=asked.part,
    )


def _figures(rows: Sequence[Scored]) -> list[Figure]:
    """A library's figures are the same whichever others were asked, so a quick run is compared with any baseline."""
    apart = [one for one in rows if one.part != "train"]
    libraries = list(dict.fromkeys(one.set for one in apart))
    sets = {name: [one for one in apart if one.set == name] for name in libraries}
    if len(libraries) > 1:
        sets = {"ours": apart, **sets}
    made: list[Figure] = []
    for name, mine in sets.items():
        made += figures(name, "held and tune", mine)
        for part in ("held", "tune"):
            made += figures(name, part, [one for one in mine if one.part == part])
    if len(libraries) > 1:
        for group in _GROUPS:
            made += figures("ours, by facet", group, [one for one in apart if one.group == group], gates=False)
    learned = [one for one in rows if one.part == "train"]
    for name in dict.fromkeys(one.set for one in learned):
        mine = [one for one in learned if one.set == name]
        made += figures(f"{name}, learned from", "train", mine, gates=False)
    return made
