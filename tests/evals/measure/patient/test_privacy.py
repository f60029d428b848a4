"""The evaluation of the scrubber: what counts as caught, and what as left alone."""

from __future__ import annotations

from evals.measure.patient.privacy import run
from evals.report import Options


def test_the_committed_sets_are_measured() -> None:
    """The quick run reads both committed sets; nearly all identifiers are caught and clean texts left alone."""
    report = run(Options(quick=True))
    shares = {(figure.set, figure.leg): figure.value for figure in report.figures}
    assert shares["identifiers", "lower case"].n >= 20
    assert shares["identifiers", "lower case"].value >= 0.9
    assert shares["clean, our own", "as written"].value >= 0.9


def test_a_row_tells_no_identifier() -> None:
    """Rows carry ids and kinds, never the text of a note."""
    rows = run(Options(quick=True)).rows
    assert {row["kind"] for row in rows} >= {"NAME", "DATE", "ID", "PHONE", "ADDRESS"}
    assert not any("smith" in str(row).lower() for row in rows)
