"""The options that every training of a model here has."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

__all__ = ["add_rates", "add_start", "training_parser"]


def training_parser(name: str, says: str | None, *, ship: Path) -> argparse.ArgumentParser:
    """`--out`, `--ship`, `--day`, `--card-only`, `--no-card` of `python -m evals.train.NAME`; `ship`: where it goes."""
    parser = argparse.ArgumentParser(prog=f"python -m evals.train.{name}", description=says)
    parser.add_argument("--out", type=Path, default=Path(".work") / name, metavar="DIR", help="where it works")
    parser.add_argument("--ship", type=Path, default=ship, metavar="DIR", help="the model's folder")
    parser.add_argument("--day", default=date.today().isoformat(), metavar="DAY", help="the day it bears")
    parser.add_argument("--card-only", action="store_true", help="only measure the model there is, for its card")
    parser.add_argument("--no-card", action="store_true", help="do not measure on what was held out")
    return parser


def add_rates(parser: argparse.ArgumentParser) -> None:
    """How fast it learns and on what: for trainings that take long."""
    parser.add_argument("--most", type=int, default=0, metavar="N", help="learn from so many labels only; 0: all")
    parser.add_argument("--frozen", type=int, default=2, metavar="N", help="lowest layers left as they are")
    parser.add_argument("--rate", type=float, default=1.5e-4, metavar="R", help="the highest learning rate")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0: as torch chooses")
    parser.add_argument("--half", action="store_true", help="multiply in bfloat16: faster where the processor can")


def add_start(parser: argparse.ArgumentParser) -> None:
    """`--start DIR`: for a training that can go on from what ships."""
    parser.add_argument("--start", type=Path, metavar="DIR", help="the folder of a model that ships, to go on from")
