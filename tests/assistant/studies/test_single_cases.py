"""Records of one person."""

from __future__ import annotations

import pytest

from assistant.studies.single_cases import is_single_case


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("A 61-year-old man fell ill after drug A.", True),
        ("We report a young woman with a rash.", True),
        ("A 16-year-old boy and his two brothers had the deficiency.", False),
        ("Three patients with a rash are reported.", False),
        ("Drug A binds to protein B.", False),
    ],
)
def test_a_case_report_is_told_from_families_and_series(text: str, one: bool) -> None:
    """One person in words, and no word of several."""
    assert is_single_case(text) is one
