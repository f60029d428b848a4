"""What happened on one trip: seconds per step, and the sentences for the reader."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.records.answer import Usage

__all__ = ["Log", "counted", "records_said"]


class Log:
    """Seconds per step, and the sentences for the reader, of one trip."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self.notes: list[str] = []
        self.warning = ""
        self.limits: tuple[str, ...] = ()
        self.dropped = 0
        """Findings that a writer offered and that do not stand in a record, or not for this case."""
        self.writer = "extractive"
        self.usage = Usage()
        self.prompts: dict[str, str] = {}
        """Hash of each prompt a model was given, by name."""

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = self.timings.get(step, 0.0) + time.perf_counter() - started
            self.timings[step] = round(spent, 4)


def records_said(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"


def counted(count: int, one: str) -> str:
    return f"{count} {one}{'s' * (count != 1)}"
