"""Conditions, classes and names of drugs are held against the tables exactly, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import pieces, records
from assistant.records.patient import Patient, Variant
from assistant.safety.alerts import alerts_for, unread
from assistant.safety.diseases import how_condition_met, is_own
from assistant.safety.drugs import ingredients, option_of
from ingest.knowledge.tables import read_table

CONDITIONS = list(read_table(Path(__file__).parents[1] / "tables" / "conditions_met.tsv").records())


@pytest.mark.parametrize("case", CONDITIONS, ids=[f"{case['label']}: {case['record']}" for case in CONDITIONS])
def test_a_condition_meets_what_a_label_names(case: dict[str, str]) -> None:
    """Each row of the table: whether a record's condition is what a label names, may be it, or is another."""
    assert how_condition_met(case["label"], case["record"]) == case["met"]


@pytest.mark.parametrize(
    "said", ["family history of breast cancer", "mother had a stroke", "no epilepsy", "suspected gout"]
)
def test_anothers_condition_is_not_the_patients(said: str) -> None:
    """What a relative has, what is denied or feared is no condition of the patient."""
    assert not is_own(said)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("abacavir and lamivudine", ("abacavir", "lamivudine")),
        ("Bactrim", ("sulfamethoxazole", "trimethoprim")),
        ("valproate", ("valproic acid",)),
        ("metformin hydrochloride 500 mg", ("metformin",)),
        ("zorblaxene", ()),
        ("candesartan cilexetil", ("candesartan",)),
        ("enalapril maleate", ("enalapril",)),
        ("dabigatran etexilate mesylate 150 mg", ("dabigatran",)),
        ("fosamprenavir calcium", ("fosamprenavir",)),
        ("omeprazole, calcium", ("omeprazole", "calcium")),
        ("potassium chloride", ("potassium chloride",)),
        ("aripiprazole lauroxil", ("aripiprazole lauroxil",)),
        ("Symbyax", ("olanzapine", "fluoxetine")),
        ("Uniretic", ("moexipril", "hydrochlorothiazide")),
        ("Exforge HCT", ("amlodipine", "valsartan", "hydrochlorothiazide")),
        ("Sarclisa", ("isatuximab",)),
    ],
)
def test_a_name_is_taken_down_to_ingredients(said: str, names: tuple[str, ...]) -> None:
    """Products by their parts, salts by their drug; an unknown name has none."""
    assert ingredients(said) == names


def test_what_is_said_of_an_ingredient_counts_for_the_product_and_not_the_other_way() -> None:
    """A row on a combination is not one on its part."""
    ill = Patient(age=44, hepatic_impairment="severe")
    assert alerts_for(ill, ["sulfamethoxazole and trimethoprim"])
    assert alerts_for(ill, ["trimethoprim"]) == ()


def test_a_gene_named_by_a_variant_is_told_with_its_condition() -> None:
    """A variant of POLG warns of valproate with saying that it must cause the disorder."""
    (found,) = alerts_for(Patient(age=30, sex="male", variants=(Variant("POLG", "p.Ala467Thr"),)), ["valproate"])
    assert (found.kind, found.severity) == ("genotype", "contraindicated")
    assert "where the variant causes" in found.limits


def test_what_the_record_does_not_give_is_said_of_the_drugs_asked_about() -> None:
    """Without a kidney function, a drug that depends on it is named; without a label, that too."""
    said = unread(Patient(age=50), ["duloxetine", "sunitinib"])
    assert any("Duloxetine" in one and "no kidney function" in one for one in said)
    assert any("No label of sunitinib" in one for one in said)
    assert unread(Patient(age=50, egfr=90), ["duloxetine"]) == ()


def test_own_drugs_without_a_label_are_said() -> None:
    """In one sentence, whatever is asked; of another source than a label that is said, too."""
    said = unread(Patient(medications=("sunitinib", "isotretinoin", "warfarin")))
    assert [one for one in said if "label" in one] == [
        "No label is at hand here of sunitinib, isotretinoin, which the patient takes; nothing more was checked."
    ]
    assert unread(None, ["methotrexate"]) == (
        "No label of methotrexate is at hand here; only what another source says of it was checked.",
    )


@pytest.mark.parametrize(
    ("patient", "drugs", "said"),
    [
        (Patient(sex="female", pregnant=True), ["digoxin"], "speaks of digoxin in pregnancy"),
        (Patient(sex="female", pregnant=True), ["warfarin"], ""),
        (Patient(sex="male", pregnant=True), ["paroxetine"], ""),
        (Patient(creatinine_clearance=20), ["digoxin"], "speaks of digoxin with a creatinine clearance of 20"),
        (Patient(egfr=95), ["digoxin"], ""),
        (Patient(egfr=35, medications=("digoxin", "duloxetine")), [], "speaks of digoxin with an eGFR of 35"),
        (Patient(hepatic_impairment="mild"), ["digoxin"], "speaks of digoxin with mild hepatic impairment"),
        (Patient(hepatic_impairment="none"), ["digoxin"], ""),
    ],
)
def test_silence_of_the_labels_on_a_group_is_said(patient: Patient, drugs: list[str], said: str) -> None:
    """A drug that no row holds against the patient's own group was not checked for it."""
    found = [one for one in unread(patient, drugs) if one.startswith("Nothing at hand")]
    assert ([one for one in found if said in one] == found and bool(found)) if said else not found


def test_what_is_left_out_of_a_label_is_no_silence() -> None:
    """Of a label that speaks of the patient's group in words that no row carries, the reader is sent to it."""
    (found,) = unread(Patient(sex="female", pregnant=True), ["abacavir"])
    assert found == "What the label of abacavir (ZIAGEN) says in pregnancy is not carried here; see the label."


def test_no_row_speaks_of_what_is_left_out() -> None:
    """A kind that a drug has a row of is not among those left out."""
    carried = {(row["drugs"], row["kind"]) for row in records("contraindications")}
    assert not carried & {(row["drugs"], row["kind"]) for row in records("left_out_of_labels")}


def test_names_that_nothing_knows_are_counted() -> None:
    """The first three are named, the rest counted, each kind for itself."""
    said = unread(Patient(medications=("zorba1", "zorbb2", "zorbc3", "zorbd4", "zorbe5"), conditions=("frobnitis x",)))
    assert "2 more medications were not recognized." in said
    assert sum("medication '" in one for one in said) == 3


def test_every_drug_of_the_table_is_found_by_its_own_name() -> None:
    """The names that rows are kept under are those that a name is taken down to."""
    names = {name for row in records("contraindications") for name in row["drugs"].split("+")}
    assert {name for name in names if option_of(name).ingredients != {name}} == set()


def test_every_row_has_what_an_alert_needs() -> None:
    """Excerpt, source, address and a bound, at most 300 characters of a label; of a page that is only cited none."""
    for row in records("contraindications"):
        assert row["excerpt"] or not row["source"].startswith("FDA")
        assert row["source"]
        assert row["bound"]
        assert len(row["excerpt"]) <= 300
        assert row["url"].startswith("http")
    assert all(pieces(row["members"]) for row in records("drug_groups"))


@pytest.mark.parametrize(
    ("said", "checked", "unchecked"),
    [
        ("FOLFOX", ("fluorouracil",), ("leucovorin", "oxaliplatin")),
        ("mFOLFOX6 q2w", ("fluorouracil",), ("leucovorin", "oxaliplatin")),
        ("CAPOX", ("capecitabine",), ("oxaliplatin",)),
        ("FLOT", (), ("FLOT",)),
    ],
)
def test_a_regimen_that_is_known_is_told_drug_by_drug(
    said: str, checked: tuple[str, ...], unchecked: tuple[str, ...]
) -> None:
    """It is never among the names that are not recognized: its drugs without a label are told, or that its drugs are
    not known."""
    for told in (unread(Patient(age=50, egfr=90, medications=(said,))), unread(Patient(age=50, egfr=90), [said])):
        assert not any("recognized" in one or " + " in one for one in told)
        assert all(any(drug in one for one in told) for drug in unchecked)
        assert not any(drug in one for one in told for drug in checked)


@pytest.mark.parametrize("said", ["aminoglycosides", "a statin", "NSAIDs as needed", "fluoropyrimidines"])
def test_a_class_is_told_as_one(said: str) -> None:
    """It is no name that is not recognized; no drug of it was checked by itself."""
    for told in (unread(Patient(age=50, medications=(said,))), unread(Patient(age=50), [said])):
        assert told == (f"'{said}' names a class of drugs: no one of them was checked.",)
