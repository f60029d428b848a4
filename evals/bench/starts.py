"""Fresh processes: what starting costs, from the interpreter's own start to the first answer and to the next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from ingest.errors import VouchError

__all__ = ["asking_on", "command", "fresh_process", "start"]

Turn = Callable[[], tuple[int, dict[str, Any]]]

_START = """
import time; begun = time.perf_counter()
import json, sys
from evals.bench.measure import peak_megabytes
from ingest.library.library import Library
from ingest.index.words import WordTerm
imported = time.perf_counter()
with Library.open({folder!r}) as library:
    library.search_words([WordTerm("survival")], 10)
    words = time.perf_counter()
    from ingest.embed.embedding import load_embedder
    vector = load_embedder(mode="int8").embed(["Which drug prolongs survival?"])[0]
    embedded = time.perf_counter()
    library.search_vectors(vector, 10)
steps = {{"import": imported - begun, "words": words - imported, "embed": embedded - words,
         "vectors": time.perf_counter() - embedded}}
print(json.dumps({{"peak_mb": peak_megabytes(), "steps": steps, "torch": "torch" in sys.modules}}))
"""


def start(folder: str) -> Turn:
    """A fresh process to its first answer from words and vectors, the interpreter's own start included."""
    return fresh_process(_START.format(folder=folder))


_COMMAND = """
import json, runpy, sys
sys.argv = ["vouch", *{arguments!r}]
try:
    runpy.run_module("assistant", run_name="__main__", alter_sys=True)
except SystemExit as ended:
    if ended.code:
        raise
from evals.bench.measure import peak_megabytes
loaded = {{name: name in sys.modules for name in ("torch", "chromadb")}}
print(json.dumps({{"peak_mb": peak_megabytes()}} | loaded))
"""


def command(arguments: Sequence[str], library: str = "") -> Turn:
    """The command `vouch` with these arguments, on the library in this folder."""
    return fresh_process(_COMMAND.format(arguments=list(arguments)), {"VOUCH_LIBRARY": library} if library else {})


_ASKING = """
import json, sys, time
import assistant
from evals.bench.measure import peak_megabytes
questions = {questions!r}
with assistant.Assistant.open() as vouch:
    took = []
    for question in questions:
        begun = time.perf_counter()
        vouch.search(question)
        took.append(1000 * (time.perf_counter() - begun))
later = sorted(took[1:])
steps = {{"first question": took[0] / 1000, "the second": took[1] / 1000, "a later one": later[len(later) // 2] / 1000}}
print(json.dumps({{"peak_mb": peak_megabytes(), "steps": steps, "torch": "torch" in sys.modules}}))
"""


def asking_on(questions: Sequence[str], library: str) -> Turn:
    """One process that asks these questions one after another, by words and vectors."""
    return fresh_process(_ASKING.format(questions=list(questions)), {"VOUCH_LIBRARY": library})


def fresh_process(code: str, settings: dict[str, str] | None = None) -> Turn:
    """Runs the code in a new interpreter; its last line of output is JSON with its facts."""
    environment = os.environ | (settings or {})

    def turn() -> tuple[int, dict[str, Any]]:
        line = [sys.executable, "-c", code]
        done = subprocess.run(line, capture_output=True, text=True, env=environment)  # noqa: S603 - our own code
        if done.returncode:
            raise VouchError(f"a fresh process failed: {done.stderr.strip().splitlines()[-1]}")
        facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return 1, facts

    return turn
