"""Makes of a sentence and its quotes what a judge is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.language.abbreviations import find_abbreviations
from assistant.records.judged import Statement
from assistant.records.quotes import Citation
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article

__all__ = ["statement_of"]

_BESIDE = 1
"""Sentences before and after a quote's own that are read with it: who "they" are, and what the figures are of."""


def statement_of(
    text: str, citations: Sequence[Citation], articles: Mapping[str, Article], designs: Mapping[str, str] | None = None
) -> Statement:
    """The sentence beside its quotes, each with its record's title and the sentences around it.

    `articles` and `designs` are by PMID. Abbreviations are those of the records that come up in what is shown.
    """
    around: list[str] = []
    abbreviations: dict[str, str] = {}
    cited = dict.fromkeys(citation.pmid for citation in citations)
    for pmid in cited:
        article = articles[pmid]
        passages = [_around(one, article) for one in citations if one.pmid == pmid]
        around += dict.fromkeys((article.title, *passages))
        known = " ".join((text, article.title, *passages))
        abbreviations |= {one.short: one.long for one in find_abbreviations(article.text) if one.short in known}
    told = [design for pmid in cited if (design := (designs or {}).get(pmid, ""))]
    return Statement(
        text,
        tuple(dict.fromkeys(citation.quote for citation in citations)),
        tuple(filter(None, around)),
        tuple(abbreviations.items()),
        "; ".join(dict.fromkeys(told)),
        "\n".join(articles[pmid].text for pmid in cited),
    )


def _around(citation: Citation, article: Article) -> str:
    """The sentences the quote lies in, with those beside them; the title stands alone."""
    spans = sentence_spans(article.text)
    inside = [place for place, (start, end) in enumerate(spans) if start < citation.end and citation.start < end]
    if not inside:
        return citation.quote
    first, last = max(0, inside[0] - _BESIDE), min(len(spans) - 1, inside[-1] + _BESIDE)
    return article.text[spans[first][0] : spans[last][1]]
