"""Where a question ends what it says of its patient, so that "on" behind it goes on with that: an age, a result of a
pharmacogene, a disease that opens a clause ("67F on apixaban", "CYP2D6 PM on fluoxetine", "GERD on pantoprazole")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from assistant.knowledge.patterns import patterns
from assistant.names.find import Mention
from assistant.question.terse_phenotypes import terse_phenotypes
from assistant.variants.find import VariantMention
from assistant.variants.phenotypes import find_phenotypes, usual_phenotypes

__all__ = ["told_ends"]

_MARK = re.compile(r"[.,;:?!(–—](?!\d)")
_LONGEST = 80
"""Characters of a clause before a disease that may say whose it is."""


def told_ends(
    text: str, named: Sequence[Mention], variants: Sequence[VariantMention], ages: Iterable[tuple[int, int]]
) -> frozenset[int]:
    """`variants`: those said to be there; `ages`: where an age or a sex stands."""
    genes = [one for one in named if one.kind == "gene"]
    ends = {end for _, end in ages}
    ends |= {one.end for one in variants if one.gene in usual_phenotypes()}
    ends |= {end for _, end, _ in terse_phenotypes(text)}
    ends |= {end for phenotype, _, end in find_phenotypes(text, genes) if phenotype.gene}
    ends |= {one.end for one in _opening(text, named, variants)}
    return frozenset(ends)


def _opening(text: str, named: Sequence[Mention], variants: Sequence[VariantMention]) -> Iterator[Mention]:
    """Diseases with nothing before them in their clause but whose they are, and classes of drugs that are asked for."""
    table = patterns("case_facts")
    marks = [match.end() for match in _MARK.finditer(text)]
    spans = [(one.start, one.end) for one in variants]
    spans += [(one.start, one.end) for one in named if one.kind == "gene"]
    for one in named:
        if one.kind not in ("disease", "phenotype", "drug class"):
            continue
        place = bisect_right(marks, one.start)
        begin = max(marks[place - 1] if place else 0, one.start - _LONGEST)
        before = _blanked(text, begin, one.start, spans)
        if table["takes", "which" if one.kind == "drug class" else "state"].search(before):
            yield one


def _blanked(text: str, begin: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """The stretch with blanks for what stands in the spans."""
    inside = [
        (max(start, begin) - begin, min(stop, end) - begin) for start, stop in spans if start < end and stop > begin
    ]
    letters = list(text[begin:end])
    for start, stop in inside:
        letters[start:stop] = " " * (stop - start)
    return "".join(letters)
