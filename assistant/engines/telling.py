"""The sentences of a text that tell most on a claim: what a small model reads instead of the whole.

A claim is decided by a sentence or two, and the time a transformer takes grows with every word. A model is trained and
asked on the same choice, so it is made here, once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.read.sentences import sentence_spans

__all__ = ["ROOM", "telling"]

ROOM = 600
"""Characters: about 140 word pieces. The sentences people chose for SciFact's claims are among so many in 84 %."""

_WORD = re.compile(r"[^\W_]+(?:[*>][^\W_]+)*|\*\d+")
_GRAMMAR = frozenset(
    {"and", "are", "but", "did", "does", "for", "from", "had", "has", "have", "its", "may", "not", "our", "such"}
    | {"than", "that", "the", "their", "then", "there", "these", "they", "this", "those", "was", "were", "when"}
    | {"which", "who", "with"}
)
"""A denial among them: the sentence that decides a claim is on the same things, whichever way it goes."""
_STEM = 6
_LAST = 2
_LAST_GAIN = 0.15
"""What the closing sentences gain, in shares of the claim's words: conclusions stand there."""


def telling(claim: str, text: str, room: int = ROOM) -> str:
    """The sentences that share most with the claim, in their order, as many as fit; at least one."""
    spans = [text[start:end].strip() for start, end in sentence_spans(text)]
    asked = _stems(claim)
    whole = sum(map(len, asked))
    scores = [sum(map(len, asked & _stems(sentence))) for sentence in spans]
    gained = [
        score + (_LAST_GAIN * whole if place >= len(spans) - _LAST else 0.0) for place, score in enumerate(scores)
    ]
    chosen: list[int] = []
    for place in sorted(range(len(spans)), key=lambda place: -gained[place]):
        if not chosen or sum(len(spans[other]) for other in chosen) + len(spans[place]) <= room:
            chosen.append(place)
    return " ".join(spans[place] for place in sorted(chosen))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """The beginnings of the words that say something: "inhibitors" meets "inhibition"."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(word[:_STEM] for word in words if (len(word) > 2 or word[-1].isdigit()) and word not in _GRAMMAR)
