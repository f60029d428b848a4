"""A chat model as judge: one call for all claims of an answer, its reply read forgivingly and believed in nothing.

What people may have had a part in, the claims, goes through the model's scrubber (`assistant.judge.sent`); quotes and
their surroundings are the records' own.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.engines.prompts import load_prompt
from assistant.errors import ModelReplyError
from assistant.judge.deciding import standing
from assistant.judge.reply import Said, read_reply
from assistant.judge.sent import sent
from assistant.records.judged import Opinion, Statement

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel

__all__ = ["MOST", "ChatJudge", "opinion", "shown"]

MOST = 40
"""Statements of one call; what is more is not judged."""
_ROOM = 4000
"""Characters of surroundings shown with one statement."""
_SILENT = Opinion("not_enough", (), "The judge said nothing of this sentence.")
_BEYOND = Opinion("not_enough", (), f"Not judged: more than {MOST} sentences were put at once.")
_WITHHELD = Opinion("not_enough", (), "Not judged: a part of it may not leave this machine.")
_UNASKED = Opinion("not_enough", (), "Not judged: the question was called off.")


class ChatJudge:
    """Any chat model that `assistant.engines.llm` can load, also the writer's own."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self.model = model

    def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
        """See `assistant.records.judged.Judge`. Raises ModelReplyError when the reply says nothing of any claim.

        Of a reply that breaks off, what is complete counts.
        """
        texts = [sent(one, self.model.scrub) for one in statements[:MOST]]
        asked = [one for one, text in zip(statements, texts, strict=False) if text]
        if not asked:
            return (_WITHHELD,) * len(statements)
        claims = "\n\n".join(map(shown, range(1, len(asked) + 1), asked, filter(None, texts)))
        system, user = load_prompt("judge").render(count=str(len(asked)), claims=claims)
        pieces: list[str] = []
        broken: ModelReplyError | None = None
        try:
            pieces.extend(self.model.complete(system, user, cancel))
        except ModelReplyError as error:
            broken = error
        if cancel is not None and cancel.is_set():
            return (_UNASKED,) * len(statements)
        text = "".join(pieces)
        if broken is not None:
            text = text.rpartition("\n")[0]
        said = read_reply(text, len(asked))
        if not said:
            raise broken or ModelReplyError(f"{self.name} gave no verdict that can be read.")
        told = iter([opinion(said.get(number), one) for number, one in enumerate(asked, 1)])
        opinions = tuple(next(told) if text else _WITHHELD for text in texts)
        return opinions + (_BEYOND,) * (len(statements) - len(texts))


def shown(number: int, statement: Statement, text: str) -> str:
    """A statement as the prompt shows it: its evidence first, then the claim, as `text` has it."""
    around = [one for one in dict.fromkeys(statement.surroundings) if one not in statement.quotes]
    lines = [f"CLAIM {number}", "EVIDENCE:", *(f'"{one}"' for one in statement.quotes)]
    if around:
        lines += ["EVIDENCE, the sentences around it:", "\n".join(around)[:_ROOM]]
    if statement.abbreviations:
        lines.append("Abbreviations: " + "; ".join(f"{short} = {long}" for short, long in statement.abbreviations))
    if statement.design:
        lines.append(f"Study design: {statement.design}")
    return "\n".join([*lines, f"CLAIM {number} to judge: {text}"])


def opinion(said: Said | None, statement: Statement) -> Opinion:
    """What a reply says of a statement, held against its evidence: without words that stand there it is nothing."""
    if said is None:
        return _SILENT
    if said.verdict == "not_enough":
        return Opinion("not_enough", (), said.reason)
    words = standing(said.words, statement)
    if not words:
        missing = "gave no words that decide" if not said.words else "quoted words that do not stand in the evidence"
        return Opinion("not_enough", (), f"The judge {missing}.")
    return Opinion(said.verdict, words, said.reason)
