"""Questions whose answers a key scores: facets that must be shown, what must not come first, what was judged before.

They lie beside the shared data (`answers_dev.jsonl`). A key was written from the answers of one day and does not know
every right sentence: a row of `sets/answers_dev_extended.tsv` adds another way to show a facet, after its record was
read, with the reason. Keys as they came and extended keys are scored side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from evals.material.data import SETS, gold_rows
from evals.material.questions import read_table

__all__ = ["Expect", "Extension", "Key", "Keyed", "extended", "extensions", "keyed_questions", "shows", "squeezed"]

Expect = Literal["answer", "abstain", ""]
"""What a question's library can do for it; "" where that is not known."""
_OF_A_RECORD = re.compile(r"(\d{7,8}):(.*)", re.DOTALL)


class Key(msgspec.Struct, frozen=True):
    """What an answer is scored by. Patterns are regular expressions on a finding, or PMID:expression, joined by "|"."""

    expect: Expect
    must: tuple[tuple[str, ...], ...] = ()
    """Of each facet the patterns that show it, any of which does."""
    never: tuple[str, ...] = ()
    """Must not match the first two findings; with "!" in front, any finding."""


class Keyed(msgspec.Struct, frozen=True):
    """A question, its key, and the judged findings of an earlier answer: (PMID, squeezed text) to 2, 1 or 0."""

    id: str
    library: str
    kind: str
    question: str
    patient: dict[str, Any] | None
    key: Key
    judged: dict[tuple[str, str], int]


class Extension(msgspec.Struct, frozen=True):
    """Another way to show a facet (counted from 1) of a question of a library, after reading the record."""

    id: str
    library: str
    facet: int
    pattern: str
    reason: str


def keyed_questions() -> list[Keyed]:
    """The keyed questions of the shared data; none where these are absent."""
    return [_keyed(row) for row in gold_rows("answers_dev.jsonl") if row["key"]]


def extensions() -> list[Extension]:
    """The rows of our own file."""
    return [msgspec.convert(row, Extension, strict=False) for row in read_table(SETS / "answers_dev_extended.tsv")]


def extended(asked: Keyed, more: Iterable[Extension]) -> Keyed:
    """The question with the ways to show its facets that `more` adds. Raises IndexError for a facet it has not."""
    must = [list(patterns) for patterns in asked.key.must]
    for one in more:
        if (one.id, one.library) == (asked.id, asked.library):
            must[one.facet - 1].append(one.pattern)
    return msgspec.structs.replace(
        asked, key=msgspec.structs.replace(asked.key, must=tuple(tuple(patterns) for patterns in must))
    )


def shows(patterns: Sequence[str], pmid: str, text: str) -> bool:
    """Whether a finding, by its record and text, matches one of a facet's patterns."""
    return any(_matches(pattern, pmid, text) for pattern in patterns)


def squeezed(text: str) -> str:
    """The text by which a judged finding is found again, whatever its white space and case."""
    return " ".join(text.split()).lower()


def _matches(pattern: str, pmid: str, text: str) -> bool:
    """A "|" divides alternatives only where each names its record; else it belongs to the expression."""
    parts = pattern.split("|")
    apart = parts if all(_OF_A_RECORD.match(part) for part in parts) else [pattern]
    return any(_one_matches(part, pmid, text) for part in apart)


def _one_matches(pattern: str, pmid: str, text: str) -> bool:
    named = _OF_A_RECORD.match(pattern)
    if named and named[1] != pmid:
        return False
    return re.search(named[2] if named else pattern, text, re.IGNORECASE) is not None


def _keyed(row: dict[str, Any]) -> Keyed:
    key = row["key"]
    must = tuple((pattern,) for pattern in key["must"])
    judged = {(one["pmid"], squeezed(one["text"])): one["score"] for one in row["judged"]["findings"]}
    return Keyed(
        row["id"],
        row["library"],
        row["kind"],
        row["question"],
        row["patient"],
        Key(key["expect"], must, tuple(key["never"])),
        judged,
    )
