"""The benchmarks: fair turns in processes of their own, honest memory, material that holds, results that are kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from evals.__main__ import main
from evals.bench import BENCHES, Scale, material, run
from evals.bench.__main__ import main as bench
from evals.bench.answering import HERE
from evals.bench.asking import FILTERS, percentiles
from evals.bench.measure import Contender, Measured, interleave, peak_megabytes
from evals.bench.ours import decompress, grow, passages_of
from evals.bench.picture import draw
from evals.bench.simulated import simulated_vectors
from evals.bench.starts import asking_on, command
from ingest.errors import VouchError
from ingest.intake.job import add
from ingest.library.library import Library
from ingest.records.article import Article
from ingest.sources.pubmed_files import FileSource


@pytest.fixture(autouse=True)
def own_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Material is made from the starter digests, as on a fresh clone, in the test's own folder."""
    monkeypatch.setattr(material, "WORK", tmp_path / "bench")
    monkeypatch.setattr(material, "PUBMED", tmp_path / "absent")
    material.library_records.cache_clear()
    material.full_records.cache_clear()


@pytest.mark.parametrize("kind", ["full", "library"])
def test_made_files_hold_as_many_different_records(kind: str) -> None:
    """More records than there are digests come out, each with a PMID of its own, and parse without a problem."""
    problems: list[object] = []
    count = 2 * len(material.library_records()) + 5
    path = material.write_records(kind, count)
    records = list(FileSource(path).records(problems))  # type: ignore[arg-type]
    assert len({record.pmid for record in records}) == count
    assert problems == []


def test_recombined_records_are_not_copies() -> None:
    """A record that comes round again has the abstract of another."""
    records = material.library_records()
    with gzip.open(material.write_records("library", 2 * len(records))) as stream:
        abstracts = [part.split(b"</Abstract>")[0] for part in stream.read().split(b"<Abstract>")[1:]]
    first, second = abstracts[: len(records)], abstracts[len(records) :]
    assert sum(one == other for one, other in zip(first, second, strict=True)) < len(records) / 10


def test_contenders_take_turns_and_tell_their_own_memory() -> None:
    """Each round has one turn of each; items, seconds and a peak below this process's come back."""
    path = str(material.write_records("library", 50))
    pair = [Contender("parser", "parse", {"path": path}), Contender("unpacking", "decompress", {"path": path})]
    ballast = np.ones(40_000_000)
    measured = interleave(pair, 3)
    assert [(each.name, each.items, len(each.seconds)) for each in measured] == [
        ("parser", 50, 3),
        ("unpacking", 50, 3),
    ]
    assert all(0 < each.peak_mb < ballast.nbytes / 1e6 for each in measured)
    assert peak_megabytes() > ballast.nbytes / 1e6


def test_a_failing_contender_is_named_with_its_last_words() -> None:
    """A process that dies gives an error with what it said, not a wait without end."""
    with pytest.raises(VouchError, match="'broken' failed: FileNotFoundError"):
        interleave([Contender("broken", "parse", {"path": "/no/such/file.xml.gz"})], 1)


def test_the_median_turn_gives_the_rate() -> None:
    """One slow turn does not move the figure."""
    assert Measured("x", 10, (1.0, 2.0, 90.0), (1.0, 1.0, 1.0), 5.0, {}).rate == 5.0


def test_percentiles_are_milliseconds_in_order() -> None:
    """The median comes first and is not above the 99th percentile."""
    median, high = percentiles(lambda number: sum(range(number * 100)), 50)
    assert 0 <= median <= high < 1000


def test_simulated_vectors_are_unit_length_and_reproducible() -> None:
    """The same seed gives the same rows; another seed others around the same topics."""
    one, other = simulated_vectors(50, 1), simulated_vectors(50, 2)
    assert np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)
    assert np.array_equal(one, simulated_vectors(50, 1))
    assert not np.array_equal(one, other)


def test_simulated_vectors_stand_as_close_as_real_ones() -> None:
    """Two at random have the mean cosine measured on real abstracts."""
    one, other = simulated_vectors(3000, 1), simulated_vectors(3000, 2)
    assert (one * other).sum(axis=1).mean() == pytest.approx(0.16, abs=0.02)


def test_dated_records_have_years_and_types_for_filters() -> None:
    """Every one has a drawn year, about an eighth are reviews, and the same are made each time."""
    path = material.write_records("dated", 400)
    records = [item for item in FileSource(path).records([]) if isinstance(item, Article)]
    assert all(record.year is not None and 1966 <= record.year <= 2025 for record in records)
    assert 20 <= sum("Review" in record.publication_types for record in records) <= 80
    path.unlink()
    again = [item for item in FileSource(material.write_records("dated", 400)).records([]) if isinstance(item, Article)]
    assert [record.year for record in again] == [record.year for record in records]


def test_passages_are_those_the_library_would_embed() -> None:
    """As many as asked for, each led by its article's title."""
    made = passages_of(20)
    titles = {article.title for article in material.articles(20)}
    assert len(made) == 20
    assert all(any(text.startswith(title[:60]) for title in titles) for text in made)


def test_a_bench_leaves_its_figures_and_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`run` prints the ratio to the obvious pipeline, keeps what another run measured, and draws."""
    (tmp_path / "bench.json").write_text(json.dumps({"benches": {"older": {"table": []}}}), encoding="utf-8")
    assert run(["parse"], tmp_path, Scale(records=30, rounds=1)) == 0
    results = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["benches"]
    assert set(results) == {"older", "parse"}
    assert set(results["parse"]["contenders"]) == {"vouch", "obvious", "unpacking alone"}
    assert {"records", "machine", "when", "scale"} <= set(results["parse"])
    assert "times the obvious" in capsys.readouterr().out
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")


def test_growing_libraries_are_measured_on_both_sides(tmp_path: Path) -> None:
    """The search bench builds, asks and compares a library of each size, says what is simulated, and is drawn."""
    (tmp_path / "bench").mkdir()
    result = BENCHES["search"](Scale(sizes=(30, 60), obvious_up_to=30, queries=3))
    assert [(row["size"], row["who"]) for row in result["rows"]] == [(30, "vouch"), (30, "obvious"), (60, "vouch")]
    ours = result["rows"][-1]
    assert ours["recall_at_50"] == 1
    assert ours["passing"]["not retracted"] == 60
    assert ours["by_filter_ms"].keys() == ours["recall_by_filter"].keys() == FILTERS.keys()
    assert result["simulated"] == "all vectors, one a record"
    draw({"search": result}, tmp_path / "picture.png")
    assert (tmp_path / "picture.png").stat().st_size < 150_000


def test_a_library_that_was_built_tells_what_it_cost(tmp_path: Path) -> None:
    """What takes long is built once; the next run asks it and says what building took then."""
    made = grow(str(material.write_records("dated", 30)), str(tmp_path / "library"))
    first, second = made(), made()
    assert first == second
    assert first[0] == 30


def test_the_command_reaches_the_benchmarks(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m evals bench …` is `./run bench …`: an unknown name is wrong usage and lists those there are."""
    with pytest.raises(SystemExit) as left:
        main(["bench", "speed"])
    assert left.value.code == 2
    assert "parse, embed, ingest, search, coldstart" in capsys.readouterr().err


def test_sizes_are_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1k, 2.5k and 1M are thousands and millions."""
    seen: list[Scale] = []
    monkeypatch.setattr("evals.bench.__main__.run", lambda names, out, scale: seen.append(scale) or 0)
    assert bench(["search", "--sizes", "500,2.5k,1M", "--out", str(tmp_path)]) == 0
    assert seen[0].sizes == (500, 2500, 1_000_000)


def test_unpacking_counts_records_across_blocks(tmp_path: Path) -> None:
    """The limit counts as many records as the parser reads, wherever blocks end."""
    path = material.write_records("library", 700)
    assert decompress(str(path))()[0] == 700


def test_a_command_is_timed_in_a_process_of_its_own() -> None:
    """With its own memory, and what it loaded; help loads neither torch nor Chroma."""
    items, facts = command(["--help"])()
    assert items == 1
    assert (facts["torch"], facts["chromadb"]) == (False, False)
    assert 5 < facts["peak_mb"] < 200


def test_a_command_that_fails_is_told() -> None:
    """Not timed as if it had done its work."""
    with pytest.raises(VouchError, match="a fresh process failed"):
        command(["nonsense"])()


def test_a_process_that_goes_on_asking_is_timed_question_by_question(tmp_path: Path) -> None:
    """The first, the second and a later one, by the words of a library without vectors."""
    with Library.open(tmp_path / "library", create=True) as library:
        add(library, [FileSource(material.write_records("library", 30))])
    _, facts = asking_on(["breast cancer", "lung cancer", "melanoma"], str(tmp_path / "library"))()
    assert set(facts["steps"]) == {"first question", "the second", "a later one"}
    assert all(seconds > 0 for seconds in facts["steps"].values())


def test_two_checkouts_answer_in_turns(tmp_path: Path) -> None:
    """Searches and answers of this checkout and of another are timed turn by turn, as a ratio."""
    scale = Scale(rounds=1, articles=30, against=str(HERE))
    assert run(["answers"], tmp_path, scale) == 0
    result = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["benches"]["answers"]
    assert result["contenders"].keys() == {"this checkout", "the other"}
    assert 0.1 < result["ratios"]["this checkout"] < 10
    assert all(each["ask_ms"] > 0 for each in result["contenders"].values())


def test_what_is_no_checkout_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without Vouch's code is one line, and the run fails."""
    assert run(["answers"], tmp_path, Scale(rounds=1, articles=30, against=str(tmp_path))) == 1
    assert "is it a checkout of Vouch" in capsys.readouterr().err
