"""Records as a prompt shows them: the strongest first, trimmed to what bears on the question, fenced as data.

A key like "src-k7f2" cannot be mistaken for a place in a list or a PMID, cannot be guessed by the text of a record
(it depends on the question and on all the records), and stands for nothing outside this one prompt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from assistant.choose.choosing import Chosen
from assistant.leaving.sharing import shareable_facts
from assistant.records.answer import Evidence, Fit, Query
from assistant.records.patient import Patient
from assistant.studies.sample_size import sample_size
from ingest.read.sentences import sentence_spans

__all__ = ["ROOM", "bearing", "by_strength", "head_of", "keys_for", "patient_text", "record_text"]

ROOM = 24_000
"""Characters of all records of one prompt, about 6,000 tokens; each has the same share of it."""
_NEAR = 1
"""Sentences on either side of one that bears on the question that are shown with it."""
_DIRECT = 0.5
"""A record whose best sentence is this likely to answer, against the best of all, answers as directly as it."""
_GAP = "[…]"
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_LENGTH = 4


def keys_for(query: Query, evidence: Sequence[Evidence]) -> dict[str, str]:
    """PMID -> key. The same question and records give the same keys, so that a prompt can be reproduced."""
    pmids = [item.article.pmid for item in evidence]
    keys: dict[str, str] = {}
    for pmid in pmids:
        attempt = 0
        while (key := _key(f"{query.text}|{' '.join(pmids)}|{pmid}|{attempt}")) in keys.values():
            attempt += 1
        keys[pmid] = key
    return keys


def by_strength(evidence: Sequence[Evidence], chosen: Sequence[Chosen]) -> list[Evidence]:
    """Those whose best sentence answers about as directly as the best of all come first; of these and of the others
    the stronger study."""
    best: dict[str, float] = {}
    for one in chosen:
        pmid = one.candidate.evidence.article.pmid
        best[pmid] = max(best.get(pmid, 0.0), one.chance if one.may_answer else 0.0)
    least = _DIRECT * max(best.values(), default=0.0)
    return sorted(evidence, key=lambda item: (best.get(item.article.pmid, 0.0) < least, -item.grade.strength))


def bearing(item: Evidence, chosen: Sequence[Chosen], room: int) -> str:
    """What of a record bears on the question, in at most `room` characters: all of a short one, else its title and the
    sentences likeliest to answer with those beside them. "[…]" stands for what is left out."""
    text = item.article.text
    if len(text) <= room:
        return text
    spans = sentence_spans(text)
    wanted = sorted((one for one in chosen if one.candidate.evidence.article.pmid == item.article.pmid), key=_chance)
    order = [0] if spans else []
    for one in wanted:
        here = [n for n, (start, end) in enumerate(spans) if start < one.candidate.end and one.candidate.start < end]
        order += [n for at in here for n in (at, *range(max(0, at - _NEAR), min(len(spans), at + _NEAR + 1)))]
    kept: set[int] = set()
    for n in dict.fromkeys((*order, *range(len(spans)))):
        if sum(spans[k][1] - spans[k][0] + len(_GAP) + 2 for k in (*kept, n)) <= room:
            kept.add(n)
    return _joined(text, [spans[n] for n in sorted(kept)]) or text[:room]


def _chance(one: Chosen) -> float:
    return -one.chance


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    made, place = "", 0
    for start, end in spans:
        gap = text[place:start].strip()
        made += f" {_GAP} " if gap else text[place:start]
        made += text[start:end]
        place = end
    return f"{made} {_GAP}" if spans and text[place:].strip() else made


def head_of(item: Evidence) -> str:
    """What a record is worth, on one line: design, level, year, people studied, flags, and how it fits the patient."""
    article, graded = item.article, item.grade
    size = sample_size(article.text, item.effects)
    parts = [graded.design, f"CEBM level {graded.level}" if graded.level else "", str(article.year or "")]
    parts += [f"n {size:,}" if size is not None else "", ", ".join(item.flags), _fit(item.fit)]
    return "; ".join(filter(None, parts))


def _fit(fit: Fit) -> str:
    said = [
        f"{one.aspect} {'matches' if one.status == 'match' else 'differs'}"
        for one in fit.items
        if one.status != "unknown"
    ]
    return f"fit: {', '.join(dict.fromkeys(said))}" if said else ""


def record_text(item: Evidence, key: str, summary: str = "", text: str = "") -> str:
    """Head line with the key, then the record's own text, or `text` of it, between fences that carry the key."""
    note = f"\nEditor's note, not to be quoted: {summary}" if summary else ""
    return f"[{key}] {head_of(item)}{note}\n<<< data {key}\n{text or item.article.text}\n>>> end {key}"


def patient_text(patient: Patient | None) -> str:
    """The facts of the patient that may be shared, one phrase each."""
    facts = shareable_facts(patient) if patient is not None else ()
    return "; ".join(f"{field.replace('_', ' ')}: {value}" for field, value in facts) or "nothing"


def _key(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    made = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        made += _LETTERS[place]
    return f"src-{made}"
