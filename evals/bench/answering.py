"""Whole searches and answers, question by question, of this checkout and of another one beside it.

A change of structure must not cost time. Each checkout answers in a process of its own, with its own code and the same
environment, and both take turns.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from ingest.errors import VouchError

__all__ = ["HERE", "answer", "starter_library"]

Turn = Callable[[], tuple[int, dict[str, Any]]]

HERE = Path(__file__).resolve().parents[2]
"""This checkout."""

_CODE = """
import json, pathlib, sys, time
import assistant
from assistant import Assistant
if not pathlib.Path(assistant.__file__).is_relative_to(pathlib.Path.cwd()):
    sys.exit("this folder's own code is not what an installed package would answer with")
questions = json.loads(sys.argv[2])
with Assistant.open(library=sys.argv[1], audit=False) as vouch:
    def timed(ask):
        took = []
        for question in questions:
            begun = time.perf_counter()
            ask(question)
            took.append(1000 * (time.perf_counter() - begun))
        return took
    timed(vouch.ask)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(json.dumps({"search_ms": timed(vouch.search), "ask_ms": timed(vouch.ask)}), flush=True)
"""


def answer(checkout: str, library: str, questions: Sequence[str]) -> Turn:
    """Each question searched for and answered, by the code in this folder; every question was asked once before."""
    process = subprocess.Popen(  # noqa: S603 - this project's own code
        [sys.executable, "-c", _CODE, library, json.dumps(list(questions))],
        cwd=checkout,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    _line(process, checkout)

    def turn() -> tuple[int, dict[str, Any]]:
        asked = cast(Any, process.stdin)
        asked.write("go\n")
        asked.flush()
        took: dict[str, list[float]] = json.loads(_line(process, checkout))
        return len(questions), {name: round(statistics.median(each), 2) for name, each in took.items()}

    return turn


def starter_library(folder: str) -> str:
    """The digests that ship, searchable by words, in a library under this folder."""
    path = f"{folder}/starter"
    command = [sys.executable, "-m", "ingest", "add", "starter", "--no-embed", "--quiet", "--library", path]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise VouchError(f"the starter library could not be built: {done.stderr.strip()}")
    return path


def _line(process: subprocess.Popen[str], checkout: str) -> str:
    line = cast(Any, process.stdout).readline()
    if not line:
        raise VouchError(f"the code in {checkout} could not answer; is it a checkout of Vouch?")
    return str(line)
