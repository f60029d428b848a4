"""Names of people, places and hospitals are not what a question is about; a word that cannot be read is.

`tables/set_aside.tsv` holds the cases: what must be set aside and what must be read, eponyms and new names that must
not be set aside.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.question.understand import understand

TABLE = Path(__file__).parents[1] / "tables" / "set_aside.tsv"
with TABLE.open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
NAMED = [case for case in CASES if case["aside"]]
OTHERS = [case for case in CASES if not case["aside"]]


@pytest.fixture(scope="module")
def assistant(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, model="extractive", audit=False) as opened:
        yield opened


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case["question"])
def test_names_of_people_and_places_are_set_aside(case: dict[str, str], assistant: Assistant) -> None:
    """They are neither searched nor asked about, and a note says so; everything else is read as ever."""
    query = understand(case["question"], library=assistant.library)
    read = " ".join(f"{concept.name} {concept.surface}" for concept in query.concepts)
    for word in case["aside"].split():
        assert word not in query.text
        assert word not in read
        assert any(word in note for note in query.notes)
    for name in filter(None, case["kept"].split("; ")):
        assert name.casefold() in read.casefold()


def test_a_question_with_names_is_answered(assistant: Assistant) -> None:
    """A name in the question is no reason to abstain: it is never "mentioned in none of the records"."""
    asked = [case["question"] for case in NAMED if case["answered"]]
    assert [question for question in asked if assistant.ask(question).status != "answered"] == []


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case["question"])
def test_eponyms_and_new_names_are_read(case: dict[str, str], assistant: Assistant) -> None:
    """What medicine is named for, and a name that nobody knows yet, stay in the question."""
    query = understand(case["question"], library=assistant.library)
    read = " ".join(f"{concept.name} {concept.surface}" for concept in query.concepts)
    assert query.text == case["question"]
    for name in filter(None, case["kept"].split("; ")):
        assert name.casefold() in read.casefold()


def test_an_unknown_name_is_never_dropped(assistant: Assistant) -> None:
    """A question that names what nothing knows is not answered by the rest of it, or the answer says first that no
    study quoted names it."""
    for case in (case for case in CASES if case["kind"] == "newname"):
        answer = assistant.ask(case["question"])
        said = [line for line in answer.limits if line.startswith("None of the studies quoted names")]
        assert answer.status != "answered" or said, case["question"]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("клопидогрел and omeprazole interaction", "клопидогрел"),
        ("Omeprazole with клопидогрелом: interaction?", "клопидогрелом"),
        ("Does варфарин need a lower dose with CYP2C9*3?", "варфарин"),
        ("氯吡格雷 and omeprazole interaction", "氯吡格雷"),
        ("CYP2C19 poor metabolizers and クロピドグレル", "クロピドグレル"),
        ("κλοπιδογρέλη and CYP2C19 poor metabolizers", "κλοπιδογρέλη"),
        ("كلوبيدوغريل in CYP2C19 poor metabolizers", "كلوبيدوغريل"),
        ("וורפרין and CYP2C9", "וורפרין"),
        ("क्लोपिडोग्रेल and CYP2C19*2", "क्लोपिडोग्रेल"),
        ("클로피도그렐 and CYP2C19*2", "클로피도그렐"),
        ("ოსიმერტინიბი in EGFR T790M lung cancer", "ოსიმერტინიბი"),
        ("vemurafenib or дабрафениб in BRAF V600E melanoma", "дабрафениб"),
    ],
)
def test_a_name_in_another_script_is_said(question: str, word: str, assistant: Assistant) -> None:
    """A word in a script that no vocabulary is written in is asked about: no record names it, and that is said."""
    answer = assistant.ask(question)
    assert word in [concept.surface for concept in answer.query.concepts]
    assert answer.status == "abstained"
    assert answer.abstention is not None
    assert word in answer.abstention.explanation


@pytest.mark.parametrize("question", ["TGF-β and losartan in Marfan syndrome", "α-synuclein in µg/mL"])
def test_greek_letters_are_no_other_script(question: str) -> None:
    """Letters that formulas and protein names use are read as they are."""
    assert all(concept.known or concept.kind != "other" for concept in understand(question).concepts)


def test_a_short_word_of_another_alphabet_is_not_asked_about() -> None:
    """An "и" between two names is no name, while one sign of Chinese is a word."""
    asked = [concept.surface for concept in understand("варфарин и CYP2C9, 癌").concepts]
    assert "и" not in asked
    assert {"варфарин", "癌"} <= set(asked)


@pytest.mark.parametrize("name", ["Anna Schmidt", "Mrs. Margaret Miller"])
def test_a_question_with_a_name_is_the_question_without_it(name: str) -> None:
    """Neither the name nor the word that binds it is read: text, intent, facet and roles are the same."""
    plain, with_name = understand("What dose of warfarin fits?"), understand(f"What dose of warfarin fits for {name}?")
    fields = ("text", "intent", "facet", "roles", "concepts")
    assert [getattr(with_name, one) for one in fields] == [getattr(plain, one) for one in fields]
