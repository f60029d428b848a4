"""The named things of a sentence: genes, drugs, diseases, exact variants, and codes no vocabulary knows.

Names with one key are the same thing ("Herceptin", "trastuzumab"). A code is a word that looks like a name (capitals
or digits inside: "TAK-788", "LMP1"); it is compared as printed, but for case and hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from typing import Literal, cast

import msgspec

from assistant.knowledge.tables import lookup, mapping
from assistant.language.covered import Covered
from assistant.language.lexicon import lemma
from assistant.names.find import broader, find, synonyms
from assistant.names.further import brands
from assistant.names.medications import drugs_sold_as
from assistant.records.kinds import other_kinds
from assistant.variants.find import compare, find_variants

__all__ = ["Name", "NameKind", "find_names", "same_name"]

NameKind = Literal["gene", "variant", "drug", "disease", "code"]

_LOOKED_UP = ("gene", "drug", "disease")
_RUN = re.compile(r"[\w*:>+-]+")
_CODED = re.compile(r"(?=[A-Z](?:[^\WA-Z]|-)*+[A-Z]|[A-Za-zα-ω](?:[^\WA-Za-z\d]|-)*+\d)")
"""Where two capitals, or a letter and a digit, begin to stand in one word."""
_BEGINS = re.compile(r"(?<![\w*])[A-Za-zα-ω\d]")
_CODE = re.compile(r"[A-Za-zα-ω\d](?:[\w*:>+]|[-‐‑.](?=\w))*(?<![.:>-])")
_NAMED = re.compile(r"[A-Z][^A-Z]*+[A-Z]|[A-Za-zα-ω][^A-Za-z\d]*+\d")
_LABELED = re.compile(
    r"\b(?P<label>(?i:group|arm|cohort|type|class|vitamin|hepatitis|factor|subtype|protein))s?\s+(?P<letter>[A-Z]{1,3}|[IVX]{2,4})"
    r"(?![\w-])",
)
_GENOTYPE = re.compile(
    r"(?<![\w*>])(?:[ACGT]{2}|[ACGT]/[ACGT])(?![\w>*/])|(?<=[Aa]llele )[ACGT]\b|\b[ACGT](?=[- ]allele)"
)
_AT_PLACE = re.compile(r"(?:c\.)?(?P<place>\d+)(?P<alleles>[ACGT]{2})")
_GOES_ON = re.compile(
    r"(?:,? (?:and|or|v|vs\.?|versus|to|than)|,|/) ?(?P<whole>(?:c\.)?(?P<place>\d+)(?P<alleles>[ACGT]{2}))(?![\w>])"
)
_MUTATION = re.compile(r" mutations?\b")
_SHARED_STEM = re.compile(r"\b([A-Z][A-Z0-9]*?)\d/(\d)(?![\w/])")
"""As in "BRCA1/2", where the second gene is printed by its last digit."""
_CAPITALIZED = re.compile(r"\b[A-Z][A-Za-z]{4,}\b")
_UNIT_LIKE = re.compile(r"\d+(?:\.\d+)?[-‐]?[a-zµμ]+\Z")
_ROMAN = re.compile(r"[IVX]+")
_POWER = re.compile(r"\d+(?:\.\d+)?[eE][-‐‑–−]?\d+")
"""A number in scientific notation, which is no code."""
_PARTS = re.compile(r"[-‐‑]")


class Name(msgspec.Struct, frozen=True):
    """A name at `text[start:end]`; `key` is equal for synonyms."""

    kind: NameKind
    key: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=8192)
def find_names(text: str) -> tuple[Name, ...]:
    """Names in order of place, none overlapping another: variants first, then the vocabulary, then codes."""
    found: list[Name] = []
    taken = Covered(len(text))
    for read in (_variants, _genotypes, _mentions, _second_genes, _brands, _labeled, partial(_codes, taken=taken)):
        new = [name for name in read(text) if not taken.touches(name.start, name.end)]
        for name in new:
            taken.add(name.start, name.end)
        found += new
    return tuple(sorted(found, key=lambda name: name.start))


def _variants(text: str) -> Iterator[Name]:
    found = [Name("variant", variant.key.lower(), *variant[:3]) for variant in find_variants(text)]
    starts = {name.start for name in found}
    for first in found:
        yield first
        yield from (name for name in _listed(text, first) if name.start not in starts)


def _listed(text: str, first: Name) -> Iterator[Name]:
    """The genotypes that go on a list of some at one place ("521CC and 521TT"), which are of the same gene."""
    genotype = _AT_PLACE.fullmatch(first.text)
    if genotype is None or not first.key.endswith(first.text.removeprefix("c.").lower()):
        return
    end = first.end
    while (found := _GOES_ON.match(text, end)) and found["place"] == genotype["place"]:
        key = first.key[: -len(genotype["alleles"])] + found["alleles"].lower()
        yield Name("variant", key, *found.span("whole"), found["whole"])
        end = found.end()


def _genotypes(text: str) -> Iterator[Name]:
    for match in _GENOTYPE.finditer(text):
        yield Name("variant", match.group().replace("/", "").lower(), *match.span(), match.group())


def _mentions(text: str) -> Iterator[Name]:
    for mention in find(text):
        kind: str | None = other_kinds("checked_as").get(mention.kind)
        if kind == "gene" and not mention.known and _study_after(text, mention.end):
            kind = "code"
        if kind and lemma(mention.surface.lower()) not in _generic():
            key = mention.name.lower() if mention.known else _code_key(mention.surface)
            yield Name(cast(NameKind, kind), key, mention.start, mention.end, mention.surface)


def _study_after(text: str, end: int) -> bool:
    """Whether a word for a study follows, of which a name in the shape of a gene's is then the name ("HORIZON-7
    trial"), where no vocabulary has it."""
    return _STUDY.match(text, end) is not None


_STUDY = re.compile(r" (?:trial|study|studies)\b")


def _second_genes(text: str) -> Iterator[Name]:
    for match in _SHARED_STEM.finditer(text):
        symbol = f"{match[1]}{match[2]}"
        for gene in _mentions(symbol):
            if gene.kind == "gene" and gene.text == symbol:
                mutated = _MUTATION.match(text, match.end())
                if mutated:
                    whole = f"{symbol}{mutated.group()}"
                    yield from (
                        Name("variant", one.key, match.start(2), mutated.end(), whole) for one in _variants(whole)
                    )
                else:
                    yield Name("gene", gene.key, *match.span(2), symbol)


def _brands(text: str) -> Iterator[Name]:
    for word in _CAPITALIZED.finditer(text):
        said = word.group().lower()
        drugs = (brands()[said],) if said in brands() else drugs_sold_as(said)
        if len(drugs) == 1:
            yield Name("drug", drugs[0].lower(), *word.span(), word.group())


def _labeled(text: str) -> Iterator[Name]:
    for match in _LABELED.finditer(text):
        key = f"{match.group('label')} {match.group('letter')}".lower()
        yield Name("code", key, *match.span(), match.group())


def _codes(text: str, taken: Covered) -> Iterator[Name]:
    for word in _coded_words(text):
        for start, end in _pieces(text, *word):
            piece = text[start:end]
            if not _is_number(piece) and not taken.touches(start, end):
                yield Name("code", _code_key(piece), start, end, piece)


def _is_number(piece: str) -> bool:
    return bool(_ROMAN.fullmatch(piece) or _POWER.fullmatch(piece) or _UNIT_LIKE.match(piece))


def _coded_words(text: str) -> Iterator[tuple[int, int]]:
    """Words from which on, in one run of letters and joining marks, a code is to come."""
    end = 0
    for run in _RUN.finditer(text):
        last = max((match.start() for match in _CODED.finditer(text, *run.span())), default=-1)
        for begin in _BEGINS.finditer(text, run.start(), last + 1):
            if begin.start() >= end and (word := _CODE.match(text, begin.start())):
                end = word.end()
                yield word.span()


def same_name(first: Name, second: Name) -> bool:
    """Whether two names are one thing: equal keys; or, for diseases, the second is a kind of the first."""
    if first.key == second.key:
        return True
    if first.kind == second.kind == "variant":
        return compare(first.text, second.text) == "same"
    return first.kind == second.kind == "disease" and first.key in _broader(second.key)


@lru_cache(maxsize=4096)
def _broader(disease: str) -> frozenset[str]:
    """Lower-case names of the diseases this one is a kind of, two steps up."""
    parents = broader(disease)
    return frozenset(name.lower() for parent in parents for name in (parent, *broader(parent)))


@cache
def _generic() -> frozenset[str]:
    """Words like "tumor" that name a disease but say too little to be compared as one."""
    return frozenset(lemma(word) for word in (*mapping("equivalents"), *mapping("directions")))


@lru_cache(maxsize=16_384)
def _code_key(word: str) -> str:
    """The preferred name where a vocabulary has the word (in whatever context), else the word itself, folded."""
    for kind in _LOOKED_UP:
        known = synonyms(kind, word)
        if known and known[0].reason == "preferred name":
            return known[0].text.lower()
    low = _PARTS.sub("", "".join(_letters().get(letter, letter) for letter in word.lower()))
    low = low[:-1] if low.endswith("s") and word[-2:-1].isupper() else low
    return mapping("code_synonyms").get(low, (low,))[0]


@cache
def _letters() -> dict[str, str]:
    """Greek letters and their names; that of micro is in units and no code."""
    return lookup("greek_letters")


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A code, cut at the hyphens that join it to plain words ("EGFR-mutant" gives "EGFR", "IL-6" stays)."""
    made: list[tuple[int, int]] = []
    begin = start
    for hyphen in [*(found.start() + start for found in _PARTS.finditer(text[start:end])), end]:
        made.append((begin, hyphen))
        begin = hyphen + 1
    joined: list[tuple[int, int]] = []
    for piece in made:
        word = text[piece[0] : piece[1]]
        if joined and (word.isdigit() or len(word) == 1 or text[joined[-1][0] : joined[-1][1]].isdigit()):
            joined[-1] = (joined[-1][0], piece[1])
        else:
            joined.append(piece)
    return [(a, b) for a, b in joined if _NAMED.search(text, a, b)]
