"""Which words of a question that no record holds are names that are lacking, and which are the language's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.enough.missing import unseen
from assistant.question.asked import asked_for
from assistant.question.understand import understand
from ingest.library.library import Library


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Did pre-emptive testing lower adverse drug reactions?", []),
        ("Did preemptive testing lower adverse drug reactions?", []),
        ("Does multi-disciplinary care help in lung cancer?", []),
        ("Is ante-natal clopidogrel harmful?", []),
        ("Is de-escalation of ticagrelor safe?", []),
        ("Does de-prescribing of clopidogrel harm?", []),
        ("Does zelbo-rafine work in melanoma?", ["zelbo-rafine"]),
        ("Does zelborafine work in melanoma?", ["zelborafine"]),
        ("What did the XALVORIN trial find on clopidogrel?", ["XALVORIN"]),
    ],
)
def test_a_word_of_the_language_is_not_lacking(question: str, lacking: list[str], starter_library: Path) -> None:
    """One that is written with a hyphen, too; a name that nothing knows is."""
    asked = understand(question)
    with Library.open(starter_library) as library:
        assert unseen(asked_for(asked), asked, library) == lacking
