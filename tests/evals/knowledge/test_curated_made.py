"""The curated tables that ship are what their sources make, and none of their sentences."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from assistant.curated.actions import UNREAD, actions_of
from assistant.knowledge.tables import table_path
from evals.knowledge import curated
from evals.knowledge.guidelines import texts


@pytest.fixture(scope="module")
def made(shared_data: Path) -> dict[str, str]:
    return {name: curated.text_of(rows) for name, rows in curated.tables(shared_data / "facts").items()}


@pytest.mark.data
@pytest.mark.parametrize("name", ["civic", "guidelines", "approvals"])
def test_the_tables_are_made_from_the_facts(made: dict[str, str], name: str) -> None:
    """Making a table again gives the one that ships."""
    assert table_path(name).read_text(encoding="utf-8") == made[name]


@pytest.mark.data
def test_every_text_has_an_action(shared_data: Path) -> None:
    """Each distinct text of a recommendation was read."""
    assert [text[:40] for text in texts(shared_data / "facts") if actions_of(text)[0].action == UNREAD] == []


@pytest.mark.data
def test_no_sentence_of_a_source_is_carried_over(shared_data: Path, made: dict[str, str]) -> None:
    """No text of a recommendation and no indication of a label stands in a table."""
    long = [text for text in texts(shared_data / "facts") if len(text) > 40]
    assert [text[:40] for text in long if any(text in table for table in made.values())] == []


@pytest.mark.data
def test_no_approval_needs_what_its_label_excludes(shared_data: Path) -> None:
    """What stands right behind "without the" or "in the absence of" in a label is required to be absent."""
    facts = {(fact.identifier, fact.biomarker) for fact in curated.tables(shared_data / "facts")["approvals"]}
    denied = ("without the {}", "absence of {}", "not have {}", "negative for {}")
    with gzip.open(shared_data / "facts" / "approvals.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        rows = [
            row for row in csv.DictReader(stream, delimiter="\t") if not row["variant_biomarker"].startswith("Wild")
        ]
    excluded = [
        (row["document"].removeprefix("doc:"), row["variant_biomarker"])
        for row in rows
        for said in denied
        if said.format(row["variant_biomarker"].split("p.")[-1]) in row["label_indication"]
    ]
    assert len(excluded) == 2
    assert all((document, f"NOT {biomarker}") in facts for document, biomarker in excluded)
