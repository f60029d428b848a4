"""Reads CIViC's table of accepted clinical evidence ("…-AcceptedClinicalEvidenceSummaries.tsv") into facts.

Releases since 2023 name a `molecular_profile`, `therapies` and `significance`; earlier ones a `gene` and a `variant`,
`drugs` and `clinical_significance`. Both are read. Statements are not: a fact has no sentence of its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.curated.biomarkers import genes_of, profile_groups
from assistant.curated.names import disease_id, drug_name
from assistant.errors import KnowledgeError
from assistant.records.curated import CuratedFact

__all__ = ["LICENSE", "evidence_fact", "read_civic", "reviewed"]

LICENSE = "CC0-1.0"
_COLUMNS = {
    "profile": ("molecular_profile", "variant"),
    "therapies": ("therapies", "drugs"),
    "interaction": ("therapy_interaction_type", "drug_interaction_type"),
    "significance": ("significance", "clinical_significance"),
    **{
        name: (name,)
        for name in (
            *("evidence_id", "disease", "doid", "evidence_type", "evidence_direction", "evidence_level", "rating"),
            *("citation_id", "source_type", "citation", "evidence_status"),
        )
    },
}
"""What is read to its columns, the newer first."""


def read_civic(lines: Sequence[Sequence[str]], date: str) -> list[CuratedFact]:
    """The accepted items of a table, whose first line names the columns. Raises KnowledgeError for another table."""
    header = [name.strip() for name in lines[0]] if lines else []
    at = {
        name: header.index(found) for name, forms in _COLUMNS.items() if (found := next(iter({*forms} & {*header}), ""))
    }
    if missing := sorted(" or ".join(_COLUMNS[name]) for name in _COLUMNS.keys() - at.keys()):
        raise KnowledgeError(
            f"the table has no column {missing[0]!r}: give CIViC's AcceptedClinicalEvidenceSummaries.tsv, as downloaded"
        )
    gene = header.index("gene") if "molecular_profile" not in header and "gene" in header else None
    return list(_facts(lines[1:], at, gene, date))


def _facts(lines: Sequence[Sequence[str]], at: dict[str, int], gene: int | None, date: str) -> Iterator[CuratedFact]:
    last = max([*at.values(), gene or 0])
    for cells in lines:
        if len(cells) <= last:
            continue
        row = {name: cells[place].strip() for name, place in at.items()}
        if row["evidence_status"] != "accepted" or not row["evidence_id"].isdigit():
            continue
        year = re.search(r"\b(?:19|20)\d\d\b", row["citation"])
        yield evidence_fact(
            identifier=row["evidence_id"],
            profile=row["profile"] if gene is None else f"{cells[gene]} {row['profile']}",
            disease=row["disease"],
            doid=row["doid"],
            therapies=[name.strip() for name in re.split(r",(?!\d)", row["therapies"]) if name.strip()],
            interaction=row["interaction"].capitalize(),
            evidence_type=row["evidence_type"],
            direction=f"{row['evidence_direction'] or 'N/A'} / {row['significance'] or 'N/A'}",
            level=row["evidence_level"],
            rating=row["rating"],
            pmid=row["citation_id"] if row["source_type"] == "PubMed" else "",
            year=int(year[0]) if year else None,
            date=date,
        )


def evidence_fact(
    *, identifier: str, profile: str, disease: str, doid: str, therapies: Sequence[str], interaction: str, pmid: str,
    year: int | None, date: str, **said: str,
) -> CuratedFact:  # fmt: skip
    """One evidence item. `doid`: its number in the Disease Ontology where the source gives it. `said`: in its words."""
    groups = profile_groups(profile)
    return CuratedFact(
        kind="biomarker evidence",
        source="CIViC",
        identifier=f"EID{identifier}",
        genes=genes_of(groups),
        biomarker=" ".join(profile.split()),
        requires=groups,
        disease=disease,
        disease_id=f"DOID:{doid}" if doid.isdigit() else disease_id(disease),
        therapies=tuple(dict.fromkeys(drug_name(name) for name in therapies)),
        together=interaction != "Substitutes",
        interaction=interaction if len(therapies) > 1 else "",
        setting=(),
        pmids=(pmid,) if pmid.isdigit() else (),
        year=year,
        date=date,
        license=LICENSE,
        **said,
    )


def reviewed(lines: Sequence[Sequence[str]]) -> str:
    """ISO date of the last review in the table; empty where it has none."""
    header = list(lines[0]) if lines else []
    if "last_review_date" not in header:
        return ""
    place = header.index("last_review_date")
    dates = (re.match(r"\d{4}-\d\d-\d\d", cells[place]) for cells in lines[1:] if len(cells) > place)
    return max((date[0] for date in dates if date), default="")
