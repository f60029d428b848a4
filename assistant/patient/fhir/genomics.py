"""Variants, genotypes and their phenotypes of FHIR Observations in the profiles of HL7's genomics reporting."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from typing import Any, NamedTuple

import msgspec

from assistant.knowledge.tables import lookup
from assistant.names.find import find
from assistant.patient.building import Building, counted, shortened
from assistant.patient.entries import add_genetic
from assistant.patient.fhir.codes import codings, interpretation_of, meaning_of, said_by, status_of, value_in, values_of
from assistant.patient.fhir.resources import Found, References, valid
from assistant.patient.genes import is_gene, read_genetic, variant
from assistant.patient.phenotype_words import phenotype_said
from assistant.patient.positions import at_place, chromosome_of_sequence
from assistant.records.patient import Diplotype, Variant
from assistant.variants.find import gene_symbol
from assistant.variants.phenotypes import phenotypes_in

__all__ = ["read"]

_SPDI = re.compile(r"(NC_\d{6}\.\d+):(\d+):([ACGT]*):([ACGT]*)")
_GENE_IN_HGVS = re.compile(r"\(([A-Z][A-Z0-9-]+)\)\s*:")
_CHANGE = re.compile(r"\b([pcgn]\.[^\s;,]+)")
_PHENOTYPE = "part:phenotype"
"""A component, or an observation by itself."""
_KINDS = ("variant", "genotype", "haplotype", "implication", "region", _PHENOTYPE)


class _Parts(NamedTuple):
    """The components of a finding by what they mean: their coded or plain values, first ones first."""

    by_meaning: dict[str, list[Any]]

    def said(self, means: str) -> str:
        return next((said for value in self.by_meaning.get(means, ()) if (said := _said(value))), "")

    def value(self, field: str, means: str) -> str:
        return next((got for value in self.by_meaning.get(means, ()) if (got := value_in(field, value))), "")


def read(found: list[Found], building: Building, references: References, _: date) -> None:
    """What is present counts; what is absent, uncertain or without a gene is named and left out."""
    haplotypes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    implications: list[Found] = []
    left: Counter[str] = Counter()
    for one in found:
        kind = meaning_of(one.resource.get("code"))
        if kind not in _KINDS or not valid(one, building):
            continue
        if status_of("observation", one.resource.get("status")) != "current":
            left[f"{kind.removeprefix('part:')}s that are {one.resource.get('status')}"] += 1
            continue
        parts = _parts(one.resource)
        if kind == "variant":
            _read_variant(one, parts, building)
        elif kind == "genotype":
            _read_genotype(one, parts, building)
        elif kind == "haplotype":
            _read_haplotype(one, parts, haplotypes, building)
        elif kind in ("implication", _PHENOTYPE):
            implications.append(one)
        elif parts.by_meaning.get("part:uncalled") or _is_uncalled(one.resource):
            gene = _gene(parts) or "a region"
            building.leave_out(f"{one.place}: the test made no call in a part of {gene}: what lies there is not known")
    _join_haplotypes(haplotypes, building)
    _read_implications(implications, building, references)
    for what, number in left.items():
        building.note(f"Left out: {number} {what}.")


def _parts(resource: dict[str, Any]) -> _Parts:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for part in resource.get("component") or ():
        if (means := meaning_of(part.get("code"))).startswith("part:"):
            found[means].append(values_of(part))
    return _Parts(found)


def _is_uncalled(region: dict[str, Any]) -> bool:
    """Whether a component of a region says that no call was made."""
    values = (values_of(part) for part in region.get("component") or ())
    return any(value_in("presence", value) == "not called" for value in values)


def _said(value: Any) -> str:
    if isinstance(value, dict) and "value" in value:
        return f"{value['value']:g}" if isinstance(value["value"], int | float) else str(value["value"])
    return said_by(value)


def _gene(parts: _Parts) -> str:
    """The approved symbol of the gene that a finding studied, by its display, else by its HGNC id."""
    for value in parts.by_meaning.get("part:gene", ()):
        if is_gene(said_by(value)):
            return gene_symbol(said_by(value))
        for _, code, _ in codings(value):
            if symbol := _symbols().get(code if code.startswith("HGNC:") else f"HGNC:{code}"):
                return symbol
    return ""


def _symbols() -> dict[str, str]:
    return lookup("genes")


def _read_variant(one: Found, parts: _Parts, building: Building) -> None:
    presence = _presence(one.resource)
    said = _name_of(one, parts)
    if presence == "absent":
        building.note(f"Variant {shortened(said)} is absent, and is left out.")
        return
    if presence != "present":
        building.leave_out(f"{one.place}: variant {shortened(said)} is {presence}: whether it is there is not known")
        return
    made = _variant_of(one, parts)
    if made is not None:
        building.add("variants", made, one.place)
        return
    why = (
        "its change is not one that can be read" if _gene(parts) else "no gene is named, and none is known at its place"
    )
    building.leave_out(f"{one.place}: variant {shortened(said)}: {why}")


def _presence(resource: dict[str, Any]) -> str:
    """Whether a variant is there, by its value, else by its interpretation; one that says neither is present."""
    value = values_of(resource)
    if isinstance(value, bool):
        return "present" if value else "absent"
    return value_in("presence", value) or value_in("presence", interpretation_of(resource)) or "present"


def _variant_of(one: Found, parts: _Parts) -> Variant | None:
    """The change in HGVS or in the finding's words, a known one at its place, or a change of copies; with its gene."""
    origin, zygosity = parts.value("origin", "part:origin"), parts.value("zygosity", "part:zygosity")
    gene = _gene(parts)
    for change in (*_changes(one, parts), *_known(parts)):
        named = _GENE_IN_HGVS.search(change)
        owner = gene or (gene_symbol(named[1]) if named and is_gene(named[1]) else "")
        found = _CHANGE.search(change)
        notation = found[1].replace("p.(", "p.").rstrip(")") if found else change
        for made in read_genetic(f"{owner} {notation}".strip(), origin)[0]:
            if isinstance(made, Variant) and (not owner or made.gene == owner):
                return variant(made.gene, made.notation, zygosity, origin)
    copies, kind = parts.said("part:copies"), parts.said("part:change").replace("_", " ")
    words = " ".join(word for word in (kind, f"copy number {copies}" if copies else "") if word)
    return variant(gene, words, "", origin) if gene and words else None


def _name_of(one: Found, parts: _Parts) -> str:
    for means in ("part:protein", "part:coding", "part:genomic", "part:discrete"):
        if said := parts.said(means):
            return f"{_gene(parts)} {said}".strip()
    return f"{_gene(parts)} {said_by(one.resource.get('code'))}".strip()


def _changes(one: Found, parts: _Parts) -> list[str]:
    """The change in HGVS, the protein's first; then what the finding's own words say."""
    told = [parts.said(means) for means in ("part:protein", "part:coding", "part:discrete")]
    told += [said_by(value) for value in parts.by_meaning.get("part:discrete", ())[1:]]
    value = values_of(one.resource)
    told += [str((one.resource.get("code") or {}).get("text", "")), parts.said("part:genomic")]
    told += [value] if isinstance(value, str) else []
    return [text for text in told if text and not _SPDI.fullmatch(text)]


def _known(parts: _Parts) -> list[str]:
    """The variant that a table knows at a place in the genome; SPDI counts from 0."""
    for value in parts.by_meaning.get("part:discrete", ()):
        place = _SPDI.fullmatch(said_by(value)) or next(
            (match for _, code, _ in codings(value) if (match := _SPDI.fullmatch(code))), None
        )
        if place is None:
            continue
        build, chromosome = chromosome_of_sequence(place[1])
        for row in at_place(build, chromosome, int(place[2]) + 1):
            if row.notation and row.ref == place[3] and place[4] in row.alts:
                return [f"{row.gene} {row.notation}"]
    return []


def _read_genotype(one: Found, parts: _Parts, building: Building) -> None:
    said, gene = said_by(values_of(one.resource)), _gene(parts)
    found, why = read_genetic(said, "germline", gene)
    if found:
        add_genetic(building, found, one.place)
    elif gene and said:
        building.add("diplotypes", Diplotype(gene, said.removeprefix(gene).strip()), one.place)
    else:
        told = shortened(said) if said else "without a value"
        building.leave_out(f"{one.place}: genotype {' '.join(filter(None, (gene, told)))}: {why}")


def _read_haplotype(
    one: Found, parts: _Parts, haplotypes: defaultdict[str, list[tuple[str, str]]], building: Building
) -> None:
    said, gene = said_by(values_of(one.resource)), _gene(parts)
    found, why = read_genetic(said, "germline", gene)
    for star in found:
        allele = star.notation if isinstance(star, Variant) else star.alleles
        haplotypes[star.gene].append((allele, one.place))
    if not found:
        building.leave_out(f"{one.place}: haplotype {shortened(said)}: {why}")


def _join_haplotypes(haplotypes: defaultdict[str, list[tuple[str, str]]], building: Building) -> None:
    """Two haplotypes of a gene without a genotype are its diplotype; one alone is an allele that is carried."""
    told = {one.gene for one in building.values("diplotypes")}
    for gene, alleles in haplotypes.items():
        if gene in told:
            continue
        names, place = [name for name, _ in alleles], alleles[0][1]
        if len(names) == 2:
            building.add("diplotypes", Diplotype(gene, "/".join(sorted(names))), place)
            continue
        for name, at in dict.fromkeys(alleles):
            building.add("variants", Variant(gene, name, "", "germline"), at)
        building.note(f"{gene}: {counted(len(names), 'haplotype')} without a genotype: no diplotype is read.")


def _read_implications(found: list[Found], building: Building, references: References) -> None:
    """The phenotype that an implication gives a genotype joins it; what it says of drugs is no fact of the patient."""
    implied = 0
    for one in found:
        parts, alone = _parts(one.resource), meaning_of(one.resource.get("code")) == _PHENOTYPE
        implied += not alone
        own = [values_of(one.resource)] if alone else []
        for said in (_said(value) for value in (*own, *parts.by_meaning.get(_PHENOTYPE, ()))):
            gene = _gene(parts) or (_gene_named(f"{said_by(one.resource.get('code'))} {said}") if alone else "")
            phenotypes = _phenotypes(gene, said)
            for phenotype in phenotypes:
                _join_phenotype(phenotype[0] or gene, phenotype[1], one, building, references)
            if not phenotypes and (alone or gene):
                building.leave_out(f"{one.place}: phenotype {shortened(f'{gene} {said}'.strip())} is not understood")
    if implied:
        building.note(
            f"Of {counted(implied, 'implication')} for drugs or diagnoses only the phenotypes are read: what they "
            "conclude is no fact of the patient."
        )


def _gene_named(text: str) -> str:
    """The one gene that the words name; "" for none or several."""
    genes = {one.name for one in find(text) if one.kind == "gene"}
    return genes.pop() if len(genes) == 1 else ""


def _phenotypes(gene: str, said: str) -> list[tuple[str, str]]:
    """(gene, phenotype) of a coded answer in words; the gene is "" where only its reference tells it."""
    words = f"{gene} {said}".strip()
    found = [(one.gene, one.name) for one in phenotypes_in(words) if not gene or one.gene in ("", gene)]
    return found or ([(gene, word)] if (word := phenotype_said(gene, said)) else [])


def _join_phenotype(gene: str, name: str, one: Found, building: Building, references: References) -> None:
    derived = [
        referred for reference in one.resource.get("derivedFrom") or () if (referred := references.get(reference))
    ]
    genes = {gene} if gene else {_gene(_parts(referred.resource)) for referred in derived} - {""}
    for diplotype in building.values("diplotypes"):
        if diplotype.gene in genes and not diplotype.phenotype:
            building.replace("diplotypes", diplotype, msgspec.structs.replace(diplotype, phenotype=name))
        elif diplotype.gene in genes and diplotype.phenotype != name:
            building.note(f"{diplotype.gene} is also said to be {shortened(name)}; {diplotype.phenotype} is kept.")
    told = {diplotype.gene for diplotype in building.values("diplotypes")}
    for symbol in sorted(genes - told):
        building.add("diplotypes", Diplotype(symbol, "", name), one.place)
    if not genes:
        building.leave_out(f"{one.place}: phenotype {shortened(name)}: no gene is named")
