"""The measure of gaps reads its set and counts what is said first."""

from __future__ import annotations

import re

from assistant.records.answer import Abstention, Answer, Query
from evals.measure.answer.gaps import GapQuestion, figures, first_words, gap_questions, scored

LACKS = GapQuestion("GX1", "oncologist", "drug", "abstain", "Examplinib?", "", "examplinib", "examplinib")


def answer(*limits: str, abstained: str = "") -> Answer:
    abstention = Abstention("too little evidence", abstained) if abstained else None
    status = "abstained" if abstained else "answered"
    return Answer(question="?", status=status, query=Query("?", "?"), limits=limits, abstention=abstention)


def test_every_question_has_its_key() -> None:
    """One that is answered names its records, any other where it was looked for; every expression compiles."""
    questions = gap_questions()
    assert all(bool(one.pmids) == (one.expect == "answer") for one in questions)
    assert all(one.searched for one in questions if one.expect == "abstain")
    assert all(re.compile(one.shown) for one in questions)
    assert len({one.id for one in questions}) == len(questions)


def test_the_reason_of_a_refusal_is_read_first() -> None:
    """An abstention's explanation counts, else the first limit alone."""
    assert first_words(answer(abstained="Nothing on examplinib.")) == "Nothing on examplinib."
    assert first_words(answer("First.", "Second.")) == "First."
    assert first_words(answer()) == ""


def test_a_gap_counts_by_name_only_where_it_is_named() -> None:
    """A sentence without the name of what is lacking is told, and not named."""
    assert scored(LACKS, answer(abstained="No record is on examplinib."))["named"] is True
    told = scored(LACKS, answer(abstained="Nothing was found."))
    assert (told["told"], told["named"]) == (True, False)


def test_figures_are_of_both_kinds_of_questions() -> None:
    """The shares of questions that cannot be answered do not count those that can."""
    rows = [scored(LACKS, answer(abstained="No record is on examplinib."))]
    assert {figure.measure for figure in figures(rows)} == {
        "told first, unanswerable",
        "told by name, unanswerable",
        "refused, unanswerable",
    }
