"""Variants that a text says are not there: "not V600E", "T790M-negative", "without the HLA-B*57:01 allele".

A question on a tumor without V600E asks for anything but findings on V600E; read as a name alone it would get them.
What denies a variant is `knowledge/patterns/variant_absence.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.language.plain_signs import plain_signs
from assistant.variants.find import VariantMention, find_variants, placed_genes
from assistant.variants.tables import variant_words

__all__ = ["denial", "denied", "present_and_absent"]

_NEAR = 60
"""Characters before a variant in which its denial may begin."""
_BETWEEN = (
    r"(?:(?:an?|the|any|single|known|detectable|germline|somatic|[A-Z][A-Z0-9-]{1,9}(?:\s+n?or\b)?|p\.)[\s:,(*/]*)*"
)
"""What may stand between the denial and the variant: an article, its gene, other genes in a row with it."""
_BESIDE = 3
"""Characters between a gene and its variant: a blank, or "p."."""
_NON = re.compile(r"\b[Nn]on[- ]?(?=\S*\d)")
_NEVER_LOST = frozenset(["loss", "deletion", "copy number loss", "wild type", "negative", "positive", "expression"])
"""Kinds that are themselves a loss, or of which a loss is no absence of the variant: "PTEN loss", "loss of PTEN"."""


def denied(text: str, start: int, end: int) -> bool:
    """Whether the text denies the variant that it names from `start` to `end`."""
    return bool(denial(text, start, end))


def denial(text: str, start: int, end: int) -> str:
    """The words that deny the variant named from `start` to `end`, with its name; empty when none do."""
    near = max(0, start - _NEAR)
    plain = plain_signs(text)
    if found := _before().search(plain[near:start]):
        return text[near + found.start() : end]
    return text[start : found.end()] if (found := patterns("variant_absence")["after",].match(plain, end)) else ""


def present_and_absent(text: str) -> tuple[list[VariantMention], list[VariantMention]]:
    """The variants that a text has, and those that it only denies ("non-V600E" among them, or a gene "not amplified")
    or says to be lost."""
    there: list[VariantMention] = []
    absent: list[VariantMention] = []
    for found in find_variants(_NON.sub(lambda match: " " * len(match[0]), plain_signs(text))):
        mention = found._replace(surface=text[found.start : found.end])
        gone = denied(text, mention.start, mention.end) or _lost(text, mention)
        (absent if gone else there).append(mention)
    there = [mention for mention in there if not _is_of_variant(mention, absent)]
    absent += _unchanged(text, [*there, *absent])
    keys = {mention.key for mention in there}
    return there, sorted(mention for mention in absent if mention.key not in keys)


def _is_of_variant(loss: VariantMention, absent: Sequence[VariantMention]) -> bool:
    """Whether what reads like the loss of a gene goes on with a variant of it: "loss of BRAF V600E" loses no gene."""
    behind = (one for one in absent if one.gene == loss.gene and 0 <= one.start - loss.end <= _BESIDE)
    return loss.kind == "loss" and any(behind)


def _lost(text: str, mention: VariantMention) -> bool:
    """Whether the text says that what was there is there no longer."""
    if mention.kind in _NEVER_LOST:
        return False
    plain = plain_signs(text)
    before = plain[max(0, mention.start - _NEAR) : mention.start]
    table = patterns("variant_absence")
    if table["lost after",].match(plain, mention.end):
        return True
    return bool(_before("lost before").search(before)) and not table["people lost",].match(plain, mention.end)


def _unchanged(text: str, known: Sequence[VariantMention]) -> Iterator[VariantMention]:
    """What a gene is said not to be, the denial standing between the two: "MET not amplified", "EGFR: no mutation"."""
    plain, taken = plain_signs(text), {mention.start for mention in known}
    for gene, start, end in placed_genes(text):
        said = _worded_after().match(plain, end)
        if said is None or start in taken or _is_untested(plain, said):
            continue
        for one in find_variants(f"{gene} {said['words']}")[:1]:
            yield one._replace(start=start, end=said.end(), surface=text[start : said.end()])


def _is_untested(plain: str, said: re.Match[str]) -> bool:
    """ "No mutation test" says nothing of the gene; "unmutated status" does."""
    test = patterns("variant_absence")["untested",].match(plain, said.end())
    return test is not None and not said["words"].lower().endswith("ed")


@cache
def _before(place: str = "before") -> re.Pattern[str]:
    """The words before a variant in any case, but not the symbols between."""
    return re.compile(f"(?i:{patterns('variant_absence')[place,].pattern}){_BETWEEN}$")


@cache
def _worded_after() -> re.Pattern[str]:
    """A denial and a word for a change right behind a gene; not where the change is of what follows ("in KRAS")."""
    words = sorted(map(re.escape, variant_words()["after"]), key=len, reverse=True)
    between = patterns("variant_absence")["between",].pattern
    return re.compile(rf"(?:{between})(?P<words>{'|'.join(words)})(?![\w-]|\s+(?:in|of)\b)", re.IGNORECASE)
