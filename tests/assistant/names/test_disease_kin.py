"""Which disease is a kind of which."""

from __future__ import annotations

import pytest

from assistant.names.disease_kin import ancestors, called, is_general, relation


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("melanoma", "melanoma", "same"),
        ("lung cancer", "lung adenocarcinoma", "parent"),
        ("lung adenocarcinoma", "lung cancer", "narrower"),
        ("cancer", "melanoma", "parent"),
        ("solid tumor", "acute myeloid leukemia", None),
        ("breast cancer", "lung cancer", None),
        ("myocardial infarction", "acute coronary syndrome", "narrower"),
    ],
)
def test_two_diseases_are_kin_as_tables_and_names_tell(one: str, other: str, told: str | None) -> None:
    """The same, a wider one, a kind of it, or nothing."""
    assert relation(called(one), called(other)) == told


def test_the_most_general_names_mean_any_tumor() -> None:
    """ "Cancer" is no disease to be told apart by, and no disease is its own ancestor."""
    assert is_general("cancer")
    assert not is_general("melanoma")
    assert called("melanoma") not in ancestors(called("melanoma"))
