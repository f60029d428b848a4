"""What of a sentence goes to a judge: the record's own words whole, nothing else that identifies."""

from __future__ import annotations

import pytest

from assistant.engines.scrub import scrub
from assistant.judge.sent import sent
from assistant.records.judged import Statement

RECORD = "In Chilean patients the hazard ratio was RR 1.63 (95% CI 3.16–18.21)."


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("The hazard was higher.", "The hazard was higher."),
        ("In Chilean patients it was higher.", "In Chilean patients it was higher."),
        ("It was 1.63 (95% CI 3.16-18.21).", "It was 1.63 (95% CI 3.16-18.21)."),
        ("Margaret Thatcherson had a higher hazard.", ""),
        ("It was higher in Mr. Fitzgerald, born 12.03.1961.", ""),
    ],
)
def test_only_what_is_public_is_put_back(text: str, leaves: str) -> None:
    """A figure or a people that the scrubber takes for an identifier stays where the record has it; a person's name is
    never sent, and a sentence with a blank is not either."""
    assert sent(Statement(text, (RECORD,), (RECORD,)), scrub) == leaves
