"""What a reader is told about the curated section: what the library lacks, what is newer, and when it answers alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from assistant.curated.joining import Joined
from assistant.curated.regimens import favors, is_drug
from assistant.names.find import synonyms
from assistant.records.answer import Claim
from assistant.records.curated import CuratedRow, Knowledge
from assistant.records.outcome import Abstention
from ingest.index.words import WordTerm

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["answers_alone", "by_facts_alone", "told"]

_SHOWN = 4
_NAMES = 8
_TRIALS = frozenset(["A", "B"])
_HELPED = frozenset(
    ["nothing found", "not in library", "too little evidence", "wrong disease", "wrong variant", "nothing supported"]
)
"""Reasons of the library; what the guard turns away stays so."""


def told(knowledge: Knowledge, claims: Sequence[Claim], library: Library) -> Knowledge:
    """With a sentence on what the library lacks, and one on what is newer than its newest finding.

    Raises LibraryError when the library cannot be read.
    """
    if not knowledge.rows:
        return knowledge
    notes = (*knowledge.notes, *_lacking(knowledge.rows, library), *_newer(knowledge.rows, claims))
    return msgspec.structs.replace(knowledge, notes=notes)


def answers_alone(abstention: Abstention | None, joined: Joined) -> str:
    """What to say first where the library does not answer and typed rows do; empty where they do not."""
    if abstention is None or not by_facts_alone(abstention) or not joined.answers:
        return ""
    return abstention.explanation


def by_facts_alone(abstention: Abstention | None) -> bool:
    """Whether what the library lacks may be told by facts: not where the guard turned a question away."""
    return abstention is not None and abstention.reason in _HELPED


def _lacking(rows: Iterable[CuratedRow], library: Library) -> Iterator[str]:
    """ "No record of the library is on lorlatinib, which CIViC lists at level B"."""
    lacking: dict[str, str] = {}
    for row in rows:
        known = row.approved or row.fact.level in _TRIALS
        if row.fact.kind == "guideline" or not known or not favors(row.fact) or row.in_library:
            continue
        for drug in row.fact.therapies:
            named = row.approved or is_drug(drug)
            if named and drug not in lacking and not library.count(_terms(drug)):
                lacking[drug] = _listed(row)
    if lacking:
        shown = [f"{_small(drug)}, {why}" for drug, why in lacking.items()][:_SHOWN]
        rest = f"; nor on {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        yield f"No record of the library is on {'; on '.join(shown)}{rest}."


def _listed(row: CuratedRow) -> str:
    if row.approved:
        return f"approved for this ({', '.join(row.approved)})"
    return f"which {row.fact.source} lists at level {row.fact.level}"


def _terms(drug: str) -> list[WordTerm]:
    names = (drug, *(one.text for one in synonyms("drug", drug)[:_NAMES]))
    return [WordTerm(name, phrase=True) for name in names]


def _newer(rows: Iterable[CuratedRow], claims: Sequence[Claim]) -> Iterator[str]:
    """Guidelines, evidence and approvals of a later year than the newest study that is quoted."""
    years = [citation.year for claim in claims for citation in claim.citations if citation.year]
    if not years:
        return
    newest = max(years)
    later: dict[str, str] = {}
    for row in rows:
        dated = [mark for mark in row.approved if int(mark.rpartition(" ")[2]) > newest]
        if not dated and row.fact.kind != "approval" and (row.fact.year or 0) > newest:
            dated = [f"{row.fact.source} {row.fact.year}"]
        if dated:
            later.setdefault(_regimen(row), ", ".join(dated))
    if later:
        said = "; ".join(f"{regimen} ({marks})" for regimen, marks in list(later.items())[:_SHOWN])
        yield f"Newer than the newest study quoted ({newest}): {said}."


def _regimen(row: CuratedRow) -> str:
    names = map(_small, row.fact.therapies)
    return (" + " if row.fact.together else " or ").join(names) or row.fact.biomarker


def _small(name: str) -> str:
    """A name within a sentence; an abbreviation keeps its form."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
