"""Which of the chosen sentences stand: those of the case's own line, where any may answer."""

from __future__ import annotations

import msgspec

from assistant.choose.choosing import Chosen
from assistant.choose.likely import of_other_courses, of_this_course
from assistant.records.answer import Claim, Fit, FitItem, Query, Roles, Verdict
from assistant.studies.sentences import Candidate
from tests.assistant.made_records import article, drug, evidence, query

FIRST = FitItem("line of therapy", "mismatch", "line 3", "first-line")
OPEN = msgspec.structs.replace(query("What are the options?"), roles=Roles(line=("third-line",)))


def chosen(asked: Query, chance: float, *items: FitItem) -> Chosen:
    (item,) = evidence(asked, article("90000001", "A drug in a cancer", "The drug was an option."))
    return Chosen(Candidate(msgspec.structs.replace(item, fit=Fit(items)), 0, 0, 6, "results"), chance)


def test_another_line_is_left_out_of_an_open_question() -> None:
    """However likely a first-line trial answers, one that does not say its line stands for the third."""
    other, own = chosen(OPEN, 0.9, FIRST), chosen(OPEN, 0.2)
    assert of_this_course([other, own], OPEN) == (own,)


def test_what_is_left_must_be_able_to_answer() -> None:
    """Where nothing else may, the studies of another line stay, and the finding says so."""
    other, own = chosen(OPEN, 0.9, FIRST), chosen(OPEN, 0.01)
    assert of_this_course([other, own], OPEN) == (other, own)


def test_a_question_on_a_drug_keeps_its_studies() -> None:
    """The drug's own trial is wanted, whatever its line."""
    on_drug = msgspec.structs.replace(OPEN, concepts=(drug("imatinib"),))
    other, own = chosen(on_drug, 0.9, FIRST), chosen(on_drug, 0.2)
    assert of_this_course([other, own], on_drug) == (other, own)


def test_findings_of_other_lines_alone_are_said_first() -> None:
    """One finding on the case's own line is enough to keep the sentence away."""
    (item,) = evidence(OPEN, article("90000001", "A drug in a cancer", "The drug was an option."))
    own = Claim("The drug was an option.", (), Verdict("supported", 1.0), item.grade)
    other = msgspec.structs.replace(own, others=(FIRST,))
    assert of_other_courses([other]) != ()
    assert of_other_courses([other, own]) == ()
    assert of_other_courses([]) == ()
