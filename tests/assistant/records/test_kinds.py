"""Each kind of concept has its row of traits, and the rows say only what there is."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.knowledge.tables import pieces, records
from assistant.records.answer import ConceptKind
from assistant.records.kinds import Number, Other, Trait, counting_as, kinds_with, numbers, other_kinds, replaced_by
from assistant.verify.checks.names import NameKind

KINDS: tuple[ConceptKind, ...] = get_args(ConceptKind)
ROWS = records("concept_kinds")


def test_each_kind_has_its_row() -> None:
    """The table and the type name the same kinds, each once, in the same order."""
    assert tuple(row["kind"] for row in ROWS) == KINDS


def test_each_column_is_known() -> None:
    """Every column of the table is a trait, a number or a text that the code can ask for."""
    asked = {*get_args(Trait), *get_args(Number), *get_args(Other), "replaces"}
    assert set(ROWS[0]) == {"kind", *asked, "source"}


@pytest.mark.parametrize("row", ROWS, ids=[row["kind"] for row in ROWS])
def test_each_cell_says_what_its_column_is_for(row: dict[str, str]) -> None:
    """A trait is "yes" or empty; a number is one from 0; another kind is one that there is; all are weighed."""
    assert {row[trait] for trait in get_args(Trait)} <= {"yes", ""}
    assert all(float(row[name] or 0) >= 0 for name in get_args(Number))
    assert {row["counts_as"], row["checked_as"], *pieces(row["replaces"])} <= {*KINDS, ""}
    assert row["checked_as"] in ("", *get_args(NameKind))
    assert row["weight"]
    assert row["searched"]


def test_traits_are_read_from_the_rows() -> None:
    """What a kind is, stands for, leaves behind and counts, as code asks for it."""
    assert kinds_with("genetic") == ("gene", "variant")
    assert counting_as("drug") == ("drug", "drug class")
    assert counting_as("population") == ("population",)
    assert replaced_by("gene") == ("variant",)
    assert replaced_by("variant") == ()
    assert other_kinds("counts_as")["phenotype"] == "disease"
    assert "population" not in other_kinds("counts_as")
    assert numbers("preferred") == {"drug": 0.7}


def test_readings_have_an_order() -> None:
    """Of a form with readings of several kinds, one always comes first."""
    assert len(set(numbers("reading").values())) == len(numbers("reading"))
