"""A study's variants against the patient's: the exact variant, or the phenotype that two star alleles stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from assistant.fit.people import People
from assistant.knowledge.tables import rows, values
from assistant.pharmacogenomics.bearing_genes import bears_on, drugs_of, of_drugs_alone
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.records.answer import FitItem, Query
from assistant.records.patient import Diplotype, Patient
from assistant.variants.find import compare, find_variants, name_of
from assistant.variants.in_study import of_sentence, variant_item
from assistant.variants.own_gene import with_gene

__all__ = ["variant_items", "variants_of_sentence"]

_NEAR = 90
"""Characters between a phenotype and its gene."""
_LISTED = 6
"""Characters between two genes of a list ("TPMT and NUDT15")."""


def variant_items(people: People, query: Query, patient: Patient | None) -> Iterator[FitItem]:
    """Of the variants that the question names, and those of the patient, one that is written in two ways once.

    A pharmacogene that bears neither on the question nor on a drug of the study has no line where the study is silent.
    """
    asked = _asked(query, patient)
    pairs = patient.diplotypes if patient is not None else ()
    own_names = {_said(one).replace(" ", "") for one in pairs}
    found = [
        (variant_item(people.text, said, gene), gene)
        for said, gene in _once(asked)
        if said.replace(" ", "") not in own_names
    ]
    yield from _of_one_tumor(found, tuple(map(str, patient.variants)) if patient is not None else ())
    for own in pairs:
        item = _of_pair(people, own)
        if item.status != "unknown" or item.study or _may_bear(people, own.gene, query):
            yield item


def variants_of_sentence(sentence: str, query: Query, patient: Patient | None) -> list[FitItem]:
    """What one sentence says of the same variants: those of a gene of which it names one are not others there."""
    told = [(gene, of_sentence(sentence, said, gene)) for said, gene in _once(_asked(query, patient))]
    own = {gene for gene, item in told if item.status == "match"}
    return [item for gene, item in told if item.status == "match" or (item.status == "mismatch" and gene not in own)]


def _asked(query: Query, patient: Patient | None) -> list[tuple[str, str]]:
    asked = [(with_gene(concept), concept.gene) for concept in query.named("variant")]
    return asked + [(str(variant), variant.gene) for variant in (patient.variants if patient is not None else ())]


def _of_one_tumor(found: Sequence[tuple[FitItem, str]], own: Sequence[str]) -> Iterator[FitItem]:
    """Of a gene with several variants in the patient, a study of one of them is not one on others: T790M arises beside
    L858R, which such a study may well not name."""
    met = {gene for item, gene in found if item.status == "match" and _is_own(item, own)}
    for item, gene in found:
        beside = item.status == "mismatch" and gene in met and _is_own(item, own)
        yield FitItem("variant", "unknown", item.patient, item.study) if beside else item


def _is_own(item: FitItem, own: Sequence[str]) -> bool:
    return any(item.patient == one or compare(item.patient, one) == "same" for one in own)


def _once(asked: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each variant as it is named first: "c.68_69del" is "c.68_69delAG"."""
    shown: list[str] = []
    for said, gene in asked:
        if not any(said == other or compare(said, other) == "same" for other in shown):
            shown.append(said)
            yield said, gene


def _of_pair(people: People, own: Diplotype) -> FitItem:
    item = variant_item(people.text, _said(own), own.gene)
    if item.status != "match" and (words := _phenotype(people, own)):
        return FitItem("variant", "match", item.patient, words)
    return item


def _may_bear(people: People, gene: str, query: Query) -> bool:
    """Whether a study's silence on a gene is news: not that of a lung cancer's drugs on CYP2C19."""
    if not of_drugs_alone(gene) or bears_on(gene, query):
        return True
    words = people.read.all
    return gene.lower() in words or any(words.issuperset(drug.split()) for drug in drugs_of(gene))


def _said(diplotype: Diplotype) -> str:
    """As a record names it, the smaller allele first: "*2/*1" is the pair "*1/*2"."""
    name = name_of(found[0]) if len(found := find_variants(str(diplotype))) == 1 else ""
    return name if name.startswith(diplotype.gene) else str(diplotype)


def _phenotype(people: People, own: Diplotype) -> str:
    """The text's words for the phenotype of two alleles, beside their gene; empty where it has none."""
    meant = {one.phenotype for one in phenotypes_of(Patient(diplotypes=(own,)))} | {own.phenotype.lower()} - {""}
    names = {name.split()[0] for name in meant if "metabolizer" in name or "acetylator" in name}
    gene = own.gene.lower()
    if not names or gene not in people.read.all:
        return ""
    for told in people.told.get("phenotype", ()):
        if told.value in names and gene in _beside(people.text, told.start, told.end):
            return people.text[told.start : told.end]
    return ""


def _beside(text: str, start: int, end: int) -> frozenset[str]:
    """The pharmacogenes that stand last before a phenotype, or listed with that; else the first one behind it."""
    low = text[max(0, start - _NEAR) : end + _NEAR].lower()
    shift = min(start, _NEAR)
    before = {gene: place for gene in _genes() if (place := low.rfind(gene, 0, shift + end - start)) >= 0}
    if before:
        last = max(before.values())
        return frozenset(gene for gene, place in before.items() if last - place - len(gene) <= _LISTED)
    behind = [(found, gene) for gene in _genes() if (found := low.find(gene)) >= 0]
    return frozenset([min(behind)[1]] if behind else ())


@cache
def _genes() -> frozenset[str]:
    """Pharmacogenes in small letters."""
    return frozenset(gene.lower() for gene in values("gene_drug_pairs") | {row[0] for row in rows("diplotypes")})
