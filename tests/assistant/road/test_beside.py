"""The patient's side over the whole road, on the digests that ship: alerts, phenotypes, interactions, the case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Diplotype, Patient
from assistant.records.answer_markdown import answer_to_markdown


@pytest.fixture(scope="module")
def assistant(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, audit=False) as opened:
        yield opened


def test_an_allergy_to_the_drug_asked_about_is_told_first(assistant: Assistant) -> None:
    """The alert is the bottom line's first sentence, with its source; another's allergy makes none."""
    question = "Can this patient receive abacavir?"
    answer = assistant.ask(question, Patient(allergies=("abacavir",)))
    assert [(one.kind, one.severity, one.drug) for one in answer.alerts[:1]] == [
        ("allergy", "contraindicated", "abacavir")
    ]
    assert answer.to_dict()["bottom_line"].startswith("Alert: ")
    assert not assistant.ask(question, Patient(allergies=("latex",))).alerts


def test_a_dose_that_another_drug_changes_opens_and_marks_the_standard_dose(assistant: Assistant) -> None:
    """The guideline's standard dose of a normal genotype does not stand alone where a label tells of a third of it."""
    patient = Patient(medications=("allopurinol 300 mg",), diplotypes=(Diplotype("TPMT", "*1/*1"),))
    answer = assistant.ask("Can this patient receive azathioprine?", patient)
    said = answer.to_dict()["bottom_line"]
    assert said.startswith("Alert: azathioprine with allopurinol needs an adjusted dose, azathioprine to one third")
    assert "one third or quarter" in said
    rows = [line for line in answer_to_markdown(answer).splitlines() if "standard dose: azathioprine" in line]
    assert rows
    assert all("(see alert)" in line for line in rows)


def test_drugs_that_a_finding_merely_names_make_no_noise(assistant: Assistant) -> None:
    """Asked about the dose of her own drug, others of its class are no duplicates, nor does her own open the answer."""
    patient = Patient(age=40, sex="female", medications=("paroxetine",), diplotypes=(Diplotype("CYP2D6", "*1/*1"),))
    answer = assistant.ask("What dose of paroxetine should she have?", patient)
    assert {one.drug for one in answer.alerts if one.kind == "duplicate"} <= {"paroxetine"}
    assert not answer.to_dict()["bottom_line"].startswith("Alert")


def test_a_negative_result_is_no_alert(assistant: Assistant) -> None:
    """The allele that was looked for and not found forbids nothing, in whichever form the record says so."""
    for told in (Diplotype("HLA-B", "*57:01 negative"), Diplotype("HLA-B", phenotype="*57:01 negative")):
        answer = assistant.ask("Can abacavir be started?", Patient(diplotypes=(told,)))
        assert not [one for one in answer.alerts if one.kind == "genotype"]
        assert [one.phenotype for one in answer.phenotypes] == ["*57:01 negative"]


def test_what_was_not_tested_is_said(assistant: Assistant) -> None:
    """The genes that guidelines link to the drug stand there without a phenotype."""
    answer = assistant.ask("What dose of azathioprine?", Patient(age=40))
    told = {one.gene: (one.basis, one.phenotype) for one in answer.phenotypes}
    assert told == {"TPMT": ("not tested", ""), "NUDT15": ("not tested", "")}


def test_a_gene_without_bearing_has_a_place_of_its_own(assistant: Assistant) -> None:
    """It opens nothing: neither a row nor a phenotype of the question."""
    patient = Patient(
        conditions=("lung adenocarcinoma",), diplotypes=(Diplotype("CYP2C19", "*2/*2"),), medications=("clopidogrel",)
    )
    answer = assistant.ask("What are the treatment options?", patient)
    assert not answer.phenotypes
    assert [one.gene for one in answer.other_phenotypes] == ["CYP2C19"]
    assert "clopidogrel" not in {drug for row in answer.knowledge.rows for drug in row.fact.therapies}


def test_an_interaction_answers_where_the_library_has_none(assistant: Assistant) -> None:
    """Two drugs that a label forbids together: answered by the facts, and what the library lacks is said."""
    answer = assistant.ask("May clarithromycin be swallowed along with simvastatin?")
    assert answer.status == "answered"
    assert not answer.claims
    assert answer.interactions.found[0].severity == "contraindicated"
    assert not [one for one in answer.alerts if one.kind == "duplicate"]
    assert "clarithromycin" in answer.limits[0]


def test_what_the_question_says_of_the_case_counts(assistant: Assistant) -> None:
    """A follow-up changes the case, and says what it changed; the record that was given stays as it was."""
    patient = Patient(age=31, sex="female")
    answer = assistant.ask("And if she is pregnant?", patient, history=["What warfarin dose is needed?"])
    assert answer.case is not None
    assert answer.case.pregnant is True
    assert answer.case_from
    assert patient.pregnant is None
    assert [one.kind for one in answer.alerts if one.drug == "warfarin"] == ["pregnancy"]


def test_no_patient_and_no_drug_leave_the_side_empty(assistant: Assistant) -> None:
    """Nothing is said of a patient whom nobody spoke of."""
    answer = assistant.ask("How common is an EGFR mutation in lung cancer?")
    for told in (answer.alerts, answer.phenotypes, answer.interactions.found, answer.case):
        assert not told


def test_what_was_not_taken_stands_in_the_bottom_line(assistant: Assistant) -> None:
    """With the old case's finding, and where there is no answer at all."""
    patient, history = Patient(conditions=("bladder cancer",)), ["Is cisplatin an option?"]
    answered = assistant.ask("and if she is a vegan?", Patient(age=52), history=["Is clopidogrel effective?"])
    assert "“she is a vegan” was not taken into the case" in answered.to_dict()["bottom_line"]
    silent = assistant.ask("and after a splenectomy?", patient, history=history)
    assert silent.status == "abstained"
    assert silent.not_taken[0] in silent.to_markdown()


def test_a_drug_taken_beside_does_not_replace_the_one_asked_about(assistant: Assistant) -> None:
    """The alert on the asked one opens the answer."""
    answer = assistant.ask("and with esomeprazole?", Patient(age=60), history=["Is clopidogrel effective?"])
    assert answer.alerts[0].drug == "clopidogrel"
    assert answer.case is not None
    assert answer.case.medications == ("esomeprazole",)


def test_dialysis_is_held_against_labels(assistant: Assistant) -> None:
    """Also against one that names renal impairment without a limit."""
    answer = assistant.ask("and on dialysis?", Patient(age=60), history=["Is cisplatin an option?"])
    assert [(one.severity, one.drug) for one in answer.alerts[:1]] == [("contraindicated", "cisplatin")]


def test_an_open_question_warns_of_the_options_that_it_brings_up(assistant: Assistant) -> None:
    """What a pregnancy and what the patient takes mean for a drug is told where findings bring it up, too, and of no
    other patient."""
    question, case = "What are the treatment options?", {"stage": "IV", "line": 1}
    case |= {"conditions": ["non-small cell lung cancer"], "variants": [{"gene": "EGFR", "notation": "L858R"}]}
    expecting, taking, other = (
        assistant.ask(question, Patient.from_dict(case | more))
        for more in ({"pregnant": True}, {"medications": ["rifampicin"]}, {})
    )
    assert {one.drug for one in expecting.alerts if one.kind == "pregnancy"} >= {"erlotinib", "osimertinib"}
    assert ("osimertinib", "rifampicin") in {(one.drug, one.other) for one in taking.interactions.found}
    assert ("interaction", "avoid") in {(one.kind, one.severity) for one in taking.alerts}
    assert not [one for one in other.alerts if one.kind in ("pregnancy", "interaction")]


def test_a_regimen_is_checked_by_its_drugs(assistant: Assistant) -> None:
    """A genotype, an allergy and a product's own drug warn before a regimen or a brand of several drugs as before the
    drug by its name."""
    deficient = Patient(conditions=("colorectal cancer",), diplotypes=(Diplotype("DPYD", "*2A/*2A"),))
    for question in ("Can this patient start FOLFOX?", "Is CAPOX an option?", "Is mFOLFOX6 an option?"):
        answer = assistant.ask(question, deficient)
        assert ("genotype", "avoid") in {(one.kind, one.severity) for one in answer.alerts}, question
        assert answer.to_dict()["bottom_line"].startswith("Alert: "), question
    allergic = assistant.ask("Is FOLFOX an option?", Patient(allergies=("oxaliplatin",)))
    assert ("allergy", "oxaliplatin") in {(one.kind, one.drug.casefold()) for one in allergic.alerts}
    carrier = Patient(diplotypes=(Diplotype("HLA-B", "*57:01 positive"),))
    assert assistant.ask("Can she have Triumeq?", carrier).to_dict()["bottom_line"].startswith("Alert: ")


def test_a_name_that_nothing_knows_is_said_to_be_unchecked(assistant: Assistant) -> None:
    """No name passes in silence."""
    answer = assistant.ask("Is zzyzxol safe with warfarin?", Patient(medications=("warfarin",)))
    assert any("zzyzxol" in one and "not recognized" in one for one in answer.limits)


@pytest.mark.parametrize(
    "question",
    [
        "How does UGT1A1 affect the toxicity of irinotecan?",
        "Does CYP2D6 bear on what tamoxifen does?",
        "Aripiprazole in CYP2D6 PM: which dose?",
        "Does cranberry juice interact with warfarin?",
    ],
)
def test_without_a_patient_nobody_is_untested(assistant: Assistant, question: str) -> None:
    """A question on a gene or a drug at large does not open with a test that somebody lacks."""
    assert "not tested" not in assistant.ask(question).to_dict()["bottom_line"]
