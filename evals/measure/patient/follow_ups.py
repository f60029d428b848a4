"""Does a question change the case it is of, and only then? `./run eval follow_ups`.

`sets/follow_ups.jsonl` holds questions with a patient's record and the questions before them, and what of the case they
change; a third change nothing ("Is it safe in children?" is asked of children, and says nothing of the patient). A
question that is asked of a state ("in pregnancy?", "in a poor metabolizer?") is a case in that state, also where it
supposes it. The set was written before the code; half of it, by the hash of the id, was not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from assistant.names.medications import drugs_in
from assistant.question.case_change import change
from assistant.question.understand import understand
from assistant.records.patient import Patient
from evals.material.data import SETS, read_rows
from evals.measure.patient.sensitivity import half
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["FollowUp", "follow_ups", "run", "wrong"]


class FollowUp(msgspec.Struct, frozen=True):
    """A question, what came before it, and the fields that it changes."""

    id: str
    kind: str
    patient: dict[str, Any] | None
    history: tuple[str, ...]
    question: str
    expect: dict[str, Any]
    said: str = ""
    """Words that must be told as not taken; without them nothing may be told so."""
    asked: tuple[str, ...] | None = None
    """Drugs that must still be asked about, and no other but what is taken or not tolerated."""


def follow_ups() -> list[FollowUp]:
    """All of the set."""
    return [msgspec.convert(row, FollowUp) for row in read_rows(SETS / "follow_ups.jsonl")]


def wrong(asked: FollowUp) -> list[str]:
    """Fields that are not as they must be, and changes that no sentence tells."""
    given = Patient.from_dict(asked.patient or {})
    wanted = Patient.from_dict({**(asked.patient or {}), **asked.expect})
    record = given if asked.patient is not None else None
    made, sentences, untaken = change(record, asked.question, asked.history)
    found = made or Patient()
    failed = [name for name in wanted.__struct_fields__ if getattr(found, name) != getattr(wanted, name)]
    failed += [] if sentences or found == given else ["nothing is said"]
    if asked.said not in " ".join(untaken) or (untaken and not asked.said):
        failed.append("not taken")
    return failed + ([] if asked.asked is None or _is_asked(asked, made) else ["asked"])


def _is_asked(asked: FollowUp, made: Patient | None) -> bool:
    concepts = understand(asked.question, made, asked.history).named("drug")
    drugs = {one.name for one in concepts if one.origin != "patient"}
    beside = {name for entry in (*made.medications, *made.allergies) for name in drugs_in(entry)} if made else set()
    return set(asked.asked or ()) <= drugs and not drugs - set(asked.asked or ()) - beside


def run(options: Options) -> Report:
    """Shares of questions whose case is right, over all, by half, and where nothing or something changes."""
    rows: list[dict[str, Any]] = []
    for one in follow_ups():
        failed = wrong(one)
        change = "a change" if one.expect else "no change"
        rows.append({"id": one.id, "half": half(one.id), "change": change, "right": not failed, "wrong": failed})
    figures = [_share(rows, "all")]
    legs = (("half", "tune"), ("half", "held"), ("change", "a change"), ("change", "no change"))
    figures += [_share([row for row in rows if row[field] == value], value) for field, value in legs]
    return Report("follow_ups", tuple(figures), tuple(rows))


def _share(rows: Sequence[dict[str, Any]], leg: str) -> Figure:
    return Figure("follow-ups", leg, "right", proportion(sum(row["right"] for row in rows), len(rows)))
