"""Progress for a person: a bar on a terminal, a line every few seconds elsewhere; with rate and time left."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ingest.printable import printable

if TYPE_CHECKING:
    from ingest.intake.job import Step

__all__ = ["Meter", "Transfers"]

_EVERY = 5.0
"""Seconds between two plain lines."""


class Meter:
    """Give it to `job.add` as `progress`; a context manager that ends the bar."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._bar: Any = None
        self._phase = ""
        # A step is told when it is done: its phase began with the end of what came before.
        self._began = self._told = self._since = time.monotonic()
        self._last: Step | None = None

    def __call__(self, step: Step) -> None:
        if self._quiet:
            return
        now = time.monotonic()
        if step.phase != self._phase:
            self._end()
            self._phase, self._began, self._told = step.phase, self._since, now
        self._last, self._since = step, now
        if self._terminal:
            self._draw(step)
        elif now - self._told >= _EVERY:
            self._told = now
            sys.stderr.write(f"{told(step, now - self._began)}\n")

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _draw(self, step: Step) -> None:
        if self._bar is None:
            from tqdm import tqdm

            unit, scale = ("B", True) if step.phase == "read" else ("records", False)
            self._bar = tqdm(total=step.total or None, unit=unit, unit_scale=scale, desc=step.phase, dynamic_ncols=True)
        self._bar.set_postfix_str(f"{step.records:,} records, {printable(step.name.rsplit('/', 1)[-1])}", refresh=False)
        self._bar.update(step.done - self._bar.n)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        elif self._last is not None:
            with suppress(OSError):
                sys.stderr.write(f"{told(self._last, self._since - self._began)}\n")
        self._last = None


class Transfers:
    """Progress of files that are fetched: a bar a file on a terminal, a line a file elsewhere."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._bar: Any = None
        self._name = ""

    def __call__(self, name: str, done: int, total: int) -> None:
        """Bytes so far and in all of the file; 0 in all: unknown."""
        if self._quiet:
            return
        name = printable(name)
        if name != self._name:
            self._end()
            self._name = name
            if not self._terminal:
                sys.stderr.write(f"fetching {name}\n")
        if self._terminal:
            if self._bar is None:
                from tqdm import tqdm

                self._bar = tqdm(total=total or None, unit="B", unit_scale=True, desc=name, dynamic_ncols=True)
            self._bar.update(done - self._bar.n)

    def __enter__(self) -> Transfers:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def told(step: Step, seconds: float) -> str:
    """One line: what was done, at which rate, and the time left by it."""
    verb = "stored" if step.phase == "read" else "embedded"
    line = f"{verb} {step.records:,} records"
    if seconds > 0:
        line += f", {step.records / seconds:,.0f}/s"
    if step.total and step.done:
        left = seconds * (step.total - step.done) / step.done
        line += f", {100 * step.done // step.total} %, {_span(left)} left"
    return line


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
