"""A patient's safety as Markdown: alerts, pharmacogenes, interactions, whom the studies are on, the case as understood.

Every text is escaped by the function that is given, as all of the answer's Markdown is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.records.answer import Answer
from assistant.records.case_words import case_said
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interaction, Interactions
from assistant.records.safety_words import (
    ALERTS,
    INTERACTIONS,
    OTHER_PHENOTYPES,
    PHENOTYPE_COLUMNS,
    PHENOTYPES,
    STUDIED,
    alert_said,
    interaction_said,
    no_data_said,
    not_recognized_said,
    phenotype_said,
    studied_rows,
    studied_said,
)
from assistant.records.studied import Studied

__all__ = [
    "alert_blocks",
    "case_blocks",
    "interaction_blocks",
    "other_gene_blocks",
    "phenotype_blocks",
    "studied_blocks",
]

Escape = Callable[[str], str]


def alert_blocks(alerts: Sequence[Alert], escape: Escape) -> list[str]:
    """The section that stands before all others; none without an alert."""
    return [f"## {ALERTS}", "\n".join(_alert(alert, escape) for alert in alerts)] if alerts else []


def case_blocks(answer: Answer, escape: Escape) -> list[str]:
    said = [*filter(None, (case_said(answer.case),)), *answer.case_from]
    return [" ".join(map(escape, said))] if said else []


def phenotype_blocks(phenotypes: Sequence[GenePhenotype], escape: Escape, head: str = PHENOTYPES) -> list[str]:
    if not phenotypes:
        return []
    said = [phenotype_said(one) for one in phenotypes]
    rows = _table((*PHENOTYPE_COLUMNS, "Sources"), ((*one.cells, one.sources) for one in said), escape)
    return [f"## {head}", rows]


def other_gene_blocks(answer: Answer, escape: Escape) -> list[str]:
    return phenotype_blocks(answer.other_phenotypes, escape, OTHER_PHENOTYPES)


def interaction_blocks(interactions: Interactions, escape: Escape) -> list[str]:
    lines = [*filter(None, (no_data_said(interactions), not_recognized_said(interactions)))]
    if not (interactions.found or lines):
        return []
    table = _table(
        ("Drugs", "Severity", "Mechanism", "Effect", "Limits", "Source"),
        (_interaction(one) for one in interactions.found),
        escape,
    )
    words = [
        f"> {escape(one.drug)} with {escape(one.other)}, {escape(one.source)}: “{escape(one.excerpt)}”"
        for one in interactions.found
        if one.excerpt
    ]
    return [f"## {INTERACTIONS}", *([table] if interactions.found else []), *words, *map(escape, lines)]


def studied_blocks(studied: Studied | None, escape: Escape) -> list[str]:
    if studied is None or not (studied_said(studied) or studied.missing or studied_rows(studied)):
        return []
    rows = studied_rows(studied)
    head = ("Group", f"Studies that say so, of {studied.papers}")
    missing = "\n".join(f"- **Beware:** {escape(line)}" for line in studied.missing)
    sentence = escape(studied_said(studied))
    return [f"## {STUDIED}", *filter(None, (sentence, missing, _table(head, rows, escape) if rows else ""))]


def _alert(alert: Alert, escape: Escape) -> str:
    """One line that says all, and below it the label's own words."""
    said = alert_said(alert)
    parts = [f"**{said.severity.upper()}: {escape(said.drug)}**", f"{escape(said.fact)}. {escape(said.says)}"]
    parts += [f"Why: {escape(said.why)}"] if said.why else []
    parts += [f"Limits: {escape(said.limits)}"] if said.limits else []
    parts.append(f"[{escape(said.source)}]({said.link})" if said.link else escape(said.source))
    parts += [f"PMID {escape(', '.join(said.pmids))}"] if said.pmids else []
    parts += [escape(said.brought)] if said.brought else []
    line = f"- {' · '.join(filter(None, parts))}"
    return f"{line}\n  > Label: “{escape(said.excerpt)}”" if said.excerpt else line


def _interaction(one: Interaction) -> tuple[str, ...]:
    said = interaction_said(one)
    told = f"{said.source}; PMID {', '.join(said.pmids)}" if said.pmids else said.source
    return said.pair, said.severity, said.mechanism, said.effect, said.limits or "–", told


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], escape: Escape) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(escape, row))} |" for row in rows)])
