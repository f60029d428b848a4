"""A drug's name with one slip of the keys: a letter left out, doubled or swapped with its neighbor.

Never one letter for another, and never another first letter: that is how true names differ (afatinib, apatinib,
lapatinib), and the wrong drug found is worse than none.
"""

from __future__ import annotations

from string import ascii_lowercase

from assistant.names.vocabulary import Entry, Vocabulary

__all__ = ["meant"]

_SHORTEST, _LONGEST = 6, 40
"""Letters a word must have: of shorter ones, too many lie one slip apart, and no drug's name is longer."""


def meant(word: str, names: Vocabulary) -> Entry | None:
    """The only drug whose name is one slip away from a word; None when none is, or several are."""
    low = word.lower()
    if (
        not _SHORTEST <= len(low) <= _LONGEST
        or not (low.isascii() and low.isalpha())
        or low in names.ordinary
        or names.read(low)
    ):
        return None
    found = {
        reading.entry.name: reading.entry
        for form in _slips(low)
        for reading in names.readings.get(form, ())
        if reading.entry.kind == "drug" and not reading.exact
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _slips(word: str) -> set[str]:
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    added = {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    dropped = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return {form for form in added | dropped | swapped if form[0] == word[0] and form != word}
