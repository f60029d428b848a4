"""The heading a finding stands under: by what was asked, as the tables have it.

`knowledge/words/headings.tsv` names for each facet and intent the readers that are tried; a population, a measured
substance or a gene is never a heading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import WORD, lookup, pieces
from assistant.question.asked import Asked, asked_for
from assistant.records.answer import Evidence, Query
from assistant.records.kinds import kinds_with
from assistant.studies.stages import signs_of
from assistant.variants.phenotypes import phenotypes_in, spelled_out
from assistant.write.topics import options_asked, topic_of

__all__ = ["heading_of"]

_OPEN = ("comparison", "alternative")
"""Facets whose answer can be a drug that the question does not name."""
_MOST = 2
"""Phenotypes of one heading; a sentence on all of them is on the gene."""


class _Case(msgspec.Struct, frozen=True):
    """A sentence of the answer with all that a reader of headings looks at."""

    sentence: str
    evidence: Evidence
    query: Query
    asked: Asked


def heading_of(sentence: str, evidence: Evidence, query: Query) -> str:
    """Empty where no reader that the question calls for tells anything."""
    case = _Case(sentence, evidence, query, asked_for(query).within(evidence.article))
    for name in pieces(lookup("headings")[query.facet or query.intent]):
        if heading := _READERS[name](case):
            return heading
    return ""


def _option(case: _Case) -> str:
    roles = case.query.roles
    asked = any(concept.kind == "drug" for concept in options_asked(case.asked, roles))
    others = not asked or case.query.facet in _OPEN
    return topic_of(case.sentence, case.evidence.article, case.asked, roles, others, case.query.therapies)


def _phenotype(case: _Case) -> str:
    """ "Poor and intermediate metabolizers"."""
    if not any(concept.kind in kinds_with("genetic") for concept in case.query.concepts):
        return ""
    sentence = spelled_out(case.sentence, case.evidence.article)
    found = phenotypes_in(_before_comparison(sentence)) or phenotypes_in(sentence)
    names = list(dict.fromkeys(phenotype.name for phenotype in found))
    nouns = {name.rpartition(" ")[2] for name in names}
    if not 1 <= len(names) <= _MOST or len(nouns) > 1:
        return ""
    said = f"{' and '.join(name.rpartition(' ')[0] for name in names)} {nouns.pop()}"
    return said[:1].upper() + said[1:] + "s" * said.endswith("metabolizer")


def _before_comparison(sentence: str) -> str:
    """What a sentence is on, without what that is compared with ("… than normal metabolizers")."""
    marks = (match.start() for match in WORD.finditer(sentence) if match[0].lower() in _comparing())
    return sentence[: next(marks, len(sentence))]


@cache
def _comparing() -> frozenset[str]:
    return frozenset(word for word, kind in lookup("comparators").items() if kind == "comparison")


def _pair(case: _Case) -> str:
    """The two drugs of the question that the sentence names; of more than two it is on none alone."""
    drugs = [concept for concept in case.asked.named_in(case.sentence) if concept.kind == "drug"]
    names = [concept.surface or concept.name for concept in drugs]
    return f"{names[0][:1].upper()}{names[0][1:]} with {names[1]}" if len(names) == _MOST else ""


def _stage(case: _Case) -> str:
    """How far the evidence is, safety apart: "In animals: safety signals"."""
    stages = lookup("study_stages")
    stage = next((stages[sign] for sign in signs_of(case.sentence, case.evidence) if sign in stages), "")
    return ": ".join([stage, *_topics("signal", case.sentence)]) if stage else ""


def _topic(name: str) -> Callable[[_Case], str]:
    return lambda case: next(iter(_topics(name, case.sentence)), "")


def _topics(name: str, sentence: str) -> list[str]:
    return [heading for (kind, heading), says in patterns("topics").items() if kind == name and says.search(sentence)]


_READERS: Mapping[str, Callable[[_Case], str]] = {
    "phenotype": _phenotype,
    "option": _option,
    "pair": _pair,
    "stage": _stage,
    "outcome": _topic("outcome"),
    "diagnosis": _topic("diagnosis"),
}
"""The readers that `headings.tsv` names."""
