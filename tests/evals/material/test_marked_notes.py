"""Notes with marked words: what a mark is, and that the set keeps to it."""

from __future__ import annotations

from collections import Counter

from evals.material.marked_notes import MARKS, Mark, marked_notes, read_marks


def test_a_mark_is_taken_out_and_kept_with_its_place() -> None:
    """The text is without braces, and each mark stands at its words."""
    text, marks = read_marks("{62|age}F on {folic acid|cur}, no {HTN|noc}.")
    assert text == "62F on folic acid, no HTN."
    assert [(text[one.start : one.end], one.tag) for one in marks] == [
        ("62", "age"),
        ("folic acid", "taken"),
        ("HTN", "no disease"),
    ]
    assert marks[0] == Mark(0, 2, "age")


def test_every_note_of_the_set_is_well_marked() -> None:
    """No stray brace is left, no id and no text stands twice, every tag occurs, and each part has notes."""
    notes = list(marked_notes())
    assert len({note.id for note in notes}) == len({note.text for note in notes}) == len(notes) > 3000
    assert not [note.id for note in notes if set("{}|") & set(note.text)]
    assert {mark.tag for note in notes for mark in note.marks} == set(MARKS.values())
    parts = Counter(note.part for note in notes)
    assert parts["train"] > 8 * parts["tune"] > 8 * 100
    assert parts["kept"] > 100
