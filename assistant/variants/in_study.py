"""Whether a text is about the asked variant, or only about another one, of the same gene or of another.

Evidence for V600K is none for V600E. A text that names variants of the asked gene but never the asked one (nor a class
it belongs to) is about others, however well the rest of it fits; so is one that names the same change of another gene
only.
"""

from __future__ import annotations

import re

from assistant.records.answer import Concept, FitItem, Query
from assistant.records.patient import Patient
from assistant.variants.denied import denial
from assistant.variants.find import VariantMention, compare, gene_symbol
from assistant.variants.fusions import GENE_FUSIONS
from assistant.variants.own_gene import is_own, of_another_gene, variants_in, with_gene
from assistant.variants.same_variant import Relation
from assistant.variants.tables import is_state

__all__ = ["of_sentence", "other_variant_only", "variant_item"]

_RENAMED = re.compile(r"\brs\d+|(?<!HLA-[ABC])(?<!HLA-D[PQR][AB]\d)\*\d|>|\b\d+ ?(?:del|ins|dup)(?![a-z]*ion)")
"""Notations that records often replace by another one; those of HLA alleles are their only names."""

_VAGUE = frozenset(["mutation", "positive", "expression"])
"""Kinds of variant wording that do not say which variant."""


def variant_item(text: str, said: str, gene: str) -> FitItem:
    """The aspect "variant" of a fit: the text's own name for the asked variant, or the other variants it names.

    A text that only says the gene is mutated does not say how, and one that names the variant only as absent may not be
    on those who have it: the aspect is then unknown, with its words.
    """
    asked = variants_in(said)
    absent = ""
    members: list[str] = []
    vague: list[str] = []
    others: list[str] = []
    for mention in variants_in(text):
        surface = text[mention.start : mention.end]
        verdicts = {_compared(wanted, mention) for wanted in asked if _same_gene(wanted, mention, gene, text)}
        if "same" in verdicts:
            if not (words := denial(text, mention.start, mention.end)):
                return FitItem("variant", "match", said, surface)
            absent = absent or words
            continue
        if "member" in verdicts:
            said_so = any(is_state(gene or one.gene, mention.kind, one.kind) for one in asked)
            (vague if mention.kind in _VAGUE and not said_so else members).append(surface)
        elif verdicts == {"different"}:
            others.append(surface)
    if absent:
        return FitItem("variant", "unknown", said, absent)
    if members:
        return FitItem("variant", "match", said, members[0])
    found = ", ".join(dict.fromkeys(others))
    if others and (titled := _of_title(text, said, gene)):
        return FitItem("variant", "mismatch", said, titled)
    if not vague and not found and (elsewhere := of_another_gene(text, said, gene)):
        return FitItem("variant", "mismatch", said, elsewhere)
    if vague or not found or _indeterminate(asked, text, gene):
        return FitItem("variant", "unknown", said, vague[0] if vague else found)
    return FitItem("variant", "mismatch", said, found)


def of_sentence(sentence: str, said: str, gene: str) -> FitItem:
    """The same of one sentence, which is on the variants that it names first: what it says of "other mutations" beside
    them is what these are held against. Of alleles and other notations that records replace nothing is told."""
    if _RENAMED.search(said):
        return FitItem("variant", "unknown", said, "")
    item = variant_item(sentence, said, gene)
    if item.status != "unknown" or not item.study:
        return item
    asked = variants_in(said)
    own = [one for one in variants_in(sentence) if any(_same_gene(wanted, one, gene, sentence) for wanted in asked)]
    first = min(own, key=lambda one: one.start, default=None)
    if first is None or any(_compared(wanted, first) != "different" for wanted in asked):
        return item
    return FitItem("variant", "mismatch", said, sentence[first.start : first.end])


def _of_title(text: str, said: str, gene: str) -> str:
    """The other variants that the title of a record is on, where it names no other thing of the gene: its abstract may
    well say that the gene is mutated, and be on these alone. Empty for a text of one line."""
    title, _, rest = text.partition("\n")
    if not rest or _RENAMED.search(said):
        return ""
    item = variant_item(title, said, gene)
    return item.study if item.status == "mismatch" else ""


def other_variant_only(text: str, query: Query, patient: Patient | None, *, exact_only: bool = False) -> bool:
    """The text names variants, every one of them different from each asked one. False when nothing was asked for.

    With `exact_only` other variants of the gene count against asked protein changes only (V600E): a record often gives
    an rsID or a star allele under another name, so that it names other ones is no proof that it is not about the asked
    one. The same star allele of another gene is.
    """
    asked = [(_held_against(c), c.gene) for c in query.named("variant") if c.origin != "history"]
    if patient is not None and not asked:
        asked = [(str(variant), gene_symbol(variant.gene)) for variant in patient.variants]
    return bool(asked) and all(_on_other(text, said, gene, exact_only) for said, gene in asked)


def _held_against(concept: Concept) -> str:
    """The variant as studies are held against it: any fusion of the gene, where no record names this partner."""
    any_partner = any(synonym.reason.endswith(GENE_FUSIONS) for synonym in concept.synonyms)
    return f"{concept.gene} fusion" if any_partner else with_gene(concept)


def _on_other(text: str, said: str, gene: str, exact_only: bool) -> bool:
    if exact_only and _RENAMED.search(said):
        return bool(of_another_gene(text, said, gene))
    return variant_item(text, said, gene).status == "mismatch"


def _compared(wanted: VariantMention, mention: VariantMention) -> Relation:
    """Of one gene, as is known by now, also where the text names its family ("RAS") or leaves it unsaid."""
    return compare(wanted, mention if "fusion" in (wanted.kind, mention.kind) else mention._replace(gene=wanted.gene))


def _indeterminate(asked: tuple[VariantMention, ...], text: str, gene: str) -> bool:
    """Some variant of the text may be the asked one under another name (an rsID beside a protein change)."""
    return any(
        _compared(wanted, mention) == "indeterminate"
        for mention in variants_in(text)
        for wanted in asked
        if _same_gene(wanted, mention, gene, text)
    )


def _same_gene(wanted: VariantMention, mention: VariantMention, gene: str, text: str) -> bool:
    return is_own(mention, wanted.gene or gene, text)
