"""Variants that a text says are not there: "not V600E", "T790M-negative", "without the HLA-B*57:01 allele".

A question on a tumor without V600E asks for anything but findings on V600E; read as a name alone it would get them.
What denies a variant is `knowledge/patterns/variant_absence.tsv`.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.language.hyphens import one_hyphen
from assistant.variants.find import VariantMention, find_variants

__all__ = ["denial", "denied", "present_and_absent"]

_NEAR = 60
"""Characters before a variant in which its denial may begin."""
_BETWEEN = (
    r"(?:(?:an?|the|any|single|known|detectable|germline|somatic|[A-Z][A-Z0-9-]{1,9}(?:\s+n?or\b)?|p\.)[\s:,(*/]*)*"
)
"""What may stand between the denial and the variant: an article, its gene, other genes in a row with it."""
_NON = re.compile(r"\b[Nn]on[- ]?(?=\S*\d)")


def denied(text: str, start: int, end: int) -> bool:
    """Whether the text denies the variant that it names from `start` to `end`."""
    return bool(denial(text, start, end))


def denial(text: str, start: int, end: int) -> str:
    """The words that deny the variant named from `start` to `end`, with its name; empty when none do."""
    near = max(0, start - _NEAR)
    plain = one_hyphen(text)
    if found := _before().search(plain[near:start]):
        return text[near + found.start() : end]
    return text[start : found.end()] if (found := patterns("variant_absence")["after",].match(plain, end)) else ""


def present_and_absent(text: str) -> tuple[list[VariantMention], list[VariantMention]]:
    """The variants that a text has, and those that it only denies ("non-V600E" among them)."""
    there: list[VariantMention] = []
    absent: list[VariantMention] = []
    for found in find_variants(_NON.sub(lambda match: " " * len(match[0]), one_hyphen(text))):
        mention = found._replace(surface=text[found.start : found.end])
        (absent if denied(text, mention.start, mention.end) else there).append(mention)
    keys = {mention.key for mention in there}
    return there, [mention for mention in absent if mention.key not in keys]


@cache
def _before() -> re.Pattern[str]:
    """The words before a variant in any case, but not the symbols between."""
    return re.compile(f"(?i:{patterns('variant_absence')['before',].pattern}){_BETWEEN}$")
