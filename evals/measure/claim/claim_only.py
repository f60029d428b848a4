"""What a claim gives away without its evidence: the baseline that a checker has to beat to have read anything.

Claims of a set are made by people or by a pattern, and false ones often show it: a denial put in, a word turned. A
model of the claims' words alone finds such traces; its score is the set's, not a checker's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.material.gold_claims import GoldClaim, gold_claims

__all__ = ["claim_only", "wording"]

_SEED = 20_261_124


def claim_only(name: str, claims: Sequence[GoldClaim]) -> list[str]:
    """Labels for the claims of a set, by a logistic regression on the words of its "tune" half's claims."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    known = [claim for claim in gold_claims(name) if claim.fold == "tune"]
    if len({claim.label for claim in known}) < 2:
        return [known[0].label if known else "not_enough"] * len(claims)
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 3), min_df=2, sublinear_tf=True),
        LogisticRegression(C=3.0, class_weight="balanced", max_iter=2000, random_state=_SEED),
    )
    model.fit([claim.claim for claim in known], [claim.label for claim in known])
    return [str(label) for label in model.predict([claim.claim for claim in claims])]


def wording(claim: str) -> tuple[bool, bool]:
    """Whether a statement denies, and whether it names a direction: what PharmGKB's false statements were made of."""
    return " not " in f" {claim} ", bool(re.search(r"\b(?:increased|decreased)\b", claim))
