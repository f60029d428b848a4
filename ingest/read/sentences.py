"""Where the sentences of an abstract begin and end.

Citations are whole sentences, so a wrong cut shows the reader half a finding. General splitters trip over what
abstracts are full of ("0.46 vs. 0.57", "E. coli", "et al.", "(Fig. 2. Left)", "survival.Results", sentences that open
with "p53" or "mTOR"); these rules know them. A line break always ends a sentence: sections are joined by one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

from ingest.knowledge.tables import records

__all__ = ["sentence_spans"]

_LONGEST_BRACKET = 400
"""Characters; a bracket left open for longer is taken for a stray one and hides no full stop."""
_LOOKED_BACK = 200
"""Characters before a mark that tell whether it ends a sentence."""
_LONGEST = 4000
"""Characters of a sentence. The longest of 237,000 in real records has 2,400: what is longer is cut, at a blank where
it has one, so that a text without full stops costs its readers no more than any other."""

_STOP = re.compile(r"(?<![.!?…])[.!?…]++[)\]\"'’”»]*+(?=\s|$)|(?<=[a-z)%]{3})\.(?=(?:[A-Z][a-z]+:?|A)\s)")
_OPENS = re.compile(r"[\"'“‘«(\[\u2018]*(?:[A-Z0-9\u0391-\u03a9\u03b1-\u03c9<>≥≤~±+]|[-–−]\d|[a-z]+-?[A-Z0-9])")
_OPENER = re.compile(
    r"(?:A|After|All|Although|An|As|At|Both|But|By|Conclusions?|During|Each|For|From|Further|Hence|However|If|In|It|"
    r"Methods?|Moreover|No|Of|On|One|Our|Overall|Patients|Results?|Since|Such|That|The|Their|There|These|They|This|"
    r"Those|Thus|To|Treatment|Two|We|When|While|With)\b"
)
_WORD_EDGES = (" ", "\t", "\u00a0", "\u2009", "(", "[", '"', "“", ",", ";")
_INITIAL = re.compile(r"[A-Z]\Z")
_NAMED_TYPE = re.compile(r"\b[a-z]{4,} [A-Z]\Z")
"""A type or group, not a person's initial: "hepatitis B", "vitamin D"."""
_ANOTHER_INITIAL = re.compile(r"[A-Z]\.")
_LIST_NUMBER = re.compile(r"\W*(?:\d{1,2}|[ivx]{1,4}|[a-z])\Z", re.IGNORECASE)
_SPLIT_DECIMAL = re.compile(r"(?:^|[^\d.])0\Z")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of each sentence, in order, without the white space around it; blank lines give none."""
    return list(_spans(text))


@lru_cache(maxsize=64)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Kept, since one answer asks this of the same records many times."""
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        spans.extend((offset + start, offset + end) for start, end in _line_spans(line))
        offset += len(line) + 1
    return tuple(spans)


def _line_spans(line: str) -> list[tuple[int, int]]:
    brackets = _brackets(line)
    spans: list[tuple[int, int]] = []
    start = _skip_space(line, 0)
    for stop in _STOP.finditer(line):
        following = _skip_space(line, stop.end())
        if following < len(line):
            if _inside(brackets, start, stop.start()):
                continue
            if not _ends(line, start, stop, following):
                continue
        if stop.end() > start:
            spans.extend(_bounded(line, start, stop.end()))
        start = following
    end = len(line.rstrip())
    if start < end:
        spans.extend(_bounded(line, start, end))
    return spans


def _bounded(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, or what is too long for one sentence in pieces."""
    while end - start > _LONGEST:
        blank = line.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = blank if blank > 0 else start + _LONGEST
        yield start, cut
        start = _skip_space(line, cut)
    if start < end:
        yield start, end


def _ends(line: str, start: int, stop: re.Match[str], following: int) -> bool:
    """Whether the mark at `stop` closes the sentence begun at `start`, given what follows."""
    if not _OPENS.match(line, following):
        return False
    if stop.group()[0] != ".":
        return True
    before = line[max(start, stop.start() - _LOOKED_BACK) : stop.start()]
    if _LIST_NUMBER.match(before) or (_SPLIT_DECIMAL.search(before) and line[following].isdigit()):
        return False
    word = before[max(map(before.rfind, _WORD_EDGES)) + 1 :]
    if "." in word and following == stop.end():
        return False
    if _INITIAL.match(word):
        named = _NAMED_TYPE.search(before) or _OPENER.match(line, following)
        return named is not None and not _ANOTHER_INITIAL.match(line, following)
    rule = _abbreviations().get(word.lower())
    if rule == "never":
        return False
    if rule == "unless a digit follows":
        return not line[following].isdigit()
    return rule is None or bool(_OPENER.match(line, following))


def _brackets(line: str) -> list[tuple[int, int]]:
    """Matched pairs of brackets that are short enough to be an aside, in the order in which they open."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for found in re.finditer(r"[()\[\]]", line):
        if found.group() in "([":
            opened.append(found.start())
        elif opened:
            begin = opened.pop()
            if found.start() - begin <= _LONGEST_BRACKET:
                pairs.append((begin, found.start()))
    return sorted(pairs)


def _inside(brackets: list[tuple[int, int]], start: int, place: int) -> bool:
    """Whether a pair that opens after `start` is around `place`; one that opens further back is too short to be."""
    first = bisect_left(brackets, (max(start + 1, place - _LONGEST_BRACKET), 0))
    last = bisect_left(brackets, (place, 0), first)
    return any(closed > place for _, closed in brackets[first:last])


def _skip_space(line: str, position: int) -> int:
    while position < len(line) and line[position].isspace():
        position += 1
    return position


@cache
def _abbreviations() -> dict[str, str]:
    return {row["abbreviation"]: row["ends"] for row in records("abbreviations")}
