"""Which facts of the patient shape the query, as concepts with the patient as their origin.

The disease treated, the variants and diplotypes, and the medications count where the question leaves room for them: a
question that names its own disease is about that disease. What is used is listed; what is not used is not sent along.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from assistant.names import find as terms
from assistant.names.gene_families import genes_of_family
from assistant.names.vocabulary import Vocabulary
from assistant.pharmacogenomics.bearing_genes import bears, of_drugs_alone
from assistant.question.diagnosis import diagnosis
from assistant.question.rarer_names import drugs_in, ordinary, rarer_concept, rarer_names
from assistant.records.answer import Concept, ConceptKind, Intent
from assistant.records.kinds import counting_as
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.variants import find as variants
from assistant.variants.denied import present_and_absent

__all__ = ["Told", "patient_concepts"]


class Told(NamedTuple):
    concepts: tuple[Concept, ...]
    facts: tuple[tuple[str, str], ...]
    """(field, value) as `Patient.facts` says them."""
    notes: tuple[str, ...]


def patient_concepts(patient: Patient, asked: Sequence[Concept], intent: Intent, names: Vocabulary) -> Told:
    """What the patient adds to what was asked."""
    made: list[Concept] = []
    facts: list[tuple[str, str]] = []

    known = {(concept.kind, concept.name) for concept in asked}

    def add(field: str, value: str, concepts: Sequence[Concept]) -> None:
        new = [concept for concept in concepts if (concept.kind, concept.name) not in known]
        known.update((concept.kind, concept.name) for concept in new)
        made.extend(new)
        facts.append((field, value))

    if patient.conditions and not any(c.kind == "disease" for c in asked if c.origin == "question"):
        condition = diagnosis(patient, names)
        told = _whole(condition, _named(condition, "disease", names))
        if not any(c.kind in ("gene", "variant") for c in asked):
            told += _markers(condition, names)
        add("conditions", condition, told)
    taken = _medications_matter(asked, intent, treated=bool(patient.conditions))
    own = _own_drugs(patient) if taken else []
    here = partial(bears, asked=asked, intent=intent, own=own, of_disease=bool(patient.conditions))
    for variant in patient.variants:
        apart = of_drugs_alone(variant.gene) and not here(variant.gene)
        if _fits_gene(variant.gene, asked) and not apart:
            add("variants", str(variant), _variant_concepts(variant, names))
    for diplotype in patient.diplotypes:
        if here(diplotype.gene):
            add("diplotypes", str(diplotype), _diplotype_concepts(diplotype, names))
    if taken:
        for medication in patient.medications:
            add("medications", medication, _named(medication, "drug", names))
    made += _population(patient, asked, facts, names)
    return Told(tuple(made), tuple(facts), _note(facts))


def _named(text: str, kind: ConceptKind, names: Vocabulary) -> list[Concept]:
    """The names of this kind in a patient's entry; the whole entry as an unknown one when none is known."""
    kinds = counting_as(kind)
    found = [mention for mention in terms.find(text, names=names) if mention.kind in kinds]
    # A state of a tumor's marker counts as a disease only where no disease is named beside it.
    found = [mention for mention in found if mention.kind == kind] or found
    if not found:
        return _rarer(text, kind, names) or [Concept(kind, text, text, origin="patient", known=False)]
    return [
        Concept(
            kind, m.name, m.surface, m.identifier, terms.synonyms(kind, m.name, names), origin="patient", known=m.known
        )
        for m in found
    ]


def _rarer(text: str, kind: ConceptKind, names: Vocabulary) -> list[Concept]:
    """What only the table of rarer names has: a brand, as the drug it is."""
    found = [one for one in rarer_names(text, (), lambda word: ordinary(word, names)) if one.kind == kind]
    return [msgspec.structs.replace(rarer_concept(one, text, names), origin="patient") for one in found]


def _fits_gene(gene: str, asked: Sequence[Concept]) -> bool:
    """A somatic or germline variant counts unless the question names variants, or genes, of which this is none."""
    symbol = variants.gene_symbol(gene)
    named = {concept.gene for concept in asked if concept.kind == "variant"}
    genes = {one for concept in asked if concept.kind == "gene" for one in genes_of_family(concept.name)}
    return not (named or genes) or (symbol in genes and symbol not in named)


def _whole(condition: str, found: list[Concept]) -> list[Concept]:
    """A disease is read with the words around it in the record: the one disease of "HER2-positive breast cancer"."""
    alone = len(found) == 1 and len(condition) <= _LONGEST
    return [msgspec.structs.replace(found[0], surface=" ".join(condition.split()))] if alone else found


_LONGEST = 80
"""Characters of a diagnosis that is read as one name."""


def _markers(condition: str, names: Vocabulary) -> list[Concept]:
    """The variants in the name of a disease ("EGFR-mutated lung cancer"), each with its gene, but for those it denies.

    A state ("HER2-positive") is in the disease's own words, and no gene beside them: it would meet "HER2-negative" too.
    """
    there, _ = present_and_absent(condition)
    found = [mention for mention in there if mention.gene and mention.kind not in _STATES]
    genes = dict.fromkeys(mention.gene for mention in found)
    return [*(_gene(gene, gene, names) for gene in genes), *map(_concept_of, found)]


_STATES = ("positive", "expression", "negative", "wild type")
"""Kinds of wording that say a state of a gene and no variant."""


def _variant_concepts(variant: Variant, names: Vocabulary) -> list[Concept]:
    """With its gene, as a question's own variants have it: records write "ALK fusion" in many ways, and of an exact
    change often only that the gene is mutated."""
    said, gene = str(variant), variants.gene_symbol(variant.gene)
    found = variants.find_variants(said)
    if not found:
        return [Concept("variant", said, variant.notation, gene=gene, origin="patient", known=False)]
    made = [_concept_of(found[0]._replace(gene=gene))]
    return [_gene(gene, gene, names), *made] if gene else made


def _concept_of(mention: variants.VariantMention) -> Concept:
    """However the record writes it, it is searched and read for by the one name: p.Leu858Arg is L858R."""
    name = variants.name_of(mention)
    return Concept(
        "variant",
        name,
        name.removeprefix(mention.gene).strip() or name,
        variants.key_of(mention),
        variants.spellings(mention),
        gene=mention.gene,
        origin="patient",
    )


def _own_drugs(patient: Patient) -> list[str]:
    return [drug.name for entry in patient.medications for drug in drugs_in(entry)]


def _diplotype_concepts(diplotype: Diplotype, names: Vocabulary) -> list[Concept]:
    """An allele that a report says is not there ("*57:01 negative") is not asked about; its gene is."""
    gene = variants.gene_symbol(diplotype.gene)
    there, _ = present_and_absent(f"{gene} {diplotype.alleles}")
    made = [_concept_of(mention._replace(gene=gene)) for mention in there]
    made.append(_gene(gene, diplotype.gene, names))
    if diplotype.phenotype:
        made += _named(diplotype.phenotype, "phenotype", names)
    return made


def _gene(symbol: str, surface: str, names: Vocabulary) -> Concept:
    entry = names.entries.get(("gene", symbol))
    identifier = entry.identifier if entry else ""
    synonyms = terms.synonyms("gene", symbol, names)
    return Concept("gene", symbol, surface, identifier, synonyms, origin="patient", known=entry is not None)


def _medications_matter(asked: Sequence[Concept], intent: Intent, *, treated: bool) -> bool:
    """What the patient takes is asked about where safety is, or where nothing else says what is; beside the treatment
    of the patient's own disease it is a circumstance, for which alerts and interactions stand."""
    if intent in ("safety", "pharmacogenomics"):
        return True
    return not any(c.kind in counting_as("drug") for c in asked) and not (treated and intent == "therapy")


def _population(
    patient: Patient, asked: Sequence[Concept], facts: list[tuple[str, str]], names: Vocabulary
) -> list[Concept]:
    """Age groups and pregnancy, for which evidence often differs."""
    if any(concept.kind == "population" for concept in asked):
        return []
    said: list[tuple[str, str, str]] = []
    if patient.pregnant:
        said.append(("pregnant", "pregnant", "pregnant women"))
    if patient.age is not None and patient.age < 18:
        said.append(("age", f"{patient.age:g} years", "child"))
    made: list[Concept] = []
    for field, value, words in said:
        facts.append((field, value))
        made += _named(words, "population", names)
    return made


def _note(facts: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    if not facts:
        return ()
    return (f"Of the patient's record the search uses: {', '.join(value for _, value in facts)}.",)
