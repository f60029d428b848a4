"""The disease that a patient is treated for, with what the record says of its markers."""

from __future__ import annotations

import pytest

from assistant.names.vocabulary import vocabulary
from assistant.question.case_groups import asked_groups
from assistant.question.diagnosis import diagnosis
from assistant.question.stated import stated
from assistant.question.understand import understand
from assistant.records.patient import Patient, Variant


def test_a_lost_protein_is_said_as_the_state_of_the_tumor() -> None:
    """The loss of a mismatch repair protein is a variant, and of the tumor it tells what is treated."""
    lost = Patient(conditions=("colorectal cancer",), variants=(Variant("MLH1", "loss"),))
    assert diagnosis(lost, vocabulary()) == "dMMR colorectal cancer"


@pytest.mark.parametrize(("notation", "said"), [("positive", True), ("negative", True), ("V777L", False)])
def test_a_marker_that_the_record_holds_as_a_variant_is_said(notation: str, said: bool) -> None:
    """HER2 positive is of the disease whichever field has it; a mutation is asked about by itself."""
    own = Patient(conditions=("breast cancer",), variants=(Variant("HER2", notation),))
    assert (diagnosis(own, vocabulary()) == f"HER2 {notation} breast cancer") is said


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"conditions": ["colorectal cancer", "MSI-H"]}, "MSI-H colorectal cancer"),
        (
            {"conditions": ["microsatellite instability-high", "gastric cancer"]},
            "microsatellite instability-high gastric cancer",
        ),
        (
            {"conditions": ["breast cancer"], "pathology": ["HER2-positive, ER negative"]},
            "HER2-positive, ER negative breast cancer",
        ),
        (
            {"conditions": ["HER2-positive breast cancer"], "pathology": ["HER2-positive"]},
            "HER2-positive breast cancer",
        ),
        ({"conditions": ["dMMR endometrial cancer"]}, "dMMR endometrial cancer"),
        ({"conditions": ["asthma", "hypertension"], "pathology": ["eosinophils"]}, "asthma"),
        ({"conditions": ["lung cancer"], "pathology": ["PD-L1 80%", "adenocarcinoma"]}, "PD-L1 80% lung cancer"),
        ({"conditions": ["MSI-H"]}, "MSI-H"),
        (
            {"conditions": ["colorectal cancer"], "pathology": ["HER2-positive (IHC 3+)"]},
            "HER2-positive colorectal cancer",
        ),
        ({"conditions": ["colorectal cancer"], "pathology": ["MSI-H by PCR"]}, "MSI-H colorectal cancer"),
        ({"conditions": ["colorectal cancer"], "pathology": ["MSI-H (PCR), in the mother"]}, "colorectal cancer"),
        (
            {"conditions": ["colorectal cancer"], "pathology": ["loss of MLH1 and PMS2"]},
            "loss of MLH1 and PMS2 colorectal cancer",
        ),
        ({"conditions": ["breast cancer"], "pathology": ["HER2 0"]}, "HER2 0 breast cancer"),
        ({"conditions": ["breast cancer"], "pathology": ["HER2-positive ruled out"]}, "breast cancer"),
        ({"conditions": ["breast cancer"], "pathology": ["mother HER2-positive"]}, "breast cancer"),
        ({"conditions": ["breast cancer"], "pathology": ["not HER2 positive"]}, "breast cancer"),
        (
            {"conditions": ["HER2-negative breast cancer"], "pathology": ["HER2 positive"]},
            "HER2-negative breast cancer",
        ),
        ({"conditions": ["type 2 diabetes", "breast cancer"], "pathology": ["HER2-positive"]}, "type 2 diabetes"),
        ({"conditions": ["NSCLC"], "pathology": ["PD-L1 80%"]}, "PD-L1 80% NSCLC"),
    ],
)
def test_markers_of_other_entries_belong_to_the_disease(record: dict[str, list[str]], said: str) -> None:
    """A state of a marker stands before the disease, wherever the record has it, once; other entries do not."""
    assert diagnosis(Patient.from_dict(record), vocabulary()) == said


def test_a_long_report_is_no_state_of_a_marker() -> None:
    """A whole report in one entry is not put before the disease."""
    record = {
        "conditions": ["breast cancer"],
        "pathology": ["Core biopsy of the left breast, 12 mm, " * 3 + "HER2-positive"],
    }
    assert diagnosis(Patient.from_dict(record), vocabulary()) == "breast cancer"


def test_the_question_is_put_with_marker_and_early_stage() -> None:
    """An open question is searched for and read with the markers of the record, and with a stage but the last."""
    record = {"conditions": ["breast cancer"], "pathology": ["HER2-positive"], "stage": "IIB"}
    asked = understand("What are the treatment options?", Patient.from_dict(record))
    assert stated(asked) == "Which drug works in stage IIB HER2-positive breast cancer?"
    last = understand("What are the treatment options?", Patient.from_dict(record | {"stage": "IV"}))
    assert stated(last) == "Which drug works in HER2-positive breast cancer?"


@pytest.mark.parametrize(
    ("record", "sentence", "other"),
    [
        ({"conditions": ["breast cancer"], "pathology": ["HER2-negative"]}, "HER2-positive tumors shrank on A.", True),
        ({"conditions": ["breast cancer"], "pathology": ["HER2-positive"]}, "HER2-positive tumors shrank on A.", False),
        ({"conditions": ["HER2-positive breast cancer"]}, "Tumors without HER2 amplification grew.", False),
        (
            {"conditions": ["GIST"], "variants": [{"gene": "PDGFRA", "notation": "D842V"}]},
            "KIT exon 11 tumors did best on A and tumors without KIT or PDGFRA mutation worst.",
            True,
        ),
        (
            {"conditions": ["colorectal cancer"], "variants": [{"gene": "KRAS", "notation": "G12D"}]},
            "Tumors of wild-type KRAS shrank on A.",
            True,
        ),
        (
            {"conditions": ["colorectal cancer"], "variants": [{"gene": "KRAS", "notation": "G12D"}]},
            "Tumors with a KRAS mutation grew on A and those of wild-type KRAS shrank.",
            False,
        ),
    ],
)
def test_a_sentence_on_the_other_side_of_the_records_marker_is_another_s(
    record: dict[str, object], sentence: str, other: bool
) -> None:
    """A marker or variant that only the record has parts sentences as one of the question does."""
    patient = Patient.from_dict(record)
    groups = asked_groups(understand("Is drug A an option?", patient), patient)
    assert bool(groups.other_than_asked(sentence)) is other


@pytest.mark.parametrize(
    ("stage", "disease", "said"),
    [
        ("IIB", "breast cancer", "in stage IIB breast cancer?"),
        ("stage III, resected", "melanoma", "in stage III melanoma?"),
        ("ECOG 2, stage IV", "lung cancer", "in lung cancer?"),
        ("metastatic; originally stage IIA", "breast cancer", "in breast cancer?"),
        ("ECOG 2", "lung cancer", "in lung cancer?"),
        ("II", "stage II breast cancer", "in stage II breast cancer?"),
    ],
)
def test_only_an_early_stage_of_its_own_is_said(stage: str, disease: str, said: str) -> None:
    """Another figure of the entry is no stage, a history of one none of now, and none is said twice."""
    record = {"conditions": [disease], "stage": stage}
    assert stated(understand("What are the treatment options?", Patient.from_dict(record))).endswith(said)


def test_a_marker_that_a_variant_says_is_negative_is_said() -> None:
    """A record holds "HER2-negative" as a state of the gene, and the disease is named with it."""
    patient = Patient(conditions=("breast cancer",), variants=(Variant("ERBB2", "negative"),), pathology=("HR+",))
    assert diagnosis(patient, vocabulary()) == "HR+, ERBB2 negative breast cancer"
