"""What a report is headed by and must not forget: its kind, the trials that its papers name, a variant of the germline.

All of it is read from the answer, the patient and the curated tables; nothing is known from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from assistant.knowledge.tables import pieces, records
from assistant.records.answer import Answer
from assistant.records.patient import Patient, Variant

__all__ = ["germline_said", "title_of", "trials_of"]

_TRIAL = re.compile(r"NCT[0-9]{8}(?![0-9])", re.ASCII)
_MOST_ITEMS = 3
"""Identifiers of a curated source that are named; their number says the rest."""


def title_of(answer: Answer, patient: Patient | None) -> str:
    """By what is asked: a pharmacogenomic consult, a tumor board report, or an evidence report."""
    case = answer.case or patient
    tested = bool((case and case.diplotypes) or answer.phenotypes or answer.query.named("drug"))
    if answer.query.intent in ("pharmacogenomics", "safety") and tested:
        return "Pharmacogenomic consult"
    if answer.query.intent in ("therapy", "general") and _on_tested_gene(answer):
        return "Pharmacogenomic consult"
    if answer.query.intent in ("therapy", "general") and _is_oncology(answer):
        return "Tumor board report"
    return "Evidence report"


def _on_tested_gene(answer: Answer) -> bool:
    """Whether a drug is asked about, and a result of the patient bears on giving it."""
    drugs = [one for one in answer.query.named("drug", "drug class") if one.origin != "patient"]
    return bool(drugs) and any(one.reported for one in answer.phenotypes)


def trials_of(answer: Answer) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(NCT id, PMIDs) of each trial that a cited record registers or names, in the order of the citations."""
    cited = {citation.pmid for claim in answer.claims for citation in claim.citations}
    found: dict[str, dict[str, None]] = {}
    for item in answer.evidence:
        if item.article.pmid in cited:
            for trial in _TRIAL.findall(" ".join((*item.article.registry_ids, item.article.text))):
                found.setdefault(trial, {})[item.article.pmid] = None
    return tuple((trial, tuple(pmids)) for trial, pmids in found.items())


def germline_said(answer: Answer, patient: Patient | None) -> str:
    """What is to be known of the germline, in a sentence; empty where nothing bears on it."""
    case = answer.case or patient
    known = case.variants if case else ()
    variants = (*known, *(one for one in _asked(answer) if one.gene not in {other.gene for other in known}))
    return " ".join(dict.fromkeys(_each(variants, _rows(answer))))


def _each(variants: Sequence[Variant], rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    germline = [str(one) for one in variants if one.origin == "germline"]
    if germline:
        yield f"Recorded as germline: {', '.join(germline)}."
    for one in variants:
        items = rows.get(one.gene) or _predisposing().get(one.gene, ())
        if one.origin == "germline" or not items:
            continue
        origin = "is recorded as somatic" if one.origin == "somatic" else "has no origin recorded"
        named = ", ".join(items[:_MOST_ITEMS])
        count = f"{len(items)} item{'s' * (len(items) != 1)}: {named}{' …' * (len(items) > _MOST_ITEMS)}"
        yield (
            f"{one} {origin}, and CIViC lists germline variants of {one.gene} as predisposing ({count}): whether this "
            "one is of the germline is not known here."
        )


def _asked(answer: Answer) -> tuple[Variant, ...]:
    """The variants that the question names, which say nothing of their origin."""
    named = answer.query.named("variant")
    return tuple(Variant(one.gene, one.name.removeprefix(f"{one.gene} ")) for one in named if one.gene)


def _rows(answer: Answer) -> dict[str, list[str]]:
    """Gene to the items of the answer's own curated rows that tell of a predisposition."""
    found: dict[str, list[str]] = {}
    for row in answer.knowledge.rows:
        if row.fact.evidence_type == "Predisposing":
            for gene in row.fact.genes:
                found.setdefault(gene, []).append(row.fact.identifier)
    return found


@cache
def _predisposing() -> dict[str, tuple[str, ...]]:
    """Gene to the items of CIViC that support a predisposition by a variant of it alone."""
    found: dict[str, list[str]] = {}
    for row in records("civic"):
        if row["direction"] == "Supports / Predisposition" and len(pieces(row["genes"])) == 1:
            found.setdefault(row["genes"], []).append(row["identifier"])
    return {gene: tuple(items) for gene, items in found.items()}


def _is_oncology(answer: Answer) -> bool:
    """Whether a row of CIViC meets the case, or a disease of the question is one that CIViC has: a cancer."""
    if any(row.fact.kind != "guideline" for row in answer.knowledge.rows):
        return True
    return any(one.identifier in _cancers() for one in answer.query.named("disease") if one.identifier)


@cache
def _cancers() -> frozenset[str]:
    return frozenset(row["disease_id"] for row in records("civic") if row["disease_id"])
