"""What a question wants to know of what it names: a dose, an effect, a risk, a level, …

A small model that ships with Vouch reads the question as it stands beside the same with its names taken out ("drug",
"gene"), so that what is asked is told apart from whom and what it is asked of. It learned from questions of our own
(`evals/train/asking.py`) and needs no embedding of the question, so that a question is read the same everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from assistant.engines.cross_encoder import shipped
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import values
from assistant.question.leveled import Named, tokens
from assistant.records.answer import Facet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FACETS", "MODEL", "facet_chances", "facet_of", "leans_to", "without_names"]

MODEL = "asking"
"""The folder of the model, under `knowledge/learned`."""
FACETS: tuple[Facet, ...] = get_args(Facet)
"""Outputs of the model, in order."""
_READ = 500
"""Characters of a question that are read, its last ones: a long case comes to its question at the end."""
_SURE = 0.4
"""The chance from which a facet is told: of those at least so likely 78 in a hundred are the reader's."""

_ANOTHER_DRUG: tuple[Facet | None, ...] = (None, "alternative")
"""What the model makes of a case that something is not found in, or fails in, whatever is then asked for."""
_OF_A_CASE = frozenset(["A_DISEASE", "A_GENE", "A_VARIANT"])
_LEANING = 0.3
"""The chance from which a facet is leaned to."""


def facet_of(text: str, names: Sequence[Named]) -> Facet | None:
    """The facet asked for; None where no one facet is likely enough. `names`: where the text names what."""
    if not any(token.word.isalpha() for token in tokens(text, names)):
        return None
    chances = facet_chances(text, names)
    best = int(chances.argmax())
    told = FACETS[best] if chances[best] >= _SURE else None
    if told in _ANOTHER_DRUG:
        told = _by_noun(text) or told
    bare = told == "diagnosis" or _names_one_disease(text, names)
    return None if told is not None and bare and _headline(text, names) else told


def _names_one_disease(text: str, names: Sequence[Named]) -> bool:
    """Whether the names are of one disease and of genes or variants: a drug or a second disease, which may be a harm,
    is what such a text is on."""
    kinds = [token.word for token in tokens(text, names) if token.named]
    return kinds.count("A_DISEASE") == 1 and set(kinds) <= _OF_A_CASE


def _by_noun(text: str) -> Facet | None:
    """What the question asks for by a noun of its own ("which investigations?"), by `patterns/asked_nouns.tsv`."""
    found = (facet for facet in FACETS if (facet,) in patterns("asked_nouns"))
    return next((facet for facet in found if patterns("asked_nouns")[facet,].search(text[-_READ:])), None)


def _headline(text: str, names: Sequence[Named]) -> bool:
    """Whether the text has no word but names and what is said with them ("metastatic RET fusion-positive thyroid cancer
    in a child"): a case that has its diagnosis, and asks for nothing in particular."""
    setting = patterns("role_cues")["setting",]
    words = [token.word for token in tokens(text, names) if token.word[0].isalpha() and not token.named]
    words = [word for word in words if not setting.fullmatch(word)]
    said = {part for word in words for part in word.split("-")}
    small = values("function_words") | values("marker_words")
    return said <= small | {part for words in values("variant_words", 2) for part in words.split()}


def leans_to(facet: Facet, text: str, names: Sequence[Named]) -> bool:
    """Whether a facet is the likeliest, sure or not: enough where something else says what the question is on."""
    chances = facet_chances(text, names)
    best = int(chances.argmax())
    return FACETS[best] == facet and bool(chances[best] >= _LEANING)


def facet_chances(text: str, names: Sequence[Named]) -> NDArray[np.float64]:
    """Probability of each of `FACETS`. Raises ModelUnavailable when the model's files were changed."""
    import numpy as np

    model = shipped(MODEL)
    if model is None:
        return np.full(len(FACETS), 1 / len(FACETS))
    scores = model.logits([(text[-_READ:], without_names(text, names)[-_READ:])])[0].astype(np.float64)
    chances = np.exp(scores - scores.max())
    made: NDArray[np.float64] = chances / chances.sum()
    return made


def without_names(text: str, names: Sequence[Named]) -> str:
    """The question's words in small letters, each name as its kind."""
    return " ".join(token.word.removeprefix("A_").lower().replace("_", " ") for token in tokens(text, names))
