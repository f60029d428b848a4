"""How long each kind of test takes, printed where pytest is asked for `--durations`, as in CI."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

__all__ = ["KINDS", "kind_of", "times"]

KINDS = {
    "browser": "drives a real browser",
    "data": "reads the shared data",
    "property": "holds for whatever hypothesis makes",
    "fault": "something breaks, is killed, or lies",
    "recorded": "replies of other programs, played again",
    "golden": "the whole output, against a file",
    "contract": "one test over every implementation of a seam",
    "table": "a table of cases is the specification",
    "house": "what holds for the whole checkout",
    "example": "one behavior, on one example",
}
_BY_FILE = {
    "fault": (
        "test_bad_inputs",
        "test_bad_records",
        "test_faults",
        "test_liars",
        "test_lock",
        "test_repair",
        "test_writer",
    ),
    "recorded": ("test_eutils", "test_llm"),
    "golden": ("test_prompts", "test_pubmed_xml", "test_medline"),
}


def kind_of(item: pytest.Item) -> str:
    """The first of the kinds that it is; by its marks, its maker, its file, its fixtures and its parameters."""
    for mark in ("browser", "data"):
        if item.get_closest_marker(mark):
            return mark
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        return "property"
    for kind, files in _BY_FILE.items():
        if item.path.stem in files:
            return kind
    if item.path.parent.name == "tests":
        return "house"
    made = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    if any(fixture[-1].params for fixture in made.values()):
        return "contract"
    if hasattr(item, "callspec"):
        return "table"
    return "example"


def times(reports: Iterable[pytest.TestReport]) -> list[str]:
    """A line for each kind that the reports bear: how many tests, and their seconds with what they set up."""
    seconds: defaultdict[str, float] = defaultdict(float)
    tests: defaultdict[str, set[str]] = defaultdict(set)
    for report in reports:
        kind = str(dict(report.user_properties)["kind"])
        seconds[kind] += report.duration
        tests[kind].add(report.nodeid)
    ordered = sorted(seconds, key=lambda kind: -seconds[kind])
    return [f"{seconds[kind]:8.1f} s  {len(tests[kind]):5,}  {kind:<9} {KINDS[kind]}" for kind in ordered]
