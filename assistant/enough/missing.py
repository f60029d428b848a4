"""What the evidence lacks: why records that were found do not answer the question, in words for the reader.

Each function looks for one kind of gap. What they report is what `guard.check_evidence` abstains with; a question that
passes them all may still find no sentence that holds, which the road says after writing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from assistant.engines.known_words import known
from assistant.engines.name_lists import plain_words
from assistant.enough.relevance import asked_signs, near_disease, pair_of_drugs, speaks_to, telling_words, unquotable
from assistant.enough.subject import framing, is_subject, may_be_asked, pharmacogenetic
from assistant.knowledge.tables import spell
from assistant.language.writings import writings
from assistant.names.bare_symbols import is_marker_form
from assistant.names.by_shape import foreign_words
from assistant.names.vocabulary import vocabulary
from assistant.question.allergens import allergen_words
from assistant.question.asked import Asked, content_words, searchable
from assistant.question.case_groups import asked_groups, is_reference
from assistant.question.stated import stated
from assistant.records.answer import Concept, Evidence, FitItem, Query, Retrieval
from assistant.records.kinds import kinds_with
from assistant.retrieve.search_terms import names_of
from assistant.variants.find import find_variants
from assistant.variants.in_study import variant_item
from assistant.variants.own_gene import holds_cases, of_another_gene, with_gene
from ingest.index.words import WordTerm

if TYPE_CHECKING:
    from assistant.records.patient import Patient
    from ingest.library.library import Library

__all__ = ["Gap", "find_gap", "missing", "of_other_genes", "off_topic", "only_variants", "unnamed_diseases", "unseen"]

_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
_COVERED = 0.45
"""Least share of a question's words, weighted by rarity, that one record must hold to be on the question at all."""
_PART = 4
"""Letters beyond which a part of a word over a hyphen is a name by itself."""
_RARE = 7.0
"""Natural logarithm of (records / records with the word) from which a word is what the question is about."""
_INHERITED = re.compile(r"\brs\d+|\*\d")
_ANY_CHANGE = ":mutation"
"""How the identifier ends of a gene's variants as a class ("SLC19A1 mutations"): no exact variant is lacking there."""
_EXACT = ("protein", "position", "hla", "exon")
"""Kinds of variant wording that records hardly ever replace by another."""


class Gap(NamedTuple):
    """Why there is no answer. `nearest`: PMIDs of the records that come closest."""

    reason: Literal["too little evidence", "wrong disease", "wrong variant"]
    explanation: str
    nearest: tuple[str, ...] = ()


def missing(retrieval: Retrieval, evidence: Sequence[Evidence]) -> list[str]:
    """The question's own genes, drugs, diseases and exact variants that no record names and nothing stands in for.

    rsIDs and star alleles are not counted: abstracts often give such a variant under another name, so the answer is
    written on the gene and says that the exact name was not found. A gene whose variant is named, one of several drugs
    or diseases of which others are named, a disease named in other words, and one that is not the subject are not
    missing either.
    """
    gone = set(retrieval.unmatched)
    asked = [concept for concept in retrieval.query.concepts if concept.origin == "question"]
    there = [concept for concept in asked if concept.name not in gone]
    lost = [concept for concept in asked if concept.name in gone and _counts(concept)]
    found = {concept.kind for concept in there}
    paired = pair_of_drugs(retrieval.query) is not None
    classes = [concept for concept in there if concept.kind == "drug class"]
    kept = []
    for concept in lost:
        listed = concept.kind in found and concept.known and not (concept.kind == "drug" and paired)
        variants = {other.gene for other in there if other.kind == "variant"}
        if concept.kind == "gene" and variants & {concept.name, ""}:
            continue
        if concept.kind == "gene" and any(one.name.startswith(f"{concept.name} ") for one in classes):
            continue  # a drug that acts on it is there: alirocumab, for "PCSK9 inhibitors"
        if holds_cases(concept) and any(_has_variant(item, concept) for item in evidence):
            continue
        if concept.kind in kinds_with("missed") and listed:
            continue
        if concept.kind == "disease" and any(near_disease(item.article.text, concept) for item in evidence):
            continue
        if is_subject(concept, retrieval.query, [other for other in asked if other not in lost]):
            kept.append(concept)
    return [with_gene(concept) for concept in kept]


def only_variants(retrieval: Retrieval, names: Sequence[str]) -> bool:
    """Whether all these names are variants of the question: its gene is known, the exact change is not."""
    variants = {with_gene(concept) for concept in retrieval.query.named("variant")}
    return set(names) <= variants


def unseen(asked: Asked, query: Query, library: Library, gone: Collection[str] = ()) -> list[str]:
    """Words of the question that no vocabulary calls ordinary and no record holds: names that nothing else knows.

    Only those that may be asked about; `gone`: names of the query's concepts that no record has. Of two that a hyphen
    joins, each is looked for: "capecitabine-lapatinib" is there where both are.
    """
    others = query.named("other")
    named = " ".join(concept.surface for concept in query.concepts if concept not in others)
    named = f"{named} {allergen_words(query)}".casefold()
    names = " ".join(concept.surface for concept in others)
    words = asked.words | content_words(names)
    return [
        word
        for word in dict.fromkeys(_WORD.findall(query.text))
        if content_words(word) & words and word.casefold() not in named and not _said_plainly(word, word in names)
        if may_be_asked(word, query, gone) and not _written_somewhere(word, library)
    ]


def _said_plainly(word: str, as_name: bool) -> bool:
    """Whether the word, or a part of it, is one of the language; one that is written small, and does not stand where a
    name does, may be any it has."""
    ordinary = vocabulary().ordinary
    low = word.casefold()
    joined = low.replace("-", "")  # "pre-emptive" is the ordinary word "preemptive"
    if (
        is_marker_form(word)
        or content_words(word) <= framing()
        or not {low, low.removesuffix("s"), spell(word), joined}.isdisjoint(ordinary)
    ):
        return True
    return any(part in ordinary for part in low.split("-")) or (
        word[1:].islower() and not as_name and (known(low) or known(joined) or low in plain_words())
    )


def _written_somewhere(word: str, library: Library) -> bool:
    """Whether a record has the word, its parts over a hyphen, what it abbreviates, or a name it is the beginning of."""
    names = vocabulary()
    senses = [sense.long for short in (word, word.removeprefix("m")) for sense in names.senses.get(short, ())]
    ways = [WordTerm(way, phrase=True) for way in (*writings(word), spell(word))] + [WordTerm(long) for long in senses]
    if library.count(ways):
        return True
    parts = [part for part in word.split("-") if part]
    if len(parts) > 1:
        return all(len(part) > _PART and library.count([WordTerm(part)]) for part in parts)
    return len(word) > _PART + 1 and any(head.startswith(word.casefold()) for head in names.heads)


def find_gap(asked: Asked, query: Query, evidence: Sequence[Evidence], patient: Patient | None) -> Gap | None:
    """Why none of the records ties together what was asked; None when one does, or nothing needs to be tied."""
    tied = [item for item in evidence if speaks_to(asked.within(item.article), item, query, patient)]
    diseases = [concept for concept in query.named("disease") if concept.origin == "question"]
    groups = asked_groups(query, patient)
    if not tied and any(groups.absent_only(item.article.text) for item in evidence):
        said = _and(with_gene(concept) for concept in query.absent)
        return Gap("wrong variant", f"The records found are on {said}, which the question says is not there.")
    if tied:
        return _other_disease(tied, diseases) if asked.specific and not pharmacogenetic(query) else None
    if all(unquotable(item) for item in evidence):
        return Gap("too little evidence", "Only retracted records, notices or protocols speak of this.")
    named = {name for item in evidence for name in _named(asked, item)}
    names = [concept for concept, _ in asked.concepts if concept.kind in kinds_with("tied")]
    variants = [concept for concept in names if concept.kind == "variant"]
    exact = any(not concept.identifier.endswith(_ANY_CHANGE) for concept in variants)
    if exact and not any(concept.name in named for concept in variants) and _genes(names) & named:
        said = f"The records found are on other variants of the gene, not on {_and(map(with_gene, variants))}."
        return Gap("wrong variant", said + of_other_genes(query, evidence, list(map(with_gene, variants))))
    if diseases and (others := _without(asked, "disease")).specific:
        elsewhere = [item for item in evidence if speaks_to(others.within(item.article), item, query, patient)]
        if elsewhere:
            subject = _and(with_gene(concept) for concept in names if concept.kind != "disease")
            lacking = _and(with_gene(concept) for concept in diseases)
            said = f"Records on {subject} were found, none of them on {lacking}."
            return Gap("wrong disease", said, tuple(item.article.pmid for item in elsewhere[:3]))
    told = {concept.gene for concept in variants}
    named_once = [concept for concept in names if concept.kind != "gene" or concept.name not in told]
    together = [with_gene(concept) for concept in [*named_once, *asked_signs(query)]]
    none = (
        "No record found brings {} together." if len(together) > 1 else "None of the records nearest to this is on {}."
    )
    return Gap("too little evidence", none.format(_and(together)) + of_other_genes(query, evidence, together))


def of_other_genes(query: Query, evidence: Sequence[Evidence], lacking: Collection[str]) -> str:
    """A sentence on the changes asked about that the records know of other genes only, with a blank before; else empty.
    `lacking`: the names that are said to be missing; near to a drug or a disease no change is."""
    named = (concept for concept in query.named("variant") if concept.origin != "history")
    variants = [concept for concept in named if with_gene(concept) in lacking and not is_reference(concept)]
    found = (of_another_gene(i.article.text, with_gene(one), one.gene) for i in evidence for one in variants)
    names = list(dict.fromkeys(filter(None, found)))[:3]
    are = "name is" if len(names) == 1 else "names are"
    return f" The nearest {are} {_and(names)}, of another gene." if names else ""


def unnamed_diseases(query: Query, evidence: Sequence[Evidence]) -> list[str]:
    """Diseases of the question that none of the records names in any way."""
    diseases = [concept for concept in query.named("disease") if concept.origin == "question"]
    return [
        one.surface or one.name
        for one in diseases
        if telling_words(one.surface or one.name) and not any(near_disease(i.article.text, one) for i in evidence)
    ]


def off_topic(asked: Asked, retrieval: Retrieval, evidence: Sequence[Evidence], library: Library) -> Gap | None:
    """For a question that names no gene and no drug: whether one record holds enough of what it says.

    Words count by their rarity in the library, and the rarest must be among those that are held: what a question is
    about is rarely its common words.
    """
    if asked.specific:
        return None
    weights = _weights(asked, retrieval, library)
    total = sum(weights.values())
    if not total:
        return Gap("too little evidence", "The question names nothing that could be searched for.")
    subject = max(weights, key=lambda unit: weights[unit])
    best = 0.0
    for item in evidence:
        held = _held(asked, item)
        share = sum(weight for unit, weight in weights.items() if unit in held) / total
        if subject in held or weights[subject] < _RARE:
            best = max(best, share)
    if best >= _COVERED:
        return None
    return Gap("too little evidence", f"No record found is on this; the nearest lack “{_spoken(subject, retrieval)}”.")


def _has_variant(item: Evidence, concept: Concept) -> bool:
    return variant_item(item.article.text, with_gene(concept), concept.gene).status == "match"


def _counts(concept: Concept) -> bool:
    if concept.kind == "variant":
        return any(mention.kind in _EXACT for mention in find_variants(f"{concept.gene} {concept.surface}"))
    return concept.kind in kinds_with("missed") or bool(foreign_words(concept.surface))


def _other_disease(tied: Sequence[Evidence], diseases: Sequence[Concept]) -> Gap | None:
    """Gene and drug are tied, yet every study is on another disease than the asked one, by its own title."""
    if not diseases or any(near_disease(searchable(item.article), one) for item in tied for one in diseases):
        return None
    if any(_inherited(fit) for item in tied for fit in item.fit.items):
        return None
    fits = [[fit.status for fit in item.fit.items if fit.aspect == "disease"] for item in tied]
    if not all(fits) or any(status != "mismatch" for statuses in fits for status in statuses):
        return None
    lacking = _and(with_gene(concept) for concept in diseases)
    nearest = tuple(item.article.pmid for item in tied[:3])
    return Gap("wrong disease", f"What the records say of this is on other diseases than {lacking}.", nearest)


def _inherited(fit: FitItem) -> bool:
    """The record is on the asked allele or rsID: it bears on the drug in whatever disease, which the fit tells."""
    return fit.aspect == "variant" and fit.status == "match" and bool(_INHERITED.search(fit.patient))


def _without(asked: Asked, kind: str) -> Asked:
    kept = tuple(pair for pair in asked.concepts if pair[0].kind != kind)
    return msgspec.structs.replace(asked, concepts=kept)


def _named(asked: Asked, item: Evidence) -> set[str]:
    return {concept.name for concept in asked.within(item.article).named_in(searchable(item.article))}


def _genes(concepts: Iterable[Concept]) -> set[str]:
    return {concept.name if concept.kind == "gene" else concept.gene for concept in concepts} - {""}


def _weights(asked: Asked, retrieval: Retrieval, library: Library) -> dict[str, float]:
    """How rare each thing is that the question says: its names, each as one, and its other words by their stems."""
    size = retrieval.library_size

    def rarity(terms: Sequence[WordTerm]) -> float:
        return math.log((size + 1) / (library.count(terms) + 1))

    query = retrieval.query
    named = [concept for concept, _ in asked.concepts if concept.kind in kinds_with("main")]
    # A question that leaves all to the record is on the record's disease, whatever words it asks in.
    subjects = [concept for concept in named if concept.origin != "patient"] or named
    words = [] if stated(query) != query.text else _WORD.findall(query.text)
    made = {one.name: rarity([WordTerm(name, phrase=True) for name in names_of(one)]) for one in subjects}
    for word in words:
        for stem in content_words(word) & asked.words - framing():
            made.setdefault(stem, rarity([WordTerm(word, phrase=True)]))
    return made


def _held(asked: Asked, item: Evidence) -> set[str]:
    text = searchable(item.article)
    diseases = [concept.name for concept, _ in asked.concepts if near_disease(text, concept)]
    return {*_named(asked, item), *diseases, *content_words(text)}


def _spoken(unit: str, retrieval: Retrieval) -> str:
    """A stem as the question wrote it."""
    words = _WORD.findall(retrieval.query.text)
    return next((word for word in words if unit in content_words(word)), unit)


def _and(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(f"“{name}”" for name in names))
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + f" and {listed[-1]}" if listed else ""
