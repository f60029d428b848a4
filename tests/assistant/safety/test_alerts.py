"""The safety gate warns of what the tables say of a patient's own facts, and of nothing that is not given."""

from __future__ import annotations

import re
import time
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interaction, Interactions
from assistant.safety.alerts import MOST, alerts_for, shown_of
from ingest.knowledge.tables import read_table

CASES = list(read_table(Path(__file__).parents[1] / "tables" / "alerts.tsv").records())
_STATE = re.compile(
    r"(?P<phenotype>\*\d\d:\d\d (?:positive|negative)|[a-z ]+?(?:metabolizer|function|susceptibility)|deficient|normal)"
    r"(?: (?P<reported>.*?))??(?: (?P<score>[\d.]+))?"
)


def phenotypes(cell: str) -> list[GenePhenotype]:
    """ "CYP2C19 poor metabolizer *2/*2; DPYD intermediate metabolizer c.2846A>T heterozygous 1.5"."""
    found = []
    for said in filter(None, map(str.strip, cell.split(";"))):
        gene, _, state = said.partition(" ")
        match = _STATE.fullmatch(state)
        assert match, state
        named: dict[str, str] = {name: value or "" for name, value in match.groupdict().items()}
        found.append(GenePhenotype(gene=gene, basis="diplotype", **named))
    return found


def told(alerts: tuple[Alert, ...]) -> set[str]:
    return {f"{one.kind} {one.severity} {one.drug}" for one in alerts}


def patient(**fields: Any) -> Patient:
    return Patient.from_dict(fields)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['drugs']}: {case['patient']}" for case in CASES])
def test_a_patient_is_warned_of(case: dict[str, str]) -> None:
    """Each row of the table: kind, severity and drug of every alert, or none."""
    found = alerts_for(
        Patient.from_dict(yaml.safe_load(case["patient"])),
        case["drugs"].split("; "),
        phenotypes=phenotypes(case["phenotypes"]),
    )
    assert told(found) == (set() if case["expected"] == "none" else set(case["expected"].split("; ")))


def test_an_alert_carries_its_source() -> None:
    """A label's alert has the label's name, date, address and own words; a guideline's has PMIDs and no words."""
    (label,) = alerts_for(patient(allergies=["abacavir"]), ["abacavir"])
    assert label.source == "FDA label (ZIAGEN); also the patient's record"
    assert label.date == "2023-09-29"
    assert label.url.startswith("https://dailymed.nlm.nih.gov/")
    assert "abacavir" in label.excerpt
    (guideline,) = alerts_for(None, ["codeine"], phenotypes=phenotypes("CYP2D6 poor metabolizer *4/*4"))
    assert guideline.source.startswith("CPIC")
    assert guideline.pmids
    assert guideline.excerpt == ""


def test_sources_that_say_the_same_are_one_alert() -> None:
    """Label, CPIC and DPWG on one drug and one fact stand once: the strongest, with the names of the others."""
    (found,) = alerts_for(patient(age=40), ["abacavir"], phenotypes=phenotypes("HLA-B *57:01 positive"))
    assert found.severity == "contraindicated"
    assert {"CPIC", "DPWG"} <= set(re.findall(r"\w+", found.source))
    assert found.pmids


@pytest.mark.parametrize("state", ["normal metabolizer *1/*1", "intermediate metabolizer *1/*3"])
def test_a_dose_that_is_to_be_raised_says_so_and_by_how_much(state: str) -> None:
    """Of a label that asks for another dose and a guideline that says which, the guideline is told."""
    (found,) = alerts_for(None, ["tacrolimus"], phenotypes=phenotypes(f"CYP3A5 {state}"))
    assert found.severity == "adjust dose"
    assert "is to be raised" in found.says
    assert found.says.endswith("by 50-100 %.")
    assert "FDA" in found.source


def test_what_findings_bring_up_is_marked_and_only_what_speaks_against_it() -> None:
    """A drug that an answer recommends and an alert forbids is told of; a caution on it is not, but to a mother."""
    brought = ["carboplatin", "osimertinib"]
    (found,) = alerts_for(patient(sex="female", age=30, allergies=["cisplatin"]), [], brought=brought)
    assert (found.drug, found.severity, found.asked) == ("carboplatin", "avoid", False)
    expecting = alerts_for(patient(sex="female", age=30, pregnant=True), [], brought=brought)
    assert {(one.kind, one.drug) for one in expecting} >= {("pregnancy", "osimertinib")}
    assert not any(one.asked for one in expecting)


def test_the_patients_own_drugs_are_told_of_where_they_are_forbidden() -> None:
    """A drug already taken that is to be avoided is an alert; one whose dose a gene changes is none here."""
    taking = patient(age=60, medications=["clopidogrel", "celecoxib"])
    carried = phenotypes("CYP2C19 poor metabolizer *2/*2; CYP2C9 poor metabolizer *3/*3")
    (found,) = alerts_for(taking, ["osimertinib"], phenotypes=carried)
    assert (found.drug, found.asked) == ("clopidogrel", True)


def test_the_dose_of_the_patients_own_drugs_follows_the_organs() -> None:
    """Kidneys and livers change in time: what is taken may need another dose by now, and is told of."""
    taking = patient(creatinine_clearance=20, medications=["rivaroxaban", "tramadol", "levothyroxine"])
    assert told(alerts_for(taking, [])) == {"kidney adjust dose rivaroxaban", "kidney adjust dose tramadol"}


def test_the_patients_own_drugs_that_double_one_another_are_told_of_once() -> None:
    """Two of one class are; the same drug in two entries, and drugs of several classes, are not."""
    (found,) = alerts_for(patient(medications=["atorvastatin 20 mg", "rosuvastatin"]), [])
    assert (found.kind, found.drug, found.fact, found.asked) == ("duplicate", "atorvastatin", "rosuvastatin", True)
    (product,) = alerts_for(patient(medications=["hydrochlorothiazide", "lisinopril/hydrochlorothiazide"]), [])
    assert product.says.endswith("already has hydrochlorothiazide.")
    for harmless in (["warfarin 5 mg", "warfarin 2.5 mg"], ["metformin", "sitagliptin"], ["atorvastatin"]):
        assert [one for one in alerts_for(patient(medications=harmless), []) if one.kind == "duplicate"] == []


@pytest.mark.parametrize(
    ("medications", "told"),
    [
        (
            ["rosuvastatin", "lisinopril/hydrochlorothiazide", "atorvastatin", "hydrochlorothiazide"],
            [("hydrochlorothiazide", "lisinopril/hydrochlorothiazide"), ("atorvastatin", "rosuvastatin")],
        ),
        (["FOLFOX", "FOLFIRI"], [("fluorouracil", "FOLFOX"), ("leucovorin", "FOLFOX")]),
        (["Exforge HCT", "valsartan", "warfarin 5 mg", "warfarin 2 mg"], [("valsartan", "Exforge HCT")]),
    ],
)
def test_duplicates_stand_in_one_order(medications: list[str], told: list[tuple[str, str]]) -> None:
    """However the drugs are listed, one given twice stands before two of its class, and each pair once."""
    for listed in permutations(medications):
        found = [one for one in alerts_for(patient(medications=listed), []) if one.kind == "duplicate"]
        assert [(one.drug, one.fact) for one in found] == told


def test_a_forbidden_interaction_is_an_alert() -> None:
    """Interactions to avoid are carried over with their source; those to monitor stay with the interactions."""
    found = Interactions(
        (
            Interaction(drug="clarithromycin", other="simvastatin", severity="contraindicated", source="FDA label"),
            Interaction(drug="clarithromycin", other="warfarin", severity="monitor", source="FDA label"),
        )
    )
    (alert,) = alerts_for(patient(medications=["simvastatin"]), ["clarithromycin"], interactions=found)
    assert (alert.kind, alert.fact, alert.severity) == ("interaction", "simvastatin", "contraindicated")


def test_a_converted_phenotype_counts_and_says_by_what() -> None:
    """Where a drug makes another phenotype of the genes, its advice is given, and the drug is named."""
    one = GenePhenotype(
        gene="CYP2D6",
        basis="diplotype",
        reported="*1/*2",
        phenotype="normal metabolizer",
        score="2",
        converted="poor metabolizer",
        converted_by=("paroxetine (strong inhibitor)",),
    )
    (found,) = alerts_for(patient(age=50), ["tamoxifen"], phenotypes=[one])
    assert found.severity == "not recommended"
    assert "paroxetine" in found.limits


def test_a_gene_that_was_not_tested_warns_of_nothing() -> None:
    """A phenotype that is not known is neither normal nor a reason to warn."""
    silent = [GenePhenotype(gene="CYP2C19", basis="not tested"), GenePhenotype(gene="HLA-B", basis="not tested")]
    assert alerts_for(patient(age=50), ["clopidogrel", "abacavir"], phenotypes=silent) == ()


def test_of_several_alleles_only_that_of_the_source_is_named() -> None:
    """A typing that tells of many alleles meets a row by its own one."""
    states = "*57:01 positive, *15:02 negative, *58:01 negative"
    typed = [GenePhenotype(gene="HLA-B", basis="diplotype", reported="*57:01/*07:02", phenotype=states)]
    (found,) = alerts_for(None, ["abacavir", "allopurinol", "carbamazepine"], phenotypes=typed)
    assert (found.drug, found.severity) == ("abacavir", "contraindicated")
    assert found.says == "Abacavir is contraindicated with HLA-B*57:01."


def test_a_second_gene_that_changes_nothing_is_not_told_of() -> None:
    """A guideline on two genes counts for the one that matters, with its PMIDs."""
    carried = phenotypes("TPMT intermediate metabolizer *1/*3A; NUDT15 normal metabolizer *1/*1")
    (found,) = alerts_for(None, ["mercaptopurine"], phenotypes=carried)
    assert found.fact == "TPMT *1/*3A"
    assert "CPIC" in found.source
    assert found.pmids


def test_advice_for_children_is_not_an_adults() -> None:
    """CPIC advises voriconazole otherwise for rapid metabolizers among adults than among children."""
    rapid = phenotypes("CYP2C19 rapid metabolizer *1/*17")
    assert told(alerts_for(patient(age=40), ["voriconazole"], phenotypes=rapid)) == {
        "genotype not recommended voriconazole"
    }
    assert alerts_for(patient(age=9), ["voriconazole"], phenotypes=rapid) == ()


def test_clearance_and_egfr_are_told_apart() -> None:
    """A label that speaks of creatinine clearance is held against an eGFR only with saying so, and its own first."""
    (other,) = alerts_for(patient(egfr=20), ["rosuvastatin"])
    assert "creatinine clearance" in other.limits
    (own,) = alerts_for(patient(egfr=20, creatinine_clearance=25), ["rosuvastatin"])
    assert own.limits == ""
    assert alerts_for(patient(egfr=20, creatinine_clearance=45), ["rosuvastatin"]) == ()


def test_what_holds_under_a_condition_asks_for_caution() -> None:
    """What a label says only after surgery, say, is no contraindication of every patient of that age."""
    (found,) = alerts_for(patient(age=16), ["tramadol"])
    assert found.severity == "caution"
    assert found.limits.startswith("The label says so only")


def test_an_old_label_is_said_to_be_old() -> None:
    """Labels before 2015 warn with saying how old they are."""
    (found,) = alerts_for(patient(sex="female", age=30, pregnant=True), ["ramipril"])
    assert "2014 or older" in found.limits


def test_the_strongest_stand_first_and_are_at_most_so_many() -> None:
    """However many drugs are asked about, contraindications lead and the list ends."""
    carried = phenotypes("CYP2D6 poor metabolizer *4/*4; CYP2C19 poor metabolizer *2/*2; HLA-B *57:01 positive")
    many = ["amitriptyline", "codeine", "tramadol", "clopidogrel", "citalopram", "doxepin", "nortriptyline", "abacavir"]
    more = ["imipramine", "thioridazine", "escitalopram", "tamoxifen", "voriconazole", "venlafaxine", "paroxetine"]
    found = alerts_for(patient(age=50), [*many, *more], phenotypes=carried)
    shown, said = shown_of(found)
    assert len(shown) == MOST
    assert {one.drug for one in shown[:2]} == {"abacavir", "thioridazine"}
    assert said.startswith(f"{len(found) - MOST} more alerts are not shown here (")


def test_an_allergy_and_what_is_contraindicated_are_never_left_out() -> None:
    """However long the list is; with no more than fit nothing is said to be left out."""
    own = ["simvastatin", "valproate", "amoxicillin", "warfarin", "methimazole", "atorvastatin", "rivaroxaban"]
    own += ["lisinopril", "losartan", "duloxetine", "metformin", "topiramate", "tramadol", "codeine"]
    ill = patient(
        sex="female",
        age=30,
        pregnant=True,
        creatinine_clearance=12,
        hepatic_impairment="severe",
        allergies=["penicillin", "sulfa"],
        medications=own,
    )
    found = alerts_for(ill, ["carbamazepine", "celecoxib"])
    shown, said = shown_of(found)
    assert len(found) > MOST
    grave = [one for one in found if one.kind == "allergy" or one.severity == "contraindicated"]
    assert set(map(repr, grave)) <= set(map(repr, shown))
    assert len(shown) + int(said.split()[0]) == len(found) if said else len(shown) == len(found)
    few = alerts_for(patient(allergies=["abacavir"]), ["abacavir"])
    assert shown_of(few) == (few, "")


def test_a_case_is_checked_in_milliseconds() -> None:
    """Ten drugs against a full record take a few milliseconds once the tables are read."""
    ill = patient(
        age=70, sex="female", egfr=25, hepatic_impairment="moderate", conditions=["heart failure", "breast cancer"]
    )
    drugs = ["warfarin", "celecoxib", "codeine", "tramadol", "metoclopramide", "duloxetine", "cisplatin", "olaparib"]
    carried = phenotypes("CYP2D6 poor metabolizer *4/*4; CYP2C9 poor metabolizer *3/*3")
    alerts_for(ill, drugs, phenotypes=carried)
    start = time.perf_counter()
    alerts_for(ill, drugs, phenotypes=carried)
    assert time.perf_counter() - start < 0.1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=30), max_size=3))
def test_any_words_are_taken(entries: list[str], drugs: list[str]) -> None:
    """Whatever a record or a question holds, there is an answer, and no alert without a source."""
    anyone = patient(allergies=entries, conditions=entries, medications=entries, age=33, sex="female")
    assert all(one.source and one.says for one in alerts_for(anyone, drugs, brought=entries))


def test_a_gene_that_is_as_usual_is_no_reason() -> None:
    """Of a row on two genes the alert names only the one that differs from normal."""
    found = alerts_for(
        None,
        ["amitriptyline"],
        phenotypes=phenotypes("CYP2C19 normal metabolizer *1/*1; CYP2D6 poor metabolizer *4/*4 0"),
    )
    assert [one.fact for one in found] == ["CYP2D6 *4/*4"]
    assert found[0].says == "Amitriptyline is to be avoided in CYP2D6 poor metabolizers; if used, 50 % less."


def test_an_alert_says_the_whole_of_a_recommendation() -> None:
    """ "An alternative or a tenth of the dose" is never cut down to the alternative."""
    found = alerts_for(None, ["mercaptopurine"], phenotypes=phenotypes("TPMT poor metabolizer *3A/*3A"))
    assert "or 90 % less" in found[0].says


@pytest.mark.parametrize(
    ("people", "severity"),
    [
        ("acute coronary syndrome or percutaneous coronary intervention", "avoid"),
        ("neurovascular indication", "not recommended"),
    ],
)
def test_an_alert_is_of_the_recommendation_for_the_cases_population(people: str, severity: str) -> None:
    """What is advised for another population warns nobody of this one."""
    state = phenotypes("CYP2C19 intermediate metabolizer *1/*2")
    found = alerts_for(None, ["clopidogrel"], phenotypes=state, people=frozenset([people]))
    assert [one.severity for one in found] == [severity]


def test_an_alert_without_a_population_tells_of_all() -> None:
    """Where nothing tells what the drug is for, the alert says what holds for whom."""
    found = alerts_for(None, ["clopidogrel"], phenotypes=phenotypes("CYP2C19 intermediate metabolizer *1/*2"))
    assert "Advised for: acute coronary syndrome" in found[0].limits
    assert "For neurovascular indication: An alternative to clopidogrel is advised." in found[0].limits


def test_an_alert_has_the_dose_that_the_label_gives() -> None:
    """Where a reader found the amount in the excerpt."""
    found = alerts_for(patient(creatinine_clearance=25), ["rosuvastatin"])
    assert found[0].says.endswith("5 mg once daily at the start, at most 10 mg once daily.")


def test_the_reason_of_a_pair_is_the_gravest_effect() -> None:
    """Of two rows on a pair the strongest is told, with the gravest effect that any of them names, and its source."""
    rows = tuple(
        Interaction(drug="oxycodone", other="diazepam", severity=severity, effect=effect, source=source)
        for severity, effect, source in (
            ("avoid", "misuse", "FDA label (A)"),
            ("adjust dose", "sedation, coma, death", "FDA label (B)"),
        )
    )
    (found,) = alerts_for(patient(medications=["diazepam"]), ["oxycodone"], interactions=Interactions(found=rows))
    assert (found.severity, found.why) == ("avoid", "sedation, coma, death")
    assert found.source == "FDA label (A); also FDA label (B)"


def test_a_row_for_the_very_diplotype_is_the_alert() -> None:
    """Of siponimod DPWG halves the dose for CYP2C9 *2/*3, and is against it only for *3/*3."""
    found = alerts_for(None, ["siponimod"], phenotypes=phenotypes("CYP2C9 poor metabolizer *2/*3 0.5"))
    assert [one.says for one in found if "DPWG" in one.source] == [
        "The dose of siponimod is to be reduced in CYP2C9 poor metabolizers by 50 %."
    ]
