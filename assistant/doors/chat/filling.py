"""How the form is filled: from a record, from a note, from the case as the last answer understood it.

What is read is shown first. It goes into the form only when someone takes it over, and then the form is what counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.doors.chat import cards
from assistant.doors.chat.fields import FOLDED
from assistant.doors.chat.form import FIELDS, differing, form_of, joined, patient_from_form
from assistant.doors.chat.opened import filled_html, read_note, read_sent, reading_html
from assistant.doors.chat.turns import Turn
from assistant.records.patient import Patient
from assistant.records.reading import PatientReading
from ingest.errors import VouchError

__all__ = ["wire_filling"]

_NOTE = "the note"
Opened = tuple[str, PatientReading]


def wire_filling(gr: Any, at: dict[str, Any], quiet: dict[str, Any]) -> None:
    """What opening a record, reading a note, taking either over, and editing the case do."""
    filling = _Filling(gr)
    fields = [at[name] for name in FIELDS]
    reading = [at["reading"], at["told"], at["confirm"]]
    filled = [at["record"], *reading, at["form"], at["more"], *fields]
    at["file"].opened(filling.opened, at["file"], reading, **quiet)
    at["read"].click(filling.noted, at["note"], reading, **quiet)
    at["use"].click(filling.use, at["reading"], filled, **quiet)
    at["add"].click(filling.add, [at["reading"], *fields, at["record"]], filled, **quiet)
    at["leave"].click(filling.leave, None, reading, **quiet)
    at["edit"].click(filling.edit, at["turns"], filled, **quiet)


class _Filling:
    """What the page shows after each of these: the reading, what is said of it and the buttons; or the whole form."""

    def __init__(self, gr: Any) -> None:
        self._gr = gr

    def opened(self, sent: str) -> tuple[Any, ...]:
        return self._read(lambda: read_sent(sent))

    def noted(self, text: str) -> tuple[Any, ...]:
        return self._read(lambda: (_NOTE, read_note(text)))

    def leave(self) -> tuple[Any, ...]:
        return None, "", self._gr.Row(visible=False)

    def use(self, found: Opened | None) -> tuple[Any, ...]:
        if found is None:
            return self._unchanged()
        said = f"The form shows what was read of {found[0]}, in place of what stood in it."
        return self._fill(found[1].patient, f"{said} Change it below, or leave it with New case.")

    def add(self, found: Opened | None, *form: Any) -> tuple[Any, ...]:
        if found is None:
            return self._unchanged()
        try:
            here = patient_from_form(dict(zip(FIELDS, form, strict=False)), form[len(FIELDS)])
            both = joined(here, found[1].patient)
        except VouchError as error:
            return self._unchanged(cards.error_html(str(error)))
        stays = "; ".join(differing(here, found[1].patient))
        kept = f" What the form said before counts: {stays}." if stays else ""
        return self._fill(both, f"What was read of {found[0]} was added to the form.{kept}")

    def edit(self, turns: list[Turn]) -> tuple[Any, ...]:
        case = turns[-1].answer.case if turns else None
        if case is None:
            return self._unchanged()
        return self._fill(case, "The form shows the case as the last answer understood it. Change it, and ask again.")

    def _read(self, read: Callable[[], Opened]) -> tuple[Any, ...]:
        try:
            found = read()
        except VouchError as error:
            return None, cards.error_html(str(error)), self._gr.Row(visible=False)
        return found, reading_html(*found), self._gr.Row(visible=True)

    def _fill(self, patient: Patient, said: str) -> tuple[Any, ...]:
        texts = form_of(patient)
        folds = self._gr.Accordion(open=True), self._gr.Accordion(open=any(texts[name] for name in FOLDED))
        return patient, None, filled_html(said), self._gr.Row(visible=False), *folds, *texts.values()

    def _unchanged(self, said: str | None = None) -> tuple[Any, ...]:
        """Everything as it was, but what is `said`."""
        skip = self._gr.skip()
        return skip, skip, skip if said is None else said, *(skip for _ in range(3 + len(FIELDS)))
