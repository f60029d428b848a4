"""The phenotypes of the case: of the patient's record, and of what the question itself says of alleles and drugs.

"My patient is CYP2C19 *2/*2" and a record with that diplotype come to the same. What the question says of a gene counts
before the record, and a drug that it names as taken beside counts as one of the patient's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.pharmacogenomics.conversion import drug_named, modulators_of
from assistant.pharmacogenomics.functions import method_of
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.pharmacogenomics.untested import genes_for
from assistant.question.case_said import is_of_a_person, read_case
from assistant.question.named_drugs import regimen_drugs
from assistant.records.answer import Concept, Query
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.phenotype import GenePhenotype
from assistant.variants.find import VariantMention, find_variants, gene_symbol
from assistant.variants.genotypes import genotypes_in
from assistant.variants.phenotypes import phenotypes_in, scores_in

__all__ = [
    "acting_inhibitors",
    "asked_drugs",
    "drugs_beside_asked",
    "own_phenotypes",
    "said_of_somebody",
    "with_question",
]

_JOINS = re.compile(r"[\s+/()]{0,4}")
_TIMES = re.compile(r"\)?\s?[x×]\s?(?:\d{1,2}|N)\b")
_ZYGOSITY = re.compile(r"\b(het|hom)(?:(?:ero|o)zyg\w+)?\b|\b(hemi)zyg\w+", re.IGNORECASE)
_ZYGOSITIES = {"het": "heterozygous", "hom": "homozygous", "hemi": "hemizygous"}
_BASES = re.compile(r"[ :(]{1,2}([ACGT])\s?[/|]?\s?([ACGT])(?![\w>])")
_STARS = ("allele", "diplotype")
_COMPARED = "comparison"


class _Said(NamedTuple):
    """A gene's alleles as the question writes them."""

    gene: str
    alleles: str


def own_phenotypes(query: Query, patient: Patient | None, *, for_any: bool = False) -> tuple[GenePhenotype, ...]:
    """One for each pharmacogene with a result in the record or the question, converted by the drugs taken beside what
    is asked about; `for_any`: by all that are taken, as counts for any other drug."""
    told = with_question(query, patient)
    if told is None:
        return ()
    drugs = () if for_any else asked_drugs(query)
    return tuple(one for one in phenotypes_of(told, drugs) if one.basis != "not tested")


def asked_drugs(query: Query) -> tuple[str, ...]:
    """Names of the drugs that are asked about: not taken beside or had before, nor inhibitors named with one. What is
    taken is asked about where nothing else is ("She takes paroxetine. Is her dose of paroxetine right?")."""
    other = {drug_named(concept.name) for concept in (*drugs_beside_asked(query), *_prior(query))}
    named = [concept for concept in query.named("drug") if concept.origin != "patient"]
    together = [drug for concept in query.concepts for drug in regimen_drugs(concept)]
    asked = tuple(name for name in (*(one.name for one in named), *together) if drug_named(name) not in other)
    acting = acting_inhibitors(query)
    taken = [one for one in named if (one.name not in acting if acting else _among(one, query.roles.option))]
    return asked or tuple(one.name for one in taken if not _among(one, query.roles.prior))


def drugs_beside_asked(query: Query) -> list[Concept]:
    """Drugs of the question that are not asked about but beside: those that its case takes, where it names another;
    else inhibitors of what another is converted by, and what its words have as taken with another. Of what one takes
    that meets an inhibitor named behind it ("on metoprolol, gets paroxetine") the inhibitor is beside."""
    said = {drug_named(name) for name in read_case(query.question).patient.medications}
    drugs = [one for one in query.named("drug") if one.origin != "patient" and not _among(one, query.roles.prior)]
    new = [one for one in drugs if drug_named(one.name) not in said]
    if not (said and new):
        return _beside(query)
    acting = acting_inhibitors(query)
    met = [one for one in drugs if one not in new and one.name not in acting]
    places = [query.question.find(one.surface) for one in (*met[:1], *new)]
    if met and all(one.name in acting for one in new) and places == sorted(places):
        return [one for one in drugs if one.name in acting]
    return [one for one in drugs if _among(one, query.roles.co_medication)]


def with_question(query: Query, patient: Patient | None) -> Patient | None:
    """The patient with the alleles, scores and drugs that the question says; None where neither says any."""
    said = list(_said(query))
    single = _single_variants(query)
    genes = {one.gene for one in said} | {one.gene for one in single}
    worded = [one for one in _worded(query) if one.gene not in genes]
    beside = [concept.name for concept in _beside(query)]
    if patient is None and not (said or single or worded):
        return None
    known = patient or Patient()
    own = genes | {one.gene for one in worded}
    over = {drug_named(concept.name) for concept in _prior(query)}
    taken = (one for one in known.medications if drug_named(one) not in over)
    return msgspec.structs.replace(
        known,
        diplotypes=(
            *(Diplotype(one.gene, one.alleles) for one in said),
            *worded,
            *(one for one in known.diplotypes if gene_symbol(one.gene) not in own),
        ),
        variants=(*single, *(one for one in known.variants if gene_symbol(one.gene) not in own)),
        medications=tuple(dict.fromkeys((*taken, *beside))),
    )


def acting_inhibitors(query: Query) -> tuple[str, ...]:
    """Drugs of the question that inhibit or induce the enzyme of another drug that it asks about; neither one that was
    had before nor one that stands for choice with the other."""
    drugs = [concept for concept in query.named("drug") if concept.origin != "patient"]
    found = []
    for drug in drugs:
        others = [one for one in drugs if one.name != drug.name and not _for_choice(drug, one, query)]
        enzymes = {gene for other in others for gene in genes_for(other.name)}
        if not _among(drug, query.roles.prior) and any(modulators_of(enzyme, [drug.name]) for enzyme in enzymes):
            found.append(drug.name)
    return tuple(found) if len(found) < len(drugs) else ()


def _for_choice(one: Concept, other: Concept, query: Query) -> bool:
    """Whether two drugs are held against each other ("A or B", "A versus B"), so that nobody takes both. In "B with A
    or C" it is A that C is held against."""
    roles = query.roles
    if _among(one, roles.co_medication) or _among(other, roles.co_medication):
        return False
    first, second = sorted((one, other), key=lambda drug: query.text.find(drug.surface))
    between = query.text[query.text.find(first.surface) : query.text.find(second.surface)].casefold()
    parted = any(_among(a, roles.option) and _among(b, roles.comparator) for a, b in ((one, other), (other, one)))
    joined = any(word.casefold() in between for word in roles.co_medication)
    return (parted or query.facet == _COMPARED) and not joined


def _beside(query: Query) -> list[Concept]:
    acting = acting_inhibitors(query)
    drugs = [concept for concept in query.named("drug") if concept.origin != "patient"]
    return [one for one in drugs if one.name in acting or _among(one, query.roles.co_medication)]


def _prior(query: Query) -> list[Concept]:
    return [concept for concept in query.named("drug") if _among(concept, query.roles.prior)]


def _among(concept: Concept, words: Sequence[str]) -> bool:
    names = {concept.name.casefold(), concept.surface.casefold()} - {""}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said.casefold()) for said in words for name in names)


def _said(query: Query) -> Iterator[_Said]:
    """The one diplotype or allele of each gene that the question is on; of several of one gene none."""
    runs: dict[str, list[_Said]] = {}
    stars = [one for one in find_variants(query.text) if one.kind in _STARS and _is_paired(one.gene)]
    for run in _runs(query.text, stars):
        runs.setdefault(run.gene, []).append(run)
    absent = {concept.gene for concept in query.absent}
    for gene, several in runs.items():
        one = several[0]
        if len({said.alleles for said in several}) == 1 and gene not in absent and _is_a_call(one, query.text):
            yield one
    yield from (_Said(gene, bases) for gene, bases in genotypes_in(query.text).items())


def _is_a_call(one: _Said, text: str) -> bool:
    """Whether somebody has the alleles: a pair, a zygosity, a person or carriers. "Does CYP2C19*2 change the effect?"
    is of the allele itself, and of whoever has it once or twice."""
    return "/" in one.alleles or said_of_somebody(text)


def said_of_somebody(text: str) -> bool:
    """Whether a text on an allele tells of one who has it: by a zygosity, of carriers, of a person."""
    carried = patterns("carriage")["with",].search(text) is not None
    return bool(_worded_zygosity(text)) or carried or is_of_a_person(text)


def _runs(text: str, stars: Sequence[VariantMention]) -> Iterator[_Said]:
    """Alleles written without a word between them, with the copies behind them."""
    place = 0
    while place < len(stars):
        last = place
        while last + 1 < len(stars) and _joined(text, stars[last], stars[last + 1]):
            last += 1
        end = stars[last].end
        more = _TIMES.match(text, end)
        yield _Said(stars[place].gene, text[stars[place].start : more.end() if more else end] + _worded_zygosity(text))
        place = last + 1


def _joined(text: str, one: VariantMention, other: VariantMention) -> bool:
    between = text[one.end : other.start]
    return one.gene == other.gene and _JOINS.fullmatch(between) is not None and bool({"+", "/"} & {*between})


def _worded_zygosity(text: str) -> str:
    """The zygosity that the question says, where it says one only."""
    said = {_ZYGOSITIES[(one or other).lower()] for one, other in _ZYGOSITY.findall(text)}
    return f" {said.pop()}" if len(said) == 1 else ""


def _is_paired(gene: str) -> bool:
    return method_of(gene) in ("score", "pair")


def _single_variants(query: Query) -> tuple[Variant, ...]:
    """Variants of pharmacogenes by rsID, HGVS or a name; those of an HLA gene are compared as they are named."""
    absent = {concept.name for concept in query.absent}
    without = {one.gene for one in find_variants(query.text) if one.kind in _STARS}
    zygosity = _worded_zygosity(query.text).strip()
    made = []
    for concept in query.named("variant"):
        gene = gene_symbol(concept.gene)
        other = concept.origin != "question" or gene in without or concept.name in absent
        if not other and method_of(gene) not in ("", "carriage") and concept.surface:
            written = concept.surface + _bases(query.text, concept.surface)
            made.append(Variant(gene, written, zygosity))  # type: ignore[arg-type]
    return tuple(made)


def _bases(text: str, surface: str) -> str:
    """The two bases that the question gives behind a variant ("rs4149056 CC")."""
    place = text.find(surface)
    found = _BASES.match(text, place + len(surface)) if place >= 0 else None
    return f" {found[1]}{found[2]}" if found else ""


def _worded(query: Query) -> Iterator[Diplotype]:
    """A phenotype or an activity score that the question gives of a gene, where it gives one only."""
    named: dict[str, set[str]] = {}
    for one in phenotypes_in(query.text):
        named.setdefault(one.gene, set()).add(one.name)
    scores: dict[str, set[float]] = {}
    for gene, score in scores_in(query.text):
        scores.setdefault(gene, set()).add(score)
    for gene in {*named, *scores} - {""}:
        names, given = named.get(gene, set()), scores.get(gene, set())
        if len(names) <= 1 and len(given) <= 1 and method_of(gene):
            yield Diplotype(gene, phenotype=next(iter(names), ""), activity_score=next(iter(given), None))
