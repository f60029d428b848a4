"""What a question seems to change of the case and nothing took: said, so that the old case is not read as the new one.

"And if she smokes?", "and with a QTc of 510 ms?": no field, or no value that a rule could read. A supposition or a
state that a follow-up opens with is such a change unless something of it was taken, it names a drug to ask about, or it
is on the evidence, a dose or a group of people. The phrases are a table, `knowledge/patterns/untaken.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import words_of
from assistant.names import find as terms
from assistant.question.case_said import of_others, read_case
from assistant.records.kinds import counting_as
from assistant.records.patient import Patient
from assistant.records.sizes import QUESTION
from assistant.variants.denied import present_and_absent
from assistant.variants.phenotypes import phenotypes_in
from ingest.read.sentences import sentence_spans

__all__ = ["untaken"]

_ADULT, _OLD = 18.0, 65.0
"""Years from which nobody is a child, and from which "elderly" is no news."""
_ENDS = re.compile(r"[.?!;,:](?=\s|$)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST = 3


def untaken(question: str, patient: Patient | None, *, follows: bool, turned: bool) -> tuple[str, ...]:
    """Sentences on it. `patient`: the case with all that was taken. `follows`: there was a record or an earlier
    question; without one only an age in words is a change, beside a drug. `turned`: what turns the case before it was
    taken.
    """
    text = question[:QUESTION]
    ageless = list(_ageless(text, patient)) if follows or _names_a_drug(text) else []
    clauses = [] if turned or not follows else [one for one in _clauses(text) if _is_left(text, one, patient)]
    said = [_said(text[start:end], "it gives no age; say it in years or months") for start, end in ageless]
    for start, end in clauses:
        if not any(start < last and first < end for first, last in ageless):
            said.append(_said(text[start:end], "no alert, dose or fit below counts it"))
    return (*said[:_MOST], *_without_value(text, patient))


def _said(words: str, why: str) -> str:
    return f"“{words}” was not taken into the case: {why}."


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """What follows an opening, up to the next mark; of the text a stretch is in one of them only."""
    table, last = patterns("untaken"), 0
    for begin, end in sentence_spans(text):
        found = [one for use in ("supposes", "states", "tells") for one in table[use,].finditer(text[begin:end])]
        for one in sorted(found, key=lambda match: match.start()):
            start = begin + one.end()
            stop = _ENDS.search(text, start)
            close = stop.start() if stop else len(text)
            if start >= last and text[start:close].strip():
                last = close
                yield start + len(text[start:close]) - len(text[start:close].lstrip()), close


def _is_left(text: str, clause: tuple[int, int], patient: Patient | None) -> bool:
    start, end = clause
    if any(begin <= start < last for begin, last in of_others(text)):
        return False
    words, table = text[start:end], patterns("untaken")
    taken = ((one.start or 0, one.end or 0) for one in read_case(text).spans)
    if any(begin < end and start < last for begin, last in taken):
        return False
    if table["group",].search(words) and not table["person",].match(words):
        return False
    there, denied = present_and_absent(text)
    inside = [start <= one.start < end for one in there]
    if any(inside) or not _WORD.search(words) or any(start <= one.start < end for one in denied):
        return any(inside)
    if phenotypes_in(words) and read_case(text).patient.diplotypes:
        return False
    named = terms.find(words)
    if any(one.kind in counting_as("drug") for one in named):  # asked about, or taken
        return False
    own = {words_of(name) for entry in (patient.conditions if patient else ()) for name in _diseases(entry)}
    diseases = {words_of(one.name) for one in named if one.kind == "disease"}
    if diseases:
        return not diseases <= own
    return not table["aside",].search(words)


def _names_a_drug(text: str) -> bool:
    return any(one.kind in counting_as("drug") for one in terms.find(text))


def _diseases(entry: str) -> set[str]:
    return {entry, *(one.name for one in terms.find(entry) if one.kind == "disease")}


def _ageless(text: str, patient: Patient | None) -> Iterator[tuple[int, int]]:
    """Ages in words, where the case has none that they may mean."""
    table, age = patterns("untaken"), patient.age if patient else None
    told = any(one.field == "age" for one in read_case(text).spans)
    if told or table["mother",].search(text):
        return
    for use, known in (("young", age is not None and age < _ADULT), ("old", age is not None and age >= _OLD)):
        for match in table[use,].finditer(text):
            if not known:
                yield match.span()


def _without_value(text: str, patient: Patient | None) -> Iterator[str]:
    """Failures of an organ that the case holds by name: a label that goes by a value cannot be held against them."""
    for one in read_case(text).spans:
        if one.field == "conditions" and patient is not None and one.value in patient.conditions:
            value = "grade of hepatic impairment" if one.value.startswith("liver") else "value of kidney function"
            yield f"“{one.text}” is taken as a condition and gives no {value}: labels that go by one were not checked."
