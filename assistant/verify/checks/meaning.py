"""Whether a sentence is worded closely enough for checks to decide: every word covered, in a statement of some length.

What a close wording leaves to judge, the other checks judge. A free one says in its own words what may well be true;
only a reader can tell, and no share of words stands for one.
"""

from __future__ import annotations

from assistant.knowledge.tables import mapping
from assistant.verify.checks.coverage import content, uncovered
from assistant.verify.checks.finding import Finding, Sides, failed, passed
from assistant.verify.checks.reading import Reading, Token

__all__ = ["check_meaning", "check_wording"]

_COVERED = 0.45
"""Weighted share of the sentence its evidence must hold."""
_LEAST = 2.5
"""Weight of the words a statement has at least: two names or three words."""
_LIGHT = 0.5
"""Weight up to which a word is one that every abstract has."""
_SHOWN = 3
"""Uncovered words that are named."""


def check_meaning(sides: Sides) -> Finding:
    """Lacks when too little of the sentence stands in the evidence, or it states nothing."""
    if not _states(sides.claim):
        return failed("meaning", "lacks", "The sentence states nothing that could be supported.")
    share = 0.7 * sides.match.window_share + 0.3 * sides.match.share
    told = f"{100 * share:.0f} % of what the sentence says stands in the evidence"
    if share >= _COVERED:
        return passed("meaning", f"{told}.", share)
    return failed("meaning", "free", f"Only {told}.", share)


def _states(reading: Reading) -> bool:
    """Whether a text has the weight of a statement, and a verb."""
    weight = sum(token.weight for token in reading.tokens if token.weight > _LIGHT)
    return weight >= _LEAST and any(_verb(token) for token in reading.tokens)


def _verb(token: Token) -> bool:
    word = token.said.lower()
    if word in mapping("verb_words") or token.kind == "hedge":
        return True
    return token.kind in ("word", "direction") and word.endswith(("ed", "s")) and not word.endswith("ss")


def check_wording(sides: Sides) -> Finding:
    """Free when the sentence has words that the place it comes from has not, in any form."""
    missing = [token for token in uncovered(sides) if content(token)]
    if not missing:
        return passed("wording", "Every word of the sentence stands in one place of the evidence.")
    listed = ", ".join(repr(sides.claim.words([token])) for token in missing[:_SHOWN])
    return failed("wording", "free", f"The sentence is in words of its own ({listed}); it takes a judge that reads.")
