"""Do answers answer? `./run eval answers`: score, direct, refused, never and judged precision, by library and kind.

`dev` are keyed questions of the shared data, `ours` our own with labeled sentences; `--set` takes one of them,
`--quick` ours on the starter library, `--full` also those a model learned from. A finding that must never come first
and that the baseline does not list by its question fails the run, whatever the rates.
"""

from __future__ import annotations

from evals.measure import answers_dev, answers_ours
from evals.report import Options, Report, joined

__all__ = ["LEGS", "run"]

LEGS = {"dev": answers_dev.run, "ours": answers_ours.run}
"""What this evaluation is made of, each with sets of its own: a measure that belongs here, too, is a row."""


def run(options: Options) -> Report:
    """One report of all legs, or of those that `options.sets` names."""
    return joined("answers", [leg(options) for name, leg in LEGS.items() if not options.sets or name in options.sets])
