"""A clinician's note as it is laid out: its sentences, its labeled parts, and of whom and how a place in it speaks.

"Denies diabetes", "her mother has diabetes" and "possible diabetes" name a disease that the patient is not known to
have. The words that say so are `knowledge/patterns/note_status.tsv`; each reaches to the end of its clause, or to a
word that ends it (after NegEx, PMID 12123149). The labels ("PMH:", "Meds:") are `note_sections.tsv`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.language.plain_signs import plain_signs

__all__ = ["Note", "Part", "Status"]

Status = Literal["", "family", "unknown", "denied", "possible"]

_REACH = 400
"""Characters before a place in which a word that denies it may stand: a long list of denied things fits."""
_LISTED = 90
_OR = re.compile(r"[^;.\n]*?\b(?:or|nor)\b")
_AFTER = 60
"""Characters after a place that may deny it."""
_END = re.compile(r"(?<=[.!?])[\")\]]*\s+|\n\s*")
_NO_END = re.compile(
    r"(?:^|[\s(])(?:(?:Mrs?|Ms|Dr|Prof|Miss)(?:\.? [A-Z])?|vs|approx|incl|e\.g|i\.e|y\.o)\.$|\b[yY]\.?/?[oO]\.$"
    r"|\b[Cc]ont\.$|(?<=r) d\.$"
)


_SURE: tuple[Status, ...] = ("family", "unknown", "denied")
"""What no supposition changes: an allele that was "not tested" is not known, in a question, too."""


class Part(NamedTuple):
    """A sentence, or a piece of one with its own label: `section` is the label's kind, "" where none stands."""

    start: int
    end: int
    section: str
    asked: bool
    """It is a question."""
    body: int = 0
    """Where the words behind the label begin."""


class Note:
    """One text, read once for its layout. `plain` has one kind of hyphen and the same offsets as `text`."""

    def __init__(self, text: str, *, what_if: bool = False) -> None:
        """`what_if`: what is supposed of the patient counts as said ("and if she were pregnant?")."""
        self.text, self.plain = text, plain_signs(text)
        self._kinds: tuple[Status, ...] = _SURE if what_if else (*_SURE, "possible")
        self.parts = list(_parts(self.plain))
        self._starts = [part.start for part in self.parts]
        self._statuses: dict[tuple[int, int], Status] = {}

    def part(self, place: int) -> Part:
        return self.parts[max(0, bisect_right(self._starts, place) - 1)]

    def words(self, part: Part) -> str:
        return self.plain[part.start : part.end]

    def clause(self, place: int) -> tuple[int, int]:
        """The clause around a place: its part, between semicolons."""
        part = self.part(place)
        before = self.plain.rfind(";", part.start, place) + 1
        after = self.plain.find(";", place, part.end)
        return max(part.start, before), part.end if after < 0 else after

    def before(self, start: int, most: int = _REACH) -> str:
        """The words of the clause before a place."""
        low, _ = self.clause(start)
        return self.plain[max(low, start - most) : start]

    def after(self, end: int, most: int = _AFTER) -> str:
        """The words of the part after a place."""
        return self.plain[end : min(self.part(max(0, end - 1)).end, end + most)]

    def is_general(self, place: int) -> bool:
        """Whether the place is in a question on people at large ("Should anyone with …"), not on the patient."""
        part = self.part(place)
        if not part.asked:
            return False
        words, table = self.words(part), patterns("note_values")
        return bool(table["others", ""].search(words)) and not table["patient_words", ""].search(words)

    def status(self, start: int, end: int) -> Status:
        """Whether what is named there is the patient's, and so: denied, of another person, or left open."""
        if (start, end) not in self._statuses:
            self._statuses[start, end] = self._status(start, end)
        return self._statuses[start, end]

    def _denied_near(self, before: str, end: int) -> int:
        """Where a "no" ends that reaches the place: to the next comma, or over those of a list that ends in "or"."""
        found = [match.end() for match in _cues()["denied near", "before"].finditer(before)]
        if not found or "," not in before[found[-1] :]:
            return found[-1] if found else -1
        listed = _OR.search(before[found[-1] :]) or _OR.match(self.after(end, _LISTED))
        return found[-1] if listed else -1

    def _status(self, start: int, end: int) -> Status:
        if self.part(start).section == "family":
            return "family"
        before, after = self.before(start), self.after(end)
        cues = _cues()
        for kind in self._kinds:
            ends = cues["ends family" if kind == "family" else "ends", "before"]
            ended = max((found.end() for found in ends.finditer(before)), default=-1)
            last = max((found.end() for found in cues[kind, "before"].finditer(before)), default=-1)
            if kind == "denied":
                last = max(last, self._denied_near(before, end))
            if last >= max(ended, 0):
                return kind
            if cues[kind, "after"].search(after):
                return kind
        return ""


@cache
def _cues() -> dict[tuple[str, ...], re.Pattern[str]]:
    return dict(patterns("note_status"))


@cache
def _label() -> re.Pattern[str]:
    """A label at the beginning of a sentence or a line, with its colon; or alone on a line."""
    kinds = "|".join(f"(?P<{kind}>{pattern.pattern})" for (kind,), pattern in patterns("note_sections").items())
    return re.compile(rf"(?:^|(?<=[.;,|]\s)|(?<=[;|]))[ \t]*(?:{kinds})[ \t]*(?::(?:[ \t]*\n)?|[-–](?=\s)|\n)", _FLAGS)


_FLAGS = re.IGNORECASE | re.MULTILINE


def _parts(text: str) -> Iterator[Part]:
    labels = {match.start(): match for match in _label().finditer(text) if not _is_value(match)}
    inside = {place for match in labels.values() for place in range(match.start() + 1, match.end() + 1)}
    ends = {found.end() for found in _END.finditer(text) if not _stays(text, found)} - inside
    places = sorted({0, len(text)} | labels.keys() | ends)
    section, lasting = "", False
    for start, end in itertools.pairwise(places):
        label = labels.get(start)
        if label is not None:
            section, lasting = label.lastgroup or "", label[0].endswith("\n")
        elif start in ends and not (lasting and not _is_over(text, start)):
            section = ""
        if text[start:end].strip():
            body = label.end() if label is not None else start
            yield Part(start, end, section, text[start:end].rstrip(" \"')\n").endswith("?"), body)


def _is_value(match: re.Match[str]) -> bool:
    """A line that is one word of the patient, as "EGFR", is no heading."""
    return match[0].endswith("\n") and match.lastgroup == "patient"


def _is_over(text: str, start: int) -> bool:
    """Whether what stood below a label ends there: behind a blank line, or at a label of another kind."""
    return bool(_BLANK_LINE.search(text, max(0, start - 80), start) or _OTHER_LABEL.match(text, start))


_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*\Z")
_OTHER_LABEL = re.compile(r"[A-Z][A-Za-z /]{2,30}:")


_ANSWERED = re.compile(r"(?:[-–]|no\b|yes\b|not\b|none\b|pending\b|unclear\b|unsure\b)")
"""What begins the writer's own answer to what he asks himself ("breastfeeding? no")."""


def _stays(text: str, found: re.Match[str]) -> bool:
    """The full stop is an abbreviation's ("Mrs. K"), or the question is answered right behind."""
    if text[found.start() - 1] == "?" and "\n" not in found[0] and _ANSWERED.match(text, found.end()):
        return True
    return "\n" not in found[0] and bool(_NO_END.search(text, max(0, found.start() - 8), found.start()))
