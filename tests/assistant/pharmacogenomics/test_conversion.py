"""What other drugs make of an enzyme: the table of cases is the specification, over the whole road."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.curated.joining import join
from assistant.knowledge.tables import records
from assistant.pharmacogenomics.conversion import converted, for_drug
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.pharmacogenomics.scoring import has_activity
from assistant.question.understand import understand
from assistant.records.anatomy import alert_line, bottom_line
from assistant.records.answer import Answer
from assistant.records.answer_markdown import answer_to_markdown
from assistant.records.phenotype import GenePhenotype
from ingest.knowledge.tables import read_table
from tests.assistant.pharmacogenomics.calls import patient_of

CASES = tuple(
    {**row, "further": ""} for row in read_table(Path(__file__).parents[1] / "tables" / "conversions.tsv").records()
)
WITH_RECORD = tuple(row for row in CASES if not row["question"])
_ALONE = "by the genes alone"


@pytest.fixture(scope="module")
def assistant(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, audit=False) as opened:
        yield opened


def named(row: dict[str, str]) -> str:
    return row["question"] or " ".join((row["gene"], row["call"], row["taking"], row["medication"]))


def asked(row: dict[str, str]) -> str:
    return row["question"] or f"Which dose of {row['medication']}?"


def test_there_are_enough_cases() -> None:
    """Of the calls and of the drugs, with those of which nothing may be said."""
    assert len(CASES) >= 80
    assert sum(not row["beside"] for row in CASES) >= 30


@pytest.mark.parametrize("row", WITH_RECORD, ids=named)
def test_the_phenotype_is_that_which_counts_for_the_drug(row: dict[str, str]) -> None:
    """A rule of one drug counts for that drug alone; without one the genes' own phenotype stays."""
    told = {one.gene: one.acting for one in phenotypes_of(patient_of(row), (row["medication"],))}
    assert told.get(row["gene"], "") == row["phenotype"]


@pytest.mark.parametrize("row", CASES, ids=named)
def test_an_answer_that_goes_by_the_genes_alone_says_so_first(assistant: Assistant, row: dict[str, str]) -> None:
    """With the gene, the drug, its strength and what the enzyme may do; nowhere where nothing is left out."""
    answer = assistant.ask(asked(row), patient_of(row))
    if not row["beside"]:
        assert _ALONE not in answer_to_markdown(answer)
        assert not any(one.may_work for one in answer.phenotypes)
        return
    said = next(one for one in opening(answer).split(". ") if _ALONE in one)
    assert said.startswith(f"{row['gene']} goes {_ALONE}: {row['beside']} (")
    assert f"may work {row['may']} than assumed" in said
    rows = [one for one in answer.knowledge.rows if row["gene"] in one.fact.genes]
    assert all(any(row["beside"] in said for said in one.not_counted) for one in rows)


def opening(answer: Answer) -> str:
    """The bottom line, or what an answer without one says first."""
    return bottom_line(answer) if answer.status == "answered" else alert_line(answer)


def test_every_rule_changes_what_it_is_for() -> None:
    """A row of the table of rules counts for its drug, and for no other where it names one."""
    for rule in records("conversions"):
        one = GenePhenotype(rule["gene"], "reported", phenotype=rule["phenotype"])
        taken = next(
            row["drug"]
            for row in records("modulators")
            if (row["enzyme"], row["role"], row["strength"]) == (rule["gene"], rule["role"], rule["strength"])
        )
        assert for_drug(converted(one, [taken]), [rule["drug"] or "no drug"]).acting == rule["converted"]
        if rule["drug"]:
            assert for_drug(converted(one, [taken]), ["no drug"]).acting == rule["phenotype"]


def test_a_row_on_two_genes_names_that_which_is_not_counted() -> None:
    """Of an inhibitor of both enzymes, counted for one of them, only the other is said."""
    row = {"gene": "CYP2D6", "call": "*1/*1", "further": "CYP2C19 *1/*1", "taking": "fluoxetine"}
    found = join(understand("Which dose of amitriptyline?", patient_of(row)), patient_of(row)).rows
    both = next(one for one in found if {"CYP2C19", "CYP2D6"} <= set(one.fact.genes))
    assert [said.partition(";")[0] for said in both.not_counted] == ["fluoxetine (strong CYP2C19 inhibitor"]


@pytest.mark.parametrize(
    ("gene", "phenotype", "score", "left"),
    [
        ("CYP2D6", "poor metabolizer", "", False),
        ("CYP2D6", "intermediate metabolizer", "0.25", True),
        ("CYP2C9", "poor metabolizer", "", True),
        ("CYP2C9", "poor metabolizer", "0", False),
        ("CYP2C9", "poor metabolizer", "0.5", True),
        ("CYP2C19", "poor metabolizer", "", False),
        ("CYP2C19", "likely poor metabolizer", "", True),
        ("CYP2B6", "poor metabolizer", "", True),
        ("CYP2D6", "ultrarapid metabolizer", "≥3", True),
    ],
)
def test_an_enzyme_without_activity_has_none_that_a_drug_could_change(
    gene: str, phenotype: str, score: str, left: bool
) -> None:
    """By its score, else by the alleles that make the phenotype."""
    assert has_activity(gene, phenotype, score) == left
