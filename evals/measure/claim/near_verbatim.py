"""What "supported" is worth on sentences close to their evidence: single changes caught, harmless ones passed.

Each row is one change by hand to a sentence written for this (`evals.material.near_verbatim`). The checks alone are
asked, and, in a set of its own, the checks with Vouch's own judge behind them. What was changed must not be called
supported, what says the same must be, and a predicate that no sentence supports must not be. The checks were shaped on
the "tune" half, which the judge learned from; the figures are of the half held out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assistant.judge import claims
from assistant.verify import verify
from evals.material.near_verbatim import NearClaim, free_predicates, near_claims
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]

_GROUPS = {"change": "changed", "same": "same meaning", "free": "free predicate"}


def run(options: Options) -> Report:
    """The held half by kind of change; the set is small and the same for every option."""
    del options
    right: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    rows: list[dict[str, Any]] = []
    for claim in (*near_claims(), *free_predicates()):
        if claim.evidence.fold == "held":
            group = _GROUPS[claim.truth]
            measure = "passed" if claim.truth == "same" else "caught"
            told = {name: asked(claim) for name, asked in _ASKED.items()}
            for leg in {f"{group}: {claim.kind}", f"{group}, all"} - {"free predicate: free"}:
                for name, label in told.items():
                    right[name, leg, measure].append((label == "supported") is (claim.truth == "same"))
            row = {"source": claim.evidence.source, "kind": claim.kind, "truth": claim.truth}
            rows.append(row | {"label": told[_SET], "with judge": told[_JUDGED]})
    figures = [
        Figure(name, leg, measure, proportion(sum(good), len(good)))
        for (name, leg, measure), good in sorted(right.items())
    ]
    return Report("near_verbatim", tuple(figures), tuple(rows))


def _by_checks(claim: NearClaim) -> str:
    return verify.verify_claim(claim.claim, claim.evidence.sentence, context=claim.evidence.context).label


def _with_judge(claim: NearClaim) -> str:
    return claims.verify_claim(claim.claim, claim.evidence.sentence, context=claim.evidence.context).label


_SET, _JUDGED = "near verbatim", "near verbatim, with Vouch's judge"
_ASKED = {_SET: _by_checks, _JUDGED: _with_judge}
