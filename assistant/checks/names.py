"""The named things of a sentence: genes, drugs, diseases, exact variants, and codes no vocabulary knows.

Names with one key are the same thing ("Herceptin", "trastuzumab"). A code is a word that looks like a name (capitals
or digits inside: "TAK-788", "LMP1"); it is compared as printed, but for case and hyphens.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from assistant.lexicon import lemma, mapping
from assistant.terms import broader, find, synonyms
from assistant.variants import compare, find_variants

__all__ = ["Name", "NameKind", "find_names", "same_name"]

NameKind = Literal["gene", "variant", "drug", "disease", "code"]

_KINDS: dict[str, NameKind] = {"gene": "gene", "drug": "drug", "drug class": "drug", "disease": "disease"}
_LOOKED_UP = ("gene", "drug", "disease")
_CODE = re.compile(
    r"(?<![\w*])(?=[\w*:>+-]*(?:[A-Z][\w-]*[A-Z]|[A-Za-z][\w-]*\d|\d[A-Za-z]+\d))[A-Za-zα-ω\d](?:[\w*:>+]|[-‐‑.](?=\w))*(?<![.:>-])"
)
_LABELED = re.compile(
    r"\b(?P<label>(?i:group|arm|cohort|type|class|vitamin|hepatitis|factor|subtype|protein))s?\s+(?P<letter>[A-Z]{1,3}|[IVX]{2,4})"
    r"(?![\w-])",
)
_GENOTYPE = re.compile(
    r"(?<![\w*>])(?:[ACGT]{2}|[ACGT]/[ACGT])(?![\w>*/])|(?<=[Aa]llele )[ACGT]\b|\b[ACGT](?=[- ]allele)"
)
_UNIT_LIKE = re.compile(r"\d+(?:\.\d+)?[-‐]?[a-zµμ]+\Z")
_ROMAN = re.compile(r"[IVX]+")
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
    found = [Name("variant", variant.key.lower(), *variant[:3]) for variant in find_variants(text)]
    found += [
        Name("variant", match.group().replace("/", "").lower(), *match.span(), match.group())
        for match in _GENOTYPE.finditer(text)
        if not _overlaps(found, *match.span())
    ]
    for mention in find(text):
        kind = _KINDS.get(mention.kind)
        generic = lemma(mention.surface.lower()) in _generic()
        if kind and not generic and not _overlaps(found, mention.start, mention.end):
            found.append(Name(kind, mention.name.lower(), mention.start, mention.end, mention.surface))
    for match in _LABELED.finditer(text):
        key = f"{match.group('label')} {match.group('letter')}".lower()
        if not _overlaps(found, *match.span()):
            found.append(Name("code", key, *match.span(), match.group()))
    for match in _CODE.finditer(text):
        for start, end in _pieces(text, *match.span()):
            word = text[start:end]
            if not _ROMAN.fullmatch(word) and not _UNIT_LIKE.match(word) and not _overlaps(found, start, end):
                found.append(Name("code", _code_key(word), start, end, word))
    return tuple(sorted(found, key=lambda name: name.start))


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
    low = _PARTS.sub("", word.lower())
    low = low[:-1] if low.endswith("s") and word[-2:-1].isupper() else low
    return mapping("code_synonyms").get(low, (low,))[0]


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
    return [(a, b) for a, b in joined if re.search(r"[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z].*\d", text[a:b])]


def _overlaps(found: list[Name], start: int, end: int) -> bool:
    return any(name.start < end and start < name.end for name in found)
