"""Which part each named thing plays in a question."""

from __future__ import annotations

import pytest

from assistant.question.asked import asked_for
from assistant.question.prior_therapy import prior_therapies
from assistant.question.understand import understand


@pytest.mark.parametrize(
    ("question", "role", "words"),
    [
        ("CML with T315I after dasatinib: what next?", "prior", ("dasatinib",)),
        ("Which drug after progression on imatinib in GIST?", "prior", ("imatinib",)),
        ("Does ponatinib work in CML after dasatinib?", "option", ("ponatinib",)),
        ("Apixaban versus warfarin in atrial fibrillation: which bleeds less?", "comparator", ("warfarin",)),
        ("First-line pembrolizumab in metastatic melanoma: response?", "line", ("First-line",)),
        ("Does adjuvant sunitinib help in kidney cancer?", "setting", ("adjuvant",)),
    ],
)
def test_a_role_is_told(question: str, role: str, words: tuple[str, ...]) -> None:
    """Words that say a drug was had before, or is compared, or how a therapy stands, give the role."""
    assert getattr(understand(question).roles, role) == words


def test_words_stand_as_in_the_question() -> None:
    """Every word of every role is a part of the question."""
    question = "61M on clopidogrel, CYP2C19 *2/*2, stent last week: switch to prasugrel or ticagrelor?"
    roles = understand(question).roles
    said = [words for role in roles.__struct_fields__ for words in getattr(roles, role)]
    assert said
    assert [words for words in said if words not in question] == []


def test_the_age_is_a_circumstance() -> None:
    """Age and sex of the patient limit an answer and are no option."""
    roles = understand("72-year-old woman with breast cancer: does letrozole prolong survival?").roles
    assert any("72-year-old" in words for words in roles.circumstances)
    assert roles.option == ("letrozole",)


@pytest.mark.parametrize("question", ["", "?", "…", "12", "what is it?"])
def test_where_nothing_is_named_there_is_no_drug(question: str) -> None:
    """An odd question has no drug in any role."""
    roles = understand(question).roles
    assert (roles.option, roles.prior, roles.comparator, roles.co_medication) == ((), (), (), ())


def test_a_prior_drug_is_what_comes_before_the_answer() -> None:
    """Where every drug of a therapy question was had before, these are its prior therapies."""
    query = understand("Treatment options for EGFR-mutated lung cancer after progression on osimertinib")
    assert [concept.name for concept in prior_therapies(query, asked_for(query))] == ["osimertinib"]


def test_the_reader_is_told_the_roles() -> None:
    """The notes say which words were read as what."""
    notes = understand("Which drug after progression on imatinib in GIST?").notes
    assert any("had before: “imatinib”" in note for note in notes)
