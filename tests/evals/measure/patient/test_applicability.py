"""The evaluations of fit and of whom a record studied run on a fresh clone, over labels that are whole."""

from __future__ import annotations

from collections import Counter

from assistant.fit.fit import fit
from assistant.question.understand import understand
from evals.material.applicability import articles_of, cases, labels, set_rows
from evals.measure.patient import applicability, studied
from evals.report import Options

QUICK = Options(quick=True)


def test_fit_is_measured_on_the_digests_alone() -> None:
    """Without the shared data the starter digests are fitted, and the report says what is missing."""
    report = applicability.run(QUICK)
    assert len(report.rows) == sum(one.key[0] == "starter" for one in labels())
    assert {figure.set for figure in report.figures} == {"digests"}
    assert "not read" in report.notes[0]


def test_studied_is_measured_on_the_digests_alone() -> None:
    """The same for the people of records."""
    report = studied.run(QUICK)
    assert len(report.rows) == sum(row["library"] == "starter" for row in set_rows("studied.tsv"))
    assert {figure.set for figure in report.figures} == {"digests"}


def test_labels_are_many_and_whole() -> None:
    """At least 240 pairs and 150 mismatches, each of a known patient, with words or without both offsets."""
    labeled = labels()
    assert len({(one.case, one.key) for one in labeled}) >= 240
    assert Counter(one.status for one in labeled)["mismatch"] >= 150
    assert {one.case for one in labeled} <= set(cases())
    assert all((one.start is None) == (one.end is None) for one in labeled)
    assert {one.status for one in labeled if one.start is not None} <= {"match", "mismatch"}


def test_offsets_lie_within_their_digests() -> None:
    """Each marked span of a committed record is words of it."""
    there = articles_of({one.key for one in labels()}, quick=True)
    spans = [(one, there[one.key].text) for one in labels() if one.key in there and one.start is not None]
    assert spans
    assert all(text[one.start : one.end].strip() for one, text in spans)


def test_every_labeled_aspect_is_one_that_the_fit_may_give() -> None:
    """A label without an item counts as unknown, so a misspelled aspect would flatter or hurt in silence."""
    there = articles_of({one.key for one in labels()}, quick=True)
    key, article = next(iter(there.items()))
    given = {
        item.aspect
        for case in cases().values()
        for item in fit(article, understand(case.question, case.patient), case.patient).items
    }
    assert {one.aspect for one in labels()} - {"pregnancy"} <= given, key
