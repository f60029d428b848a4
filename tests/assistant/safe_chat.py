"""The chat over an assistant whose every answer has the made-up patient's safety, and that reads one made-up note."""

from __future__ import annotations

import argparse
import sys
from types import ModuleType

from assistant.doors.chat import serve
from assistant.records.patient import Diplotype, Patient
from assistant.records.reading import PatientReading, Span
from assistant.settings import Settings
from tests.assistant.made_knowledge import Knowing
from tests.assistant.made_safety import safe_answer

NOTE = "Woman of 47, CYP2C19 *2/*2, allergic to eldinib, takes her blue pills."
READING = PatientReading(
    Patient(age=47, sex="female", diplotypes=(Diplotype("CYP2C19", "*2/*2"),), allergies=("eldinib",)),
    (
        Span("age", "47 years", "of 47", 6, 11),
        Span("sex", "female", "Woman", 0, 5),
        Span("diplotypes", "CYP2C19 *2/*2", "CYP2C19 *2/*2", 13, 26),
        Span("allergies", "eldinib", "allergic to eldinib", 28, 47),
    ),
    ("her blue pills: names no drug",),
    ("The age is as of the note.",),
    "free text",
)


def read_text(text: str) -> PatientReading:
    assert text == NOTE
    return READING


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["chat"])
    parser.add_argument("--library", required=True)
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    made = ModuleType("assistant.patient.notes.text")
    vars(made)["read_text"] = read_text
    sys.modules[made.__name__] = made
    with Knowing.open(Settings.load(library=asked.library)) as knowing:
        knowing.told = safe_answer(limits=("Nothing is on children.",))
        serve(knowing, asked.port)


if __name__ == "__main__":
    main()
