"""Variants of a tumor as a follow-up changes them: one more ("and with T790M?"), another ("and if V600E instead?").

A tumor has several variants, so one that is found joins the others; "instead" puts it in the place of one of its own
gene, else of one that the question leans on, else of the only one. Where neither tells, nothing is changed. Alleles of
pharmacogenes are not touched: `assistant.question.case_change` turns them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.question.case_said import pharmacogenes
from assistant.question.turns import Turns
from assistant.records.patient import Variant
from assistant.variants.find import VariantMention, compare, find_variants, gene_symbol
from assistant.variants.same_variant import genes_of

__all__ = ["Turned", "turned"]


class Turned(NamedTuple):
    """The variants of the case, and what became of each that the question names: (it, sentence)."""

    variants: tuple[Variant, ...]
    told: tuple[tuple[str, str], ...]
    taken: bool
    unclear: tuple[tuple[str, str], ...] = ()
    """Of each that may stand in place of any of several: (notation, sentence)."""


def turned(have: Sequence[Variant], turns: Turns, earlier: Sequence[str], source: str) -> Turned:
    """`have`: all variants of the case. `earlier`: the questions that this one leans on, oldest first."""
    kept, told, taken = list(have), list[tuple[str, str]](), False
    unclear: list[tuple[str, str]] = []
    for mention in turns.lost:
        for one in [one for one in kept if _is_tumors(one) and _same(one, mention)]:
            kept.remove(one)
            told.append((str(one), f"{one} is not there: {source}."))
    for gene in turns.without:
        for one in [one for one in kept if _is_tumors(one) and gene_symbol(one.gene) == gene]:
            kept.remove(one)
            told.append((str(one), f"{one} is not there: {source}."))
    replaced = not turns.instead
    for mention in turns.tumor:
        gene = mention.gene or _gene(mention, kept, earlier)
        new = Variant(gene, _notation(mention))
        if not gene or gene in pharmacogenes():
            continue
        if any(gene_symbol(one.gene) == gene and _same(one, mention) for one in kept):
            taken = True
            continue
        out = [] if replaced else _replaced(new, kept, earlier)
        if out is None:
            any_of = ", ".join(str(one) for one in kept if _is_tumors(one))
            told_of = f"{new} ({source}) changes nothing: it may stand in place of any of {any_of}."
            unclear.append((new.notation, told_of))
            continue
        replaced = True  # of several in its place the others join the first
        place = next((number for number, one in enumerate(kept) if one in out), len(kept))
        kept = [one for one in kept if one not in out]
        kept.insert(place, new)
        was = " and ".join(map(str, out))
        told.append((str(new), f"{was} was replaced by {new}: {source}." if out else f"{new}: {source}."))
    return Turned(tuple(kept), tuple(told), bool(told) or taken, tuple(unclear))


def _replaced(new: Variant, have: Sequence[Variant], earlier: Sequence[str]) -> list[Variant] | None:
    """The variants in whose place it stands; None where it may be any of several."""
    own = [one for one in have if _is_tumors(one)]
    of_gene = [one for one in own if gene_symbol(one.gene) == new.gene]
    if of_gene:
        return of_gene if len(of_gene) == 1 else _named(of_gene, earlier)
    return own if len(own) <= 1 else _named(own, earlier)


def _named(some: Sequence[Variant], earlier: Sequence[str]) -> list[Variant] | None:
    """The one of them that the last question with a variant names."""
    for text in reversed(earlier):
        if mentions := find_variants(text):
            found = [one for one in some if any(_same(one, mention) for mention in mentions)]
            return found if len(found) == 1 else None
    return None


def _is_tumors(one: Variant) -> bool:
    return one.origin != "germline" and gene_symbol(one.gene) not in pharmacogenes()


def _same(one: Variant, mention: VariantMention) -> bool:
    if mention.gene and gene_symbol(one.gene) != mention.gene:
        return False
    return compare(str(one), f"{one.gene} {_notation(mention)}") == "same"


def _notation(mention: VariantMention) -> str:
    """Without its gene: "V600E", "amplification", "EML4::ALK fusion"."""
    if mention.kind == "fusion":
        return "fusion" if mention.value == mention.gene else f"{mention.value} fusion"
    return mention.value


def _gene(mention: VariantMention, have: Sequence[Variant], earlier: Sequence[str]) -> str:
    """The only gene known to have it; of several the one that the case or an earlier question has; else none."""
    known = genes_of(mention.kind, mention.value)
    if len(known) == 1:
        return next(iter(known))
    said = {gene_symbol(one.gene) for one in have if _is_tumors(one)}
    for text in reversed(earlier):
        said |= {one.gene for one in find_variants(text)} - {""}
    found = (known & said) if known else said
    return next(iter(found)) if len(found) == 1 else ""
