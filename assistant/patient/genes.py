"""Variants and diplotypes as people write them: "EGFR L858R", "CYP2C19 *2/*2", "CYP2D6 poor metabolizer"."""

from __future__ import annotations

import re

import msgspec

from assistant.names.find import find
from assistant.patient.phenotype_words import is_pharmacogene, phenotype_said, unknown_said
from assistant.patient.words import has_word, plain, value_of
from assistant.records.patient import Diplotype, Variant
from assistant.variants.allele_pairs import is_allele, pairs_in
from assistant.variants.denied import denied
from assistant.variants.find import VariantMention, approved, find_variants, gene_symbol, only_gene
from assistant.variants.genotypes import genotypes_in
from assistant.variants.phenotypes import phenotypes_in, scores_in
from assistant.variants.result_words import worded

__all__ = ["Genetic", "is_gene", "read_genetic", "variant"]

Genetic = Variant | Diplotype

_NONE = "no variant or genotype of a gene that is known stands in it"
_UNKNOWN = "it says that it is not known"
_HLA_APART = re.compile(r"\b(HLA-[A-Z]+\d?) ((?:[a-z]+ )+)\*?(\d\d:\d\d)")
"""Words between the gene and its allele ("HLA-B negative for *57:01")."""
_BASES = re.compile(r"[ :(]{1,2}([ACGT])\s?[/|]?\s?([ACGT])(?![\w>])")
_BEHIND = re.compile(
    r"\s*(?P<gene>[A-Za-z][\w-]{2,11})[\s:=]*(?:\*[^\s,;()]+)?[\s:=,(-]*(?P<words>[A-Za-z][A-Za-z -]*)\)?\s*\Z"
)
_HLA_STATE = re.compile(r"(?<=\d\d:\d\d)\s*[:=(]+\s*(?=[A-Za-z])")
"""What stands between an allele of HLA and its state ("*57:01: negative")."""
_HLA_MINUS = re.compile(r"(?<=\d\d:\d\d)\s*\(?[-\u2212\u2013]\)?\s*\Z")
_UNIT = r"\*\d{1,3}[A-Z]?(?:[x×](?:\d+|N))?"
_TANDEM = re.compile(
    rf"(?P<gene>[A-Z][A-Z0-9]+)[\s:]*(?P<alleles>(?=.*[+(])\(?{_UNIT}(?:\+{_UNIT})*/{_UNIT}(?:\+{_UNIT})*"
    r"(?:\)[x×](?:\d+|N))?)"
)
"""Copies in brackets and tandems ("*36+*10/*10"), which are one diplotype as they stand."""
_WORD = re.compile(r"[^\W\d_]+(?:[- ]zygous)?")


def read_genetic(text: str, origin: str = "", gene: str = "") -> tuple[tuple[Genetic, ...], str]:
    """The variants and diplotypes that a text states, and why there is none. `gene`: where the text leaves it out.

    Of what a text denies the record has a place for an allele of HLA ("*57:01 negative"); of what was not tested it has
    one for the pharmacogene.
    """
    said = text.strip() if not gene or gene.casefold() in text.casefold() else f"{gene} {text.strip()}"
    said, score = _without_labels(said)
    said = _HLA_STATE.sub(" ", _HLA_MINUS.sub(" negative", _HLA_APART.sub(r"\2\1*\3", said)))
    if (tandem := _TANDEM.fullmatch(said)) and is_pharmacogene(gene_symbol(tandem["gene"])):
        return (Diplotype(gene_symbol(tandem["gene"]), "".join(tandem["alleles"].split())),), ""
    unknown = unknown_said(said)
    if unknown and len(genes := _genes(said)) == 1:
        return _untested(genes, unknown, _UNKNOWN if find_variants(said) else _NONE)
    zygosity, found_origin = _word_of("zygosity", said), _word_of("origin", said) or origin
    pairs = pairs_in(said)
    made: list[Genetic] = [Diplotype(pair.gene, pair.alleles) for pair in pairs]
    for mention in find_variants(said):
        if any(pair.start <= mention.start < pair.end for pair in pairs):
            continue
        symbol = mention.gene or only_gene(mention)
        if mention.kind != "wild type" and denied(said, mention.start, mention.end):
            if mention.kind != "hla" or not symbol:
                return (), "the record has no place for what is absent"
            made.append(Diplotype(symbol, f"*{mention.value} negative"))
            continue
        if not symbol or (unknown and plain(said[mention.end :]) == plain(unknown)):
            continue
        one = _of_mention(mention, symbol, zygosity, found_origin)
        made.append(_with_bases(one, said[mention.end :]) if mention.kind == "rsid" else one)
    bases = genotypes_in(said)
    made = [*(one for one in made if one.gene not in bases), *(Diplotype(*call) for call in bases.items())]
    made = _with_word(said, _with_phenotype(said, made))
    made = _with_score(said, score, made or _by_name(said, zygosity))
    if has_word("default", said):
        made = [msgspec.structs.replace(one, by_default=True) if _is_typed(one) else one for one in made]
    return tuple(dict.fromkeys(made)), "" if made else _NONE


def _without_labels(said: str) -> tuple[str, float | None]:
    """The words of a pharmacogene's result without labels, and its activity score ("CYP2D6 phenotype: IM, AS 1")."""
    rest, score = worded(said)
    return (rest, score) if rest != said and any(map(is_pharmacogene, _genes(rest))) else (said, None)


def _by_name(said: str, zygosity: str) -> list[Genetic]:
    """An allele that only a name tells: "G6PD A- 202A_376G homozygous", "MT-RNR1 Reference"."""
    first, _, rest = said.partition(" ")
    gene, words = gene_symbol(first.strip(":")), rest.split()
    name = " ".join(words[:-1] if zygosity and len(words) > 1 else words)
    if not is_pharmacogene(gene) or not name or not is_allele(gene, name):
        return []
    return [variant(gene, name, zygosity, "germline") if zygosity else Diplotype(gene, name)]


def _with_score(said: str, score: float | None, made: list[Genetic]) -> list[Genetic]:
    """The score joins the diplotype of the one gene that is named, or stands for itself."""
    genes = _genes(said) if score is not None else frozenset[str]()
    if len(genes) != 1:
        return made
    if not any(isinstance(one, Diplotype) for one in made):
        return [*made, *(Diplotype(gene, activity_score=score) for gene in genes)]
    return [msgspec.structs.replace(one, activity_score=score) if isinstance(one, Diplotype) else one for one in made]


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


def _genes(said: str) -> frozenset[str]:
    named = {one.name for one in find(said) if one.kind == "gene"}
    return frozenset(named | {one.gene for one in find_variants(said)} - {""})


def _untested(genes: frozenset[str], unknown: str, why: str) -> tuple[tuple[Genetic, ...], str]:
    """A pharmacogene without a result; of another gene nothing, since the record has no place for it."""
    own = tuple(Diplotype(gene, phenotype=unknown) for gene in genes if is_pharmacogene(gene))
    return own, "" if own else why


def _with_bases(one: Genetic, behind: str) -> Genetic:
    """With the two bases that stand behind a place, which tell its zygosity."""
    found = _BASES.match(behind)
    if not found or not isinstance(one, Variant) or not is_pharmacogene(one.gene):
        return one
    return msgspec.structs.replace(one, notation=f"{one.notation} {found[1]}{found[2]}")


def _is_typed(one: Genetic) -> bool:
    return isinstance(one, Diplotype) and bool(one.alleles)


def _with_word(said: str, made: list[Genetic]) -> list[Genetic]:
    """ "CYP2D6 PM", "TPMT *3A/*3C (poor)": a word that stands behind the gene, or behind its alleles."""
    found = _BEHIND.match(said)
    gene = gene_symbol(found["gene"]) if found else ""
    if not found or any(isinstance(one, Diplotype) and one.phenotype for one in made):
        return made
    word = phenotype_said(gene, found["words"])
    if not word:
        return made
    if not made:
        return [Diplotype(gene, phenotype=word)]
    return [msgspec.structs.replace(one, phenotype=word) if isinstance(one, Diplotype) else one for one in made]


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
