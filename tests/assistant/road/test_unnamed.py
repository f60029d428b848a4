"""Words of a question that stand where a drug would and that nothing knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Patient
from assistant.question.understand import understand
from assistant.road.unnamed import unnamed
from ingest.library.library import Library


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Can she have zosyn?", ("zosyn",)),
        ("May he be given zosyn?", ()),  # it stands where a drug does, and is the question's own subject
        ("May he be given warfarin?", ()),
        ("Is warfarin better than zosyn?", ()),
        ("What should be done next?", ()),
        ("", ()),
    ],
)
def test_only_where_a_question_names_nothing_else(starter_library: Path, question: str, words: tuple[str, ...]) -> None:
    """A question on a drug that is known is on that one, and an ordinary word is no name."""
    with Library.open(starter_library) as library:
        assert unnamed(understand(question), library) == words


def test_the_reader_is_told(starter_library: Path) -> None:
    """The name stands among those that were not checked, in the limits and in the interactions."""
    with Assistant.open(library=starter_library, audit=False) as assistant:
        answer = assistant.ask("Can he take zosyn?", patient=Patient(allergies=("penicillin",)))
    assert answer.interactions.not_recognized == ("zosyn",)
    assert any("nothing of the patient was checked" in said for said in answer.limits)
