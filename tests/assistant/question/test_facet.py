"""What a question asks of the things it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.question.facet import FACETS, facet_chances, facet_of, without_names
from assistant.question.leveled import named_spans
from assistant.question.understand import understand
from ingest.knowledge.tables import read_table

TABLES = Path(__file__).parents[1] / "tables"
ASKED = read_table(TABLES / "asked_diagnosis.tsv").rows
SEQUENCES = read_table(TABLES / "asked_sequences.tsv").rows


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("What starting dose of capecitabine in a DPYD intermediate metabolizer, mg/m2?", "dose"),
        ("Is azathioprine toxic in TPMT deficiency?", "toxicity"),
        ("Does CYP2B6 genotype change the plasma level and clearance of efavirenz?", "pharmacokinetics"),
        ("How does osimertinib bind the receptor, and which pathway does it switch off?", "mechanism"),
        ("Does BRAF V600E mean shorter survival and a worse prognosis in colon cancer?", "prognosis"),
        ("What share of lung cancers carry a RET fusion?", "frequency"),
        ("Sensitivity and specificity of CA125 to tell endometriosis from cancer?", "diagnosis"),
    ],
)
def test_the_facet_is_told(question: str, facet: str) -> None:
    """Plain questions of each kind are read as their kind."""
    assert understand(question).facet == facet


@pytest.mark.parametrize("drug", ["digoxin", "methotrexate", "osimertinib", "warfarin"])
def test_a_name_says_nothing_about_the_facet(drug: str) -> None:
    """Another drug in the same question leaves its facet as it was."""
    assert understand(f"What dose of {drug} in kidney failure?").facet == "dose"


@pytest.mark.parametrize("question", ["", "?", "EGFR", "zzz qqq", "…"])
def test_where_nothing_tells_there_is_no_facet(question: str) -> None:
    """A name alone, or no word at all, asks for nothing in particular."""
    assert facet_of(question, named_spans(question)) is None


@pytest.mark.parametrize(
    "question",
    [
        "NTRK fusion sarcoma in a child",
        "FGFR2 fusion cholangiocarcinoma",
        "ALK-positive lymphoma in an adolescent",
        "KRAS G12C lung adenocarcinoma",
        "MSI-H endometrial cancer",
    ],
)
def test_a_case_in_headline_form_asks_for_no_diagnosis(question: str) -> None:
    """An alteration and a disease without a word of asking give the diagnosis, and do not look for one."""
    assert facet_of(question, named_spans(question)) != "diagnosis"


@pytest.mark.parametrize(
    "question",
    [
        "Metastatic melanoma BRAF V600E",
        "BRAF V600E metastatic melanoma",
        "HER2+ metastatic breast cancer",
        "Advanced NSCLC, EGFR L858R",
        "Metastatic colorectal cancer KRAS G12C",
        "Glioblastoma, MGMT methylated",
        "AML FLT3-ITD",
    ],
)
def test_a_bare_case_asks_for_no_prognosis_and_no_harm(question: str) -> None:
    """Of a tumor with its variant, in its setting or not, and no word of asking, at most what works in it is asked."""
    assert understand(question).facet in (None, "efficacy")


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("Osimertinib after gefitinib in metastatic lung cancer", "efficacy"),
        ("Cardiotoxicity after trastuzumab in metastatic breast cancer", "toxicity"),
        ("Survival after trastuzumab in metastatic breast cancer", "prognosis"),
        ("Metastatic melanoma BRAF V600E prognosis", "prognosis"),
        ("Prognosis of BRAF V600E metastatic melanoma", "prognosis"),
        ("Cardiotoxicity in HER2+ metastatic breast cancer", "toxicity"),
        ("How frequent is KRAS G12C in metastatic colorectal cancer?", "frequency"),
        ("Metastatic melanoma BRAF V600E resistance mechanisms", "resistance"),
    ],
)
def test_one_word_of_asking_beside_a_case_is_heard(question: str, facet: str) -> None:
    """A case with a word for what is asked of it keeps that facet."""
    assert understand(question).facet == facet


@pytest.mark.parametrize("question", ["Unexplained eosinophilia: what work-up?", "JAK2 neg polycythaemia work-up"])
def test_a_question_that_asks_for_a_diagnosis_is_one(question: str) -> None:
    """A word of asking beside the names is heard."""
    assert facet_of(question, named_spans(question)) == "diagnosis"


def test_names_are_taken_out_beside_the_question() -> None:
    """What the model reads second has kinds where the question has names."""
    question = "Osimertinib in EGFR T790M: which dose?"
    assert without_names(question, named_spans(question)) == "drug in gene variant : which dose ?"


def test_weights_are_probabilities() -> None:
    """One for each facet, together 1."""
    chances = facet_chances("Does it work?", [])
    assert len(chances) == len(FACETS)
    assert float(chances.sum()) == pytest.approx(1.0)


def test_the_reader_is_told_the_facet() -> None:
    """The facet stands among the notes in words."""
    notes = understand("What starting dose of capecitabine in DPYD deficiency, mg/m2?").notes
    assert any(re.fullmatch(r"Read as a question on dose\.", note) for note in notes)


@pytest.mark.parametrize(("question", "facet"), ASKED)
def test_what_to_look_for_is_told_apart_from_what_to_give_instead(question: str, facet: str) -> None:
    """The noun that is asked with decides, and not a marker that is not found."""
    assert understand(question).facet == facet


@pytest.mark.parametrize(("question", "facet"), SEQUENCES)
def test_a_treatment_and_when_it_is_given_ask_whether_it_works(question: str, facet: str) -> None:
    """A drug after another, or as maintenance, is asked about for its effect, unless a word asks something else."""
    assert understand(question).facet == facet
