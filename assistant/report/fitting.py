"""How much fits on a sheet: lines are counted, not measured, and what does not fit is left out and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import Any

__all__ = ["LINES", "WIDTH", "Offer", "Paper", "lines_of", "shortened"]

LINES = 71
"""Lines that are planned for a sheet of A4, of the 75 that it holds: another font may be wider."""
WIDTH = 126
"""Middling characters of a line in the body's type, of some 128."""
_TABLE = 1.5
"""How much more room the cells of a row take than a text of their length: columns are seldom filled alike."""
_TALL, _WIDE, _FULL = 1.35, 1.9, 2.0
"""Of a capital, of the widest letters, and of what is written in scripts of full width, in middling characters."""
_LATIN = 0x2E7F
_RULE = 0.15
"""Lines of a table's rule."""


class Offer:
    """The items of one section, the most important first, and how many of them are on the sheet."""

    def __init__(
        self, items: Sequence[Any], texts: Callable[[Any], Sequence[str]], *, head: float = 0.0, cells: bool = False
    ) -> None:
        """`texts`: the texts of an item below each other, or with `cells` those of a row of a table. `head`: lines of
        the heading."""
        self.items, self.taken, self.head = items, 0, head
        self._texts, self._cells = texts, cells

    @property
    def shown(self) -> tuple[Any, ...]:
        return tuple(self.items[: self.taken])

    @property
    def left_out(self) -> int:
        return len(self.items) - self.taken

    def cost(self) -> float:
        """Lines that the next item takes."""
        texts = self._texts(self.items[self.taken])
        if self._cells:
            return max(1, ceil(_TABLE * sum(map(_room, texts)) / WIDTH)) + _RULE
        return lines_of(texts)


class Paper:
    """The lines that are left of a sheet."""

    def __init__(self, offers: Iterable[Offer], always: Iterable[str] = (), extra: float = 0.0) -> None:
        """`always`: what every sheet has, each text on lines of its own, and `extra` lines. Every section with an item
        has its heading, whether or not any of it fits."""
        self.left = LINES - lines_of(always) - extra - sum(offer.head for offer in offers if offer.items)

    def take(self, offer: Offer, up_to: int | None = None, most: float | None = None) -> None:
        """Puts items on the sheet in their order until one does not fit; at most `up_to` in all, on `most` lines."""
        budget = self.left if most is None else min(self.left, most)
        wanted = len(offer.items) if up_to is None else min(up_to, len(offer.items))
        while offer.taken < wanted and (need := offer.cost()) <= budget:
            budget -= need
            self.left -= need
            offer.taken += 1


def lines_of(texts: Iterable[str]) -> int:
    return sum(ceil(_room(text) / WIDTH) for text in texts if text)


def _room(text: str) -> float:
    """The room of a text, in characters of middling width."""
    return sum(map(_wide, text))


def _wide(char: str) -> float:
    if char in "WM@%":
        return _WIDE
    if ord(char) > _LATIN:
        return _FULL
    return _TALL if char.isupper() else 1.0


def shortened(text: str, most: int) -> str:
    """The text on one line; what is cut off is shown to be."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 4].rsplit(' ', 1)[0]} […]"
