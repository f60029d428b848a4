"""Where a text names a group of drugs that one may be allergic to."""

from __future__ import annotations

import pytest

from assistant.names.group_names import group_key, group_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("allergic to sulfa drugs and PCN", ["sulfa drugs", "PCN"]),
        ("ACE inhibitors, statins", ["ACE inhibitors", "statins"]),
        ("sulfamethoxazole", []),
        ("", []),
    ],
)
def test_the_longest_name_at_a_place_is_found(text: str, names: list[str]) -> None:
    """Whatever stands around it; a member of a group is no name of it."""
    assert [text[one.start : one.end] for one in group_names(text)] == names


def test_a_key_is_in_the_singular() -> None:
    """So that both forms are one name."""
    assert group_key("Sulfa Drugs") == group_key("sulfa drug")
