"""The command line of the benchmarks: `python -m evals.bench [NAME…]`, which is `./run bench [NAME…]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.bench.cases import BENCHES, Scale, run
from evals.report import RESULTS

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 when a contender failed, 2 on wrong usage."""
    standard = Scale()
    parser = argparse.ArgumentParser(prog="./run bench", description="Measure speed, memory and disk, as ratios.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument(
        "--sizes", type=_sizes, default=standard.sizes, help="records a library of the search bench has"
    )
    parser.add_argument("--rounds", type=int, default=standard.rounds, help="turns each contender takes")
    parser.add_argument("--passages", type=int, default=standard.passages, help="passages embedded a turn")
    parser.add_argument("--records", type=int, default=standard.records, help="records of the parse bench")
    parser.add_argument("--articles", type=int, default=standard.articles, help="articles taken in a turn of ingest")
    parser.add_argument(
        "--obvious-up-to", type=int, default=standard.obvious_up_to, help="its largest library in search"
    )
    parser.add_argument("--threads", type=int, default=standard.threads, help="0: one per usable processor")
    parser.add_argument("--library", default=standard.library, help="an existing one, for cold starts and answers")
    parser.add_argument("--against", default=standard.against, help="another checkout, to answer in turns with")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of bench.json and bench.png")
    given = vars(parser.parse_args(arguments))
    names, out = given.pop("names"), given.pop("out")
    if unknown := sorted(set(names) - set(BENCHES)):
        parser.error(f"there is no benchmark {unknown[0]!r}: {', '.join(BENCHES)}")
    return run(names, out, Scale(**given))


def _sizes(text: str) -> tuple[int, ...]:
    """ "1k,10k,1M" as numbers."""
    units = {"k": 1000, "m": 1_000_000}
    parts = [part.strip().lower() for part in text.split(",")]
    return tuple(int(float(part.rstrip("km")) * units.get(part[-1], 1)) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
