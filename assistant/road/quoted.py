"""From what a model offers to findings: the record's own words, whole sentences of it, on this case.

A quote is looked up and never believed: what is shown is the passage of the record that it means, completed to its
sentences. The record is the one whose key stands beside it; where it does not stand there to the letter but in exactly
one other record that the model was shown, it is that one's. A passage on another phenotype, genotype, variant, gene or
drug than the case's, an aim, a method or a title is no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from assistant.choose.choosing import Chosen
from assistant.choose.features import Case, features, on_another
from assistant.language.cues import says
from assistant.language.nearest_quote import nearest
from assistant.language.quotes import LEAST_WORDS, cite, locate
from assistant.records.answer import Check, Citation, Claim, Draft, Evidence, Query, Quote, Verdict
from assistant.records.patient import Patient
from assistant.road.claims import claim_of
from assistant.studies.sentences import Candidate, every_sentence

__all__ = ["Quoted", "Spoken"]

_MOST_SENTENCES = 3
"""Of one finding; of a longer quote the sentence that is likeliest to answer."""
_TOUCHED = 12
"""Characters of a sentence that a quote must reach to take it along, or all of it."""
_NO_FINDING = frozenset({"objective", "methods", "admin"})
_SPLICE = re.compile(r"\s*(?:\.{3,}|…|\[\s*(?:…|\.{3})?\s*\])\s*")
_VERBATIM = Verdict("supported", 1.0, (Check("quote", True, "The finding is its quote, word for word in the record."),))


class Spoken(msgspec.Struct, frozen=True):
    """Findings that stand, and what the writer says of all of them together; empty where one of its quotes fell."""

    claims: tuple[Claim, ...]
    wordings: tuple[str, ...] = ()
    beside: tuple[Citation, ...] = ()
    """Quotes that stand and are no findings, as who was studied: a wording may rest on them, too."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        return (*(claim.citations[0] for claim in self.claims), *self.beside)


class Quoted:
    """The records that a model was shown, as what its drafts are held against. Each passage is given once."""

    def __init__(
        self, query: Query, patient: Patient | None, evidence: Sequence[Evidence], chosen: Sequence[Chosen]
    ) -> None:
        self._query = query
        self._patient = patient
        self._case = Case.of(query, patient)
        self._evidence = {item.article.pmid: item for item in evidence}
        self._chances = {(one.candidate.evidence.article.pmid, one.candidate.start): one.chance for one in chosen}
        self._sentences: dict[str, list[Candidate]] = {}
        self._claims: dict[tuple[str, int, int], Claim] = {}
        self.dropped = 0
        """Drafts with a quote that stands in no record or is on another case, or with no finding among their quotes."""

    def heard(self, draft: Draft) -> Spoken | None:
        """What of a draft stands; None when nothing of it does. A draft whose quotes were all given is heard, too: it
        may say more of them."""
        standing: list[Claim] = []
        beside: list[Citation] = []
        fell = not draft.quotes
        for passage in (passage for quote in draft.quotes for passage in self._passages(quote)):
            made = self._claim(passage) if passage is not None and self._on_case(passage) else None
            if passage is None or made is None:
                fell = True
            elif self._is_finding(passage):
                standing.append(made)
            else:
                beside.append(made.citations[0])
        if not standing or fell:
            self.dropped += 1
        if not standing:
            return None
        said = tuple(filter(None, (draft.text, *draft.further)))
        groups = self._case.groups
        wordings = () if fell else tuple(one for one in said if not groups.other_than_asked(one))
        return Spoken(tuple(dict.fromkeys(standing)), wordings, tuple(dict.fromkeys(beside)))

    def together(self, spoken: Spoken, wording: str, judged_by: str) -> Claim:
        """The findings as one, under a wording that rests on all of them."""
        first = spoken.claims[0]
        made = claim_of(first.text, first.verdict, spoken.citations, self._evidence, self._query, self._patient)
        return msgspec.structs.replace(made, topic=first.topic, wording=wording, judged_by=judged_by)

    def _claim(self, passage: Candidate) -> Claim | None:
        """None for a passage too short to be a quote, as a title may be."""
        article = passage.evidence.article
        key = (article.pmid, passage.start, passage.end)
        if key not in self._claims:
            text = passage.text
            citation = cite(Quote(article.pmid, text), article)
            if isinstance(citation, str):
                return None
            shown = text[:1].upper() + text[1:]
            self._claims[key] = claim_of(shown, _VERBATIM, (citation,), self._evidence, self._query, self._patient)
        return self._claims[key]

    def _on_case(self, passage: Candidate) -> bool:
        return self._case.allows(passage) and not on_another(features(self._case, [passage])[0])

    def _is_finding(self, passage: Candidate) -> bool:
        """A title is none beside an abstract, nor is an aim; a section of methods may hold results."""
        if passage.role == "title":
            return not passage.evidence.article.abstract
        return passage.role not in _NO_FINDING or (passage.role == "methods" and self._reports(passage))

    def _reports(self, passage: Candidate) -> bool:
        effects = (one for one in passage.evidence.effects if one.kind != "n")
        found = any(passage.start <= one.start and one.end <= passage.end for one in effects)
        return found or says("effect", passage.text) or says("null", passage.text)

    def _passages(self, quote: Quote) -> Iterator[Candidate | None]:
        """The passages that a quote means, one for each of its parts where it leaves something out; None: none."""
        found = self._placed(quote)
        if found is not None:
            yield self._completed(*found)
            return
        parts = [part for part in _SPLICE.split(quote.text) if len(re.findall(r"\w+", part)) >= LEAST_WORDS]
        if len(parts) < 2:
            yield None
            return
        places = [self._placed(Quote(quote.pmid, part)) for part in parts[:_MOST_SENTENCES]]
        made = [None if place is None else self._completed(*place) for place in places]
        yield from (one for n, one in enumerate(made) if one not in made[:n])

    def _placed(self, quote: Quote) -> tuple[Evidence, int, int] | None:
        own = self._evidence.get(quote.pmid)
        span = nearest(quote.text, own.article.text) if own is not None else ""
        if own is not None and not isinstance(span, str):
            return own, *span
        others = [(item, locate(quote.text, item.article.text)) for item in self._evidence.values() if item is not own]
        standing = [(item, span) for item, span in others if not isinstance(span, str)]
        return (standing[0][0], *standing[0][1]) if len(standing) == 1 else None

    def _completed(self, item: Evidence, start: int, end: int) -> Candidate | None:
        """The whole sentences that the passage lies in; None where it lies in none, as within a heading."""
        reached = [one for one in self._of(item) if _reach(one, start, end)]
        if len(reached) > _MOST_SENTENCES:
            pmid = item.article.pmid
            reached = [max(reached, key=lambda one: self._chances.get((pmid, one.start), 0.0))]
        if not reached:
            return None
        findings = [one for one in reached if self._is_finding(one)] or reached
        return msgspec.structs.replace(findings[0], end=findings[-1].end)

    def _of(self, item: Evidence) -> list[Candidate]:
        pmid = item.article.pmid
        if pmid not in self._sentences:
            self._sentences[pmid] = list(every_sentence(item, list(self._evidence).index(pmid)))
        return self._sentences[pmid]


def _reach(sentence: Candidate, start: int, end: int) -> bool:
    common = min(sentence.end, end) - max(sentence.start, start)
    return common >= min(_TOUCHED, sentence.end - sentence.start)
