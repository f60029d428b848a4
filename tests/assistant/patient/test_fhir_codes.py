"""What the codes and words of a FHIR resource mean here."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.patient.fhir.codes import status_of


@pytest.mark.parametrize(
    ("concept", "expected"),
    [
        ("confirmed", "current"),
        ({"text": "Confirmed"}, "current"),
        ({"text": "Confirmed present"}, "current"),
        ({"text": "Confirmed by challenge"}, "current"),
        ({"coding": [{"code": "410605003", "display": "Confirmed present"}]}, "current"),
        ({"text": "Entered in error"}, "void"),
        ({"text": "Refuted"}, "void"),
        ({"text": "Refuted by challenge"}, "void"),
        ({"text": "Confirmed absent"}, ""),
        ({"text": "Confirmed not present"}, ""),
        ({"text": "Confirmed by challenge negative"}, ""),
        ({"text": "Confirmed excluded"}, ""),
        ({"coding": [{"code": "x", "display": "Confirmed absent"}]}, ""),
        ({"coding": [{"code": "confirmed", "display": "Confirmed not present"}]}, "current"),
        ({"text": ""}, ""),
        ({"text": None}, ""),
        (None, ""),
    ],
)
def test_a_status_is_read_by_its_code_or_its_words(concept: Any, expected: str) -> None:
    """All of the words count: the first alone stands for them unless what is behind it denies it."""
    assert status_of("verification", concept) == expected
