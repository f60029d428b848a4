"""What a denial is of: "no serious event" does not say "no event", for a word that goes widens what is denied."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from assistant.knowledge.tables import mapping
from assistant.verify.checks.coverage import presents, said_in
from assistant.verify.checks.finding import Sides
from assistant.verify.checks.reading import Reading, Token

__all__ = ["denied_more"]

_PLAIN = 0.3
_TIGHT = (" ", "-", "‐", "‑")
"""What stands between the words of one name of a thing."""
_JOINS = frozenset({"and", "or", "nor", "but", "versus", "vs", "except", "than", "no", "not"})


def denied_more(sides: Sides) -> str:
    """Which word beside a kept one a sentence leaves out of what its evidence denies; empty when none, when nothing is
    denied in both, or when it is worded too freely to be compared."""
    if not sides.near or not any(token.kind == "negation" for token in sides.claim.tokens):
        return ""
    window, known = sides.match.window, said_in(sides)
    for place, token in enumerate(window.tokens):
        if token.kind == "negation" and token.said.lower() not in ("nor", "non"):
            lost = _lost(window, place, lambda one: known.has(one) or _printed(sides, one))
            if lost:
                return f"The evidence denies only {lost!r}."
    return ""


def _printed(sides: Sides, token: Token) -> bool:
    """Whether a word stands in the sentence within a name ("EGFR-activating mutation")."""
    return bool(token.said) and token.said.lower() in sides.claim.text.lower()


def _lost(window: Reading, place: int, has: Callable[[Token], bool]) -> str:
    """The things denied at a place, in their own words, of which a part is missing."""
    for words in _things(window, place):
        kept = [has(token) for token in words]
        gone = [token for token, there in zip(words, kept, strict=True) if not there]
        if gone and any(kept) and not all(_tells_nothing(window, token) for token in gone):
            return window.words(words)
    return ""


def _things(window: Reading, place: int) -> list[list[Token]]:
    """Runs of words of weight with nothing but a blank or a hyphen between, from the denial to the end of its part."""
    part: list[Token | None] = []
    for token, before in zip(window.tokens[place + 1 :], window.tokens[place:], strict=False):
        gap = window.text[before.end : token.start]
        if any(mark in gap for mark in ",;:.()"):
            break
        apart = token.weight <= _PLAIN or token.kind in ("hedge", "grammar") or token.said.lower() in _JOINS
        if gap not in _TIGHT or apart:
            part.append(None)
        if not apart:
            part.append(token)
    runs = [[token for token in run if token] for said, run in groupby(part, key=bool) if said]
    return [run for run in runs if not _holds(window, run[-1])]


def _holds(window: Reading, last: Token) -> bool:
    """Whether a thing only holds the one that is denied ("no evidence of", "no cases of")."""
    return window.text[last.end : last.end + 4] == " of "


def _tells_nothing(window: Reading, token: Token) -> bool:
    """A verb, a number, a word for how sure it is: each is for another check."""
    word = token.said.lower()
    hyphened = window.text[token.start - 1 : token.start] == "-" or window.text[token.end : token.end + 1] == "-"
    verb = word in mapping("verb_words") or (word.endswith("ed") and not hyphened)
    return (
        token.number is not None
        or word in ("one", "ones")
        or token.axis == "significance"
        or word.endswith("ly")
        or verb
        or presents(window, token)
        or word in mapping("presenting_words")
    )
