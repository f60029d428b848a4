"""`python -m evals NAME…`: runs evaluations by name, prints tables, and fails when a figure fell below its baseline."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from evals.report import Options, Report, finish

__all__ = ["EVALUATIONS", "main"]

EVALUATIONS = {
    "retrieval": "evals.measure.retrieval",
    "understanding": "evals.measure.understanding",
    "verification": "evals.measure.verification",
    "near_verbatim": "evals.measure.near_verbatim",
    "effects": "evals.measure.effects",
    "designs": "evals.measure.designs",
    "markers": "evals.measure.markers",
    "applicability": "evals.measure.applicability",
    "studied": "evals.measure.studied",
    "conflicts": "evals.measure.conflicts",
    "absence": "evals.measure.absence",
    "abstention": "evals.measure.abstention",
    "stability": "evals.measure.stability",
    "currency": "evals.measure.currency",
    "sensitivity": "evals.measure.sensitivity",
    "bedside": "evals.measure.bedside",
    "follow_ups": "evals.measure.follow_ups",
    "answers": "evals.measure.answers",
    "citations": "evals.measure.citations",
    "privacy": "evals.measure.privacy",
    "patients": "evals.measure.patients",
}
"""Name to the module whose `run(options)` measures it; a module is imported only when it is asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 when a figure fell or an evaluation failed, 2 on wrong usage.

    `bench` as the first word hands the rest to the benchmarks, which measure cost and not quality.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["bench"]:
        from evals.bench.__main__ import main as bench

        return bench(words[1:])
    given = _parser().parse_args(words)
    options = Options(
        quick=given.quick,
        full=given.full,
        library=given.library,
        accept=given.accept,
        reranker=given.reranker,
        sets=tuple(given.set),
        fit=given.fit,
        **({"work": given.work} if given.work else {}),
        **({"out": given.out} if given.out else {}),
        **({"baselines": given.baselines} if given.baselines else {}),
    )
    return max(_run(name, options) for name in given.names or _present())


def _present() -> list[str]:
    """The evaluations whose module is there, in the order of the table."""
    return [name for name, module in EVALUATIONS.items() if importlib.util.find_spec(module) is not None]


def _run(name: str, options: Options) -> int:
    run: Callable[[Options], Report] = importlib.import_module(EVALUATIONS[name]).run
    return finish(run(options), options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run eval", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=_present(), help=", ".join(_present()))
    parser.add_argument("--quick", action="store_true", help="only the small committed sets, as CI does")
    parser.add_argument("--full", action="store_true", help="also what takes many minutes")
    parser.add_argument("--set", action="append", default=[], metavar="SET", help="only this set; may be repeated")
    parser.add_argument("--fit", action="store_true", help="verification: fit the thresholds of VOUCH_JUDGE first")
    parser.add_argument("--library", default="", metavar="DIR", help="a library that holds the PubMed corpus")
    parser.add_argument("--reranker", default="light", metavar="NAME", help="the reranker to measure")
    parser.add_argument("--accept", action="store_true", help="make these figures the baseline")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where built libraries are kept")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where results are written")
    parser.add_argument("--baselines", type=Path, metavar="DIR", help="where the baselines lie")
    return parser


if __name__ == "__main__":
    sys.exit(main())
