"""Variants, diplotypes and phenotypes that a note reports of the patient.

An allele pair or an HLA allele is a `Diplotype`, as the curated guidelines state them ("*58:01 positive"); what else is
found is a `Variant`, germline where the gene is a pharmacogene or the note says so. A gene named alone, where only its
change can be meant ("Gene: KRAS"), is an alteration that is not said more closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from assistant.knowledge.tables import values
from assistant.names.find import find
from assistant.patient.named import Name
from assistant.patient.note import Note
from assistant.patient.told import Left, Told
from assistant.records.patient import Diplotype, Variant
from assistant.variants.denied import denied
from assistant.variants.find import VariantMention, find_variants, gene_symbol
from assistant.variants.phenotypes import find_phenotypes, scores_in

__all__ = ["UNSAID", "read_genetics"]

UNSAID = "alteration"
"""The notation of a gene that is named without its variant."""
_NEAR = 45
Zygosity = Literal["heterozygous", "homozygous", "hemizygous", ""]


def read_genetics(note: Note, names: Sequence[Name]) -> Iterator[Told | Left]:
    mentions = [one for one in find_variants(note.plain) if one.gene]
    diplotypes: dict[str, tuple[Diplotype, int, int]] = {}
    for mention in mentions:
        status = note.status(mention.start, mention.end)
        if status == "family" or (status == "possible" and not note.part(mention.start).asked):
            yield Left(mention.start, mention.end, "said of another person" if status == "family" else "left open")
        elif mention.kind == "hla":
            made = _hla(note, mention)
            diplotypes.setdefault(f"{made.gene} {made.alleles}", (made, mention.start, mention.end))
        elif mention.kind in ("allele", "diplotype"):
            made = Diplotype(gene=mention.gene, alleles=mention.value)
            diplotypes.setdefault(mention.gene, (made, mention.start, mention.end))
        elif _is_absent(note, mention):
            yield Left(mention.start, mention.end, "denied")
        else:
            yield Told("variants", _variant(note, mention), mention.start, mention.end)
    _add_phenotypes(note, diplotypes)
    yield from (Told("diplotypes", made, start, end) for made, start, end in diplotypes.values())
    yield from _bare_genes(note, names, mentions)


def _is_absent(note: Note, mention: VariantMention) -> bool:
    if mention.kind == "negative":
        return True
    return mention.kind != "wild type" and (
        denied(note.plain, mention.start, mention.end) or note.status(mention.start, mention.end) == "denied"
    )


def _hla(note: Note, mention: VariantMention) -> Diplotype:
    absent = denied(note.plain, mention.start, mention.end) or note.status(mention.start, mention.end) == "denied"
    return Diplotype(gene=mention.gene, alleles=f"*{mention.value} {'negative' if absent else 'positive'}")


def _variant(note: Note, mention: VariantMention) -> Variant:
    around = note.plain[max(note.part(mention.start).start, mention.start - _NEAR) : mention.start]
    behind = note.after(mention.end, _NEAR)
    return Variant(
        gene=mention.gene,
        notation=_notation(note, mention),
        zygosity=_zygosity(behind) or _zygosity(around),
        origin=_origin(mention.gene, f"{around} {behind}"),
    )


def _notation(note: Note, mention: VariantMention) -> str:
    """As the note writes it, without its gene; the class by its own word."""
    if mention.kind in ("protein", "position", "coding", "genomic", "exon", "rsid", "genotype", "translocation", "other"):
        surface = " ".join(note.text[mention.start : mention.end].strip("()[] ").split())
        return surface.removeprefix(mention.gene).strip(" :()") or mention.value
    if mention.kind == "fusion":
        return f"{mention.value} fusion" if mention.value != mention.gene else "fusion"
    return mention.value


_ZYGOSITY: tuple[tuple[Zygosity, str], ...] = (
    ("heterozygous", r"\bheterozyg\w+|\bhet\b"),
    ("homozygous", r"\bhomozyg\w+|\bhom\b"),
    ("hemizygous", r"\bhemizyg\w+"),
)


def _zygosity(words: str) -> Zygosity:
    found = {name: match.start() for name, pattern in _ZYGOSITY if (match := re.search(pattern, words, re.IGNORECASE))}
    return min(found, key=lambda name: found[name]) if found else ""


def _origin(gene: str, words: str) -> Literal["somatic", "germline", ""]:
    if re.search(r"\bsomatic\b", words, re.IGNORECASE):
        return "somatic"
    germline = gene in _pharmacogenes() or re.search(r"\bgerm-?line\b", words, re.IGNORECASE)
    return "germline" if germline else ""


@cache
def _pharmacogenes() -> frozenset[str]:
    return frozenset(values("gene_drug_pairs"))


def _add_phenotypes(note: Note, diplotypes: dict[str, tuple[Diplotype, int, int]]) -> None:
    """Phenotypes in words and activity scores, to the alleles of their gene or by themselves."""
    for part in note.parts:
        words = note.words(part)
        if not re.search(r"metaboli[sz]|function|activity score", words, re.IGNORECASE):
            continue
        genes = [one for one in find(words) if one.kind == "gene"]
        for phenotype, start, end in find_phenotypes(words, genes):
            if phenotype.gene and not note.status(part.start + start, part.start + end):
                _join(diplotypes, phenotype.gene, (part.start + start, part.start + end), phenotype=phenotype.name)
        for gene, score in scores_in(words):
            _join(diplotypes, gene, (part.start, part.end), score=score)


def _join(
    diplotypes: dict[str, tuple[Diplotype, int, int]],
    gene: str,
    place: tuple[int, int],
    phenotype: str = "",
    score: float | None = None,
) -> None:
    made, start, end = diplotypes.get(gene, (Diplotype(gene=gene), *place))
    diplotypes[gene] = (
        Diplotype(
            gene=gene,
            alleles=made.alleles,
            phenotype=made.phenotype or phenotype,
            activity_score=made.activity_score if made.activity_score is not None else score,
        ),
        min(start, place[0]) if not made.alleles else start,
        end,
    )


_ABSENCE = re.compile(r"\b(?:wild|negative|neg|tested|no|not|without|unknown|pending|testing|if|inhibitor)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[^,;.\n]+")


def _bare_genes(note: Note, names: Sequence[Name], mentions: Sequence[VariantMention]) -> Iterator[Told]:
    """Genes behind a label for them, or between commas with nothing beside them."""
    for one in names:
        if one.kind != "gene" or any(m.start < one.end and one.start < m.end for m in mentions):
            continue
        if any(m.gene == gene_symbol(one.entry) for m in mentions) or note.status(one.start, one.end):
            continue
        part = note.part(one.start)
        if _ABSENCE.search(note.words(part)) or part.asked:
            continue
        low = max(note.plain.rfind(mark, part.body, one.start) + 1 for mark in ",;:\n") or part.body
        low = max(low, part.body)
        cut = re.compile(r"[,;\n.]").search(note.plain, one.end, part.end)
        around = note.plain[low : one.start] + note.plain[one.end : cut.start() if cut else part.end]
        if not around.strip(" .and\t"):
            yield Told("variants", Variant(gene=gene_symbol(one.entry), notation=UNSAID), one.start, one.end)
