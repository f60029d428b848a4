"""What a question seems to change of the case and nothing took: said, so that the old case is not read as the new one.

"And if she smokes?", "and with a QTc of 510 ms?": no field, or no value that a rule could read. A supposition or a
state that a follow-up opens with is such a change unless something of it was taken, it names a drug to ask about, or it
is on the evidence, a dose or a group of people. The phrases are a table, `knowledge/patterns/untaken.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import words_of
from assistant.language.covered import Covered
from assistant.names import find as terms
from assistant.question.aside import of_others
from assistant.question.case_said import read_case
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
    said = [_said(text[start:end], "it gives no age; say it in years or months") for start, end in ageless]
    read, aged = _Read(text, patient), Covered(len(text), ageless)
    clauses = [] if turned or not follows else (one for one in _clauses(text) if not aged.touches(*one))
    if follows:
        said += [_said(match[0], "no field holds it") for match in patterns("untaken")["phase",].finditer(text)]
    left = islice((one for one in clauses if read.is_left(*one)), _MOST)
    said += [_said(text[start:end], "no alert, dose or fit below counts it") for start, end in left]
    return (*said[:_MOST], *_without_value(text, patient), *_after_birth(text, patient))


def _said(words: str, why: str) -> str:
    return f"“{words}” was not taken into the case: {why}."


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """What follows an opening, up to the next mark; of the text a stretch is in one of them only."""
    table, last = patterns("untaken"), 0
    for begin, end in sentence_spans(text):
        found = [one for use in ("supposes", "states", "tells") for one in table[use,].finditer(text[begin:end])]
        for start in sorted(begin + one.end() for one in found):
            if start < last:
                continue
            stop = _ENDS.search(text, start)
            last = stop.start() if stop else len(text)
            if words := text[start:last].lstrip():
                yield last - len(words), last


class _Read:
    """What is read of the whole question, once for all of its clauses."""

    def __init__(self, text: str, patient: Patient | None) -> None:
        self._text = text
        self._patient = patient

    def is_left(self, start: int, end: int) -> bool:
        """Whether the clause seems to change the case and nothing of it was taken."""
        words, table = self._text[start:end], patterns("untaken")
        if self._others.touches(start, start + 1) or self._taken.touches(start, end):
            return False
        if table["group",].search(words) and not table["person",].match(words):
            return False
        there, denied = self._variants
        inside = there.touches(start, end)
        if inside or not _WORD.search(words) or denied.touches(start, end):
            return inside
        if phenotypes_in(words) and read_case(self._text).patient.diplotypes:
            return False
        named = terms.find(words)
        if any(one.kind in counting_as("drug") for one in named):  # asked about, or taken
            return False
        diseases = {words_of(one.name) for one in named if one.kind == "disease"}
        if diseases:
            return not diseases <= self._own
        return not table["aside",].search(words)

    @cached_property
    def _others(self) -> Covered:
        return Covered(len(self._text), of_others(self._text))

    @cached_property
    def _taken(self) -> Covered:
        return Covered(len(self._text), ((one.start or 0, one.end or 0) for one in read_case(self._text).spans))

    @cached_property
    def _variants(self) -> tuple[Covered, Covered]:
        """Where those begin that are there, and those that are not."""
        there, denied = present_and_absent(self._text)
        starts = [[(one.start, one.start + 1) for one in some] for some in (there, denied)]
        return Covered(len(self._text), starts[0]), Covered(len(self._text), starts[1])

    @cached_property
    def _own(self) -> set[str]:
        entries = self._patient.conditions if self._patient else ()
        return {words_of(name) for entry in entries for name in _diseases(entry)}


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
    """Failures of an organ that the case holds by name: a label that goes by a value cannot be held against them, or
    goes by the value known before. Where the question gives both, nothing is lacking."""
    spans = read_case(text).spans
    told = {one.field for one in spans}
    for one in spans:
        if one.field != "conditions" or patient is None or one.value not in patient.conditions:
            continue
        words, fields = _VALUES[one.value.startswith("liver")]
        if told.isdisjoint(fields):
            known = any(getattr(patient, name) not in (None, "") for name in fields)
            were = "were checked with the one known before" if known else "were not checked"
            yield f"“{one.text}” is taken as a condition and gives no {words}: labels that go by one {were}."


def _after_birth(text: str, patient: Patient | None) -> Iterator[str]:
    """What is said of the time after a birth says nothing of breastfeeding."""
    match = patterns("untaken")["after birth",].search(text)
    if match and patient is not None and patient.pregnant is False and patient.breastfeeding is None:
        yield f"“{match[0]}” does not say whether she breastfeeds: labels were not checked for it."


_VALUES = (
    ("value of kidney function", ("egfr", "creatinine_clearance")),
    ("grade of hepatic impairment", ("hepatic_impairment",)),
)
"""What labels go by beside a failure of the kidneys, and of the liver: in words, and as fields of a patient."""
