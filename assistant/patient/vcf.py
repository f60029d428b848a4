"""A patient's variants and diplotypes from a VCF: known positions only, and what was not called is said."""

from __future__ import annotations

from collections import defaultdict
from typing import IO

from assistant.patient.building import Building, counted
from assistant.patient.genes import read_genetic, variant
from assistant.patient.positions import Known, at_place, by_rsid, known_between
from assistant.patient.stars import (
    Marked,
    alleles_are_told,
    diplotype_of,
    genes,
    is_genotype,
    kind_of,
    markers_of,
    of_the_genome,
)
from assistant.patient.vcf_file import Call, VcfFile, read_file
from assistant.patient.vcf_places import Seen, blocks_of, in_block, normal_at, seen_at
from assistant.records.patient import Variant
from assistant.records.reading import PatientReading
from assistant.variants.tables import rows_of

__all__ = ["read_vcf"]

_ANY = ("<NON_REF>", "<*>")
"""Stands for whatever else may be there, and is not a change of structure."""


def read_vcf(stream: IO[bytes], sample: str = "") -> PatientReading:
    """The reading of one sample. Raises PatientError and MissingExtra as `read_file` does."""
    file = read_file(stream, sample)
    building = Building("VCF")
    building.note(f"Sample “{file.sample}” of {file.lines:,} lines; {_build_said(file)}.")
    _read_tumor(file, building)
    _read_pharmacogenes(file, building)
    if not building.has("variants") and not building.has("diplotypes"):
        building.note("No known position was called: the file says nothing of the variants that the tables know.")
    return building.reading()


def _build_said(file: VcfFile) -> str:
    if file.build == "GRCh38":
        return (
            "positions are of GRCh38, on which pharmacogenes are known; other variants are read by rsID or by the "
            "file's own annotation"
        )
    if file.build:
        return f"positions are of {file.build}; pharmacogenes are read by rsID"
    return "the header names no build, so positions are read by rsID or by the file's own annotation alone"


def _read_tumor(file: VcfFile, building: Building) -> None:
    """Variants that have a name: by place and bases, by rsID and bases, or as the file's annotation names them."""
    failed = 0
    for call in file.calls:
        found = {alt: names for alt in call.alts if alt in call.alleles and (names := _names(file, call, alt))}
        if found and not call.passed:
            failed += 1
            continue
        for alt, names in found.items():
            somatic = file.somatic or call.somatic
            for gene, notation in names:
                zygosity = "" if somatic else _zygosity(call, alt)
                made = variant(gene, notation, zygosity, "somatic" if somatic else "")
                building.add("variants", made, f"line {call.line}")
    if failed:
        building.note(
            f"Left out, since the file's own filters failed it: {counted(failed, 'call')} of a known variant."
        )
    if building.has("variants") and not file.somatic and not any(call.somatic for call in file.calls):
        building.note("The file does not say whether its variants are of the tumor or of the germline.")


def _names(file: VcfFile, call: Call, alt: str) -> list[tuple[str, str]]:
    known = [row for row in _known_rows(file, call) if row.notation and row.ref == call.ref and alt in row.alts]
    if known:
        return [(known[0].gene, known[0].notation)]
    for gene, change in call.named:
        found, _ = read_genetic(f"{gene} {change}")
        for one in found:
            if isinstance(one, Variant) and ("protein", one.notation) in rows_of(one.gene):
                return [(one.gene, one.notation)]
    return []


def _known_rows(file: VcfFile, call: Call) -> list[Known]:
    by_id = [row for rsid in call.rsids for row in by_rsid(rsid)]
    return [*(at_place(file.build, call.chromosome, call.position) if file.build else ()), *by_id]


def _zygosity(call: Call, alt: str) -> str:
    if len(call.alleles) == 1:
        return "hemizygous"
    if None in call.alleles:
        return ""
    return "homozygous" if all(allele == alt for allele in call.alleles) else "heterozygous"


def _read_pharmacogenes(file: VcfFile, building: Building) -> None:
    by_gene = _positions_by_gene(file)
    blocks, over = blocks_of(file), _structures(file)
    for gene in genes():
        marked, seen, lines = _marked(file, gene, by_gene.get(gene, {}), blocks, gene in over)
        made, said = diplotype_of(gene, marked)
        if made is not None:
            building.add("diplotypes", made, f"lines {lines}" if lines else "header")
        if said:
            building.note(said)
        if made is None or not made.alleles:
            _add_found(gene, marked, seen, building)
    for gene, said in over.items():
        building.note(
            f"{gene}: {said} lies over the gene, so that no alleles are told: copies and parts may be missing."
        )
    left = sorted(gene for gene in by_gene if gene and not alleles_are_told(gene) and not is_genotype(gene))
    for gene in (gene for gene in by_gene if gene and gene not in genes()):
        _add_others(gene, {rsid: seen_at(file, rsid, calls) for rsid, calls in by_gene[gene].items()}, building)
    if left:
        building.note(f"No diplotype is read for {', '.join(left)}: the tables have no alleles of theirs by position.")


def _positions_by_gene(file: VcfFile) -> dict[str, dict[str, list[Call]]]:
    """The lines at positions of pharmacogenes, by gene and rsID."""
    found: defaultdict[str, defaultdict[str, list[Call]]] = defaultdict(lambda: defaultdict(list))
    markers = {rsid: gene for gene in genes() for rsid in markers_of(gene)}
    for call in file.calls:
        places = {row.rsid: row.gene for row in _known_rows(file, call) if row.rsid and not row.notation}
        places |= {rsid: markers[rsid] for rsid in call.rsids if rsid in markers}
        for rsid, gene in places.items():
            if call not in found[gene][rsid]:
                found[gene][rsid].append(call)
    return {gene: dict(by_rsid) for gene, by_rsid in found.items()}


def _structures(file: VcfFile) -> dict[str, str]:
    """Genes over which the sample has a deletion, a duplication or another change of structure, with its words."""
    found: dict[str, str] = {}
    for call in file.calls:
        carried = [one for one in call.alleles if one and one.startswith("<") and one not in _ANY]
        for row in known_between(file.build, call.chromosome, call.position, call.end) if carried else ():
            if row.rsid and not row.notation:
                found.setdefault(row.gene, f"{carried[0]} of line {call.line}")
    return found


def _marked(
    file: VcfFile, gene: str, calls: dict[str, list[Call]], blocks: list[Call], is_changed: bool
) -> tuple[Marked, dict[str, Seen], str]:
    """What is known at the gene's places, all of it by rsID, and the lines that say so."""
    markers = markers_of(gene)
    seen: dict[str, Seen] = {}
    for rsid in dict.fromkeys((*markers, *of_the_genome(gene), *calls)):
        one = seen_at(file, rsid, calls[rsid]) if rsid in calls else in_block(file, rsid, blocks)
        if one is not None:
            seen[rsid] = one
    called = {rsid: one.bases for rsid, one in seen.items() if one.bases and rsid in markers}
    own = of_the_genome(gene)
    others = [rsid for rsid, one in seen.items() if one.bases and rsid not in own and _is_other(gene, rsid, one.bases)]
    not_called = tuple(rsid for rsid, one in seen.items() if one.bases is None and rsid not in own)
    apart = [one for one in seen.values() if one.bases and len(set(one.bases)) > 1]
    phased = bool(seen) and all(one.phased for one in apart) and len({one.phase_set for one in apart}) <= 1
    unlike = tuple(rsid for rsid in own if rsid in seen and own[rsid] in (seen[rsid].bases or ()))
    lines = sorted(one.line for one in seen.values())
    told = Marked(called, not_called, tuple(others), phased, is_changed, unlike)
    return told, seen, f"{lines[0]}-{lines[-1]}" if lines else ""


def _is_other(gene: str, rsid: str, bases: tuple[str, str]) -> bool:
    """A change that makes no allele of the table: of another place, or a base that neither it nor the reference has."""
    changed = [base for base in bases if base != normal_at(rsid)]
    if rsid not in markers_of(gene):
        return bool(changed)
    return any(kind_of(gene, rsid, base)[0] in ("", "change") for base in changed)


def _add_found(gene: str, marked: Marked, seen: dict[str, Seen], building: Building) -> None:
    """Where no diplotype is told, what was found is, each for itself."""
    for rsid, bases in marked.called.items():
        for base in dict.fromkeys(bases):
            if base != normal_at(rsid):
                kind, name = kind_of(gene, rsid, base)
                made = variant(gene, name if kind else rsid, _zygosity_of(seen[rsid]), "germline")
                building.add("variants", made, f"line {seen[rsid].line}")
    _add_others(gene, {rsid: one for rsid, one in seen.items() if rsid not in marked.called}, building)


def _add_others(gene: str, seen: dict[str, Seen], building: Building) -> None:
    for rsid, one in seen.items():
        if rsid in of_the_genome(gene):
            continue
        if one.bases is None and not alleles_are_told(gene):
            building.leave_out(f"line {one.line}: {gene} {rsid} has no call: what stands there is not known")
        elif one.bases is not None and any(base != normal_at(rsid) for base in one.bases):
            building.add("variants", variant(gene, rsid, _zygosity_of(one), "germline"), f"line {one.line}")


def _zygosity_of(one: Seen) -> str:
    if one.alone:
        return "hemizygous"
    return "homozygous" if one.bases and one.bases[0] == one.bases[1] else "heterozygous"
