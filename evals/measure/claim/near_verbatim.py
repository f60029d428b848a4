"""What "supported" is worth on sentences close to their evidence: single changes caught, harmless ones passed.

Each row is one change by hand to a sentence written for this (`evals.material.near_verbatim`). The checks alone are
asked, without a judge. What was changed must not be called supported, what says the same must be, and a predicate that
no sentence supports must not be. The checks were shaped on the "tune" half; the figures are of the half held out.
Strangers' rewordings (`reworded.tsv`) are a set of their own, with both parts apart; of what says the same most is
worded freely, and the checks are right to leave it to a judge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from assistant.verify.verify import verify_claim
from evals.material.near_verbatim import NearClaim, free_predicates, near_claims, reworded_claims
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]

_SET = "near verbatim"
_STRANGERS = "reworded by strangers"
_GROUPS = {"change": "changed", "same": "same meaning", "free": "free predicate"}
_FEW = 15
"""Held rows of a kind below which it is counted with others of its truth."""

_Right = dict[tuple[str, str], list[bool]]
"""(leg, measure) -> whether each row of it was judged rightly."""


def run(options: Options) -> Report:
    """The held half by kind of change, and the strangers' rows; the sets are small and the same for every option."""
    del options
    right: _Right = defaultdict(list)
    rows: list[dict[str, Any]] = []
    for claim in (*near_claims(), *free_predicates()):
        if claim.evidence.fold == "held":
            good, label = _judged(claim)
            group = _GROUPS[claim.truth]
            _count(right, claim, good, {f"{group}: {claim.kind}", f"{group}, all"} - {"free predicate: free"})
            rows.append(_row(claim, label))
    strangers: _Right = defaultdict(list)
    said = reworded_claims()
    kinds = _kinds(said)
    for claim in said:
        good, label = _judged(claim)
        group, part = _GROUPS[claim.truth], claim.evidence.fold
        _count(strangers, claim, good, {f"{group}: {kinds[claim.truth, claim.kind]}, {part}", f"{group}, all, {part}"})
        rows.append(_row(claim, label))
    figures = (*_figures(_SET, right), *_figures(_STRANGERS, strangers))
    return Report("near_verbatim", figures, tuple(rows), ("the checks alone, without a judge",))


def _kinds(claims: Iterable[NearClaim]) -> dict[tuple[str, str], str]:
    """(truth, kind) -> the name under which it is counted: "other" for one of few held rows."""
    every = list(claims)
    held = Counter((claim.truth, claim.kind) for claim in every if claim.evidence.fold == "held")
    named = {(claim.truth, claim.kind) for claim in every}
    return {key: key[1] if held[key] >= _FEW else "other" for key in named}


def _count(right: _Right, claim: NearClaim, good: bool, legs: Iterable[str]) -> None:
    for leg in legs:
        right[leg, "passed" if claim.truth == "same" else "caught"].append(good)


def _row(claim: NearClaim, label: str) -> dict[str, Any]:
    return {"source": claim.evidence.source, "kind": claim.kind, "truth": claim.truth, "label": label}


def _figures(name: str, right: _Right) -> Iterator[Figure]:
    for (leg, measure), good in sorted(right.items()):
        yield Figure(name, leg, measure, proportion(sum(good), len(good)))


def _judged(claim: NearClaim) -> tuple[bool, str]:
    source = claim.evidence
    label = verify_claim(claim.claim, source.sentence, context=source.context).label
    return (label == "supported") is (claim.truth == "same"), label
