"""Vouch's own judge, which needs no model of the user's: does a sentence only retell what its quotes say?

A small model that ships with Vouch reads the sentence beside the sentences its quotes lie in. It was trained on
passages that several people retold, half of the retellings with one fault as models make them. It can say "supported"
or nothing: what it does not take for a retelling may be true all the same, and is for a judge that knows more.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.engines.cross_encoder import shipped
from assistant.errors import ModelUnavailable
from assistant.judge.vetoes import own_sentences
from assistant.records.judged import Opinion, Statement

if TYPE_CHECKING:
    from assistant.engines.cross_encoder import CrossEncoder

__all__ = ["MODEL", "SURE", "RetellingJudge", "as_read", "chances"]

MODEL = "retelling"
"""The folder under `knowledge/learned`."""
SURE = 0.9
"""Chance from which on a sentence counts as retold: fitted by `python -m evals.train.retelling`."""
_UNASKED = Opinion("not_enough", (), "Not judged: the question was called off.")


class RetellingJudge:
    """Safe to use from several threads: the model keeps nothing between two readings."""

    name = "vouch"

    def __init__(self) -> None:
        """Raises ModelUnavailable when the model does not ship or is not what was trained."""
        model = shipped(MODEL)
        if model is None:
            raise ModelUnavailable("the judge 'vouch' is not in this installation: install Vouch again")
        self._model = model

    def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
        """See `assistant.records.judged.Judge`."""
        made: list[Opinion] = []
        for statement in statements:
            called_off = cancel is not None and cancel.is_set()
            made.append(_UNASKED if called_off else _opinion(statement, chances(self._model, [statement])[0]))
        return tuple(made)


def chances(model: CrossEncoder, statements: Sequence[Statement]) -> list[float]:
    """Of each statement, how likely it only retells (0 to 1)."""
    import numpy as np

    logits = model.logits([(as_read(one), one.text) for one in statements])[:, 0]
    return [float(chance) for chance in 1 / (1 + np.exp(-logits.astype(np.float64)))]


def as_read(statement: Statement) -> str:
    """What stands beside the sentence: the quotes' own sentences, abbreviations, and then, as far as there is room for
    it in the model's window, what else is shown around them."""
    own = own_sentences(statement)
    defined = [f"{short}: {long}." for short, long in statement.abbreviations]
    around = " ".join(statement.surroundings)
    for sentence in own:
        around = around.replace(sentence, " ")
    return " ".join(" ".join((*own, *defined, around)).split())


def _opinion(statement: Statement, chance: float) -> Opinion:
    told = f"Vouch's own small model takes it for a retelling of its quotes with a chance of {chance:.2f}."
    if chance >= SURE:
        return Opinion("supported", statement.quotes, told)
    return Opinion("not_enough", (), told)
