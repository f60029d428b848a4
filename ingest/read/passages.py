"""An article cut into the windows an embedding model can take whole.

MiniLM sees 256 word pieces; most abstracts are longer, and what falls off is the end, where the conclusions stand. So
an abstract becomes several passages, each led by the title, which says what "the drug" and "these patients" are. They
are cut between sentences and made about equally long, in as few windows as hold them all: a last window of one sentence
would be found for its title only. Windows do not overlap; the title carries the context that overlap would repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from ingest.read.sentences import sentence_spans
from ingest.records.article import Article

__all__ = ["Passage", "split"]

Span = tuple[int, int]
Count = Callable[[str], list[Span]]

_SPECIAL_PIECES = 2
"""What a BERT-like model puts around a text: one piece before, one after."""
_TITLE_SHARE = 3
"""The title leads with at most a third of a window."""
_SLACK = 8
"""Pieces below the limit from which a joined text is counted again: some tokenizers join pieces across a seam."""


class Passage(msgspec.Struct, frozen=True):
    """One window: `text` is what is embedded, the title and then `article.text[start:end]`."""

    pmid: str
    number: int
    start: int
    end: int
    text: str


class _Unit(msgspec.Struct, frozen=True):
    """A sentence, or a part of one too long for a window, with its length in word pieces."""

    start: int
    end: int
    pieces: int


def split(article: Article, count: Count, window: int) -> list[Passage]:
    """The passages of an article, in order; none when it has no text, one when it has only a title.

    `count` gives the character spans of a text's word pieces (`Embedder.token_spans`); `window` is the most pieces a
    passage may have, special ones included. Every character but white space between sentences is in some passage.
    """
    text, body = article.text, _body_start(article)
    room = window - _SPECIAL_PIECES
    lead = _lead(text[:body], count, max(1, room // _TITLE_SHARE))
    spans: list[Span] = []
    if body == len(text) or lead != text[:body].strip():
        spans += _windows(text, 0, body, count, "", room)
    spans += _windows(text, body, len(text), count, lead, room)
    return [
        Passage(article.pmid, number, start, end, _embedded(lead, text, start, end, body))
        for number, (start, end) in enumerate(spans)
    ]


def _body_start(article: Article) -> int:
    titles = [section.end for section in article.sections if section.kind == "title"]
    return titles[0] if titles else 0


def _embedded(lead: str, text: str, start: int, end: int, body: int) -> str:
    """A window of the title itself is not led by it."""
    return f"{lead}\n{text[start:end]}" if lead and start >= body else text[start:end]


def _lead(title: str, count: Count, most: int) -> str:
    """The title, or its first words where it is longer than `most` word pieces."""
    pieces = count(title)
    if len(pieces) <= most:
        return title.strip()
    return title[: _cut_before(title, pieces, most)].strip()


def _windows(text: str, start: int, end: int, count: Count, lead: str, room: int) -> Iterator[Span]:
    """Spans of `text[start:end]` that fit beside the lead."""
    if not text[start:end].strip():
        return
    led = len(count(lead)) if lead else 0
    units = _units(text, start, end, count, max(1, room - led))
    lengths = [unit.pieces for unit in units]
    for first, last in _packed(lengths, _even_cap(lengths, max(1, room - led))):
        span = units[first].start, units[last].end
        if led + sum(lengths[first : last + 1]) <= room - _SLACK:
            yield span
        else:
            yield from _fitting(text, span, count, lead, room)


def _units(text: str, start: int, end: int, count: Count, space: int) -> list[_Unit]:
    body = text[start:end]
    pieces = count(body)
    units: list[_Unit] = []
    at = 0
    for opens, closes in sentence_spans(body):
        first = at
        while at < len(pieces) and pieces[at][0] < closes:
            at += 1
        own = pieces[first:at]
        while len(own) > space and (cut := _cut_before(body, own, space)) < closes:
            taken = sum(piece[0] < cut for piece in own)
            units.append(_Unit(start + opens, start + len(body[:cut].rstrip()), taken))
            opens, own = cut, own[taken:]
        units.append(_Unit(start + opens, start + closes, len(own)))
    return units


def _cut_before(text: str, pieces: list[Span], most: int) -> int:
    """The offset of the last word that begins within `most` pieces; inside a word only when it fills them all."""
    first = pieces[0][0]
    for begin, _ in reversed(pieces[1 : most + 1]):
        if begin > first and text[begin - 1].isspace():
            return begin
    return next((begin for begin, _ in pieces[most:] if begin > first), len(text))


def _even_cap(lengths: list[int], space: int) -> int:
    """The smallest window that needs no more windows than `space` does."""
    fewest = len(_packed(lengths, space))
    low, high = max(lengths), space
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_packed(lengths, middle)) <= fewest else (middle + 1, high)
    return low


def _packed(lengths: list[int], cap: int) -> list[Span]:
    """First and last unit of each window when they are filled in order."""
    windows: list[Span] = []
    first = held = 0
    for number, length in enumerate(lengths):
        if number > first and held + length > cap:
            windows.append((first, number - 1))
            first, held = number, 0
        held += length
    windows.append((first, len(lengths) - 1))
    return windows


def _fitting(text: str, span: Span, count: Count, lead: str, room: int) -> Iterator[Span]:
    """The span, halved at a word as long as it has more pieces beside the lead than there is room for."""
    start, end = span
    own = text[start:end]
    over = len(count(f"{lead}\n{own}" if lead else own)) > room
    pieces = count(own) if over else []
    if len(pieces) < 2 or (cut := _cut_before(own, pieces, len(pieces) // 2)) >= len(own):
        yield span
        return
    yield from _fitting(text, (start, start + len(own[:cut].rstrip())), count, lead, room)
    yield from _fitting(text, (start + cut, end), count, lead, room)
