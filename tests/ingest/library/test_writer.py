"""The writer: what a process that is really killed leaves behind, and how the next one goes on."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import os
import random
import signal
from pathlib import Path

import numpy as np
import pytest

from ingest.embed.model_files import EmbedderIdentity
from ingest.errors import EmbedderMismatch
from ingest.index.words import WordTerm
from ingest.library.library import Library
from ingest.records.article import Article, Deletion
from tests.ingest.fakes import HashingEmbedder, article, chatter, contents, revised, write_lines
from tests.ingest.take_in import take_in

KILLS = int(os.environ.get("INGEST_KILLS", "10"))
"""How often the long ingest is killed; the acceptance run sets 50."""


def files_of_an_update(folder: Path) -> list[Path]:
    """A baseline of three files and two updates with revisions, deletions, returns, and two contents of one record."""
    rng = random.Random(7)  # noqa: S311 - a reproducible choice
    baseline: list[Article | Deletion] = [
        article(n, abstract=f"The long cohort {chatter(n, 90)}", revised=revised(1)) for n in range(1, 901)
    ]
    update: list[Article | Deletion] = [
        article(n, title=f"Revised study {n}", revised=revised(2)) for n in rng.sample(range(1, 901), 150)
    ]
    update += [Deletion(str(n)) for n in range(100, 140)]
    update += [article(901, title="First wording"), article(901, title="Second wording")]
    later: list[Article | Deletion] = [article(n, title="Back again", revised=revised(9)) for n in range(100, 110)]
    parts = [baseline[:300], baseline[300:600], baseline[600:], update, later]
    return [write_lines(folder / f"pubmed24n{n:04d}.jsonl", part) for n, part in enumerate(parts, 1)]


def processes() -> multiprocessing.context.ForkServerContext:
    """Makes processes that have loaded everything already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.ingest.take_in"])
    return context


def kill_until_done(library: Path, files: list[Path], kills: int) -> int:
    """Kill at random moments of the work, `kills` times, then let it finish. Returns how many hit it at work."""
    rng = random.Random(kills)  # noqa: S311 - reproducible moments
    hit = 0
    for _ in range(kills):
        process = processes().Process(target=take_in, args=(library, files, 0.01))
        process.start()
        process.join(rng.uniform(0.02, 0.5))
        process.kill()
        process.join()
        hit += process.exitcode == -signal.SIGKILL
    process = processes().Process(target=take_in, args=(library, files, 0))
    process.start()
    process.join()
    assert process.exitcode == 0
    return hit


def test_an_ingest_killed_at_random_moments_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    """Kill -9, again and again: nothing is lost, nothing is there twice, every search finds the same."""
    files = files_of_an_update(tmp_path)
    kill_until_done(tmp_path / "calm", files, kills=0)
    hit = kill_until_done(tmp_path / "killed", files, kills=KILLS)
    assert hit >= KILLS // 2
    with Library.open(tmp_path / "killed") as library:
        assert library.verify().findings == ()
    assert contents(tmp_path / "killed") == contents(tmp_path / "calm")


def test_what_was_reported_stored_survives_a_kill(tmp_path: Path) -> None:
    """When the process tells n records stored and is killed at once, n records are there and searchable."""
    files = files_of_an_update(tmp_path)[:3]
    here, there = multiprocessing.Pipe(duplex=False)
    process = processes().Process(target=take_in, args=(tmp_path / "library", files, 0.05, there))
    process.start()
    told = next(records for _, records in iter(here.recv, None) if records >= 100)
    process.kill()
    process.join()
    with Library.open(tmp_path / "library") as library:
        assert len(library) >= told
        assert len(library.search_words([WordTerm("long")], 1000)) >= told


def test_words_stored_and_not_indexed_are_settled_by_the_next_writer(tmp_path: Path) -> None:
    """A run that dies between the two commits leaves a note, and the next writer indexes what it names, once."""
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            writer.store([article(1), article(2)])
            writer.words.remove([1])
            writer.words.commit()
            with writer.catalog.transaction() as sql:
                sql.execute("INSERT INTO words_todo VALUES (1), (2), (99)")
        assert [hit.pmid for hit in library.search_words([WordTerm("cohort")], 9)] == ["2"]
        with library.writing():
            pass
        assert sorted(hit.pmid for hit in library.search_words([WordTerm("cohort")], 9)) == ["1", "2"]
        assert library.verify().findings == ()


@pytest.mark.parametrize("left", [(), (".managed.json", ".tantivy-writer.lock")])
def test_an_index_whose_making_was_cut_off_is_made(tmp_path: Path, left: tuple[str, ...]) -> None:
    """A process killed while it made the words index of an empty library leaves a folder, and the next one begins."""
    with Library.open(tmp_path, create=True) as library:
        (tmp_path / "words-1").mkdir()
        for name in left:
            (tmp_path / "words-1" / name).touch()
        with library.writing() as writer:
            writer.store([article(1)])
        assert [hit.pmid for hit in library.search_words([WordTerm("cohort")], 9)] == ["1"]
        assert library.verify().findings == ()


def test_only_changed_text_is_embedded_again(tmp_path: Path) -> None:
    """New MeSH headings keep the vectors of a record; a new abstract replaces them."""
    embedder = HashingEmbedder()
    with Library.open(tmp_path, create=True) as library, library.writing() as writer:
        writer.store([article(1), article(2)])
        assert writer.embed_backlog(embedder) == 2
        writer.store([article(1, keywords=("new",)), article(2, abstract="Other words now.")])
        assert writer.backlog == 1
        assert writer.embed_backlog(embedder) == 1


def test_a_shorter_text_leaves_no_window_behind(tmp_path: Path) -> None:
    """The windows of the old text that the new one does not need leave Chroma."""
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            writer.store([article(1, abstract="A long sentence about warfarin dosing in adults. " * 30)])
            writer.embed_backlog(HashingEmbedder())
            long = len(writer.vectors)
            writer.store([article(1, abstract="Short.")])
            writer.embed_backlog(HashingEmbedder())
            assert long > len(writer.vectors) == 1
        assert library.verify().findings == ()


def test_another_embedder_is_refused(tmp_path: Path) -> None:
    """A library embedded with one model takes no vectors of another, and says which is which."""
    other = HashingEmbedder()
    other.identity = EmbedderIdentity("other", "1" * 64, 32, 40, "int8")
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            writer.store([article(1)])
            writer.embed_backlog(HashingEmbedder())
            with pytest.raises(EmbedderMismatch, match=r"hashing.*other"):
                writer.embed_backlog(other)
        with pytest.raises(EmbedderMismatch):
            Library.open(tmp_path, embedder=other)
        assert Library.open(tmp_path, embedder=HashingEmbedder).embedder is not None


def test_vectors_are_found_by_their_record(tmp_path: Path) -> None:
    """Each record is the nearest to its own words, with the window that holds them."""
    tail = "Padding words stand here to fill the window well. " * 12 + "Carbamazepine caused rash in carriers."
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            writer.store([article(1, abstract=tail), article(2), article(3)])
            writer.embed_backlog(HashingEmbedder())
        near = library.search_vectors(HashingEmbedder().embed(["Carbamazepine caused rash in carriers."])[0], 3)
        assert near[0].pmid == "1"
        assert near[0].passage is not None
        assert near[0].passage > 0
        assert np.all(np.diff([hit.score for hit in near]) <= 0)
