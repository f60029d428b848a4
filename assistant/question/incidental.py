"""What a question names in passing: its people, their places and hospitals. They are set aside, not searched for.

A reader writes "my patient John Miller" or "seen in Kassel", and no record is on either. A name is set aside only
where something says that it is one: the lists of names (`assistant.engines.person_names`), a title, the list of cities
after "in" or "from", or a word for a hospital beside it. Any other name that nothing knows stays in the question: it
may be a new drug, or the eponym of a disease.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from assistant.engines.known_words import known, known_pairs
from assistant.engines.person_names import bare, name_spans
from assistant.engines.scrub import scrub
from assistant.knowledge.tables import lookup, rows, spell, values, words_in
from assistant.language.covered import Covered
from assistant.records.answer import Concept

__all__ = ["incidental_spans", "sayable", "without"]

Span = tuple[int, int]

_WORD = re.compile(r"(?<![\w*/@-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w*/@])")
_GAP = re.compile(r"\.?[ \t]+|\.?[ \t]*-[ \t]*")
_TITLES = 3
"""Titles that one name has at most ("Prof. Dr. med.")."""
_REACH = 6
"""Words on either side that the name of an institution may have."""
_INNER = frozenset(["of", "de", "la", "du", "di", "del", "della", "der", "st", "the", "and", "für", "zu"])
"""Small words within the name of a hospital."""


def incidental_spans(text: str, covered: Sequence[Span], ordinary: Callable[[str], bool]) -> list[Span]:
    """(start, end) of each name of a person, place or institution; none that overlaps what was read as medicine.

    Nothing is looked for where every word is explained, by `covered` or as an `ordinary` one.
    """
    words, taken = [match.span() for match in _WORD.finditer(text)], Covered(len(text), covered)
    open_words = (w for w in words if not ordinary(spell(text[slice(*w)])) and not taken.touches(*w))
    if next(open_words, None) is None:
        return []
    found = [_titled(text, span, words) for span in name_spans(text) if _is_person(text, span, words)]
    found += [*_institutions(text, words, taken), *_places(text, words)]
    return _merged(text, sorted(span for span in found if not taken.touches(*span)))


def without(text: str, spans: Sequence[Span]) -> str:
    """The text as one would have asked without these names, and without the word that bound one to it ("for Anna")."""
    for start, end in reversed(spans):
        bound = _BOUND.search(text[:start]) if _CLOSED.match(text, end) else None
        text = f"{text[: bound.start() if bound else start]}{text[end:]}"
    text = re.sub(r"\(\s*\)", "", re.sub(r"['’]s(?=\s)(?<=\s['’]s)", "", text))
    return " ".join(re.sub(r"\s+(?=[,.;:?!])", "", text).split()).lstrip(",;:. ")


_BOUND = re.compile(r"\s+(?:for|in|of|with|from|at|by|to)\s+\Z", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:[.,;:?!)]|\Z)")


def _is_person(text: str, span: Span, words: Sequence[Span]) -> bool:
    """Beyond doubt: by the lists or a title, and not a family name that a disease has. Two words that nothing knows may
    be a new drug as well."""
    said = text[slice(*span)]
    parts = [bare(part) for part in re.findall(r"[^\W\d_]+", said)]
    place = bisect_right(words, span[0], key=lambda word: word[1])
    cue = _cue(text[slice(*words[place - 1])], said) if place else ""
    if len(parts) == 1 and cue not in ("title", "person", "cue") and _may_be_medicine(text, span, parts[0]):
        return False
    shouted = said.isupper() and cue == "title"  # "DR MILLER"; other capitals within a word are a symbol's
    symbol = re.search(r"[^\W_][A-Z]", said) is not None and not shouted
    if _JOINED.match(text, span[1]) or symbol or text[max(0, span[0] - 1)] in "-–":
        return False
    sure = any(part in _sure() for part in parts)
    return sure or cue == "title" or (cue == "place" and all(part in _cities() for part in parts))


_JOINED = re.compile(r"[-–][^\W_]")


def _may_be_medicine(text: str, span: Span, name: str) -> bool:
    """A name alone: one that a disease or an allele has, an ordinary word in lower case, or a sign's ("Hampton's")."""
    eponym = name in _eponyms() or (text[span[1] : span[1] + 2] in ("'s", "’s") and name not in _given())
    return eponym or text[span[0]].islower()


def _titled(text: str, span: Span, words: Sequence[Span]) -> Span:
    """The name with the titles before it ("Prof. Dr. Lindqvist")."""
    place = bisect_right(words, span[0], key=lambda word: word[1])
    for start, end in reversed(words[max(0, place - _TITLES) : place]):
        if _cue(text[start:end], text[slice(*span)]) != "title" or not _GAP.fullmatch(text, end, span[0]):
            break
        span = (start, span[1])
    return span


def _places(text: str, words: Sequence[Span]) -> Iterator[Span]:
    """Cities after "in", "from", "near" or "at", one after the other ("in Chiang Mai, Thailand")."""
    place = False
    for number, (start, end) in enumerate(words):
        word = text[start:end]
        if place and _is_city(word) and not _names_medicine(text, words, number):
            yield start, end
            continue
        goes_on = place and word[0].isupper() and number and _is_city(text[slice(*words[number - 1])])
        if goes_on and text[words[number - 1][1] : start].isspace() and not known(word):
            yield start, end
            continue
        place = _cues().get(word.lower()) == "place"


def _is_city(word: str) -> bool:
    """A word of a city's name; one in capitals is rather an abbreviation."""
    names = all(len(part) < 4 or bare(part) in _cities() for part in word.split("-"))
    return names and len(word) > 3 and not word.isupper()


def _names_medicine(text: str, words: Sequence[Span], number: int) -> bool:
    """A noun follows that things of medicine end with ("Milan criteria", "Marburg virus")."""
    after = words[number + 1 : number + 2]
    return any(_is_noun(text[start:end]) and text[words[number][1] : start].isspace() for start, end in after)


def _institutions(text: str, words: Sequence[Span], taken: Covered) -> Iterator[Span]:
    """A word for a hospital with the capitalized words beside it ("Karolinska University Hospital")."""
    for number, (start, end) in enumerate(words):
        if text[start:end].lower() not in values("institutions"):
            continue
        first, last = number, number
        while first > max(0, number - _REACH) and _belongs(
            text, words[first - 1], words[first], words[first - 1], taken
        ):
            first -= 1
        while last + 1 < min(len(words), number + _REACH) and _belongs(
            text, words[last], words[last + 1], words[last + 1], taken
        ):
            last += 1
        while last > number and not text[words[last][0]].isupper():
            last -= 1
        while first < number and not text[words[first][0]].isupper():
            first += 1
        if any(_names(text[slice(*word)]) for word in words[first : last + 1]):
            yield words[first][0], words[last][1]


def _belongs(text: str, left: Span, right: Span, word: Span, taken: Covered) -> bool:
    """Whether a word beside the name of an institution is a part of it."""
    said = text[slice(*word)]
    if not _GAP.fullmatch(text, left[1], right[0]) or taken.touches(*word):
        return False
    if said[0].isupper():
        return said.lower() not in _grammar() or said.lower() in _INNER
    return said in _INNER


def _names(word: str) -> bool:
    """A capitalized word that says which institution it is."""
    return word[0].isupper() and any(bare(p) in _sure() | _cities() or not known(p) for p in word.split("-"))


def _merged(text: str, spans: Sequence[Span]) -> list[Span]:
    """Without overlaps; names with only blanks between are one."""
    made: list[Span] = []
    for start, end in spans:
        if made and (start <= made[-1][1] or text[made[-1][1] : start].isspace()):
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _is_noun(word: str) -> bool:
    return word.lower() in _nouns() or word.lower().removesuffix("s") in _nouns()


def _nouns() -> frozenset[str]:
    return values("eponym_nouns")


@cache
def _eponyms() -> frozenset[str]:
    """First words of medical names that end with such a noun (Turner syndrome), and places alleles are named for."""
    alleles = {bare(word) for _, name, *_ in rows("named_alleles") for word in name.split()}
    return frozenset(first for first, second in known_pairs() if second in _nouns()) | alleles


def _cue(word: str, name: str) -> str:
    """What a word says of the name behind it; "MS" in capitals is no title of one that is not, and that no list of
    people has ("MS Contin")."""
    kind = _cues().get(bare(word)) or _cues().get(word.lower(), "")
    if kind == "title" and word.isupper() and len(word) > 1 and not name.isupper():
        return kind if any(bare(part) in _sure() for part in name.split()) else ""
    return kind


def _cues() -> dict[str, str]:
    return lookup("name_cues")


def _sure() -> frozenset[str]:
    return words_in("person_names", "sure")


def _given() -> frozenset[str]:
    return words_in("person_names", "given")


def _cities() -> frozenset[str]:
    return words_in("places")


@cache
def _grammar() -> frozenset[str]:
    return values("function_words") | values("grammar_words")


def sayable(carried: Sequence[Concept], earlier: Sequence[str]) -> list[Concept]:
    """Without what only looks like a name of medicine and is part of an identifier there ("IBAN DE89 …")."""
    doubtful = any(not concept.known for concept in carried)
    left = scrub("\n".join(earlier)) if doubtful else ""
    return [concept for concept in carried if concept.known or concept.surface in left]
