"""What of a label's excerpt is carried: the words that tell what to do, beside the name that they are on.

A label tells first what happens and then what to do ("Clinical Impact … Intervention …"); of a text that is too long
the end would be lost, and with it what the row says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from evals.knowledge.modulators import short_excerpt
from ingest.knowledge.tables import read_table

__all__ = ["deciding_excerpt", "says_what_to_do", "with_action"]

_SENTENCE = re.compile(r"(?<=[.;])(?<!\bSt\.)\s+(?=[A-Z(])")
_REFERENCE = re.compile(r"\[\s*see (?:(?!\.\.\.)[^\][…])*\]?")
"""To another section; one that was cut off ends where it was cut."""
_CUT = " …"
_TWO = 200
"""Characters from which a sentence may be shown in two parts."""
_SHARE = 0.45
"""Of the length, for the sentence with the name where another tells what to do."""
_BEFORE = 60
"""Characters before the words that tell what to do, which say of what they tell it."""


def deciding_excerpt(text: str, usual: str, most: int, action: str, *names: str) -> str:
    """`usual`, the excerpt as any is cut, where that tells the action or the whole text does not; else at most about
    `most` characters of the text, in its own words and with marks where it is cut: the sentence with the first of the
    names and the nearest that tells the action."""
    whole = " ".join(text.split())
    if says_what_to_do(usual, action) or not says_what_to_do(whole, action):
        return usual
    sentences = _SENTENCE.split(whole)
    named = [place for place, one in enumerate(sentences) if _has(one, names)]
    acting = [place for place, one in enumerate(sentences) if says_what_to_do(one, action)]
    first = named[0] if named else acting[0]
    nearest = min(acting, key=lambda place: (place != first, place not in named, abs(place - first), place < first))
    if nearest == first:
        return _around(sentences[first], most, action, names)
    lead = short_excerpt(sentences[first], int(most * _SHARE), *names)
    rest = _around(sentences[nearest], most - len(lead) - len(_CUT) - 1, action, names)
    return _joined([lead, rest] if first < nearest else [rest, lead], adjacent=abs(first - nearest) == 1)


def with_action(text: str, section: Sequence[str], action: str) -> str:
    """A text, or where it does not tell the action the longest of its label's section that has it whole and does: one
    passage was cut before its end for one drug and behind it for another."""
    whole = " ".join(text.split())
    longer = [one for one in section if whole in one and says_what_to_do(one, action)]
    return text if says_what_to_do(whole, action) else max(longer, key=len, default=text)


def says_what_to_do(text: str, action: str) -> bool:
    """Whether a text has words of the action."""
    return bool(_pattern(action).search(_REFERENCE.sub(" ", text)))


def _joined(parts: Sequence[str], *, adjacent: bool) -> str:
    """Both parts, with one mark between them unless they follow each other."""
    first, second = parts[0].removesuffix(" …"), parts[1].removeprefix("… ")
    follows = adjacent and (first, second) == (parts[0], parts[1])
    return f"{first} {second}" if follows else f"{first} … {second}"


def _around(sentence: str, most: int, action: str, names: Sequence[str]) -> str:
    """The parts of a sentence with the words of the action and with the first of the names; one, where both fit."""
    if len(sentence) <= most:
        return sentence
    found = _pattern(action).search(sentence)
    place = found.start() if found else 0
    low = sentence.casefold()
    name = next((at for one in names if (at := low.find(one.casefold())) >= 0), place)
    if most < _TWO:
        return _window(sentence, place, most)
    if abs(name - place) < most - 2 * _BEFORE:
        return _window(sentence, min(place, name), most)
    share = int(most * _SHARE)
    parts = sorted([(place, share), (name, most - share - len(_CUT))])
    return _joined([_window(sentence, at, room) for at, room in parts], adjacent=False)


def _window(sentence: str, place: int, most: int) -> str:
    """The part of a sentence from a little before the place, at blanks, with marks where it is cut."""
    start = max(0, place - min(_BEFORE, most // 3))
    end = min(len(sentence), start + most - len(_CUT) - 2)
    start = max(0, min(start, end - most + len(_CUT) + 2))
    kept = sentence[start:end]
    kept = kept if start == 0 else f"… {kept.split(' ', 1)[-1]}"
    return kept if end == len(sentence) else f"{kept.rsplit(' ', 1)[0]} …"


def _has(sentence: str, names: Sequence[str]) -> bool:
    return any(name.casefold() in sentence.casefold() for name in names)


@cache
def _pattern(action: str) -> re.Pattern[str]:
    rows = read_table(Path(__file__).with_name("action_words.tsv")).records()
    words = next((row["words"] for row in rows if row["action"] == action), "")
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words.split('|')))})" if words else r"(?!)", re.IGNORECASE)
