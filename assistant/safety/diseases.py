"""Conditions of the record that a label warns of: the same by the vocabulary, or a kind of what the label names.

"History of stroke" of a label holds for a stroke, too; of a record it is no stroke now. What another member of the
family has, what is ruled out or only feared is no condition of the patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.curated.diseases import disease_match
from assistant.knowledge.tables import pieces, values, words_in, words_of
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.records.safety import Alert
from assistant.safety.condition_states import states_of
from assistant.safety.drugs import Option, alert_of, rows_of

__all__ = ["condition_met", "disease_alerts", "is_own"]

_TURNING = frozenset(["non", "pre", "post", "anti", "pseudo"])
"""Parts of a name that make another of it."""
_PAST = re.compile(r"(?:history of|previous|prior|past)\s+", re.IGNORECASE)


def disease_alerts(option: Option, conditions: Sequence[str]) -> Iterator[Alert]:
    """Alerts of one option, for each condition that a row names."""
    own = [one for one in conditions if is_own(one)]
    if not own:
        return
    for row in rows_of(option, "disease"):
        for name in pieces(row.bound):
            for condition in own:
                means = any(state.name == name for state in states_of(condition))
                if means or condition_met(name, condition):
                    yield alert_of(row, "disease", option, condition, f"with {name}")


def is_own(condition: str) -> bool:
    """Whether an entry is a condition of the patient's own."""
    return not words_in("not_own_condition") & set(words_of(condition).split())


@lru_cache(maxsize=8192)
def condition_met(name: str, condition: str) -> bool:
    """Whether a condition is what a label names, or a kind of it."""
    plain, past = _PAST.subn("", name, count=1)
    now, had = _PAST.subn("", condition, count=1)
    if had and not past:
        return False
    if words_of(plain) == words_of(now):
        return True
    if entry_of(vocabulary(), "disease", now) is None:
        return _is_described(plain, now)  # the parents of an unknown name are a guess
    return disease_match(plain, (now,)) in ("same", "parent")


def _is_described(name: str, condition: str) -> bool:
    """Whether a name that no vocabulary has is another with words before it: "metastatic breast cancer"."""
    before, found, after = f" {words_of(condition)}".rpartition(f" {words_of(name)}")
    words = set(before.split())
    return bool(found) and not after and not words & (values("function_words") | _TURNING)
