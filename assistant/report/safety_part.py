"""What a report says of the patient's safety and case, as both of its forms lay it out."""

from __future__ import annotations

import re

import msgspec

from assistant.records.answer import Answer
from assistant.records.case_words import joined_facts
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety_words import (
    AlertSaid,
    InteractionSaid,
    PhenotypeSaid,
    alert_said,
    interaction_said,
    no_data_said,
    not_recognized_said,
    phenotype_said,
    studied_rows,
    studied_said,
)
from assistant.report.about import germline_said, title_of, trials_of

_WORDS = re.compile(r"[\s*:;,()]+")

__all__ = ["NOT_KEPT", "SafetyPart", "safety_part"]

NOT_KEPT = "The patient's record is not kept in the audit: this is the case as the answer understood it."


class SafetyPart(msgspec.Struct, frozen=True, kw_only=True):
    """Title, case, alerts, pharmacogenes, interactions, whom the studies are on, germline, trials."""

    title: str
    facts: tuple[tuple[str, str], ...]
    case_from: tuple[str, ...]
    alerts: tuple[AlertSaid, ...]
    phenotypes: tuple[PhenotypeSaid, ...]
    other_phenotypes: tuple[PhenotypeSaid, ...]
    interactions: tuple[InteractionSaid, ...]
    interaction_lines: tuple[str, ...]
    studied: str
    studied_missing: tuple[str, ...]
    studied_rows: tuple[tuple[str, str], ...]
    germline: str
    trials: tuple[str, ...]
    """ "NCT01234567 (PMID 12345678)"."""


def safety_part(answer: Answer, patient: Patient | None, kept: bool = True) -> SafetyPart:
    """`kept`: False for an answer from the audit record whose patient is not stored, which is then said."""
    studied = answer.studied
    behind, others = _behind_alerts(answer)
    lines = (no_data_said(answer.interactions), not_recognized_said(answer.interactions))
    without = () if kept or patient is not None else (NOT_KEPT,)
    return SafetyPart(
        title=title_of(answer, patient),
        facts=joined_facts(answer.case or patient),
        case_from=(*without, *answer.case_from),
        alerts=tuple(map(alert_said, answer.alerts)),
        phenotypes=tuple(map(phenotype_said, (*answer.phenotypes, *behind))),
        other_phenotypes=tuple(map(phenotype_said, others)),
        interactions=tuple(map(interaction_said, answer.interactions.found)),
        interaction_lines=tuple(filter(None, lines)),
        studied=studied_said(studied) if studied else "",
        studied_missing=studied.missing if studied else (),
        studied_rows=studied_rows(studied) if studied else (),
        germline=germline_said(answer, patient),
        trials=tuple(f"{trial} (PMID {', '.join(pmids)})" for trial, pmids in trials_of(answer)),
    )


def _behind_alerts(answer: Answer) -> tuple[tuple[GenePhenotype, ...], tuple[GenePhenotype, ...]]:
    """(those on which an alert rests, the rest) of the genes that do not bear on the question itself: the reader of an
    alert on a drug that the patient takes looks for its gene in the table."""
    facts = [alert.fact for alert in answer.alerts if alert.kind == "genotype"]
    behind = tuple(one for one in answer.other_phenotypes if any(one.gene in _WORDS.split(fact) for fact in facts))
    return behind, tuple(one for one in answer.other_phenotypes if one not in behind)
