"""How the tests are shared among the processes of a run, so that none is left to wait for the last."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

__all__ = ["ByFile", "by_length"]

LONGEST = (
    "tests/ingest/library/test_repair.py",
    "tests/assistant/variants/test_own_gene.py",
    "tests/test_no_connection.py",
    "tests/ingest/library/test_check.py",
    "tests/assistant/doors/test_chat_cases.py",
    "tests/test_wheel.py",
)
"""Files that take many times as long as others, longest first: begun last, one would end long after all the rest."""

APART = ("tests/assistant/test_linear.py",)
"""Files whose tests take long and set up nothing in common: each goes to whichever process is free, at the end."""


class ByFile(LoadFileScheduling):
    """A file's tests to one process, since what it sets up is made once there; those of `APART` one by one."""

    def _split_scope(self, nodeid: str) -> str:
        file = _file(nodeid)
        return nodeid if file in APART else file


def by_length(items: list[pytest.Item]) -> None:
    """Puts the tests of `LONGEST` first, in its order, and those of `APART` last; the others stay as shuffled."""
    places = {file: place - len(LONGEST) for place, file in enumerate(LONGEST)} | dict.fromkeys(APART, 1)
    items.sort(key=lambda item: places.get(_file(item.nodeid), 0))


def _file(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]
