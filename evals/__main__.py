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
    "retrieval": "evals.measure.search.retrieval",
    "understanding": "evals.measure.search.understanding",
    "verification": "evals.measure.claim.verification",
    "near_verbatim": "evals.measure.claim.near_verbatim",
    "effects": "evals.measure.claim.effects",
    "designs": "evals.measure.search.designs",
    "markers": "evals.measure.search.markers",
    "applicability": "evals.measure.patient.applicability",
    "studied": "evals.measure.patient.studied",
    "conflicts": "evals.measure.claim.conflicts",
    "absence": "evals.measure.answer.absence",
    "abstention": "evals.measure.answer.abstention",
    "gaps": "evals.measure.answer.gaps",
    "stability": "evals.measure.answer.stability",
    "currency": "evals.measure.answer.currency",
    "sensitivity": "evals.measure.patient.sensitivity",
    "cases": "evals.measure.patient.cases",
    "bedside": "evals.measure.patient.bedside",
    "follow_ups": "evals.measure.patient.follow_ups",
    "answers": "evals.measure.answer.answers",
    "citations": "evals.measure.claim.citations",
    "privacy": "evals.measure.patient.privacy",
    "patients": "evals.measure.patient.patients",
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
