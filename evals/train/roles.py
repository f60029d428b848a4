"""Makes `assistant/knowledge/learned/roles_model.tsv`: `python -m evals.train.roles`. A minute on a CPU.

Learns from every word of the train part's questions. Of a question whose roles were looked up as names only the words
that were found count, for the others may have a role that nobody noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.question.leveled import Token, named_spans, tokens
from assistant.question.roles import DRUGS, HAD, NONE, OF_DRUGS, PARTS, Seen, clues, signs_at
from evals.material.understood import Understood, understood
from evals.train.linear import fitted, write_table

__all__ = ["parts_of", "train"]

_FEWEST, _STRENGTH, _LEAST = 3, 0.3, 0.05
_FAINT = ("word ", "before ", "after ", "two ", "with ", "left ", "right ", "stem ", "ending ", "drug joined ", "part ")
_WEIGHT = {"prior": 3.0, "co_medication": 2.0, "comparator": 2.0, "line": 2.0, "setting": 1.5, "option": 1.3}
"""Of a word in a role that is seldom labeled: twenty words have none where one is a drug had before."""


def train(rows: Sequence[Understood]) -> None:
    """Writes the table from the rows' train part."""
    signs, parts = [], []
    for row in rows:
        if row.part == "train":
            for found, part in _examples(row):
                signs.append(found)
                parts.append(part)
    model = fitted(signs, parts, PARTS, _FEWEST, _STRENGTH, _WEIGHT, _FAINT)
    write_table("roles_model", model, PARTS, "evals/train/roles.py", _LEAST)


def _examples(row: Understood) -> Iterator[tuple[list[str], str]]:
    """Signs and part of each word, read as if those before it had been given the parts a reader gave."""
    read = tokens(row.text, named_spans(row.text))
    told, seen = clues(row.text, read), Seen()
    for place, part in enumerate(parts_of(row, read, told)):
        if row.whole or part != NONE:
            yield signs_at(read, told, place, seen), part
        seen = seen.then(place, told[place], part)


def parts_of(row: Understood, read: Sequence[Token], told: Sequence[frozenset[str]]) -> list[str]:
    """The part of each word, by the role whose words it overlaps; a drug within a line or a setting was had before."""
    made = []
    for token, clue in zip(read, told, strict=True):
        part = next((role for role, start, end in row.roles if token.start < end and start < token.end), NONE)
        if token.word in DRUGS and part not in OF_DRUGS:
            part = "prior" if HAD in clue else NONE
        made.append(part)
    return made


if __name__ == "__main__":
    train(understood())
