"""Phenotypes as clinicians type them, without their noun or by their letters: "CYP2D6 ultrarapid", "CYP2C19: PM".

Written out ("CYP2D6 ultrarapid metabolizer") such a question is the same as one in whole words, to every reader of it.
A word is one only where what is said of the gene ends behind it: "CYP2D6 rapid test" is on no phenotype. Letters alone
("metoprolol PM?") count for poor and ultrarapid behind a drug that one such gene bears on; "IM" there is intramuscular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import lookup, rows
from assistant.names.find import Mention, find
from assistant.variants.phenotypes import usual_phenotypes

__all__ = ["phenotypes_written_out", "terse_phenotypes"]

_ALONE = ("poor metabolizer", "ultrarapid metabolizer")
_GUIDED = ("A", "A/B", "B", "B/C")
"""Levels of pairs on which CPIC or another guideline advises."""


@lru_cache(maxsize=256)
def phenotypes_written_out(text: str) -> str:
    """The text with each of them as a gene with its phenotype in full."""
    parts, last = list[str](), 0
    for start, end, said in terse_phenotypes(text):
        parts += [text[last:start], said]
        last = end
    return "".join([*parts, text[last:]])


def terse_phenotypes(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each stands, and what is written in its place; in the order of the text."""
    if not _may_be().search(text):
        return
    names, last = find(text), 0
    for one in names:
        found = _behind_a_gene(text, one) if one.kind == "gene" else _behind_a_drug(text, one, names)
        if found and found[0] >= last:
            yield found
            last = found[1]
            while match := _listed().match(text, last):  # "PMs, IMs and UMs"
                last = match.end()
                yield match.start("said"), last, _short()[match["said"].removesuffix("s")]


def _behind_a_gene(text: str, gene: Mention) -> tuple[int, int, str] | None:
    usual = usual_phenotypes().get(gene.name, "")
    match = _terse().match(text, gene.end) if usual else None
    if match is None:
        return None
    noun = usual.rpartition(" ")[2]
    said = _short().get(match["said"].removesuffix("s")) or _words().get((_plain(match["said"]), noun), "")
    return (match.start("said"), match.end("said"), said) if said.endswith(noun) else None


def _behind_a_drug(text: str, drug: Mention, names: list[Mention]) -> tuple[int, int, str] | None:
    """Of a drug that one gene of metabolizers bears on, where the text names no gene."""
    match = _terse().match(text, drug.end) if drug.kind == "drug" and all(one.kind != "gene" for one in names) else None
    said = _short().get(match["said"].removesuffix("s"), "") if match else ""
    genes = [gene for gene in _genes().get(drug.name.lower(), ()) if usual_phenotypes()[gene].endswith(" metabolizer")]
    if match is None or said not in _ALONE or len(genes) != 1:
        return None
    return match.start("said"), match.end("said"), f"{genes[0]} {said}"


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).lower()


@cache
def _may_be() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_said()})\b")


@cache
def _said() -> str:
    short = "|".join(f"(?-i:{re.escape(one)})s?" for one in _short())
    words = "|".join(sorted({word.replace("ultrarapid", "ultra-? ?rapid") for word, _ in _words()}, reverse=True))
    return rf"{short}|(?i:{words})(?i: metab)?"


@cache
def _terse() -> re.Pattern[str]:
    table = patterns("terse_phenotypes")
    return re.compile(
        rf"(?i:{table['between',].pattern})(?P<said>{_said()})(?i:{table['ends',].pattern})",
    )


@cache
def _listed() -> re.Pattern[str]:
    short = "|".join(f"{re.escape(one)}s?" for one in _short())
    return re.compile(rf"\s*(?:[,/]|\b(?:and|or|vs\.?|versus)\b)(?:\s*(?:and|or)\b)?\s*(?P<said>{short})\b")


@cache
def _short() -> dict[str, str]:
    """Letters for a phenotype of metabolizers."""
    return {short: said for short, said in lookup("note_phenotypes").items() if short.isupper()}


@cache
def _words() -> dict[tuple[str, str], str]:
    return {(word, noun): f"{phenotype} {noun}" for word, phenotype, noun, _ in rows("metabolizers")}


@cache
def _genes() -> dict[str, list[str]]:
    """Drug, in small letters, to the genes with phenotypes that guidelines read for it."""
    made: dict[str, list[str]] = {}
    for gene, drug, level, *_ in rows("gene_drug_pairs"):
        if level in _GUIDED and gene in usual_phenotypes():
            made.setdefault(drug.lower(), []).append(gene)
    return made
