"""A contender's process: prepares a task once, then does it whenever a line comes in and tells seconds and memory."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from evals.bench import answering, asking, obvious, ours, starts
from evals.bench.measure import peak_megabytes

__all__ = ["TASKS"]

Turn = Callable[[], tuple[int, dict[str, Any]]]
"""Does the timed work; gives the number of items and facts to keep (a fact "seconds" replaces the clock's)."""

TASKS: dict[str, Callable[..., Turn]] = {
    "parse": ours.parse,
    "parse as usual": obvious.parse,
    "decompress": ours.decompress,
    "embed": ours.embed,
    "embed as usual": obvious.embed,
    "matrix limit": ours.matrix_limit,
    "ingest": ours.ingest,
    "ingest as usual": obvious.ingest,
    "grow": ours.grow,
    "grow as usual": obvious.grow,
    "answer": answering.answer,
    "ask": asking.ask,
    "compare": asking.compare,
    "start": starts.start,
    "command": starts.command,
    "asking on": starts.asking_on,
    "start as usual": obvious.start,
}


def _main(task: str, arguments: dict[str, Any]) -> None:
    # Replies go to the real standard output; whatever a library prints goes where its errors go.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    turn = TASKS[task](**arguments)
    print(json.dumps({"ready": True}), file=replies, flush=True)
    for _ in sys.stdin:
        begun, used = time.perf_counter(), time.process_time()
        items, facts = turn()
        seconds = facts.pop("seconds", time.perf_counter() - begun)
        reply = {"items": items, "seconds": seconds, "processor_seconds": time.process_time() - used}
        print(json.dumps(reply | {"peak_mb": peak_megabytes(), "facts": facts}), file=replies, flush=True)


if __name__ == "__main__":
    _main(sys.argv[1], json.loads(sys.argv[2]))
