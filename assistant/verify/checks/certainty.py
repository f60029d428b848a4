"""How sure a sentence is, against its evidence: what may be, what was not significant, what goes together.

A recommendation, a cause, a significance must stand in the evidence; a doubt and a null result of the evidence must
stand in the sentence that takes over the clause they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from assistant.knowledge.tables import mapping
from assistant.language.cues import says
from assistant.language.numbers import read_numbers
from assistant.verify.checks.clauses import clause_places, said_clauses
from assistant.verify.checks.finding import Finding, Sides, failed, passed
from assistant.verify.checks.reading import Reading, Token

__all__ = ["advises_more", "check_certainty"]

_PLAIN = 0.3
_ADVICE = 2
"""Strength from which a word of `recommending` is advice, and not a thought."""
_CHANCE = 0.05
"""p-value above which a difference is not called significant."""
_RATIOS = frozenset({"HR", "OR", "RR", "IRR"})
_ARTICLES = frozenset({"a", "an", "the", "of", "with", "and", "no", "for", "to", "in", "by"})


def check_certainty(sides: Sides) -> Finding:
    """Weakens when the sentence is surer than its evidence."""
    for look in _LOOKS:
        fault = look(sides)
        if fault:
            return failed("certainty", "weakens", fault)
    return passed("certainty", "The sentence is no surer than the evidence.")


def advises_more(sides: Sides) -> str:
    """Why the sentence gives advice that the evidence does not, or more strongly; empty when it does not."""
    ours = _strength(sides.claim)
    theirs = max((_strength(reading)[0] for reading in sides.evidence), default=0)
    if ours[0] < _ADVICE or ours[0] <= theirs:
        return ""
    return f"The sentence recommends ({ours[1]!r}); the evidence does not, or less strongly."


def _advised(sides: Sides) -> str:
    """What the evidence says ought to be done, told as what is done or was."""
    if any(word in _ADVISING | _ADVISED for word in _said(sides.claim)):
        return ""
    window = sides.match.window
    for place in _governing(sides):
        word = window.tokens[place].said.lower()
        if word in _ADVISING and word in mapping("recommending"):
            return f"The evidence advises it ({word!r}); the sentence states it as a fact."
    return ""


_ADVISING = frozenset({"should", "must", "ought", "recommend", "recommends", "advise", "advocate"})
"""Words of advice that govern a verb; "the recommended dose" is a dose."""
_ADVISED = frozenset({"recommended", "recommendation", "recommendations", "advised", "mandatory", "contraindicated"})
"""Others that tell of advice; "avoided" alone is also what was done."""


def _strength(reading: Reading) -> tuple[int, str]:
    found = [
        (int(mapping("recommending")[word][0]), word) for word in _said(reading) if word in mapping("recommending")
    ]
    return max(found, default=(0, ""))


def _said(reading: Reading) -> list[str]:
    return [token.said.lower() for token in reading.tokens]


def _doubted(sides: Sides) -> str:
    """A hedge of a clause the sentence took over, or of what governs it, that the sentence does not have."""
    window, ours = sides.match.window, [token for token in sides.claim.tokens if token.kind == "hedge"]
    for place in _governing(sides):
        token = window.tokens[place]
        if token.kind == "hedge" and (not ours or _lost(sides, place, len(ours))):
            return f"The evidence only says {window.words([token])!r}; the sentence states it as a fact."
    return ""


def _lost(sides: Sides, place: int, said: int) -> bool:
    """Whether one of several doubts went: the word that it stands before is said without any, and there are fewer."""
    window, tokens = sides.match.window.tokens, sides.claim.tokens
    following = next((token for token in window[place + 1 : place + 1 + _BEFORE] if token.weight > _PLAIN), None)
    if (
        window[place].key != _SURE_DOUBT
        or following is None
        or said >= sum(token.kind == "hedge" for token in window)
        or not sides.close
    ):
        return False
    places = [at for at, token in enumerate(tokens) if token.key == following.key]
    return bool(places) and all(
        all(token.kind != "hedge" and token.said.lower() != "able" for token in tokens[max(0, at - _BEFORE) : at])
        for at in places
    )


_SURE_DOUBT = "hedge2"
"""Key of a doubt ("may", "possible"); what "appears" may be seen, and what "suggests" hint."""
_BEFORE = 3
"""Tokens between a doubt and the word it is of."""


def _asked(sides: Sides) -> str:
    """What the evidence says after "whether" or leaves unknown, told as what is so."""
    window, known = sides.match.window, {*_keys(sides)}
    if not sides.close or any(token.said.lower() in _OPEN for token in sides.claim.tokens):
        return ""
    for place, token in enumerate(window.tokens):
        if token.said.lower() == "whether" and window.text[token.end : token.end + 7].lower() != " or not":
            following = [one for one in window.tokens[place + 1 :] if one.weight > _PLAIN][:2]
            if following and all(one.key in known for one in following):
                return "The evidence says this only after 'whether'."
    return ""


_OPEN = frozenset({"whether", "if", "unknown", "unclear", "uncertain"})


def _conditional(sides: Sides) -> str:
    """The words taken over stand after "whether", "if", "before": nobody said that it is so."""
    window, first = sides.match.window, _first_taken(sides)
    for place in range(first - 1, -1, -1):
        token = window.tokens[place]
        kind = mapping("subordinators").get(token.said.lower())
        if kind is not None and kind[0] == "condition" and place > 0:
            return f"The evidence says this only after {token.said!r}."
        if token.weight > _PLAIN and token.kind != "negation":
            return ""
    return ""


def _governing(sides: Sides) -> list[int]:
    """Places of the window's tokens in clauses the sentence took over, and of those that lead up to them."""
    window = sides.match.window
    clauses = said_clauses(window, _keys(sides))
    places = clause_places(window)
    return [place for place, clause in enumerate(places) if clause in clauses]


def _keys(sides: Sides) -> list[str]:
    kin = (sides.match.window.tokens[j].key for _, j in sides.match.pairs)
    return [*sides.claim.keys, *kin]


def _first_taken(sides: Sides) -> int:
    """The place of the window's first word of weight that the sentence has too."""
    keys = set(_keys(sides))
    tokens = sides.match.window.tokens
    return next((at for at, token in enumerate(tokens) if token.weight > _PLAIN and token.key in keys), 0)


def _significant(sides: Sides) -> str:
    said = _of_axis(sides.claim, "significance")
    if not said or _of_axis(sides.match.window, "significance"):
        return ""
    chances = [number.value for number in read_numbers(sides.match.window.text) if number.role == "p"]
    if chances and max(chances) <= _CHANCE and not said[0].said.lower().startswith("in"):
        return ""
    return f"The sentence says {said[0].said!r}; the evidence does not."


def _of_axis(reading: Reading, axis: str) -> list[Token]:
    return [token for token in reading.tokens if token.axis == axis and token.sign == "+"]


def _caused(sides: Sides) -> str:
    """A cause, or an act on the outcome, where the evidence has things that go together."""
    window = sides.match.window
    links = [token for token in window.tokens if _links(token)]
    if not links or any(_links(token) for token in sides.claim.tokens):
        return ""
    clauses, places = said_clauses(window, _keys(sides)), clause_places(window)
    link = next((token for token in links if places[window.tokens.index(token)] in clauses), None)
    acts = [token for place, token in enumerate(sides.claim.tokens) if _acts(sides.claim, place)]
    acted = {token.said.lower() for place, token in enumerate(window.tokens) if _acts(window, place)}
    new = next((token for token in acts if token.said.lower() not in acted), None)
    if link is None or new is None:
        return ""
    return f"The evidence reports an association ({link.said!r}); the sentence states a cause ({new.said!r})."


def _links(token: Token) -> bool:
    word = token.said.lower()
    known = mapping("causation")
    return token.axis == "association" or known.get(word, known.get(word.rstrip("sd"), ("",)))[0] == "association"


def _acts(reading: Reading, place: int) -> bool:
    """A verb of cause, or of change with what it changes after it; "an increased risk" is none."""
    token = reading.tokens[place]
    word = token.said.lower()
    known = mapping("causation")
    if known.get(word, known.get(word.rstrip("sd"), ("",)))[0] == "causation":
        return True
    if token.kind != "direction" or not word.endswith(("ed", "s")) or token.axis in ("association", "significance"):
        return False
    before = reading.tokens[place - 1].said.lower() if place else ""
    return before not in _ARTICLES and not before.endswith("ly")


def _by_chance(sides: Sides) -> str:
    """An effect that the evidence calls none, or whose interval includes one, stated without either."""
    window = sides.match.window
    if (
        says("null", sides.claim.text)
        or _denies(sides.claim.tokens)
        or any(token.kind == "negation" for token in sides.claim.tokens)
    ):
        return ""
    stated = {token.axis for token in sides.claim.tokens if token.kind == "direction"}
    if not stated - _STATES and not (stated & _FOUND and _denies(sides.match.window.tokens)):
        return ""
    if says("null", _next(sides)):
        return "The next sentence of the evidence says that this was not significant."
    kept = {token.key for token in sides.claim.tokens if token.number is not None}
    for text, tokens in _parts(window, said_clauses(window, _keys(sides))):
        if says("null", text) or _denies(tokens):
            return "The evidence does not find this effect, or not significantly."
        if _spans_one(text) and not any(token.key in kept for token in tokens if _limit(token)):
            return "The evidence gives an interval that includes no effect, or a chance above .05."
    return ""


def _next(sides: Sides) -> str:
    """The sentence after the window, where it speaks of what the window says ("although this difference …")."""
    texts = [reading.text for reading in sides.evidence]
    at = next((place for place, text in enumerate(texts) if sides.match.window.text.endswith(text)), len(texts))
    following = texts[at + 1] if at + 1 < len(texts) else ""
    return following if _BACK.search(following) else ""


_BACK = re.compile(
    r"^(?:\w+,? ){0,2}th(?:is|ese) (?:difference|effect|increase|decrease|improvement|association)", re.I
)
_FOUND = frozenset({"association", "difference"})
_STATES = frozenset({*_FOUND, "recommendation", "noninferiority"})
"""Axes whose words state no effect of their own; those of the first are one where the evidence denies significance."""


def _denies(tokens: Sequence[Token]) -> bool:
    return any(token.axis == "significance" and token.sign == "-" for token in tokens)


def _limit(token: Token) -> bool:
    return token.number is not None and token.number.role in ("interval", "p")


def _parts(window: Reading, clauses: Iterable[int]) -> list[tuple[str, list[Token]]]:
    places = clause_places(window)
    made = []
    for clause in clauses:
        tokens = [token for token, place in zip(window.tokens, places, strict=True) if place == clause]
        made.append((window.text[tokens[0].start : tokens[-1].end], tokens))
    return made


@lru_cache(maxsize=1024)
def _spans_one(text: str) -> bool:
    """Whether a ratio's interval holds 1, or every p-value is one that chance explains."""
    numbers = read_numbers(text)
    chances = [number for number in numbers if number.role == "p"]
    if chances and all(number.value > _CHANCE and number.relation not in ("<", "≤") for number in chances):
        return True
    ratio = ""
    limits: list[float] = []
    for number in numbers:
        if number.role == "ratio":
            ratio, limits = number.measure, []
        elif number.role == "interval" and ratio in _RATIOS:
            limits.append(number.value)
            if len(limits) == 2 and min(limits) < 1 < max(limits):
                return True
    return False


_LOOKS: tuple[Callable[[Sides], str], ...] = (
    advises_more,
    _advised,
    _conditional,
    _asked,
    _doubted,
    _significant,
    _caused,
    _by_chance,
)
