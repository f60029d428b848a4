"""Entries of a medication list that say the drug was stopped: a therapy had before, and none that is taken.

The whole entry has to say so, the drug and its dose aside: "phenelzine, stopped 3 months ago". What says more ("stopped
in May, taken again since"), names two drugs or speaks of a time to come cannot be read so, and the drug counts as
taken.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.names.medications import placed_drugs
from assistant.records.patient import Patient

__all__ = ["Stopped", "stopped_apart", "stopped_in"]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST = 200
"""Characters of an entry that are read so."""


class Stopped(NamedTuple):
    """What an entry says of the end of a drug."""

    words: str
    """As the entry has them: "stopped 3 months ago"."""
    is_long_ago: bool
    """It is told in years; of this year and the one before, by their numbers, that is not known."""


_MARKS = " ,;:.-–—()[]"


def stopped_in(entry: str) -> Stopped | None:
    """None for an entry that does not say, with all its words, that its one drug was stopped."""
    placed = placed_drugs(entry) if len(entry) <= _LONGEST else ()
    if len(placed) != 1:
        return None
    table = patterns("stopped_entries")
    start, end, _ = placed[0]
    before, behind = entry[:start], entry[end:]
    said = table["behind",].fullmatch(behind) if not before.strip() else None
    told_before = said is None and table["before",].fullmatch(before) is not None
    if told_before:
        said = table["time",].fullmatch(behind)
    bare = told_before and (not behind.strip(_MARKS) or table["dose",].fullmatch(behind) is not None)
    now, years = date.today().year, [int(year) for year in _YEAR.findall(behind)]
    if (said is None and not bare) or any(year > now for year in years):
        return None
    if table["to come",].search(behind) and not any(year < now for year in years):
        return None
    parts = (before.strip(_MARKS).casefold(), said["words"] if said else "")
    words = " ".join(filter(None, parts))
    return Stopped(words, table["long ago",].search(words) is not None or any(year < now - 1 for year in years))


def stopped_apart(patient: Patient | None) -> Patient | None:
    """The record with the medications that were stopped among the prior therapies, in their own words."""
    over = tuple(one for one in patient.medications if stopped_in(one)) if patient else ()
    if patient is None or not over:
        return patient
    left = tuple(one for one in patient.medications if one not in over)
    new = tuple(one for one in dict.fromkeys(over) if one not in patient.prior_therapies)
    return msgspec.structs.replace(patient, medications=left, prior_therapies=(*patient.prior_therapies, *new))
