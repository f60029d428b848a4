"""Fusions of two genes as texts write them: "EML4-ALK", "EML4::ALK", "BCR/ABL1", "ROS1 fusion with EZR", "ROS1-EZR".

Which gene stands first is the lab's convention and not another fusion: a pair that a table knows is read in either
order and in any case; of another pair the gene whose therapy it decides stands second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.names.vocabulary import vocabulary
from assistant.variants.tables import driven_genes, known_fusions

__all__ = ["GENE_FUSIONS", "FusionMention", "fusions_in"]

GENE_FUSIONS = "a fusion of its gene"
"""Why fusions of the gene stand for one whose partner no record names."""


class FusionMention(NamedTuple):
    start: int
    end: int
    gene: str
    """The one whose therapy the fusion decides."""
    value: str
    """ "EZR::ROS1"."""


_PAIR = re.compile(
    r"(?<![A-Za-z0-9-])(?P<one>[A-Za-z][A-Za-z0-9]{1,9})(?P<mark>::|[-–‐/:])(?P<other>[A-Za-z][A-Za-z0-9]{1,9})"
    r"(?![A-Za-z0-9])"
)
_FUSED = re.compile(
    r"[\s-]*(?:\w+ )?(?:gene )?(?:fusion|rearrange|transloc|chimer|inversion|positive|oncoprotein|transcript)"
)
_PHILADELPHIA = re.compile(r"\bPhiladelphia(?:[- ]chromosome)?\b|\bPh(?:\+|[- ]positive\b)")


def fusions_in(text: str, forms: Mapping[str, str]) -> Iterator[FusionMention]:
    """Fusions in no order. `forms`: how genes are written beside variants, to their symbols."""
    for match in _PAIR.finditer(text):
        if found := _listed(match) or _unlisted(match, text, forms):
            yield FusionMention(*match.span(), *found)
    for pattern in patterns("fusion_phrases").values():
        for match in pattern.finditer(text):
            if found := _listed(match) or _ordered(match["one"], match["other"], forms):
                yield FusionMention(*match.span(), *found)
    for match in _PHILADELPHIA.finditer(text):
        yield FusionMention(*match.span(), "ABL1", "BCR::ABL1")


def _listed(match: re.Match[str]) -> tuple[str, str] | None:
    """(gene, value) of a pair that a table knows, in either order; one in small letters over a hyphen too."""
    one, other = match["one"].upper(), match["other"].upper()
    return _known().get((one, other)) or _known().get((other, one))


def _unlisted(match: re.Match[str], text: str, forms: Mapping[str, str]) -> tuple[str, str] | None:
    """(gene, value) of two genes that a word of fusion, or a mark that only fusions have, says to be one."""
    one, mark, other = match["one"], match["mark"], match["other"]
    if not (one[0].isupper() and other[0].isupper()):
        return None
    first, second = forms.get(one, ""), forms.get(other, "")
    fused = bool(_FUSED.match(text, match.end()))
    partnered = mark in "-–‐" and second in driven_genes() and bool(first or _like_partner(one)) and first != second
    if mark == "::" or partnered or (fused and first and second):
        return _ordered(one, other, forms, sure=True)
    return _ordered(one, other, forms) if fused else None


def _ordered(one: str, other: str, forms: Mapping[str, str], *, sure: bool = False) -> tuple[str, str] | None:
    """(gene, value) with the driving gene second, where one of the two is known to drive fusions; else as written.

    Unless it is `sure` that a fusion is meant, one must drive fusions and the other be written as a gene is.
    """
    first, second = forms.get(one, ""), forms.get(other, "")
    drives = [gene in driven_genes() for gene in (first, second)]
    if drives == [True, False]:
        one, other, first, second = other, one, second, first
    likely = any(drives) and first != second and bool(first or _like_partner(one))
    if not (sure or likely):
        return None
    return second or first, f"{first or one}::{second or other}"


def _like_partner(word: str) -> bool:
    """Written as a gene that no table has ("EZR-ROS1"), and not as what records abbreviate ("NSCLC-ALK")."""
    digit = word[0].isupper() and any(map(str.isdigit, word))
    return digit or (len(word) > 2 and word.isupper() and word not in vocabulary().senses)


@cache
def _known() -> dict[tuple[str, str], tuple[str, str]]:
    """Each way to write a fusion, as two names in capitals, to its gene and its value."""
    made: dict[tuple[str, str], tuple[str, str]] = {}
    for (one, other), (value, gene) in known_fusions().items():
        made.setdefault((one.upper(), other.upper()), (gene, value))
    return made
