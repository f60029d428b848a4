"""Near-verbatim claims: sentences of no real study, each changed in one place, and sentences that say the same.

A row of `near_verbatim.tsv` names its sentence and what was put in the place of what; "*" stands for the whole
sentence. Both are written by hand, so that each change is one a reader would call false, or harmless. A free predicate
is a row of `free_predicates.tsv` said of what a sentence names, which no sentence here supports. `reworded.tsv` has the
same columns: its rows are by writers who never read the checks, and turn a sentence over as freely as they like.
"""

from __future__ import annotations

import msgspec

from assistant.verify.checks.names import find_names
from evals.material.data import SETS, Fold, fold
from evals.material.questions import read_table

__all__ = ["Evidence", "NearClaim", "evidence", "free_predicates", "near_claims", "reworded_claims"]

_WHOLE = "*"
_OF_EACH = 3
"""Predicates said of each sentence."""


class Evidence(msgspec.Struct, frozen=True):
    """A sentence, and what else its record says (empty where nothing)."""

    source: str
    sentence: str
    context: str = ""

    @property
    def fold(self) -> Fold:
        return fold(self.source)


class NearClaim(msgspec.Struct, frozen=True):
    """A claim on an evidence, true or not, and what was done to make it."""

    claim: str
    evidence: Evidence
    truth: str
    """"same", "change" or "free" (see above)."""
    kind: str


def evidence() -> dict[str, Evidence]:
    """The sentences by their ids."""
    return _evidence("near_verbatim")


def _evidence(table: str) -> dict[str, Evidence]:
    return {row["source"]: Evidence(**row) for row in read_table(SETS / f"{table}_sources.tsv")}


def near_claims() -> list[NearClaim]:
    """All rows of the table, in its order. Raises ValueError for one whose words do not stand once in its sentence."""
    return _claims("near_verbatim", evidence())


def reworded_claims() -> list[NearClaim]:
    """The strangers' rows, in their order; raises as above."""
    return _claims("reworded", _evidence("reworded"))


def _claims(table: str, sources: dict[str, Evidence]) -> list[NearClaim]:
    made = []
    for row in read_table(SETS / f"{table}.tsv"):
        source = sources[row["source"]]
        if row["from"] != _WHOLE and source.sentence.count(row["from"]) != 1:
            raise ValueError(f"{row['from']!r} does not stand once in the sentence {source.source}")
        claim = row["to"] if row["from"] == _WHOLE else source.sentence.replace(row["from"], row["to"])
        made.append(NearClaim(claim[:1].upper() + claim[1:], source, row["truth"], row["kind"]))
    return made


def free_predicates() -> list[NearClaim]:
    """Each sentence's first drug, gene or other name (or "The treatment") with the next predicates of the list."""
    predicates = [row["predicate"] for row in read_table(SETS / "free_predicates.tsv")]
    made = []
    for place, source in enumerate(evidence().values()):
        names = sorted(find_names(source.sentence), key=lambda name: (name.kind not in ("drug", "gene"), name.start))
        subject = names[0].text if names else "The treatment"
        for step in range(_OF_EACH):
            predicate = predicates[(_OF_EACH * place + step) % len(predicates)]
            claim = predicate.replace("{X}", subject)
            made.append(NearClaim(claim[:1].upper() + claim[1:], source, "free", "free"))
    return made
