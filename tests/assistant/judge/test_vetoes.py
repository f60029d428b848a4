"""What no judge overrules."""

from __future__ import annotations

import pytest

from assistant.judge.vetoes import veto
from assistant.records.judged import Statement
from tests.assistant.judge.made_statements import FALSE, MEDIANS, SKIN, TRUE, statement

CARRIERS = "Of 412 adults, carriers of BRAF V600E had more rash with vemurafenib (odds ratio, 2.06)."


def of_carriers(text: str) -> Statement:
    return Statement(text, (CARRIERS,), (CARRIERS,), record=CARRIERS)


@pytest.mark.parametrize("text", [TRUE, SKIN, MEDIANS, FALSE, "Osimertinib kept the disease at bay for longer."])
def test_what_only_a_reader_can_tell_is_left_to_the_judge(text: str) -> None:
    """Free wordings whose names and figures stand in the record pass, the false ones too: binding is for who reads."""
    assert veto(statement(text)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Rash was twice as common in them.",
        "The odds were 2.1 times as high.",
        "In 412 adults, rash with Zelboraf went with BRAF V600E.",
    ],
)
def test_names_and_figures_in_other_forms_are_there(text: str) -> None:
    """Names by any of their forms, and figures as they are, rounded or derived, are the judge's to read."""
    assert veto(of_carriers(text)) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Rash was seen in 37% of them.", "37"),
        ("Rash was commoner with erlotinib.", "erlotinib"),
        ("Rash was commoner with EGFR mutations.", "EGFR"),
        ("Rash was commoner with V600K.", "V600K"),
    ],
)
def test_the_reason_names_what_the_record_lacks(text: str, told: str) -> None:
    """A figure, a drug, a gene, a variant."""
    assert told in veto(of_carriers(text))


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
