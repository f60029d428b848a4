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
        ({"text": "Confirmed absent"}, "void"),
        ({"text": "Confirmed not present"}, "void"),
        ({"text": "Confirmed by challenge negative"}, "void"),
        ({"text": "Confirmed excluded"}, "void"),
        ({"coding": [{"code": "x", "display": "Confirmed absent"}]}, "void"),
        ({"text": "Not confirmed"}, "open"),
        ({"text": "not ruled out"}, "open"),
        ({"text": "Suspected"}, "open"),
        ({"text": "Ruled out"}, "void"),
        ({"text": "never present"}, "void"),
        ({"text": "no such allergy"}, "void"),
        ({"text": "see the note"}, ""),
        ({"coding": [{"code": "confirmed", "display": "Confirmed not present"}]}, "current"),
        ({"text": ""}, ""),
        ({"text": None}, ""),
        (None, ""),
    ],
)
def test_a_status_is_read_by_its_code_or_its_words(concept: Any, expected: str) -> None:
    """All of the words count: what denies it stands before what confirms it, and what doubts it before both."""
    assert status_of("verification", concept) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Active", "current"),
        ("Resolved", "past"),
        ("not resolved", "current"),
        ("in remission", "past"),
        ("partial remission", "current"),
        ("no longer active", "past"),
        ("Inactive", "past"),
        ("recurring", "current"),
        ("relapsed", "current"),
        ("chronic", "current"),
        ("history of", "past"),
        ("see the note", ""),
    ],
)
@pytest.mark.parametrize("kind", ["condition", "allergy"])
def test_a_clinical_status_in_words(kind: str, text: str, expected: str) -> None:
    """Whether it is so now, of conditions as of allergies; words that say neither are no status."""
    assert status_of(kind, {"text": text}) == expected
