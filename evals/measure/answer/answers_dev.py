"""Answers to the keyed questions of the shared data, scored without a person, beside what ten lines would show.

An unanswerable question scores 1 when it is refused. An answerable one scores 0 when it is refused, else .6 for a facet
of its key among the first two findings and .4 of the share of facets shown at all, less .5 where what must never come
first does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.api import Assistant
from evals.material.answer_keys import Key, Keyed, extended, extensions, keyed_questions, shows, squeezed
from evals.material.libraries import answering_libraries
from evals.measure.answer.answer_scores import Scored, figures, row_of
from evals.measure.answer.answer_shown import Shown, ask, nearest
from evals.report import Fault, Figure, Options, Report

__all__ = ["marks", "run", "scored"]

_DIRECT, _SHARE, _NEVER = 0.6, 0.4, 0.5
_ANSWERS, _EXTENDED, _NEAREST = "answers", "answers, extended keys", "nearest sentences"


def run(options: Options) -> Report:
    """Figures per library and over both, as keyed, with extended keys and of the nearest sentences; and per kind."""
    questions = keyed_questions()
    if options.quick or not questions:
        why = "the run is quick" if options.quick else "the shared data are not beside this checkout"
        return Report("answers", (), notes=(f"dev: skipped, {why}.",))
    legs: dict[str, list[Scored]] = {_ANSWERS: [], _EXTENDED: [], _NEAREST: []}
    libraries = answering_libraries(options)
    for library, path in libraries.items():
        mine = [asked for asked in questions if asked.library == library]
        with Assistant.open(library=path, model="extractive", audit=False) as assistant:
            for leg, made in _asked(assistant, mine).items():
                legs[leg] += made
    rows = [row_of(one, leg) for leg, made in legs.items() for one in made]
    faults = [Fault(one.set, one.id) for one in legs[_ANSWERS] if one.never]
    left = sorted({asked.library for asked in questions} - libraries.keys())
    notes = [f"dev: {len(extensions())} ways to show a facet were added to the keys after reading."]
    notes += [f"dev: the questions on {name} were skipped, its library is not at hand." for name in left]
    return Report("answers", tuple(_figures(legs)), tuple(rows), tuple(notes), tuple(faults))


def marks(key: Key, shown: Shown) -> tuple[float, bool, bool]:
    """(score from 0 to 1, whether a facet is shown in the first two, whether what must never be there is)."""
    if key.expect == "abstain":
        return float(shown.refused), False, False
    if shown.refused:
        return 0.0, False, False
    every = shown.findings
    direct = any(shows(patterns, one.pmid, one.text) for patterns in key.must for one in shown.first)
    there = sum(any(shows(patterns, one.pmid, one.text) for one in every) for patterns in key.must)
    never = any(
        re.search(pattern.lstrip("!"), one.text, re.IGNORECASE)
        for pattern in key.never
        for one in (every if pattern.startswith("!") else shown.first)
    )
    score = _DIRECT * direct + _SHARE * there / max(1, len(key.must)) - _NEVER * never
    return max(0.0, score), direct, never


def scored(asked: Keyed, shown: Shown) -> Scored:
    """An answer by its question's key, its findings looked up among those a reader judged before."""
    score, direct, never = marks(asked.key, shown)
    return Scored(
        set=f"dev, {asked.library}",
        library=asked.library,
        id=asked.id,
        group=asked.kind,
        expect=asked.key.expect,
        shown=shown,
        score=score,
        direct=direct,
        never=never,
        labels=tuple(asked.judged.get((one.pmid, squeezed(one.text))) for one in shown.findings),
        has_never=asked.key.expect == "answer",
    )


def _asked(assistant: Assistant, questions: Sequence[Keyed]) -> dict[str, list[Scored]]:
    """Each question asked once, and scored by its key as it came and extended; and the nearest sentences to it."""
    more = extensions()
    made: dict[str, list[Scored]] = {_ANSWERS: [], _EXTENDED: [], _NEAREST: []}
    for asked in questions:
        shown = ask(assistant, asked.question, asked.patient)
        made[_ANSWERS].append(scored(asked, shown))
        made[_EXTENDED].append(scored(extended(asked, more), shown))
        made[_NEAREST].append(scored(asked, nearest(assistant, asked.question)))
    return made


def _figures(legs: dict[str, list[Scored]]) -> list[Figure]:
    made: list[Figure] = []
    for leg, rows in legs.items():
        gates = leg != _NEAREST
        made += figures("dev", leg, rows, gates=gates)
        for name in dict.fromkeys(one.set for one in rows):
            made += figures(name, leg, [one for one in rows if one.set == name], gates=gates)
    answers = legs[_ANSWERS]
    for kind in dict.fromkeys(one.group for one in answers):
        made += figures("dev, by kind", kind, [one for one in answers if one.group == kind], gates=False)
    return made
