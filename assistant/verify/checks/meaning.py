"""Whether the evidence covers what the sentence says, and whether a single word was exchanged for a foreign one."""

from __future__ import annotations

from assistant.language.lexicon import lemma
from assistant.verify.checks.associations import reworded
from assistant.verify.checks.finding import Finding, Sides, failed, passed
from assistant.verify.checks.matching import Change
from assistant.verify.checks.reading import Token

__all__ = ["check_meaning", "check_wording"]

_COVERED = 0.45
"""Weighted share of the sentence its evidence must hold."""


def check_meaning(sides: Sides) -> Finding:
    """Lacks when too little of the sentence stands in the evidence."""
    share = 0.7 * sides.match.window_share + 0.3 * sides.match.share
    if reworded(sides):
        return passed("meaning", "What it says of these carriers stands in the evidence, in other words.", share)
    told = f"{100 * share:.0f} % of what the sentence says stands in the evidence"
    if share >= _COVERED:
        return passed("meaning", f"{told}.", share)
    return failed("meaning", "lacks", f"Only {told}.", share)


def check_wording(sides: Sides) -> Finding:
    """Lacks when the sentence repeats the evidence but for a word that says something else and stands nowhere in it."""
    if not sides.near:
        return passed("wording", "The sentence is worded in its own way.")
    everywhere = {token.key for reading in sides.evidence for token in reading.tokens}
    for change in sides.match.changes:
        fault = _foreign(sides, change, everywhere)
        if fault:
            return failed("wording", "lacks", fault)
    return passed("wording", "No word was exchanged for one of another meaning.")


def _foreign(sides: Sides, change: Change, everywhere: set[str]) -> str:
    turned = {token.axis for token in change.found if token.axis}
    ours = [
        token for token in change.said if _tells(token) and not (token.kind == "direction" and token.axis in turned)
    ]
    theirs = [token for token in change.found if _tells(token) or token.kind == "name"]
    new = [token for token in ours if token.key not in everywhere or _unheard(sides, token)]
    if not change.enclosed or not new or not theirs or len(ours) > 2 or len(theirs) > 3:
        return ""
    said, found = sides.claim.words([new[0]]), sides.match.window.words([theirs[0]])
    return f"The sentence says {said!r} where the evidence says {found!r}."


def _tells(token: Token) -> bool:
    return token.kind in {"word", "direction", "group"} and token.weight > 0.3


def _unheard(sides: Sides, token: Token) -> bool:
    """A direction the evidence has on the same axis, but never in this word."""
    if token.kind != "direction":
        return False
    word = lemma(sides.claim.words([token]))
    return all(lemma(r.words([t])) != word for r in sides.evidence for t in r.tokens if t.key == token.key)
