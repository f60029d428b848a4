"""Finds the variants a text names, each with its gene where the text says it, and compares two of them.

"BRAF V600E", "p.Val600Glu", "EGFR exon 19 deletion", "CYP2C19*2/*2", "HLA-B*57:01", "rs1799853", "EML4-ALK", "MET
amplification", "KRAS wild-type". Evidence on V600K is no evidence on V600E: `compare` never calls two notations the
same unless notation or a table row says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.language.plain_signs import plain_signs
from assistant.names.find import find as named
from assistant.records.answer import Synonym
from assistant.variants.fusions import fusions_in
from assistant.variants.gene_places import Gene, Genes, gene_forms, genes_in
from assistant.variants.notations import Notation, read_notations
from assistant.variants.other_notations import notations_of
from assistant.variants.same_variant import Identity, Relation, genes_of, relate
from assistant.variants.tables import driven_genes, named_alleles, star_genes, variant_words
from assistant.variants.worded import worded_forms

__all__ = [
    "VariantMention",
    "approved",
    "compare",
    "find_variants",
    "gene_symbol",
    "genes_named",
    "key_of",
    "name_of",
    "only_gene",
    "placed_genes",
    "spellings",
]


class VariantMention(NamedTuple):
    """A variant in a text: `text[start:end] == surface`. `key` is one spelling of it ("BRAF:p.V600E", "rs1799853")."""

    start: int
    end: int
    surface: str
    gene: str
    key: str
    kind: str
    value: str


def find_variants(text: str) -> list[VariantMention]:
    """Mentions in the order of the text. `gene` is "" when the text leaves it open."""
    printed, text = text, plain_signs(text)
    fusions = list(_fusions(text))
    genes = Genes(text, [Gene(one.gene, one.start, one.end) for one in fusions if approved(one.gene)])
    ends = frozenset(one.end for one in fusions)
    read = [notation for notation in read_notations(text) if not _numbers_fusion(notation, ends)]
    found = [mention for notation in read if (mention := _placed(text, notation, genes)) is not None]
    taken = Covered(len(text), ((mention.start, mention.end) for mention in found))
    edges = {edge for mention in found for edge in _edges(mention)}
    for mention in (*fusions, *_named(text, genes.found), *_worded(text, genes.found)):
        if mention.kind == "mutation" and _said_exactly(text, mention, edges):
            continue
        if not taken.touches(mention.start, mention.end):
            found.append(mention)
            taken.add(mention.start, mention.end)
            edges.update(_edges(mention))
    found.sort(key=lambda mention: (mention.start, mention.end))
    return found if printed is text else [one._replace(surface=printed[one.start : one.end]) for one in found]


_Edge = tuple[Literal["begins", "ends"], int, str]


def _edges(mention: VariantMention) -> tuple[_Edge, _Edge]:
    return ("begins", mention.start, mention.gene), ("ends", mention.end, mention.gene)


_PLUS = re.compile(r"(?:\+|\(\+\))(?:ve\b)?(?![\w+])(?! ?/ ?-(?:\W|\Z))")
"""Written together with its gene; with blanks it joins two things, and "+/-" leaves it open."""
_WHERE = "germline"
_ASIDE = 20
"""Blanks and marks that may stand between "mutation in BRAF" and the variant itself."""


def _said_exactly(text: str, mention: VariantMention, edges: set[_Edge]) -> bool:
    """ "mutation in BRAF" beside "V600E" says nothing more."""
    before, after = text[max(0, mention.start - _ASIDE) : mention.start], text[mention.end : mention.end + _ASIDE]
    left, right = len(before) - len(before.rstrip(" -")), len(after) - len(after.lstrip(" (-:"))
    return any(("ends", mention.start - gap, mention.gene) in edges for gap in range(left + 1)) or any(
        ("begins", mention.end + gap, mention.gene) in edges for gap in range(right + 1)
    )


def compare(a: VariantMention | str, b: VariantMention | str) -> Relation:
    """ "member": one is a case of the other (E746_A750del of exon 19 deletion). Unreadable text is "indeterminate"."""
    left, right = _identity(a), _identity(b)
    if left is None or right is None:
        same = isinstance(a, str) and isinstance(b, str) and a.split() == b.split()
        return "same" if same else "indeterminate"
    return relate(left, right)


def gene_symbol(name: str) -> str:
    """The approved symbol of a gene's symbol or alias ("HER2" is "ERBB2"); the name itself when it is not known."""
    return gene_forms().get(name) or gene_forms().get(name.upper()) or name


@lru_cache(maxsize=1024)
def genes_named(text: str) -> frozenset[str]:
    """Approved symbols of the genes that a text names by a symbol or an alias."""
    return frozenset(gene.symbol for gene in genes_in(plain_signs(text)))


def placed_genes(text: str) -> tuple[tuple[str, int, int], ...]:
    """(approved symbol, start, end) of each gene that a text names, in order."""
    return tuple((gene.symbol, gene.start, gene.end) for gene in genes_in(plain_signs(text)))


def approved(gene: str) -> bool:
    """Whether this is a gene's approved symbol; beside a variant also a family ("RAS") or a slip may stand."""
    return gene_forms().get(gene) == gene


def key_of(mention: VariantMention) -> str:
    """The mention's key, after its gene was settled."""
    return _key(mention.gene, mention.kind, mention.value)


def name_of(mention: VariantMention) -> str:
    """How a person would say it ("BRAF V600E", "CYP2C19 *2/*2", "EML4::ALK fusion", "rs1799853")."""
    if mention.kind in ("rsid", "fusion", "hla", "allele"):
        return key_of(mention)
    return f"{mention.gene} {mention.value}".strip()


def only_gene(mention: VariantMention) -> str:
    """The gene of a notation that tables know in one gene only; "" otherwise."""
    known = genes_of(mention.kind, mention.value)
    return next(iter(known)) if len(known) == 1 else ""


def spellings(mention: VariantMention) -> tuple[Synonym, ...]:
    """Other ways to write this very variant, each with the rule or the table row that says so."""
    identity = Identity(mention.gene, mention.kind, mention.value)
    found = [*notations_of(identity), *worded_forms(mention.gene, mention.kind)]
    made = [Synonym(text, reason) for text, reason in found]
    own = {mention.surface.lower(), mention.value.lower()}
    return tuple(dict.fromkeys(synonym for synonym in made if synonym.text.lower() not in own))


def _identity(variant: VariantMention | str) -> Identity | None:
    if isinstance(variant, VariantMention):
        return Identity(variant.gene, variant.kind, variant.value)
    found = find_variants(variant)
    if not found:
        bare = [Notation(n.kind, n.value, n.start, n.end, n.gene) for n in read_notations(variant)]
        return Identity(bare[0].gene, bare[0].kind, bare[0].value) if bare else _bare_word(variant)
    return Identity(found[0].gene, found[0].kind, found[0].value)


def _bare_word(text: str) -> Identity | None:
    """A class of variants without its gene ("amplification")."""
    kind = variant_words()["after"].get(" ".join(re.findall(r"[a-z]+", text.lower())))
    return Identity("", kind, kind if kind != "fusion" else "") if kind else None


_LIKE_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{2,8}(?:-[A-Z0-9]{1,4})?")


def _numbers_fusion(notation: Notation, ends: Collection[int]) -> bool:
    """Whether "V3" is no residue but says which variant of the fusion that ends before it is meant."""
    short = notation.kind == "position" and re.fullmatch(r"V\d", notation.value)
    return bool(short) and not {notation.start - 1, notation.start - 2}.isdisjoint(ends)


def _placed(text: str, notation: Notation, genes: Genes) -> VariantMention | None:
    """The notation with its gene; None when it needs one beside it and has none, or the text denies it."""
    if re.search(r"\b[Nn]on-? ?$", text[max(0, notation.start - 5) : notation.start]):
        return None
    gene = gene_symbol(notation.gene) if notation.gene else ""
    if gene and notation.kind == "protein" and notation.gene not in gene_forms():
        return None
    beside = gene or _beside(text, notation, genes) or _owner(text, notation, genes)
    if not notation.certain and not beside:
        return None
    if notation.kind == "allele" and not beside and not notation.gene:
        return None
    gene = beside or _nearest(notation, genes)
    return _mention(text, notation.start, notation.end, gene, notation.kind, notation.value)


def _owner(text: str, notation: Notation, genes: Genes) -> str:
    """The one gene of the text that has star alleles, where one stands bare ("variants *2A and *13" of DPYD)."""
    if notation.kind != "allele" or notation.certain or not _BARE_STAR.match(text, notation.start):
        return ""
    owners = genes.symbols & star_genes()
    return next(iter(owners)) if len(owners) == 1 else ""


_BARE_STAR = re.compile(r"(?<!\d )(?<![\w*])\*\d")
"""Not the sign of a product ("2 * 2 factorial")."""

_BETWEEN = re.compile(
    r"(?:[\s(\[,:;/-]|gene|genes|mutations?|variants?|alleles?|polymorphisms?|protein|p\.|the|"
    r"SNPs?|and|or|c\.\S++|\*\d++\w*+|[A-Z]\d++[A-Z*]|rs\d++)*"
)


def _beside(text: str, notation: Notation, genes: Genes) -> str:
    """The gene right before the notation or its list, or right after it ("L858R EGFR", "V600E mutation in BRAF")."""
    before, after = genes.before(notation.start), genes.after(notation.end)
    if before and notation.start - before.end < 80 and _BETWEEN.fullmatch(text, before.end, notation.start):
        return before.symbol
    if after and _AFTER.fullmatch(text, notation.end, after.start):
        return after.symbol
    found = re.search(
        rf"(?<![A-Za-z0-9-])({_LIKE_SYMBOL.pattern})[ (:]{{1,2}}(?:p\.)?$",
        text[max(0, notation.start - 20) : notation.start],
    )
    if not found or re.fullmatch(r"[A-Z]\d+[A-Z]?|DNA|SNPS?|AND|THE", found[1]) or _is_disease(found[1]):
        return ""
    return found[1]


@lru_cache(maxsize=256)
def _is_disease(word: str) -> bool:
    """ "CML T315I" is the disease and a variant in it, whose gene is not said."""
    return any(mention.kind == "disease" for mention in named(word))


_AFTER = re.compile(
    r"[\s-]*(?:(?:mutant|mutated|mutations?|variants?|polymorphisms?|positive|of|in|the|gene|alleles?|SNPs?)[\s-]+){0,4}\(?"
)


def _nearest(notation: Notation, genes: Genes) -> str:
    """The gene of the sentence that a table knows this notation for; else the only one before it."""
    inside, first_end = genes.beside(notation.start, notation.end)
    known = genes_of(notation.kind, notation.value)
    if len(known & inside) == 1:
        return next(iter(known & inside))
    if known and not known & inside:
        everywhere = genes.symbols & known
        return next(iter(everywhere)) if len(everywhere) == 1 else ""
    return next(iter(inside)) if len(inside) == 1 and first_end <= notation.start else ""


def _mention(text: str, start: int, end: int, gene: str, kind: str, value: str) -> VariantMention:
    return VariantMention(start, end, text[start:end], gene, _key(gene, kind, value), kind, value)


def _key(gene: str, kind: str, value: str) -> str:
    if kind == "rsid":
        return value
    if kind == "hla":
        return f"{gene}*{value}"
    if kind in ("allele", "diplotype"):
        return f"{gene}{value}"
    if kind == "fusion":
        return f"{value} fusion"
    shown = f"p.{value}" if kind in ("protein", "position") else value
    return f"{gene}:{shown}" if gene else shown


def _fusions(text: str) -> Iterator[VariantMention]:
    for found in fusions_in(text, gene_forms()):
        yield _mention(text, found.start, found.end, found.gene, "fusion", found.value)


_NAMED = re.compile(r"[A-Z][\w-]{1,60}")


def _named(text: str, genes: list[Gene]) -> Iterator[VariantMention]:
    """Alleles that have a word for a name, right after their gene ("G6PD Mediterranean")."""
    for gene in genes:
        match = _NAMED.match(text, gene.end + 1)
        if match and (gene.symbol, match[0]) in named_alleles():
            yield _mention(text, match.start(), match.end(), gene.symbol, "other", match[0])


@lru_cache(maxsize=2)
def _pattern(place: str) -> re.Pattern[str]:
    alternatives = "|".join(
        words.replace(" ", r"[\s-]") for words in sorted(variant_words()[place], key=len, reverse=True)
    )
    if place == "after":
        between = r"(?:gene[\s-])?(?:(?:germline|somatic)[\s-])?"
        return re.compile(rf"[\s)/-]{{1,2}}{between}(?P<words>{alternatives})(?![A-Za-z])", re.IGNORECASE)
    return re.compile(rf"(?<![A-Za-z])(?P<words>{alternatives})[\s-](?:the )?$", re.IGNORECASE)


def _worded(text: str, genes: list[Gene]) -> Iterator[VariantMention]:
    """A gene with a word for a class of variants after it ("MET amplification") or before it ("loss of PTEN"); one of
    those that drive a tumor also with a plus ("ALK+")."""
    for gene in genes:
        plus = _PLUS.match(text, gene.end) if gene.symbol in driven_genes() else None
        if plus:
            yield _class(text, gene.start, plus.end(), gene.symbol, "positive")
            continue
        after = _pattern("after").match(text, gene.end)
        if after and not _of_test(text, after["words"], after.end()):
            kind = variant_words()["after"][" ".join(re.split(r"[\s-]+", after["words"].lower()))]
            yield _class(text, gene.start, after.end(), gene.symbol, kind)
            continue
        low = max(0, gene.start - 40)
        before = _pattern("before").search(text, low, gene.start)
        if before and not _of_test(text, before["words"], gene.end):
            kind = variant_words()["before"][" ".join(re.split(r"[\s-]+", before["words"].lower()))]
            yield _class(text, before.start(), gene.end, gene.symbol, kind)


def _of_test(text: str, words: str, end: int) -> bool:
    """ "BRCA1 germline testing": the words say where a test looked, and not what it found."""
    return words.lower() == _WHERE and patterns("variant_absence")["untested",].match(text, end) is not None


def _class(text: str, start: int, end: int, gene: str, kind: str) -> VariantMention:
    return _mention(text, start, end, gene, kind, gene if kind == "fusion" else kind)
