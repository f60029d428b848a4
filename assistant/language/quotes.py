"""Finds a quote in a record, word for word, and refuses what is not one.

Only white space, quotation marks and dashes may differ in form; the offsets given back are those of the record's own
text. A quote cut inside a word, spliced with an ellipsis, or too short to say anything is refused with its reason.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.records.answer import Citation, Quote
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article

__all__ = ["LEAST_WORDS", "cite", "locate", "surroundings"]

LEAST_WORDS = 4
"""A shorter quote stands in too many places to support anything."""

_MARKS = str.maketrans(dict.fromkeys("“”„«»″", '"') | dict.fromkeys("‘’‚′`´", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_SPLICE = re.compile(r"\.\.\.|…|\[\s*…?\s*\]")
_OUTER = " \t\n\"'"


def locate(quote: str, text: str) -> tuple[int, int] | str:
    """(start, end) of the quote in the text, in code points, or a sentence that says why it is refused."""
    wanted = _plain(quote)[0].strip(_OUTER)
    if len(re.findall(r"\w+", wanted)) < LEAST_WORDS:
        return f"The quote {quote!r} is too short to support a sentence; it needs {LEAST_WORDS} words or more."
    plain, offsets = _plain(text)
    cut = False
    begin = plain.find(wanted)
    while begin >= 0:
        end = begin + len(wanted)
        if not _inside_word(plain, begin) and not _inside_word(plain, end):
            return offsets[begin], offsets[end - 1] + 1
        cut = True
        begin = plain.find(wanted, begin + 1)
    if cut:
        return f"The quote {quote!r} begins or ends inside a word of the record."
    if _SPLICE.search(quote):
        return f"The quote {quote!r} is spliced together; a quote must be one unbroken passage."
    return f"The quote {quote!r} does not stand in the record."


def cite(quote: Quote, article: Article) -> Citation | str:
    """The citation with exact offsets and section label, or why the quote is refused."""
    found = locate(quote.text, article.text)
    if isinstance(found, str):
        return found
    start, end = found
    section = article.section_at(start)
    kind = section.kind if section else "abstract"
    return Citation(
        pmid=article.pmid,
        quote=article.text[start:end],
        start=start,
        end=end,
        section="title" if kind == "title" else (section.label if section and section.label else "abstract"),
        revision=article.revision,
        title=article.cited_title,
        journal=article.journal_abbreviation or article.journal,
        year=article.year,
    )


def surroundings(citation: Citation, article: Article) -> str:
    """The whole sentences the quote lies in: a negation just outside of it must not be lost."""
    spans = [
        (start, end) for start, end in sentence_spans(article.text) if start < citation.end and citation.start < end
    ]
    return article.text[spans[0][0] : spans[-1][1]] if spans else citation.quote


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


@lru_cache(maxsize=256)
def _plain(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with one kind of blank, quotation mark and dash, and where each character stands in the original."""
    made: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            if made and made[-1] == " ":
                continue
            character = " "
        made.append(character.translate(_MARKS))
        offsets.append(place)
    return "".join(made), tuple(offsets)
