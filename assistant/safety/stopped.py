"""Drugs that were stopped and still bear on others: where a row on two drugs speaks of the time after one of them.

When a therapy was stopped few records tell, so that the alert asks for no more than to look: it says what the row says
of that time, in the row's own words. Of a drug that an entry says was stopped, and not years ago, every row
is told so: it may still act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import WORD
from assistant.names.medications import drugs_in
from assistant.patient.stopped_entries import stopped_in
from assistant.records.patient import Patient
from assistant.records.safety import Alert
from assistant.safety.classes import class_named
from assistant.safety.drugs import Option, sentence
from assistant.safety.pairs import Row, rows_on

__all__ = ["stopped_alerts"]

_CHECK = "When it was stopped is not in the record: the time since then is to be checked."


def stopped_alerts(options: Sequence[Option], patient: Patient | None) -> Iterator[tuple[Option, Alert]]:
    """Each with the option that it is on: a drug that is asked about or taken, and not one that findings bring up."""
    if patient is None or not patient.prior_therapies:
        return
    given = {name: option for option in options if option.role != "brought" for name in option.ingredients}
    had = _drugs(patient.prior_therapies) - _drugs(patient.medications) - given.keys()
    if not had or not given:
        return
    told = {drug: said for one in patient.prior_therapies if (said := stopped_in(one)) for drug in drugs_in(one)}
    for row, own, others, _ in rows_on(frozenset(given) | had):
        is_timed = _speaks_of_the_time_after(row)
        for stopped, taken in ((others, own), (own, others)):
            if not (had.issuperset(stopped) and given.keys() >= set(taken)):
                continue
            recent = any(drug in told and not told[drug].is_long_ago for drug in stopped)
            if recent or (is_timed and not (stopped is own and _is_of_other(row))):
                when = next((told[drug].words for drug in stopped if drug in told), "")
                yield given[taken[0]], _alert(row, given[taken[0]], " + ".join(stopped), when)


def _drugs(entries: Sequence[str]) -> frozenset[str]:
    """Generic names as rows have them."""
    return frozenset(drug for entry in entries for drug in drugs_in(entry))


def _speaks_of_the_time_after(row: Row) -> bool:
    table = patterns("after_stopping")
    return bool(table["condition",].search(row.only_if) or table["excerpt",].search(row.excerpt))


def _is_of_other(row: Row) -> bool:
    """Whether the condition is of the time after the second side alone: "within 14 days of stopping" that one."""
    if patterns("after_stopping")["before",].search(row.only_if):
        return False
    words = WORD.findall(row.only_if)
    others = (row.b, *row.b.split("+"))
    return any(class_named(word) == row.b or word in others for word in words) and not set(row.a) & set(words)


def _alert(row: Row, option: Option, stopped: str, when: str) -> Alert:
    check = f"The record says “{when}”: the time since then is to be checked." if when else _CHECK
    return Alert(
        kind="interaction",
        severity="caution",
        drug=option.name,
        fact=stopped,
        says=sentence("caution", option.name, f"after {stopped}, which was {'stopped' if when else 'had before'}"),
        why=row.effect or row.mechanism,
        limits=f"{check} The source says: {row.only_if}." if row.only_if else check,
        source=row.source,
        date=row.date,
        url=row.url,
        excerpt=row.excerpt,
        asked=True,
    )
