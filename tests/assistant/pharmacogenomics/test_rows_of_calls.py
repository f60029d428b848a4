"""The table of calls is the specification: what each stands for, and which guideline's row comes first."""

from __future__ import annotations

import pytest

from assistant.curated.joining import join
from assistant.curated.matching import phenotype_of
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.question.understand import understand
from assistant.records.phenotype import GenePhenotype
from tests.assistant.pharmacogenomics.calls import ROWS, patient_of

_NAMES = [f"{row['gene']} {row['call']} {row['further']} {row['taking']} {row['medication']}" for row in ROWS]
_HLA = ("HLA-A", "HLA-B")


def found(row: dict[str, str]) -> GenePhenotype:
    told = {one.gene: one for one in phenotypes_of(patient_of(row), (row["medication"],))}
    return told[row["gene"]]


def test_the_specification_is_as_large_as_it_should_be() -> None:
    """All genes that guidelines have rows for, and sixty drugs."""
    assert len(ROWS) >= 250
    assert len({row["medication"] for row in ROWS}) >= 60
    assert len({row["gene"] for row in ROWS}) >= 20


@pytest.mark.parametrize("row", ROWS, ids=_NAMES)
def test_a_call_stands_for_its_phenotype(row: dict[str, str]) -> None:
    """The phenotype that acts and its score; of HLA, each allele that was typed."""
    one = found(row)
    if row["gene"] in _HLA:
        assert row["phenotype"] in one.acting.split(", ") or one.acting == row["phenotype"]
    else:
        assert one.acting == row["phenotype"]
    if row["score"] and not row["taking"]:
        assert one.score == row["score"]


@pytest.mark.parametrize("row", [row for row in ROWS if not row["phenotype"]])
def test_what_is_not_known_says_why(row: dict[str, str]) -> None:
    """A gene without a phenotype has a sentence that says what is missing."""
    assert found(row).notes


@pytest.mark.parametrize("row", [row for row in ROWS if row["medication"]], ids=lambda row: " ".join(row.values())[:60])
def test_the_row_of_this_very_phenotype_opens_the_section(row: dict[str, str]) -> None:
    """It comes first, or right behind another guideline's row for the same phenotype; no row of another phenotype of
    the gene stands beside it."""
    patient = patient_of(row)
    rows = join(understand(f"Which dose of {row['medication']}?", patient), patient).rows
    drugs = [one for one in rows if row["medication"] in " ".join(one.fact.therapies).lower()]
    guideline = [one for one in drugs if one.fact.kind == "guideline" and row["gene"] in one.fact.genes]
    if row["action"] == "nothing":
        assert not guideline
        return
    wanted = [one for one in drugs if one.fact.identifier in row["source"].split("|")]
    assert wanted
    assert wanted[0].fact.action in row["action"].split("|")
    before = rows[: rows.index(wanted[0])]
    assert not [one for one in before if one.fact.source == wanted[0].fact.source or one.subject == "gene"]
    assert not [one for one in guideline if is_other(one.fact.requires, row)]


def is_other(requires: object, row: dict[str, str]) -> bool:
    """Every group of the row is on another phenotype of the gene."""
    acting = found(row).acting
    parts = [part for group in requires for part in group if part.gene == row["gene"]]  # type: ignore[attr-defined]
    told = [part for part in parts if part.kind in ("phenotype", "activity score")]
    return bool(told) and all(phenotype_of(part) != acting for part in told)
