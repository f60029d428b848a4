"""Every judge on the same rows: how much of what it calls supported is so, and how much of what is so it lets pass.

Legs: the checks alone; two scripted judges, which show what stands around a judge (vetoes, deciding words, controls);
and the judge and the writer that the settings name. What is not configured is not run, and the report says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from assistant.engines.llm import load_model
from assistant.engines.scrub import scrub
from assistant.judge.attribution import AttributionJudge
from assistant.judge.judging import judged
from assistant.judge.load import load_judge
from assistant.judge.thresholds import fitted, keep
from assistant.records.answer import Label
from assistant.records.judged import Judge
from assistant.settings import Settings
from assistant.verify.verify import verify_claim
from evals.material.judged_rows import JUDGED_SETS, JudgedRow, judged_rows, labeled_claims
from evals.material.scripted_judges import WRONG, ScriptedJudge
from evals.report import Figure, Options
from evals.stats import proportion

__all__ = ["Judges", "measure_judges"]

_AN_ANSWER = 8
"""Sentences of one call, as an answer has them."""
_SEEDS = 20
"""Draws of the judge that is sometimes wrong."""

Told = Sequence[Label]


class Judges(msgspec.Struct, frozen=True):
    """What was measured, a row per sentence and leg, and what the reader must know of it."""

    figures: tuple[Figure, ...]
    rows: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


def measure_judges(options: Options) -> Judges:
    """Our own small set always; the others where the shared data are, unless `quick`."""
    settings = Settings.load()
    named = configured(settings)
    notes = [] if named is not None else [_NOT_RUN]
    if options.fit:
        notes.append(_fit(named))
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    for name in JUDGED_SETS[:2] if options.quick else JUDGED_SETS:
        known = judged_rows(name) if not options.sets or name in options.sets else []
        for leg, told, said in _legs(known, named) if known else ():
            figures += _figures(name, leg, known * (len(told) // len(known)), told)
            rows += _rows(name, leg, known, told)
            notes += said
    return Judges(tuple(figures), tuple(rows), tuple(dict.fromkeys(notes)))


_NOT_RUN = (
    "no judge that reads was run: VOUCH_JUDGE names one (ollama:…, openai:…, local:…, or a model for inference or "
    "attribution by name or folder), or VOUCH_MODEL a writer, which then judges itself"
)


def configured(settings: Settings) -> Judge | None:
    """The judge of the settings. Raises ModelError when it cannot be made."""
    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_tokens": settings.model_max_tokens}
    writer = None
    if settings.model != "extractive" and not settings.judge:
        writer = load_model(settings.model, url=settings.model_url, key=settings.model_key, scrub=scrub, **options)
    url, key = settings.judged_at
    return load_judge(settings.judge, writer=writer, url=url, key=key, scrub=scrub, **options)


def _fit(judge: Judge | None) -> str:
    """Fits the thresholds of a model for attribution on the "tune" half of the labeled claims, and keeps them."""
    if not isinstance(judge, AttributionJudge):
        return "nothing was fitted: VOUCH_JUDGE must name an NLI or attribution model by name or folder"
    rows = labeled_claims("tune")
    if not rows:
        return "nothing was fitted: the labeled claims are not there (see evals/README.md)"
    told = [(one.support, one.contradiction) for row in rows for one in judge.scores([row.statement])]
    made = fitted(
        told,
        [row.label for row in rows],
        version=judge.reader.version,
        day=datetime.now(UTC).date().isoformat(),
    )
    judge.thresholds = made
    where = keep(judge.name, made)
    return (
        f"fitted {judge.name} on {len(rows)} claims: support from {made.support:.3f} (precision {made.precision}, "
        f"coverage {made.coverage}), contradiction from {made.contradiction:.3f}; kept in {where}"
    )


def _legs(rows: Sequence[JudgedRow], named: Judge | None) -> list[tuple[str, Told, list[str]]]:
    """(leg, what it says of each row, notes); of the judge that is sometimes wrong, all draws in a row."""
    wrong: list[Label] = []
    for seed in range(_SEEDS):
        wrong += _asked(ScriptedJudge(rows, wrong=WRONG, seed=seed), rows)[0]
    legs: list[tuple[str, Told, list[str]]] = [
        ("checks", [_by_checks(row) for row in rows], []),
        ("a perfect judge", *_asked(ScriptedJudge(rows), rows)),
        (f"a judge wrong in {WRONG:.0%}", wrong, []),
    ]
    return legs + ([(named.name, *_asked(named, rows))] if named is not None else [])


def _by_checks(row: JudgedRow) -> Label:
    one = row.statement
    evidence = "\n".join(dict.fromkeys((*one.quotes, *one.surroundings)))
    return verify_claim(one.text, evidence, context=one.record).label


def _asked(judge: Judge, rows: Sequence[JudgedRow]) -> tuple[list[Label], list[str]]:
    told: list[Label] = []
    notes: list[str] = []
    for start in range(0, len(rows), _AN_ANSWER):
        said = judged(judge, [row.statement for row in rows[start : start + _AN_ANSWER]])
        told += [one.verdict for one in said.opinions]
        notes += [said.note] if said.note else []
    return told, notes


def _figures(name: str, leg: str, rows: Sequence[JudgedRow], told: Told) -> list[Figure]:
    shown = [row for row, label in zip(rows, told, strict=True) if label == "supported"]
    true = [row for row in rows if row.truth]
    right = sum(row.truth for row in shown)
    made = [
        Figure(f"{name}, judged", leg, "precision of supported", proportion(right, len(shown))),
        Figure(f"{name}, judged", leg, "true ones passed", proportion(right, len(true))),
        Figure(
            f"{name}, judged",
            leg,
            "false ones passed",
            proportion(len(shown) - right, len(rows) - len(true)),
            "lower",
        ),
    ]
    kinds: dict[str, list[bool]] = defaultdict(list)
    for row, label in zip(rows, told, strict=True):
        kinds[row.kind].append(label == "supported")
    return made + [
        Figure(f"{name}, passed by kind", kind, leg, proportion(sum(passed), len(passed)), "")
        for kind, passed in sorted(kinds.items())
    ]


def _rows(name: str, leg: str, rows: Sequence[JudgedRow], told: Told) -> list[dict[str, Any]]:
    return [
        {"set": f"{name}, judged", "leg": leg, "id": row.id, "kind": row.kind, "gold": row.label, "label": label}
        for row, label in zip(rows, told[: len(rows)], strict=True)
    ]
