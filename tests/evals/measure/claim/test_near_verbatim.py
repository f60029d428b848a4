"""The near-verbatim set, and the measure over it."""

from __future__ import annotations

from collections import Counter

from evals.material.near_verbatim import evidence, free_predicates, near_claims, reworded_claims
from evals.measure.claim.near_verbatim import run
from evals.report import Options


def test_the_set_is_large_and_varied() -> None:
    """Over 120 sentences, 400 changes in 30 kinds, 200 same meanings and 400 free predicates; both halves have each."""
    kinds = Counter((row.truth, row.kind) for row in near_claims())
    changed = {kind for truth, kind in kinds if truth == "change"}
    assert len(evidence()) >= 120
    assert sum(count for (truth, _), count in kinds.items() if truth == "change") >= 400
    assert sum(count for (truth, _), count in kinds.items() if truth == "same") >= 200
    assert len(changed) >= 30
    assert {row.kind for row in near_claims() if row.truth == "change" and row.evidence.fold == "held"} == changed
    assert len(free_predicates()) >= 400


def test_no_row_repeats_its_evidence_or_another() -> None:
    """Each claim differs from its sentence, and from every other claim on it."""
    claims = [(row.evidence.source, row.claim) for row in near_claims()]
    assert len(set(claims)) == len(claims)
    assert all(row.claim != row.evidence.sentence for row in near_claims())


def test_the_strangers_set_is_large_and_half_of_it_says_the_same() -> None:
    """400 sentences with five changes and five same meanings each, none said twice; a fifth is held out."""
    rows = reworded_claims()
    counts = Counter((row.evidence.source, row.truth) for row in rows)
    held = {row.evidence.source for row in rows if row.evidence.fold == "held"}
    assert len({row.evidence.source for row in rows}) == 400
    assert set(counts.values()) == {5}
    assert 60 <= len(held) <= 100
    assert len({(row.evidence.source, row.claim) for row in rows}) == len(rows)
    assert all(row.claim != row.evidence.sentence for row in rows)


def test_hardly_a_change_and_no_free_predicate_is_supported() -> None:
    """On the held half: most changes are caught, and of the predicates at most one in fifty is called supported."""
    report = run(Options())
    figures = {(figure.leg, figure.measure): figure.value.value for figure in report.figures}
    assert figures["changed, all", "caught"] >= 0.97
    assert figures["free predicate, all", "caught"] >= 0.98
    assert figures["same meaning, all", "passed"] >= 0.7
    strangers = {figure.leg for figure in report.figures if figure.set == "reworded by strangers"}
    assert {"changed, all, held", "changed, all, tune", "same meaning, all, held"} <= strangers
    assert min(figures[f"changed, all, {part}", "caught"] for part in ("held", "tune")) >= 0.95
