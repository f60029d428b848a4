"""Conditions of the record that a label warns of: the same by the vocabulary, or a kind of what the label names.

Where the label asks for a state ("active") that the record does not tell, its warning is told as a caution.
"History of stroke" of a label holds for a stroke, too; of a record it is no stroke now. What another member of the
family has, what is ruled out or only feared is no condition of the patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec.structs import replace

from assistant.curated.diseases import disease_match
from assistant.knowledge.tables import pieces, values, words_in, words_of
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.records.safety import Alert
from assistant.safety.condition_dates import PAST, as_past, undated
from assistant.safety.condition_meanings import LAST, How, how_met, signed, spelled_out, stateless
from assistant.safety.condition_states import states_of
from assistant.safety.drugs import Contraindication, Option, alert_of

__all__ = ["disease_alerts", "how_condition_met", "is_own"]

_TURNING = frozenset(["non", "pre", "post", "anti", "pseudo"])
"""Parts of a name that make another of it."""


def disease_alerts(option: Option, rows: Iterable[Contraindication], conditions: Sequence[str]) -> Iterator[Alert]:
    """Alerts of one option, for each condition that one of its rows on diseases names."""
    own = [one for one in conditions if is_own(one)]
    if not own:
        return
    for row in rows:
        for name in pieces(row.bound):
            for condition in own:
                how = how_condition_met(name, condition)
                if how == "wholly":
                    yield alert_of(row, "disease", option, condition, f"with {name}")
                elif how == "partly":
                    limits = f"The label speaks of {name}; told here is only {condition}."
                    found = alert_of(row, "disease", option, condition, f"with {name}", (limits,))
                    yield replace(found, severity="caution")


def is_own(condition: str) -> bool:
    """Whether an entry is a condition of the patient's own, now or once; "not controlled" denies a state alone."""
    words = stateless(as_past(undated(condition)))
    return not words_in("not_own_condition") & set(words.split())


@lru_cache(maxsize=8192)
def how_condition_met(name: str, condition: str) -> How:
    """How a condition meets what a label names: it is that, a kind of it, or may be it by what the record tells."""
    condition = spelled_out(signed(as_past(undated(condition))))
    if any(state.name == name for state in states_of(condition)) or _is_met(name, condition):
        return "wholly"
    plain, past = PAST.subn("", name, count=1)
    now, had = PAST.subn("", condition, count=1)
    return "" if had and not past else how_met(plain, now)


def _is_met(name: str, condition: str) -> bool:
    """Whether a condition is what a label names, or a kind of it, by the names alone."""
    plain, past = PAST.subn("", name, count=1)
    now, had = PAST.subn("", condition, count=1)
    if had and not past:
        return False
    if words_of(plain) == words_of(now):
        return True
    if entry_of(vocabulary(), "disease", now) is None:
        return _is_described(plain, now) or _is_described(plain, LAST.sub("", now))  # its parents are a guess
    return disease_match(plain, (now,)) in ("same", "parent")


def _is_described(name: str, condition: str) -> bool:
    """Whether a name that no vocabulary has is another with words before it: "metastatic breast cancer"."""
    before, found, after = f" {words_of(condition)}".rpartition(f" {words_of(name)}")
    words = set(before.split())
    return bool(found) and not after and not words & (values("function_words") | _TURNING)
