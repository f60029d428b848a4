"""What of the genes that bear on a drug is not tested, and who says that a result comes first."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import pieces, records
from assistant.pharmacogenomics.functions import pharmacogenes
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.records.patient import Patient
from assistant.safety.drugs import option_of
from assistant.safety.gene_tests import with_tests
from assistant.safety.unread import unread

_ACTING = ("alternative", "avoid", "raise", "reduce")


def told(drug: str, **fields: object) -> dict[str, str]:
    """What is not tested of a patient of whom these fields are known, and what comes first."""
    patient = Patient.from_dict({"age": 44, **fields})
    found = with_tests(phenotypes_of(patient, [drug]), [drug])
    return {one.untested: one.test_first for one in found if one.untested}


def test_every_gene_on_which_a_guideline_acts_is_told() -> None:
    """Of each drug and gene of the guidelines where a result changes the dose or the drug, with the guideline."""
    pairs = {
        (drug, gene, row["source"])
        for row in records("guidelines")
        if row["action"] in _ACTING
        for drug in pieces(row["therapies"])
        for gene in {*pieces(row["genes"])} & pharmacogenes()
    }
    assert len(pairs) > 150
    said = {drug: told(drug) for drug in {drug for drug, *_ in pairs}}
    lacking = [
        (drug, gene, source)
        for drug, gene, source in sorted(pairs)
        if not any(what.startswith(gene) and source in why and "test" in why for what, why in said[drug].items())
    ]
    assert lacking == []


@pytest.mark.parametrize("row", [row for row in records("contraindications") if row["kind"] == "untested"], ids=str)
def test_every_label_that_asks_for_a_test_is_told(row: dict[str, str]) -> None:
    """With its name, its year and whom it is on, of the drug by its own name and by the label's."""
    for name in (row["drugs"], row["label"]):
        why = next(why for what, why in told(name).items() if what.startswith(row["bound"].replace(" ", "")))
        assert why.startswith(row["action"])
        assert f"label of {row['label']}" in why
        assert row["date"][:4] in why
        assert row["only"] in why


@pytest.mark.parametrize(
    ("drug", "results", "untested"),
    [
        ("rasburicase", [{"gene": "G6PD", "phenotype": "normal"}], []),
        ("azathioprine", [{"gene": "TPMT", "alleles": "*1/*1"}], ["NUDT15"]),
        ("abacavir", [{"gene": "HLA-B", "phenotype": "*15:02 negative"}], ["HLA-B*57:01"]),
        ("abacavir", [{"gene": "HLA-B", "phenotype": "*57:01 negative"}], []),
        ("abacavir", [{"gene": "HLA-B", "alleles": "*07:02/*40:01"}], []),
        ("warfarin", [{"gene": "VKORC1", "alleles": "-1639GG"}], ["CYP2C9"]),
        ("aspirin", [], []),
        ("osimertinib", [], []),
    ],
)
def test_what_was_tested_is_not_told(drug: str, results: list[dict[str, str]], untested: list[str]) -> None:
    """Nor a gene of which no guideline changes anything; another HLA allele's result tells nothing of this one."""
    assert list(told(drug, diplotypes=results)) == untested


def test_a_boxed_warning_is_named() -> None:
    """Rasburicase's label has the screening in its box."""
    assert "boxed warning" in told("rasburicase")["G6PD"]


def test_a_label_that_was_read_for_a_test_only_was_not_read_for_more() -> None:
    """That its contraindications were not checked is said all the same, where nothing else of it is at hand."""
    only = [
        row["drugs"]
        for row in records("contraindications")
        if row["kind"] == "untested"
        and not any(one["drugs"] == row["drugs"] and one["kind"] != "untested" for one in records("contraindications"))
    ]
    for drug in only:
        assert any(option_of(drug).name in said for said in unread(None, [drug]))


def test_a_gene_that_cpic_pairs_with_a_drug_is_listed_and_asks_for_no_test() -> None:
    """CYP4F2 beside warfarin: its result is unknown where nobody tested it, and no row makes a dose depend on it."""
    listed = {one.gene for one in phenotypes_of(Patient(age=44), ["warfarin"])}
    assert listed == {"CYP2C9", "CYP4F2", "VKORC1"}
    assert "CYP4F2" not in told("warfarin")
    assert {one.gene for one in phenotypes_of(Patient(age=44), ["acenocoumarol"])} == {"VKORC1"}
