"""The gold sets as they are read, and the split into a half to tune on and a half held out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from evals.material.data import bioasq, collections, fold, pgx, pgx_brands, pubmedqa, read_rows, scifact, small


def test_the_small_set_is_whole() -> None:
    """Every question of our own set has its records in the set, and no two share an id."""
    made = small()
    records = {article.pmid: article for article in made.documents()}
    assert len(made.questions) == len({question.id for question in made.questions}) >= 40
    assert all(set(question.relevant) <= set(records) for question in made.questions)
    assert all(article.title and article.abstract for article in records.values())


def test_a_quick_run_reads_nothing_outside_the_repository() -> None:
    """CI measures on the committed set alone."""
    assert [made.name for made in collections(quick=True)] == ["small"]


def test_the_split_is_stable_and_near_even() -> None:
    """The same key always falls on the same side, and each side has about half."""
    sides = [fold(str(number)) for number in range(2000)]
    assert sides == [fold(str(number)) for number in range(2000)]
    assert 900 < sides.count("tune") < 1100


def test_rows_are_read_plain_or_compressed(tmp_path: Path) -> None:
    """A .jsonl and a .jsonl.gz give the same rows; blank lines are none; a line separator in a text is no line end."""
    text = '{"a": "one\u2028two"}\n\n{"a": 2}\n'
    (tmp_path / "rows.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    assert read_rows(tmp_path / "rows.jsonl") == read_rows(tmp_path / "rows.jsonl.gz")
    assert len(read_rows(tmp_path / "rows.jsonl")) == 2


@pytest.mark.data
def test_the_gold_sets_are_read_whole(shared_data: Path) -> None:
    """The counts are those of the data's own README."""
    assert shared_data.is_dir()
    assert (len(scifact().questions), sum(1 for _ in scifact().documents())) == (809, 5183)
    assert len(pubmedqa().questions) == 500
    assert len(pgx().questions) == 1421
    assert len(bioasq().questions) == 1983


@pytest.mark.data
def test_questions_that_share_a_paper_share_a_side(shared_data: Path) -> None:
    """No SciFact claim is held out whose twin, on the same paper, was tuned on."""
    assert shared_data.is_dir()
    sides: dict[str, set[str]] = {}
    for question in scifact().questions:
        sides.setdefault(question.group, set()).add(question.fold)
    assert all(len(found) == 1 for found in sides.values())


@pytest.mark.data
def test_snippets_are_records_of_their_own(shared_data: Path) -> None:
    """Each distinct snippet is one record, and every question's snippets are among them."""
    assert shared_data.is_dir()
    made = bioasq()
    records = {article.pmid for article in made.documents()}
    assert len(records) == len(list(made.documents()))
    assert all(set(question.relevant) <= records for question in made.questions)


@pytest.mark.data
def test_brand_questions_ask_for_the_same_records_by_another_name(shared_data: Path) -> None:
    """Every question of the set has its drug's name changed, and its gold records kept."""
    assert shared_data.is_dir()
    asked = {question.id: question for question in pgx().questions}
    made = pgx_brands().questions
    assert len(made) >= 100
    assert all(question.text != asked[question.id].text for question in made)
    assert all(question.relevant == asked[question.id].relevant for question in made)
