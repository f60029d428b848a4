"""The flat copy of the vectors: what is written is compared, whatever was appended, changed or cut off since."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import LibraryDamaged
from ingest.index.flat import FlatFiles

DIMENSION = 16


def vectors(count: int, seed: int = 0) -> np.ndarray:
    """(count, 16), each of length 1."""
    made = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_cosines_are_those_of_the_vectors(tmp_path: Path) -> None:
    """To the fourth digit, with the window they belong to, best first."""
    files, rows = FlatFiles(tmp_path, 1), vectors(5)
    count = files.write(0, [(7, 0), (7, 1), (3, 0), (9, 0), (9, 1)], rows)
    found = files.view(count, DIMENSION).compared(rows[1]).best(5)
    expected = sorted(
        zip([(7, 0), (7, 1), (3, 0), (9, 0), (9, 1)], rows @ rows[1], strict=True), key=lambda each: -each[1]
    )
    assert [(key, window) for key, window, _ in found] == [name for name, _ in expected]
    assert [cosine for *_, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-4)


@settings(deadline=None)  # every step is synced to the disk
@given(
    st.lists(st.dictionaries(st.integers(1, 12), st.integers(1, 4), min_size=1, max_size=6), min_size=1, max_size=6),
    st.sets(st.integers(0, 14)),
)
def test_the_last_content_of_each_record_counts(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[int, int]], wanted: set[int]
) -> None:
    """However often records are written again with more or fewer windows, all or some are compared by their last."""
    files, count, last = FlatFiles(tmp_path_factory.mktemp("flat"), 1), 0, {}
    for number, step in enumerate(steps):
        keys = [(key, window) for key, windows in step.items() for window in range(windows)]
        rows = vectors(len(keys), number)
        count = files.write(count, keys, rows)
        for key in step:
            last[key] = {window: row for (own, window), row in zip(keys, rows, strict=True) if own == key}
    view, point = files.view(count, DIMENSION), vectors(1, 99)[0]
    for among in (None, sorted(wanted)):
        expected = {
            (key, window): float(row @ point)
            for key, windows in last.items()
            if among is None or key in among
            for window, row in windows.items()
        }
        found = {(key, window): cosine for key, window, cosine in view.compared(point, among).best(10**6)}
        assert found.keys() == expected.keys()
        assert [found[name] for name in expected] == pytest.approx(list(expected.values()), abs=1e-4)


def test_what_a_killed_writer_left_is_written_over(tmp_path: Path) -> None:
    """Rows past those that count, and half a row, do not show and do no harm."""
    files = FlatFiles(tmp_path, 1)
    files.write(2, [(1, 0), (2, 0)], vectors(2)) if files.rows.exists() else files.write(
        0, [(1, 0), (2, 0)], vectors(2)
    )
    with files.rows.open("ab") as stream:
        stream.write(b"half a row")
    with files.keys.open("ab") as stream:
        stream.write(b"\xff" * 17)
    assert len(files.view(2, DIMENSION)) == 2
    count = files.write(2, [(3, 0)], vectors(1, 5))
    assert files.view(count, DIMENSION).ids.tolist() == [1, 2, 3]


@pytest.mark.parametrize("spoil", ["rows", "keys", "gone"])
def test_a_copy_that_is_cut_short_is_told(tmp_path: Path, spoil: str) -> None:
    """With its cure, and neither searched nor added to as if it were whole."""
    files = FlatFiles(tmp_path, 1)
    count = files.write(0, [(1, 0), (2, 0)], vectors(2))
    if spoil == "gone":
        files.rows.unlink()
    else:
        file = getattr(files, spoil)
        file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(LibraryDamaged, match="verify --repair"):
        files.view(count, DIMENSION)
    with pytest.raises(LibraryDamaged, match="verify --repair"):
        files.write(count, [(3, 0)], vectors(1))


def test_no_rows_are_a_copy_too(tmp_path: Path) -> None:
    """Of a library in which nothing is embedded yet."""
    view = FlatFiles(tmp_path, 1).view(0, DIMENSION)
    assert view.compared(vectors(1)[0]).best(5) == []
    assert view.compared(vectors(1)[0], [1, 2]).best(5) == []
