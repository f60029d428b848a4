"""Which characters of a text something has been read from, so that nothing is read from them twice.

A list of spans asked one by one takes the square of their number; this takes the length of the span that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Covered"]


class Covered:
    """Spans of a text of `length` characters, to be asked whether another one touches them."""

    def __init__(self, length: int, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._marks = bytearray(length)
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        self._marks[start:end] = b"\1" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        """Whether a character of `text[start:end]` is covered."""
        return self._marks.find(1, start, end) >= 0
