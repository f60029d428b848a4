"""Do answers answer? `./run eval answers`: score, direct, refused, never and judged precision, by library and kind.

`dev` are keyed questions of the shared data, `ours` our own with labeled sentences; `--set` takes one of them,
`--quick` ours on the starter library, `--full` also those a model learned from. A finding that must never come first
and that the baseline does not list by its question fails the run, whatever the rates.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from evals.measure.answer import absence, answers_dev, answers_ours, stability
from evals.report import Options, Report, joined

__all__ = ["BESIDE", "LEGS", "run"]

LEGS = {"dev": answers_dev.run, "ours": answers_ours.run}
"""What this evaluation is made of, each with sets of its own: a measure that belongs here, too, is a row."""
BESIDE = {"stability": stability.run, "absence": absence.run}
"""Evaluations of their own whose figures are of answers, too; `--quick` leaves them to themselves."""


def run(options: Options) -> Report:
    """One report of all legs, or of those that `options.sets` names."""
    return joined("answers", list(_parts(options)))


def _parts(options: Options) -> Iterator[Report]:
    for name, leg in LEGS.items():
        if not options.sets or name in options.sets:
            yield leg(options)
    for name, leg in BESIDE.items():
        if name in options.sets or not (options.sets or options.quick):
            yield _named(name, leg(options))


def _named(name: str, report: Report) -> Report:
    """The figures under sets that say which measure they are of."""
    figures = tuple(msgspec.structs.replace(figure, set=f"{name}, {figure.set}") for figure in report.figures)
    rows = tuple({**row, "set": f"{name}, {row['set']}"} for row in report.rows)
    return msgspec.structs.replace(report, figures=figures, rows=rows)
