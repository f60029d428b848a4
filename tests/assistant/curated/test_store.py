"""The curated facts that ship: found by gene, drug and disease, small, and read at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.curated.actions import ACTIONS
from assistant.curated.rows import COLUMNS, cells_of
from assistant.curated.store import SHIPPED, facts_for, release_dates
from assistant.knowledge.tables import records, table_path

ROOT = Path(__file__).parents[3]
MOST_BYTES = 2_000_000


def test_facts_are_found_by_gene_drug_and_disease() -> None:
    """Each argument narrows, an empty one asks nothing, and case makes no difference."""
    lung = facts_for(genes=["egfr"], drugs=["Osimertinib"], diseases=["DOID:3908"])
    assert {fact.kind for fact in lung} == {"biomarker evidence", "approval"}
    assert all("EGFR" in fact.genes and "osimertinib" in fact.therapies for fact in lung)
    assert set(lung) < set(facts_for(genes=["EGFR"]))
    assert facts_for(genes=["ZZTOP9"]) == facts_for() == ()


def test_a_fact_says_where_it_is_from() -> None:
    """Source, date, license, address and PMID stand in the fact, the source's own words with it."""
    (fact,) = (fact for fact in facts_for(genes=["EGFR"], drugs=["erlotinib"]) if fact.identifier == "EID238")
    assert (fact.source, fact.level, fact.direction) == ("CIViC", "A", "Supports / Resistance")
    assert (fact.license, fact.pmids) == ("CC0-1.0", ("25668228",))
    assert fact.url == "https://civicdb.org/links/evidence_items/238"
    assert fact.date == release_dates()["CIViC"] >= "2026-04-25"


def test_options_are_told_from_combinations() -> None:
    """CIViC's substitutes are one drug each; what is given together is a regimen."""
    facts = [fact for fact in facts_for(genes=["BRAF"]) if len(fact.therapies) > 1 and fact.source == "CIViC"]
    assert {fact.together for fact in facts if fact.interaction == "Substitutes"} == {False}
    assert {fact.together for fact in facts if fact.interaction == "Combination"} == {True}


@pytest.mark.parametrize(
    ("source", "drug", "state", "action", "amount"),
    [
        ("CPIC", "fluorouracil", "DPYD:activity score:1.5 = intermediate metabolizer", "reduce", "50 %"),
        ("CPIC", "fluorouracil", "DPYD:activity score:0 = poor metabolizer", "avoid", ""),
        ("CPIC", "abacavir", "HLA-B:hla:57:01", "not recommended", ""),
        ("CPIC", "abacavir", "!HLA-B:hla:57:01", "standard", ""),
        ("CPIC", "codeine", "CYP2D6:activity score:0 = poor metabolizer", "avoid", ""),
        ("CPIC", "clopidogrel", "CYP2C19:phenotype:poor metabolizer", "avoid", ""),
        ("DPWG", "tacrolimus", "CYP3A5:phenotype:normal metabolizer", "raise", "150 %"),
        ("DPWG", "irinotecan", "UGT1A1:phenotype:poor metabolizer", "reduce", "30 %"),
        ("DPWG", "voriconazole", "CYP2C19:phenotype:ultrarapid metabolizer", "raise", "50 %"),
    ],
)
def test_a_guideline_says_what_to_do(source: str, drug: str, state: str, action: str, amount: str) -> None:
    """A recommendation is an action of the closed list, with its amount, for a state of its gene."""
    found = [fact for fact in facts_for(drugs=[drug]) if fact.source == source]
    written = cells_of(found[0])
    assert len(written) == len(COLUMNS["guideline"])
    place = COLUMNS["guideline"].index("requires")
    assert (action, amount) in {(fact.action, fact.amount) for fact in found if cells_of(fact)[place] == state}


def test_combined_genes_keep_both_states() -> None:
    """A recommendation on two genes requires the state of each."""
    combined = [fact for fact in facts_for(drugs=["amitriptyline"]) if fact.genes == ("CYP2D6", "CYP2C19")]
    assert combined
    assert all(len(fact.requires[0]) == 2 for fact in combined)


def test_every_recommendation_has_been_read() -> None:
    """Each guideline row that ships has an action of the list: its text was read."""
    assert {row["action"] for row in records("guidelines")} == set(ACTIONS)
    assert {row["action"] for row in records("guideline_actions")} == set(ACTIONS)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_table_holds_facts_and_no_sentences(name: str) -> None:
    """Columns are those of the kind of fact; no cell but addresses and lists is as long as a sentence of a source."""
    rows = records(name)
    assert tuple(rows[0]) == COLUMNS[SHIPPED[name]]
    assert all(row["source"] and row["license"] and row["identifier"] for row in rows)
    long = {
        (column, cell)
        for row in rows
        for column, cell in row.items()
        if len(cell) > 120 and column not in ("requires", "url", "pmids", "therapies", "biomarker", "genes")
    }
    assert long == set()
    assert not any(cell.rstrip().endswith(".") for row in rows for cell in (row["biomarker"], row.get("amount", "")))


def test_the_tables_are_small() -> None:
    """Together they have at most 2 MB."""
    assert sum(table_path(name).stat().st_size for name in (*SHIPPED, "guideline_actions")) <= MOST_BYTES


FIRST_FACTS = """
import time, assistant.records.curated, assistant.knowledge.tables as tables
from assistant.curated import store
paths = [tables.table_path(name) for name in store.SHIPPED]
def plain():
    begun = time.process_time()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            line.split("\\t")
    return time.process_time() - begun
yardstick = min(plain() for _ in range(3))
before = store._read.cache_info().misses
begun = time.process_time()
facts = store.facts_for(genes=["EGFR"])
print(before, len(facts), (time.process_time() - begun) / yardstick)
"""


def test_the_tables_load_at_once_and_only_when_asked_for() -> None:
    """The first facts cost at most eight and a half times what splitting the tables' lines costs, on whatever machine
    (60 ms where that takes 7), and importing the store reads no table."""
    runs = [
        subprocess.run([sys.executable, "-c", FIRST_FACTS], capture_output=True, text=True, check=True, cwd=ROOT)
        for _ in range(3)
    ]
    before, found, times = min((run.stdout.split() for run in runs), key=lambda cells: float(cells[2]))
    assert (before, int(found) > 100) == ("0", True)
    assert float(times) <= 8.5
