"""Covered spans of a text, held against a plain set of places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.language.covered import Covered

LENGTH = 30
SPANS = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6), SPANS)
def test_a_span_is_touched_where_one_of_its_places_is_covered(
    given_first: list[tuple[int, int]], added: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    """Spans given at the start and added later count alike; the end of a span is not within it."""
    covered = Covered(LENGTH, given_first)
    for span in added:
        covered.add(*span)
    places = {place for start, end in (*given_first, *added) for place in range(start, end)}
    assert covered.touches(*asked) == bool(places & set(range(*asked)))


def test_neighbors_do_not_touch() -> None:
    """A span that begins where another ends shares nothing with it, and an empty one never touches."""
    covered = Covered(10, [(2, 5)])
    assert not covered.touches(5, 8)
    assert not covered.touches(0, 2)
    assert covered.touches(4, 5)
    assert not covered.touches(3, 3)
