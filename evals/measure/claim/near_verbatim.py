"""What "supported" is worth on sentences close to their evidence: single changes caught, harmless ones passed.

Each row is one change by hand to a sentence written for this (`evals.material.near_verbatim`). The checks alone are
asked, without a judge. What was changed must not be called supported, what says the same must be, and a predicate that
no sentence supports must not be. The checks were shaped on the "tune" half; the figures are of the half held out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assistant.verify.verify import verify_claim
from evals.material.near_verbatim import NearClaim, free_predicates, near_claims
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]

_SET = "near verbatim"
_GROUPS = {"change": "changed", "same": "same meaning", "free": "free predicate"}


def run(options: Options) -> Report:
    """The held half by kind of change; the set is small and the same for every option."""
    del options
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    rows: list[dict[str, Any]] = []
    for claim in (*near_claims(), *free_predicates()):
        if claim.evidence.fold == "held":
            good, label = _judged(claim)
            group = _GROUPS[claim.truth]
            for leg in {f"{group}: {claim.kind}", f"{group}, all"} - {"free predicate: free"}:
                right[leg, "passed" if claim.truth == "same" else "caught"].append(good)
            rows.append({"source": claim.evidence.source, "kind": claim.kind, "truth": claim.truth, "label": label})
    figures = [
        Figure(_SET, leg, measure, proportion(sum(good), len(good))) for (leg, measure), good in sorted(right.items())
    ]
    return Report("near_verbatim", tuple(figures), tuple(rows), ("the checks alone, without a judge",))


def _judged(claim: NearClaim) -> tuple[bool, str]:
    source = claim.evidence
    label = verify_claim(claim.claim, source.sentence, context=source.context).label
    return (label == "supported") is (claim.truth == "same"), label
