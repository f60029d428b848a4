"""The verbatim sentence of a record that bears on a curated row: its therapy, its gene or variant, and an outcome.

The sentence names a drug of the row and says an outcome; it or its title names the gene or the marker. One that names
only other variants of the gene, or other phenotypes, is not on the row. Of several the one that says most counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import Pattern

import msgspec

from assistant.curated.diseases import disease_match, named
from assistant.curated.matching import phenotype_of
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.language.cues import says
from assistant.language.quotes import cite
from assistant.names.find import find, synonyms
from assistant.question.asked import any_of, content_words
from assistant.records.answer import Evidence, Grade, Hit
from assistant.records.curated import Alteration, CuratedRow
from assistant.records.quotes import Citation, Quote
from assistant.studies.grade import sketch
from assistant.studies.sentences import Candidate, candidates
from assistant.variants.find import VariantMention
from assistant.variants.own_gene import variants_in
from assistant.variants.phenotypes import phenotypes_in
from assistant.variants.same_variant import Identity, relate
from assistant.variants.tables import driven_genes
from ingest.records.article import Article, Signal

__all__ = ["bearing"]

_VAGUE = frozenset(["mutation", "positive", "negative", "expression", "wild type"])
_STATES = frozenset(["state", "signature", "phenotype", "activity score", "named"])
"""Parts that no notation of a variant says."""
_READ = 3
"""Records of a row that are read: its own first."""
_NO_GRADE = Grade("", "", "", "", 0)
_COMPARED = re.compile(r"\b(?:than|versus|vs|compared)\b", re.IGNORECASE)
"""Behind it stands what the sentence's subject is held against: "less in poor than in normal metabolizers"."""
_NAMES = 24
"""Names of one drug or gene that are looked for; the vocabulary lists the usual ones first."""


def bearing(row: CuratedRow, articles: Iterable[Article]) -> Citation | None:
    """The sentence with its place, of the record that says most; None where no sentence bears on the row.

    Retracted records have none.
    """
    read = [article for article in articles if article.integrity.retracted != Signal.YES][:_READ]
    told = [(worth, one) for article in read for one in _sentences(article) if (worth := _worth(row, one)) > 0]
    for _, one in sorted(told, key=lambda item: (-item[0], item[1].evidence.article.pmid, -item[1].start)):
        article = one.evidence.article
        cited = cite(Quote(article.pmid, one.text), article)
        if not isinstance(cited, str) and not _on_another_disease(row, one):
            item = sketch(one.evidence.hit)
            return msgspec.structs.replace(cited, design=item.grade.design, flags=item.flags)
    return None


@lru_cache(maxsize=512)
def _sentences(article: Article) -> tuple[Candidate, ...]:
    return tuple(candidates(Evidence(Hit(article.pmid, 0.0, {}, article), _NO_GRADE), 0))


def _on_another_disease(row: CuratedRow, one: Candidate) -> bool:
    """The sentence, or where it names none its title, names diseases of which none is the row's."""
    for text in (one.text, one.evidence.article.title):
        named_here = [mention.name for mention in find(text) if mention.kind == "disease" and mention.known]
        if named_here:
            return disease_match(named(row.fact), named_here) is None
    return False


def _worth(row: CuratedRow, one: Candidate) -> float:
    """How much of the row the sentence says; 0 where it does not bear on it."""
    sentence, fact, article = one.text, row.fact, one.evidence.article
    drugs = [_drug(name) for name in fact.therapies]
    named = sum(bool(drug.search(sentence)) for drug in drugs)
    genes = _of(row)
    gene_here = genes.search(sentence) is not None
    if (drugs and not named) or not (gene_here or genes.search(article.title)) or not _has_outcome(sentence):
        return 0.0
    on_variant = _on_variant(row, sentence) or _on_variant(row, article.title)
    if not on_variant or _on_another(row, sentence):
        return 0.0
    together = named / len(drugs) if drugs else 0.0
    concluding = one.role in ("conclusions", "results")
    advice = content_words(f"{fact.action} {fact.population}") & content_words(sentence)
    return (
        1.0
        + together
        + gene_here
        + 0.5 * _on_variant(row, sentence)
        + 0.5 * concluding
        + 0.3 * len(advice)
        - one.penalty
    )


def _on_variant(row: CuratedRow, text: str) -> bool:
    """Whether the text names the row's variant, a class or a case of it; what is on any mutation names the gene."""
    parts = [part for part in _parts(row) if not part.absent]
    if any(part.kind in _VAGUE | _STATES for part in parts):
        return True
    return any(_is_of(row, mention) for mention in variants_in(text))


def _has_outcome(sentence: str) -> bool:
    outcome = any(pattern.search(sentence) for pattern in patterns("outcome_terms").values())
    return outcome or says("effect", sentence) or says("null", sentence)


def _on_another(row: CuratedRow, sentence: str) -> bool:
    """It names variants of the row's genes, or phenotypes of them, none of which is the row's."""
    genes = set(row.fact.genes)
    exact = [one for one in variants_in(sentence) if one.gene in genes and one.kind not in _VAGUE]
    if exact and not any(_is_of(row, one) for one in exact) and any(part.kind not in _VAGUE for part in _parts(row)):
        return True
    own = {phenotype_of(part) for part in _parts(row) if part.kind in ("phenotype", "activity score")}
    before = _COMPARED.split(sentence, maxsplit=1)[0]
    for text in (before, sentence) if own else ():
        said = {one.name for one in phenotypes_in(text) if one.gene in ("", *genes)}
        if said:
            return not said & own
    return False


def _is_of(row: CuratedRow, mention: VariantMention) -> bool:
    """ "ALK-positive" is of a fusion that ALK drives."""
    if mention.kind == "positive" and mention.gene in driven_genes():
        return any(part.kind == "fusion" and part.gene == mention.gene for part in _parts(row))
    own = Identity(mention.gene, mention.kind, mention.value)
    parts = (Identity(part.gene, part.kind, part.value) for part in _parts(row) if part.gene == mention.gene)
    return any(relate(own, part) in ("same", "member") for part in parts)


def _parts(row: CuratedRow) -> Iterator[Alteration]:
    return (part for group in row.fact.requires for part in group)


@lru_cache(maxsize=1024)
def _drug(name: str) -> Pattern[str]:
    return any_of((name, *(one.text for one in synonyms("drug", name)[:_NAMES])))


def _of(row: CuratedRow) -> Pattern[str]:
    """The names of the row's genes, or of the marker that a whole tumor has."""
    return _genes(tuple(row.fact.genes) or tuple({part.gene for part in _parts(row)}))


@lru_cache(maxsize=1024)
def _genes(genes: tuple[str, ...]) -> Pattern[str]:
    forms = [form for form, gene, *_ in rows("asked_markers") if gene in genes]
    others = [one.text for gene in genes for one in synonyms("gene", gene)[:_NAMES]]
    return any_of((*genes, *forms, *others))
