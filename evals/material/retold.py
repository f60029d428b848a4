"""Passages of no real study, retold as a model retells: what still says the same, and what was changed in one place.

Beside `near_verbatim`, whose rows differ in a few words, these were retold freely, whole: other words, other order,
parts left out, facts joined. Written by people who had not read the checks. A changed one carries harmless rewordings
too, so that wording alone does not give it away.
"""

from __future__ import annotations

from assistant.language.abbreviations import find_abbreviations
from assistant.records.judged import Statement
from evals.material.data import SETS
from evals.material.near_verbatim import Evidence, NearClaim
from evals.material.questions import read_table

__all__ = ["beside", "retold_claims"]


def retold_claims() -> list[NearClaim]:
    """All rows of `retold_claims.tsv`, in its order; `truth` is "same" or "change"."""
    sources = {row["source"]: Evidence(**row) for row in read_table(SETS / "retold_sources.tsv")}
    rows = read_table(SETS / "retold_claims.tsv")
    return [NearClaim(row["claim"], sources[row["source"]], row["truth"], row["kind"]) for row in rows]


def beside(claim: NearClaim) -> Statement:
    """The claim as a judge is asked of it: the passage is its quote, the context stands around it."""
    source = claim.evidence
    record = f"{source.sentence}\n{source.context}"
    defined = tuple((one.short, one.long) for one in find_abbreviations(record))
    around = tuple(filter(None, (source.sentence, source.context)))
    return Statement(claim.claim, (source.sentence,), around, defined, record=record)
