"""What a curated row is held against: the biomarkers, diseases and drugs of a question and a patient.

Only what the question or the patient's record says counts. A variant that is denied, or a gene that is wild type, is
known not to be there; of a gene whose variant is not named nothing is known but that it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import msgspec

from assistant.curated.course import line_of
from assistant.curated.diseases import called, is_general, told_site
from assistant.curated.enzymes import modulated, told_scores
from assistant.curated.implied import fusions_of_variants, implied_fusions, implied_states
from assistant.curated.kinds import Kinds, kinds_of
from assistant.curated.populations import people_of
from assistant.knowledge.tables import lookup, pieces, words_of
from assistant.names.classes import members
from assistant.names.find import entry_of
from assistant.names.regimens import regimens_in
from assistant.names.vocabulary import vocabulary
from assistant.pharmacogenomics.functions import method_of
from assistant.pharmacogenomics.states import known_alleles
from assistant.pharmacogenomics.untested import genes_for
from assistant.question.asked_thing import asked_thing
from assistant.question.case_groups import asked_groups
from assistant.question.own_phenotypes import drugs_beside_asked, own_phenotypes, said_of_somebody
from assistant.records.answer import Concept, Query
from assistant.records.curated import CuratedFact
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.variants.denied import denied, present_and_absent
from assistant.variants.find import VariantMention, approved, find_variants, gene_symbol, genes_named
from assistant.variants.markers import MarkerState
from assistant.variants.own_gene import variants_in, with_gene
from assistant.variants.phenotypes import Phenotype, scores_in
from assistant.variants.same_variant import Identity
from assistant.variants.tables import driven_genes

__all__ = ["SIGNATURES", "Case", "case_of", "with_named_phenotypes"]

SIGNATURES = frozenset(["MSI", "MMR", "TMB", "HRD"])
"""What stands for a gene where a finding is of the whole tumor."""
_LISTED = re.compile(r"(?:\s+(?:or|nor|and)\s+[A-Z][A-Z0-9]{1,7}(?!\w))*")
"""Symbols that go on a list, each behind its conjunction."""
_COMPARED, _INSTEAD = "comparison", "alternative"
"""Facets whose answer may be a drug that the question does not name; what to give instead, where a drug was had."""
_RESISTANCE = "resistance"
"""Of a drug that was had before, this asks about that drug."""
_TO_WATCH = "monitoring"
"""What to watch or to test."""
_INHERITED = ("hla", "allele")
_SAID_IN_PASSING = ("positive", "expression", "negative")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing in it is a guess."""

    genes: frozenset[str] = frozenset()
    asked_genes: frozenset[str] = frozenset()
    """Those that the question itself names, by a variant or a marker too."""
    there: tuple[Identity, ...] = ()
    """Variants asked about."""
    besides: tuple[Identity, ...] = ()
    """Other variants of the patient, and those that the name of the disease says: they complete a combination."""
    absent: tuple[Identity, ...] = ()
    wild: frozenset[str] = frozenset()
    states: tuple[MarkerState, ...] = ()
    phenotypes: tuple[Phenotype, ...] = ()
    """Those that act: converted where the patient's other drugs convert them."""
    scores: tuple[tuple[str, float], ...] = ()
    modulated: tuple[GenePhenotype, ...] = ()
    """Genes whose enzymes a drug that is taken inhibits or induces; what counts for a row, `enzymes` says."""
    resulted: frozenset[str] = frozenset()
    """Pharmacogenes that the record or the question has a result of, whether or not it is understood."""
    diseases: tuple[str, ...] = ()
    drugs: frozenset[str] = frozenset()
    """Words of the names of the drugs asked about."""
    of_classes: frozenset[str] = frozenset()
    """The same of the members of the classes and of the parts of the regimens asked about."""
    taken: frozenset[str] = frozenset()
    """The same of drugs that the question says are taken beside what it asks about."""
    prior: frozenset[str] = frozenset()
    """The same of drugs had before."""
    line: str = ""
    """Of treatment, as a label says it: "first line", "adjuvant", "after earlier treatment"."""
    open: bool = True
    """Whether a drug that the question does not name may be the answer."""
    compared: bool = False
    """It is asked how drugs compare, which nothing tells that is on one of them."""
    site: str = ""
    """The organ before a general name of a tumor."""
    words: str = ""
    """The question's, as names are compared."""
    kinds: Kinds = Kinds()
    which_variant: bool = False
    """It is asked which variant of a gene does something: each has a row of its own."""
    child: bool | None = None
    people: frozenset[str] = frozenset()
    """Populations of guidelines that its indications are of."""
    resistance: bool = False
    """It is asked why a drug fails, so that what speaks for it is no answer."""
    strange: bool = False
    """The question has a name that no vocabulary knows."""

    @property
    def wanted(self) -> frozenset[str]:
        """What rows bear on it: "guideline", "approval", types of biomarker evidence."""
        return self.kinds.wanted

    @property
    def first(self) -> frozenset[str]:
        """Those of them that stand first."""
        return self.kinds.first


def case_of(query: Query, patient: Patient | None = None) -> Case:
    concepts, lacking, to_test = _asked(query), _denied_genes(query), _to_test(query, patient)
    of_families, without_families = _of_families(query.text)
    mentions = [m for c in concepts if c.kind == "variant" for m in _mentions(c)] + of_families
    passing = [m for m in find_variants(query.text) if m.kind in _SAID_IN_PASSING and m.gene]
    there = [one for m in mentions if m.kind != "wild type" and (one := _identity(m)) not in to_test]
    states = implied_states((*there, *_of_patient(patient)), query)
    absent = [*(_identity(m) for c in query.absent for m in _mentions(c)), *map(_identity, without_families)]
    own = [c for c in concepts if c.origin != "patient"]
    asked = _genes(own, query) | _said_of((*passing, *of_families), states, absent)
    diseases, drugs, classes = ([c for c in concepts if c.kind == kind] for kind in ("disease", "drug", "drug class"))
    prior, besides, about = _parted(drugs, query)
    groups = asked_groups(query, patient)
    genes = asked | _genes(concepts, query) | {p.gene for p in groups.phenotypes if p.gene in _genes(concepts, query)}
    resulted = own_phenotypes(query, patient)
    genes |= {one.gene for one in resulted} & {gene for drug in about for gene in genes_for(drug.name)}
    typed = [one for part in resulted if part.gene in genes for one in _typed(part)]
    there += [one for one, is_there in typed if is_there]
    absent += [*_not_in_patient(patient), *(one for one, is_there in typed if not is_there)]
    wild = _wild((*mentions, *passing), there, absent)
    fused = _fused(prior, diseases, there, absent, lacking)
    return Case(
        genes=frozenset(genes - {""}) | {one.gene for one in there},
        asked_genes=frozenset(asked - {""}),
        there=tuple(dict.fromkeys([*there, *(_in_passing(m) for m in passing if m.kind != "negative")])),
        besides=tuple(dict.fromkeys([*_of_patient(patient), *_of_diseases(diseases), *fused])),
        absent=tuple(dict.fromkeys(absent)),
        wild=_with_listed(query, wild | lacking),
        states=states,
        phenotypes=groups.phenotypes,
        scores=_scores(query, resulted),
        modulated=modulated(query, patient),
        resulted=frozenset(one.gene for one in resulted),
        diseases=tuple(dict.fromkeys(c.name for c in _own_first(diseases))),
        drugs=frozenset(words_of(c.name) for c in _own_first(about)),
        of_classes=_of_classes(classes, query),
        taken=frozenset(words_of(c.name) for c in besides if c not in prior),
        prior=frozenset(words_of(c.name) for c in prior),
        line=line_of(query, prior),
        open=not about or query.facet == _COMPARED or (query.facet == _INSTEAD and bool(prior)),
        compared=query.facet == _COMPARED and len(about) > 1,
        site=next((site for c in diseases if is_general(c.name) and (site := told_site(c, query.text))), ""),
        words=f" {words_of(query.text)} ",
        kinds=kinds_of(query, of_drugs=bool(about or _own_first(classes))),
        child=_is_child(query, patient),
        people=people_of(query, patient.conditions if patient else ()),
        resistance=query.facet == _RESISTANCE,
        which_variant=asked_thing(query.text) == "variant",
        strange=any(not c.known and c.name not in lookup("gene_families") for c in own),
    )


def _said_of(mentions: Iterable[VariantMention], states: Iterable[MarkerState], absent: Iterable[Identity]) -> set[str]:
    return {m.gene for m in mentions} | {state.gene for state in states} | {one.gene for one in absent}


def _wild(mentions: Iterable[VariantMention], there: Sequence[Identity], absent: Sequence[Identity]) -> set[str]:
    """Genes that are said to be wild type, negative or not mutated, none of whose variants is there."""
    said = {m.gene for m in mentions if m.kind in ("wild type", "negative")}
    return said | ({one.gene for one in absent if one.kind == "mutation"} - {one.gene for one in there})


def _parted(drugs: Sequence[Concept], query: Query) -> tuple[list[Concept], list[Concept], list[Concept]]:
    """The drugs had before; these with those that are taken beside; those that are asked about."""
    other = drugs_beside_asked(query)
    prior = [c for c in drugs if _among(c, query.roles.prior)] if query.facet != _RESISTANCE else []
    own = {c for c in drugs if c.origin == "patient" and _among(c, query.roles.co_medication)}
    besides = [*prior, *(c for c in drugs if c in other or c in own)]
    return prior, besides, [c for c in drugs if c not in besides]


def _to_test(query: Query, patient: Patient | None) -> frozenset[Identity]:
    """Inherited alleles that the question asks whether to test for: nobody has them, but whose record says so."""
    if query.facet != _TO_WATCH or said_of_somebody(query.text):
        return frozenset()
    own = {*_of_patient(patient), *(one for part in own_phenotypes(query, patient) for one, _ in _typed(part))}
    named = [m for c in query.named("variant") if c.origin == "question" for m in _mentions(c)]
    return frozenset(_identity(m) for m in named if m.kind in _INHERITED) - own


def with_named_phenotypes(case: Case, facts: Iterable[CuratedFact]) -> Case:
    """With phenotypes that have a name of their own, where the question has it in full ("G6PD deficient").

    Of two names, one within the other, the longer counts.
    """
    known = {one.gene for one in case.phenotypes} | case.resulted
    parts = {part for fact in facts if fact.kind == "guideline" for group in fact.requires for part in group}
    named = {
        Phenotype(part.gene, part.value.lower())
        for part in parts
        if part.kind == "phenotype" and part.gene in case.genes - known and f" {words_of(part.value)} " in case.words
    }
    longest = {one for one in named if not any(one.name in other.name and one != other for other in named)}
    return msgspec.structs.replace(case, phenotypes=(*case.phenotypes, *sorted(longest)))


def _asked(query: Query) -> list[Concept]:
    """The concepts without those given as circumstances of the patient."""
    aside = query.roles.circumstances
    return [c for c in query.concepts if not (c.kind in ("disease", "phenotype") and _among(c, aside))]


def _own_first(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """What the question names; the patient's where it names none."""
    return [c for c in concepts if c.origin != "patient"] or concepts


def _of_classes(classes: Sequence[Concept], query: Query) -> frozenset[str]:
    named = [one.text for c in _own_first(classes) for one in members(c.name)]
    parts = [drug for one in regimens_in(query.text) for drug in one.drugs]
    return frozenset(words_of(name) for name in (*named, *parts))


def _fused(
    prior: Sequence[Concept],
    diseases: Sequence[Concept],
    there: Sequence[Identity],
    absent: Sequence[Identity],
    lacking: Collection[str],
) -> list[Identity]:
    """Fusions of the genes of the variants asked about that drugs had before or the variants themselves tell of, but
    those that are denied."""
    none = {*lacking, *(one.gene for one in absent if one.kind == "fusion")}
    by_drugs = implied_fusions([c.name for c in prior], {one.gene for one in there}, [c.name for c in diseases], none)
    return [*by_drugs, *fusions_of_variants(there, none)]


def _denied_genes(query: Query) -> frozenset[str]:
    """Genes that the question says nothing is found in ("without EGFR or ALK"), and those listed behind them."""
    found: set[str] = set()
    text = query.text
    for concept in query.named("gene"):
        places = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(concept.surface)}(?!\w)", text)]
        if concept.surface and places and all(denied(text, *place) for place in places):
            found.add(concept.name)
            behind = _LISTED.match(text, places[-1][1])
            found |= {gene_symbol(name) for name in (behind[0].split()[1::2] if behind else ())}
    return frozenset(gene for gene in found if approved(gene))


def _with_listed(query: Query, denied_genes: Collection[str]) -> frozenset[str]:
    """The denied genes, and those listed right before one whose denial stands behind it ("EGFR and ALK negative")."""
    found = set(denied_genes)
    for concept in query.named("gene"):
        for match in re.finditer(rf"(?<!\w){re.escape(concept.surface)}(?!\w)", query.text) if concept.surface else ():
            listed = _LISTED.match(query.text, match.end())
            names = [gene_symbol(name) for name in listed[0].split()[1::2]] if listed else []
            if any(name in denied_genes for name in names) and approved(concept.name):
                found.add(concept.name)
    return frozenset(found)


def _of_families(text: str) -> tuple[list[VariantMention], list[VariantMention]]:
    """The variants of each member of a family that the text names as one ("NTRK fusion", "RAS wild-type"), and those
    that it denies."""
    found, absent = list[VariantMention](), list[VariantMention]()
    for family, genes in lookup("gene_families").items():
        name = re.compile(rf"(?<![\w-]){re.escape(family)}(?![\w/])")
        if name.search(text):
            for gene in pieces(genes):
                for said, some in zip((found, absent), present_and_absent(name.sub(gene, text)), strict=True):
                    said += [m for m in some if m.gene == gene and m.kind not in _SAID_IN_PASSING]
    return found, absent


def _among(concept: Concept, words: Iterable[str]) -> bool:
    names = {concept.name.casefold(), concept.surface.casefold()} - {""}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said.casefold()) for said in words for name in names)


def _mentions(concept: Concept) -> list[VariantMention]:
    said = with_gene(concept)
    found = variants_in(said) or present_and_absent(said)[1]  # "MET not amplified"
    return [one._replace(gene=concept.gene or one.gene) for one in found[:1]]


def _identity(mention: VariantMention) -> Identity:
    return Identity(mention.gene, mention.kind, mention.value)


def _in_passing(mention: VariantMention) -> Identity:
    """ "ALK-positive" is said of a fusion, of genes that tables know as the driving half of one."""
    if mention.kind == "positive" and mention.gene in driven_genes():
        return Identity(mention.gene, "fusion", mention.gene)
    return _identity(mention)


def _genes(concepts: Sequence[Concept], query: Query) -> set[str]:
    """Genes named by themselves or by a variant; one that only a class of drugs is called by only where no other is."""
    markers = lookup("asked_markers")
    named = {c.name for c in concepts if c.kind == "gene" and markers.get(c.surface, c.name) == c.name}
    for family in {c.name for c in concepts if c.kind == "gene"} & lookup("gene_families").keys():
        named = named - {family} | set(pieces(lookup("gene_families")[family]))
    with_variants = {c.gene for c in concepts if c.kind == "variant"} - {""}
    classes = " ".join(c.surface for c in query.named("drug class"))
    in_class = {
        c.name
        for c in concepts
        if c.kind == "gene" and c.surface in classes and query.text.count(c.surface) <= classes.count(c.surface)
    }
    in_disease = {gene for c in concepts if c.kind == "disease" for gene in genes_named(c.surface)}
    rest = (named - in_class) | with_variants | in_disease
    return rest or named


def _of_patient(patient: Patient | None) -> list[Identity]:
    made = []
    for variant in patient.variants if patient else ():
        gene = gene_symbol(variant.gene)
        made += [Identity(gene, m.kind, m.value) for m in variants_in(str(variant))[:1]]
    there, absent = _told(patient)
    return [*made, *(one for one in there if one not in absent)]


def _not_in_patient(patient: Patient | None) -> list[Identity]:
    """Alleles that a report says the patient does not have ("*58:01 negative")."""
    there, absent = _told(patient)
    return [one for one in absent if one not in there]


def _told(patient: Patient | None) -> tuple[list[Identity], list[Identity]]:
    """The alleles that reports tell are there, and those that they tell are not; what is among both is not known."""
    there, absent = list[Identity](), list[Identity]()
    for one in patient.diplotypes if patient else ():
        gene = gene_symbol(one.gene)
        for said, found in zip((there, absent), present_and_absent(f"{gene} {one.alleles}"), strict=True):
            said += [Identity(gene, m.kind, m.value) for m in found]
    return there, absent


def _typed(one: GenePhenotype) -> list[tuple[Identity, bool]]:
    """The alleles that guidelines are on by name, each with whether it is there: of HLA, and typed diplotypes."""
    if method_of(one.gene) == "carriage":
        return [(Identity(one.gene, "hla", allele), there) for allele, there in known_alleles(one.phenotype).items()]
    if one.basis != "diplotype" or not one.phenotype:
        return []  # of alleles that do not settle the phenotype no row is the patient's own
    return [(Identity(one.gene, m.kind, m.value), True) for m in variants_in(f"{one.gene} {one.reported}")]


def _scores(query: Query, own: Iterable[GenePhenotype]) -> tuple[tuple[str, float], ...]:
    """The activity scores of the case; of a converted gene none, since its phenotype counts."""
    found = {one.gene: one for one in own}
    said = [(gene, score) for gene, score in scores_in(query.text) if gene not in found]
    return (*said, *told_scores(found.values()))


def _of_diseases(diseases: Sequence[Concept]) -> list[Identity]:
    """The fusion that a disease's own names say: a chronic myeloid leukemia is "BCR-ABL positive"."""
    made = []
    for concept in diseases:
        entry = entry_of(vocabulary(), "disease", concept.name)
        names = [concept.name, *(cell for _, cells in (entry.columns if entry else ()) for cell in pieces(cells))]
        made += [_identity(m) for name in names for m in variants_in(name) if m.kind == "fusion"]
    return made


def _is_child(query: Query, patient: Patient | None) -> bool | None:
    if patient is not None and patient.age is not None:
        return patient.age < 18
    named = {called(c.name) for c in query.named("population")}
    return True if named & {"child", "adolescent", "infant"} else None
