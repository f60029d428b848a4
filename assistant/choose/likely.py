"""Whether any chosen sentence is likely enough to answer, and which records answer best.

The chances are those of a model that was measured (`evals/README.md`). Of the questions below the first bound six in
seven had no answer in their library, of those above the last most had one. In between the sentences are shown, and the
reader is told first.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.choose.answerable import answerable
from assistant.choose.choosing import Chosen
from assistant.enough.uncovered import NOTHING, Uncovered
from assistant.records.answer import Abstention, Claim, Concept, Evidence, Fit, Query, Retrieval

__all__ = [
    "decides",
    "doubt",
    "likely",
    "of_other_courses",
    "of_this_course",
    "of_this_disease",
    "other_diseases_only",
    "said",
    "that_answer_best",
    "too_unlikely",
]

_LEAST = 0.05
"""The best sentence's chance below which a study of another course gives way to none."""
_LEAST_ANSWERABLE = 0.3
"""The chance that the library answers (`answerable`) below which nothing is shown as an answer: of the questions that
one may learn from three in five of those without an answer are below it, and one in twenty of the others."""
_DOUBTED, _DOUBTED_FOR_A_WORD = 0.45, 0.75
"""The same below which the reader is told first; the higher one where a telling word of the question is lacking."""
_SAID = 4
"""Things lacking that are named."""
_LEAST_APART = 0.35
"""The same where the records that were found do not bring together what was asked (`guard.check_evidence`)."""
_LIKELY = 0.3
"""The chance below which the reader is told that it may not be one."""
_NEAREST = 3
_DISEASE = ("disease", "histology")
_OF_ANYBODY = ("toxicity", "pharmacokinetics", "resistance", "mechanism", "prognosis", "definition", "discovery")
"""Facets that do not ask what to give: a harm, a level or what a gene foretells is told from whoever had the drug."""
_COURSE = ("line of therapy", "prior therapy", "setting", "stage")
_WANTED = {
    "dose": "a dose or a change of dose",
    "efficacy": "how well it works",
    "toxicity": "a harm or its rate",
    "pharmacokinetics": "levels or clearance",
    "resistance": "why it stops working",
    "mechanism": "how it works",
    "prognosis": "an outcome",
    "diagnosis": "a sign or a test that tells",
    "frequency": "how common it is",
    "comparison": "one held against the other",
    "alternative": "what to give instead",
    "definition": "the rule or the definition",
    "interaction": "what one does to the other",
    "discovery": "a target or a compound at work",
    "monitoring": "what to watch or test",
}


def that_answer_best(chosen: Sequence[Chosen], evidence: Sequence[Evidence], most: int) -> tuple[Evidence, ...]:
    """The records by their best sentence, at most so many; those without a sentence last, in the search's order."""
    order = dict.fromkeys(one.candidate.rank for one in chosen)
    ranks = [*order, *(rank for rank in range(len(evidence)) if rank not in order)]
    return tuple(evidence[rank] for rank in ranks[:most])


def of_this_course(chosen: Sequence[Chosen], query: Query) -> tuple[Chosen, ...]:
    """Without the sentences of studies of another line, stage or earlier drugs than the case's, where others may answer
    a question on therapy: a first-line trial is no option for the third line, nor an adjuvant one for stage IV. Where a
    drug is asked about, what it does elsewhere gives way only to what is likely an answer. So do studies that do not
    say their setting, where one of the case's own setting may answer.
    """
    if not _asks_what_to_give(query):
        return tuple(chosen)
    least = _LIKELY if any(_is_asked(one, query) for one in query.concepts) else _LEAST
    left = tuple(one for one in chosen if not _of_other_course(one.people))
    own = tuple(one for one in left if _of_own_setting(one.people))
    return next((few for few in (own, left) if _best(few) >= least), tuple(chosen))


def of_this_disease(chosen: Sequence[Chosen], query: Query) -> tuple[Chosen, ...]:
    """Without the sentences of studies of another disease, or of another kind of it, than the case's, in a question on
    what to give for it: what works in ovarian cancer is no option in breast cancer for being the same drug."""
    if not _asks_what_to_give(query):
        return tuple(chosen)
    return tuple(one for one in chosen if not _of_other_disease(one.people))


def other_diseases_only(chosen: Sequence[Chosen], left: Sequence[Chosen], found: Retrieval) -> Abstention | None:
    """Why there is no answer where all that may be one is on another disease and was left out; None where something is
    left, and where the best of it would be no answer on any disease."""
    out = [one for one in chosen if one.may_answer and _of_other_disease(one.people)]
    if len(left) == len(chosen) or _best(out) < _LEAST or _best(left) >= _LEAST:
        return None
    best = max(out, key=lambda one: one.chance)
    item = next(item for item in best.people.items if item.status == "mismatch" and item.aspect in _DISEASE)
    nearest = list(dict.fromkeys(one.candidate.evidence.article.pmid for one in out))[:_NEAREST]
    explanation = f"No record found answers this for “{item.patient}”; the nearest is on {item.study}."
    return Abstention("wrong disease", explanation, found.searched, tuple(nearest))


def _asks_what_to_give(query: Query) -> bool:
    return query.intent == "therapy" and query.facet not in _OF_ANYBODY


def _is_asked(one: Concept, query: Query) -> bool:
    """A drug that the question is on, and not what comes after it."""
    had = {name.casefold() for name in query.roles.prior}
    drug = one.kind in ("drug", "drug class") and one.origin == "question"
    return drug and had.isdisjoint((one.name.casefold(), one.surface.casefold()))


def _of_other_disease(people: Fit) -> bool:
    """Of two diseases in a question ("autism in tuberous sclerosis") a study on either is not elsewhere."""
    own = any(item.status == "match" and item.aspect == _DISEASE[0] for item in people.items)
    return any(
        item.status == "mismatch" and item.aspect in _DISEASE and not (own and item.aspect == _DISEASE[0])
        for item in people.items
    )


def _of_own_setting(people: Fit) -> bool:
    return any(item.status == "match" and item.aspect == "setting" for item in people.items)


def _of_other_course(people: Fit) -> bool:
    return any(item.status == "mismatch" and item.aspect in _COURSE for item in people.items)


def of_other_courses(claims: Sequence[Claim]) -> tuple[str, ...]:
    """What the reader is told first where every finding is of another line or setting of treatment than the case's."""
    if not claims or not all(any(item.aspect in _COURSE for item in claim.others) for claim in claims):
        return ()
    return ("Every finding is from another line or setting of treatment than this case's.",)


def decides(abstention: Abstention) -> bool:
    """Whether what is missing ends the question, however well a sentence reads: a name or a variant that is nowhere."""
    return abstention.reason in ("nothing found", "not in library", "wrong variant")


def too_unlikely(
    chosen: Sequence[Chosen], found: Retrieval, gap: Abstention | None = None, lacking: Uncovered = NOTHING
) -> Abstention | None:
    """The abstention when the records are not likely to answer; None when they are.

    `gap`: why the records may not bear on the question, `lacking`: what no single one of the best covers. A sentence
    that answers outright is heard all the same.
    """
    best = _best(chosen)
    if gap is not None and best < _LEAST_APART:
        return gap
    if answerable(best, lacking, gap is not None) >= _LEAST_ANSWERABLE:
        return None
    nearest = list(dict.fromkeys(one.candidate.evidence.article.pmid for one in chosen))[:_NEAREST]
    explanation = (
        said(lacking) or f"The nearest records do not say what was asked{_asked(found.query)}{_words(lacking)}."
    )
    return Abstention("too little evidence", explanation, found.searched, tuple(nearest))


def doubt(
    chosen: Sequence[Chosen], query: Query, gap: Abstention | None = None, lacking: Uncovered = NOTHING
) -> tuple[str, ...]:
    """What the reader is told first when the findings may not be the answer, by name; nothing when they likely are."""
    if gap is not None:
        return (gap.explanation,)
    if named := said(lacking):
        return (named,)
    chance = answerable(_best(chosen), lacking, gap=False)
    if chance >= (_DOUBTED_FOR_A_WORD if lacking.telling else _DOUBTED):
        return ()
    outright = f"No record may say outright what was asked{_asked(query)}; the findings are the nearest to it"
    return (f"{outright}{_words(lacking)}.",)


def said(lacking: Uncovered) -> str:
    """Which name or group no one record covers and what the nearest does, in a sentence; empty where none is lacking.

    Words alone make no such sentence: they may be the question's own, and stand behind the doubt.
    """
    if not (lacking.names or lacking.groups):
        return ""
    beside = f" together with {_listed(lacking.covered[:_SAID])}" if lacking.covered else ""
    none = f"None of the {lacking.held} nearest records" if lacking.held > 1 else "Not even the nearest record"
    return f"{none} is on {_listed(lacking.said[:_SAID])}{beside}; the nearest is PMID {lacking.pmid}."


def _words(lacking: Uncovered) -> str:
    return f" (the nearest lacks {_listed(lacking.telling[:_SAID])})" if lacking.telling else ""


def likely(chosen: Sequence[Chosen]) -> bool:
    """Whether the best sentence is rather an answer than not."""
    return _best(chosen) >= _LIKELY


def _best(chosen: Sequence[Chosen]) -> float:
    return max((one.chance for one in chosen if one.may_answer), default=0.0)


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _asked(query: Query) -> str:
    wanted = _WANTED.get(query.facet or "", "")
    return f": {wanted}" if wanted else ""
