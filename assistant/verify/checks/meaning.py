"""Whether a sentence is worded closely enough for checks to decide: every word covered, in a statement of some length.

What a close wording leaves to judge, the other checks judge. A free one says in its own words what may well be true;
only a reader can tell, and no share of words stands for one.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import mapping
from assistant.language.covered import Covered
from assistant.variants.carriers import find_carriers
from assistant.verify.checks.associations import reworded
from assistant.verify.checks.coverage import content, presents, said_in, senses, stands_for, uncovered
from assistant.verify.checks.dropped import narrower, same_thing
from assistant.verify.checks.finding import Finding, Sides, failed, passed
from assistant.verify.checks.reading import Reading, Token, qualifies
from assistant.verify.checks.sides import exchanged, turned

__all__ = ["check_meaning", "check_wording"]

_COVERED = 0.45
"""Weighted share of the sentence its evidence must hold."""
_LEAST = 1.4
"""Weight of the words a statement has at least: two of them, or one and a figure."""
_PLAIN = 0.3
_LIGHT = 0.5
"""Weight up to which a word is one that every abstract has."""
_SHOWN = 3
"""Uncovered words that are named."""


def check_meaning(sides: Sides) -> Finding:
    """Lacks when too little of the sentence stands in the evidence, or it states nothing."""
    if not _states(sides):
        return failed("meaning", "lacks", "The sentence states nothing that could be supported.")
    share = 0.7 * sides.match.window_share + 0.3 * sides.match.share
    if reworded(sides):
        return passed("meaning", "What it says of these carriers stands in the evidence, in other words.", share)
    told = f"{100 * share:.0f} % of what the sentence says stands in the evidence"
    if share >= _COVERED:
        return passed("meaning", f"{told}.", share)
    return failed("meaning", "free", f"Only {told}.", share)


def _states(sides: Sides) -> bool:
    """Whether the sentence has the weight of a statement, and a verb, in its own form or in that of the evidence."""
    reading = sides.claim
    verbs = {token.key for token in sides.match.window.tokens if token.said.lower().endswith("ed")}
    weight = sum(token.weight for token in reading.tokens if token.weight > _PLAIN)
    return weight >= _LEAST and any(_verb(token) or token.key in verbs for token in reading.tokens)


def _verb(token: Token) -> bool:
    word = token.said.lower()
    if word in mapping("verb_words") or token.kind == "hedge":
        return True
    return token.kind in ("word", "direction") and word.endswith(("ed", "s")) and not word.endswith("ss")


def check_wording(sides: Sides) -> Finding:
    """Free when the sentence has words that the place it comes from has not, in any form."""
    missing = [token for token in uncovered(sides) if content(token)]
    both = {ours for ours, _ in turned(sides)} if exchanged(sides) is not None else set[Token]()
    missing = [token for token in missing if token not in both]
    if reworded(sides):
        verbatim, missing = not missing, _beside_association(sides, missing)
        put = sides.near and (_exchanged(sides, both) or (verbatim and narrower(sides)))
        if not missing and not put and not _beheaded(sides):
            return passed("wording", "It says of these carriers what the evidence says, in other words.")
    if not missing:
        put = _exchanged(sides, both) or _resolved(sides) or _beheaded(sides) or narrower(sides)
        if put:
            return failed("wording", "free", put)
        return passed("wording", "Every word of the sentence stands in one place of the evidence.")
    listed = ", ".join(repr(sides.claim.words([token])) for token in missing[:_SHOWN])
    return failed("wording", "free", f"The sentence is in words of its own ({listed}); it takes a judge that reads.")


def _beside_association(sides: Sides, missing: list[Token]) -> list[Token]:
    """The words that name neither carriers nor an outcome nor a way, which the check of associations compared."""
    text = sides.claim.text
    read = Covered(len(text), ((one.start, one.end) for one in find_carriers(text)))
    for pattern in patterns("outcome_families").values():
        for found in pattern.finditer(text):
            read.add(*found.span())
    return [
        one for one in missing if qualifies(one) or (one.kind != "direction" and not read.touches(one.start, one.end))
    ]


def _exchanged(sides: Sides, turned_too: set[Token]) -> str:
    """A word of the sentence in the place of another of the evidence that the sentence has nowhere."""
    kept, less, more = (
        {*sides.claim.keys},
        _rarer(sides.claim, sides.match.window),
        _rarer(sides.match.window, sides.claim),
    )
    moved = {sides.claim.tokens[i].start for i, _ in sides.match.moved}
    kin = [sense for token in sides.claim.tokens for sense in senses(token)]
    for change in sides.match.changes:
        if not change.enclosed:
            continue
        ours = [token for token in change.said if _said(token) and token.start not in moved and token not in turned_too]
        ours = [token for token in ours if not presents(sides.claim, token)]
        theirs = [token for token in change.found if _said(token) and token.weight > _LIGHT and token.key not in kept]
        theirs = [token for token in theirs if not senses(token).intersection(kin)]
        if any(token.key in more for token in ours):
            theirs += [token for token in change.found if token.key in less and _said(token) and token.weight > _LIGHT]
        if ours and theirs and len(ours) <= _FEW and len(theirs) <= _FEW and not stands_for(sides, ours, change.found):
            said, found = sides.claim.words([ours[0]]), sides.match.window.words([theirs[0]])
            return f"The sentence says {said!r} where the evidence says {found!r}."
    return ""


def _resolved(sides: Sides) -> str:
    """A name in the place of a pronoun that may be another's: the evidence has several of the kind."""
    ours, theirs = Counter(sides.claim.keys), Counter(sides.match.window.keys)
    kinds = Counter(token.name.kind for token in {t.key: t for t in sides.match.window.tokens}.values() if token.name)
    pronouns = [
        sum(token.said.lower() in _PRONOUNS for token in part.tokens) for part in (sides.claim, sides.match.window)
    ]
    if pronouns[0] >= pronouns[1] or not sides.near:
        return ""
    for token in sides.claim.tokens:
        if token.name is not None and ours[token.key] > theirs[token.key] > 0 and kinds[token.name.kind] > 1:
            return f"The sentence says {sides.claim.words([token])!r} where the evidence leaves open which is meant."
    return ""


_PRONOUNS = frozenset({"it", "its", "they", "their", "them"})


def _rarer(one: Reading, other: Reading) -> set[str]:
    """Keys of words that both texts have, the first of them less often: what went from one of its places."""
    counts, others = Counter(one.keys), Counter(other.keys)
    return {key for key, count in counts.items() if count < others[key]}


def _beheaded(sides: Sides) -> str:
    """ "the dose" of "the dose adjustment": the noun that says what it is was left out, at each place of the word."""
    kept, known, window = {*sides.claim.keys}, said_in(sides), sides.match.window
    bare: dict[str, bool] = {}
    heads: dict[str, str] = {}
    for token, following in pairwise((*window.tokens, None)):
        if token is None or token.kind != "word" or token.weight < 1 or token.key not in kept:
            continue
        if window.text[token.start - 1 : token.start] == "-":
            continue
        whole = following is not None and _noun(following) and following.start == token.end + 1
        lost = whole and following is not None and not known.has(following) and not same_thing(token, following)
        bare[token.key] = bare.get(token.key, False) or not lost
        if lost and following is not None:
            heads[token.key] = window.words([token, following])
    lost_word = next((key for key in heads if not bare[key]), "")
    return f"The evidence says this of {heads[lost_word]!r}." if lost_word else ""


def _noun(token: Token) -> bool:
    return (
        token.kind == "word"
        and token.weight >= 1
        and not token.said.endswith(("ed", "ly", "ing"))
        and token.said.islower()
    )


_FEW = 3
"""Words of a change up to which one stands for the other."""


def _said(token: Token) -> bool:
    return (content(token) or token.kind == "group") and token.key != _GROUP


_GROUP = "=group"
"""Key of the words for an arm of a trial."""
