"""The patient's ancestry as a question tells it: "in a Black patient?", "she is Han Chinese", "of African descent".

Populations are those of studies (`knowledge/patterns/people_in_records.tsv`, `knowledge/words/countries.tsv`); which
words make one the patient's is a table, `knowledge/patterns/case_facts.tsv`. Groups ("Japanese patients"), trials and
guidelines are nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.fit.people import people_of_text
from assistant.knowledge.patterns import patterns

__all__ = ["ancestries_said"]

_NEAR = 40


def ancestries_said(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names the one ancestry of its patient, each stretch once."""
    cues, ends = patterns("case_facts"), 0
    for one in people_of_text(text).told.get("ancestry", ()):
        before, after = text[max(0, one.start - _NEAR) : one.start], text[one.end :][:_NEAR]
        person = cues["ancestry", "person before"].search(before) and cues["ancestry", "person after"].search(after)
        is_one = cues["ancestry", "is before"].search(before) and cues["ancestry", "is after"].search(after)
        if (person or is_one) and one.start >= ends:
            ends = one.end
            yield one.start, one.end
