"""What forbids one drug of a class that is asked about is told, though nobody names the drug."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Patient
from assistant.records.answer_markdown import answer_to_markdown
from assistant.records.safety import Alert
from assistant.road.of_class import told_of_classes

MOTHER = Patient(age=28, sex="female", pregnant=True)


@pytest.fixture(scope="module")
def assistant(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, audit=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "patient", "drug", "severity"),
    [
        ("Which P2Y12 inhibitor is best after PCI?", Patient(conditions=("stroke",)), "prasugrel", "contraindicated"),
        ("Which P2Y12 inhibitor is best after PCI?", Patient(conditions=("asthma",)), "prasugrel", ""),
        ("Which P2Y12 inhibitor?", Patient(hepatic_impairment="severe"), "ticagrelor", "avoid"),
        ("Which P2Y12 inhibitor?", Patient(hepatic_impairment="mild"), "ticagrelor", ""),
        ("Which statin lowers cholesterol best?", MOTHER, "pravastatin", "contraindicated"),
        ("Which statin lowers cholesterol best?", Patient(age=28, sex="male"), "pravastatin", ""),
        ("Which beta blocker?", Patient(conditions=("asthma",)), "nadolol", "contraindicated"),
        ("Which beta blocker?", Patient(conditions=("COPD",)), "nadolol", ""),
        ("Which ACE inhibitor?", Patient(conditions=("hereditary angioedema",)), "lisinopril", "contraindicated"),
        ("Which ACE inhibitor?", Patient(conditions=("hypertension",)), "lisinopril", ""),
        ("Which factor Xa inhibitor?", Patient(hepatic_impairment="moderate"), "rivaroxaban", "avoid"),
        ("Which P2Y12 inhibitor, ticagrelor?", Patient(conditions=("stroke",)), "prasugrel", ""),
        ("Is a proton pump inhibitor an option?", Patient(allergies=("omeprazole",)), "esomeprazole", ""),
        ("Which antibiotic for pneumonia?", Patient(allergies=("amoxicillin",)), "amoxicillin", ""),
    ],
)
def test_a_drug_of_the_class_that_is_asked_about(
    assistant: Assistant, question: str, patient: Patient, drug: str, severity: str
) -> None:
    """It has its alert where a label forbids it for this patient, and none where it does not or the class is wide."""
    found = [one.severity for one in assistant.ask(question, patient).alerts if one.drug == drug and one.of_class]
    assert found == ([severity] if severity else [])


def test_such_an_alert_says_why_it_stands_there(assistant: Assistant) -> None:
    """It names the class, and does not say that a finding brings the drug up."""
    answer = assistant.ask("Which P2Y12 inhibitor is best after PCI?", Patient(conditions=("stroke",)))
    said = answer_to_markdown(answer)
    assert "not asked about by name: one of “P2Y12 inhibitor”" in said
    assert "prasugrel** · stroke. Prasugrel is contraindicated with prior stroke. " in said


def test_what_the_patient_takes_counts_for_the_class(assistant: Assistant) -> None:
    """A label that forbids two drugs together is told of a drug of the class, too."""
    alerts = assistant.ask("Which SSRI is best in depression?", Patient(medications=("phenelzine",))).alerts
    assert ("sertraline", "phenelzine", "contraindicated") in {(one.drug, one.fact, one.severity) for one in alerts}


def test_the_gravest_comes_first_of_whichever_road(assistant: Assistant) -> None:
    """A drug of the class that is contraindicated stands before one that a finding names and that is to be avoided."""
    alerts = assistant.ask("Which statin lowers cholesterol best?", MOTHER).alerts
    graves = [one.severity for one in alerts]
    assert graves == sorted(graves, key=["contraindicated", "avoid", "not recommended", "adjust dose", "caution"].index)


def test_no_more_than_five_are_told_and_the_rest_is_counted() -> None:
    """The gravest come first, and a sentence names the others."""
    every = [
        Alert(kind="disease", severity="contraindicated", drug=f"drug{n}", fact="x", says="…", source="a label")
        for n in range(7)
    ]
    told, more = told_of_classes(every, {one.drug: "a class" for one in every})
    assert [one.drug for one in told] == ["drug0", "drug1", "drug2", "drug3", "drug4"]
    assert more == "2 more alerts are not shown here, on drug5, drug6: ask about each drug by itself."


def test_what_only_asks_for_care_is_no_news_of_a_drug_that_nobody_named() -> None:
    """A caution or another dose stays with the drug that is asked about."""
    mild = Alert(kind="kidney", severity="adjust dose", drug="a", fact="x", says="…", source="a label")
    assert told_of_classes([mild], {"a": "a class"}) == ([], "")
