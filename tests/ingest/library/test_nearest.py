"""The nearest records that pass: whichever way finds them, and the way that is taken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from ingest.library import nearest
from ingest.library.library import Library
from ingest.library.nearest import cheapest
from ingest.records.article import PartialDate
from ingest.records.filters import Filters
from tests.ingest.fakes import TOPICS, HashingEmbedder, article

RECORDS = 600
FILTERS = (
    Filters(retracted="include"),
    Filters(),
    Filters(year_from=2015),
    Filters(year_from=2024),
    Filters(pmids=tuple(map(str, range(1, 200, 7))), year_to=2012),
    Filters(year_from=2040),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Records of one or two windows each, from 2000 to 2024; some deleted, some changed and not embedded again."""
    with Library.open(tmp_path_factory.mktemp("near"), create=True) as made:
        with made.writing() as writer:
            long = "The adults were followed for years. " * 12
            writer.store([article(n, abstract=long + f"w{n}" if n % 3 == 0 else "") for n in range(1, RECORDS + 1)])
            writer.embed_backlog(HashingEmbedder())
            writer.store([article(n, "Changed since", published=PartialDate(2024)) for n in range(24, 200, 25)])
        yield made


def exact(library: Library, vector: np.ndarray, filters: Filters, k: int) -> list[float]:
    """The best cosines by comparing with every window of the embedded records that pass."""
    passing = set(library.pmids_where(filters))
    waiting = {str(row[0]) for row in library.catalog.rows("SELECT id FROM vectors WHERE state != 1")}
    best: dict[str, float] = {}
    for ids, rows in library._vectors_now().rows():
        for identifier, row in zip(ids, rows, strict=True):
            pmid = identifier.split(":")[0]
            if pmid in passing - waiting:
                best[pmid] = max(best.get(pmid, -1.0), float(np.dot(row, vector)))
    return sorted(best.values(), reverse=True)[:k]


@pytest.mark.parametrize("way", ["graph", "all", "passing", "as priced"])
@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: ", ".join(filters.describe()) or "none")
def test_every_way_finds_what_an_exact_search_finds(
    library: Library, monkeypatch: pytest.MonkeyPatch, way: str, filters: Filters
) -> None:
    """Under filters that all, some, few or none of the records pass, and for more records than there are."""
    if way != "as priced":
        monkeypatch.setattr(nearest, "cheapest", lambda *given: way)
    for topic, k in zip(TOPICS, (1, 10, 50, 50, 1000), strict=True):
        vector = HashingEmbedder().embed([topic])[0]
        found = library.search_vectors(vector, k, filters)
        assert [hit.score for hit in found] == pytest.approx(exact(library, vector, filters, k), abs=1e-4)
        assert len({hit.pmid for hit in found}) == len(found)


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: ", ".join(filters.describe()) or "none")
def test_a_library_without_a_flat_copy_is_searched_all_the_same(library: Library, filters: Filters) -> None:
    """As one of an earlier version is until it is written to: Chroma alone finds the same."""
    vector = HashingEmbedder().embed([TOPICS[0]])[0]
    parts = library._words_now(), library._vectors_now(), None
    found = nearest.nearest_records(library.catalog, *parts, vector, 20, library.catalog.narrow(filters))
    assert [hit.score for hit in found] == pytest.approx(exact(library, vector, filters, 20), abs=1e-5)


def test_an_exact_search_does_not_load_chroma(library: Library) -> None:
    """In a fresh process, which then starts in a fraction of the time and memory."""
    code = (
        "import sys; from ingest.library.library import Library; import numpy\n"
        f"with Library.open({str(library.path)!r}) as library:\n"
        f"    assert len(library.search_vectors(numpy.ones({HashingEmbedder.identity.dimension}), 10)) == 10\n"
        "print('chromadb' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("records", "share", "way"),
    [
        (1_000_000, 1.0, "graph"),
        (1_000_000, 0.33, "graph"),
        (1_000_000, 0.12, "graph"),
        (1_000_000, 0.02, "passing"),
        (1_000_000, 0.001, "passing"),
        (1_000_000, 0.0, "passing"),
        (20_000, 0.9, "all"),
        (20_000, 0.01, "passing"),
    ],
)
def test_the_way_goes_by_how_much_passes(records: int, share: float, way: str) -> None:
    """Most of many: the graph; most of few: all; few: compare with each."""
    assert cheapest(records, 1.0, share, 50) == way
