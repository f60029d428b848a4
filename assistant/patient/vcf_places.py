"""What stands at the known places of a gene by all lines of a VCF: one line, the lines that one site was split into, or
the block of a gVCF that covers it.

A file may write a place otherwise than the table does: shorter (C to CAT is CAT to CATAT), with the reference alone, or
on a genome whose base is another. Bases are told as the table lists them, and what cannot be is no call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from assistant.patient.positions import Known, by_rsid
from assistant.patient.vcf_file import Call, VcfFile

__all__ = ["Genotype", "Seen", "blocks_of", "in_block", "normal_at", "seen_at"]

Genotype = tuple[str, str]

_SINGLE = ("X", "Y", "MT")
"""Chromosomes of which a genotype may have one allele."""


class Seen(NamedTuple):
    """The bases of both copies, None where they are not known; of a man's X chromosome the one twice (`alone`)."""

    bases: Genotype | None
    phased: bool
    phase_set: str
    line: int
    alone: bool


def seen_at(file: VcfFile, rsid: str, calls: Sequence[Call]) -> Seen:
    """What the lines of a place say together."""
    first = calls[0]
    alone = all(_is_alone(call) for call in calls)
    told = [_bases(file, call, rsid) for call in calls]
    made = told[0] if len(calls) == 1 else _joined(told, normal_at(rsid), all(call.phased for call in calls))
    whole = (made[0], made[1]) if made and made[0] is not None and made[1] is not None else None
    return Seen(whole, all(call.phased for call in calls), first.phase_set, first.line, alone)


def blocks_of(file: VcfFile) -> list[Call]:
    """The lines of a gVCF that say of a stretch that it is as the reference."""
    return [call for call in file.calls if not [alt for alt in call.alts if not alt.startswith("<")]]


def in_block(file: VcfFile, rsid: str, blocks: Sequence[Call]) -> Seen | None:
    """What the block that covers a place says of it."""
    for row in by_rsid(rsid):
        for call in blocks:
            place = (call.chromosome, call.position <= row.position <= call.end)
            if row.build == file.build and place == (row.chromosome, True):
                return seen_at(file, rsid, [call])
    return None


def normal_at(rsid: str) -> str:
    """The base of the reference as the table lists it."""
    row = _row(rsid)
    return row.ref if row else ""


def _row(rsid: str) -> Known | None:
    return next((row for row in by_rsid(rsid) if not row.notation), None)


def _is_alone(call: Call) -> bool:
    """Whether the call is of the one copy of a chromosome that has no other."""
    return len(call.alleles) == 1 and call.chromosome in _SINGLE


def _bases(file: VcfFile, call: Call, rsid: str) -> tuple[str | None, str | None] | None:
    """Both copies as the table lists bases, each None where it is not known; None where the line tells nothing."""
    row, alone = _row(rsid), _is_alone(call)
    if row is None or not call.passed or (len(call.alleles) != 2 and not alone):
        return None
    first, second = call.alleles * 2 if alone else call.alleles
    if call.end > call.position and first == second == call.ref:
        return row.ref, row.ref
    if not _is_at(file, call, row):
        return None
    return _listed(first, call, row), _listed(second, call, row)


def _is_at(file: VcfFile, call: Call, row: Known) -> bool:
    """Whether a line speaks of the row's place: its reference is the row's, or on another genome one of its bases."""
    if row.build != file.build:
        known = (row.ref, *row.alts) if _is_one_base(row) else (row.ref, row.ref[:1])
        return call.ref in known
    together = call.ref.startswith(row.ref) or row.ref.startswith(call.ref)
    return together and (_is_one_base(row) or call.position == row.position)


def _is_one_base(row: Known) -> bool:
    return all(len(base) == 1 for base in (row.ref, *row.alts))


def _listed(base: str | None, call: Call, row: Known) -> str | None:
    """A base of a line as the row writes it; the base itself, which is none of the row's, where it cannot be."""
    if base is None or base == "*" or base.startswith("<"):
        return None
    if _is_one_base(row):
        if base == call.ref and len(base) > 1:
            return row.ref
        same_behind = len(base) == len(call.ref) and base[1:] == call.ref[1:]
        return base[:1] if same_behind else base
    if row.ref.startswith(call.ref):
        return base + row.ref[len(call.ref) :]
    tail = call.ref[len(row.ref) :]
    return base.removesuffix(tail) if base.endswith(tail) else base


def _joined(
    told: Sequence[tuple[str | None, str | None] | None], normal: str, phased: bool
) -> tuple[str | None, str | None] | None:
    """The lines of one site that was split by its alternatives: each names its own, and all others as the reference or
    as not called. More than two alternatives are none that one person has."""
    lines = [one for one in told if one is not None]
    if len(lines) < len(told):
        return None
    if phased:
        copies = [{base for line in lines if (base := line[i]) not in (None, normal)} for i in (0, 1)]
        if any(len(copy) > 1 for copy in copies):
            return None
        first, second = (copy.pop() if copy else normal for copy in copies)
        return first, second
    most: Counter[str] = Counter()
    for line in lines:
        most |= Counter(base for base in line if base not in (None, normal))
    found = sorted(most.elements())
    seen_whole = any(None not in line for line in lines)
    if len(found) > 2 or (len(found) < 2 and not seen_whole):
        return None
    first, second = [*[normal] * (2 - len(found)), *found]
    return first, second
