"""For which line of treatment a case is, and whether approvals are for it: what is given first to the untreated is no
advice for those whom it failed.

A label says the line, or says nothing and is for any. Evidence without an approval is of no known line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from assistant.fit.people import people_of_text
from assistant.knowledge.tables import words_of
from assistant.records.answer import Query
from assistant.records.curated import CuratedFact

__all__ = ["FOR_ALL", "drugs_before", "is_conditional", "line_of", "off_line", "setting_said"]

_FIRST, _LATER, _ADJUVANT = "first line", "after earlier treatment", "adjuvant"
_LINES = {"1": _FIRST, "2": _LATER}
_AFTER = "after "
FOR_ALL = "after targeted therapy for the marker"
"""Of a drug that is for whoever has the disease: the marker only says what must come before."""
_KNOWN = (_FIRST, _ADJUVANT, "maintenance", _LATER, FOR_ALL)


def line_of(query: Query, prior: Collection[object]) -> str:
    """As labels say it; empty where neither the question nor what was had before tells one."""
    if prior or query.roles.prior:
        return _LATER
    said = people_of_text(query.text)
    lines = [line for number, line in _LINES.items() if number in said.said("line")]
    if lines:
        return lines[0] if len(lines) == 1 else ""
    return _ADJUVANT if _ADJUVANT in said.said("setting") else ""


def is_conditional(fact: CuratedFact) -> bool:
    return FOR_ALL in fact.setting


def off_line(approvals: Sequence[CuratedFact], line: str) -> bool:
    """Whether there are approvals and none of them is for this line."""
    return bool(line and approvals) and not any(not fact.setting or line in fact.setting for fact in approvals)


def drugs_before(fact: CuratedFact) -> frozenset[str]:
    """Words of the names of the drugs that a label is for those who had."""
    return frozenset(words_of(one.removeprefix(_AFTER)) for one in fact.setting if one not in _KNOWN)


def setting_said(approvals: Iterable[CuratedFact]) -> tuple[str, ...]:
    """The settings of these labels, each once; none where one of them is for any."""
    settings = [fact.setting for fact in approvals]
    return tuple(one for one in _KNOWN if any(one in some for some in settings)) if all(settings) else ()
