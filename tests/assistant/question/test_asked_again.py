"""A follow-up that only says "same but …" asks what was asked before."""

from __future__ import annotations

import pytest

from assistant.question.asked_again import asked_again
from assistant.question.case_change import change
from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.records.patient import Diplotype, Patient

RECORD = Patient(conditions=("HER2-positive breast cancer",), line=2)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("same but HER2 negative", "What second-line therapy? (HER2 negative)"),
        ("Same patient but HER2 negative?", "What second-line therapy? (HER2 negative)"),
        ("same, what is the dose?", "same, what is the dose?"),
        ("and HER2 testing?", "and HER2 testing?"),
    ],
)
def test_same_but_keeps_the_question(question: str, text: str) -> None:
    """With its intent and its line; any other follow-up asks for itself."""
    before = ["What second-line therapy?"]
    query = understand(question, change(RECORD, question, before).patient, before)
    assert query.text.startswith(text)
    assert (query.intent == "therapy") is (query.text != query.question)


def test_a_marker_of_the_question_before_is_turned_in_it() -> None:
    """The two states never stand side by side."""
    query = understand("same but HER2 negative", None, ["Which second-line therapy in HER2-positive breast cancer?"])
    assert query.text == "Which second-line therapy in HER2-negative breast cancer?"
    assert query.intent == "therapy"


def test_the_marker_of_a_question_before_is_no_change_that_was_not_taken() -> None:
    """It was turned in the question."""
    made = change(None, "same but HER2 negative", ["Which therapy in HER2-positive breast cancer?"])
    assert made.untaken == ()


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Which statin lowers LDL most?", "Same patient but is warfarin safe with ibuprofen?"),
        ("Which statin lowers LDL most?", "Same patient but what dose of warfarin?"),
        (
            "What dose of folic acid in rheumatoid arthritis?",
            "Same patient except now pregnant: is methotrexate contraindicated?",
        ),
        (
            "What first-line therapy in breast cancer?",
            "Same but HER2 negative. Is trastuzumab deruxtecan safe in pregnancy?",
        ),
    ],
)
def test_what_asks_itself_is_its_own_question(before: str, question: str) -> None:
    """With the intent and the roles of its own words."""
    query, alone = understand(question, None, [before]), understand(question)
    assert query.text.startswith(question)
    assert (query.intent, query.facet, query.roles) == (alone.intent, alone.facet, alone.roles)


@pytest.mark.parametrize(
    ("before", "question", "text", "names"),
    [
        ("Warfarin dose in AF?", "Same but with apixaban", "apixaban dose in AF?", "apixaban;atrial fibrillation"),
        (
            "Does erlotinib work in EGFR-mutant NSCLC?",
            "Same but with osimertinib?",
            "Does osimertinib work in EGFR-mutant NSCLC?",
            "EGFR;EGFR mutation;lung non-small cell carcinoma;osimertinib",
        ),
        (
            "Does aspirin prevent breast cancer?",
            "Same but for colon cancer",
            "Does aspirin prevent colon cancer?",
            "aspirin;colon cancer",
        ),
        (
            "Does osimertinib work in EGFR T790M NSCLC?",
            "Same but without T790M",
            "Does osimertinib work in EGFR T790M NSCLC? (without T790M)",
            "EGFR;lung non-small cell carcinoma;osimertinib",
        ),
        ("Is warfarin safe?", "Same patient but is pregnant?", "Is warfarin safe? (pregnant)", "warfarin"),
        (
            "Is simvastatin safe?",
            "Same but he is on warfarin",
            "Is simvastatin safe? (on warfarin)",
            "simvastatin;warfarin",
        ),
    ],
)
def test_a_name_stands_in_place_of_the_one_before(before: str, question: str, text: str, names: str) -> None:
    """In the text and among the concepts; what is absent is none of them, and a drug of the case is beside."""
    query = understand(question, None, [before])
    assert query.text == text
    assert ";".join(sorted(one.name for one in query.concepts)) == names


def test_what_is_said_again_stands_once() -> None:
    """However often a follow-up says it."""
    before = ["What first-line therapy in NSCLC?", "same but PD-L1 negative", "same but PD-L1 negative"]
    query = understand("same but PD-L1 negative", None, before)
    assert query.text == "What first-line therapy in NSCLC? (PD-L1 negative)"


def test_without_a_question_before_nothing_is_asked_again() -> None:
    """Nor where the text is no such follow-up."""
    query = Query(question="same but HER2 negative", text="same but HER2 negative")
    assert asked_again(query, None, [], lambda text, past: query) is query


NEXT, PREGNANT = "Which treatment next?", "and if she is pregnant?"
LUNG = Patient(conditions=("lung adenocarcinoma",), prior_therapies=("gefitinib",))


@pytest.mark.parametrize(
    ("earlier", "question", "intent", "text"),
    [
        ([NEXT], PREGNANT, "therapy", f"{NEXT} (previously treated) (and if she is pregnant)"),
        ([NEXT, PREGNANT], "no, not pregnant", "therapy", f"{NEXT} (previously treated)"),
        ([NEXT], "and with ECOG 3?", "therapy", f"{NEXT} (previously treated) (and with ECOG 3)"),
        ([NEXT], "And at 85 years of age?", "therapy", f"{NEXT} (previously treated) (And at 85 years of age)"),
        ([NEXT], "and with an eGFR of 22?", "therapy", f"{NEXT} (previously treated) (and with an eGFR of 22)"),
        ([NEXT], "and in a Japanese woman?", "therapy", f"{NEXT} (previously treated) (and in a Japanese woman)"),
        ([NEXT], "and with brain metastases?", "therapy", f"{NEXT} (previously treated) (and with brain metastases)"),
        ([], PREGNANT, "general", PREGNANT),
        ([NEXT], "Is fever common?", "general", "Is fever common?"),
        (["Is osimertinib safe?"], PREGNANT, "general", "and if she is pregnant? (osimertinib)"),
        ([NEXT], "And osimertinib?", "general", "And osimertinib?"),
        ([NEXT], "How is she monitored in pregnancy?", "safety", "How is she monitored in pregnancy?"),
    ],
)
def test_an_open_question_is_asked_again_of_the_new_case(
    earlier: list[str], question: str, intent: str, text: str
) -> None:
    """A follow-up that only changes the case asks what was asked, where that named nothing that could be carried on."""
    query = understand(question, LUNG, earlier)
    assert (query.intent, query.text) == (intent, text)


def test_an_open_question_keeps_what_it_was_about() -> None:
    """What of the patient bears on the question is what bore on it before: no pharmacogene takes the tumor's place."""
    patient = Patient(
        conditions=("lung adenocarcinoma",),
        medications=("omeprazole",),
        diplotypes=(Diplotype("CYP2C19", "*2/*17"),),
        prior_therapies=("gefitinib",),
    )
    before, again = understand(NEXT, patient), understand("no, not pregnant", patient, [NEXT, PREGNANT])
    assert again.concepts == before.concepts
    assert again.question == "no, not pregnant"
