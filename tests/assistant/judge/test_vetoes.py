"""What no judge overrules."""

from __future__ import annotations

import pytest

from assistant.judge.vetoes import veto
from tests.assistant.judge.made_statements import FALSE, MEDIANS, SKIN, TRUE, statement


@pytest.mark.parametrize("text", [TRUE, SKIN, MEDIANS, FALSE, "Osimertinib kept the disease at bay for longer."])
def test_what_only_a_reader_can_tell_is_left_to_the_judge(text: str) -> None:
    """Free wordings whose names and figures stand in the record pass, the false ones too: binding is for who reads."""
    assert veto(statement(text)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Those on osimertinib went 27.2 months without progression.",
        "Those on erlotinib went 17.2 months without progression.",
        "With a KRAS mutation they went 17.2 months without progression.",
        "Those with EGFR T790M went 17.2 months without progression.",
        MEDIANS.replace("osimertinib", "erlotinib"),
        MEDIANS.replace("17.2", "27.2"),
        MEDIANS.replace("was 17.2", "was not 17.2"),
    ],
)
def test_what_the_record_does_not_have_is_vetoed(text: str) -> None:
    """A number, drug, gene or variant that is nowhere, and near the quote what differs from it, with the reason."""
    assert veto(statement(text)) != ""
