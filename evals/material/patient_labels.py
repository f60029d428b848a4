"""What texts say of their patients, by reading: `sets/patient_fields.tsv`, for the texts that it was written for.

A row is (id, field, value); a value behind "?" may be read or left. Of imaging and pathology the value is the place
"start-end" of what must be in the words read, or, of a topic, words of it. The texts are our own notes
(`sets/patient_notes.tsv`; the late ones were written when the reader was done, those of the clinic and then of the ward
after that, before their author read the reader; the free ones are by three people who never saw it), the marked notes
that the tagger did not learn from (`sets/marked_notes.tsv`: drugs, diseases and habits alone), and beside the shared
data the synthetic notes and the topics of TREC Precision Medicine, these in three layouts: labeled, line by
line, as a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import msgspec
from lxml import etree

from assistant.records.patient import Patient
from evals.material.data import SETS, SHARED, Fold, fold, read_rows
from evals.material.marked_notes import marked_notes

__all__ = ["Labeled", "labeled_texts"]

_GROUPS = {
    "own": "own notes",
    "late": "late notes",
    "clinic": "clinic notes",
    "ward": "ward notes",
    "free": "free notes",
    "labs": "laboratory notes",
}
_MARKED = "marked notes"
_OF_MARKS = {
    "taken": ("medications",),
    "had": ("prior_therapies",),
    "reacted": ("prior_therapies", "allergies"),
    "allergen": ("allergies",),
    "held": ("?medications", "?prior_therapies"),
    "disease": ("conditions",),
    "habit": ("lifestyle",),
}
"""The fields that marked words go to; behind "?" they may be read or left."""
_LABELED_BY_MARKS = frozenset(field.lstrip("?") for fields in _OF_MARKS.values() for field in fields)
_NOT_LABELED = {
    "free notes": ("imaging", "pathology"),
    _MARKED: tuple(field for field in Patient.__struct_fields__ if field not in _LABELED_BY_MARKS),
}


class Labeled(msgspec.Struct, frozen=True):
    """A text with its expected record. `group` is "own notes", "late notes", "clinic notes", "ward notes",
    "free notes", "marked notes", "synthetic notes" or "topics, LAYOUT"."""

    id: str
    group: str
    text: str
    fields: dict[str, tuple[str, ...]]
    half: Fold | None = None
    """Where the hash of the id does not decide."""

    @property
    def fold(self) -> Fold:
        return self.half or fold(self.id)

    @property
    def not_labeled(self) -> tuple[str, ...]:
        """Fields of which the labels say nothing, so that no reading of them is right or wrong."""
        return _NOT_LABELED.get(self.group, ())


def labeled_texts(*, quick: bool = False) -> list[Labeled]:
    """Our own notes, and unless `quick`, what of the shared data is there."""
    labels: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for identifier, field, value in _table("patient_fields"):
        labels[identifier][field].append(value)
    found = [*_own(), *(() if quick else (*_notes(), *_topics()))]
    read = [
        Labeled(
            identifier, group, text, {field: tuple(values) for field, values in labels[identifier].items() if field}
        )
        for identifier, group, text in found
        if identifier in labels
    ]
    return read + ([] if quick else list(_marked()))


def _marked() -> Iterator[Labeled]:
    """The marked notes from which the tagger did not learn: those its epoch was chosen by, and those kept aside."""
    for note in marked_notes():
        if note.part == "train":
            continue
        fields: defaultdict[str, list[str]] = defaultdict(list)
        for mark in note.marks:
            for field in _OF_MARKS.get(mark.tag, ()):
                optional = "?" if field.startswith("?") else ""
                fields[field.lstrip("?")].append(optional + note.text[mark.start : mark.end])
        told = {field: tuple(values) for field, values in fields.items()}
        yield Labeled(note.id, _MARKED, note.text, told, "tune" if note.part == "tune" else "held")


def _own() -> Iterator[tuple[str, str, str]]:
    for identifier, text in _table("patient_notes"):
        yield identifier, _GROUPS[identifier.partition("-")[0]], text.replace("\\n", "\n")


def _notes() -> Iterator[tuple[str, str, str]]:
    path = SHARED / "patients" / "notes_synthetic.jsonl"
    for row in read_rows(path) if path.is_file() else []:
        yield row["_id"], "synthetic notes", row["text"]


def _topics() -> Iterator[tuple[str, str, str]]:
    for path in sorted((SHARED / "patients").glob("trec_pm_topics*.xml")):
        year = re.sub(r"\D", "", path.stem)
        for one in etree.parse(path).getroot().iter("topic"):
            told = {part.tag: (part.text or "").strip() for part in one}
            identifier = f"trec-{year}-{one.get('number')}"
            yield (
                identifier,
                "topics, labeled",
                "\n".join(f"{name.capitalize()}: {said}" for name, said in told.items()),
            )
            yield identifier, "topics, lines", "\n".join(told.values())
            other = told.get("other", "None")
            more = "" if other == "None" else f" Other conditions: {other}."
            disease = f"{told['disease'][:1].lower()}{told['disease'][1:]}"
            sentence = f"A {told['demographic']} with {disease}, {told['gene']}.{more}"
            yield identifier, "topics, sentence", sentence


def _table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (SETS / f"{name}.tsv").read_text(encoding="utf-8").split("\n")[1:] if line]
