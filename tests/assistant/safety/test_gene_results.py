"""The table of results is the specification: what a record's entries on a gene stand for, and what a drug is told."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.records.patient import Patient
from assistant.records.safety import Alert
from assistant.safety.alerts import alerts_for

_TABLE = Path(__file__).parents[1] / "tables" / "gene_results.tsv"


def rows() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = rows()
_NAMES = [f"{row['half']}: {row['kind']}: {row['record']}" for row in ROWS]


def patient_of(row: dict[str, str]) -> Patient:
    return Patient.from_dict(yaml.safe_load(row["record"]))


def alerts_of(row: dict[str, str]) -> list[Alert]:
    patient, drugs = patient_of(row), [row["drug"]]
    return [
        one
        for one in alerts_for(patient, drugs, phenotypes=phenotypes_of(patient, drugs))
        if one.kind == "genotype" and row["gene"] in one.fact
    ]


@pytest.mark.parametrize("row", ROWS, ids=_NAMES)
def test_the_entries_on_a_gene_stand_for_its_phenotype(row: dict[str, str]) -> None:
    """An empty one is not known and says why; "not tested" is told as that."""
    one = {one.gene: one for one in phenotypes_of(patient_of(row), [row["drug"]])}[row["gene"]]
    if row["phenotype"] == "not tested":
        assert (one.basis, one.acting) == ("not tested", "")
    else:
        assert one.acting == row["phenotype"]
    assert one.acting or one.notes
    assert "activity score 0" not in one.reported or re.search(r"(?:score|AS)\W+0", row["record"])


@pytest.mark.parametrize("row", ROWS, ids=_NAMES)
def test_a_result_that_is_not_settled_is_told_above_the_findings(row: dict[str, str]) -> None:
    """ "warned": by the phenotype; "unknown": that the drug was not checked against the result."""
    found = alerts_of(row)
    told = "none"
    if found:
        told = "unknown" if any("was not checked against" in one.says for one in found) else "warned"
    assert told == row["alert"]


def test_a_result_that_is_not_settled_is_told_of_a_drug_that_is_taken() -> None:
    """Nobody asks about a drug of long standing."""
    patient = Patient.from_dict(
        {"medications": ["clopidogrel 75 mg"], "diplotypes": [{"gene": "CYP2C19", "alleles": "*1/*99"}]}
    )
    found = alerts_for(patient, [], phenotypes=phenotypes_of(patient))
    assert [(one.drug, one.fact) for one in found] == [("clopidogrel", "CYP2C19 *1/*99")]
