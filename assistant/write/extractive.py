"""The writer that needs no model: it gives the chosen sentences verbatim, the likeliest answer first.

What is left out says nothing new, crowds out other studies, or is far less likely to answer than the best. Of two that
are as good as alike, the stronger study speaks first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from assistant.choose.choosing import Chosen
from assistant.choose.had_before import gives_what_was_had
from assistant.choose.likely import likely
from assistant.choose.to_the_point import is_preclinical, outcomes_asked, tells_of, with_variant_asked
from assistant.fit.fit import gives_again, of_another_state
from assistant.language.cues import says
from assistant.names.medications import drugs_in
from assistant.question.asked import content_words
from assistant.records.answer import Draft, Query, Quote
from assistant.write.headings import heading_of

__all__ = ["write_extractive"]

_SHARE = 0.5
"""How likely to answer, against the best sentence, another is at least."""
_SHARE_LATER = 0.7
"""The same for those behind the first two: what is far less likely takes more attention than it gives."""
_FIRST = 2
_FREE = 0.15
"""The least chance of the best sentence on other drugs for which those on resisted ones, or on those had, give way."""
_IN_DOUBT = 3
"""Sentences shown where even the best may be no answer."""
_TIE = 0.05
"""Chances that differ by less are a tie."""
_POOLED = 78
"""Strength (`knowledge/patterns/designs.tsv`) of a systematic review or stronger: pooled studies, guidelines."""
_OPENS = 0.75
"""How likely to answer, against the best, a sentence is at least that opens the answer in its place: one of such a
study, or one on people like the case's."""
_PARTING = ("age", "pregnancy", "line of therapy", "prior therapy", "stage", "setting")
_PER_RECORD = 2
_MORE_OF_A_GUIDELINE = 2
"""Sentences a guideline may give beyond other records: it advises on each phenotype in a sentence of its own."""
_GUIDELINE = "practice guideline"
_WHAT_TO_DO = (None, "dose", "alternative", "monitoring")
"""Facets that ask what to do; where a harm or an effect is asked for, that none was found is an answer."""
_ALIKE, _WITHIN = 0.55, 0.8
"""Share of common content words (of the union; of the smaller) from which two sentences say the same, where the later
one gives no figure that the other lacks."""
_FIGURE = re.compile(r"\d+(?:[.·]\d+)?")
_P_VALUE = re.compile(r"\bp ?(?:[-–]values?)? ?[=<>≤≥] ?[\d.· ×x−^-]+", re.IGNORECASE)


class _Taken(msgspec.Struct, frozen=True):
    chosen: Chosen
    words: frozenset[str]
    figures: frozenset[str]


def write_extractive(
    query: Query,
    chosen: Sequence[Chosen],
    *,
    limit: int = 8,
    behind: Callable[[Chosen], bool] = lambda _: False,
    ahead: Callable[[Chosen], bool] = lambda _: False,
) -> Iterator[Draft]:
    """At most `limit` drafts of the sentences, the likeliest answer first, each with its topic; doors group them.

    The draft's text is its quote, opening words like "In conclusion" left off. `behind`: whether a sentence is on other
    people than the case's (disease, variant, line of therapy, age …): of a tie these come last, and they do not open an
    answer that another opens nearly as well. `ahead`: whether it is of a study of just such people as the case is,
    where these are seldom studied (children, pregnant women): one that may be shown at all opens the answer.
    """
    usable = with_variant_asked([one for one in chosen if one.may_answer], query)
    usable = _giving_way(usable, lambda one: _resisted(one, query))
    usable = _giving_way(usable, lambda one: gives_what_was_had(one.candidate.text, query))
    if not likely(usable):
        limit = min(limit, _IN_DOUBT)
        usable = [one for one in usable if not is_preclinical(one, query)] or usable
    order = _opened(_ties_settled(usable, behind), behind, ahead)
    outcomes = outcomes_asked(query, usable)
    order.sort(key=lambda each: (*_last(each, query), bool(outcomes) and not tells_of(each, outcomes)))
    for one in _taken(order, limit):
        candidate = one.chosen.candidate
        quote, evidence = candidate.text, candidate.evidence
        topic = heading_of(quote, evidence, query)
        yield Draft(quote[:1].upper() + quote[1:], (Quote(evidence.article.pmid, quote),), topic)


def _last(one: Chosen, query: Query) -> tuple[bool, ...]:
    """Why a sentence opens no answer that another may open: the gravest reason first."""
    other, again = of_another_state(one.people), gives_again(one.people)
    return (
        other,
        again,
        gives_what_was_had(one.candidate.text, query),
        _resisted(one, query),
        _says_none(one, query),
        is_preclinical(one, query),
    )


def _ties_settled(chosen: Sequence[Chosen], behind: Callable[[Chosen], bool]) -> list[Chosen]:
    """Best first, of a tie the study of people like the case's, then the one that says so of more, then the stronger
    one, then the newer; guidelines and pooled studies open before what may be at odds."""
    order = sorted(
        chosen,
        key=lambda one: (-round(one.chance / _TIE), behind(one), -_alike(one), -_strength(one), -_year(one)),
    )
    if not order or _strength(order[0]) >= _POOLED:
        return order
    least = _OPENS * order[0].chance
    opening = next((one for one in order if _strength(one) >= _POOLED and one.chance >= least), order[0])
    return [opening, *(one for one in order if one is not opening)]


def _opened(order: list[Chosen], behind: Callable[[Chosen], bool], ahead: Callable[[Chosen], bool]) -> list[Chosen]:
    """The first one is of people like the case's where one is nearly as likely to answer; half as likely is enough
    where it is of just such people as are seldom studied."""
    if not order:
        return order
    best = order[0].chance
    own = [one for one in order if one.chance >= _SHARE * best and ahead(one) and not behind(one)]
    near = [*own, *(one for one in order if one.chance >= _OPENS * best and not behind(one))]
    opening = next(iter(near), order[0])
    return [opening, *(one for one in order if one is not opening)]


def _giving_way(usable: list[Chosen], aside: Callable[[Chosen], bool]) -> list[Chosen]:
    """Without the sentences that tell nothing of what to give, where another may answer that: those on drugs that the
    case's variant resists or that were had are the better known ones and would take its room."""
    others = [one for one in usable if not aside(one)]
    return others if max((one.chance for one in others), default=0.0) >= _FREE else usable


def _resisted(one: Chosen, query: Query) -> bool:
    """All drugs that the sentence, or else its record's title, names are resisted by the case's variant, and none of
    them is asked about."""
    if not query.resisted:
        return False
    named = drugs_in(one.candidate.text) or drugs_in(one.candidate.evidence.article.title)
    drugs = {name.casefold() for name in named}
    asked = {name.casefold() for each in (*query.roles.option, *query.roles.comparator) for name in drugs_in(each)}
    return bool(drugs) and drugs <= {name.casefold() for name in query.resisted} - asked


def _alike(one: Chosen) -> int:
    """In how many of the aspects that part patients the study says that its people are as the case is."""
    return sum(item.status == "match" and item.aspect in _PARTING for item in one.people.items)


def _says_none(one: Chosen, query: Query) -> bool:
    """No effect was found, where a guideline advises and what to do is asked: it neither bears the advice out nor takes
    from it, so no answer opens with it. What a guideline itself says is no such finding."""
    asks_what_to_do = query.advised and query.facet in _WHAT_TO_DO
    return asks_what_to_do and one.candidate.evidence.grade.design != _GUIDELINE and says("null", one.candidate.text)


def _strength(one: Chosen) -> int:
    return one.candidate.evidence.grade.strength


def _year(one: Chosen) -> int:
    return one.candidate.evidence.article.published.year or 0


def _taken(chosen: Sequence[Chosen], limit: int) -> list[_Taken]:
    best = max((one.chance for one in chosen), default=0.0)
    kept: list[_Taken] = []
    for one in chosen:
        evidence = one.candidate.evidence
        most = _PER_RECORD + (_MORE_OF_A_GUIDELINE if evidence.grade.design == _GUIDELINE else 0)
        words = content_words(one.candidate.text)
        full = sum(other.chosen.candidate.evidence is evidence for other in kept) >= most
        figures = _figures(one)
        repeats = any(_repeats(words, other.words) and figures <= other.figures for other in kept)
        share = _SHARE if len(kept) < _FIRST else _SHARE_LATER
        if one.chance < share * best or full or repeats:
            continue
        kept.append(_Taken(one, words, figures))
        if len(kept) == limit:
            break
    return kept


def _figures(one: Chosen) -> frozenset[str]:
    """What it counts or measures, and not how sure that is."""
    return frozenset(_FIGURE.findall(_P_VALUE.sub("", one.candidate.text)))


def _repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common >= _ALIKE * len(one | other) or common >= _WITHIN * min(len(one), len(other))
