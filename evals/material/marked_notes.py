"""Notes whose words are marked with what they are to the patient: `sets/marked_notes.tsv`.

Invented patients, written by twenty people who had not read the reader, each marking while writing: `{words|tag}`.
Those of one writer are kept aside (`kept`), and of the others a tenth by hash, to choose by.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from assistant.patient.notes.tags.labels import TAGS
from evals.material.data import SETS

__all__ = ["MARKS", "Mark", "MarkedNote", "marked_notes", "read_marks"]

NotePart = Literal["train", "tune", "kept"]

MARKS = dict(
    zip(
        ("cur", "pri", "alg", "pal", "hld", "oth", "con", "noc", "lif", "anc", "age", "prg", "npr", "bfy", "bfn"),
        TAGS,
        strict=True,
    )
)
"""The short name of each tag in the file."""
_MARK = re.compile(r"\{(?P<words>[^{}|]+)\|(?P<tag>[a-z]{3})\}")
_KEPT = "G"
_TENTH = 26
"""Of 256."""


class Mark(NamedTuple):
    """What stands at `text[start:end]` is that to the patient."""

    start: int
    end: int
    tag: str


class MarkedNote(msgspec.Struct, frozen=True):
    """A note without its marks, and the marks, in order."""

    id: str
    text: str
    marks: tuple[Mark, ...]
    part: NotePart


def marked_notes() -> Iterator[MarkedNote]:
    """In the order of the file."""
    for line in (SETS / "marked_notes.tsv").read_text(encoding="utf-8").split("\n")[1:]:
        if line:
            identifier, marked = line.split("\t")
            yield MarkedNote(identifier, *read_marks(marked.replace("\\n", "\n")), _part(identifier))


def read_marks(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """The text and its marks."""
    text, marks, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        marks.append(Mark(len(text), len(text) + len(match["words"]), MARKS[match["tag"]]))
        text, last = text + match["words"], match.end()
    return text + marked[last:], tuple(marks)


def _part(identifier: str) -> NotePart:
    if identifier.startswith(f"marked-{_KEPT}"):
        return "kept"
    return "tune" if hashlib.sha256(identifier.encode()).digest()[0] < _TENTH else "train"
