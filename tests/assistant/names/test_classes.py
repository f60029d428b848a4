"""Classes of drugs and their members, both ways."""

from __future__ import annotations

import pytest

from assistant.names.classes import classes_of, has_class, members


@pytest.mark.parametrize(
    ("drug", "drug_class"),
    [("capecitabine", "fluoropyrimidine"), ("doxorubicin", "anthracycline"), ("alirocumab", "PCSK9 inhibitor")],
)
def test_a_drug_is_of_its_class_and_the_class_has_it(drug: str, drug_class: str) -> None:
    """Both directions, with a source; the plural is the same class."""
    assert drug_class.casefold() in [one.text.casefold() for one in classes_of(drug)]
    assert drug in [one.text for one in members(f"{drug_class}s")]
    assert all(one.reason for one in (*classes_of(drug), *members(drug_class)))


def test_what_is_no_class_has_no_members() -> None:
    """A name that no source uses for a class."""
    assert not has_class("hat blocker")
    assert members("hat blocker") == ()
