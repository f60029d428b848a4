"""Intervals are what the comparison with a baseline stands on."""

from __future__ import annotations

import pytest

from evals.stats import Interval, auc, difference, mean, proportion, ratio


def test_auc_counts_pairs_in_the_right_order() -> None:
    """All that is right above the others is 1, all below 0, one of two above 0.5."""
    right = [True, False, False]
    assert auc(right, [3, 2, 1]) == pytest.approx(1.0)
    assert auc(right, [0, 2, 1]) == pytest.approx(0.0)
    assert auc(right, [2, 3, 1]) == pytest.approx(0.5)


def test_the_interval_of_a_mean_holds_the_mean_and_narrows_with_more_questions() -> None:
    """Ten times the questions give an interval about a third as wide, around the same mean."""
    few, many = mean([0.0, 1.0] * 20), mean([0.0, 1.0] * 200)
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(10**0.5, rel=0.2)


def test_the_same_values_give_the_same_interval() -> None:
    """The bootstrap is seeded: a second run differs in no digit."""
    values = [0.1, 0.9, 0.4, 0.7, 0.2]
    assert mean(values) == mean(values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], Interval(0, 0, 0, 0)), ([0.3], Interval(0.3, 0.3, 0.3, 1)), ([1.0] * 5, Interval(1, 1, 1, 5))],
)
def test_values_without_spread_give_a_point(values: list[float], expected: Interval) -> None:
    """Nothing, one value or equal values are no error: the interval is the value itself."""
    assert mean(values) == expected


def test_a_difference_is_paired_by_question() -> None:
    """A small gain on every question is sure although the questions differ widely among themselves."""
    before = [i / 50 for i in range(50)]
    after = [value + 0.01 + 0.001 * (i % 3) for i, value in enumerate(before)]
    gain = difference(after, before)
    assert gain.value == pytest.approx(0.011, abs=1e-3)
    assert gain.excludes_zero


def test_a_difference_of_other_questions_is_refused() -> None:
    """Lists of different lengths cannot be the same questions."""
    with pytest.raises(ValueError, match="zip"):
        difference([1.0], [1.0, 0.0])


def test_a_proportion_near_one_keeps_its_interval_below_one() -> None:
    """The Wilson interval of 20 of 20 is not a point, and nothing at all has an empty interval."""
    whole = proportion(20, 20)
    assert whole.value == 1.0
    assert 0.8 < whole.low < whole.high <= 1.0
    assert proportion(0, 0) == Interval(0, 0, 0, 0)


def test_a_ratio_counts_questions_and_weighs_them_by_what_they_show() -> None:
    """One of ten findings and one of one are 2 of 11, of two questions."""
    made = ratio([1, 1], [10, 1])
    assert made.value == pytest.approx(2 / 11)
    assert made.n == 2
    assert made.low < made.value < made.high


@pytest.mark.parametrize(("parts", "wholes", "value"), [([0, 0], [0, 0], 0.0), ([], [], 0.0), ([3, 1], [3, 1], 1.0)])
def test_a_ratio_without_spread_is_a_point(parts: list[int], wholes: list[int], value: float) -> None:
    """Nothing shown, no question or all alike are no error."""
    assert ratio(parts, wholes) == Interval(value, value, value, len(parts))


def test_a_ratio_of_unlike_lengths_is_refused() -> None:
    """Parts that belong to no whole are a mistake of the caller."""
    with pytest.raises(ValueError, match="1 parts do not belong to 2 wholes"):
        ratio([1], [2, 2])
