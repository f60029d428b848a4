"""The questions whose facet and roles were labeled."""

from __future__ import annotations

from typing import get_args

from assistant.records.answer import Facet, Roles
from evals.material.data import SETS
from evals.material.questions import read_table
from evals.material.understood import understood


def test_labels_are_those_of_a_query() -> None:
    """Facets and roles have the names that a `Query` has, besides the disease."""
    rows = understood()
    assert {row.facet for row in rows} <= set(get_args(Facet))
    assert {role for row in rows for role, _, _ in row.roles} <= {"disease", *Roles.__struct_fields__}


def test_each_role_is_a_part_of_its_question() -> None:
    """Places are in order, within the text, and no two overlap."""
    for row in understood():
        edges = [edge for _, start, end in row.roles for edge in (start, end)]
        assert edges == sorted(edges), row.id
        assert not edges or edges[-1] <= len(row.text)


def test_a_question_is_of_one_part() -> None:
    """No text stands both among those learned from and those held."""
    parts: dict[str, set[str]] = {}
    for row in understood():
        parts.setdefault(row.text, set()).add(row.part)
    assert {len(found) for found in parts.values()} == {1}


def test_a_second_reader_named_the_facet_of_known_questions() -> None:
    """Every row is a question of the set, with a facet, once."""
    again = read_table(SETS / "facet_second_reading.tsv")
    known = {row["id"] for row in read_table(SETS / "record_questions.tsv")}
    assert len({row["id"] for row in again}) == len(again) >= 150
    assert {row["id"] for row in again} <= known
    assert {row["facet"] for row in again} <= set(get_args(Facet))
