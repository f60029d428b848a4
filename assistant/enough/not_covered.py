"""What was asked and the findings do not carry, in sentences that stand before them.

An answer on the gene reads like an answer on the variant unless it says at once that it is not. A reader who stops
after the first finding must have seen it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.enough.missing import unnamed_diseases
from assistant.enough.subject import strange_words
from assistant.question.asked import asked_for, content_words, searchable
from assistant.records.answer import Claim, Concept, Evidence, Query, Retrieval
from assistant.records.kinds import kinds_with
from assistant.variants.in_study import variant_item
from assistant.variants.own_gene import holds_cases, with_gene
from ingest.records.article import Article

__all__ = ["limits"]


def limits(query: Query, found: Retrieval, claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Sentences on what no record of the library names, and on what no cited record names; none without claims."""
    if not claims:
        return ()
    cited_pmids = {citation.pmid for claim in claims for citation in claim.citations}
    cited = [item for item in evidence if item.article.pmid in cited_pmids]
    articles = [item.article for item in cited]
    gone = set(found.unmatched)
    said = [*_in_no_record(query, gone, articles), *_in_no_finding(query, gone, articles)]
    said += [
        f"None of the studies quoted names “{name}”; see the fit of each." for name in unnamed_diseases(query, cited)
    ]
    return tuple(dict.fromkeys([*said, *_strange(query, articles)]))


def _strange(query: Query, cited: Sequence[Article]) -> Iterator[str]:
    """Words that no list knows and no cited record holds: a regimen, a new drug, a disease of the patient."""
    there = content_words(" ".join(searchable(article) for article in cited))
    if words := [word for word in strange_words(query) if content_words(word).isdisjoint(there)]:
        yield f"None of the studies quoted names {' or '.join(f'“{word}”' for word in words)}."


def _in_no_record(query: Query, gone: set[str], cited: Sequence[Article]) -> Iterator[str]:
    """Names that no record has, by the words they were searched by; a cited one may have a case of a class."""
    for concept in query.concepts:
        if concept.name not in gone:
            continue
        if concept.origin == "question" and concept.kind == "variant":
            if holds_cases(concept) and any(_has_variant(article, concept) for article in cited):
                continue
            yield f"No record of the library names {with_gene(concept)} itself; what is said is on its gene."
        elif concept.origin == "patient":
            yield f"No record of the library mentions the patient's {with_gene(concept)}."


def _in_no_finding(query: Query, gone: set[str], cited: Sequence[Article]) -> Iterator[str]:
    """Names that the library has, and that none of the cited records speaks of."""
    named = {concept.name for article in cited for concept in asked_for(query).within(article).named_in(article.text)}
    genes_of_variants = {concept.gene for concept in query.named("variant")}
    for concept in query.concepts:
        if concept.origin == "history" or concept.name in gone or concept.name in named:
            continue
        if concept.kind == "variant":
            missing = not any(_has_variant(article, concept) for article in cited)
        else:
            asked = concept.origin == "question" and concept.kind in kinds_with("core")
            missing = asked and concept.name not in genes_of_variants
        if missing:
            yield f"None of the studies quoted is on {with_gene(concept)}."


def _has_variant(article: Article, concept: Concept) -> bool:
    return variant_item(article.text, with_gene(concept), concept.gene).status == "match"
