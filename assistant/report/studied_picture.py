"""Whom the cited papers studied, as a small picture: one bar a group, as long as the share of papers that say they had
it. Text alone carries the meaning (title, description, labels with numbers); the bars only help the eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from assistant.records.studied import Share, Studied
from ingest.printable import printable

__all__ = ["studied_svg"]

_WIDTH, _ROW, _HEAD, _MARGIN = 360, 18, 22, 8
"""Pixels of the picture's width, of a bar's row, of a heading's, and around it."""
_BAR_AT, _BAR_WIDTH = 150, 150
_MOST = 8
"""Groups of one kind that are drawn; the sentence and the record have all."""
_LONGEST = 22
"""Characters of a group's name that stand beside its bar."""


def studied_svg(studied: Studied) -> str:
    """An inline SVG without script or outer references; empty where no paper says anything that can be drawn."""
    kinds = (("Sex", studied.sexes), ("Age", studied.ages), ("Ancestry", studied.ancestries))
    drawn = [(name, shares[:_MOST]) for name, shares in kinds if shares]
    if not drawn or studied.papers < 1:
        return ""
    height = 2 * _MARGIN + sum(_HEAD + _ROW * len(shares) for _, shares in drawn)
    body = "".join(_kinds(drawn, studied.papers))
    title = f"Whom the {studied.papers} cited papers studied" if studied.papers > 1 else "Whom the cited paper studied"
    said = " ".join(part for part in (studied.sentence, studied.unsaid, *studied.missing) if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12" fill="currentColor">'
        f"<title>{_inert(title)}</title><desc>{_inert(said)}</desc>{body}</svg>"
    )


def _kinds(drawn: Sequence[tuple[str, Sequence[Share]]], papers: int) -> Iterator[str]:
    """Headings and bars from above to below."""
    top = _MARGIN
    for name, shares in drawn:
        yield f'<text x="{_MARGIN}" y="{top + 15}" font-weight="bold">{_inert(name)}</text>'
        top += _HEAD
        for share in shares:
            yield _bar(share, papers, top)
            top += _ROW


def _bar(share: Share, papers: int, top: int) -> str:
    """A group's name, its bar on a pale ground, and in how many papers of all."""
    width = round(_BAR_WIDTH * min(max(share.studies, 0), papers) / papers)
    name = share.group if len(share.group) <= _LONGEST else f"{share.group[: _LONGEST - 1]}…"
    return (
        f'<text x="{_MARGIN + 8}" y="{top + 12}">{_inert(name)}</text>'
        f'<rect x="{_BAR_AT}" y="{top + 3}" width="{_BAR_WIDTH}" height="11" fill-opacity="0.12"/>'
        f'<rect x="{_BAR_AT}" y="{top + 3}" width="{width}" height="11" fill-opacity="0.65"/>'
        f'<text x="{_BAR_AT + _BAR_WIDTH + 8}" y="{top + 12}">{share.studies} of {papers}</text>'
    )


def _inert(text: str) -> str:
    """Text of a record without markup, hidden characters or marks of direction: the picture is put in as it is."""
    return escape(printable(text))
