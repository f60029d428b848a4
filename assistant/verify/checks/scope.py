"""Whom and what a sentence is on: the subgroup, the animals, the drug alone, the time before or after.

Small words carry it, which a count of words passes over. Each class of them (`scope_words`, `relations`) must be the
same in the sentence as in the clauses of the evidence that it took over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from assistant.knowledge.tables import lookup, mapping, pieces, words_in
from assistant.language.amounts import is_time
from assistant.verify.checks.clauses import clause_places, said_clauses
from assistant.verify.checks.connectives import joined_otherwise
from assistant.verify.checks.coverage import uncovered
from assistant.verify.checks.denials import denied_more
from assistant.verify.checks.finding import Finding, Sides, failed, passed
from assistant.verify.checks.quantities import other_quantity
from assistant.verify.checks.reading import Reading, Token

__all__ = ["check_scope"]

_PLAIN = 0.3
_NEVER_DROPPED = ("only", "subgroup", "alone")
"""Classes of `scope_words` without which a sentence says more than its evidence."""


def check_scope(sides: Sides) -> Finding:
    """Weakens when the sentence is on more, or on others, than the words of its evidence allow."""
    for look in _LOOKS:
        fault = look(sides)
        if fault:
            return failed("scope", "weakens", fault)
    return passed("scope", "The sentence is on what the evidence is on.")


def _narrowed(sides: Sides) -> str:
    ours, theirs = _classes(sides.claim.tokens), _classes(_taken(sides))
    for kind in _NEVER_DROPPED:
        if kind in theirs and kind not in ours:
            return f"The evidence says {theirs[kind]!r} here; the sentence leaves that out."
    everywhere = _classes(sides.match.window.tokens)
    for kind, word in ours.items():
        if kind not in everywhere:
            return f"The sentence says {word!r}; the evidence does not."
    return ""


def _classes(tokens: Iterable[Token]) -> dict[str, str]:
    known = mapping("scope_words")
    words = (token.said.lower() for token in tokens if token.said)
    return {known[word][0]: word for word in words if word in known}


def _taken(sides: Sides) -> list[Token]:
    """The window's tokens in the clauses that the sentence took over."""
    window = sides.match.window
    keys = [*sides.claim.keys, *(window.tokens[j].key for _, j in sides.match.pairs)]
    clauses = said_clauses(window, keys)
    return [token for token, place in zip(window.tokens, clause_places(window), strict=True) if place in clauses]


def _alone(sides: Sides) -> str:
    """ "B alone" where the evidence has "A alone"."""
    ours, theirs = _before(sides.claim), _before(sides.match.window)
    for key, word in ours.items():
        if key not in theirs and theirs:
            return f"The evidence does not say {word!r} of this."
    return ""


def _before(reading: Reading) -> dict[str, str]:
    """Key of the word that "alone" is said of -> both as printed ("exercise alone", "only exercise")."""
    made: dict[str, str] = {}
    for place, token in enumerate(reading.tokens):
        if mapping("scope_words").get(token.said.lower(), ("",))[0] != "alone" or not place:
            continue
        if token.said.lower() == reading.text[token.start : token.end].lower():
            made[reading.tokens[place - 1].key] = reading.words([reading.tokens[place - 1], token])
        else:
            last = _phrase_end(reading, place)
            made[last.key] = reading.words([token, last])
    return made


def _phrase_end(reading: Reading, place: int) -> Token:
    """The last of the words and names in a row that follow."""
    end = place + 1
    while end + 1 < len(reading.tokens) and _beside(reading, end):
        end += 1
    return reading.tokens[end]


def _beside(reading: Reading, place: int) -> bool:
    first, second = reading.tokens[place : place + 2]
    return second.kind in ("word", "name") and reading.text[first.end : second.start] in (" ", "-")


def _species(sides: Sides) -> str:
    """People, where the evidence has animals, cells or tissue of them."""
    window = sides.match.window.tokens
    human = any(token.kind == "group" and token.key.endswith("species:human") for token in window)
    grown = [token for token in window if token.said.lower() in words_in("preclinical_words", "grown")]
    other = grown or ([] if human else [token for token in window if _preclinical(token)])
    if not other:
        return ""
    if any(_preclinical(token) for token in sides.claim.tokens):
        return ""
    return f"The evidence is on {sides.match.window.words([other[0]])!r}; the sentence leaves that out."


def _preclinical(token: Token) -> bool:
    if token.kind == "group" and token.axis == "species":
        return token.sign != "human"
    word = token.said.lower()
    return word in words_in("design_words", "ANIMAL") or word in words_in("preclinical_words")


def _scheduled(sides: Sides) -> str:
    """ "weekly" where the evidence says "at week 4"."""
    text = sides.match.window.text.lower()
    known = mapping("schedules")
    for token in sides.claim.tokens:
        ways = known.get(token.said.lower())
        if ways and not any(way in text for way in pieces(ways[0])):
            return f"The sentence says {token.said!r}; the evidence gives no such schedule."
    return ""


def _related(sides: Sides) -> str:
    """ "after the dose" where the evidence says "before the dose"; "to 3 %" where it says "by 3 %"."""
    ours, theirs = _relations(sides.claim), _relations(sides.match.window)
    for (key, kind), words in ours.items():
        given = theirs.get((key, kind), set())
        if given and not words & given:
            return f"The sentence says {min(words)!r} where the evidence says {min(given)!r}."
    return ""


def _relations(reading: Reading) -> dict[tuple[str, str], set[str]]:
    """(key of the word that follows, class) -> the small words of that class before it; "to a 46 % reduction" is on no
    end, and "65 % higher" is by that much."""
    made: dict[tuple[str, str], set[str]] = {}
    known = mapping("relations")
    waiting: list[tuple[str, str]] = []
    for place, token in enumerate(reading.tokens):
        word = token.said.lower()
        if word in known:
            waiting.append((known[word][0], word))
        elif word in ("a", "an"):
            waiting = [one for one in waiting if one[0] != "extent"]
        elif token.weight > _PLAIN:
            following = reading.tokens[place + 1] if place + 1 < len(reading.tokens) else None
            if token.number is not None and following is not None and _compares(following):
                made.setdefault((token.key, "extent"), set()).add("by")
            for kind, said in waiting:
                if kind != "extent" or token.number is not None:
                    made.setdefault((token.key, kind), set()).add(said)
            waiting = []
    return made


def _timed(sides: Sides) -> str:
    """ "for 8 days" where the evidence says "at 8 days" or "within 8 days"."""
    ours, theirs = _spans(sides.claim), _spans(sides.match.window)
    for key, spans in ours.items():
        given = theirs.get(key, {})
        if given and not spans.keys() & given.keys():
            said, found = next(iter(spans.values())), next(iter(given.values()))
            return f"The sentence says {said!r} where the evidence says {found!r}."
    return ""


def _spans(reading: Reading) -> dict[str, dict[str, str]]:
    """Key of a time -> how it is meant (`time_spans`) -> as printed ("for 8 days")."""
    made: dict[str, dict[str, str]] = {}
    for place, token in enumerate(reading.tokens):
        if token.number is None or not (is_time(token.number) or token.number.measure in _NUMBERED):
            continue
        at = place - 2 if token.number.role == "ordinal" else place - 1
        before = reading.tokens[at] if at >= 0 else token
        span = lookup("time_spans").get(before.said.lower())
        later = reading.tokens[place + 1].said.lower() if place + 1 < len(reading.tokens) else ""
        if span:
            made.setdefault(token.key, {})[span] = reading.words([before, token])
        elif later in ("after", "later") and token.number.relation in (">", "≥"):
            made.setdefault(token.key, {})["point"] = reading.words([token, reading.tokens[place + 1]])
    return made


_NUMBERED = frozenset({"day", "week", "month"})
"""What is numbered for a point in time ("at week 4")."""


def _unsaid(sides: Sides) -> str:
    """ "before treatment" or "below the rate" where the evidence has no word that says so (`needed_words`)."""
    given = {token.said.lower() for token in sides.match.window.tokens}
    relations = {token.number.relation for token in sides.match.window.tokens if token.number is not None}
    for token, following in pairwise((*sides.claim.tokens, None)) if sides.close else ():
        if token is None or (following is not None and following.said.lower() == "all"):
            continue
        needed = lookup("needed_words").get(token.said.lower())
        if needed and not relations & set(needed) and not given.intersection(pieces(needed)):
            return f"The sentence says {token.said!r}; the evidence does not."
    return ""


def _doubled(sides: Sides) -> str:
    """ "as frequent as" where the evidence says "twice as frequent as"."""
    ours = _equated(sides.claim, "grammar")
    for key, told in _equated(sides.match.window, "direction").items():
        if key in ours:
            return f"The evidence says {told!r}; the sentence leaves out how many times."
    return ""


def _equated(reading: Reading, kind: str) -> dict[str, str]:
    """Key of the word after "as" -> both as printed; `kind` is "direction" where a multiple stands before."""
    return {
        token.key: reading.words([before, token])
        for before, token in pairwise(reading.tokens)
        if before.said.lower() == "as" and (before.kind == "direction") is (kind == "direction")
    }


def _either(sides: Sides) -> str:
    """ "a BRCA1/2 mutation", which is one of the two, where the evidence says "BRCA1 and BRCA2"."""
    for found in _SHARED_STEM.finditer(sides.claim.text):
        both = f"{found['stem']}{found['first']} and {found['stem']}{found['second']}"
        if both in sides.match.window.text:
            return f"The sentence says {found.group()!r}, which may be either, where the evidence says {both!r}."
    return ""


_SHARED_STEM = re.compile(r"\b(?P<stem>[A-Z][A-Z0-9]*?)(?P<first>\d)/(?P<second>\d)(?![\w/])")


def _differs(sides: Sides) -> str:
    """ "was 9 kg" where the evidence says "was 9 kg larger": a difference told as the amount itself."""
    window, known = sides.match.window.tokens, {*sides.claim.keys}
    for token, following in pairwise(window):
        if token.number is None or token.key not in known or not _compares(following):
            continue
        if following.key not in known and not any(map(_compares, sides.claim.tokens)):
            told = sides.match.window.words([token, following])
            return f"The evidence says {told!r}; the sentence gives the amount alone."
    return ""


def _compares(token: Token) -> bool:
    word = token.said.lower()
    return token.axis == "amount" and (word.endswith("er") or word in ("more", "less"))


def _small_words(sides: Sides) -> str:
    """What words of quantity, of denial and between the parts say otherwise; a sentence with words of its own, which
    may say in other ways what they say, is for a judge that reads."""
    if not sides.close or uncovered(sides):
        return ""
    return other_quantity(sides) or denied_more(sides) or joined_otherwise(sides)


_LOOKS: tuple[Callable[[Sides], str], ...] = (
    _narrowed,
    _alone,
    _species,
    _scheduled,
    _related,
    _timed,
    _unsaid,
    _doubled,
    _either,
    _differs,
    _small_words,
)
