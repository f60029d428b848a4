"""A product of several drugs is each of them, and what of it nothing here knows is told and never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.knowledge.tables import pieces, records, rows
from assistant.records.patient import Patient
from assistant.safety.alerts import alerts_for, gravity, unread
from assistant.safety.drugs import ingredients
from assistant.safety.interactions import interactions_of
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "combination_products.tsv").records())
_GROUPS = (
    Patient(pregnant=True, sex="female"),
    Patient(breastfeeding=True, sex="female"),
    Patient(age=8),
    Patient(age=60, egfr=12),
)


def products() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every product that a table has, with its drugs."""
    for name, drugs, _ in rows("medication_names"):
        if "|" in drugs:
            yield name, tuple(pieces(drugs))
    for row in records("interactions"):
        if "+" in row["a"]:
            yield row["a"].replace("+", " + "), tuple(row["a"].split("+"))


PRODUCTS = dict(products())


@pytest.mark.parametrize("case", CASES, ids=[case["entry"] for case in CASES])
def test_an_entry_is_its_drugs_and_the_rest_is_told(case: dict[str, str]) -> None:
    """Each row of the table: the drugs, and what is not recognized, in the interactions and beside the alerts."""
    patient = Patient(medications=(case["entry"],))
    untold = interactions_of(patient, ()).not_recognized
    assert set(ingredients(case["entry"])) == set(filter(None, case["drugs"].split("|")))
    assert bool(untold) is bool(case["unread"])
    assert all(case["unread"] in one for one in untold)
    assert any(case["unread"] in one for one in unread(patient)) or not case["unread"]


@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_each_drug_of_a_product_is_checked(name: str) -> None:
    """For an allergy, as a duplicate, and in each group of patients no weaker than by itself."""
    for part in PRODUCTS[name]:
        assert "allergy" in {one.kind for one in alerts_for(Patient(allergies=(part,)), [name])}, part
        assert "duplicate" in {one.kind for one in alerts_for(Patient(medications=(part,)), [name])}, part
        for patient in _GROUPS:
            whole = [(one.kind, gravity(one)) for one in alerts_for(patient, [name])]
            for alone in alerts_for(patient, [part]):
                assert any(kind == alone.kind and place <= gravity(alone) for kind, place in whole), (part, alone)


def test_the_drugs_of_a_product_have_their_usual_names() -> None:
    """By another name no row on the drug would be found."""
    for name, parts in PRODUCTS.items():
        for part in parts:
            assert part in ingredients(part) or set(ingredients(part)) <= set(ingredients(name)), (name, part)
