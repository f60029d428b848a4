"""CPIC's and DPWG's recommendations as facts, of ClinPGx's annotations of March 2024 and of CPIC's own JSON.

A recommendation that both hold is kept once. A drug that only CPIC's JSON has is taken from there.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

from assistant.curated.formats.cpic import read_cpic
from assistant.curated.formats.guideline import guideline_rows
from assistant.records.curated import CuratedFact

__all__ = ["annotated", "guideline_facts", "texts"]

CPIC_RELEASE = ""
"""CPIC's JSON says its version (1.20.0) and no date; the annotations are dated and newer."""


def guideline_facts(facts: Path) -> list[CuratedFact]:
    """Every fact, a drug's together."""
    found = [fact for row in annotated(facts) for fact in _facts(row)]
    covered = {fact.therapies for fact in found if fact.source == "CPIC"}
    content = json.loads((facts / "cpic_guidelines.json").read_text(encoding="utf-8"))
    alone = [fact for fact in read_cpic(content, CPIC_RELEASE) if fact.therapies not in covered]
    return sorted([*found, *alone], key=lambda fact: (fact.therapies, fact.source))


def annotated(facts: Path) -> list[dict[str, str]]:
    """Rows of the annotations, as they stand."""
    with gzip.open(facts / "pgx_guidelines.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def texts(facts: Path) -> dict[str, str]:
    """Every distinct text of a recommendation to a drug that it is given for: what a reader of the actions reads."""
    found = {row["statement"]: row["therapy"] for row in annotated(facts)}
    for guideline in json.loads((facts / "cpic_guidelines.json").read_text(encoding="utf-8")):
        for row in guideline.get("recommendations", ()):
            found.setdefault(row["drugrecommendation"], guideline["drugname"])
    return found


def _facts(row: dict[str, str]) -> list[CuratedFact]:
    source, _, strength = row["evidence_level"].partition(" ")
    states = dict(state.split(": ", 1) for state in row["variant_biomarker"].split("; "))
    return guideline_rows(
        source=source,
        identifier=row["url"].rpartition("/")[2],
        states=states,
        phenotypes={},
        drug=row["therapy"],
        text=row["statement"],
        strength=strength,
        population=row["population"],
        pmids=[pmid.removeprefix("PMID:") for pmid in row["pmid_or_source"].split(";")],
        year=int(row["year"]) if row["year"] else None,
        date=row["version"][:10],
    )
