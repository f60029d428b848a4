"""What a question asks about that no one of the best records has: a name, a group of people, a setting, an outcome.

Records that each hold a part of a question answer none of it: the drug stands in one, the disease in another. So every
record is held against all parts, and what the one that covers most still lacks is what the reader must be told first,
by name. Questions have words of their own for what records say ("kick in", "worth it"): words that records which answer
often did without are learned from labeled questions (`evals/train/own_words.py`) and are never lacking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from assistant.enough.acting import acts_on
from assistant.enough.relevance import near_disease
from assistant.enough.subject import framing, pharmacogenetic, without_circumstances
from assistant.fit.people import people_of, people_of_text
from assistant.knowledge.tables import rows, words_of
from assistant.names.disease_kin import is_tumor
from assistant.names.trials import names_trial, trial_spans
from assistant.question.asked import Asked, asked_for, content_words, searchable
from assistant.question.case_groups import is_reference
from assistant.question.stand_ins import standing_in
from assistant.records.answer import Concept, Evidence, Query
from assistant.records.kinds import counting_as, kinds_with
from assistant.variants.in_study import variant_item
from assistant.variants.own_gene import with_gene
from ingest.records.article import Article

__all__ = ["NOTHING", "Uncovered", "is_gene", "said_otherwise", "uncovered"]

_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
_SETTING, _SEX = "setting", "sex"
_GROUPS: dict[str, tuple[str, ...]] = {
    "age": ("infant", "child", "adolescent"),
    _SEX: ("male",),
    "pregnancy": (),
    "breastfeeding": (),
    "kidney": ("impaired", "severe"),
    "liver": ("impaired", "severe"),
    _SETTING: ("adjuvant", "neoadjuvant", "maintenance"),
}
"""Aspects of people and treatment in which a finding on others is no answer, with the values that count; none: all.
A setting counts beside a tumor: "after surgery" is no adjuvant treatment where pain is treated."""
_NAME, _GROUP, _WORD_COSTS = 6, 4, 1


class Uncovered(msgspec.Struct, frozen=True):
    """What the record that covers most lacks, in the question's own words, and what it has."""

    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    pmid: str = ""
    """The record; empty where there was none."""
    held: int = 0
    """How many records were held against the question."""

    @property
    def said(self) -> tuple[str, ...]:
        """Names, groups and telling words, each once, the gravest first."""
        kept: list[str] = []
        for words in (*self.names, *self.groups, *self.telling):
            if not any(words.casefold() in one.casefold() for one in kept):
                kept.append(words)
        return tuple(kept)

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that no record which answered was ever seen to lack; others are the question's own way to speak."""
        return tuple(words for words in self.words if not said_otherwise(words))

    @property
    def cost(self) -> int:
        return _NAME * len(self.names) + _GROUP * len(self.groups) + _WORD_COSTS * len(self.words)


NOTHING = Uncovered()


def uncovered(query: Query, evidence: Sequence[Evidence]) -> Uncovered:
    """What no single one of these records (best first) has of the question; nothing without records.

    Of words only those are lacking that none of them has: what is shown may come from any.
    """
    case = without_circumstances(query)
    asked = asked_for(case)
    nearest = min((_of(item, query, case, asked) for item in evidence), key=lambda one: one.cost, default=NOTHING)
    there = [content_words(searchable(item.article)) for item in evidence]
    words = tuple(said for said in nearest.words if not any(_parts(said) <= words for words in there))
    return msgspec.structs.replace(nearest, words=words, held=len(evidence))


def is_gene(concept: Concept) -> bool:
    """False for a trial whose name is also an old alias of a gene ("BIG 1-98"); true for whatever is no gene."""
    return concept.kind != "gene" or " " not in concept.surface or concept.surface == concept.name


def said_otherwise(word: str) -> bool:
    """Whether records that answer were seen to do without the word, or it only asks what to do."""
    return content_words(word) <= _own_words("once") | _own_words("often") | _decisions() | framing()


@cache
def _decisions() -> frozenset[str]:
    """Stems of verbs that ask what to do, which records that answer say otherwise or leave to the reader."""
    return content_words(" ".join(word for word, *_ in rows("decision_words")))


def _of(item: Evidence, query: Query, case: Query, asked: Asked) -> Uncovered:
    text = searchable(item.article)
    named = {concept.name for concept in asked.within(item.article).named_in(text)}
    lost: list[Concept] = []
    there: list[Concept] = []
    for concept in _subjects(case):
        held = (concept.name in named and not _by_class(concept)) or _held(concept, item, text)
        (there if held else lost).append(concept)
    names, groups = [_said(concept) for concept in lost], dict(_groups(query, item.article))
    return Uncovered(
        names=tuple(dict.fromkeys(names)),
        groups=tuple(words for words, held in groups.items() if not held),
        words=tuple(_words(query, asked, text, names)),
        covered=tuple(dict.fromkeys([*map(_said, there), *(words for words, held in groups.items() if held)])),
        pmid=item.article.pmid,
    )


def _subjects(query: Query) -> Iterator[Concept]:
    """The names that an answer must be on: of a gene and its variant the variant, unless it is "*1/*1"; no disease
    beside an allele and the drug that it bears on, since that holds in whatever disease the drug is given for."""
    genes = {concept.gene for concept in query.named("variant")}
    bearing = pharmacogenetic(query)
    for concept in query.concepts:
        if concept.origin != "question" or concept.kind not in kinds_with("main"):
            continue
        if (concept.kind == "gene" and concept.name in genes) or not is_gene(concept) or is_reference(concept):
            continue
        if not (bearing and concept.kind in counting_as("disease")):
            yield concept


def _by_class(concept: Concept) -> bool:
    """Whether no record of the library names the drug, so that records on its class were searched in its place."""
    return concept.kind == "drug" and bool(standing_in(concept))


def _held(concept: Concept, item: Evidence, text: str) -> bool:
    if concept.kind == "variant":
        return variant_item(item.article.text, with_gene(concept), concept.gene).status == "match"
    if concept.kind == "drug class":
        return acts_on(text, concept)
    fits = [fit.status for fit in item.fit.items if fit.aspect == "disease" and concept.kind == "disease"]
    return concept.kind in counting_as("disease") and ("match" in fits or near_disease(text, concept))


def _said(concept: Concept) -> str:
    return with_gene(concept) if concept.kind == "variant" else concept.surface or concept.name


def _groups(query: Query, article: Article) -> Iterator[tuple[str, bool]]:
    """Words of the question for people or a setting, and whether the record says anything of such."""
    asked, people = people_of_text(query.text), people_of(article)
    tumor = any(is_tumor(words_of(one.name), "") for one in query.named("disease"))
    for aspect, counted in _GROUPS.items():
        if aspect == _SETTING and not tumor:
            continue
        there = {one.value for one in people.told.get(aspect, ())}
        spans: dict[tuple[int, int], set[str]] = {}
        for one in asked.told.get(aspect, ()):
            if not counted or one.value in counted:
                spans.setdefault((one.start, one.end), set()).add(one.value)
        for (start, end), values in spans.items():
            # Few records say the sex of their people: what they lack is men only where they tell of women alone.
            yield query.text[start:end], bool(values & there) or (aspect == _SEX and not there)


def _words(query: Query, asked: Asked, text: str, names: Sequence[str]) -> Iterator[str]:
    """Runs of words that the record lacks, as the question writes them."""
    there = content_words(text)
    within = " ".join(names).casefold()
    run: list[re.Match[str]] = []
    trials = [span for span in trial_spans(query.text) if names_trial(text, query.text[slice(*span)])]
    for match in _WORD.finditer(query.text):
        stems = content_words(match[0]) & asked.words - _own_words("often") - framing()
        parts = _parts(match[0])
        of_trial = any(start <= match.start() < end for start, end in trials)
        known = of_trial or not stems.isdisjoint(there) or (len(parts) > 1 and parts <= there)
        lacks = bool(stems) and not known and match[0].casefold() not in within
        if run and (not lacks or query.text[run[-1].end() : match.start()].strip()):
            yield query.text[run[0].start() : run[-1].end()]
            run = []
        run += [match] if lacks else []
    if run:
        yield query.text[run[0].start() : run[-1].end()]


def _parts(words: str) -> frozenset[str]:
    return content_words(words.replace("-", " "))


@cache
def _own_words(lacked: str) -> frozenset[str]:
    """Stems that questions use and records which answer them do without, "often" or "once"."""
    return frozenset(stem for row in rows("own_words") if row[1] == lacked for stem in row[0].split())
