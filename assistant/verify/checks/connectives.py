"""How the parts of a sentence hang together: "because" is not "after", "or" not "and", "against" not "for"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.knowledge.tables import mapping, rows
from assistant.verify.checks.finding import Sides
from assistant.verify.checks.reading import Reading, Token

__all__ = ["joined_otherwise"]

_PLAIN = 0.3
_REACH = 6
"""Tokens a negation reaches."""
_STEM = 5
"""Letters that two forms of a verb have in common."""


def joined_otherwise(sides: Sides) -> str:
    """Why the parts of a close wording hang together otherwise than in the evidence; empty when they do not."""
    if not sides.close:
        return ""
    return _caused(sides) or _by_means(sides) or _one_of(sides) or _with_or_without(sides) or _opposed(sides)


def _caused(sides: Sides) -> str:
    """ "because" and "due to" where the evidence has no word that may say so."""
    found = _causes().search(sides.claim.text)
    if found is None or _hints().search(sides.match.window.text):
        return ""
    after = next((t for t in sides.claim.tokens if t.start >= found.end() and t.weight > _PLAIN), None)
    twins = [at for at, token in enumerate(sides.match.window.tokens) if after is not None and token.key == after.key]
    of_noun = found.group().lower().endswith((" of", " to")) or sides.claim.text[found.end() :].startswith(" of ")
    led = {_led(sides.match.window, at) for at in twins}
    if led & _OF_CAUSE or (of_noun and led - {""}) or _BY_DOING.search(sides.match.window.text):
        return ""
    return f"The sentence says {found.group()!r}; the evidence gives no cause."


_OF_CAUSE = frozenset({"for", "from"})
_BY_DOING = re.compile(r"\bby [a-z]+ing\b")


def _led(reading: Reading, place: int) -> str:
    """The word that leads a noun in, where it may tell a cause ("stopped for rash", "death from sepsis")."""
    for token in reversed(reading.tokens[max(0, place - 3) : place]):
        if token.said.lower() in ("for", "from", "of", "by", "with", "through"):
            return token.said.lower()
        if token.weight > _PLAIN and token.kind != "direction":
            break
    return ""


@cache
def _causes() -> re.Pattern[str]:
    return _phrases("cause")


@cache
def _hints() -> re.Pattern[str]:
    return _phrases("cause", "hint")


def _phrases(*kinds: str) -> re.Pattern[str]:
    words = sorted((phrase for phrase, kind, _ in rows("cause_phrases") if kind in kinds), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", re.IGNORECASE)


def _by_means(sides: Sides) -> str:
    """ "slowed growth by reducing collagen" where the evidence has "slowed growth and reduced collagen"."""
    window = sides.match.window.tokens
    for place, token in enumerate(sides.claim.tokens[1:], start=1):
        led = sides.claim.tokens[place - 1].said.lower()
        if led not in ("by", "through", "via") or not token.said.lower().endswith("ing"):
            continue
        twins = [
            at for at, other in enumerate(window) if other.said.lower()[:_STEM] == token.said.lower()[:_STEM] and at
        ]
        if twins and all(window[at - 1].said.lower() == "and" for at in twins):
            return f"The sentence says {led + ' ' + token.said!r}; the evidence has both side by side."
    return ""


def _one_of(sides: Sides) -> str:
    """ "or" between two things that the evidence joins by "and", or the other way round."""
    theirs = {frozenset((one, two)): (word, at) for word, one, two, at in _joints(sides.match.window)}
    window = sides.match.window.tokens
    for word, one, two, place in _joints(sides.claim):
        other, at = theirs.get(frozenset((one, two)), (word, 0))
        if other == word:
            continue
        denied = any(token.kind == "negation" for token in window[at : at + 3])
        ours = any(token.kind == "negation" for token in sides.claim.tokens[max(0, place - _REACH) : place])
        if not denied and not (ours and word == "and"):
            return f"The sentence says {word!r} where the evidence says {other!r}."
    return ""


def _joints(reading: Reading) -> Iterator[tuple[str, str, str, int]]:
    """(word, key before, key after, place) of each "and" and "or" that joins two things."""
    for place, token in enumerate(reading.tokens):
        word = token.said.lower()
        if word not in ("and", "or") or "and/or" in reading.text:
            continue
        before = next((t for t in reversed(reading.tokens[:place]) if t.weight > _PLAIN), None)
        after = next((t for t in reading.tokens[place + 1 :] if t.weight > _PLAIN and t.kind != "negation"), None)
        if before is not None and after is not None:
            yield word, before.key, after.key, place


def _with_or_without(sides: Sides) -> str:
    """ "with or without B" where the evidence only has "with B"."""
    found = _EITHER.search(sides.claim.text)
    if found is None or _EITHER_SAID.search(sides.match.window.text):
        return ""
    return f"The sentence says {found.group()!r}; the evidence does not."


_EITHER = re.compile(r"\bwith (?:or|and) without\b|\bwith/without\b|\bwhether or not\b", re.IGNORECASE)
_EITHER_SAID = re.compile(
    rf"{_EITHER.pattern}|\b(?:regardless|irrespective|independent(?:ly)?|whether|without|either)\b", re.IGNORECASE
)


def _opposed(sides: Sides) -> str:
    """ "argues against" where the evidence says "argues for"."""
    ours, theirs = _stances(sides.claim), _stances(sides.match.window)
    for verb, words in ours.items():
        if verb in theirs and not words & theirs[verb]:
            return f"The sentence says {min(words)!r} where the evidence says {min(theirs[verb])!r}."
    return ""


def _stances(reading: Reading) -> dict[str, set[str]]:
    """Key of a word of weight -> "for" or "against" right after it."""
    made: dict[str, set[str]] = {}
    for before, token in zip(reading.tokens, reading.tokens[1:], strict=False):
        if token.said.lower() in ("for", "against") and _governs(before):
            made.setdefault(before.key, set()).add(token.said.lower())
    return made


def _governs(token: Token) -> bool:
    return token.kind in ("word", "direction", "hedge") and token.said.lower() not in mapping("comparators")
