"""The labeled pairs of sentences are whole, and no record stands on both sides of their split."""

from __future__ import annotations

from evals.measure.claim.conflict_pairs import labeled_pairs


def test_there_are_enough_pairs_and_conflicts() -> None:
    """At least 150 pairs, 25 of them conflicts, each of the others with its reason."""
    pairs = labeled_pairs()
    conflicts = [pair for pair in pairs if pair["label"] == "conflict"]
    assert len(pairs) >= 150
    assert len(conflicts) >= 25
    assert all(pair["reason"] for pair in pairs if pair["label"] != "conflict")


def test_no_record_is_on_both_sides() -> None:
    """The halves share no record, so that what was developed on the one is not measured on it."""
    halves: dict[str, set[str]] = {"tune": set(), "held": set()}
    for pair in labeled_pairs():
        halves[pair["part"]] |= {pair["one"], pair["other"]}
    assert not halves["tune"] & halves["held"]
