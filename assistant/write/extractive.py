"""The writer that needs no model: it picks verbatim sentences, and orders them as a reader would want them.

A sentence is wanted when it states a finding on what was asked, stands alone, comes from a strong and fitting study
high in the search, and says something not yet said. Records that name none of the asked genes, variants and drugs, or
only another variant than the asked one, are not quoted at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import msgspec

from assistant.enough.relevance import answering
from assistant.names.find import find
from assistant.question.asked import Asked, asked_for, content_words
from assistant.question.case_groups import Groups, asked_groups
from assistant.question.prior_therapy import prior_therapies, speaks_of_after
from assistant.records.answer import Concept, Draft, Evidence, Query, Quote
from assistant.records.kinds import counting_as, kinds_with
from assistant.records.patient import Patient
from assistant.studies.sentences import Candidate, candidates, describes_people, on_genetics
from assistant.variants.find import find_variants
from assistant.variants.in_study import other_variant_only
from assistant.variants.phenotypes import spelled_out
from assistant.write.topics import topic_of

__all__ = ["write_extractive"]

_ROLE = {"conclusions": 1.0, "results": 0.9, "closing": 0.85, "body": 0.55, "title": 0.5}
_EFFECT = re.compile(r"\b(?:HR|OR|RR|CI|hazard|odds|risk ratio)\b|\bp ?[<=] ?0?\.\d|\d ?%|\bmonths\b", re.IGNORECASE)
_MARGIN = 1.1
"""How far below the best sentence one may score and still be quoted."""
_TIERS = (20, 42, 62, 85)
"""Strengths (`knowledge/patterns/designs.tsv`) at which begin: weaker studies of people; cohorts and early trials;
randomized trials and pooled studies; guidelines."""
_MORE_OF_A_GUIDELINE = 2
"""Sentences a guideline may give beyond other records: it advises on each phenotype in a sentence of its own."""
_ALIKE, _WITHIN = 0.55, 0.8
"""Share of common content words (of the union; of the smaller) from which two sentences say the same."""


class _Scored(msgspec.Struct, frozen=True):
    candidate: Candidate
    score: float
    words: frozenset[str]
    topic: str


def write_extractive(
    query: Query,
    evidence: Sequence[Evidence],
    patient: Patient | None = None,
    *,
    limit: int = 8,
) -> Iterator[Draft]:
    """At most `limit` drafts, grouped by topic, the most decisive first; none when no sentence speaks to the question.

    The draft's text is its quote, opening words like "In conclusion" left off. `patient` has shaped `evidence` (its
    fits) and `query` already; here it tells whose findings are another patient's.
    """
    asked = asked_for(query)
    known = [asked.within(item.article) for item in evidence]
    covered = [own.overlap(item.article.text) for own, item in zip(known, evidence, strict=True)]
    least = 0.7 * max(covered, default=0.0) if not asked.specific else 0.0
    near_enough = [rank for rank, share in enumerate(covered) if share >= least]
    tied = answering(query, evidence, patient)
    eligible = [rank for rank in near_enough if evidence[rank] in tied]
    prior = prior_therapies(query, asked)
    found = [candidate for rank in eligible for candidate in candidates(evidence[rank], rank)]
    groups = asked_groups(query, patient)
    ours = [one for one in found if not _on_others(one, groups)]
    scored = [made for one in ours if (made := _scored(one, known[one.rank], query, prior))]
    chosen = _choose(scored, limit, per_article=2 if len(eligible) > 2 else 3)
    for item in _ordered(chosen):
        quote = item.candidate.text
        yield Draft(quote[:1].upper() + quote[1:], (Quote(item.candidate.evidence.article.pmid, quote),), item.topic)


def _scored(candidate: Candidate, asked: Asked, query: Query, prior: Sequence[Concept]) -> _Scored | None:
    sentence, item = candidate.text, candidate.evidence
    named = asked.named_in(sentence)
    specific = [concept for concept in named if concept.kind in kinds_with("specific")]
    overlap = asked.overlap(sentence)
    if not _about(asked, bool(specific), bool(named), overlap, candidate):
        return None
    if other_variant_only(sentence, query, None) or _about_others(sentence, asked, named):
        return None
    if prior and not speaks_of_after(f"{item.article.title}\n{sentence}", prior, asked):
        return None
    whole = asked.named_in(item.article.text)
    score = _ROLE.get(candidate.role, 0.3) + asked.weight(named) + 0.5 * asked.weight(whole) + 0.6 * overlap
    score += 0.6 * item.grade.strength / 90 + 0.4 / (1 + 0.35 * candidate.rank)
    score += 0.12 * bool(_EFFECT.search(sentence)) - candidate.penalty
    if asked.genetic and not on_genetics(sentence) and not _names_gene((*named, *asked.named_in(item.article.title))):
        score -= 0.4
    if query.intent == "therapy" and not any(mention.kind in counting_as("drug") for mention in find(sentence)):
        score -= 0.4
    score -= 0.6 * (query.intent != "general" and describes_people(sentence))
    score -= 0.2 * sum(fit.status == "mismatch" for fit in item.fit.items)
    score -= 0.25 * bool({"animal", "in vitro"} & set(item.flags))
    return _Scored(candidate, score, content_words(sentence), topic_of(sentence, item.article, asked))


def _on_others(candidate: Candidate, groups: Groups) -> bool:
    return bool(groups.other_than_asked(spelled_out(candidate.text, candidate.evidence.article)))


def _names_gene(concepts: Sequence[Concept]) -> bool:
    return any(concept.kind in kinds_with("genetic") for concept in concepts)


def _about_others(sentence: str, asked: Asked, named: Sequence[Concept]) -> bool:
    """It names genes, none of them asked, where the question names one; the same for drugs."""
    kinds = {concept.kind for concept in named}
    others = {mention.kind for mention in find(sentence)}
    other_gene = "gene" in others or any(mention.gene for mention in find_variants(sentence))
    if asked.genetic and other_gene and kinds.isdisjoint(kinds_with("genetic")):
        return True
    return asked.of_drugs and "drug" in others and kinds.isdisjoint(counting_as("drug"))


def _about(asked: Asked, specific: bool, named: bool, overlap: float, candidate: Candidate) -> bool:
    """Whether the sentence is on the question: it names an asked gene, variant or drug where the question names one."""
    if asked.specific:
        return specific
    article = candidate.evidence.article.text
    share = asked.overlap(article)
    if asked.words and share < 0.5:
        return False
    least = 0.1 if share >= 0.75 and candidate.role in ("conclusions", "closing") else 0.25
    return named or overlap >= least


def _choose(scored: Sequence[_Scored], limit: int, per_article: int) -> list[_Scored]:
    """Best first, leaving out what is far below the best, repeats what is said, or crowds out other studies."""
    chosen: list[_Scored] = []
    for item in sorted(scored, key=lambda made: -made.score):
        if len(chosen) == limit or item.score < _best(chosen, item) - _MARGIN:
            break
        evidence = item.candidate.evidence
        most = per_article + (_MORE_OF_A_GUIDELINE if evidence.grade.design == "practice guideline" else 0)
        if sum(other.candidate.evidence is evidence for other in chosen) >= most:
            continue
        if not any(_repeats(item.words, other.words) for other in chosen):
            chosen.append(item)
    return chosen


def _best(chosen: Sequence[_Scored], item: _Scored) -> float:
    return chosen[0].score if chosen else item.score


def _repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common >= _ALIKE * len(one | other) or common >= _WITHIN * min(len(one), len(other))


def _ordered(chosen: Sequence[_Scored]) -> list[_Scored]:
    """The stronger kind of study first, of one kind the better sentence; topics by their first sentence."""
    order = sorted(chosen, key=lambda item: (-_tier(item), -item.score))
    topics = list(dict.fromkeys(item.topic for item in order))
    return sorted(order, key=lambda item: topics.index(item.topic))


def _tier(item: _Scored) -> int:
    """How strong its kind of study is; the last of all when it is on another disease or variant."""
    evidence = item.candidate.evidence
    misfit = any(fit.status == "mismatch" and fit.aspect in ("disease", "variant") for fit in evidence.fit.items)
    return -1 if misfit else bisect_right(_TIERS, evidence.grade.strength)
