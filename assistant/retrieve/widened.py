"""Records on a therapy that the question does not name, found by what curated sources list for its biomarker.

"KRAS G12C: which drugs work" names no drug, and a trial may say the drug's name in every sentence and the gene's in
one. Such records come behind all that the question's own words found, so that nothing of those is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.names.find import synonyms
from assistant.question.asked import any_of, searchable
from assistant.records.answer import Hit, Query
from assistant.retrieve.ranking import Ranking
from assistant.retrieve.search_terms import names_of
from ingest.index.words import WordTerm
from ingest.library.library import Library
from ingest.records.article import Article

__all__ = ["widened"]

_MOST = 8
"""Records that are added."""
_LOOKED_AT = 40
_NAMES = 4
"""Names of one drug that are searched."""
_OWN = 0.5
"""What the question's own names count beside the drugs."""


def widened(query: Query, library: Library, hits: Sequence[Hit], ranking: Ranking) -> tuple[Hit, ...]:
    """More hits, each on one of the query's known therapies and on its gene or variant. Raises LibraryError."""
    genes = query.named("gene", "variant")
    if not query.therapies or not genes:
        return ()
    drugs = {drug: (drug, *(one.text for one in synonyms("drug", drug)[:_NAMES])) for drug in query.therapies}
    terms = [WordTerm(name, phrase=True) for names in drugs.values() for name in names]
    own = (name for concept in (*genes, *query.named("disease")) for name in names_of(concept)[:_NAMES])
    terms += [WordTerm(name, _OWN, phrase=True) for name in dict.fromkeys(own)]
    ranked = library.search_words(terms, _LOOKED_AT, query.filters, ranking.fields)
    there = {hit.pmid for hit in hits}
    articles = library.get_many([one.pmid for one in ranked if one.pmid not in there])
    on_gene = any_of(tuple(name for concept in genes for name in names_of(concept)))
    least = min((hit.score for hit in hits), default=0.0)
    found: list[Hit] = []
    for pmid, article in articles.items():
        text = searchable(article)
        drug = _named(text, drugs)
        if drug and on_gene.search(text):
            found.append(_hit(pmid, article, drug, least))
        if len(found) == _MOST:
            break
    return tuple(found)


def _named(text: str, drugs: dict[str, tuple[str, ...]]) -> str:
    """The first of the drugs that the text names; empty where it names none."""
    return next((drug for drug, names in drugs.items() if any_of(names).search(text)), "")


def _hit(pmid: str, article: Article, drug: str, score: float) -> Hit:
    return Hit(pmid, score, {}, article, (f"names {drug}, which curated evidence lists for what was asked",))
