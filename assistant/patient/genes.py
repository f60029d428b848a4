"""Variants and diplotypes as people write them: "EGFR L858R", "CYP2C19 *2/*2", "CYP2D6 poor metabolizer"."""

from __future__ import annotations

import re

import msgspec

from assistant.names.find import find
from assistant.patient.words import value_of
from assistant.records.patient import Diplotype, Variant
from assistant.variants.denied import denied
from assistant.variants.find import VariantMention, approved, find_variants, gene_symbol, only_gene
from assistant.variants.genotypes import genotypes_in
from assistant.variants.phenotypes import phenotypes_in, scores_in

__all__ = ["Genetic", "is_gene", "read_genetic", "variant"]

Genetic = Variant | Diplotype

_WORD = re.compile(r"[^\W\d_]+(?:[- ]zygous)?")


def read_genetic(text: str, origin: str = "", gene: str = "") -> tuple[tuple[Genetic, ...], str]:
    """The variants and diplotypes that a text states, and why there is none. `gene`: where the text leaves it out.

    A text that denies one ("HLA-B*57:01 negative") states none: the record has no place for what is absent.
    """
    said = text.strip() if not gene or gene.casefold() in text.casefold() else f"{gene} {text.strip()}"
    zygosity, found_origin = _word_of("zygosity", said), _word_of("origin", said) or origin
    made: list[Genetic] = []
    for mention in find_variants(said):
        symbol = mention.gene or only_gene(mention)
        if mention.kind != "wild type" and denied(said, mention.start, mention.end):
            return (), "the record has no place for what is absent"
        if not symbol:
            continue
        made.append(_of_mention(mention, symbol, zygosity, found_origin))
    bases = genotypes_in(said)
    made = [*(one for one in made if one.gene not in bases), *(Diplotype(*call) for call in bases.items())]
    made = _with_phenotype(said, made)
    return tuple(dict.fromkeys(made)), "" if made else "no variant or genotype of a gene that is known stands in it"


def variant(gene: str, notation: str, zygosity: str, origin: str) -> Variant:
    """A variant of words that were read. Raises msgspec.ValidationError for a zygosity or an origin that is none."""
    return msgspec.convert({"gene": gene, "notation": notation, "zygosity": zygosity, "origin": origin}, Variant)


def is_gene(name: str) -> bool:
    """Whether a vocabulary has the name as a gene's."""
    return approved(gene_symbol(name.strip()))


def _of_mention(mention: VariantMention, gene: str, zygosity: str, origin: str) -> Genetic:
    if mention.kind in ("diplotype", "hla"):
        return Diplotype(gene, mention.value if mention.value.startswith("*") else f"*{mention.value}")
    if mention.kind == "allele":
        alleles = mention.value if mention.value.startswith("*") else f"*{mention.value}"
        if zygosity == "homozygous":
            return Diplotype(gene, f"{alleles}/{alleles}")
        return Variant(gene, alleles, "heterozygous" if zygosity == "heterozygous" else "", "germline")
    if mention.kind == "fusion":
        return variant(mention.value.replace("::", "-"), "fusion", "", origin)
    return variant(gene, mention.value, zygosity, origin)


def _with_phenotype(said: str, made: list[Genetic]) -> list[Genetic]:
    """Phenotypes and activity scores join the diplotype of their gene, or stand for themselves."""
    told: dict[str, tuple[str, float | None]] = {}
    genes = [mention.name for mention in find(said) if mention.kind == "gene"]
    only = genes[0] if len(set(genes)) == 1 else ""
    for phenotype in phenotypes_in(said):
        owner = phenotype.gene or only
        if owner and phenotype.name.split()[0] in said.casefold():  # one that only a score implies is not said
            told[owner] = (phenotype.name, None)
    for owner, score in scores_in(said):
        told[owner or only] = (told.get(owner or only, ("", None))[0], score)
    for owner, (name, told_score) in told.items():
        place = next((i for i, one in enumerate(made) if isinstance(one, Diplotype) and one.gene == owner), None)
        if place is None:
            made.append(Diplotype(owner, "", name, told_score))
        else:
            made[place] = Diplotype(owner, str(getattr(made[place], "alleles", "")), name, told_score)
    return [one for one in made if one.gene]


def _word_of(field: str, text: str) -> str:
    return next((value for word in _WORD.findall(text) if len(word) > 2 and (value := value_of(field, word))), "")
