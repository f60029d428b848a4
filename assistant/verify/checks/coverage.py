"""Which words of a sentence its evidence does not have: a close wording has none, and a free one must be read.

A word is covered by itself, by a word that means the same or comes of one stem, by a name of the same thing, and by
the abbreviation that stands for it. All of this must stand in one place, a sentence or two neighbors; what tells whose
study it is (names, groups, design, abbreviations) may stand anywhere in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.knowledge.tables import mapping
from assistant.language.abbreviations import find_abbreviations
from assistant.verify.checks.finding import Sides
from assistant.verify.checks.names import Name, same_name
from assistant.verify.checks.reading import Reading, Token, read, sentences

__all__ = ["content", "covered_by", "uncovered"]

_PLAIN = 0.3
"""Weight up to which a token says nothing of its own."""
_STEM = 5
_KIN = 0.7
"""Share of the longer word that two words of one stem have in common at their beginning."""


def content(token: Token) -> bool:
    """Whether a token says something of its own, which is a matter of words and not of figures."""
    return token.weight > _PLAIN and token.kind in ("word", "direction", "name", "grammar")


@lru_cache(maxsize=512)
def uncovered(sides: Sides) -> tuple[Token, ...]:
    """The tokens of the sentence, in order, that the window of its evidence does not have."""
    window = sides.match.window
    expansions = _expansions(f"{sides.text}\n{sides.context}")
    here = covered_by(window, expansions)
    beyond = _beyond(sides, expansions)
    told = _told_here(sides)
    made = []
    for token in sides.claim.tokens:
        if not content(token) or here.has(token):
            continue
        if (token.name is not None or _modifies(token, told)) and beyond.has(token):
            continue
        long = expansions.get(_folded(sides.claim.words([token])))
        if not long or not all(here.has(part) for part in long if content(part)):
            made.append(token)
    return tuple(made)


def _modifies(token: Token, told: frozenset[str]) -> bool:
    """Whether a word only tells of whom or how a study was, on which this place says nothing else."""
    kind = mapping("study_words").get(token.said.lower())
    return kind is not None and kind[0] not in told


def _told_here(sides: Sides) -> frozenset[str]:
    """Classes of `study_words` of which the window has a word that the sentence lacks."""
    ours = {token.said.lower() for token in sides.claim.tokens}
    theirs = {token.said.lower() for token in sides.match.window.tokens} - ours
    return frozenset(mapping("study_words")[word][0] for word in theirs if word in mapping("study_words"))


class _Known:
    """Words and names that stand somewhere, to be asked for others; each question costs the length of a word."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.keys: set[str] = set()
        self.names: list[Name] = []
        self._prefixes: dict[str, int] = {}
        for token in tokens:
            self.keys.add(token.key)
            if token.name is not None:
                self.names.append(token.name)
            if token.kind == "word":
                for length in range(_STEM, len(token.key) + 1):
                    prefix = token.key[:length]
                    self._prefixes[prefix] = min(self._prefixes.get(prefix, len(token.key)), len(token.key))

    def has(self, token: Token) -> bool:
        """Whether the token, or what says the same, is among them."""
        if token.name is not None:
            return any(same_name(token.name, other) for other in self.names)
        return token.key in self.keys or (token.kind == "word" and self._kindred(token.key))

    def _kindred(self, word: str) -> bool:
        if not word.isalpha():
            return False
        for length in range(len(word), _STEM - 1, -1):
            shortest = self._prefixes.get(word[:length])
            if shortest is not None:
                return length in (len(word), shortest) or length >= _KIN * max(len(word), shortest)
        return False


def covered_by(reading: Reading, expansions: dict[str, tuple[Token, ...]]) -> _Known:
    """What a text has: its tokens, and those of what its abbreviations stand for."""
    long = (part for token in reading.tokens for part in expansions.get(_folded(reading.words([token])), ()))
    return _Known((*reading.tokens, *long))


def _beyond(sides: Sides, expansions: dict[str, tuple[Token, ...]]) -> _Known:
    readings: Sequence[Reading] = (*sides.evidence, *sentences(sides.context))
    return _Known(
        part
        for reading in readings
        for token in reading.tokens
        for part in (token, *expansions.get(_folded(reading.words([token])), ()))
    )


@lru_cache(maxsize=128)
def _expansions(text: str) -> dict[str, tuple[Token, ...]]:
    """Abbreviation -> the tokens of what it stands for: the record's own definitions, then the usual ones."""
    made = {_folded(short): read(long[0]).tokens for short, long in mapping("outcome_abbreviations").items()}
    made |= {_folded(one.short): read(one.long).tokens for one in find_abbreviations(text)}
    return made


def _folded(word: str) -> str:
    return word.replace("-", "").casefold()
