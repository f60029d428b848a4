"""A pair of alleles as another zygosity of its variant allele: of "*1/*4" homozygous is "*4/*4", of "c.1905+1G>A/
Reference" "c.1905+1G>A/c.1905+1G>A". The alleles stay as the record writes them."""

from __future__ import annotations

import re

from assistant.pharmacogenomics.alleles import named
from assistant.pharmacogenomics.functions import reference_of
from assistant.question.case_said import REFERENCE

__all__ = ["same_pair", "with_zygosity"]

_WORDS = re.compile(r"\b(?:heterozygous|homozygous)(?: for)?\b", re.IGNORECASE)


def with_zygosity(gene: str, alleles: str, zygosity: str) -> str:
    """Empty where the pair has no variant allele, or two."""
    sides = _sides(alleles)
    variant = [side for side in dict.fromkeys(sides) if not _is_reference(gene, side)]
    if not 1 <= len(sides) <= 2 or len(variant) != 1:
        return ""
    other = next((side for side in sides if side != variant[0]), reference_of(gene) or REFERENCE)
    return f"{other}/{variant[0]}" if zygosity == "heterozygous" else f"{variant[0]}/{variant[0]}"


def same_pair(one: str, other: str) -> bool:
    """Whether two pairs have the same alleles, in whatever order."""
    return len(_sides(one)) == 2 and sorted(_sides(one)) == sorted(_sides(other))


def _sides(alleles: str) -> list[str]:
    return [side.strip(" ,;") for side in _WORDS.sub("", alleles).split("/") if side.strip(" ,;")]


def _is_reference(gene: str, allele: str) -> bool:
    return allele == REFERENCE or named(gene, allele) == (reference_of(gene) or REFERENCE)
