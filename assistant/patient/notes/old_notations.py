"""Notations of a note that no rule of nomenclature has: two letters for a genotype, a change of bases without "c."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from assistant.knowledge.tables import values
from assistant.language.covered import Covered
from assistant.patient.notes.note import Note
from assistant.patient.notes.told import Told
from assistant.records.patient import Variant
from assistant.variants.find import VariantMention, approved, gene_symbol

__all__ = ["Zygosity", "genotypes", "origin_of", "pharmacogenes", "unmarked"]

Zygosity = Literal["heterozygous", "homozygous", "hemizygous", ""]
_NEAR = 45
_GENOTYPE = re.compile(
    r"(?<![\w-])(?P<gene>[A-Z][A-Z0-9]{2,7})[ :]{1,2}"
    r"(?P<notation>(?:\(?(?:rs\d{3,}|c?\.?-?\d{2,5}(?: ?[ACGT]>[ACGT])?)\)?[ :]{0,2})?"
    r"(?P<one>[ACGT])/?(?P<two>[ACGT]))(?![\w>*])"
)


def genotypes(note: Note, mentions: Sequence[VariantMention]) -> Iterator[Told]:
    """Two letters behind a pharmacogene ("VKORC1 -1639 AA"), where no other notation stands."""
    for match in _GENOTYPE.finditer(note.plain):
        if match["gene"] in pharmacogenes() and not any(
            m.start < match.end() and match.start() < m.end for m in mentions
        ):
            zygosity: Zygosity = "homozygous" if match["one"] == match["two"] else "heterozygous"
            made = Variant(gene=match["gene"], notation=match["notation"], zygosity=zygosity, origin="germline")
            if not note.status(match.start(), match.end()):
                yield Told("variants", made, match.start(), match.end())


_UNMARKED = re.compile(
    r"(?<![\w-])(?P<gene>[A-Z][A-Z0-9]{1,7}) (?P<notation>\d{2,5}(?:[_-]\d{1,5})?(?:del|ins|dup)[ACGT]{1,12})(?![\w>])"
)


def unmarked(note: Note, mentions: Sequence[VariantMention]) -> Iterator[Told]:
    """A change of bases without its "c.", as it was once written ("BRCA1 185delAG")."""
    taken = Covered(len(note.plain), ((one.start, one.end) for one in mentions))
    for match in _UNMARKED.finditer(note.plain):
        start, end = match.span()
        if approved(gene_symbol(match["gene"])) and not taken.touches(start, end) and not note.status(start, end):
            origin = origin_of(match["gene"], note.before(start, _NEAR) + note.after(end, _NEAR))
            made = Variant(gene=gene_symbol(match["gene"]), notation=match["notation"], origin=origin)
            yield Told("variants", made, start, end)


def origin_of(gene: str, words: str) -> Literal["somatic", "germline", ""]:
    """Where a variant is from, by the words around it; of a pharmacogene, germline."""
    if re.search(r"\bsomatic\b", words, re.IGNORECASE):
        return "somatic"
    germline = gene in pharmacogenes() or re.search(r"\bgerm-?line\b", words, re.IGNORECASE)
    return "germline" if germline else ""


@cache
def pharmacogenes() -> frozenset[str]:
    """Genes that a guideline reads for a drug."""
    return frozenset(values("gene_drug_pairs"))
