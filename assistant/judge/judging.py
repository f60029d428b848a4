"""Asks a judge and believes it only as far as the record and the hard checks go.

Whatever a judge says, a sentence is supported only when the judge says so, the words it gives as deciding stand in the
evidence, and no hard check (numbers, drugs, genes, variants, certainty) finds a fault. Two control sentences, which
their evidence does not bear out, go along with every call: a judge that calls both supported reads nothing. A judge
that stalls, fails or says nothing readable costs the wording of an answer and never its quotes.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cache

import msgspec

from assistant.errors import ModelError
from assistant.judge.deciding import standing
from assistant.judge.vetoes import veto
from assistant.knowledge.tables import rows
from assistant.records.judged import Judge, Opinion, Statement

__all__ = ["Judged", "judged"]

_CONTROLS = 2
_FAILED = Opinion("not_enough", (), "The judge gave no usable opinion.")


class Judged(msgspec.Struct, frozen=True):
    """What a judge's word came to: an opinion for each statement, and what the reader must know of the judge."""

    opinions: tuple[Opinion, ...]
    note: str = ""
    """Why nothing, or not all, could be judged; empty when all went well."""


def judged(judge: Judge, statements: Sequence[Statement], cancel: threading.Event | None = None) -> Judged:
    """The opinions of one call, each held against its evidence. Raises nothing that a judge does wrong."""
    if not statements:
        return Judged(())
    place = len(statements) // 2
    controls = _controls(statements)
    asked = (*statements[:place], *controls, *statements[place:])
    try:
        told = judge.judge(asked, cancel)
    except ModelError as error:
        return _without(statements, f"{str(error).rstrip('.')}. Only quotes are shown as findings.")
    if len(told) != len(asked):
        return _without(statements, f"{judge.name} judged {len(told)} of {len(asked)} sentences: it is not believed.")
    if all(one.verdict == "supported" for one in told[place : place + len(controls)]):
        said = "calls sentences supported that their evidence does not bear out: it is not believed"
        return _without(statements, f"{judge.name} {said}. Only quotes are shown as findings.")
    kept = (*told[:place], *told[place + len(controls) :])
    return Judged(tuple(_held(one, statement) for one, statement in zip(kept, statements, strict=True)))


def _without(statements: Sequence[Statement], note: str) -> Judged:
    return Judged((_FAILED,) * len(statements), note)


def _held(told: Opinion, statement: Statement) -> Opinion:
    """An opinion as far as it is believed."""
    if told.verdict == "not_enough":
        return told
    words = standing(told.words, statement)
    if not words:
        return Opinion("not_enough", (), "The judge's words do not stand in the evidence.")
    if told.verdict == "supported" and (fault := veto(statement)):
        return Opinion("not_enough", (), fault)
    return msgspec.structs.replace(told, words=words)


def _controls(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Two of the control sentences, by the text of what is judged: the same sentences have the same controls."""
    known = _known()
    start = hashlib.sha256("\n".join(one.text for one in statements).encode()).digest()[0] % len(known)
    return tuple(known[(start + step) % len(known)] for step in range(_CONTROLS))


@cache
def _known() -> tuple[Statement, ...]:
    return tuple(Statement(sentence, (evidence,), (evidence,)) for sentence, evidence, _ in rows("judge_controls"))
