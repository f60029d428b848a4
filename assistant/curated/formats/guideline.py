"""A recommendation of a pharmacogenomic guideline as facts, whichever format it came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.curated.actions import actions_of
from assistant.curated.biomarkers import phenotype_groups
from assistant.curated.names import drug_name
from assistant.knowledge.tables import lookup
from assistant.records.curated import Alteration, CuratedFact

__all__ = ["guideline_rows"]

_LICENSES = {"CPIC": "CC0-1.0", "DPWG": "CC-BY-SA-4.0 (annotated by ClinPGx)"}
_NO_STRENGTH = ("n/a", "unspecified", "none")


def guideline_rows(
    *, source: str, identifier: str, states: Mapping[str, str], phenotypes: Mapping[str, str], drug: str, text: str,
    strength: str, population: str, pmids: Sequence[str], year: int | None, date: str,
) -> list[CuratedFact]:  # fmt: skip
    """`states`: gene to its state as the source writes it; `phenotypes`: gene to what the source says that it stands
    for, where it does. `text`: of the recommendation; only its action is kept, one for each population that it names.
    """
    groups = phenotype_groups(states, phenotypes)
    return [
        CuratedFact(
            kind="guideline",
            source=source,
            identifier=identifier,
            genes=tuple(states),
            biomarker="; ".join(map(_shown, groups[0])) if groups else "",
            requires=groups,
            therapies=(drug_name(drug),),
            action=advice.action,
            amount=advice.amount,
            level="" if strength.lower() in _NO_STRENGTH else strength,
            population=advice.population or lookup("guideline_populations").get(population, population),
            pmids=tuple(dict.fromkeys(pmid for pmid in pmids if pmid.isdigit())),
            year=year,
            date=date,
            license=_LICENSES.get(source, "CC-BY-SA-4.0"),
        )
        for advice in actions_of(text)
    ]


def _shown(part: Alteration) -> str:
    if part.kind == "hla":
        return f"{part.gene}: *{part.value} {'negative' if part.absent else 'positive'}"
    if part.kind == "activity score":
        return f"{part.gene}: activity score {part.value.replace('>=', '≥ ')}"
    return f"{part.gene}: {part.value}"
