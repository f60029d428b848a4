"""Taking sources in: the ledger, what is wrong with one source, the order of files, the progress."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import BadFile
from ingest.intake import job
from ingest.intake.job import Step, add, ahead, batches
from ingest.library.library import Library
from ingest.records.article import Article
from tests.ingest.fakes import HashingEmbedder, JsonLinesSource, ListSource, article, write_lines


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as library:
        yield library


def test_a_source_stored_before_is_not_read_again(library: Library) -> None:
    """By its content, whatever its name."""
    add(library, [ListSource("one", [article(1), article(2)], mark="m")])
    again = ListSource("another name", [article(1), article(2)], mark="m")
    outcome = add(library, [again])
    assert (outcome.skipped, outcome.counts.read, again.read) == (1, 0, 0)
    assert library.status().sources[0].items == 2


def test_a_source_without_a_fingerprint_is_read_each_time(library: Library) -> None:
    """A search may bring something else tomorrow."""
    for expected in ("new", "unchanged"):
        outcome = add(library, [ListSource("search:x", [article(1)])])
        assert getattr(outcome.counts, expected) == 1


def test_a_broken_source_keeps_what_it_gave_and_stops_no_other(library: Library) -> None:
    """It is named with what was wrong, is told again the next time, and stores nothing twice."""
    broken = [ListSource("broken.xml", [article(1), article(2)], fault="broken.xml ends early", mark="b")]
    outcome = add(library, [*broken, ListSource("fine.xml", [article(3)], mark="f")])
    assert (len(library), outcome.failed) == (3, ("broken.xml",))
    assert "ends early" in str(outcome.problems[0])
    again = add(library, [ListSource("broken.xml", broken[0].items, fault="broken.xml ends early", mark="b")])
    assert (again.counts.read, len(again.problems)) == (0, 1)


def test_a_record_that_cannot_be_named_is_a_problem_of_its_source(library: Library) -> None:
    """The others are kept."""
    nameless = Article.from_dict(article(1).to_dict() | {"pmid": "PMC12"})
    outcome = add(library, [ListSource("odd.xml", [article(1), nameless, article(2)])])
    assert len(library) == 2
    assert "'PMC12' is no PMID" in str(outcome.problems[0])


def test_files_of_nlm_are_taken_in_their_order(library: Library) -> None:
    """However they are given: the later file has the last word on a record that says nothing of itself."""
    later = ListSource("pubmed24n0002.xml.gz", [article(1, "later")])
    add(library, [later, ListSource("pubmed24n0001.xml.gz", [article(1, "earlier")])])
    record = library.get("1")
    assert record is not None
    assert (record.title, record.revision) == ("later", 2)


def test_a_source_that_was_cut_off_goes_on_behind_the_last_batch(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two contents of one record, with nothing to tell them apart, are not stored in a circle."""
    monkeypatch.setattr(job, "BATCH", 1)
    items = [article(1, "first"), article(1, "second"), article(2)]
    source = JsonLinesSource(write_lines(tmp_path / "a.jsonl", items))
    with library.writing() as writer:
        writer.store(items[:1], source.name, source.fingerprint())
        writer.store(items[1:2], source.name, source.fingerprint())
    assert add(library, [source]).counts.read == 1
    record = library.get("1")
    assert record is not None
    assert (record.title, record.revision) == ("second", 2)


def test_progress_tells_bytes_when_reading_and_records_when_embedding(library: Library) -> None:
    """Reading ends at its total; embedding counts the backlog down."""
    steps: list[Step] = []
    sources = [ListSource("a", [article(n) for n in range(1, 6)]), ListSource("b", [article(n) for n in range(6, 9)])]
    outcome = add(library, sources, embedder=HashingEmbedder(), progress=steps.append)
    reading = [step for step in steps if step.phase == "read"]
    assert [(step.records, step.done, step.total) for step in reading] == [(5, 5, 8), (8, 8, 8)]
    assert steps[-2:] == [Step("embed", "vectors", 0, 0, 8), Step("embed", "vectors", 8, 8, 8)]
    assert outcome.embedded == 8


def test_batches_keep_what_came_before_an_error() -> None:
    """The error follows the last, shorter batch."""
    source = ListSource("x", [article(n) for n in range(1, 6)], fault="broken")
    made = batches(source.records([]), 2)
    assert [len(next(made)) for _ in range(3)] == [2, 2, 1]
    with pytest.raises(BadFile):
        next(made)


def test_reading_ahead_gives_the_same_items_and_ends_its_thread() -> None:
    """Also when the caller stops early."""
    assert list(ahead(iter(range(100)))) == list(range(100))
    before = threading.active_count()
    made = ahead(iter(range(10**9)))
    assert [next(made) for _ in range(3)] == [0, 1, 2]
    made.close()  # type: ignore[attr-defined] # a generator
    assert threading.active_count() == before
