"""What a question is like: one no abstract can answer, one from somebody in need, or one for the literature.

A linear model over the question's vector and over its words, made by `evals/train/guard.py` from questions of our own
and from public ones that the literature does answer. In its words a gene, a variant, a drug or a disease is that kind
of thing and no more, and any other name in capitals is a name: what is asked for counts, not of which drug or trial. It
serves the default embedding model only; with another one the rules of the guard stand alone. Each kind has the
probability from which it is believed: a clinician's question that is turned away costs more than a search that finds
nothing.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.knowledge.tables import rows
from assistant.names import find as terms
from assistant.variants import find as variants
from ingest.embed.model_files import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder

__all__ = ["ANSWERABLE", "KINDS", "WORD_WEIGHT", "kind_of", "words_asked"]

ANSWERABLE = "literature"
KINDS = ("emergency", "future", "out of scope", "protocol")
"""Columns of `guard_model.tsv`; a question for the literature has weight 0 everywhere."""
WORD_WEIGHT = 0.3
"""What the presence of a word counts beside a vector of length 1."""

_PIECE = re.compile(r"[A-Za-z][\w*:.-]*(?:'[a-z]+)?|\d+|[?!]")
_LENGTHS = (3, 6, 10, 15, 20)


class _Model(msgspec.Struct, frozen=True):
    vector: Any
    """(kinds, dimensions)."""
    words: dict[str, Any]
    """A word or a pair of words to its weight for each kind."""
    bias: Any
    sure: tuple[float, ...]


def kind_of(question: str, embedder: Embedder | None) -> str:
    """The one of `KINDS` that the question is surely of; "" when it is of none, or the embedder is not the default."""
    if embedder is None or embedder.identity.weights_sha256 != DEFAULT_WEIGHTS:
        return ""
    import numpy as np

    model = _model()
    scores = model.vector @ embedder.embed([question])[0] + model.bias
    scores = scores + WORD_WEIGHT * sum(model.words[word] for word in words_asked(question) if word in model.words)
    scores = np.append(scores, 0.0)
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    return KINDS[best] if best < len(KINDS) and chances[best] >= model.sure[best] else ""


def words_asked(question: str) -> frozenset[str]:
    """Words and pairs of neighboring words of a question, how long it is, and whether it names a thing we know."""
    words = ["^"]
    for piece in _PIECE.findall(_leveled(question.replace("’", "'"))):
        word = _alike(piece)
        if not (word in ("NAME", "NUMBER") and words[-1] == "NAME"):
            words.append(word)
    made = {*words[1:], *(f"{one} {two}" for one, two in pairwise(words))}
    made |= {f"at most {most} words" for most in _LENGTHS if len(words) <= most + 1}
    made.add("a known name" if any(word.startswith("A_") for word in words) else "no known name")
    return frozenset(made)


def _alike(piece: str) -> str:
    """A word in lower case; one word for all names in capitals, for all years, and for all other numbers."""
    if piece.startswith("A_"):
        return piece
    if piece.isdigit():
        return "YEAR" if len(piece) == 4 and piece[:2] in ("19", "20", "21") else "NUMBER"
    if any(map(str.isdigit, piece)) or sum(map(str.isupper, piece)) > 1:
        return "NAME"
    return piece.lower().rstrip(".-:*")


def _leveled(text: str) -> str:
    """The text with "A_DRUG" for each drug in it, and so for each gene, variant, disease and phenotype."""
    spans = [(found.start, found.end, "A_VARIANT") for found in variants.find_variants(text)]
    spans += [(f.start, f.end, f"A_{f.kind.upper()}") for f in terms.find(text) if f.kind != "population"]
    made, place = "", 0
    for start, end, kind in sorted(spans):
        if start >= place:
            made += f"{text[place:start]} {kind} "
        place = max(place, end)
    return made + text[place:]


@cache
def _model() -> _Model:
    import numpy as np

    table = {
        (part, name): np.array([float(cell) for cell in cells], np.float32)
        for part, name, *cells, _ in rows("guard_model")
    }
    vector = [weights for (part, _), weights in table.items() if part == "vector"]
    words = {name: weights for (part, name), weights in table.items() if part == "word"}
    return _Model(np.array(vector).T, words, table["bias", ""], tuple(map(float, table["sure", ""])))
