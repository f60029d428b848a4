"""The phenotype of two alleles: by the sum of their activity values, or by the pair of their functions.

An allele of which no source here tells the function leaves the phenotype unknown, whatever the other one is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

import msgspec

from assistant.knowledge.tables import rows
from assistant.pharmacogenomics.alleles import Call, Unit
from assistant.pharmacogenomics.functions import (
    diplotype_rule,
    function_of,
    in_guidelines,
    method_of,
    pair_rule,
    printed_rule,
    reference_of,
)

__all__ = ["PHASE_OPEN", "Outcome", "has_activity", "of_call", "of_score", "phase_said"]

_CURE = "read CPIC's functions with “vouch knowledge add phenotypes FILE”"
_SCORES = "CPIC guidelines"
_NONE = "no function"
_OF_TWO = 2.0
"""The score of two normal alleles."""
PHASE_OPEN = "their phase is not given"


class Outcome(msgspec.Struct, frozen=True):
    """An empty phenotype is not known."""

    phenotype: str = ""
    score: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def of_call(gene: str, call: Call) -> Outcome:
    """What the alleles stand for, with the sentences that a reader needs."""
    if call.problem:
        return Outcome(notes=(call.problem,))
    whole = [_alone(side) for side in call.sides]
    if all(whole) and (rule := diplotype_rule(gene, *map(str, whole))):
        return Outcome(rule.phenotype, rule.score, (*call.notes, *phase_said(gene, call)), (rule.source,))
    unknown = tuple(dict.fromkeys(name for name in call.alleles if not _is_known(gene, name)))
    if unknown and all(whole) and (rule := printed_rule(gene, *map(str, whole))):
        return Outcome(rule.phenotype, rule.score, (*call.notes, *phase_said(gene, call)), (rule.source,))
    if unknown:
        said = f"No source here tells the function of {gene} {' and '.join(unknown)}: {_CURE}."
        phase = phase_said(gene, call)
        return Outcome(notes=(*call.notes, *phase, *filter(None, (in_guidelines(gene, unknown),)), said))
    notes = (*call.notes, *phase_said(gene, call), *_told(gene, call.alleles))
    made = _by_score(gene, call) if method_of(gene) == "score" else _by_pair(gene, call)
    return msgspec.structs.replace(made, notes=(*notes, *made.notes))


def phase_said(gene: str, call: Call) -> Iterator[str]:
    """That the phase of two variants is not given, with the score by which they count and the one that they would have
    on one chromosome; of a gene without scores, or with an unknown function, only the first."""
    if not call.unphased:
        return
    said = f"The two variants of {gene} were counted as on different chromosomes"
    if method_of(gene) != "score" or not all(_is_known(gene, name) for name in call.alleles):
        yield f"{said}: {PHASE_OPEN}."
        return
    other = msgspec.structs.replace(call, sides=((Unit(reference_of(gene)),), tuple(chain(*call.sides))))
    apart, together = (_by_score(gene, one) for one in (call, other))
    yield (
        f"{said}, with a score of {apart.score} ({apart.phenotype}): {PHASE_OPEN}. "
        f"On one chromosome the score would be {together.score} ({together.phenotype})."
    )


def of_score(gene: str, score: float) -> str:
    """CPIC's phenotype of an activity score; of one between two that stand for the same, and beyond the last, too."""
    listed = _scores().get(gene, ())
    below = max((one for one in listed if one[0] <= score), default=None)
    above = min((one for one in listed if one[0] >= score), default=listed[-1] if listed else None)
    names = {one[1] for one in (below, above) if one}
    return names.pop() if len(names) == 1 else ""


def has_activity(gene: str, phenotype: str, score: str = "") -> bool:
    """Whether an enzyme of this phenotype has activity that a drug could change: not one with a score of zero, nor one
    that only two alleles of no function make."""
    known = [float(score.lstrip("≥"))] if score else [one for one, name in _scores().get(gene, ()) if name == phenotype]
    pairs = [{a, b} for of, a, b, name, _ in rows("function_pairs") if (of, name) == (gene, phenotype)]
    if known:
        return any(known)
    return not pairs or any(pair != {_NONE} for pair in pairs)


def _alone(side: Sequence[Unit]) -> str:
    """One allele as imports name it ("*4", "*1x2"); empty for a tandem and for copies that nobody counted."""
    if len(side) != 1 or side[0].more:
        return ""
    return side[0].allele if side[0].copies == 1 else f"{side[0].allele}x{side[0].copies}"


def _is_known(gene: str, allele: str) -> bool:
    found = function_of(gene, allele)
    return found is not None and (method_of(gene) != "score" or found.value is not None)


def _by_score(gene: str, call: Call) -> Outcome:
    """The sum over all copies. With an open number of copies it counts only where one more would change nothing."""
    sides = call.sides if _is_multiplied(gene) else [_gravest(gene, side) for side in call.sides]
    units = [unit for side in sides for unit in side]
    sources = (*_sources(gene, call.alleles), _SCORES)
    least = sum(_value(gene, unit.allele) * unit.copies for unit in units)
    grows = [unit for unit in units if unit.more and _value(gene, unit.allele)]
    score, phenotype = f"{'≥' * bool(grows)}{least:g}", of_score(gene, least)
    if grows and of_score(gene, least + _value(gene, grows[0].allele)) != phenotype:
        said = f"The report does not say how many copies of {gene} {grows[0].allele} there are: ask the laboratory."
        return Outcome("", "", (said,), sources)
    return Outcome(phenotype, score, (), sources)


def _is_multiplied(gene: str) -> bool:
    """Whether a chromosome may have several copies of the gene: its scores go beyond those of two."""
    return max((score for score, _ in _scores().get(gene, ())), default=0) > _OF_TWO


def _gravest(gene: str, side: Sequence[Unit]) -> list[Unit]:
    """Of a gene that is on each chromosome once, the change that decides: several changes are one copy, which works as
    its gravest does (so DPWG of two in DPYD that leave no function: "both variations on the same allele" score 1)."""
    return sorted(side, key=lambda unit: _value(gene, unit.allele))[:1]


def _by_pair(gene: str, call: Call) -> Outcome:
    if any(len(side) > 1 or side[0].copies > 1 for side in call.sides):
        return Outcome(notes=(f"No source here tells what several copies of {gene} on one chromosome come to.",))
    first, second = (function_of(gene, side[0].allele) for side in call.sides)
    rule = pair_rule(gene, first.function, second.function) if first and second else None
    sources = _sources(gene, call.alleles)
    if rule is None:
        kinds = " and ".join(one.function for one in (first, second) if one)
        said = f"No source here tells the phenotype of {gene} with alleles of {kinds}: {_CURE}."
        return Outcome(notes=(said,), sources=sources)
    return Outcome(rule.phenotype, "", (), tuple(dict.fromkeys((*sources, rule.source))))


def _value(gene: str, allele: str) -> float:
    found = function_of(gene, allele)
    return found.value if found and found.value is not None else 0.0


def _sources(gene: str, alleles: Sequence[str]) -> tuple[str, ...]:
    """ "*4: PMID 19809024": of each allele once."""
    known = ((allele, function_of(gene, allele)) for allele in dict.fromkeys(alleles))
    return tuple(f"{allele}: {re.sub('; CPIC guidelines$', '', one.source)}" for allele, one in known if one)


def _told(gene: str, alleles: Sequence[str]) -> Iterator[str]:
    for allele in dict.fromkeys(alleles):
        found = function_of(gene, allele)
        if found and found.note:
            yield f"{gene} {allele}: {found.note}."


@cache
def _scores() -> dict[str, tuple[tuple[float, str], ...]]:
    made: dict[str, list[tuple[float, str]]] = {}
    for gene, score, phenotype, _ in rows("activity_scores"):
        made.setdefault(gene, []).append((float(score), phenotype))
    return {gene: tuple(sorted(some)) for gene, some in made.items()}
