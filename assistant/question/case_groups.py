"""Whom a sentence is on: carriers or not, and which metabolizers; and whether the case asked about is among them.

"Intermediate metabolizers may start by the label" is a true sentence of a guideline, and no finding for a poor
metabolizer. A sentence that names groups, none of them the asked one, is another patient's; one that holds the asked
group against others is not. What says who carries a variant is a table, `knowledge/patterns/carriage.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.pharmacogenomics.alleles import called, named
from assistant.pharmacogenomics.bearing_genes import bears_on
from assistant.pharmacogenomics.functions import function_of, method_of, reference_of
from assistant.pharmacogenomics.scoring import of_call
from assistant.question.carried import carried, is_on_everybody, on_other_carriage
from assistant.question.own_phenotypes import own_phenotypes
from assistant.records.answer import Concept, Query
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.variants.denied import denied
from assistant.variants.find import VariantMention, compare, find_variants, genes_named
from assistant.variants.own_gene import with_gene
from assistant.variants.phenotypes import Phenotype, phenotypes_in
from assistant.variants.sides import Side, opposed, sides_in

__all__ = ["Groups", "asked_groups", "is_reference"]

_LONGEST = 60
"""Characters of an entry of the record that is read as a marker's state: a longer one is a report."""
_STARS = ("allele", "diplotype")
_EXACT = frozenset(["protein", "coding", "legacy", "rsid"])
_INTERACTION = "interaction"
_ACTS_ON = re.compile(r"\b(?:inhibit|induc|interact)", re.IGNORECASE)
"""Of drugs that act on a gene: advice on them is for what the alleles stand for, and not for what the drugs make it."""
_SOUND = ("normal function", "increased function")
_CLASSES = frozenset(["mutation", "positive", "expression", "position", "exon"])
"""Kinds of wording that hold many variants: they speak neither for nor against one of them."""


class Groups(msgspec.Struct, frozen=True):
    """The groups that the case belongs to; empty where nothing is known."""

    phenotypes: tuple[Phenotype, ...] = ()
    absent: tuple[VariantMention, ...] = ()
    """Variants that the question says are not there."""
    carrier: bool = False
    """Variants are asked about that are there."""
    diplotypes: tuple[tuple[str, ...], ...] = ()
    """Of each gene that was typed: the gene, and its alleles."""
    sides: tuple[tuple[str, frozenset[Side]], ...] = ()
    """Of each marker that the question gives a state of: whether the case has it ("JAK2-negative" has not)."""
    carried: tuple[tuple[tuple[str, str], bool], ...] = ()
    """Of each HLA allele that was tested: gene and allele, and whether the patient has it."""
    turned: tuple[Phenotype, ...] = ()
    """What the alleles alone stand for, of the genes that the drugs taken turn into another phenotype."""
    asked: frozenset[str] = frozenset()
    """The genes that the question names."""
    bearing: frozenset[str] = frozenset()
    """The genes of the phenotypes that bear on what is asked: an unrelated one changes no answer."""

    def other_than_asked(self, sentence: str, title: str = "") -> str:
        """The other group that the sentence is on, in words for the reader; empty when it may be on this case.

        `title`: of its record; of a marker that the sentence leaves unsaid it says whom the study is on.
        """
        return (
            self._other_phenotype(sentence)
            or self.absent_only(sentence)
            or self._wild_type_only(sentence)
            or self._other_alleles(sentence)
            or on_other_carriage(sentence, dict(self.carried))
            or self._other_side(sentence, title)
        )

    def stood_for(self, text: str) -> list[str]:
        """The phenotypes of the case that a text gives by alleles alone ("CYP2B6 poor metabolizer" for "*6/*6")."""
        said = phenotypes_in(text)
        return [f"{one.gene} {one.name}" for one in self.phenotypes if one.gene in self.bearing and one not in said]

    def absent_only(self, text: str) -> str:
        """The absent variant that a text is on: it does not deny it, and names no other variant of its gene."""
        genes = {mention.gene for mention in self.absent}
        named = [one for one in find_variants(text) if one.gene in genes] if self.absent else []
        hits = [one for one in named if any(_is_case(one, wanted) for wanted in self.absent)]
        if not hits or any(denied(text, one.start, one.end) for one in hits) or "without" in _carriage(text):
            return ""
        others = any(one not in hits and one.kind not in _CLASSES for one in named)
        return "" if others else text[hits[0].start : hits[0].end]

    def _other_phenotype(self, sentence: str) -> str:
        """A phenotype of the case's gene that is not the case's, or one of a gene that nothing asked is about."""
        genes = {own.gene for own in self.phenotypes}
        named = phenotypes_in(sentence) if genes else ()
        said = [one for one in named if "" in genes or one.gene in genes or not one.gene]
        case = (*self.phenotypes, *(self.turned if _ACTS_ON.search(sentence) else ()))
        if said and not any(_agree(one, own) for one in said for own in case):
            return said[0].name
        if self.bearing and not said and named and (genes | self.asked).isdisjoint(genes_named(sentence)):
            return f"{named[0].gene} {named[0].name}"
        return ""

    def _other_side(self, sentence: str, title: str) -> str:
        """On those with a marker where the case has not got it, or the other way round."""
        asked = dict(self.sides)
        if not asked:
            return ""
        said = {**sides_in(title), **sides_in(sentence)}
        marker = opposed(asked, said)
        return f"{marker} {'negative' if 'without' in said[marker] else 'positive'}" if marker else ""

    def _other_alleles(self, sentence: str) -> str:
        """On carriers of alleles that this patient was typed not to have, and on nobody else."""
        for gene, *alleles in self.diplotypes:
            if gene not in genes_named(sentence) or _holds_comparison(sentence):
                continue
            reference = set(alleles) <= {reference_of(gene)}
            of_gene = [one for one in find_variants(sentence) if one.gene == gene]
            if any(denied(sentence, one.start, one.end) for one in of_gene):
                continue  # on those without it, too
            here = [one for one in of_gene if one.kind in _STARS]
            pairs = [one.value for one in here if one.kind == "diplotype"]
            if any(set(alleles_in(gene, pair)) == set(alleles) for pair in pairs):
                continue  # its own carriers are among those it speaks of
            sound = reference or all(_is_sound(gene, allele) for allele in alleles)
            if sound and (said := _reduced(sentence) or (_changed(of_gene) if reference else "")):
                return said
            if pairs:
                return f"{gene} {pairs[0]}" if not self._alike(gene, pairs) else ""
            named_here = {allele for one in here for allele in alleles_in(gene, one.value)}
            lost = reference or not any(_is_sound(gene, allele) for allele in named_here)
            if sound and lost and named_here.isdisjoint(alleles) and named_here and not is_on_everybody(sentence):
                return f"{gene} {min(named_here)}"
        return ""

    def _alike(self, gene: str, pairs: Iterable[str]) -> bool:
        """One of the diplotypes stands for the phenotype of the case."""
        own = {one.name for one in self.phenotypes if one.gene == gene}
        found = {of_call(gene, called(gene, pair)).phenotype for pair in pairs}
        return bool(own & found) or not own or "" in found

    def _wild_type_only(self, sentence: str) -> str:
        """On those without the variant only, where the question is on those with it."""
        if not self.carrier or _carriage(sentence) != {"without"}:
            return ""
        named = [one for one in find_variants(sentence) if one.kind != "wild type"]
        return "" if any(not denied(sentence, one.start, one.end) for one in named) else "wild type"


def asked_groups(query: Query, patient: Patient | None) -> Groups:
    """From the question's own words, and for the genes that it says nothing of from the patient's record.

    Where it is asked what an inhibitor does, a study of those whom it turns into another group is of theirs, too.
    """
    variants = [concept for concept in query.named("variant") if concept.origin != "history"]
    own = own_phenotypes(query, patient)
    turned = [Phenotype(one.gene, one.phenotype) for one in own if one.converted]
    known = [Phenotype(one.gene, one.acting) for one in own if one.acting]
    known += turned if query.facet == _INTERACTION else []
    settled = {one.gene for one in known}
    said = [one for one in phenotypes_in(query.text) if one.gene not in settled]
    there = _mentions(variants)
    compared = [one for one in there if one.kind == "diplotype" and one.gene not in {part.gene for part in own}]
    pairs = [Phenotype(one.gene, of_call(one.gene, called(one.gene, one.value)).phenotype) for one in compared]
    said = said or [one for one in pairs if one.name]
    phenotypes = tuple(dict.fromkeys((*said, *known)))
    return Groups(
        phenotypes,
        tuple(_mentions(query.absent)),
        bool(there) and all(mention.kind != "wild type" and not _without_variant(mention) for mention in there),
        tuple((one.gene, *called(one.gene, one.reported).alleles) for one in own if _is_typed(one)),
        tuple({**_of_record(query, patient), **sides_in(query.text)}.items()),
        tuple(carried(own).items()),
        tuple(turned),
        frozenset(genes_named(query.text)),
        frozenset(one.gene for one in phenotypes if one.gene and bears_on(one.gene, query)),
    )


def _of_record(query: Query, patient: Patient | None) -> dict[str, frozenset[Side]]:
    """The sides that the patient's diagnosis ("HER2-negative breast cancer") and variants tell, and what the tumor has
    not got by an entry of its pathology ("BRCA1/2 wild type", "MGMT unmethylated")."""
    own = [one.surface for one in query.named("disease") if one.origin == "patient"]
    own += [with_gene(one) for one in query.named("variant") if one.origin == "patient"]
    entries = [entry for entry in (patient.pathology if patient else ()) if len(entry) <= _LONGEST]
    told = sides_in("\n".join(entries)).items()
    return {**{marker: sides for marker, sides in told if sides == {"without"}}, **sides_in("\n".join(own))}


def is_reference(concept: Concept) -> bool:
    """Whether a variant's name is of alleles without one ("*1/*1"): that no study is on it leaves nothing out."""
    return any(map(_without_variant, _mentions([concept])))


def _without_variant(mention: VariantMention) -> bool:
    """ "*1/*1": it is no variant that anybody carries."""
    alleles = alleles_in(mention.gene, mention.value) if mention.kind in _STARS else ()
    return bool(alleles) and set(alleles) <= {reference_of(mention.gene)}


def _is_typed(one: GenePhenotype) -> bool:
    return one.basis == "diplotype" and method_of(one.gene) in ("score", "pair")


def _is_sound(gene: str, allele: str) -> bool:
    """Whether the allele is known to work: "*17", of more function than usual, is none of those that lost it."""
    known = function_of(gene, allele)
    return known is not None and known.function in _SOUND


def _reduced(sentence: str) -> str:
    """The words for alleles of low function that the sentence is on; empty where it has none."""
    return next(
        (found[0] for found in (one.search(sentence) for one in patterns("low_function").values()) if found), ""
    )


def _changed(mentions: Iterable[VariantMention]) -> str:
    """The exact change that the sentence is on ("NUDT15 R139C"), which carriers of two reference alleles lack."""
    return next((one.surface for one in mentions if one.kind in _EXACT), "")


def _holds_comparison(sentence: str) -> bool:
    """It holds carriers against others, so that it tells of both."""
    return "without" in _carriage(sentence)


@lru_cache(maxsize=1024)
def alleles_in(gene: str, written: str) -> tuple[str, ...]:
    """The alleles of a diplotype, or a single one, as tables name them; empty for a gene without star alleles."""
    if method_of(gene) not in ("score", "pair"):
        return ()
    return called(gene, written).alleles if "/" in written else (named(gene, written),)


def _mentions(concepts: Iterable[Concept]) -> list[VariantMention]:
    return [mention for concept in concepts for mention in find_variants(with_gene(concept))[:1]]


def _agree(one: Phenotype, own: Phenotype) -> bool:
    return one.name == own.name and (one.gene == own.gene or not one.gene or not own.gene)


def _is_case(mention: VariantMention, wanted: VariantMention) -> bool:
    """The mention is the absent variant or a case of it; a class that holds it (codon 600) is neither."""
    relation = compare(wanted, mention)
    return relation == "same" or (relation == "member" and wanted.kind in _CLASSES and mention.kind not in _CLASSES)


def _carriage(text: str) -> set[str]:
    """Which of "with" and "without" the text speaks of; a mere comparison with those without is both."""
    return {group for (group,), pattern in patterns("carriage").items() if pattern.search(text)}
