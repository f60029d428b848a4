"""A small transformer that says of each word of a text what it is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.engines.shipped_model import ShippedModel, model_folder, ships

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Encoding

__all__ = ["OVERLAP", "TaggedWord", "Tagger", "as_read", "shipped_tagger"]

OVERLAP = 64
"""Word pieces that two windows of a long text share."""
_CONTINUES = "##"
_HALF = re.compile("[\ud800-\udfff]")


class TaggedWord(NamedTuple):
    """A word at `text[start:end]` and the chance of each label; a mark of punctuation is a word."""

    start: int
    end: int
    chances: tuple[float, ...]


class Tagger(ShippedModel):
    """Labels of words by what stands around them; `facts.labels` are their names. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelUnavailable as every shipped model does."""
        super().__init__(folder)
        self._tokenizer.enable_truncation(self.facts.window, stride=OVERLAP)

    def words(self, text: str) -> list[TaggedWord]:
        """In the order of the text. One longer than the window is read in windows that overlap, each word in the one
        that shows most around it; the time is linear in the length."""
        import numpy as np

        whole = self._tokenizer.encode(as_read(text))
        made: list[TaggedWord] = []
        pieces = list(_inner_pieces([whole, *whole.overflowing], self._told))
        for first, last in _words(pieces):
            logits = np.mean([pieces[place].logits for place in range(first, last)], axis=0)
            chances = np.exp(logits - logits.max())
            start, end = pieces[first].start, pieces[last - 1].end
            made.append(TaggedWord(start, end, tuple((chances / chances.sum()).tolist())))
        return made


def as_read(text: str) -> str:
    """The text with a mark for each line break, which the tokenizer would not see, and for each half of a character,
    which it refuses; every place stays what it was."""
    return _HALF.sub("?", text).replace("\n", "|")


class _Piece(NamedTuple):
    start: int
    end: int
    continues: bool
    logits: NDArray[np.float32]


def _inner_pieces(windows: Sequence[Encoding], told: Callable[[Encoding], NDArray[np.float32]]) -> Iterator[_Piece]:
    """Each piece of the text once: where two windows share pieces, the first has the first half of them."""
    for number, window in enumerate(windows):
        logits = told(window)
        low = 1 + (OVERLAP // 2 if number else 0)
        high = len(window.ids) - 1 - (OVERLAP - OVERLAP // 2 if number + 1 < len(windows) else 0)
        for place in range(low, high):
            start, end = window.offsets[place]
            yield _Piece(start, end, window.tokens[place].startswith(_CONTINUES), logits[place])


def _words(pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """From which piece to which a word goes."""
    first = 0
    for place in range(1, len(pieces) + 1):
        if place == len(pieces) or not (pieces[place].continues and pieces[place].start == pieces[place - 1].end):
            if place > first:
                yield first, place
            first = place


@cache
def shipped_tagger(name: str) -> Tagger | None:
    """The model of that folder under `knowledge/learned`, loaded once; None when none ships under that name."""
    return Tagger(model_folder(name)) if ships(name) else None
