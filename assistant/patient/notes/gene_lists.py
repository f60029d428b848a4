"""What a note leaves out beside a variant: its gene, where it was named just before, or where several genes share it.

"KRAS and NRAS wild type" says it of both; "UGT1A1 *28/*37? - lab says *1/*28" names the gene once; "F508del/G551D"
names none, and one of them is known in one gene only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.tables import rows
from assistant.variants.find import VariantMention, approved, gene_symbol, only_gene

__all__ = ["complete", "named_variants", "sharing", "without_general"]

_SHARED = frozenset(["wild type", "negative", "mutation", "amplification", "loss", "deletion"])
"""Kinds of mention that are a word behind a gene, which several genes may have before it."""
_ONE_BEFORE = re.compile(r"(?<![\w-])(?P<gene>[A-Z][A-Z0-9]{1,8})(?:, | and | & |/)\Z")
_REACH = 60
_ALLELES = ("diplotype", "allele")
_NEXT = re.compile(r"\s?[/,&+]\s?")


def complete(text: str, mentions: Sequence[VariantMention]) -> list[VariantMention]:
    """The mentions that have a gene, or get one; the others are out."""
    made: list[VariantMention] = []
    for place, one in enumerate(mentions):
        gene = _gene_of(one) or _gene_beside(text, mentions, place)
        if not gene and one.kind in _ALLELES:
            gene = next((other.gene for other in reversed(made) if _is_near(text, other, one)), "")
        if gene:
            made.append(one._replace(gene=gene))
    return made


def _gene_of(one: VariantMention) -> str:
    """The gene that it names, or that tables know it in alone."""
    return one.gene or only_gene(one) or _names().get(one.surface.lower(), ("", ""))[0]


def _is_near(text: str, other: VariantMention, one: VariantMention) -> bool:
    return other.kind in _ALLELES and one.start - other.end < _REACH and "." not in text[other.end : one.start]


def _gene_beside(text: str, mentions: Sequence[VariantMention], place: int) -> str:
    """The gene of the only notation that it is joined to ("F508del/G551D"), where that one's gene is known."""
    for other in mentions[max(0, place - 1) : place + 2]:
        first, second = sorted((mentions[place], other), key=lambda each: each.start)
        if first.end <= second.start and _NEXT.fullmatch(text, first.end, second.start) and first.kind == second.kind:
            return _gene_of(other)
    return ""


def sharing(text: str, mentions: Sequence[VariantMention]) -> Iterator[VariantMention]:
    """For each word of a change, the genes listed before its own."""
    for one in mentions:
        place = one.start
        while one.kind in _SHARED and (before := _ONE_BEFORE.search(text[max(0, place - _REACH) : place])):
            start = max(0, place - _REACH) + before.start()
            gene = gene_symbol(before["gene"])
            if not approved(gene):
                break
            yield one._replace(start=start, surface=text[start : one.end], gene=gene, key=f"{gene}:{one.value}")
            place = start


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {name: (gene, notation) for name, gene, notation, _ in rows("note_variant_names")}


def named_variants(text: str, mentions: Sequence[VariantMention]) -> Iterator[VariantMention]:
    """Variants by their own names ("factor V Leiden"), where no other notation was read."""
    forms = "|".join(re.escape(name) for name in sorted(_names(), key=len, reverse=True))
    for match in re.finditer(rf"(?<![\w-])(?:{forms})(?![\w-])", text, re.IGNORECASE):
        gene, notation = _names()[match[0].lower()]
        if not any(one.start < match.end() and match.start() < one.end for one in mentions):
            yield VariantMention(*match.span(), match[0], gene, f"{gene}:{notation}", "worded", notation)


def without_general(mentions: Sequence[VariantMention]) -> list[VariantMention]:
    """In order; "BRCA1-mut" is left out where the note says which mutation of BRCA1 it is."""
    exact = {one.gene for one in mentions if one.kind in ("protein", "coding", "legacy")}
    kept = [one for one in mentions if one.value != "mutation" or one.gene not in exact]
    return sorted(kept, key=lambda one: one.start)
