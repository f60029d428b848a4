"""How a trip on the road ended without an answer, and what its writer cost; `answer` gives both with the rest."""

from __future__ import annotations

from typing import Literal

import msgspec

from assistant.records.quotes import Citation

__all__ = ["Abstention", "Usage"]


class Abstention(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why no answer is given, and what is nearest."""

    reason: Literal[
        "nothing found",
        "not in library",
        "too little evidence",
        "wrong disease",
        "wrong variant",
        "future",
        "protocol detail",
        "out of scope",
        "emergency",
        "nothing supported",
    ]
    explanation: str
    searched: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    """PMIDs of the nearest records."""
    emptied_by: tuple[str, ...] = ()
    quotes: tuple[Citation, ...] = ()
    """The sentences nearest to an answer, where a model read them and saw none in them."""


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the writer cost. Tokens as the server counted them; 0 when it did not say."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    sent_to: str = ""
    """Host that received text; empty when nothing left the machine."""
    cost: float | None = None
    """At the prices of the settings; None where none are set, or the server counted no tokens."""
