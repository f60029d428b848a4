"""How a judge's opinion and the checks' outcomes are weighed together."""

from __future__ import annotations

import pytest

from assistant.nli import Inference
from assistant.voting import Vote, weighed

VOTE = Vote(
    signs=("closeness", "failed direction"),
    weights=((2.0, -3.0), (-1.0, 0.0), (0.0, 3.0)),
    bias=(0.0, 0.0, 0.0),
    fitted_on="nothing: an example",
)


def test_the_probabilities_add_up_to_one() -> None:
    """Whatever was found, the three labels share one."""
    for found in ({}, {"closeness": 0.9}, {"failed direction": 1.0}, {"unheard of": 5.0}):
        assert sum(weighed(VOTE, found)) == pytest.approx(1.0)


def test_no_sign_leaves_the_labels_even() -> None:
    """Without any sign and without a bias, nothing is known."""
    assert weighed(VOTE, {}) == Inference(*[pytest.approx(1 / 3)] * 3)


def test_a_failed_check_turns_the_scale() -> None:
    """Close wording speaks for support, and a failed direction against it."""
    close = weighed(VOTE, {"closeness": 1.0})
    turned = weighed(VOTE, {"closeness": 1.0, "failed direction": 1.0})
    assert close.entails == max(close)
    assert turned.contradicts == max(turned)
