"""A sentence as the model that chooses reads it: under its record's title, the record's abbreviations written out.

Training and answering read it the same way, so it is made here, once.
"""

from __future__ import annotations

import re

from assistant.language.abbreviations import find_abbreviations
from ingest.records.article import Article

__all__ = ["under_title"]

_LONGEST = 60
"""Characters of a long form that is written out: the window is short."""


def under_title(article: Article, start: int, end: int) -> str:
    """`article.text[start:end]` after the title, unless it is the title itself (start 0)."""
    sentence = " ".join(article.text[start:end].split())
    title = " ".join(article.title.split())
    return sentence if start == 0 else f"{title} {_written_out(sentence, title, article)}"


def _written_out(sentence: str, title: str, article: Article) -> str:
    """What the sentence abbreviates and neither it nor the title spells out, behind the first time it is used."""
    known = f"{title} {sentence}".casefold()
    for one in find_abbreviations(article.text):
        if len(one.long) <= _LONGEST and one.long.casefold() not in known:
            used = re.search(rf"(?<![\w-]){re.escape(one.short)}(?=s?(?![\w-]))", sentence)
            if used:
                sentence = f"{sentence[: used.end()]} ({one.long}){sentence[used.end() :]}"
    return sentence
