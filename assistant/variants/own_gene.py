"""Whether a variant that a text writes is of the asked gene: G13D of KRAS is no G13D of HRAS, nor is either "G13D".

Homologous genes share their residues, exons and alleles, so a notation names a variant only together with its gene. The
gene stands beside it, or the only one that a table knows it for does, or the text is on one gene that may have it.
"""

from __future__ import annotations

from functools import lru_cache

from assistant.records.answer import Concept
from assistant.variants.find import VariantMention, approved, compare, find_variants, gene_symbol, genes_named
from assistant.variants.same_variant import genes_of

__all__ = ["counts", "holds_cases", "is_own", "of_another_gene", "variants_in", "with_gene"]

_VAGUE = frozenset(["mutation", "positive", "expression"])
"""Kinds of variant wording that do not say which variant."""
_CLASSES = _VAGUE | {"exon", "position", "fusion"}
"""Kinds of wording that hold many variants, each of which has a name of its own."""
_UNIQUE = frozenset(["rsid", "genomic", "translocation"])
"""Kinds of notation that are of one place in the genome, whatever gene is named beside them."""


def with_gene(concept: Concept) -> str:
    """A variant as a reader writes it, its gene before it unless its own name already says it ("BRAF V600E")."""
    name = concept.surface or concept.name
    return name if not concept.gene or _says_gene(name, concept.gene) else f"{concept.gene} {name}"


def counts(concept: Concept, text: str, context: str = "") -> bool:
    """Whether a text that writes a concept's name means the concept; `context` is the record that the text is of.

    True for all but variants: only these are written without what they belong to.
    """
    wanted = _wanted(concept)
    if wanted is None:
        return True
    alike = _alike(wanted, text)
    if alike:
        return any(is_own(mention, wanted.gene, text, context) for mention in alike)
    here = genes_named(text) or genes_named(context)
    return not here or any(wanted.gene == gene or _family(wanted.gene, gene) for gene in here)


def holds_cases(concept: Concept) -> bool:
    """Whether a variant is a class ("exon 20 insertion"), so that a record on a case of it is on it."""
    found = variants_in(with_gene(concept))
    return bool(found) and found[0].kind in _CLASSES


def of_another_gene(text: str, said: str, gene: str) -> str:
    """The text's own name for the variant `said` of another gene, where it never writes it of `gene`; else empty."""
    gene = gene_symbol(gene)
    wanted = next((one for one in variants_in(said) if not one.gene or one.gene == gene), None)
    if wanted is None or not gene or wanted.kind in _UNIQUE | _VAGUE:
        return ""
    alike = _alike(wanted._replace(gene=gene), text)
    if not alike or any(is_own(mention, gene, text) or not approved(mention.gene) for mention in alike):
        return ""
    first = alike[0]
    return first.surface if _says_gene(first.surface, first.gene) else f"{first.gene} {first.surface}"


def is_own(mention: VariantMention, gene: str, text: str, context: str = "") -> bool:
    """Whether a mention of `text` is one of this gene; True where no gene is asked for."""
    if not gene or mention.kind in _UNIQUE or (mention.kind == "fusion" and gene in mention.value.split("::")):
        return True
    if mention.gene == gene or approved(mention.gene):
        return mention.gene == gene or _family(gene, mention.gene)
    known = genes_of(mention.kind, mention.value)
    if len(known) == 1:
        return gene in known
    here = genes_named(text)
    if here:
        return gene in here and not known & here - {gene}
    beside = {one.gene for one in _alike(mention._replace(gene=gene), context)} - {""}
    if beside:
        return beside == {gene}
    around = genes_named(context)
    return not around or (gene in around and not known & around - {gene})


@lru_cache(maxsize=1024)
def variants_in(text: str) -> tuple[VariantMention, ...]:
    """What `find_variants` finds; a record's text is asked for it again and again."""
    return tuple(find_variants(text))


def _wanted(concept: Concept) -> VariantMention | None:
    """The variant asked for, where its notation alone would be ambiguous."""
    if concept.kind != "variant" or not concept.gene:
        return None
    found = next(iter(variants_in(with_gene(concept))), None)
    if found is None or found.kind in _UNIQUE | _VAGUE:
        return None
    return found._replace(gene=concept.gene)


def _alike(wanted: VariantMention, text: str) -> list[VariantMention]:
    """Mentions that are the wanted variant, or a case of it, were they of its gene."""
    named = [one for one in variants_in(text) if one.kind not in _VAGUE]
    return [one for one in named if compare(wanted, one._replace(gene=wanted.gene)) in ("same", "member")]


def _family(name: str, symbol: str) -> bool:
    """Whether a name that is no gene's symbol holds this gene as its own kind: RAS holds KRAS, BCR-ABL holds ABL1."""
    return not approved(name) and any(len(part) > 2 and part in symbol for part in name.split("-"))


def _says_gene(name: str, gene: str) -> bool:
    return gene in genes_named(name) or gene.casefold() in name.casefold()
