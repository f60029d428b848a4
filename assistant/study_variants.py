"""Whether a text is about the asked variant, or only about another one of the same gene.

Evidence for V600K is none for V600E. A text that names variants of the asked gene but never the asked one (nor a class
it belongs to) is about others, however well the rest of it fits.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.absence import denial
from assistant.answer import Concept, FitItem, Query
from assistant.patient import Patient
from assistant.variants import VariantMention, compare, find_variants

__all__ = ["other_variant_only", "variant_item", "with_gene"]

_RENAMED = re.compile(r"\brs\d+|(?<!HLA-[ABC])(?<!HLA-D[PQR][AB]\d)\*\d|>")
"""Notations that records often replace by another one; those of HLA alleles are their only names."""

_VAGUE = frozenset(["mutation", "positive", "expression"])
"""Kinds of variant wording that do not say which variant."""


def variant_item(text: str, said: str, gene: str) -> FitItem:
    """The aspect "variant" of a fit: the text's own name for the asked variant, or the other variants it names.

    A text that only says the gene is mutated does not say how, and one that names the variant only as absent may not be
    on those who have it: the aspect is then unknown, with its words.
    """
    asked = _of(said)
    absent = ""
    members: list[str] = []
    vague: list[str] = []
    others: list[str] = []
    for mention in _of(text):
        surface = text[mention.start : mention.end]
        verdicts = {compare(wanted, mention) for wanted in asked if _same_gene(wanted, mention, gene)}
        if "same" in verdicts:
            if not (words := denial(text, mention.start, mention.end)):
                return FitItem("variant", "match", said, surface)
            absent = absent or words
            continue
        if "member" in verdicts:
            (vague if mention.kind in _VAGUE else members).append(surface)
        elif verdicts == {"different"}:
            others.append(surface)
    if absent:
        return FitItem("variant", "unknown", said, absent)
    if members:
        return FitItem("variant", "match", said, members[0])
    found = ", ".join(dict.fromkeys(others))
    if vague or not found or _indeterminate(asked, text, gene):
        return FitItem("variant", "unknown", said, vague[0] if vague else found)
    return FitItem("variant", "mismatch", said, found)


def with_gene(concept: Concept) -> str:
    """A variant as a reader writes it, its gene before it unless its own name already says it ("BRAF V600E")."""
    name = concept.surface or concept.name
    known = re.search(rf"(?<![^\W_]){re.escape(concept.gene)}(?![^\W_])", name, re.IGNORECASE)
    return name if known or not concept.gene else f"{concept.gene} {name}"


def other_variant_only(text: str, query: Query, patient: Patient | None, *, exact_only: bool = False) -> bool:
    """The text names variants, every one of them different from each asked one. False when nothing was asked for.

    With `exact_only` only asked protein changes count (V600E): a record often gives an rsID or a star allele under
    another name, so that it names other ones is no proof that it is not about the asked one.
    """
    asked = [(with_gene(c), c.gene) for c in query.named("variant") if c.origin != "history"]
    if patient is not None and not asked:
        asked = [(str(variant), variant.gene) for variant in patient.variants]
    if exact_only:
        asked = [(said, gene) for said, gene in asked if not _RENAMED.search(said)]
    if not asked:
        return False
    return all(variant_item(text, said, gene).status == "mismatch" for said, gene in asked)


def _indeterminate(asked: tuple[VariantMention, ...], text: str, gene: str) -> bool:
    """Some variant of the text may be the asked one under another name (an rsID beside a protein change)."""
    return any(
        compare(wanted, mention) == "indeterminate"
        for mention in _of(text)
        for wanted in asked
        if _same_gene(wanted, mention, gene)
    )


def _same_gene(wanted: VariantMention, mention: VariantMention, gene: str) -> bool:
    return not mention.gene or mention.gene == (wanted.gene or gene)


@lru_cache(maxsize=512)
def _of(text: str) -> tuple[VariantMention, ...]:
    return tuple(find_variants(text))
