"""Questions with one name changed, beside the sentence that answered them: on another subject it answers nothing.

A model that learned from sentences of one record tells a result from an aim, and may not look at what the result is on.
Who reads "CYP2D6" for "CYP2C19" sees at once that the sentence is off target, so these labels need no reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from assistant.names.find import Mention, find
from assistant.records.kinds import kinds_with
from evals.train.answering_pairs import Labeled
from evals.train.pair_training import Pair

__all__ = ["swapped_pairs"]

_ANSWERS = 2
_SEED = 20_261_129


def swapped_pairs(rows: Sequence[Labeled]) -> list[Pair]:
    """One pair for each answering sentence to learn from that has a gene, variant, drug or disease of its question."""
    random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret
    answered = [row for row in rows if row.part == "train" and row.label == _ANSWERS]
    named = {asked: _named(asked) for asked in dict.fromkeys(row.asked for row in answered)}
    pool: dict[str, list[str]] = {}
    for mentions in named.values():
        for mention in mentions:
            pool.setdefault(mention.kind, []).append(mention.surface)
    made = []
    for row in answered:
        low = row.text.casefold()
        borne = [one for one in named[row.asked] if one.surface.casefold() in low]
        if not borne:
            continue
        one = random.choice(borne)
        others = [
            name
            for name in pool[one.kind]
            if name.casefold() not in low and name.casefold() not in row.asked.casefold()
        ]
        if others:
            asked = row.asked.replace(one.surface, random.choice(others))
            made.append(Pair(asked, row.text, 0, 1.0, "swapped"))
    return made


def _named(question: str) -> list[Mention]:
    return [one for one in find(question) if one.kind in {"drug", "disease", *kinds_with("genetic")}]
