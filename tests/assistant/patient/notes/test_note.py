"""The layout of a note: its parts, and of whom and how they speak."""

from __future__ import annotations

import pytest

from assistant.patient.notes.note import Note


def status(text: str, name: str) -> str:
    start = text.index(name)
    return Note(text).status(start, start + len(name))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She has gout.", ""),
        ("She denies smoking, lupus or gout.", "denied"),
        ("No gout.", "denied"),
        ("no rash but gout", ""),
        ("She is not febrile; gout since 2010.", ""),
        ("gout was ruled out", "denied"),
        ("Her mother has gout.", "family"),
        ("Her mother, 80, has gout and lupus.", "family"),
        ("Family history of gout.", "family"),
        ("gout in her father", "family"),
        ("Her mother reports fever; the patient has gout.", ""),
        ("possible gout", "possible"),
        ("risk of gout", "possible"),
        ("gout?", "possible"),
        ("FH: gout", "family"),
        ("PMH: gout", ""),
    ],
)
def test_status_of_a_name(text: str, expected: str) -> None:
    """Denied, another person's, and what is left open are not the patient's."""
    assert status(text, "gout") == expected


def test_labels_begin_parts_of_their_kind() -> None:
    """A label reaches to the end of its sentence, or of its lines where it stands alone on one."""
    note = Note("58M. PMH: gout. Meds: aspirin\nALL: PCN\n\nMedications\nwarfarin\ndigoxin\n\nHe is well.")
    told = [(part.section, note.text[part.body : part.end].strip()) for part in note.parts]
    assert ("conditions", "gout.") in told
    assert ("medications", "aspirin") in told
    assert ("allergies", "PCN") in told
    assert ("medications", "digoxin") in told
    assert ("", "He is well.") in told


def test_a_title_ends_no_sentence() -> None:
    """ "Mrs. K is well" is one part."""
    assert len(Note("Mrs. K is well.").parts) == 1


def test_a_question_on_people_at_large_is_not_on_the_patient() -> None:
    """ "Should anyone with X get Y?" says nothing of the patient."""
    note = Note("Should anyone with gout take aspirin? My patient has gout.")
    assert note.is_general(10)
    assert not note.is_general(45)
