"""Lays a sentence beside the part of the evidence that comes nearest to it, word for word.

Most false statements differ from a true one in a word or two. Once both are aligned, what was changed, added or left
out stands alone, and each check only has to look there.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

import msgspec

from assistant.verify.checks.names import same_name
from assistant.verify.checks.reading import Reading, Token

__all__ = ["Change", "Match", "match"]

_CANDIDATES = 4
"""Windows, of the best by shared words, that are aligned in full."""
_PAIR_GAIN = 0.12
"""What a window of two sentences must cover more than either, to be taken instead."""
_PLAIN = 0.3
"""Weight up to which a token says nothing of its own."""
_LEFT_OUT = 0.01
_KINDRED = 0.8
"""What a kindred word counts for, of what the word itself would."""
_KIN_PREFIX = 5
_KIN_SHARE = 0.6
_LONGEST_WORD = 60
"""Letters; what is longer is no word."""
_COMMON_FROM = 400
"""Tokens from which a window is too long for a sentence: what it repeats all the time does not lead the alignment."""
_SLOT_KINDS = frozenset({"number", "name", "direction", "group"})


class Change(msgspec.Struct, frozen=True):
    """What stands in the sentence (`said`) where the evidence has `found`; either may be empty."""

    said: tuple[Token, ...]
    found: tuple[Token, ...]
    before: bool
    """Whether the tokens right before it agree (or it stands at the beginning of both)."""
    after: bool

    @property
    def enclosed(self) -> bool:
        return self.before and self.after


class Match(msgspec.Struct, frozen=True):
    """The nearest window of the evidence, and how it differs."""

    claim: Reading
    window: Reading
    pairs: tuple[tuple[int, int], ...]
    """(token of the sentence, token of the window) that say the same at the same place."""
    changes: tuple[Change, ...]
    closeness: float
    """Weighted share of the sentence's frame found in the window, in order. A number in the place of a number, or a
    name in the place of a name, leaves the frame as it is: whether it is the right one is for the checks."""
    window_share: float
    """Weighted share of the sentence's words (numbers are checked by themselves) found in the window, in any order."""
    share: float
    """The same anywhere in the evidence."""

    @property
    def moved(self) -> tuple[tuple[int, int], ...]:
        """(token of the sentence, token of the window) that say the same at different places."""
        matched, taken = {i for i, _ in self.pairs}, {j for _, j in self.pairs}
        free: dict[str, list[int]] = {}
        for place, token in enumerate(self.window.tokens):
            if place not in taken:
                free.setdefault(token.key, []).append(place)
        made = []
        for place, token in enumerate(self.claim.tokens):
            if place in matched:
                continue
            key = token.key if free.get(token.key) else _by_another_name(token, free, self.window)
            if free.get(key):
                made.append((place, free[key].pop(0)))
        return tuple(made)


def _by_another_name(token: Token, free: dict[str, list[int]], window: Reading) -> str:
    """The key under which the window has what a name names, where it is another one."""
    for key, places in free.items():
        other = window.tokens[places[0]].name if places else None
        if token.name is not None and other is not None and same_name(token.name, other):
            return key
    return ""


def match(claim: Reading, evidence: Sequence[Reading]) -> Match | None:
    """None when either side has no words."""
    if not claim.tokens or not evidence:
        return None
    everywhere = {token.key for reading in evidence for token in reading.tokens}
    words = _Words(claim)
    windows = sorted(_windows(words, evidence), key=lambda found: -found[0])[:_CANDIDATES]
    aligned = [_align(claim, window, share) for share, window in windows]
    best = max(aligned, key=lambda one: one.closeness + 0.5 * one.window_share - _LEFT_OUT * _left_out(one))
    return msgspec.structs.replace(best, share=words.share(everywhere))


def _left_out(match: Match) -> float:
    """Weight of what the window has between words the sentence repeats: of two alike, the one with less is meant."""
    return sum(token.weight for change in match.changes if change.enclosed for token in change.found)


def _windows(claim: _Words, evidence: Sequence[Reading]) -> list[tuple[float, Reading]]:
    """Each sentence, and each pair of neighbors that covers clearly more than its parts, with the share it covers."""
    singles = [(claim.share(set(reading.keys)), reading) for reading in evidence]
    pairs = []
    for (one, first), (two, second) in pairwise(singles):
        both = claim.share({*first.keys, *second.keys})
        if both > max(one, two) + _PAIR_GAIN and claim.in_turn(first, second):
            pairs.append((both, _joined(first, second)))
    return singles + pairs


@lru_cache(maxsize=512)
def _joined(first: Reading, second: Reading) -> Reading:
    shift = len(first.text) + 1
    moved = tuple(
        msgspec.structs.replace(token, start=token.start + shift, end=token.end + shift) for token in second.tokens
    )
    return Reading(f"{first.text} {second.text}", (*first.tokens, *moved))


class _Words:
    """The words of a sentence, to be looked for in many others: each costs what it has itself, not what we have."""

    def __init__(self, claim: Reading) -> None:
        self._weights: dict[str, list[float]] = {}
        self._kindred: dict[str, set[str]] = {}
        self._of_words: dict[str, list[float]] = {}
        self._total = 0.0
        self._wanted = set[str]()
        for token in claim.tokens:
            if token.kind == "number":
                continue
            self._total += token.weight
            self._weights.setdefault(token.key, []).append(token.weight)
            if token.kind == "word":
                self._of_words.setdefault(token.key, []).append(_KINDRED * token.weight)
                for stem in _stems(token.key):
                    self._kindred.setdefault(stem, set()).add(token.key)
            if token.kind != "name" and token.weight > _PLAIN:
                self._wanted.add(token.key)

    def share(self, keys: set[str]) -> float:
        """Weighted share of the words, without the numbers, that are among the keys; a kindred word counts for less."""
        if not self._total:
            return 1.0
        same = keys & self._weights.keys()
        kindred = {ours for key in keys for stem in _stems(key) for ours in self._kindred.get(stem, ())} - same
        got = [weight for key in same for weight in self._weights[key]]
        got += [weight for key in kindred for weight in self._of_words[key]]
        return math.fsum(got) / self._total

    def in_turn(self, first: Reading, second: Reading) -> bool:
        """Whether each sentence has a word of ours that the other lacks; a name alone must not join what is apart."""
        one, two = self._wanted.intersection(first.keys), self._wanted.intersection(second.keys)
        return bool(one - two) and bool(two - one)


@lru_cache(maxsize=16_384)
def _stems(word: str) -> frozenset[str]:
    """The beginnings of a lemma, one of which another has when both come from one stem ("inhibit", "inhibitor")."""
    if not word.isalpha() or len(word) > _LONGEST_WORD:
        return frozenset()
    return frozenset(
        word[:length] for length in range(max(_KIN_PREFIX, math.ceil(_KIN_SHARE * len(word))), len(word) + 1)
    )


def _align(claim: Reading, window: Reading, share: float) -> Match:
    said, found = claim.tokens, window.tokens
    autojunk = len(window.tokens) > _COMMON_FROM
    operations = SequenceMatcher(None, claim.keys, window.keys, autojunk=autojunk).get_opcodes()
    pairs: list[tuple[int, int]] = []
    changes: list[Change] = []
    for place, (kind, a, b, c, d) in enumerate(operations):
        if kind == "equal":
            pairs.extend(zip(range(a, b), range(c, d), strict=True))
            continue
        kindred = _kindred(said, found, range(a, b), range(c, d))
        pairs.extend(kindred)
        paired = {i for i, _ in kindred}, {j for _, j in kindred}
        one = tuple(said[i] for i in range(a, b) if i not in paired[0])
        two = tuple(found[j] for j in range(c, d) if j not in paired[1])
        if one or two:
            changes.append(
                Change(
                    one,
                    two,
                    place > 0 or (a == 0 and c == 0),
                    place < len(operations) - 1 or (b == len(said) and d == len(found)),
                )
            )
    matched = sum(said[i].weight for i, _ in pairs) + sum(_slots(change) for change in changes)
    total = claim.weight
    return Match(claim, window, tuple(sorted(pairs)), tuple(changes), matched / total if total else 0.0, share, share)


def _slots(change: Change) -> float:
    """Weight of our tokens that stand in the place of one of the same kind."""
    free = Counter((token.kind, token.axis) for token in change.found)
    weight = 0.0
    for token in change.said:
        if token.kind in _SLOT_KINDS and free[token.kind, token.axis] > 0:
            free[token.kind, token.axis] -= 1
            weight += token.weight
    return weight


def _kindred(said: Sequence[Token], found: Sequence[Token], ours: range, theirs: range) -> list[tuple[int, int]]:
    """Words of one stem, each taken once, in the order of both."""
    places: dict[str, list[int]] = {}
    for j in theirs:
        for stem in _stems(found[j].key) if found[j].kind == "word" else ():
            places.setdefault(stem, []).append(j)
    made: list[tuple[int, int]] = []
    begin = theirs.start
    for i in ours if places else ():
        if said[i].kind != "word":
            continue
        free = [
            there[at]
            for stem in _stems(said[i].key)
            if (there := places.get(stem)) and (at := bisect_left(there, begin)) < len(there)
        ]
        if free:
            made.append((i, min(free)))
            begin = min(free) + 1
    return made
