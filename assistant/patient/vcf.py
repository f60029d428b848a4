"""A patient's variants and diplotypes from a VCF: known positions only, and what was not called is said."""

from __future__ import annotations

from collections import defaultdict
from typing import IO

from assistant.patient.building import Building, counted
from assistant.patient.genes import read_genetic, variant
from assistant.patient.positions import Known, at_place, by_rsid
from assistant.patient.stars import Marked, diplotype_of, genes, kind_of, markers_of
from assistant.patient.vcf_file import Call, VcfFile, read_file
from assistant.records.patient import Variant
from assistant.records.reading import PatientReading
from assistant.variants.tables import rows_of

__all__ = ["read_vcf"]

_SINGLE = ("X", "Y", "MT")
"""Chromosomes of which a genotype may have one allele."""


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
    return "homozygous" if all(allele == alt for allele in call.alleles) else "heterozygous"


def _read_pharmacogenes(file: VcfFile, building: Building) -> None:
    by_gene = _positions_by_gene(file)
    for gene in genes():
        calls = by_gene.pop(gene, {})
        blocks = [call for call in file.calls if not [alt for alt in call.alts if not alt.startswith("<")]]
        marked, lines = _marked(file, gene, calls, blocks)
        made, said = diplotype_of(gene, marked)
        if made is not None:
            building.add("diplotypes", made, f"lines {lines}" if lines else "header")
        if said:
            building.note(said)
        if made is None or not made.alleles:
            _add_found(gene, marked, calls, building)
        else:
            _add_changes(gene, marked, building, lines)
    left = sorted(gene for gene, calls in by_gene.items() if gene)
    for gene in left:
        _add_others(gene, by_gene[gene], building)
    if left:
        building.note(f"No diplotype is read for {', '.join(left)}: the tables have no alleles of theirs by position.")


def _positions_by_gene(file: VcfFile) -> dict[str, dict[str, Call]]:
    """The calls at positions of pharmacogenes, by gene and rsID."""
    found: defaultdict[str, dict[str, Call]] = defaultdict(dict)
    for call in file.calls:
        for row in _known_rows(file, call):
            if row.rsid and not row.notation:
                found[row.gene].setdefault(row.rsid, call)
        for rsid in call.rsids:
            for gene in genes():
                if rsid in markers_of(gene):
                    found[gene].setdefault(rsid, call)
    return found


def _marked(file: VcfFile, gene: str, calls: dict[str, Call], blocks: list[Call]) -> tuple[Marked, str]:
    called: dict[str, tuple[str, str]] = {}
    not_called: list[str] = []
    others: list[str] = []
    used: list[Call] = []
    markers = markers_of(gene)
    for rsid in (*markers, *(one for one in calls if one not in markers)):
        call = calls.get(rsid) or _block_at(file, rsid, blocks)
        if call is None:
            continue
        used.append(call)
        bases = _bases(call, rsid)
        if bases is None:
            not_called.append(rsid)
        elif rsid in markers:
            called[rsid] = bases
            if any(kind_of(gene, rsid, base)[0] == "change" for base in bases) or _strange(gene, rsid, bases):
                others.append(rsid)
        elif any(base != _normal(rsid) for base in bases):
            others.append(rsid)
    phased = bool(used) and all(call.phased for call in used if len(set(call.alleles)) > 1)
    phased = phased and len({call.phase_set for call in used if len(set(call.alleles)) > 1}) <= 1
    lines = sorted(call.line for call in used)
    return Marked(called, tuple(not_called), tuple(others), phased), f"{lines[0]}-{lines[-1]}" if lines else ""


def _block_at(file: VcfFile, rsid: str, blocks: list[Call]) -> Call | None:
    """The block of a gVCF that says of a stretch that it is as the reference."""
    for row in by_rsid(rsid):
        for call in blocks:
            if (row.build, row.chromosome) == (
                file.build,
                call.chromosome,
            ) and call.position <= row.position <= call.end:
                return call
    return None


def _bases(call: Call, rsid: str) -> tuple[str, str] | None:
    """Both copies, in bases that the position's row has, the one of a man's X chromosome twice; None where no call was
    made that can be read so."""
    alone = _is_alone(call)
    if not call.passed or (len(call.alleles) != 2 and not alone):
        return None
    first, second = call.alleles * 2 if alone else call.alleles
    if first is None or second is None:
        return None
    if call.end > call.position and first == second == call.ref:
        return (_normal(rsid), _normal(rsid))
    return first, second


def _is_alone(call: Call) -> bool:
    """Whether the call is of the one copy of a chromosome that has no other."""
    return len(call.alleles) == 1 and call.chromosome in _SINGLE


def _normal(rsid: str) -> str:
    return next((row.ref for row in by_rsid(rsid) if not row.notation), "")


def _strange(gene: str, rsid: str, bases: tuple[str, str]) -> bool:
    """A base that is neither the reference's nor of an allele of the table."""
    return any(base != _normal(rsid) and not kind_of(gene, rsid, base)[0] for base in bases)


def _add_changes(gene: str, marked: Marked, building: Building, lines: str) -> None:
    for rsid, bases in marked.called.items():
        for base in dict.fromkeys(bases):
            kind, name = kind_of(gene, rsid, base)
            if kind == "change":
                zygosity = "homozygous" if bases[0] == bases[1] else "heterozygous"
                building.add("variants", variant(gene, name, zygosity, "germline"), f"lines {lines}")


def _add_found(gene: str, marked: Marked, calls: dict[str, Call], building: Building) -> None:
    """Where no diplotype is told, what was found is, each for itself."""
    for rsid, bases in marked.called.items():
        for base in dict.fromkeys(bases):
            if base == _normal(rsid):
                continue
            kind, name = kind_of(gene, rsid, base)
            zygosity = "homozygous" if bases[0] == bases[1] else "heterozygous"
            at = f"line {calls[rsid].line}" if rsid in calls else "header"
            building.add("variants", variant(gene, name if kind else rsid, zygosity, "germline"), at)
    _add_others(gene, {rsid: call for rsid, call in calls.items() if rsid in marked.others}, building)


def _add_others(gene: str, calls: dict[str, Call], building: Building) -> None:
    for rsid, call in calls.items():
        bases = _bases(call, rsid)
        told = gene in genes() and rsid in markers_of(gene)
        if bases is None and gene not in genes():
            building.leave_out(f"line {call.line}: {gene} {rsid} has no call: what stands there is not known")
        elif bases is not None and not told and any(base != _normal(rsid) for base in bases):
            one_copy = "hemizygous" if _is_alone(call) else "homozygous"
            zygosity = one_copy if bases[0] == bases[1] else "heterozygous"
            building.add("variants", variant(gene, rsid, zygosity, "germline"), f"line {call.line}")
