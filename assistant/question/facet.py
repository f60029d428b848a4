"""What a question wants to know of what it names: a dose, an effect, a risk, a level, …

A linear model over the question's leveled words and over classes of words that tell what is asked ("trough" and "AUC"
both speak of levels: `knowledge/patterns/facet_cues.tsv`), each also by whether it stands in the clause that asks. It
needs no embedding model, so that a question is read the same everywhere. `evals/train/facets.py` made its weights from
questions of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any, get_args

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.question.leveled import Named, Token, tokens
from assistant.records.answer import Facet

__all__ = ["FACETS", "facet_chances", "facet_of", "facet_signs"]

FACETS: tuple[Facet, ...] = get_args(Facet)
"""Columns of `facet_model.tsv`."""

_CLAUSE = re.compile(r"[:;–—]\s|\s-\s|[.?!]\s|,\s")
_LEAST_WORDS = 3
_STEM = 5


class _Model(msgspec.Struct, frozen=True):
    signs: dict[str, Any]
    """Sign to its weight for each facet."""
    bias: Any
    sure: float


def facet_of(text: str, names: Sequence[Named]) -> Facet | None:
    """The facet asked for; None where no one facet is likely enough. `names`: where the text names what."""
    chances = facet_chances(text, names)
    best = int(chances.argmax())
    return FACETS[best] if chances[best] >= _model().sure else None


def facet_chances(text: str, names: Sequence[Named]) -> Any:
    """Probability of each of `FACETS`."""
    import numpy as np

    model = _model()
    found = [model.signs[sign] for sign in facet_signs(text, names) if sign in model.signs]
    scores = np.sum([model.bias, *found], axis=0)
    chances = np.exp(scores - scores.max())
    return chances / chances.sum()


def facet_signs(text: str, names: Sequence[Named]) -> frozenset[str]:
    """What the model looks at, each as one string."""
    asking = _asking_from(text)
    read = [token for token in tokens(text, names) if token.word[0].isalnum() or token.word == "?"]
    asked = [token for token in read if token.start >= asking]
    cues = _cues(text)
    return frozenset(
        [
            *_words(read, ""),
            *_words(asked, "asking "),
            *(f"stem {t.word[:_STEM]}" for t in read if len(t.word) > _STEM and not t.named),
            *(f"cue {cue}" for cue in cues),
            *(f"asking cue {cue}" for cue, places in cues.items() if places[-1] >= asking),
            *(f"cues {one} {two}" for one, two in combinations(cues, 2)),
            *(f"cue words {cue} {min(3, len(places))}" for cue, places in cues.items()),
            *_counted(read),
        ]
    )


def _words(read: Sequence[Token], where: str) -> Iterable[str]:
    words = ["^", *(token.word for token in read)]
    yield from (f"{where}{word}" for word in words[1:])
    yield from (f"{where}{one} {two}" for one, two in pairwise(words))


def _counted(read: Sequence[Token]) -> Iterable[str]:
    for kind in ("A_DRUG", "A_GENE", "A_VARIANT", "A_DISEASE"):
        yield f"{kind} {min(3, sum(token.word == kind for token in read))} times"
    yield f"words {min(5, len(read) // 4)}"


def _asking_from(text: str) -> int:
    """Where the clause that asks begins: the last one that is more than a word or two."""
    ends = [match.end() for match in _CLAUSE.finditer(text)]
    return next((end for end in reversed(ends) if len(text[end:].split()) >= _LEAST_WORDS), 0)


def _cues(text: str) -> dict[str, list[int]]:
    """Class of words to where its words stand, in the order of the table."""
    found = {cue: [m.start() for m in pattern.finditer(text)] for (cue,), pattern in patterns("facet_cues").items()}
    return {cue: places for cue, places in found.items() if places}


@cache
def _model() -> _Model:
    import numpy as np

    found = rows("facet_model")
    weights = np.array([row[2:-1] for row in found], np.float32)
    table = {(part, sign): row for (part, sign, *_), row in zip(found, weights, strict=True)}
    signs = {sign: row for (part, sign), row in table.items() if part == "sign"}
    return _Model(signs, table["bias", "words"], float(table["sure", ""][0]))
