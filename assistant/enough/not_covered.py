"""What was asked and the findings do not carry, in sentences: the first in the bottom line, all below the findings.

An answer on the gene reads like an answer on the variant unless it says at once that it is not. A reader who stops
after the first finding must have seen it, so the gravest comes first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from assistant.enough.missing import unnamed_diseases
from assistant.enough.subject import strange_words
from assistant.enough.uncovered import is_gene, said_otherwise
from assistant.knowledge.tables import lookup
from assistant.names.classes import members
from assistant.names.trials import names_trial, trials_in
from assistant.question.asked import any_of, asked_for, content_words, searchable
from assistant.question.case_groups import is_reference
from assistant.question.stand_ins import is_implied, standing_in
from assistant.records.answer import Claim, Concept, Evidence, Query, Retrieval, Synonym
from assistant.records.kinds import kinds_with
from assistant.variants.in_study import other_variant_only, variant_item
from assistant.variants.own_gene import holds_cases, variants_in, with_gene
from ingest.records.article import Article

__all__ = ["in_no_record", "limits"]

_AT_LARGE = ("fusion", "mutation", "positive")
"""Kinds of variant wording that any change of the gene of that sort is a case of."""

_SUBTYPE = re.compile(r"((?:[α-ω]|\b(?:alpha|beta|gamma|delta|kappa|mu))[ -]?)\d(?=[ -])")
"""The number of a receptor's subtype behind its Greek letter."""


def limits(query: Query, found: Retrieval, claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Sentences on what no record of the library names, and on what no cited record names; none without claims."""
    if not claims:
        return ()
    cited_pmids = {citation.pmid for claim in claims for citation in claim.citations}
    cited = [item for item in evidence if item.article.pmid in cited_pmids]
    articles = [item.article for item in cited]
    gone = set(found.unmatched)
    said = [_none_names(concept) for concept in in_no_record(query, gone, articles)]
    said += _said_of_others(query, articles)
    said += _in_no_finding(query, gone, articles)
    said += _in_no_sentence(query, gone, claims, articles)
    said += [
        f"None of the studies quoted names “{name}”; see the fit of each." for name in unnamed_diseases(query, cited)
    ]
    return tuple(dict.fromkeys([*said, *_of_no_trial(query, articles), *_strange(query, articles)]))


def _of_no_trial(query: Query, cited: Sequence[Article]) -> Iterator[str]:
    """Trials of the question that no cited record names."""
    for trial in trials_in(query.text):
        if not any(names_trial(article.text, trial) for article in cited):
            yield f"None of the studies quoted names the trial {trial}."


def _strange(query: Query, cited: Sequence[Article]) -> Iterator[str]:
    """Words that no list knows and no cited record holds: a regimen, a new drug, a disease of the patient."""
    there = content_words(" ".join(searchable(article) for article in cited))
    of_trials = content_words(" ".join(trials_in(query.text)))
    strange = [word for word in strange_words(query) if content_words(word).isdisjoint(of_trials)]
    unsaid = [word for word in strange if _ways_to_say(word).isdisjoint(there)]
    if words := [word for word in unsaid if not said_otherwise(word)]:
        yield f"None of the studies quoted names {' or '.join(f'“{word}”' for word in words)}."


def _ways_to_say(word: str) -> frozenset[str]:
    """Stems of a word and of those that stand for the same."""
    same = lookup("equivalents")
    stands = same.get(word.casefold(), word)
    return content_words(" ".join([word, *(other for other, one in same.items() if one == stands)]))


def in_no_record(query: Query, gone: Collection[str], cited: Sequence[Article]) -> list[Concept]:
    """Variants of the question and names of the patient that no record has (`gone`: their names), but "*1/*1".

    A variant that is a class is not among them where a cited record has a case of it.
    """
    lost = [concept for concept in query.concepts if concept.name in gone and not is_reference(concept)]
    variants = [concept for concept in lost if concept.origin == "question" and concept.kind == "variant"]
    held = [one for one in variants if holds_cases(one) and any(_has_variant(article, one) for article in cited)]
    return [one for one in lost if one.origin == "patient" or (one in variants and one not in held)]


def _none_names(concept: Concept) -> str:
    if concept.origin == "patient":
        return f"No record of the library mentions the patient's {with_gene(concept)}."
    return f"No record of the library names {with_gene(concept)} itself; what is said is on its gene."


def _said_of_others(query: Query, cited: Sequence[Article]) -> Iterator[str]:
    """Where findings on a class stand for a drug, on its members for a class, on the gene's fusions for one of them."""
    for concept in query.named("drug", "drug class", "variant"):
        if concept.origin == "history":
            continue
        if concept.kind == "drug" and (others := [one for one in standing_in(concept) if _names_any([one], cited)]):
            yield f"No record of the library names {concept.name}; what is said is on its class, {_listed(others)}."
        own = [Synonym(name, "") for name in (concept.surface, concept.name)] + list(concept.synonyms)
        if concept.kind == "variant" and (stands := standing_in(concept)):
            what = stands[0].text if is_implied(stands[0]) else f"fusions of {concept.gene}"
            yield f"No record of the library names {with_gene(concept)}; what is said is on {what}."
        if (
            concept.kind == "drug class"
            and not _names_class([one for one in own if one not in standing_in(concept)], cited)
            and (others := [one for one in members(concept.name) if _names_any([one], cited)])
        ):
            yield f"What is said of {concept.surface} is on members of the class: {_listed(others)}."


def _names_any(names: Iterable[Synonym], articles: Sequence[Article]) -> bool:
    pattern = any_of(tuple(name.text for name in names))
    return any(pattern.search(article.text) for article in articles)


def _names_class(names: Iterable[Synonym], articles: Sequence[Article]) -> bool:
    """Whether one of them names the class, or a subtype of it: β2 agonists are beta agonists."""
    pattern = any_of(tuple(name.text.removesuffix("s") for name in names))
    return any(pattern.search(_SUBTYPE.sub(r"\1", article.text)) for article in articles)


def _listed(names: Sequence[Synonym]) -> str:
    return ", ".join(name.text for name in names)


def _in_no_sentence(
    query: Query, gone: Collection[str], claims: Sequence[Claim], cited: Sequence[Article]
) -> Iterator[str]:
    """Variants that a cited record has, while the sentences quoted from it are on others of the gene."""
    quoted = [f"{one.title}\n{one.quote}" for claim in claims for one in claim.citations]
    if not any(other_variant_only(text, query, None) for text in quoted):
        return
    for concept in query.named("variant"):
        if concept.name in gone or not any(_has_variant(article, concept) for article in cited):
            continue
        if not any(_is_on(text, concept) for text in quoted):
            yield f"None of the sentences quoted is on {with_gene(concept)}; a record they are from is."


def _in_no_finding(query: Query, gone: set[str], cited: Sequence[Article]) -> Iterator[str]:
    """Names that the library has, and that none of the cited records speaks of.

    A gene's fusion or mutation at large is not said to be missing from a record that names the gene and no other
    change of it: "ALK-positive" is just that.
    """
    named = {concept.name for article in cited for concept in asked_for(query).within(article).named_in(article.text)}
    genes_of_variants = {concept.gene for concept in query.named("variant")}
    for concept in query.concepts:
        if concept.origin == "history" or concept.name in gone | named or not is_gene(concept):
            continue
        if concept.kind == "variant":
            missing = not is_reference(concept) and not any(
                _has_variant(article, concept) or _may_have(article, concept) for article in cited
            )
        else:
            asked = concept.origin == "question" and concept.kind in kinds_with("core")
            missing = asked and concept.name not in genes_of_variants
        if missing:
            yield f"None of the studies quoted is on {with_gene(concept)}."


def _has_variant(article: Article, concept: Concept) -> bool:
    return _is_on(article.text, concept)


def _may_have(article: Article, concept: Concept) -> bool:
    at_large = any(one.kind in _AT_LARGE for one in variants_in(with_gene(concept)))
    status = variant_item(article.text, with_gene(concept), concept.gene).status
    return at_large and status == "unknown" and _names_any([Synonym(concept.gene, "")], [article])


def _is_on(text: str, concept: Concept) -> bool:
    return variant_item(text, with_gene(concept), concept.gene).status == "match"
