"""Which part each named thing plays in a question: a drug asked about, one had before, one it is held against.

A linear model reads the question word by word, from left to right, and gives each word its part, knowing the part of
the word before and of the drug before: "after osimertinib" is had before, "or osimertinib" is what the other is held
against. Its signs are leveled words, so that it serves drugs it never saw. `evals/train/roles.py` made its weights.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows, values
from assistant.question.leveled import Named, Token, tokens
from assistant.records.answer import Roles

__all__ = ["DRUGS", "HAD", "NONE", "OF_DRUGS", "PARTS", "Seen", "clues", "role_spans", "roles_of", "signs_at"]

NONE = "none"
PARTS = (NONE, "disease", *Roles.__struct_fields__)
"""Columns of `roles_model.tsv`. A disease is a concept and no role; the model tells it from other diseases."""

DRUGS = frozenset(["A_DRUG", "A_DRUG CLASS"])
OF_DRUGS = (NONE, "option", "prior", "comparator", "co_medication")
"""Parts of a drug that the vocabulary knows: it is no setting, though the words around it may be one."""
HAD = "before says had"
"""A clue: the words before a drug say that it was had."""
_DRUG = "drug"
"""A clue that a word may be a drug or a therapy: by the vocabulary, by its kind, or as a name that nothing knows."""
_LISTING = frozenset([",", "and", "/", "+", "&", "plus", "-"])
"""Words and marks between the drugs of a list, which have one part."""
_POINTERS = ("had", "instead", "against", "besides", "on", "next")
_REACH = 4
_CLOSING = (":", ",", ";", "?", ".")
_STEM, _ENDING = 5, 3
_NEAR = 60
"""Characters on either side of a drug in which a phrase may say that it was had before."""
_POINTED = 7
_BETWEEN = 6
"""Words between two drugs at most for them to say how the two stand to each other."""


class Seen(NamedTuple):
    """What has been read before a word: the part of the word before, and of the last drug with its place."""

    part: str = NONE
    drug_part: str = NONE
    drug_place: int = -1

    def then(self, place: int, told: frozenset[str], part: str) -> Seen:
        if _DRUG in told and part != NONE:
            return Seen(part, part, place)
        return self._replace(part=part)


class _Model(msgspec.Struct, frozen=True):
    signs: dict[str, Any]
    """Sign to its weight for each of `PARTS`."""
    bias: Any


def roles_of(text: str, names: Sequence[Named]) -> Roles:
    """The roles of a question's words, each as they stand in it. `names`: where the text names what."""
    made: dict[str, dict[str, None]] = {}
    for part, start, end in role_spans(text, names):
        made.setdefault(part, {})[text[start:end]] = None
    return Roles(**{part: tuple(words) for part, words in made.items() if part != "disease"})


def role_spans(text: str, names: Sequence[Named]) -> Iterator[tuple[str, int, int]]:
    """(part, start, end) of each run of words with one part, marks at its edges left off; none of small words alone."""
    read = tokens(text, names)
    parts = _parts(read, clues(text, read))
    for part, run in groupby(zip(parts, read, strict=True), key=lambda pair: pair[0]):
        words = [token for _, token in run if token.word[0].isalnum()]
        if part != NONE and any(token.word not in values("function_words") for token in words):
            yield part, words[0].start, words[-1].end


def _parts(read: Sequence[Token], told: Sequence[frozenset[str]]) -> list[str]:
    import numpy as np

    model, seen = _model(), Seen()
    made: list[str] = []
    for place in range(len(read)):
        found = [model.signs[sign] for sign in signs_at(read, told, place, seen) if sign in model.signs]
        part = _likeliest(np.sum([model.bias, *found], axis=0), read[place], told[place])
        seen = seen.then(place, told[place], part)
        made.append(part)
    return made


def _likeliest(scores: Any, token: Token, told: frozenset[str]) -> str:
    """The part of the highest score; a drug that the words before it say was had is no option, whatever the score."""
    if token.word not in DRUGS:
        return PARTS[int(scores.argmax())]
    part = max(OF_DRUGS, key=lambda one: float(scores[PARTS.index(one)]))
    return "prior" if HAD in told and part in (NONE, "option") else part


def clues(text: str, read: Sequence[Token]) -> list[frozenset[str]]:
    """For each word the classes of phrases it stands in (of a population, of a cue), and whether it may be a drug."""
    found: list[set[str]] = [set() for _ in read]
    starts = [token.start for token in read]
    for (aspect, value), pattern in patterns("people_in_questions").items():
        _mark(found, starts, pattern, text, (aspect, f"{aspect} {value}"))
    for (cue,), pattern in patterns("role_cues").items():
        _mark(found, starts, pattern, text, (cue,))
    failed = 0
    for token, told in zip(read, found, strict=True):
        if token.word in DRUGS or token.strange or "therapy" in told:
            told |= {_DRUG, *(f"{side} says had" for side in _had(text, token, failed))}
            failed = max(failed, _failing(text, token))
    return [frozenset(one) for one in found]


def _mark(
    found: Sequence[set[str]], starts: Sequence[int], pattern: re.Pattern[str], text: str, said: tuple[str, ...]
) -> None:
    """Adds `said` to every word that begins within a match."""
    for match in pattern.finditer(text):
        for place in range(bisect_left(starts, match.start()), bisect_left(starts, match.end())):
            found[place].update(said)


def _had(text: str, token: Token, failed: int) -> Iterator[str]:
    """`failed`: where the words end that say of a drug before this one that it failed."""
    for (side,), pattern in patterns("prior_cues").items():
        begin = max(failed, token.start - _NEAR)
        near = text[begin : token.start] if side == "before" else text[token.end :][:_NEAR]
        if pattern.search(near):
            yield side


def _failing(text: str, token: Token) -> int:
    """Where a clause ends that closes with the failure of this drug ("letrozole failed: fulvestrant?"), which says
    nothing of the drugs behind it; 0 without one."""
    match = patterns("prior_cues")["after",].search(text[token.end :][:_NEAR])
    end = token.end + match.end() if match else 0
    return end if end and text[end : end + 1] in _CLOSING else 0


def signs_at(read: Sequence[Token], told: Sequence[frozenset[str]], place: int, seen: Seen) -> list[str]:
    """What the model looks at for one word, each as one string."""
    token, word = read[place], read[place].word
    before, after = [_word(read, place - step) for step in (1, 2)], [_word(read, place + step) for step in (1, 2)]
    signs = [
        f"word {word}",
        f"before {before[0]}",
        f"after {after[0]}",
        f"two before {before[1]} {before[0]}",
        f"two after {after[0]} {after[1]}",
        f"with before {before[0]} {word}",
        f"with after {word} {after[0]}",
        f"part {seen.part}",
        f"part {seen.part} {word}",
        f"part {seen.part} after {before[0]}",
        f"strange {token.strange}",
        *(f"clue {clue}" for clue in told[place]),
        *(f"clue {clue} part {seen.part}" for clue in told[place]),
    ]
    for step in (-2, -1, 1, 2):
        signs += [f"clue at {step} {clue}" for clue in _told(told, place + step)]
    signs += [f"left {one.word}" for one in read[max(0, place - _REACH) : place]]
    signs += [f"right {one.word}" for one in read[place + 1 : place + 1 + _REACH]]
    if not token.named:
        signs += [f"stem {word[:_STEM]}", f"ending {word[-_ENDING:]}"]
    if _DRUG in told[place]:
        signs += _of_drug(read, told, place, seen)
    return signs


def _of_drug(read: Sequence[Token], told: Sequence[frozenset[str]], place: int, seen: Seen) -> Iterator[str]:
    """How a drug stands to the other drugs of the question, and to the words that point at it."""
    others = [other for other, found in enumerate(told) if _DRUG in found and other != place]
    order = f"{min(2, sum(o < place for o in others))} of {min(3, len(others) + 1)}"
    yield f"drug {order}"
    yield f"drug after {seen.drug_part}"
    if seen.drug_place >= 0:
        between = read[seen.drug_place + 1 : place][-_BETWEEN:]
        yield f"drug joined {seen.drug_part} {' '.join(token.word for token in between)}"
        yield f"drug listed {seen.drug_part} {all(token.word in _LISTING for token in between)}"
        for cue in frozenset().union(*told[seen.drug_place + 1 : place]).intersection(_POINTERS):
            yield f"drug parted {seen.drug_part} by {cue}"
    for side, places in (("left", range(place - 1, -1, -1)), ("right", range(place + 1, len(read)))):
        yield from (f"drug {order} {side} {sign}" for sign in _pointing(told, places))
        yield from (f"drug {side} {sign}" for sign in _pointing(told, places))


def _pointing(told: Sequence[frozenset[str]], places: range) -> Iterator[str]:
    """The cues on one side of a drug as far as the next drug, with how near they are."""
    for far, place in enumerate(places[:_POINTED]):
        if _DRUG in told[place]:
            yield "a drug"
            return
        yield from (f"{cue} {'near' if far < 2 else 'far'}" for cue in _POINTERS if cue in told[place])


def _told(told: Sequence[frozenset[str]], place: int) -> frozenset[str]:
    return told[place] if 0 <= place < len(told) else frozenset(["end"])


def _word(read: Sequence[Token], place: int) -> str:
    return read[place].word if 0 <= place < len(read) else "|"


@cache
def _model() -> _Model:
    import numpy as np

    found = rows("roles_model")
    weights = np.array([row[2:-1] for row in found], np.float32)
    table = {(part, sign): row for (part, sign, *_), row in zip(found, weights, strict=True)}
    return _Model({sign: row for (part, sign), row in table.items() if part == "sign"}, table["bias", "words"])
