"""Phenotypes of pharmacogenes in a text: "CYP2C19 poor or intermediate metabolizers", "activity score of 1.5".

The words and the scores that stand for a phenotype are tables: `knowledge/words/metabolizers.tsv` and
`activity_scores.tsv`, each row with its source. What alleles stand for is told in `assistant.pharmacogenomics`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.language.abbreviations import find_abbreviations
from assistant.language.plain_signs import plain_signs
from assistant.names.find import Mention, find
from assistant.variants.denied import denied
from ingest.records.article import Article

__all__ = ["Phenotype", "find_phenotypes", "of_score", "phenotypes_in", "scores_in", "spelled_out", "usual_phenotypes"]


class Phenotype(NamedTuple):
    """`gene` is empty where the text names none. `name` is CPIC's ("poor metabolizer", "decreased function")."""

    gene: str
    name: str


_BEFORE = 80
"""Characters before a phenotype in which its gene may stand."""
_NOUN = re.compile(r"metaboli[sz]|function|activity score", re.IGNORECASE)
_NORMAL = re.compile(r"\bnormal ", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_ENDED = r"\bmetaboli[sz]ers?\b(?!\W*(?:and|or|but)?\W*(?-i:[A-Z][A-Z0-9]{2,})\b)"
"""A noun within a list; before a gene it ends what is said of the gene before."""
_LIST = rf"(?:[ ,/-]|\band\b|\bor\b|\bto\b|\blikely\b|\bpossible\b|{_ENDED}|(?-i:[A-Z][A-Z0-9]+))*"
_OF = re.compile(r"\s+(?:of|for)\s+")
_JOINED = re.compile(r"\s*(?:,|/|and|or|and/or)?\s*")
_SCORE = re.compile(
    r"activity scores?(?: of)? (?P<scores>(?:\d(?:\.\d+)?(?:, | or |,? and | to |[-–/])?)+)", re.IGNORECASE
)


@lru_cache(maxsize=2048)
def phenotypes_in(text: str) -> tuple[Phenotype, ...]:
    """Each phenotype that the text names, of each gene it gives it to, once, in the order of the text."""
    if not _NOUN.search(text) and not _NORMAL.search(text):
        return ()
    text = plain_signs(text)
    genes = [mention for mention in find(text) if mention.kind == "gene"]
    found = {phenotype: None for phenotype, _, _ in find_phenotypes(text, genes)}
    found.update((phenotype, None) for phenotype in (*_by_score(text, genes), *_normal(text, genes)))
    return tuple(found)


def find_phenotypes(text: str, genes: Sequence[Mention]) -> Iterator[tuple[Phenotype, int, int]]:
    """Each phenotype in words, and where its words stand. `genes`: the mentions of genes in the text."""
    for match in _groups().finditer(text):
        noun = "function" if match["noun"].lower() == "function" else "metabolizer"
        owners = _owners(text, genes, match.start(), match.end())
        if noun == "function" and not owners:
            continue  # "normal renal function" is no gene's
        for word in _WORD.findall(re.sub(r"(?i)ultra[- ]?r", "ultrar", match["said"]).lower()):
            if name := _names().get((word, noun)):
                yield from ((Phenotype(owner, name), match.start(), match.end()) for owner in owners or ("",))


def scores_in(text: str) -> tuple[tuple[str, float], ...]:
    """(gene, activity score) of each score that the text gives; the gene is the one before it, or the only one."""
    plain = plain_signs(text)
    if not _NOUN.search(plain):
        return ()
    genes = [mention for mention in find(plain) if mention.kind == "gene"]
    found = [(owner, float(score)) for owner, score in _scored(plain, genes)]
    return tuple(dict.fromkeys(found))


def of_score(gene: str, score: float) -> str:
    """The phenotype that an activity score of this gene stands for; empty where no row has it."""
    return _scores().get((gene, score), "")


def spelled_out(sentence: str, article: Article) -> str:
    """The sentence with the record's own abbreviations of phenotypes written out ("PMs" as "poor metabolizers")."""
    for short, long in _abbreviated(article.text):
        sentence = re.sub(rf"(?<![\w-]){re.escape(short)}s?(?![\w-])", long, sentence)
    return sentence


def _owners(text: str, genes: Sequence[Mention], start: int, end: int) -> tuple[str, ...]:
    """The gene within the phenotype's words, or behind "of"; those listed right before; else the nearest before, or
    those after."""
    if inside := [one.name for one in genes if start <= one.start < end]:
        return tuple(inside)
    of = _OF.match(text, end)
    if of and any(one.start == of.end() for one in genes):
        return _behind(text, genes, end)
    before = [one for one in genes if start - _BEFORE <= one.start and one.end <= start]
    listed: list[str] = []
    place = start
    for gene in reversed(before):
        if not _JOINED.fullmatch(text, gene.end, place):
            break
        listed.append(gene.name)
        place = gene.start
    return tuple(listed) or tuple(one.name for one in before[-1:]) or _behind(text, genes, end)


def _behind(text: str, genes: Sequence[Mention], end: int) -> tuple[str, ...]:
    """The gene behind a phenotype's words, and those that are listed with it ("of TPMT or NUDT15")."""
    listed: list[str] = []
    place = -1
    for gene in genes:
        if gene.start < end:
            continue
        if listed and not _JOINED.fullmatch(text, place, gene.start):
            break
        listed.append(gene.name)
        place = gene.end
    return tuple(listed)


def _by_score(text: str, genes: Sequence[Mention]) -> Iterator[Phenotype]:
    for owner, score in _scored(text, genes):
        if name := _scores().get((owner, float(score))):
            yield Phenotype(owner, name)


def _normal(text: str, genes: Sequence[Mention]) -> Iterator[Phenotype]:
    """A gene that is called normal without the noun: "poor metabolizers of CYP2C19 with normal CYP2D6"."""
    for gene in genes:
        name = usual_phenotypes().get(gene.name)
        start = max(0, gene.start - len("normal "))
        if name and _NORMAL.fullmatch(text, start, gene.start) and not _is_other(text, start, gene.end):
            yield Phenotype(gene.name, name)


def _is_other(text: str, start: int, end: int) -> bool:
    """Whether what stands before "normal" denies it or compares with it: "less than normal TPMT"."""
    return denied(text, start, end) or _than_normal().search(text, max(0, start - _BEFORE), start) is not None


@cache
def _than_normal() -> re.Pattern[str]:
    return re.compile(f"(?:{patterns('normal_cues')['before',].pattern})$", re.IGNORECASE)


def _scored(text: str, genes: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """(gene, score) as the text gives them."""
    for match in _SCORE.finditer(text):
        owners = [one.name for one in genes if one.end <= match.start()][-1:] or [one.name for one in genes[:1]]
        for score in re.findall(r"\d(?:\.\d+)?", match["scores"]):
            yield from ((owner, score) for owner in owners)


@cache
def _groups() -> re.Pattern[str]:
    words = "|".join(sorted({word.replace("ultrarapid", "ultra-? ?rapid") for word, _ in _names()}, reverse=True))
    return re.compile(
        rf"\b(?P<said>(?:{words})\b(?:{_LIST}\b(?:{words})\b)*)"
        r"[ -](?:(?-i:[A-Z][A-Z0-9]+) )?(?P<noun>metaboli[sz](?:er|ing)s?|function)\b",
        re.IGNORECASE,
    )


@cache
def _names() -> dict[tuple[str, str], str]:
    return {(word, noun): f"{phenotype} {noun}" for word, phenotype, noun, _ in rows("metabolizers")}


@cache
def usual_phenotypes() -> dict[str, str]:
    """Gene -> what its usual phenotype is called ("normal metabolizer", "normal function"), of those that have one."""
    pairs = ((gene, phenotype) for gene, *_, phenotype, _ in (*rows("function_pairs"), *rows("activity_scores")))
    return {gene: phenotype for gene, phenotype in pairs if _NORMAL.match(phenotype)}


@cache
def _scores() -> dict[tuple[str, float], str]:
    return {(gene, float(score)): phenotype for gene, score, phenotype, _ in rows("activity_scores")}


@lru_cache(maxsize=512)
def _abbreviated(text: str) -> tuple[tuple[str, str], ...]:
    found = ((made.short, made.long) for made in find_abbreviations(text) if _NOUN.search(made.long))
    return tuple((short.removesuffix("s"), long) for short, long in found)
