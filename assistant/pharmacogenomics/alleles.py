"""Reads what a report calls of a gene into alleles: "*1/*4", "*1x2/*10", "*36+*10/*10", "c.2846A>T heterozygous".

An allele is named as the tables of functions name it, whether the report gives a star, an rsID, HGVS or an older name.
What is assumed on the way (a reference allele that nobody saw, one copy of a variant, the phase of two) is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from assistant.knowledge.tables import pieces, records, rows
from assistant.pharmacogenomics.functions import alleles_of, function_of, reference_of
from assistant.records.patient import Variant
from assistant.variants.find import VariantMention
from assistant.variants.own_gene import variants_in
from assistant.variants.same_variant import Identity, relate

__all__ = ["Call", "Unit", "called", "found_alleles", "is_part", "named", "of_variants", "parts_of"]

_STAR = re.compile(r"(\*\d{1,3})([A-Z]?)(?:\.\d+)?")
_COPIES = re.compile(r"(?P<name>.+?)\s*(?:[x×]\s?(?P<times>≥?\d{1,2}|[Nn])|(?P<least>≥\d{1,2}))")
_ZYGOSITY = re.compile(r"\b(heterozygous|homozygous|hemizygous)(?: for)?\b", re.IGNORECASE)
_WHOLE_TIMES = re.compile(r"\)\s*[x×]")
_BASES = re.compile(r"(?P<variant>.+?)[ :(]*(?<![ACGT>])(?P<first>[ACGT])\s?[/|]?\s?(?P<second>[ACGT])\)?")
"""A place and the two bases there: "rs4149056 C/C", "c.521TC"."""
_PARTNER = {"A": "T", "T": "A", "C": "G", "G": "C"}
_NOTHING_FOUND = "Of {} only the places that the report names were looked at: other variants are not excluded."
_MOST = 80
"""Characters of a call that are read: the longest diplotype of two tandems has 40."""


class Unit(NamedTuple):
    """One gene copy, or several alike. `more`: there may be more copies than that ("xN", "≥3")."""

    allele: str
    copies: int = 1
    more: bool = False


class Call(msgspec.Struct, frozen=True):
    """The two chromosomes' alleles; `problem` is a sentence where they cannot be told."""

    sides: tuple[tuple[Unit, ...], ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    unphased: bool = False
    """The sides are two variants of which nobody says that they stand on different chromosomes."""

    @property
    def alleles(self) -> tuple[str, ...]:
        return tuple(unit.allele for side in self.sides for unit in side)


def called(gene: str, text: str) -> Call:
    """What the two alleles of a report are; a single one stands beside the reference allele, which is said."""
    if len(text) > _MOST or _WHOLE_TIMES.search(text):
        return Call(problem=f"“{text[:_MOST]}” does not say which allele is on which chromosome.")
    zygosity = _ZYGOSITY.search(text)
    plain = re.sub(rf"(?i)\b{re.escape(gene)}\b[ :]*", "", _ZYGOSITY.sub("", text)).strip(" ,;")
    by_bases = Variant(gene, plain)
    if not zygosity and _with_bases(gene, by_bases) != by_bases:
        return of_variants(gene, [by_bases])
    sides = [tuple(_units(gene, side)) for side in plain.split("/") if side.strip()]
    if not sides or len(sides) > 2:
        return Call(problem=f"“{text}” is not a pair of alleles.")
    if len(sides) == 1:
        said = zygosity[1].lower() if zygosity else ""
        return _one_seen(gene, sides[0], said)
    return Call(tuple(sides), tuple(_renamed(gene, plain, sides)))


def of_variants(gene: str, variants: Sequence[Variant]) -> Call:
    """From single variants with their zygosity. Two on different places are counted as on different chromosomes unless
    a table knows the haplotype that holds both."""
    found = found_alleles(gene, variants)
    if not found:
        return Call(((Unit(reference_of(gene)),), (Unit(reference_of(gene)),)), (_NOTHING_FOUND.format(gene),))
    notes: list[str] = []
    for allele, parts, source in _haplotypes(gene):
        if parts <= found.keys() and len(found) > 1:
            both = {found.pop(part) for part in parts}
            found[allele] = both.pop() if len(both) == 1 else "heterozygous"
            phase = (
                "" if found[allele] == "homozygous" else ", and not as one on each chromosome: their phase is not given"
            )
            notes.append(f"The variants of {gene} {allele} were counted as one allele ({source}){phase}.")
    if len(found) == 1:
        ((allele, zygosity),) = found.items()
        made = _one_seen(gene, (Unit(allele),), zygosity)
        return Call(made.sides, (*notes, *made.notes))
    if len(found) != 2 or "homozygous" in found.values():
        return Call(problem=f"The variants of {gene} do not tell which alleles stand on the two chromosomes.")
    return Call(tuple((Unit(allele),) for allele in found), tuple(notes), unphased=True)


def found_alleles(gene: str, variants: Sequence[Variant]) -> dict[str, str]:
    """Each allele that single variants name, with its zygosity; what two bases say is the usual one is none."""
    read = [_with_bases(gene, one) for one in variants]
    return {named(gene, one.notation): one.zygosity for one in read if one.notation != reference_of(gene)}


def parts_of(gene: str, allele: str) -> frozenset[str]:
    """The allele, and the variants that make it where it is a haplotype of several."""
    return frozenset([allele]).union(*(parts for name, parts, _ in _haplotypes(gene) if name == allele))


def is_part(gene: str, variant: str) -> bool:
    """Whether a haplotype that the tables have is made of the variant and others."""
    return any(variant in parts for _, parts, _ in _haplotypes(gene))


def named(gene: str, said: str) -> str:
    """An allele by the name that a function is known under; as said, where none is."""
    text = said.strip()
    names = _other_names()
    if (gene, text.lower()) in names:
        return names[gene, text.lower()]
    if function_of(gene, text):
        return text
    star = _STAR.fullmatch(text)
    if star:
        whole = star[1] + star[2]
        whole = names.get((gene, whole.lower()), whole)
        return whole if function_of(gene, whole) else star[1]
    mention = next((one for one in variants_in(f"{gene} {text}") if one.gene in (gene, "")), None)
    if mention is None:
        return text
    other = names.get((gene, mention.value.lower()), "")
    return other or _same_as(gene, mention) or _by_marker(gene, mention) or _as_part(gene, mention) or text


def _with_bases(gene: str, variant: Variant) -> Variant:
    """With the zygosity that two bases tell: of one that both strands would read otherwise, none."""
    found = _BASES.fullmatch(variant.notation.strip()) if not variant.zygosity else None
    if not found or (found["variant"].startswith("c.") and not found["variant"][-1].isdigit()):
        return variant
    place, bases = found["variant"].strip(), {found["first"], found["second"]}
    allele = named(gene, place) if place.startswith("rs") else _at(gene, place)
    if not function_of(gene, allele):
        return variant
    if len(bases) == 2:
        return Variant(gene, allele, "heterozygous")
    usual, changed = _changes().get((gene, allele), ("", ""))
    here = bases.pop()
    if here in (changed, _PARTNER.get(changed)):
        return Variant(gene, allele, "homozygous")
    if here in (usual, _PARTNER.get(usual)):
        return Variant(gene, reference_of(gene))
    return Variant(gene, f"{here}{here} (which base is the variant is not known here)")


@cache
def _changes() -> dict[tuple[str, str], tuple[str, str]]:
    """The usual and the changed base of an allele, where records settle which is which."""
    return {(gene, allele): (usual, changed) for gene, allele, usual, changed, _ in rows("bases")}


def _at(gene: str, place: str) -> str:
    """The allele whose change is at this place of the coding sequence ("c.521")."""
    forms = ((allele, form) for allele in alleles_of(gene) for form in (allele, *_coding(gene, allele)))
    return next((allele for allele, form in forms if re.match(rf"{re.escape(place)}[ACGT]>", form)), place)


def _coding(gene: str, allele: str) -> tuple[str, ...]:
    """The coding changes that an allele is named for."""
    return tuple(row[3] for row in rows("stars") if row[0] == gene and row[1] == allele and row[3])


@cache
def _other_names() -> dict[tuple[str, str], str]:
    return {(owner, name.lower()): allele for owner, name, allele, _ in rows("allele_names")}


def _same_as(gene: str, mention: VariantMention) -> str:
    """The allele of the tables that is the same variant."""
    own = Identity(gene, mention.kind, mention.value)
    for allele in alleles_of(gene):
        for other in variants_in(f"{gene} {allele}")[:1]:
            if relate(own, Identity(gene, other.kind, other.value)) == "same":
                return allele
    return ""


def _by_marker(gene: str, mention: VariantMention) -> str:
    """The one star allele that a single position makes, by its rsID or another name of the change there."""
    own = Identity(gene, mention.kind, mention.value)
    markers = ((rsid, allele) for (owner, rsid), allele in _single_markers().items() if owner == gene)
    return next((allele for rsid, allele in markers if relate(own, Identity(gene, "rsid", rsid)) == "same"), "")


@cache
def _single_markers() -> dict[tuple[str, str], str]:
    """(gene, rsID) to the star allele that no further position makes; none where several bases make several."""
    stars = [row for row in records("star_markers") if row["kind"] != "change"]
    count = Counter((row["gene"], row["allele"]) for row in stars)
    alone = [row for row in stars if count[row["gene"], row["allele"]] == 1]
    places = Counter((row["gene"], row["marker"]) for row in alone)
    return {(row["gene"], row["marker"]): row["allele"] for row in alone if places[row["gene"], row["marker"]] == 1}


def _as_part(gene: str, mention: VariantMention) -> str:
    """The variant of a haplotype that it is, under the name that the table of haplotypes has."""
    own = Identity(gene, mention.kind, mention.value)
    parts = [part for _, several, _ in _haplotypes(gene) for part in several]
    same = (one for one in parts if relate(own, Identity(gene, "coding", one)) == "same")
    return next(same, "")


def _haplotypes(gene: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """(allele, names of the variants that make it, source), each variant also under the allele it alone is."""
    for owner, allele, variants, source in rows("haplotypes"):
        if owner == gene:
            yield allele, frozenset(_alone(gene, part) for part in pieces(variants)), source


@lru_cache(maxsize=256)
def _alone(gene: str, part: str) -> str:
    mention = next(iter(variants_in(f"{gene} {part}")), None)
    other = _other_names().get((gene, part.lower()), "")
    return other or ((_same_as(gene, mention) or _by_marker(gene, mention)) if mention else "") or part


def _units(gene: str, side: str) -> Iterator[Unit]:
    """The copies on one chromosome; a tandem that is an allele by itself ("*80+*28") is one."""
    if (gene, side.strip().lower()) in _other_names():
        yield Unit(named(gene, side))  # "(TA)7", whose brackets are part of its name
        return
    text = side.strip(" ()")
    whole = "+".join(part.strip() for part in text.split("+"))
    if "+" in text and not function_of(gene, whole) and text.lstrip().startswith("*"):
        for part in text.split("+"):
            yield _unit(gene, part.strip(" ()"))
    else:
        yield _unit(gene, whole if function_of(gene, whole) else text)


def _unit(gene: str, text: str) -> Unit:
    found = _COPIES.fullmatch(text) if text.startswith("*") else None
    if not found:
        return Unit(named(gene, text))
    said = found["times"] or found["least"]
    if said.lower() == "n":
        return Unit(named(gene, found["name"]), 2, more=True)
    return Unit(named(gene, found["name"]), int(said.lstrip("≥")), more=said.startswith("≥"))


def _one_seen(gene: str, side: tuple[Unit, ...], zygosity: str) -> Call:
    """One allele that was seen, and the other as far as the zygosity tells."""
    allele, reference = side[0].allele, reference_of(gene)
    if zygosity == "homozygous":
        return Call((side, side))
    assumed = f"{reference} was assigned to the other chromosome of {gene} because no other variant is reported."
    if zygosity == "heterozygous" or allele == reference:
        return Call(((Unit(reference),), side), (assumed,))
    open_ = f"The report does not say whether one or both copies of {gene} carry {allele}: one was counted."
    return Call(((Unit(reference),), side), (open_, assumed))


def _renamed(gene: str, text: str, sides: Sequence[Sequence[Unit]]) -> Iterator[str]:
    """A suballele that is counted as its star allele ("*4B" as "*4")."""
    for star in _STAR.finditer(text):
        read = named(gene, star[0])
        if star[2] and read == star[1] and any(unit.allele == read for side in sides for unit in side):
            yield f"{gene} {star[0]} was counted as {read}."
