"""Which words of a sentence its evidence does not have: a close wording has none, and a free one must be read.

A word is covered by itself, by a word that means the same or comes of one stem, by a name of the same thing, and by
the abbreviation that stands for it. All of this must stand in one place, a sentence or two neighbors; what tells whose
study it is (names, groups, design, abbreviations) may stand anywhere in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from assistant.knowledge.tables import grouped, mapping, rows
from assistant.language.abbreviations import find_abbreviations, words_abbreviated
from assistant.language.lexicon import lemma
from assistant.variants.find import approved
from assistant.verify.checks.finding import Sides
from assistant.verify.checks.names import Name, same_name
from assistant.verify.checks.reading import Reading, Token, qualifies, read, sentences

__all__ = [
    "content",
    "covered_by",
    "presents",
    "said_in",
    "senses",
    "spelled_out_in",
    "stands_for",
    "uncovered",
]

Expansions = dict[str, tuple[tuple[Token, ...], ...]]

_PLAIN = 0.3
"""Weight up to which a token says nothing of its own."""
_CHANCE = "p"
"""Key of the letter before a p-value, which is read with the number."""
_STEM = 5
_KIN = 0.7
"""Share of the longer word that two words of one stem have in common at their beginning."""


def content(token: Token) -> bool:
    """Whether a token says something of its own, which is a matter of words and not of figures."""
    joins = (token.kind == "word" and token.said.lower() in mapping("comparators")) or token.key == _CHANCE
    return token.weight > _PLAIN and token.kind in ("word", "direction", "name") and not joins


def uncovered(sides: Sides) -> tuple[Token, ...]:
    """The tokens of the sentence, in order, that the window of its evidence does not have."""
    window = sides.match.window
    expansions = _long_forms(sides)
    here = covered_by(window, expansions)
    told = _told_here(sides)
    beyond: _Known | None = None
    made = []
    for token in sides.claim.tokens:
        if not content(token) or here.has(token) or _says_nothing(sides, token):
            continue
        if token.name is not None or _modifies(token, told):
            beyond = beyond or _beyond(sides, expansions)
            if beyond.has(token):
                continue
        if not any(all(map(here.has, filter(content, one))) for one in _in_words(sides, token, expansions)):
            made.append(token)
    return tuple(made) if len(made) != 2 or not _in_one(made, here) else ()


def _in_words(sides: Sides, token: Token, expansions: Expansions) -> tuple[tuple[Token, ...], ...]:
    """What an abbreviation stands for, or the parts that a disease's name is made of ("TPMT deficiency")."""
    printed = sides.claim.words([token])
    long = expansions.get(_folded(printed), ())
    if token.name is None or token.name.kind != "disease" or " " not in printed:
        return long
    return (*long, tuple(part for word in printed.split() for part in read(word).tokens))


def _long_forms(sides: Sides) -> Expansions:
    """What abbreviations stand for in the record, and the words in a row that an acronym of the sentence stands for by
    their first letters, where it is no gene's approved symbol."""
    made = dict(_expansions(f"{sides.text}\n{sides.context}"))
    window = sides.match.window
    for token in sides.claim.tokens:
        printed = sides.claim.words([token])
        known = token.name is not None and (token.name.kind not in ("gene", "code") or approved(printed))
        span = None if known else words_abbreviated(printed, window.text)
        if span is not None:
            words = tuple(one for one in window.tokens if span[0] <= one.start < span[1])
            made[_folded(printed)] = (*made.get(_folded(printed), ()), words)
    return made


_BRINGS = frozenset(
    {"showed", "shows", "led", "lead", "leads", "resulted", "results", "produced", "produces", "caused", "causes"}
)
_NEAR_NOUN = 5
"""Tokens after such a verb in which the noun of the change is looked for ("led to a 46 % reduction")."""


def _says_nothing(sides: Sides, token: Token) -> bool:
    """Whether a word only brings in what others say; "4 times as high" is "4-fold higher"."""
    multiple = token.key == "multiple:+" and "multiple:-" not in sides.match.window.keys
    return multiple or presents(sides.claim, token) or _brings(sides, token)


def _brings(sides: Sides, token: Token) -> bool:
    """Whether a verb only brings in the noun of a change that the evidence has as an act ("led to a reduction" of
    "reduced"), and nothing there merely goes together."""
    if token.said.lower() not in _BRINGS:
        return False
    place, window = sides.claim.tokens.index(token), sides.match.window.tokens
    noun = next((one for one in sides.claim.tokens[place + 1 : place + 1 + _NEAR_NOUN] if one.axis == "amount"), None)
    linked = any(one.axis == "association" for one in window)
    acts = (one for one in window if one.said.lower().endswith("ed") and noun is not None and one.key == noun.key)
    return not linked and next(acts, None) is not None


def presents(reading: Reading, token: Token) -> bool:
    """Whether a word only says that something was there ("a response was seen in", "rash occurred in")."""
    word = token.said.lower()
    if word not in mapping("presenting_words"):
        return False
    place = reading.tokens.index(token)
    before = reading.tokens[place - 1].said.lower() if place else ""
    after = reading.tokens[place + 1].said.lower() if place + 1 < len(reading.tokens) else ""
    return after in ("in", "with", "among", "for") and (
        mapping("presenting_words")[word][0] == "alone" or before in _BE
    )


_BE = frozenset({"was", "were", "is", "are", "been"})


def spelled_out_in(sides: Sides, token: Token) -> bool:
    """Whether the sentence has, in full words, what a word of the evidence abbreviates."""
    printed = _folded(sides.match.window.words([token]))
    ours = _Known(sides.claim.tokens)
    long = _expansions(f"{sides.text}\n{sides.context}").get(printed, ())
    return any(one and all(map(ours.has, filter(content, one))) for one in long)


def _in_one(missing: Sequence[Token], here: _Known) -> bool:
    """Whether two words, printed side by side, are one word there ("end point", "endpoint")."""
    first, second = missing
    return first.end + 1 == second.start and lemma(f"{first.said}{second.said}") in here.keys


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
        self._senses: frozenset[int] = frozenset()
        last: Token | None = None
        for token in tokens:
            self.keys.add(token.key)
            self._senses |= senses(token)
            if token.name is not None:
                self.names.append(token.name)
                self.keys |= {lemma(word.lower()) for word in token.name.text.split()[1:]}
                self._add_words(_later_words(token.name.text))
            if token.kind == "word" and last is not None and last.end + 1 == token.start:
                self.keys.add(lemma(f"{last.said}{token.said}"))
                self._senses |= _senses().get(lemma(f"{last.said}{token.said}".lower()), frozenset())
            last = token if token.said else None
            self._add_stem(token)

    def _add_words(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            self.keys.add(token.key)
            self._senses |= senses(token)
            self._add_stem(token)

    def _add_stem(self, token: Token) -> None:
        if token.kind == "word":
            for length in range(_STEM, len(token.key) + 1):
                prefix = token.key[:length]
                self._prefixes[prefix] = min(self._prefixes.get(prefix, len(token.key)), len(token.key))

    def has(self, token: Token) -> bool:
        """Whether the token, or what says the same, is among them."""
        if token.name is not None:
            return any(same_name(token.name, other) or _gene_of(token.name, other) for other in self.names)
        same = token.key in self.keys or bool(self._senses & senses(token))
        return same or (token.kind == "word" and self._kindred(token.key))

    def _kindred(self, word: str) -> bool:
        if not word.isalpha():
            return False
        for length in range(len(word), _STEM - 1, -1):
            shortest = self._prefixes.get(word[:length])
            if shortest is not None:
                return length in (len(word), shortest) or length >= _KIN * max(len(word), shortest)
        return False


@lru_cache(maxsize=4096)
def _later_words(name: str) -> tuple[Token, ...]:
    """The words after the first of a name, which a sentence may say apart from it ("a mutation" of "EGFR mutation")."""
    later = " ".join(name.split()[1:])
    return tuple(token for token in read(later).tokens if token.kind == "word" or qualifies(token)) if later else ()


def _gene_of(name: Name, other: Name) -> bool:
    """Whether a gene stands there within the name of a variant of its own ("BRCA2 mutation")."""
    return name.kind == "gene" and other.kind == "variant" and other.key.startswith(f"{name.key}:")


def stands_for(sides: Sides, ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether some tokens say what others say: by a synonym, a stem or an abbreviation, in either of the two."""
    expansions = _long_forms(sides)
    one, two = Reading(sides.claim.text, tuple(ours)), Reading(sides.match.window.text, tuple(theirs))
    return all(map(_Known(_spelled_out(two, expansions)).has, ours)) or all(
        map(_Known(_spelled_out(one, expansions)).has, theirs)
    )


def said_in(sides: Sides) -> _Known:
    """What the sentence itself has."""
    return covered_by(sides.claim, _long_forms(sides))


def covered_by(reading: Reading, expansions: Expansions) -> _Known:
    """What a text has: its tokens, and those of what its abbreviations stand for."""
    return _Known(_spelled_out(reading, expansions))


def _beyond(sides: Sides, expansions: Expansions) -> _Known:
    readings: Sequence[Reading] = (*sides.evidence, *sentences(sides.context))
    return _Known(part for reading in readings for part in _spelled_out(reading, expansions))


def _spelled_out(reading: Reading, expansions: Expansions) -> Iterator[Token]:
    for token in reading.tokens:
        yield token
        for long in expansions.get(_folded(reading.words([token])), ()):
            yield from long


@lru_cache(maxsize=128)
def _expansions(text: str) -> Expansions:
    """Abbreviation -> the tokens of what it stands for: the record's own definition, or else the usual ones."""
    usual = grouped("outcome_abbreviations").items()
    made = {_folded(short): tuple(read(cells[0]).tokens for cells in found) for short, found in usual}
    made |= {_folded(one.short): (read(one.long).tokens,) for one in find_abbreviations(text)}
    return made


@cache
def _senses() -> dict[str, frozenset[int]]:
    """Lemma -> the rows of `synonyms` it stands in; a word of several senses stands in several."""
    made: dict[str, set[int]] = {}
    for number, (words, _) in enumerate(rows("synonyms")):
        for word in words.split():
            made.setdefault(lemma(word), set()).add(number)
    return {word: frozenset(found) for word, found in made.items()}


def senses(token: Token) -> frozenset[int]:
    """The rows of `synonyms` that have the word."""
    return _senses().get(lemma(token.said.lower()), frozenset()) if token.said else frozenset()


def _folded(word: str) -> str:
    """Of an abbreviation also without the "s" of its plural ("TKIs")."""
    plain = word.replace("-", "")
    return (plain[:-1] if plain.endswith("s") and plain[-2:-1].isupper() else plain).casefold()
