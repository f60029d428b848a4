"""A record or a note that was opened in the chat: read, and shown with its words for confirmation before it is used."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assistant.doors.chat.inert import safe
from assistant.errors import PatientError
from assistant.records.case_words import field_said, value_said
from assistant.records.reading import PatientReading
from assistant.records.sizes import NOTE

__all__ = ["MAX_RECORD", "filled_html", "read_note", "read_sent", "reading_html"]

MAX_RECORD = 4_000_000
"""Characters of a record's file: a whole FHIR bundle or a panel's VCF fits, a whole genome's does not."""
_LONGEST_NAME = 120
_OPEN = 30
"""Values in sight; the others are one click away."""


class _File(msgspec.Struct, frozen=True):
    name: str
    size: int
    text: str


def read_sent(sent: str) -> tuple[str, PatientReading]:
    """Name and content of the file opened in the browser, which sends its name, size and text. Raises PatientError.

    Of a file that is too large the text is not sent.
    """
    try:
        file = msgspec.json.decode(sent, type=_File)
    except msgspec.MsgspecError as error:
        raise PatientError(f"the page sent no file: {error}") from error
    name = file.name[:_LONGEST_NAME]
    if len(file.text) > MAX_RECORD or (file.size > MAX_RECORD and not file.text):
        raise PatientError(f"{name} is too large for a patient's record ({MAX_RECORD:,} characters at most)")
    from assistant.patient.reading import read_content

    return name, read_content(file.text, name=name)


def read_note(text: str) -> PatientReading:
    """What a pasted note says of the patient. Raises PatientError."""
    if not text.strip():
        raise PatientError("there is no note yet: paste one into the box")
    if len(text) > NOTE:
        raise PatientError(f"the note has {len(text):,} characters; at most {NOTE:,} are read: shorten it")
    from assistant.patient.notes.text import read_text

    return read_text(text)


def reading_html(name: str, reading: PatientReading) -> str:
    """Each value with the words it came from, and what was not understood."""
    rows = [f"<tr>{''.join(row)}</tr>" for row in _rows(reading)]
    head = '<tr><th scope="col">Field</th><th scope="col">Read as</th><th scope="col">From these words</th></tr>'
    shown, folded = rows[:_OPEN], rows[_OPEN:]
    table = _table(head, shown) if rows else "<p>Nothing was understood.</p>"
    more = f"<details><summary>{len(folded)} more</summary>{_table(head, folded)}</details>" if folded else ""
    kind = f" ({safe(reading.source)})" if reading.source else ""
    return (
        f'<section class="vouch-reading" aria-label="What was read"><h3>Read of {safe(name)}{kind}</h3>'
        '<p role="status">Look it through: nothing of it is used before you take it over.</p>'
        f"{table}{more}{_listed('Not understood, and left out', reading.not_understood)}"
        f"{_listed('To know', reading.notes)}</section>"
    )


def filled_html(said: str) -> str:
    """What became of the form."""
    return f'<p class="vouch-record" role="status">{safe(said)}</p>'


def _rows(reading: PatientReading) -> Iterator[tuple[str, str, str]]:
    """A row for each value: those with their words, then what the record has and no words are given for."""
    told = {(span.field, span.value) for span in reading.spans}
    for span in reading.spans:
        words = f"“{safe(span.text)}”" if span.start is not None else safe(span.text)
        yield _row(span.field, span.value, words)
    for name, value in reading.patient.facts():
        if (name, value) not in told:
            yield _row(name, value, "the field of this name")


def _row(name: str, value: str, words: str) -> tuple[str, str, str]:
    said = value_said(name, value) if value.replace(".", "", 1).isdigit() else value
    cells = (("Field", safe(field_said(name))), ("Read as", f"<strong>{safe(said)}</strong>"), ("From", words))
    field, read, origin = (f'<td data-label="{label}">{cell}</td>' for label, cell in cells)
    return field, read, origin


def _table(head: str, rows: list[str]) -> str:
    return f'<table class="vouch-table"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _listed(name: str, lines: tuple[str, ...]) -> str:
    items = "".join(f"<li>{safe(line)}</li>" for line in lines)
    return f"<p><strong>{name}:</strong></p><ul>{items}</ul>" if items else ""
