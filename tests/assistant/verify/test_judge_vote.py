"""How a judge's opinion and the checks' outcomes are weighed together."""

from __future__ import annotations

import pytest

from assistant.engines.judge import Inference
from assistant.verify.checks import Sides, match, read, sentences
from assistant.verify.judge_vote import Vote, names_variant, weighed

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


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("BRAF V600E melanoma responded to vemurafenib.", True),
        ("Genotype TT is associated with a higher clearance of warfarin.", True),
        ("CYP2D6 poor metabolizers had a higher exposure to codeine than normal metabolizers.", True),
        ("Aspirin reduced the risk of stroke.", False),
    ],
)
def test_knows_what_is_not_put_to_a_verifier(sentence: str, named: bool) -> None:
    """Variants, genotypes, and people compared by what they carry are the checks' matter."""
    said, evidence = read(sentence), sentences(sentence)
    found = match(said, evidence)
    assert found is not None
    assert names_variant(Sides(said, evidence, sentence, found)) is named
