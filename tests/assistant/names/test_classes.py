"""Classes of drugs and their members, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import rows
from assistant.names.classes import classes_of, has_class, members
from assistant.names.find import find

HEADS = rows("class_heads", Path(__file__).parents[1] / "tables")


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


@pytest.mark.parametrize(("text", "drug_class", "named"), [case[:3] for case in HEADS])
def test_a_class_is_named_by_more_than_its_last_words(text: str, drug_class: str, named: str) -> None:
    """Each row of the table: "kinase inhibitors" names no JAK inhibitor, and "beta-blockers" their class."""
    found = {mention.name for mention in find(text) if mention.kind == "drug class"}
    assert (drug_class in found) == (named == "yes")
