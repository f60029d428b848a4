"""How the tests are shared among the processes of a run, so that none is left to wait for the last."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

__all__ = ["ByFile", "longest_first"]

LONGEST = (
    "tests/test_no_connection.py",
    "tests/test_wheel.py",
    "tests/assistant/test_linear.py",
)
"""Files that take many times as long as others, and have to begin early: the last to begin are short ones."""

APART = ("tests/assistant/test_linear.py",)
"""Files whose tests take long and set up nothing in common: each may go to any process."""


class ByFile(LoadFileScheduling):
    """A file's tests to one process, since what it sets up is made once there; those of `APART` one by one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return nodeid if file in APART else file


def longest_first(items: list[pytest.Item]) -> None:
    """Puts the tests of `LONGEST` before all others, in its order; the others stay as they are shuffled."""
    places = {file: place for place, file in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.split("::", 1)[0], len(places)))
