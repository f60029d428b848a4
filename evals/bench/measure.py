"""Contenders as processes that take turns, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO, cast

import msgspec

from ingest.errors import VouchError

__all__ = ["Contender", "Measured", "interleave", "peak_megabytes"]


_ROOT = Path(__file__).resolve().parents[2]


class Contender(msgspec.Struct, frozen=True):
    """A task of `evals.bench.worker` with its arguments."""

    name: str
    task: str
    arguments: dict[str, Any]


class Measured(msgspec.Struct, frozen=True):
    """What a contender did: `items` a turn, the seconds of each turn on the clock and on processors, and the peak
    memory of its process in MB (10^6)."""

    name: str
    items: int
    seconds: tuple[float, ...]
    processor_seconds: tuple[float, ...]
    peak_mb: float
    facts: dict[str, Any]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """Items a second, at the median turn."""
        return self.items / self.median


class _Worker:
    """A contender's process; it loads what it needs, then does its work once per line it is sent."""

    def __init__(self, contender: Contender) -> None:
        self.contender = contender
        # A file takes what it says of itself: a pipe nobody reads would stop it when full.
        self._said: TextIO = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by close()
        command = [sys.executable, "-m", "evals.bench.worker", contender.task, json.dumps(contender.arguments)]
        self._process = subprocess.Popen(  # noqa: S603 - this project's own worker
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True
        )

    def ready(self) -> None:
        """Waits until it has loaded what it needs; raises VouchError as `once` does."""
        self._reply()

    def once(self) -> dict[str, Any]:
        """Seconds, items and facts of one turn; raises VouchError with the process's last words when it died."""
        asked = cast(TextIO, self._process.stdin)
        asked.write("go\n")
        asked.flush()
        return self._reply()

    def close(self) -> None:
        cast(TextIO, self._process.stdin).close()
        self._process.wait()
        cast(TextIO, self._process.stdout).close()
        self._said.close()

    def _reply(self) -> dict[str, Any]:
        line = cast(TextIO, self._process.stdout).readline()
        if not line:
            self._process.wait()
            self._said.seek(0)
            words = self._said.read().strip().splitlines()
            raise VouchError(f"the contender {self.contender.name!r} failed: {words[-1] if words else 'no message'}")
        reply: dict[str, Any] = json.loads(line)
        return reply


def interleave(contenders: Sequence[Contender], rounds: int) -> list[Measured]:
    """Each contender's turns, one of each per round. Raises VouchError when a contender fails."""
    with ExitStack() as stack:
        workers = []
        for contender in contenders:
            workers.append(_Worker(contender))
            stack.callback(workers[-1].close)
            workers[-1].ready()
        turns = [[worker.once() for worker in workers] for _ in range(rounds)]
    return [
        Measured(
            name=contender.name,
            items=own[-1]["items"],
            seconds=tuple(round(turn["seconds"], 4) for turn in own),
            processor_seconds=tuple(round(turn["processor_seconds"], 4) for turn in own),
            peak_mb=round(own[-1]["peak_mb"], 1),
            facts=own[-1]["facts"],
        )
        for contender, own in zip(contenders, zip(*turns, strict=True), strict=True)
    ]


def peak_megabytes() -> float:
    """This process's own peak of resident memory; the system's `ru_maxrss` would include its parent's."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - not a file to have a path object
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1000
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1e6 if sys.platform == "darwin" else 1e3)
