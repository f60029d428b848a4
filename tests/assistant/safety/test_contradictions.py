"""Records of patients that cannot be true as they stand are pointed out, before anything else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records.patient import Diplotype, Patient
from assistant.safety.contradictions import contradictions
from tests.assistant.made_records import EGFR_REVIEW, EGFR_TRIAL
from tests.assistant.road.test_road import opened


@pytest.mark.parametrize(
    ("patient", "said"),
    [
        (Patient(sex="male", pregnant=True), "male and pregnant"),
        (Patient(allergies=("clopidogrel",), medications=("clopidogrel 75 mg",)), "allergy to clopidogrel"),
        (
            Patient(allergies=("penicillin; codeine (rash); tolerates cephalexin",), medications=("codeine",)),
            "allergy to codeine",
        ),
        (Patient(allergies=("zorblaxene",), medications=("zorblaxene",)), "allergy to zorblaxene"),
        (Patient(allergies=("Plavix",), medications=("Plavix",)), "allergy to"),
        (Patient(diplotypes=(Diplotype("CYP2D6", "*2/*2/*2"),)), "names 3 alleles"),
        (
            Patient(diplotypes=(Diplotype("CYP2C19", "*1/*1"), Diplotype("CYP2C19", "*2/*2"))),
            "two genotypes of CYP2C19",
        ),
        (Patient(diplotypes=(Diplotype("CYP2C19", "*1/*1", "poor metabolizer"),)), "makes a normal metabolizer"),
        (Patient(line=1, prior_therapies=("osimertinib",)), "first line"),
    ],
)
def test_what_cannot_both_be_true_is_said(patient: Patient, said: str) -> None:
    """Each pair of entries that exclude each other gives one sentence that names both."""
    found = contradictions(patient)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    "patient",
    [
        None,
        Patient(),
        Patient(sex="female", pregnant=True),
        Patient(sex="male", pregnant=False),
        Patient(allergies=("penicillin",), medications=("clopidogrel",)),
        Patient(allergies=("sulfa drugs (hives), tolerates furosemide",), medications=("furosemide",)),
        Patient(allergies=("penicillin (hives); tolerates cephalexin",), medications=("cephalexin",)),
        Patient(allergies=("penicillin", "tolerates cephalexin"), medications=("cephalexin 500 mg",)),
        Patient(allergies=("no allergy to codeine",), medications=("codeine",)),
        Patient(diplotypes=(Diplotype("CYP2D6", "*1/*2x2"), Diplotype("CYP2C19", "*2/*17"))),
        Patient(diplotypes=(Diplotype("CYP2C19", "*2/*2", "poor metabolizer"),)),
        Patient(line=2, prior_therapies=("osimertinib",)),
        Patient(age=3, conditions=("neuroblastoma",)),
    ],
)
def test_a_sound_record_is_not_doubted(patient: Patient | None) -> None:
    """A copied gene, a pregnant woman, an allergy to something else than what is tolerated: nothing is said."""
    assert contradictions(patient) == ()


def test_maintenance_belongs_to_the_line_before_it() -> None:
    """A drug had in the first line contradicts no first line where what keeps its response is asked for."""
    patient = Patient(line=1, prior_therapies=("carboplatin",))
    assert contradictions(patient, "What maintenance after response to platinum?") == ()
    assert contradictions(patient, "What comes next?")


def test_it_is_said_before_the_findings(tmp_path: Path) -> None:
    """It is the first of the answer's limits, of which the bottom line, above the findings, says the first whole."""
    with opened(tmp_path, [EGFR_TRIAL, EGFR_REVIEW]) as assistant:
        answer = assistant.ask(
            "Is osimertinib better than gefitinib in EGFR-mutated lung cancer?", Patient(sex="male", pregnant=True)
        )
    assert "male and pregnant" in answer.limits[0]
    told = answer.to_markdown()
    assert told.index("Bottom line") < told.index("male and pregnant") < told.index("## Findings")


def test_it_is_said_beside_an_abstention(tmp_path: Path) -> None:
    """Where there is nothing to find, the reader still hears of it."""
    with opened(tmp_path, [EGFR_TRIAL, EGFR_REVIEW]) as assistant:
        answer = assistant.ask("Zyxoflumab?", Patient(sex="male", pregnant=True))
    assert answer.status == "abstained"
    assert "male and pregnant" in answer.to_markdown()
