"""A synthesis over findings that stand: a model writes it, and rules look at each sentence before a judge does.

The model sees the findings numbered F1 to Fn, each with design, level, year, people studied, flags and fit, the
patient, and what the search itself found to be missing, numbered G1 to Gn. Each sentence ends with the numbers it rests
on. A sentence falls when it names none, when a number, drug, gene or variant of it stands in none of these, when it
recommends what none of them recommends, counts other studies than it names, or says that something was not studied
where no gap says so.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from assistant.engines.prompts import load_prompt
from assistant.judge.statements import statement_of
from assistant.judge.vetoes import veto
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import mapping, values
from assistant.records.answer import Claim, Evidence, Query
from assistant.records.judged import Statement
from assistant.records.patient import Patient
from assistant.records.synthesis import Part, Summing
from assistant.write.reply_forms import unthought
from assistant.write.shown_records import head_of, patient_text
from ingest.read.sentences import sentence_spans

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel

__all__ = ["Material", "Proposed", "fault", "put", "read_synthesis", "sum_up"]

_MOST = 12
"""Sentences that are looked at."""
_LONGEST = 20_000
"""Characters of a reply that are read."""
_PARTS: dict[str, Part] = {
    "bottom line": "bottom line",
    "summary": "bottom line",
    "conclusion": "bottom line",
    "agreement": "agreement",
    "agreement and disagreement": "agreement",
    "disagreement": "agreement",
    "agree": "agreement",
    "consistency": "agreement",
    "patient": "patient",
    "for this patient": "patient",
    "this patient": "patient",
    "missing": "missing",
    "gaps": "missing",
    "what is missing": "missing",
    "limits": "missing",
}
_LABEL = re.compile(r"[\s>#*_\-•\d.)(\"{]*(?P<name>[A-Za-z][A-Za-z _]{2,30}?)[\s*_\"]*[:=\-–—][\s*_\"\[]*(?P<rest>.*)")
_MARK = r"[\[(]\s*+[FG]\s?\d{1,2}(?:\s*+(?:[,;&]|and|to|-)\s*+[FG]?\s?\d{1,2})*+\s*+[\])]"
_MARKS = re.compile(rf"{_MARK}(?:\s*+(?:[,;]\s*+)?{_MARK})*+\s*+[.]?[\"\]}},]*+", re.IGNORECASE)
"""Blanks are given back nowhere: a reply that never closes a bracket would else be read in ever more ways."""
_NUMBER = re.compile(r"([FG])?\s?(\d{1,2})", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?P<count>\d{1,2}|[a-z]+)\s+(?:of the\s+)?(?:[a-z-]+\s+){0,2}?(?P<noun>[a-z-]+)\b", re.IGNORECASE
)


class Proposed(msgspec.Struct, frozen=True):
    """A sentence as the model wrote it; `findings` and `gaps` are the numbers behind it, from 1."""

    part: Part
    text: str
    findings: tuple[int, ...] = ()
    gaps: tuple[int, ...] = ()

    @property
    def summing(self) -> Summing:
        return Summing(self.part, self.text, self.findings)


class Material(msgspec.Struct, frozen=True):
    """What a synthesis is written from and held against."""

    query: Query
    claims: tuple[Claim, ...]
    evidence: Mapping[str, Evidence]
    patient: Patient | None
    gaps: tuple[str, ...]

    def heads(self, claim: Claim) -> str:
        return " / ".join(head_of(self.evidence[pmid]) for pmid in dict.fromkeys(c.pmid for c in claim.citations))


def sum_up(
    material: Material, question: str, model: ChatModel, cancel: threading.Event | None = None
) -> list[Proposed]:
    """What the model wrote, sentence by sentence, nothing of it believed. Raises ModelError."""
    findings = "\n".join(
        f"F{place}. ({material.heads(claim)}) “{' '.join(claim.text.split())}”"
        for place, claim in enumerate(material.claims, 1)
    )
    gaps = "\n".join(f"G{place}. {gap}" for place, gap in enumerate(material.gaps, 1)) or "none"
    system, user = load_prompt("synthesis").render(
        question=question, patient=patient_text(material.patient), findings=findings, gaps=gaps
    )
    return read_synthesis("".join(model.complete(system, user, cancel)))


def read_synthesis(reply: str) -> list[Proposed]:
    """The sentences of a reply under their labels. One without numbers rests on nothing, and is given so."""
    return list(islice(_read(reply), _MOST))


def _read(reply: str) -> Iterator[Proposed]:
    part: Part = "bottom line"
    for line in unthought(reply[:_LONGEST]).splitlines():
        label = _LABEL.fullmatch(line)
        named = _PARTS.get(" ".join(label["name"].lower().replace("_", " ").split())) if label else None
        part = named or part
        rest = label["rest"] if label and named else line
        yield from _sentences(part, rest.strip().strip("*").strip())


def _sentences(part: Part, text: str) -> Iterator[Proposed]:
    place = 0
    for match in _MARKS.finditer(text):
        *bare, last = _split(_unlisted(text[place : match.start()])) or [""]
        yield from (Proposed(part, one) for one in bare)
        if last:
            findings, gaps = _numbers(match[0])
            yield Proposed(part, last if last[-1:] in ".!?" else f"{last}.", findings, gaps)
        place = match.end()
    yield from (Proposed(part, one) for one in _split(text[place:]) if len(one.split()) > 2)


def _unlisted(text: str) -> str:
    """Without the comma that stands before a mark."""
    text = text.rstrip()
    return text[:-1] if text[-1:] in (",", ";") else text


def _split(text: str) -> list[str]:
    said = re.sub(r"^[\s\-–•*>]+", "", text.strip().strip("\"'“”{}[],"))
    return [made for start, end in sentence_spans(said) if (made := said[start:end].strip())]


def _numbers(marks: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(findings, gaps) of marks as "[F1, F3][G1]"."""
    found: dict[str, list[int]] = {"F": [], "G": []}
    kind = "F"
    for letter, number in _NUMBER.findall(marks):
        kind = letter.upper() or kind
        found[kind].append(int(number))
    return tuple(dict.fromkeys(found["F"])), tuple(dict.fromkeys(found["G"]))


def put(one: Proposed, material: Material) -> Statement:
    """The sentence beside exactly what it names: quotes of findings, their heads, gaps, and the patient's facts."""
    claims = [material.claims[n - 1] for n in one.findings if 1 <= n <= len(material.claims)]
    gaps = tuple(material.gaps[n - 1] for n in one.gaps if 1 <= n <= len(material.gaps))
    citations = [citation for claim in claims for citation in claim.citations]
    articles = {pmid: item.article for pmid, item in material.evidence.items()}
    made = statement_of(one.text, citations, articles)
    patient = patient_text(material.patient)
    known = [f"This patient: {patient}."] if material.patient is not None else []
    told = tuple(f"Finding {n}: {material.heads(c)}." for n, c in zip(one.findings, claims, strict=False))
    titles = tuple(dict.fromkeys(material.evidence[c.pmid].article.title for c in citations))
    studies = len({citation.pmid for citation in citations})
    count = (f"These are {len(claims)} findings of {studies} studies.",) if claims else ()
    return msgspec.structs.replace(
        made, quotes=(*made.quotes, *gaps), surroundings=(*told, *count, *titles, *known), design="", record=""
    )


def fault(one: Proposed, material: Material) -> str:
    """The rule that the sentence breaks, as a sentence; empty when it breaks none."""
    known = min(one.findings, default=1) >= 1 and max(one.findings, default=1) <= len(material.claims)
    if not known or max(one.gaps, default=0) > len(material.gaps) or not (one.findings or one.gaps):
        return "It rests on nothing that is there."
    statement = put(one, material)
    said = " ".join(statement.quotes)
    cues = {kind: pattern for (kind,), pattern in patterns("synthesis_cues").items()}
    if cues["advice"].search(one.text) and not cues["advice"].search(said):
        return "It recommends what the findings do not."
    if cues["absence"].search(one.text) and not (one.gaps or cues["absence"].search(said)):
        return "It says that something is missing, and the search does not."
    if one.gaps and one.part != "missing":
        return "It gives a gap for a finding."
    studies = {c.pmid for n in one.findings for c in material.claims[n - 1].citations}
    if wrong := _miscounted(one.text, {len(one.findings), len(studies)}):
        return f"It counts {wrong}."
    return veto(msgspec.structs.replace(statement, text=_uncounted(one.text)))


def _miscounted(text: str, right: set[int]) -> str:
    """The count of studies in a sentence that is not the number of those that it names."""
    for found, count in _counts(text):
        if count not in right:
            return found
    return ""


def _uncounted(text: str) -> str:
    """Without its counts of studies, which no record states."""
    for found, _ in _counts(text):
        noun = found.split()[-1]
        text = text.replace(found, noun, 1)
    return text


def _counts(text: str) -> Iterator[tuple[str, int]]:
    for match in _COUNT.finditer(text):
        if match["noun"].lower() not in values("study_nouns"):
            continue
        word = match["count"].lower()
        known = mapping("number_words").get(word)
        if word.isdigit() or known:
            yield match[0], int(word) if word.isdigit() else int(float(known[0] if known else 0))
        elif word == "both":
            yield match[0], 2
