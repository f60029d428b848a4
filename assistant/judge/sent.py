"""What of a sentence is sent to a judge: the record's own words as they are, all else as the scrubber lets it out.

A sentence on a record is made of the record's words and figures, which anyone can read; the scrubber, which knows
identifiers by their form, would blank a confidence interval for a date and a people for a name. What is in the record
tells nobody anything, so it is put back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from assistant.engines.scrub import blanks
from assistant.records.judged import Statement

__all__ = ["sent"]

_MARKS = re.compile(r"^[^\w]+|[^\w%]+$")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def sent(statement: Statement, scrub: Callable[[str], str]) -> str:
    """The sentence as it may leave; empty when a part of it is neither the record's nor may leave."""
    scrubbed = scrub(statement.text)
    if not blanks(scrubbed) - blanks(statement.text):
        return scrubbed
    public = _words(" ".join((*statement.quotes, *statement.surroundings, statement.record)))
    ours, theirs = statement.text.split(), scrubbed.split()
    made: list[str] = []
    for kind, start, end, other, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        known = kind != "equal" and all(_words(word) <= public for word in ours[start:end])
        made += ours[start:end] if known else theirs[other:last]
    text = " ".join(made)
    return "" if blanks(text) - blanks(statement.text) else text


def _words(text: str) -> set[str]:
    """Words in lower case with one kind of dash and without the marks around them, each also by its parts."""
    plain = [_MARKS.sub("", word) for word in text.translate(_DASHES).lower().split()]
    return {part for word in plain for part in (word, *re.split(r"[^\w.%]+", word)) if part}
