"""The evaluation of what a question was understood to ask."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.records.answer import Query, Roles
from evals.material.understood import Understood
from evals.measure.search import understanding
from evals.report import Options, Report


@cache
def measured() -> Report:
    return understanding.run(Options(quick=True))


def test_our_own_held_questions_are_measured() -> None:
    """At least 300 questions say how often the facet is right, and every role has precision, recall and F1."""
    figures = {(figure.leg, figure.measure): figure.value for figure in measured().figures}
    assert figures["facet", "right"].n >= 300
    assert {measure for leg, measure in figures if leg == "role: prior"} == {"precision", "recall", "F1"}
    assert figures["roles of drugs", "F1"].value > 0.6


def test_two_readers_are_the_measure_of_the_facet() -> None:
    """How often two readers agree stands beside the model's figure."""
    figures = {(figure.leg, figure.measure): figure.value for figure in measured().figures}
    assert 0.7 < figures["two readers", "same facet"].value < 1


def test_a_row_tells_no_question() -> None:
    """Rows carry ids, facets and counts."""
    assert {key for row in measured().rows for key in row} == {"question", "facet", "read", "roles"}
    assert all(" " not in row["question"] for row in measured().rows)


@pytest.mark.parametrize(
    ("given", "labeled", "counts"),
    [
        (("imatinib",), ("imatinib",), (1, 1, 1)),
        (("after imatinib",), ("imatinib",), (1, 1, 1)),
        ((), ("imatinib",), (0, 0, 1)),
        (("dasatinib",), ("imatinib",), (0, 1, 1)),
        (("dasatinib", "imatinib"), ("imatinib",), (1, 2, 1)),
        (("imatinib and dasatinib",), ("imatinib", "dasatinib"), (2, 2, 2)),
    ],
)
def test_a_run_of_words_is_found_by_a_word_they_share(
    given: tuple[str, ...], labeled: tuple[str, ...], counts: tuple[int, int, int]
) -> None:
    """Where a run ends is not judged; what is given beside it counts as too much."""
    text = "What after imatinib and dasatinib?"
    roles = tuple(("prior", text.index(words), text.index(words) + len(words)) for words in labeled)
    row = Understood("x", "records", text, "alternative", roles)
    assert understanding._counted(row, Query(text, text, roles=Roles(prior=given)), "prior") == counts
