"""What a question is about, and what it only says besides: only the subject may end in a refusal.

"Should HLA-B*58:01 be tested before allopurinol in a frail gentleman with Parkinson's disease?" is about an allele and
a drug. Neither the disease nor a word that nothing knows takes from what studies say of the two; that no study quoted
names them is told beside the findings (`not_covered`). A word that nothing knows is the subject where a name is still
lacking (a gene without a drug or a disease), and where the sentence has the place of a name ("the role of …").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

import msgspec

from assistant.engines.known_words import known, medical
from assistant.engines.name_lists import plain_words
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows, spell, values
from assistant.names.bare_symbols import is_marker_form
from assistant.names.vocabulary import vocabulary
from assistant.question.allergens import allergen_words
from assistant.question.asked import content_words
from assistant.records.answer import Concept, Query
from assistant.records.kinds import counting_as, kinds_with

__all__ = ["framing", "is_subject", "may_be_asked", "pharmacogenetic", "strange_words", "without_circumstances"]

_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
_INHERITED = re.compile(r"\brs\d|\*\d")
_TREATED = "given"
"""The slot after "treated with": the place of a circumstance, too, where the drug that is asked about is named."""


@cache
def framing() -> frozenset[str]:
    """Stems of the words by which a question is brought in ("our tumor board asks"): no record is on these."""
    return content_words(" ".join(values("frame_words")))


def is_subject(concept: Concept, query: Query, there: Iterable[Concept]) -> bool:
    """Whether a name that no record has may end the question; `there`: the asked names that are not missing.

    A disease is no subject beside a pharmacogenetic pair, nor a known one beside any gene and drug that records have:
    whether these are on other diseases only is then looked at in the records (`missing.find_gap`).
    """
    if concept.kind != "disease":
        return True
    paired = {"gene", "drug"} <= _sorts(there)
    return not (paired and (concept.known or pharmacogenetic(query)))


def may_be_asked(word: str, query: Query, gone: Collection[str]) -> bool:
    """Whether a word that no vocabulary knows and no record holds may be what is asked about.

    `gone`: names of the query's concepts that no record has.
    """
    if spell(word) in plain_words() and not medical(word):
        return False
    asked = [concept for concept in query.concepts if concept.origin == "question"]
    held = _sorts(one for one in asked if one.name not in gone or one.kind not in kinds_with("missed"))
    return len(held) < 2 or _stands_for_a_name(word, query.text, "drug" in held)


def pharmacogenetic(query: Query) -> bool:
    """Whether the question names an inherited variant or a gene beside a drug that its variants bear on.

    What such a pair does, it does in whatever disease the drug is given for.
    """
    drugs = {drug.name.lower() for drug in query.named(*counting_as("drug"))}
    genetic = [(concept.gene or concept.name, concept) for concept in query.named(*kinds_with("genetic"))]
    if any(
        concept.kind == "variant" and _INHERITED.search(f"{concept.surface} {concept.name}") for _, concept in genetic
    ):
        return bool(drugs)
    return any((gene, drug) in _pairs() for gene, _ in genetic for drug in drugs)


def strange_words(query: Query) -> list[str]:
    """Words of the question that no list of words calls the language's, and that are no part of what it names."""
    ordinary = vocabulary().ordinary | plain_words()
    known_names = [concept for concept in query.concepts if concept.kind != "other"]
    names = (f"{concept.surface} {concept.name}" for concept in known_names)
    named = content_words(" ".join([*names, allergen_words(query)]))
    genes = (one for one in known_names if one.kind == "gene")  # the question is worded by what records write for one
    named |= content_words(" ".join(synonym.text for gene in genes for synonym in gene.synonyms))
    found = []
    for word in dict.fromkeys(word.rstrip("-") for word in _WORD.findall(query.text)):
        parts = {spell(part) for part in (word, word.removesuffix("s"), *word.split("-"))}
        plain = is_marker_form(word) or not parts.isdisjoint(ordinary) or (known(word) and not medical(word))
        if not plain and content_words(word) and content_words(word).isdisjoint(named):
            found.append(word)
    return found


def without_circumstances(query: Query) -> Query:
    """The query without the diseases that it gives as circumstances of the patient, where it names anything else."""
    said = [words.casefold() for words in query.roles.circumstances]
    aside = [
        concept
        for concept in query.named(*counting_as("disease"))
        if any(concept.surface.casefold() in words for words in said)
    ]
    kept = tuple(concept for concept in query.concepts if concept not in aside)
    if not aside or not any(concept.kind in kinds_with("main") for concept in kept):
        return query
    return msgspec.structs.replace(query, concepts=kept)


def _sorts(concepts: Iterable[Concept]) -> set[str]:
    """What the names are of the three things a study brings together: a gene (or its variant), a drug, a disease."""
    made = set()
    for concept in concepts:
        if concept.kind in kinds_with("genetic"):
            made.add("gene")
        for sort in ("drug", "disease"):
            made.update([sort] if concept.kind in counting_as(sort) else [])
    return made


def _stands_for_a_name(word: str, text: str, drug_named: bool) -> bool:
    slots = {form: slot for (use, form), slot in patterns("follow_ups", re.NOFLAG).items() if use == "slot"}
    if drug_named:
        slots.pop(_TREATED)
    lower = text[:1].lower() + text[1:]
    return any(match["name"].startswith(word) for slot in slots.values() for match in slot.finditer(lower))


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset((row[0], row[1].lower()) for row in rows("gene_drug_pairs"))
