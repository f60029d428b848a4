"""Lays a sentence beside the part of the evidence that comes nearest to it, word for word.

Most false statements differ from a true one in a word or two. Once both are aligned, what was changed, added or left
out stands alone, and each check only has to look there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

import msgspec

from assistant.checks.reading import Reading, Token

__all__ = ["Change", "Match", "kin", "match"]

_CANDIDATES = 4
"""Windows, of the best by shared words, that are aligned in full."""
_PAIR_GAIN = 0.12
"""What a window of two sentences must cover more than either, to be taken instead."""
_PLAIN = 0.3
"""Weight up to which a token says nothing of its own."""
_LEFT_OUT = 0.01
_KIN_PREFIX = 5
_KIN_SHARE = 0.6
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
            if place not in matched and free.get(token.key):
                made.append((place, free[token.key].pop(0)))
        return tuple(made)


def match(claim: Reading, evidence: Sequence[Reading]) -> Match | None:
    """None when either side has no words."""
    if not claim.tokens or not evidence:
        return None
    everywhere = {token.key for reading in evidence for token in reading.tokens}
    windows = sorted(_windows(claim, evidence), key=lambda found: -found[0])[:_CANDIDATES]
    aligned = [_align(claim, window, share) for share, window in windows]
    best = max(aligned, key=lambda one: one.closeness + 0.5 * one.window_share - _LEFT_OUT * _left_out(one))
    return msgspec.structs.replace(best, share=_share(claim, everywhere))


def _left_out(match: Match) -> float:
    """Weight of what the window has between words the sentence repeats: of two alike, the one with less is meant."""
    return sum(token.weight for change in match.changes if change.enclosed for token in change.found)


def _windows(claim: Reading, evidence: Sequence[Reading]) -> list[tuple[float, Reading]]:
    """Each sentence, and each pair of neighbors that covers clearly more than its parts, with the share it covers."""
    singles = [(_share(claim, set(reading.keys)), reading) for reading in evidence]
    pairs = []
    for (one, first), (two, second) in pairwise(singles):
        keys = {*first.keys, *second.keys}
        if _share(claim, keys) > max(one, two) + _PAIR_GAIN and _adds_words(claim, first, second):
            pairs.append((_share(claim, keys), _joined(first, second)))
    return singles + pairs


def _adds_words(claim: Reading, first: Reading, second: Reading) -> bool:
    """Whether each sentence has a word of the claim that the other lacks; a name alone must not join what is apart."""
    wanted = {token.key for token in claim.tokens if token.kind not in {"name", "number"} and token.weight > _PLAIN}
    one, two = wanted.intersection(first.keys), wanted.intersection(second.keys)
    return bool(one - two) and bool(two - one)


@lru_cache(maxsize=512)
def _joined(first: Reading, second: Reading) -> Reading:
    shift = len(first.text) + 1
    moved = tuple(
        msgspec.structs.replace(token, start=token.start + shift, end=token.end + shift) for token in second.tokens
    )
    return Reading(f"{first.text} {second.text}", (*first.tokens, *moved))


def _share(claim: Reading, keys: set[str]) -> float:
    prefixes = {key[:_KIN_PREFIX] for key in keys if len(key) >= _KIN_PREFIX}
    total = got = 0.0
    for token in claim.tokens:
        if token.kind == "number":
            continue
        total += token.weight
        if token.key in keys:
            got += token.weight
        elif token.kind == "word" and token.key[:_KIN_PREFIX] in prefixes and any(kin(token.key, key) for key in keys):
            got += 0.8 * token.weight
    return got / total if total else 1.0


def kin(first: str, second: str) -> bool:
    """Whether two lemmas come from one stem ("inhibit", "inhibitor"), judged by their common beginning."""
    if not first.isalpha() or not second.isalpha():
        return False
    common = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        common += 1
    return common >= _KIN_PREFIX and common >= _KIN_SHARE * max(len(first), len(second))


def _align(claim: Reading, window: Reading, share: float) -> Match:
    said, found = claim.tokens, window.tokens
    operations = SequenceMatcher(None, claim.keys, window.keys, autojunk=False).get_opcodes()
    pairs: list[tuple[int, int]] = []
    changes: list[Change] = []
    for place, (kind, a, b, c, d) in enumerate(operations):
        if kind == "equal":
            pairs.extend(zip(range(a, b), range(c, d), strict=True))
            continue
        kindred = _kindred(said, found, range(a, b), range(c, d))
        pairs.extend(kindred)
        one = tuple(said[i] for i in range(a, b) if all(i != x for x, _ in kindred))
        two = tuple(found[j] for j in range(c, d) if all(j != y for _, y in kindred))
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
    made: list[tuple[int, int]] = []
    begin = theirs.start
    for i in ours:
        if said[i].kind != "word":
            continue
        for j in range(begin, theirs.stop):
            if found[j].kind == "word" and kin(said[i].key, found[j].key):
                made.append((i, j))
                begin = j + 1
                break
    return made
