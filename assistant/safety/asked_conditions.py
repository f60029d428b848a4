"""The conditions that a question gives to its case: "Can a patient with long QT syndrome take ondansetron?".

A drug is asked about in a state of one person, or a state is asked about ("in asthma?"), as of a pregnancy. What a drug
brings about, what it is for, and what groups, relatives and studies have is no state of the case. A phrase is a
condition where the vocabulary or a label has it; the words around it are `knowledge/patterns/case_conditions.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import pieces, records
from assistant.language.covered import Covered
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.patient.notes.note import Note
from assistant.question.aside import of_others
from assistant.records.sizes import QUESTION
from assistant.safety.condition_meanings import has_form
from assistant.safety.diseases import how_condition_met, is_own

__all__ = ["conditions_asked"]

_MOST = 10
_LONGEST = 7
"""Words of a condition."""
_WORD = re.compile(r"[^\s,;:.?!()]+")
_JOINED = re.compile(r"\s*(?:,|,? and|,? or)\s+")
_PASSED = re.compile(r"[^,;:.?!()]{1,60}?(?:,|,? and|,? or)\s+")
"""Another thing of a list, which is no condition here, with what joins the next."""
_BEFORE = 100
"""Letters before a state that are read for whose it is."""
_SENTENCE = re.compile(r"[^.?!;]+[.?!;]*")
_ENDS = " .,;:?!"


@lru_cache(maxsize=256)
def conditions_asked(question: str) -> tuple[str, ...]:
    """In the question's own words and order, each once, "(resolved)" behind what is over; those of the first 8,000
    characters."""
    text = question[:QUESTION]
    void, note = Covered(len(text), of_others(text)), Note(text)
    found = dict[str, None]()
    for start in sorted(set(_places(text))):
        if not void.touches(start, start + 1):
            own = (_said(text, *span) for span in _spans(text, start) if note.status(*span) != "family")
            found.update(dict.fromkeys(own))
    return tuple(found)[:_MOST]


def _said(text: str, start: int, end: int) -> str:
    """A condition in the question's words; of one that is said to be over, with that."""
    is_over = patterns("case_conditions")["over",].match(text[end:]) is not None
    return f"{text[start:end]} (resolved)" if is_over else text[start:end]


def _places(text: str) -> Iterator[int]:
    """Where a condition of the case may begin."""
    told = patterns("case_conditions")
    yield from (match.end() for match in told["person",].finditer(text))
    for sentence in _SENTENCE.finditer(text):
        is_asked = told["asks",].search(sentence[0]) is not None
        for match in told["in",].finditer(sentence[0]):
            before = sentence[0][max(0, match.start() - _BEFORE) : match.start()]
            start = sentence.start() + match.end()
            is_bare = match.end() <= _BEFORE and _is_bare(sentence[0][: match.end()])
            is_bare = is_bare and _is_all(text, start, sentence.end())
            if is_bare or (is_asked and not told["aside",].search(before)):
                yield start


def _is_bare(before: str) -> bool:
    """Whether nothing but a drug stands before a state: "propranolol in"."""
    found = patterns("case_conditions")["bare",].search(before)
    return found is not None and entry_of(vocabulary(), "drug", found["drug"]) is not None


def _is_all(text: str, start: int, end: int) -> bool:
    """Whether what begins here is a condition, or several, up to the end."""
    said = list(_spans(text, start))
    return bool(said) and not text[said[-1][1] : end].strip(_ENDS)


def _spans(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The conditions of the list that begins here."""
    while True:
        leading = patterns("case_conditions")["leading",].match(text[start:])
        start += leading.end() if leading else 0
        if end := _end(text, start):
            yield start, end
        joined = _JOINED.match(text, end) if end else _PASSED.match(text, start)
        if joined is None:
            return
        start = joined.end()


def _end(text: str, start: int) -> int:
    """Where the longest condition ends that begins here; 0 without one, and where it is only a part of a longer name
    ("stroke prevention", "asthma inhalers")."""
    ends = list[int]()
    place = start
    while len(ends) < _LONGEST and (word := _WORD.match(text, place)):
        ends.append(word.end())
        place = word.end() + 1
        if text[word.end() : place] != " ":
            break
    end = next((end for end in reversed(ends) if _is_condition(text[start:end])), 0)
    return 0 if patterns("case_conditions")["behind",].match(text, end) else end


@lru_cache(maxsize=4096)
def _is_condition(phrase: str) -> bool:
    """Whether the vocabulary has the disease, or a label names what it is."""
    if not is_own(phrase):
        return False
    if entry_of(vocabulary(), "disease", phrase) is not None or has_form(phrase):
        return True
    return any(how_condition_met(name, phrase) for name in _named_by_labels())


@cache
def _named_by_labels() -> tuple[str, ...]:
    rows = (row for row in records("contraindications") if row["kind"] == "disease")
    return tuple(sorted({name for row in rows for name in pieces(row["bound"])}))
