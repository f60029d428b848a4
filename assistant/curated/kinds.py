"""Which kinds of curated rows bear on a question, and which of them stand first.

A question on prognosis or diagnosis opens with rows of that kind. What treats the disease is shown behind them, where
the question says a line, a setting or a drug; it is not what was asked.
"""

from __future__ import annotations

import msgspec

from assistant.knowledge.tables import lookup, pieces
from assistant.question.asked import content_words
from assistant.question.asked_thing import asked_thing
from assistant.question.intent import says
from assistant.records.answer import Query

__all__ = ["Kinds", "kinds_of"]

_NO_INTENT, _THERAPY, _RISK = "general", "therapy", "risk"
_COURSES = ("prognosis", "diagnosis")
"""What is asked of a disease and not of what treats it."""


class Kinds(msgspec.Struct, frozen=True):
    """ "guideline", "approval", types of biomarker evidence."""

    wanted: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    """Those that stand before all others; empty where the question is on treatment."""


def kinds_of(query: Query, *, of_drugs: bool) -> Kinds:
    """By the intent, which phrases tell; by the facet where the intent tells nothing, and where the phrases are on
    treatment or harm ("risk of relapse", "in the second line") but no drug is asked about and the facet is a course.

    `of_drugs`: whether a drug or a class of drugs is asked about. Where a course is asked about in a line or a setting
    of treatment ("recurrent", "adjuvant"), what treats it is, too; a bare case in such a line, which only reads like a
    course, opens with that.
    """
    asked, table = _asked(query, of_drugs=of_drugs), lookup("curated_kinds")
    kinds = pieces(table.get(asked, ""))
    on_course = asked in (*_COURSES, _RISK)
    treated = query.roles.line or query.roles.setting or query.roles.option or _is_bare(query)
    further = on_course and (treated or query.intent == _THERAPY)
    if query.facet in _COURSES and query.intent == _THERAPY and not on_course:
        kinds = [*kinds, *pieces(table[query.facet])]
    wanted = frozenset([*kinds, *(pieces(table[_THERAPY]) if further else [])])
    opens = on_course and (not treated or any(says(query.text, course) for course in _COURSES))
    return Kinds(wanted, frozenset(kinds) if opens else frozenset())


def _is_bare(query: Query) -> bool:
    """Whether it only names a case ("breast cancer with ESR1 D538G"), of whatever kind the small model takes it for."""
    named = content_words(" ".join(one.surface for one in query.concepts if one.origin == "question"))
    return content_words(query.question) <= named


def _asked(query: Query, *, of_drugs: bool) -> str:
    """The row of `words/curated_kinds.tsv`: "which drug prolongs survival" asks for a drug, and what causes resistance
    is asked of a treatment."""
    if query.intent in _COURSES and (asked_thing(query.text) == "drug" or query.facet == "resistance"):
        return _THERAPY
    if query.intent == _NO_INTENT and query.facet in lookup("curated_kinds"):
        return query.facet
    if query.facet in _COURSES and not of_drugs and query.intent in ("safety", _THERAPY):
        return _RISK if query.intent == "safety" and query.facet == "prognosis" else query.facet
    return query.intent
