"""Which group of designs a record reads like, where neither a publication type nor its title says.

A linear model over the words of title and abstract and over kinds of words (`knowledge/words/design_words.tsv`): what
was studied (people, animals, cells, molecules, nothing), how they were chosen and compared, what was measured. A kind
counts by itself, by how often it stands there, beside its neighbors ("PERSON were RANDOM ASSIGN") and together with
each other kind. `evals/train/designs.py` made its weights from labels of our own and from titles that name a design.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import combinations, pairwise
from typing import Any

import msgspec

from assistant.knowledge.tables import grouped, rows

__all__ = ["GROUPS", "LEAST_WORDS", "design_signs", "group_chances"]

GROUPS = tuple(grouped("design_groups"))
"""Columns of `design_model.tsv`."""
LEAST_WORDS = 25
"""Shorter abstracts say too little for a likeness to tell."""

_WORD = re.compile(r"[a-z]+(?:[-'/][a-z0-9]+)*(?:\d[\w-]*)?|\d+(?:[.,]\d+)*|[%=<>;:.]")
_TIMES = (1, 2, 4, 7)
_FIRST, _LAST = 24, 40
"""Words of an abstract that say what it is about, and what came out."""
_CENTURIES = ("19", "20")


class _Model(msgspec.Struct, frozen=True):
    signs: dict[str, Any]
    """Sign to its weight for each group."""
    bias: Any


def group_chances(title: str, abstract: str) -> Any:
    """Probability of each of `GROUPS`."""
    import numpy as np

    model = _model()
    found = [model.signs[sign] for sign in design_signs(title, abstract) if sign in model.signs]
    scores = np.sum([model.bias, *found], axis=0)
    chances = np.exp(scores - scores.max())
    return chances / chances.sum()


def design_signs(title: str, abstract: str) -> frozenset[str]:
    """What the model looks at, each as one string."""
    headed, said = _WORD.findall(title.lower()), _WORD.findall(abstract.lower())
    title_kinds, kinds = (["^", *map(_kind, words)] for words in (headed, said))
    known = _kinds().keys()
    counts = Counter(kind for kind in kinds if kind in known)
    named = {kind for kind in title_kinds if kind in known}
    return frozenset(
        [
            *said,
            *(f"t {word}" for word in (*headed, *named)),
            *(f"t {one} {two}" for one, two in pairwise(title_kinds)),
            *(f"{one} {two}" for one, two in pairwise(kinds)),
            *_threes(kinds),
            *(f"{kind} {times} times" for kind, count in counts.items() for times in _TIMES if count >= times),
            *(f"{one} & {two}" for one, two in combinations(sorted(counts.keys() | named), 2)),
            *(f"no {kind}" for kind in known - counts.keys() - named),
            *(f"first {kind}" for kind in kinds[1 : _FIRST + 1] if kind in known),
            *(f"last {kind}" for kind in kinds[-_LAST:] if kind in known),
            f"length {min(6, len(abstract) // 350)}",
            "a title" if title else "no title",
        ]
    )


def _threes(kinds: Sequence[str]) -> Iterable[str]:
    """Three in a row of which two at least are of a kind."""
    known = _kinds()
    for one, two, three in zip(kinds, kinds[1:], kinds[2:], strict=False):
        if (one in known) + (two in known) + (three in known) > 1:
            yield f"{one} {two} {three}"


@lru_cache(maxsize=50_000)
def _kind(word: str) -> str:
    """The kind of a word; of figures their size; the word itself where it is of none."""
    if word[0].isdigit():
        return _size(word)
    by_word = _kind_of_word()
    head, *_, tail = word.split("-") if "-" in word else (word, word)
    found = [by_word[part] for part in (word, tail, head) if part in by_word]
    return found[0] if found else word


def _size(number: str) -> str:
    if len(number) == 1:
        return "#"
    if len(number) == 4 and number.startswith(_CENTURIES):
        return "YEAR"
    return "0.#" if "." in number else "##"


@cache
def _kinds() -> dict[str, None]:
    return dict.fromkeys(kind for kind, _, _ in rows("design_words"))


@cache
def _kind_of_word() -> dict[str, str]:
    return {word: kind for kind, words, _ in rows("design_words") for word in words.split()}


@cache
def _model() -> _Model:
    import numpy as np

    table = {
        (part, sign): np.array(list(map(float, cells)), np.float32) for part, sign, *cells, _ in rows("design_model")
    }
    return _Model({sign: weights for (part, sign), weights in table.items() if part == "sign"}, table["bias", "words"])
