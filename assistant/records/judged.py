"""A sentence to be judged, and what a judge that reads says of it.

A judge is anything with a name that gives an opinion on each of several statements: a chat model, a model for
attribution, a script in a test. Its opinion is no verdict yet: `assistant.judge.judging` holds it against the record
and the hard checks first.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import msgspec

from assistant.records.answer import Label

__all__ = ["Judge", "Opinion", "Statement"]


class Statement(msgspec.Struct, frozen=True):
    """One sentence to judge, and all that it may be judged by."""

    text: str
    quotes: tuple[str, ...]
    """Verbatim, as they stand in the records; at least one."""
    surroundings: tuple[str, ...] = ()
    """Whole sentences of the records around the quotes; they may hold the quotes themselves."""
    abbreviations: tuple[tuple[str, str], ...] = ()
    """(short form, long form) as the record defines them."""
    design: str = ""
    """The study's design, as "randomized trial"; empty when it is not known."""
    record: str = ""
    """The whole text of the records quoted: it may supply names, groups and counts, and not what is said of them."""


class Opinion(msgspec.Struct, frozen=True):
    """What a judge says of one statement."""

    verdict: Label
    words: tuple[str, ...] = ()
    """The words that decide; each stands in the statement's quotes or surroundings. Empty for "not_enough"."""
    reason: str = ""
    """A sentence for the reader."""


class Judge(Protocol):
    """Reads statements beside their evidence. One call for all of them; it may be called from several threads."""

    name: str

    def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
        """An opinion for each statement, in their order. Raises ModelError; all "not_enough" once `cancel` is set."""
        ...
