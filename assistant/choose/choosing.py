"""The sentences of the records found, each with how likely it is that a reader would call it an answer.

Every sentence of every record is told by what is cheap (`features`); the best of them are read, beside the question, by
a small model that learned from labels which sentence answers; both together give the order. What must never stand as a
finding for this case is left out before: retracted records, protocols, advice that was updated since, sentences on
another phenotype, genotype, variant, gene or drug than the case's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import exp

import msgspec

from assistant.choose.features import FEATURES, Case, at_a_glance, looked_at_closely, on_another
from assistant.choose.under_title import under_title
from assistant.choose.weights import Weights, weights
from assistant.engines.cross_encoder import CrossEncoder, shipped
from assistant.enough.relevance import current, unquotable
from assistant.knowledge.patterns import patterns
from assistant.names.trials import names_trial, trials_in
from assistant.records.answer import Evidence, Fit, Query
from assistant.records.patient import Patient
from assistant.studies.sentences import Candidate, every_sentence

__all__ = ["MODEL", "READ_FEATURES", "Chosen", "choose", "choose_of_trial"]

MODEL = "answering"
"""The folder of the model that reads, under `knowledge/learned`."""
READ_FEATURES = ("model: on topic", "model: answers")
"""What the model adds to the features of a sentence: its two logits."""
_LOOKED_AT, _READ = 120, 48
"""Sentences whose every feature is told, the best at a glance, and sentences the model reads: what a third of a second
on two processors allows."""
_OF_TRIAL = 0.05
"""The best sentence's chance below which the trial that was asked about gives way to all records."""
_ON_TOPIC = 0.4
"""The least chance to be on topic of a sentence that may stand as a finding."""
_OF_A_RECORD = 6
"""And at most so many of one record, so that no long abstract takes the room of the others."""


class Chosen(msgspec.Struct, frozen=True):
    """A sentence that could stand in an answer. `chance`: 0 to 1, that it answers; `on_topic`: that it is on topic."""

    candidate: Candidate
    chance: float
    on_topic: float = 1.0
    fit: Fit | None = None
    """Of the sentence's own people, where they were held against the case; else those of its record count."""

    @property
    def may_answer(self) -> bool:
        """Of the sentences that readers called misleading or off target one in six is as likely on topic as this."""
        return self.on_topic >= _ON_TOPIC

    @property
    def people(self) -> Fit:
        """How the people that the sentence is on compare with the case."""
        return self.fit if self.fit is not None else self.candidate.evidence.fit


def choose(
    query: Query,
    evidence: Sequence[Evidence],
    patient: Patient | None = None,
    *,
    model: CrossEncoder | None = None,
    without: Collection[str] = (),
) -> list[Chosen]:
    """The best sentences, those that may answer before those likely off topic, each by its chance.

    `without`: PMIDs of records that are not read. `model`: what ships, by default; without one the features alone tell.
    Raises ModelUnavailable when its files were changed.
    """
    case = Case.of(query, patient)
    glance = weights("glance", FEATURES)
    usable = {item.article.pmid for item in current(evidence) if not unquotable(item)} - set(without)
    found = [
        one for rank, item in enumerate(evidence) if item.article.pmid in usable for one in _sentences(item, rank, case)
    ]
    worth = _best(zip(found, at_a_glance(case, found), strict=True), glance)
    likely = [(one, row) for one, row in worth[:_LOOKED_AT] if case.allows(one)]
    candidates = [one for one, _ in likely]
    closer = looked_at_closely(case, candidates, [row for _, row in likely])
    ours = [(one, row) for one, row in zip(candidates, closer, strict=True) if not on_another(row)]
    read = _room(_best(ours, glance))
    people = [case.people(one) for one, _ in read]
    model = model or shipped(MODEL)
    if model is None:
        return _ordered(
            (Chosen(one, _chance(glance.score(row)), fit=fit) for (one, row), fit in zip(read, people, strict=True)),
            case,
        )
    told = model.logits(
        [
            (case.asked_of(one, fit), under_title(one.evidence.article, one.start, one.end))
            for (one, _), fit in zip(read, people, strict=True)
        ]
    )
    answers, topic = (weights(stage, (*FEATURES, *READ_FEATURES)) for stage in ("answers", "topic"))
    rows = [(one, [*row, *map(float, logits)]) for (one, row), logits in zip(read, told, strict=True)]
    return _ordered(
        (
            Chosen(one, _chance(answers.score(row)), _chance(topic.score(row)), fit)
            for (one, row), fit in zip(rows, people, strict=True)
        ),
        case,
    )


def choose_of_trial(query: Query, evidence: Sequence[Evidence], patient: Patient | None = None) -> list[Chosen]:
    """As `choose`, of the records that name a trial of the question alone, where one of their sentences may answer:
    a question on a trial is answered by that trial, and the sentences of others would take its room.
    """
    trials = trials_in(query.text)
    others = [item for item in evidence if not any(names_trial(item.article.text, trial) for trial in trials)]
    if len(others) < len(evidence):
        aside = {item.article.pmid for item in others}
        chosen = choose(query, evidence, patient, without=aside)
        if any(one.may_answer and one.chance >= _OF_TRIAL for one in chosen):
            return chosen
    return choose(query, evidence, patient)


def _sentences(item: Evidence, rank: int, case: Case) -> Iterator[Candidate]:
    """Those of a record that may be on this case."""
    absent = case.query.absent and case.groups.absent_only(item.article.text)
    if not absent:
        yield from every_sentence(item, rank)


def _best(rows: Iterable[tuple[Candidate, list[float]]], by: Weights) -> list[tuple[Candidate, list[float]]]:
    return sorted(rows, key=lambda pair: -by.score(pair[1]))


def _room(worth: Sequence[tuple[Candidate, list[float]]]) -> list[tuple[Candidate, list[float]]]:
    """The first ones, at most a few of each record."""
    taken: dict[int, int] = {}
    kept = []
    for one, row in worth:
        taken[one.rank] = taken.get(one.rank, 0) + 1
        if taken[one.rank] <= _OF_A_RECORD:
            kept.append((one, row))
        if len(kept) == _READ:
            break
    return kept


def _chance(score: float) -> float:
    return 1 / (1 + exp(-score))


def _ordered(chosen: Iterable[Chosen], case: Case) -> list[Chosen]:
    told = [
        msgspec.structs.replace(one, on_topic=0.0) if _is_tried_dose(one.candidate, case) else one for one in chosen
    ]
    return sorted(told, key=lambda one: (not one.may_answer, -one.chance, one.candidate.rank, one.candidate.start))


def _is_tried_dose(candidate: Candidate, case: Case) -> bool:
    """The highest dose that patients bore in a trial of doses, where the dose of a patient is asked for: read as the
    answer it would be an overdose."""
    if case.patient is None or case.query.facet != "dose":
        return False
    cues = patterns("tolerated_doses")
    return bool(cues["finding",].search(candidate.text)) and not cues["question",].search(case.query.text)
