"""From a query to the records it is answered from: words and vectors, fused, checked for agreement, reranked.

Every hit carries its place in each leg and the reasons it stands where it stands. What was searched, how much of the
library that was, what was left out as retracted and which names no record mentions are part of the result: an answer
may have to be that the library does not know.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from assistant.question.asked import asked_for, searchable
from assistant.question.stated import stated
from assistant.question.usual_names import with_usual_names
from assistant.records.answer import Concept, Hit, Query, Retrieval
from assistant.retrieve.name_agreement import Agreement, agreement
from assistant.retrieve.ranking import RANKING, Ranking, mix, places, scaled, specific
from assistant.retrieve.search_terms import spoken, ways, word_terms
from assistant.retrieve.widened import widened
from assistant.studies.design import read_design
from assistant.variants.in_study import variant_item
from assistant.variants.own_gene import with_gene
from ingest.errors import EmbeddingError
from ingest.index.words import WordTerm
from ingest.records.article import Article, Signal
from ingest.records.filters import NO_FILTERS, Filters

if TYPE_CHECKING:
    from assistant.retrieve.rerank import Reranker
    from ingest.embed.embedding import Embedder
    from ingest.library.library import Library, Ranked

__all__ = ["retrieve", "search"]

_LOG = logging.getLogger(__name__)

_GENE_NAMES = 8
_READ = 24
"""Records that are read for a variant of its own gene: those that name both come first."""
_SHOWN = 12
"""Places among which a retracted record would have been seen."""
_DIGITS = 6
"""Records whose scores are equal in these are a tie."""


class _Found(msgspec.Struct, frozen=True):
    """What the legs brought, each best first."""

    words: list[Ranked]
    vectors: list[Ranked]
    remark: str = ""


class _Candidate(msgspec.Struct, frozen=True):
    pmid: str
    score: float
    article: Article
    agreed: Agreement | None = None
    reranked: int | None = None


def search(
    text: str,
    library: Library,
    *,
    k: int = 10,
    filters: Filters | None = None,
    embedder: Embedder | Callable[[], Embedder | None] | None = None,
    reranker: Reranker | None = None,
    read: Callable[[str], Query] | None = None,
) -> list[Hit]:
    """The best `k` records for a text, best first; `filters` given here stand above any the text names.

    `read` understands the text (see `assistant.question.understand`); without it, or when it fails, the words are
    searched as they stand. Where narrowings that only the text names leave nothing, they are dropped, and each hit says
    so. Raises LibraryError when the library cannot be read.
    """
    query = _read(text, read)
    if filters is not None:
        query = msgspec.structs.replace(query, filters=filters)
    found = retrieve(query, library, k=k, embedder=embedder, reranker=reranker)
    if found.hits or not found.emptied_by or filters is not None:
        return list(found.hits)
    wide = msgspec.structs.replace(NO_FILTERS, retracted=query.filters.retracted)
    query = msgspec.structs.replace(query, filters=wide)
    why = f"not narrowed to {', '.join(found.emptied_by)} as the text asks: nothing fits that"
    hits = retrieve(query, library, k=k, embedder=embedder, reranker=reranker).hits
    return [msgspec.structs.replace(hit, reasons=(*hit.reasons, why)) for hit in hits]


def _read(text: str, read: Callable[[str], Query] | None) -> Query:
    as_it_stands = Query(text, text)
    if read is None:
        return as_it_stands
    try:
        return read(text)
    except Exception:  # whatever goes wrong in reading a text, its words can still be searched
        _LOG.exception("a search text could not be understood and is searched as it stands")
        return as_it_stands


def retrieve(
    query: Query,
    library: Library,
    *,
    k: int = 12,
    embedder: Embedder | Callable[[], Embedder | None] | None = None,
    reranker: Reranker | None = None,
    ranking: Ranking = RANKING,
) -> Retrieval:
    """The best `k` records of the library for the query, and what the search looked through.

    Behind them stand a few more on the therapies that the query lists (see `widened`).
    Vectors are used as far as there are any. Raises LibraryError when the library cannot be read.
    """
    usual = tuple(with_usual_names(query.concepts, library))
    terms = word_terms(msgspec.structs.replace(query, concepts=usual), ranking)
    found = _legs(query, terms, library, embedder, k, ranking)
    fused = mix(found.words, found.vectors, ranking.vector_share_specific if specific(query) else ranking.vector_share)
    wanted = max(k, ranking.looked_at)
    best = sorted(fused, key=lambda pmid: (-fused[pmid], pmid))[:wanted]
    articles = library.get_many(best)
    candidates = [_agreed(query, fused[pmid], articles[pmid], ranking) for pmid in best if pmid in articles]
    ordered = _ties_settled(candidates)
    if reranker is not None and len(ordered) > 1:
        ordered = _reranked(stated(query), ordered, reranker)
    hits = _hits(ordered[:k], found)
    return Retrieval(
        query=query,
        hits=(*hits, *widened(query, library, hits, ranking)),
        searched=tuple(filter(None, (*spoken(query, ranking), found.remark))),
        library_size=len(library),
        embedded=library.embedded,
        retracted_left_out=_retracted_left_out(query.filters, terms, library, found.words[: min(k, _SHOWN)], ranking),
        unmatched=_unmatched(query, library),
        emptied_by=() if ordered else _emptied_by(query.filters, terms, library),
    )


def _legs(
    query: Query,
    terms: Sequence[WordTerm],
    library: Library,
    embedder: Embedder | Callable[[], Embedder | None] | None,
    k: int,
    ranking: Ranking,
) -> _Found:
    depth = max(k, ranking.depth)
    words = library.search_words(terms, depth, query.filters, ranking.fields) if ranking.words and terms else []
    if not ranking.vectors or not library.embedded or embedder is None or not query.text.strip():
        return _Found(words, [])
    try:
        made = embedder() if callable(embedder) else embedder
        if made is None:
            return _Found(words, [])
        vector = made.embed([stated(query)])[0]
    except EmbeddingError as error:
        return _Found(words, [], f"by words alone: {error}")
    return _Found(words, library.search_vectors(vector, max(k, ranking.depth_vectors), query.filters))


def _agreed(query: Query, score: float, article: Article, ranking: Ranking) -> _Candidate:
    """The fused score with the record's agreement mixed in."""
    agreed = agreement(query, article.text, ranking) if ranking.looked_at else None
    if agreed is not None:
        score = (score + agreed.score) / (1 + agreed.most)
    return _Candidate(article.pmid, score, article, agreed)


def _ties_settled(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Best first; among equals the stronger design, then the newer record, then the PMID."""
    ordered: list[_Candidate] = []
    best_first = sorted(candidates, key=lambda one: (-round(one.score, _DIGITS), one.pmid))
    for _, tied in groupby(best_first, key=lambda one: round(one.score, _DIGITS)):
        equals = list(tied)
        ordered += equals if len(equals) == 1 else sorted(equals, key=_among_equals)
    return ordered


def _among_equals(candidate: _Candidate) -> tuple[int, int, str]:
    article = candidate.article
    return (-read_design(article).strength, -(article.year or 0), candidate.pmid)


def _reranked(question: str, ordered: list[_Candidate], reranker: Reranker) -> list[_Candidate]:
    """The best hits in the reranker's mixed order, above all others; the scores stay in order too."""
    first, rest = ordered[: reranker.candidates], ordered[reranker.candidates :]
    raw = reranker.score(question, [candidate.article.text for candidate in first])
    low, high = min(raw), max(raw)
    ranks = {place: rank for rank, place in enumerate(sorted(range(len(raw)), key=lambda at: -raw[at]), start=1)}
    before = scaled({candidate.pmid: candidate.score for candidate in first})
    floor = rest[0].score if rest else 0.0
    made = []
    for place, candidate in enumerate(first):
        mine = (raw[place] - low) / (high - low) if high > low else 0.5
        blend = (1 - reranker.weight) * before[candidate.pmid] + reranker.weight * mine
        made.append(msgspec.structs.replace(candidate, score=floor + (1 - floor) * blend, reranked=ranks[place]))
    return [*_ties_settled(made), *rest]


def _hits(candidates: Sequence[_Candidate], found: _Found) -> tuple[Hit, ...]:
    words, vectors = places(found.words), places(found.vectors)
    return tuple(_hit(candidate, words.get(candidate.pmid), vectors.get(candidate.pmid)) for candidate in candidates)


def _hit(candidate: _Candidate, words: int | None, vectors: int | None) -> Hit:
    legs = {"words": words, "vectors": vectors, "rerank": candidate.reranked}
    ranks = {leg: place for leg, place in legs.items() if place is not None}
    reasons = [f"place {place} by {leg}" for leg, place in ranks.items()]
    if candidate.agreed is not None:
        for verb, names in (("names", candidate.agreed.named), ("does not name", candidate.agreed.missing)):
            if names:
                reasons.append(f"{verb} {', '.join(dict.fromkeys(names))}")
    return Hit(candidate.pmid, round(candidate.score, _DIGITS), ranks, candidate.article, tuple(reasons))


def _retracted_left_out(
    filters: Filters, terms: Sequence[WordTerm], library: Library, shown: Sequence[Ranked], ranking: Ranking
) -> int:
    """How many retracted records would stand among the best by words, had they not been excluded.

    The notice of a retraction is left out as well, but it is no study and is not counted as one.
    """
    if filters.retracted != "exclude" or not terms:
        return 0
    only = msgspec.structs.replace(filters, retracted="only")
    bar = shown[-1].score if shown else 0.0
    found = library.search_words(terms, max(len(shown), 10), only, ranking.fields)
    articles = library.get_many([hit.pmid for hit in found if hit.score >= bar])
    return sum(article.integrity.retracted == Signal.YES for article in articles.values())


def _unmatched(query: Query, library: Library) -> tuple[str, ...]:
    """Names of the question's own concepts that no record of the library mentions in any way of writing them."""
    own = [concept for concept in query.concepts if concept.origin == "question"]
    missing = [concept.name for concept in own if not _named_somewhere(concept, own, library)]
    return tuple(dict.fromkeys(missing))


def _named_somewhere(concept: Concept, asked: Sequence[Concept], library: Library) -> bool:
    """Whether a record names it. A variant that has a gene is looked for in records, as one of that gene: by its
    names, and as its gene's records write it otherwise ("*28 homozygotes" for *28/*28)."""
    names = ways(concept)
    written = library.count(names, 1, NO_FILTERS) > 0
    if concept.kind != "variant" or not concept.gene:
        return written
    genes = [way for one in asked if one.kind == "gene" and one.name == concept.gene for way in ways(one)]
    searches = ([*names, *genes[:_GENE_NAMES]], names) if written else ([*_tokens(names), *genes[:_GENE_NAMES]],)
    alone = asked_for(Query(concept.surface, concept.surface, concepts=(concept,)))
    said = with_gene(concept)
    for terms in searches:
        for article in library.get_many([hit.pmid for hit in library.search_words(terms, _READ, NO_FILTERS)]).values():
            text = searchable(article)
            if alone.within(article).named_in(text) or variant_item(text, said, concept.gene).status == "match":
                return True
    return False


def _tokens(names: Sequence[WordTerm]) -> list[WordTerm]:
    """The same, each word of a name for itself."""
    return [WordTerm(name.text, name.weight) for name in names]


def _emptied_by(filters: Filters, terms: Sequence[WordTerm], library: Library) -> tuple[str, ...]:
    """The narrowings without which there would have been hits, each dropped alone; all of them if only that helps."""
    if not terms:
        return ()
    said: list[str] = []
    neutral = NO_FILTERS
    for name in Filters.__struct_fields__:
        if getattr(filters, name) == getattr(neutral, name):
            continue
        without = msgspec.structs.replace(filters, **{name: getattr(neutral, name)})
        if library.count(terms, 1, without):
            alone = msgspec.structs.replace(neutral, **{name: getattr(filters, name)})
            said += alone.describe()
    if not said and library.count(terms, 1, neutral):
        said += filters.describe()
    return tuple(said)
