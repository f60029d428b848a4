"""The question that an open one stands for."""

from __future__ import annotations

import msgspec
import pytest

from assistant.question.asked import asked_for
from assistant.question.stated import open_question, stated, without_course
from assistant.question.understand import understand
from assistant.records.answer import Concept, Roles, Synonym
from assistant.records.patient import Patient
from tests.assistant.made_records import disease, drug, gene, query

PATIENT = Patient.from_dict(
    {
        "conditions": ["non-small cell lung cancer"],
        "variants": [{"gene": "ALK", "notation": "fusion"}],
        "line": 2,
        "prior_therapies": ["crizotinib"],
    }
)


def test_an_open_question_is_put_with_its_subjects() -> None:
    """Disease, variant and line of the record stand in what is searched for by meaning; drugs had before do not."""
    said = stated(understand("What are the treatment options?", PATIENT))
    assert said == "Which drug works in non-small cell lung cancer with ALK fusion, second-line?"


@pytest.mark.parametrize(
    "question",
    [
        "Which drug should we give?",
        "What next?",
        "Next line?",
        "What is the next step?",
        "What would you give next?",
        "What can we still offer?",
        "Should we switch?",
        "What do you suggest?",
        "How should I treat?",
    ],
)
def test_a_question_that_leaves_all_to_the_record_is_on_its_treatment(question: str) -> None:
    """What to do next, asked of a patient with a disease, asks for a drug in this disease."""
    assert stated(understand(question, PATIENT)).startswith("Which drug works in non-small cell lung cancer")


@pytest.mark.parametrize(
    "question", ["What is the weather today?", "Who wins the election?", "Which restaurant should I go to?"]
)
def test_what_has_nothing_to_do_with_the_record_stays_as_it_is(question: str) -> None:
    """A record beside a question makes no question on treatment of any other."""
    assert stated(understand(question, PATIENT)) == question


def test_a_question_that_names_a_drug_is_searched_as_it_stands() -> None:
    """What names its own subject stands for nothing else."""
    asked = understand("Is lorlatinib an option?", PATIENT)
    assert stated(asked) == asked.text


def test_only_drugs_of_the_record_s_course_are_left_out() -> None:
    """A drug that the question itself names stays, and so does one that an earlier question was on."""
    course, spoken = (Concept("drug", name, name, origin="history") for name in ("crizotinib", "ceritinib"))
    asked = query("What follows?", drug("alectinib"), gene("ALK"), course, spoken)
    asked = msgspec.structs.replace(asked, roles=Roles(prior=("crizotinib",)))
    assert [one.name for one in without_course(asked).concepts] == ["alectinib", "ALK", "ceritinib"]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (None, "Which drug works in non-small cell lung cancer with ALK fusion, second-line?"),
        ("", "Which drug works in non-small cell lung cancer with ALK fusion?"),
        ("crizotinib", "Which drug works after crizotinib in non-small cell lung cancer with ALK fusion?"),
    ],
)
def test_what_was_had_stands_in_place_of_the_line(after: str | None, said: str) -> None:
    """The line is said where nothing else is; a drug had before stands for it; an empty one leaves both out."""
    asked = without_course(understand("What are the treatment options?", PATIENT))
    assert open_question(asked, asked_for(asked), after=after) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("CML with T315I after imatinib: what next?", "Which drug works in CML with ABL1 T315I?"),
        ("Does T315I in CML after imatinib worsen survival?", ""),
    ],
)
def test_what_next_is_asked_of_the_questions_own_case(question: str, said: str) -> None:
    """Disease and variant that the question names are the case where nothing but what comes after a drug is asked."""
    asked = without_course(understand(question))
    left = msgspec.structs.replace(asked, concepts=tuple(one for one in asked.concepts if one.kind != "drug"))
    assert open_question(asked, asked_for(left)) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("MSH2 loss, metastatic colorectal cancer, first line?", "colorectal cancer with MSH2 loss, first line"),
        ("PIK3CA H1047R breast cancer, options?", "breast cancer with PIK3CA H1047R"),
        ("KRAS G12C colorectal cancer, second line: options?", "colorectal cancer with KRAS G12C, second line"),
        ("IDH1 R132C cholangiocarcinoma, second line?", "cholangiocarcinoma with IDH1 R132C, second line"),
        ("KIF5B-RET lung cancer, first line: what do you give?", "lung cancer with KIF5B-RET, first line"),
        ("EGFR L858R lung cancer, first line, what would you start?", "lung cancer with EGFR L858R, first line"),
        ("Which treatment for PDGFRA D842V gastrointestinal stromal tumor?", "gastrointestinal stromal tumor with PDG"),
    ],
)
def test_a_case_alone_asks_which_drug_works_in_it(question: str, said: str) -> None:
    """A marker, its tumor and a line are a case; the question it stands for is on the drug."""
    assert stated(understand(question)).startswith(f"Which drug works in {said}")


@pytest.mark.parametrize(
    "question",
    [
        "BRAF V600E melanoma, adjuvant treatment?",
        "BRCA1 ovarian cancer: maintenance options?",
        "Does immunotherapy work in EGFR L858R lung cancer?",
        "Is KRAS G12C prognostic in colorectal cancer?",
        "EGFR T790M lung cancer, osimertinib?",
        "KRAS G12D colorectal cancer, how is it tested?",
        "Metastatic colorectal cancer, first line?",
        "TP53 R175H breast cancer, quality of life under treatment?",
        "BRAF V600E glioma in a child: which drug?",
        "IDH1 R132C cholangiocarcinoma?",
    ],
)
def test_a_case_of_which_more_is_asked_stays_as_it_is(question: str) -> None:
    """A setting, a drug, an outcome, a group of people or no marker at all is part of what is asked."""
    assert stated(understand(question)) == question


def test_a_lost_protein_is_asked_about_by_the_state_it_tells_of() -> None:
    """Studies of a tumor that lacks MSH2 go by mismatch repair deficiency where a library writes of nothing else."""
    told = Synonym("mismatch repair deficient", "stands for it as what it tells of MMR")
    lost = Concept("variant", "MSH2 loss", "MSH2 loss", synonyms=(told,), gene="MSH2")
    asked = query("MSH2 loss, colon cancer, options?", lost, disease("colon cancer"))
    asked = msgspec.structs.replace(asked, facet="efficacy")
    assert stated(asked) == "Which drug works in colon cancer with MSH2 loss (mismatch repair deficient)?"


def test_a_case_alone_is_put_the_same_by_whatever_name_of_its_gene() -> None:
    """The words of the usual name, which takes the place of another, ask for nothing more."""
    said = stated(understand("Which drug works in a HER2-mutated lung cancer?"))
    assert said == "Which drug works in lung cancer with ERBB2 mutation?"
    assert stated(understand("Which drug works in an ERBB2-mutated lung cancer?")) == said
