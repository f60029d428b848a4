"""Chat models that were trained to judge one claim a call, each in its own form, and give a verdict without words.

Med-V1 answers on a scale of five points, of which only the highest is support; Bespoke-MiniCheck answers yes or no.
`knowledge/words/judge_forms.tsv` says which name is asked how. For the words that decide stand the quotes, which are
the record's own; that such a model has read them is all it can say.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from assistant.engines.prompts import load_prompt
from assistant.errors import ModelError, ModelReplyError
from assistant.judge.reply import spoken, verdict_in
from assistant.judge.sent import sent
from assistant.knowledge.tables import lookup
from assistant.records.answer import Label
from assistant.records.judged import Opinion, Statement

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel

__all__ = ["OneClaimJudge", "form_of"]

_AT_ONCE = 4
"""Claims asked in parallel."""
_ROOM = 8000
"""Characters of a record shown with a claim."""
_SCORE = re.compile(
    r"<score>\s*([+-]?\s?\d)|\bscore[\s:=*_]{1,6}([+-]?\s?\d)|^\s*([+-]?\d)\W*$", re.IGNORECASE | re.MULTILINE
)
_SCALE: dict[int, Label] = {-2: "contradicted", -1: "not_enough", 0: "not_enough", 1: "not_enough", 2: "supported"}
"""What is partial or mixed decides nothing."""


class OneClaimJudge:
    """A chat model that is asked of each claim by itself."""

    def __init__(self, model: ChatModel, prompt: str) -> None:
        """`prompt`: the name of the prompt with the model's form."""
        self.name = model.name
        self.model = model
        self._prompt = prompt

    def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
        """See `assistant.records.judged.Judge`. Raises ModelUnavailable, ModelTimeout; the rest costs one claim.

        A server that fails or hangs once is not waited for another time: the claims not yet asked are left.
        """
        failed = threading.Event()

        def ask(statement: Statement) -> Opinion:
            if failed.is_set() or (cancel is not None and cancel.is_set()):
                return Opinion("not_enough", (), "Not judged.")
            try:
                return self._one(statement, cancel)
            except ModelError:
                failed.set()
                raise

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return tuple(pool.map(ask, statements))

    def _one(self, statement: Statement, cancel: threading.Event | None) -> Opinion:
        evidence = statement.record or "\n".join((*statement.surroundings, *statement.quotes))
        if not (claim := sent(statement, self.model.scrub)):
            return Opinion("not_enough", (), "Not judged: a part of it may not leave this machine.")
        system, user = load_prompt(self._prompt).render(evidence=evidence[:_ROOM], claim=claim)
        try:
            reply = "".join(self.model.complete(system, user, cancel))
        except ModelReplyError as error:
            return Opinion("not_enough", (), str(error))
        verdict = _verdict(spoken(reply))
        if verdict is None or (cancel is not None and cancel.is_set()):
            return Opinion("not_enough", (), "The judge gave no verdict that can be read.")
        words = () if verdict == "not_enough" else statement.quotes
        return Opinion(verdict, words, f"{self.name} judged it {verdict.replace('_', ' ')}.")


def form_of(name: str) -> str:
    """The prompt with the form that a model of this name was trained on; empty for the common one."""
    return next((prompt for part, prompt in lookup("judge_forms").items() if part in name.lower()), "")


def _verdict(reply: str) -> Label | None:
    """A score of the scale, else a verdict in words."""
    scores = {int("".join(filter(None, found)).replace(" ", "")) for found in _SCORE.findall(reply)}
    if len(scores) == 1:
        return _SCALE.get(scores.pop())
    return None if scores else verdict_in(reply)
