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

from assistant.knowledge.tables import lookup
from assistant.language.covered import Covered
from assistant.names.find import find
from assistant.patient.notes.gene_lists import complete, named_variants, sharing, without_general
from assistant.patient.notes.note import Note
from assistant.patient.notes.old_notations import Zygosity, genotypes, origin_of, pharmacogenes, unmarked
from assistant.patient.notes.told import NOT_OWN, Left, Told
from assistant.records.patient import Diplotype, Variant
from assistant.variants.allele_pairs import AllelePair, pairs_in
from assistant.variants.denied import denied
from assistant.variants.find import VariantMention, approved, find_variants, gene_symbol, genes_named
from assistant.variants.phenotypes import find_phenotypes, scores_in
from assistant.variants.result_words import score_pattern

__all__ = ["UNSAID", "read_genetics"]

UNSAID = "alteration"
"""The notation of a gene that is named without its variant."""
_LEFT = ("family", "unknown")
_NEAR = 45
_NORMAL = "normal metabolizer"
"""CPIC's name for what a report calls "normal" of a gene that has metabolizers."""
_DEFICIENT = "deficient"
"""CPIC's phenotype of G6PD."""


def read_genetics(note: Note, taken: Covered) -> Iterator[Told | Left]:
    plain = _ORIGIN_LETTER.sub(_without_letter, _LOWER_HLA.sub(lambda match: match[0].upper(), note.plain))
    mentions = complete(plain, [_of_gene(one) for one in find_variants(plain)])
    mentions += _worded(note, mentions)
    pairs = Covered(len(plain), ((one.start, one.end) for one in pairs_in(plain)))
    mentions = [one for one in mentions if not pairs.touches(one.start, one.end)]
    mentions += [_as_mention(one) for one in pairs_in(plain)]
    mentions = without_general([*mentions, *named_variants(plain, mentions), *sharing(plain, mentions)])
    diplotypes: dict[str, tuple[Diplotype, int, int]] = {}
    for mention in mentions:
        status = note.status(mention.start, mention.end)
        if status in _LEFT or (status == "possible" and not note.part(mention.start).asked):
            yield Left(mention.start, mention.end, NOT_OWN[status])
        elif mention.kind == "hla":
            made = _hla(note, mention)
            diplotypes.setdefault(f"{made.gene} {made.alleles}", (made, mention.start, mention.end))
        elif mention.kind in ("allele", "diplotype"):
            made = Diplotype(gene=mention.gene, alleles=mention.value)
            diplotypes.setdefault(mention.gene, (made, mention.start, mention.end))
        elif _is_absent(note, mention):
            yield Left(mention.start, mention.end, "denied")
        else:
            yield Told("variants", _variant(note, mention), _with_gene(note, mention), mention.end)
    yield from _without_result(note, mentions)
    yield from genotypes(note, mentions)
    yield from unmarked(note, mentions)
    _add_phenotypes(note, diplotypes)
    yield from (Told("diplotypes", made, start, end) for made, start, end in diplotypes.values())
    yield from _bare_genes(note, taken, mentions)


def _as_mention(pair: AllelePair) -> VariantMention:
    name = f"{pair.gene}:{pair.alleles}"
    return VariantMention(pair.start, pair.end, pair.alleles, pair.gene, name, "diplotype", pair.alleles)


def _without_result(note: Note, mentions: Sequence[VariantMention]) -> Iterator[Left]:
    """Pharmacogenes that a note names as pending or not tested: they are not known, and the reader must see it."""
    told = {mention.gene for mention in mentions}
    for one in find(note.plain):
        own = one.kind == "gene" and one.name in pharmacogenes() and one.name not in told
        if own and note.status(one.start, one.end) == "unknown":
            yield Left(one.start, one.end, NOT_OWN["unknown"])


_GENE_BEFORE = re.compile(r"(?P<gene>[A-Za-z][\w-]{1,11})(?:[ :(]| exon ?| p\.){0,2}\Z")


def _with_gene(note: Note, mention: VariantMention) -> int:
    """Where the words begin, with the gene when it stands right before the notation."""
    low = max(note.part(mention.start).start, mention.start - 20)
    found = _GENE_BEFORE.search(note.plain[low : mention.start])
    return low + found.start("gene") if found and gene_symbol(found["gene"]) == mention.gene else mention.start


_ORIGIN_LETTER = re.compile(r"(?<![\w-])[gs](?P<gene>[A-Z][A-Z0-9]{2,7})(?![\w-])")
_ORIGINS: dict[str, Literal["germline", "somatic"]] = {"g": "germline", "s": "somatic"}


def _without_letter(match: re.Match[str]) -> str:
    """ "gBRCA1" is BRCA1, with the letter for where its variant was found left blank."""
    return f" {match['gene']}" if approved(match["gene"]) else match[0]


_LOWER_HLA = re.compile(r"\bhla-[a-z]{1,4}\d?(?=\s?\*\d)")


@cache
def _words() -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in sorted(lookup("note_variant_words"), key=len, reverse=True))
    way = r"(?:(?:IHC )?\d\+[,/ ]{1,2})?(?:(?:FISH|ISH|IHC|NGS)[ -])?"
    return re.compile(
        rf"(?<![\w-])(?P<gene>[A-Z][A-Z0-9]{{1,8}})(?:/(?P<also>[A-Z]|\d))?[ -]{way}"
        rf"(?P<promoter>promoter )?(?P<words>(?i:{words}))(?![\w-])"
    )


def _worded(note: Note, mentions: Sequence[VariantMention]) -> list[VariantMention]:
    """ "NF1 truncation", "CDK12 biallelic loss", where no other notation stands."""
    taken = Covered(len(note.plain), ((one.start, one.end) for one in mentions))
    made = []
    for match in _words().finditer(note.plain):
        genes = [match["gene"], *([f"{match['gene'][:-1]}{match['also']}"] if match["also"] else [])]  # "CDKN2A/B"
        for gene in (gene_symbol(one) for one in genes):
            if approved(gene) and not taken.touches(*match.span()):
                value = f"{match['promoter'] or ''}{lookup('note_variant_words')[match['words'].lower()]}"
                made.append(VariantMention(*match.span(), match[0], gene, f"{gene}:{value}", "worded", value))
    return made


def _of_gene(mention: VariantMention) -> VariantMention:
    """ "FLT3-TKD D835Y" is of FLT3."""
    head = mention.gene.partition("-")[0]
    return mention._replace(gene=head) if not approved(mention.gene) and approved(head) else mention


def _is_absent(note: Note, mention: VariantMention) -> bool:
    """A gene that is said to be negative or wild type is a finding of its own."""
    return mention.kind not in ("wild type", "negative") and (
        denied(note.plain, mention.start, mention.end) or note.status(mention.start, mention.end) == "denied"
    )


def _hla(note: Note, mention: VariantMention) -> Diplotype:
    absent = denied(note.plain, mention.start, mention.end) or note.status(mention.start, mention.end) == "denied"
    return Diplotype(gene=mention.gene, alleles=f"*{mention.value} {'negative' if absent else 'positive'}")


def _variant(note: Note, mention: VariantMention) -> Variant:
    around = note.plain[max(note.part(mention.start).start, mention.start - _NEAR) : mention.start]
    behind = note.after(mention.end, _NEAR)
    gene = rf"(?<![\w-])(?P<letter>[gs]){re.escape(mention.gene)}\W+\Z"
    letter = re.search(gene, note.plain[max(0, mention.start - _NEAR) : mention.start])
    return Variant(
        gene=mention.gene,
        notation=_notation(note, mention),
        zygosity=_zygosity(behind) or _zygosity(around),
        origin=_ORIGINS[letter["letter"]]
        if letter
        else origin_of(mention.gene, f"{around} {mention.surface} {behind}"),
    )


def _notation(note: Note, mention: VariantMention) -> str:
    """As the note writes it, without its gene; the class by its own word."""
    if mention.kind in (
        "protein",
        "position",
        "coding",
        "legacy",
        "genomic",
        "exon",
        "rsid",
        "genotype",
        "translocation",
        "other",
    ):
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
        said = re.search(r"activity scores?[^.;,\n]{0,20}?\d(?:\.\d+)?", words, re.IGNORECASE)
        place = (part.start + said.start(), part.start + said.end()) if said else (part.start, part.end)
        for gene, score in scores_in(words):
            _join(diplotypes, gene, place, score=score)
    for match in _scored().finditer(note.plain):
        if match["gene"] in pharmacogenes() and not note.status(*match.span()):
            _join(diplotypes, match["gene"], match.span(), score=float(match["score"].replace(",", ".")))
    for match in _shortened().finditer(note.plain):
        gene = match["gene"] or match["deficient"] or match["metabolized"]
        if gene in pharmacogenes() and not note.status(*match.span()):
            _join(
                diplotypes,
                gene,
                match.span(),
                phenotype=_NORMAL
                if match["normal"]
                else lookup("note_phenotypes").get(match["short"] or "", _DEFICIENT),
            )


_GENE_AND_ALLELES = r"(?P<gene>[A-Z][A-Z0-9]{3,7})[ :(=]{1,2}(?:\*[^\s,;]{1,12}[ (:,]{1,2})?"
"""A gene and alleles that may stand before its result."""


@cache
def _scored() -> re.Pattern[str]:
    """ "CYP2D6 AS: 1", "DPYD *1/*2A (activity score: 1)": a score by its label, right behind the gene."""
    return re.compile(rf"(?<![\w-]){_GENE_AND_ALLELES}{score_pattern().pattern}")


@cache
def _shortened() -> re.Pattern[str]:
    """ "CYP2C19 IM", "G6PD deficient"."""
    short = "|".join(lookup("note_phenotypes"))
    return re.compile(
        rf"(?<![\w-])(?:{_GENE_AND_ALLELES}(?:(?i:phenotype)[ :=]{{1,2}})?(?P<short>{short})(?![\w-])"
        r"|(?P<deficient>G6PD)[ -]deficien(?:t|cy)"
        r"|(?P<metabolized>CYP\w{3,4}|TPMT|NUDT15|DPYD) (?P<normal>normal)(?= ?[,.;)]|\s*\Z))"
    )


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


_ABSENCE = re.compile(
    r"\b(?:wild|negative|neg|tested|no|not|without|unknown|pending|testing|if|inhibitor|normal)\b", re.IGNORECASE
)
_SEGMENT = re.compile(r"[^,;/\n.]+")
_WITH_ANOTHER = re.compile(r"/\d")
"""Behind "IDH1" of "IDH1/2 wt": what is said of it stands behind both."""
_SYMBOL = re.compile(r"\s*(?:and )?(?P<symbol>[A-Z][A-Za-z0-9-]{1,9})\s*(?:gene)?\s*")


def _bare_genes(note: Note, taken: Covered, mentions: Sequence[VariantMention]) -> Iterator[Told]:
    """Genes behind a label for them, or between commas with nothing beside them; `taken`: where other things stand."""
    with_variant = {mention.gene for mention in mentions}
    for part in note.parts:
        if part.asked or part.section not in ("", "patient", "genetics") or _ABSENCE.search(note.words(part)):
            continue
        for segment in _SEGMENT.finditer(note.plain, part.body, part.end):
            if _WITH_ANOTHER.match(note.plain, segment.end()):
                continue
            found = _SYMBOL.fullmatch(segment[0])
            genes = genes_named(found["symbol"]) if found else frozenset()
            if found is None or len(genes) != 1 or genes <= with_variant:
                continue
            start, end = (segment.start() + place for place in found.span("symbol"))
            if not taken.touches(start, end):
                yield Told("variants", Variant(gene=min(genes), notation=UNSAID), start, end)
