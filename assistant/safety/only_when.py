"""Rows of labels that hold only under a condition, where the case or the question says that it is so.

"Contraindicated only when used to prevent migraine" is more than a caution for whoever asks of migraine. A condition
that the label leaves open keeps the row a caution, and the reader is told what of the case may meet it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, words_of
from assistant.safety.diseases import how_condition_met, is_own
from assistant.safety.drugs import Contraindication
from assistant.variants.denied import denied

__all__ = ["Asked", "decided", "is_denied_use"]

_FOR = re.compile(r"\b(?:for|in|against|to treat|to prevent)\s+\Z", re.IGNORECASE)
_NEAR = 20


class Asked(NamedTuple):
    """What a question says of the use of a drug."""

    text: str = ""
    diseases: tuple[str, ...] = ()


def is_denied_use(text: str, name: str) -> bool:
    """Whether a question has a disease only as one that the drug is not for: "for epilepsy, not for migraine"."""
    places = [found.span() for found in re.finditer(re.escape(name), text)] if name else []
    return bool(places) and all(denied(text, _head(text, start), end) for start, end in places)


def _head(text: str, start: int) -> int:
    """Where the words begin that say that a drug is for what stands here."""
    found = _FOR.search(text, max(0, start - _NEAR), start)
    return found.start() if found else start


def decided(rows: Iterable[Contraindication], conditions: Sequence[str], asked: Asked) -> Iterator[Contraindication]:
    """The rows, each that holds only under a condition as the case and the question leave it."""
    own = [one for one in conditions if is_own(one)]
    for row in rows:
        yield _decided(row, own, asked) if row.only in _table() else row


def _decided(row: Contraindication, own: Sequence[str], asked: Asked) -> Contraindication:
    for names, counts, by_use in _table()[row.only]:
        on_case = () if by_use and asked.diseases else own
        said = f" {words_of(asked.text)} "
        for name in names:
            met = next((one for one in (*on_case, *asked.diseases) if how_condition_met(name, one) == "wholly"), "")
            if met or f" {words_of(name)} " in said:
                left_open = f"{row.only}; whether {met or name} counts as such is not told there"
                return row._replace(only=row.only.removeprefix("only ") if counts else left_open)
    return row


@cache
def _table() -> dict[str, list[tuple[tuple[str, ...], bool, bool]]]:
    """The words of a condition to (names, whether they count, whether by the use)."""
    made: dict[str, list[tuple[tuple[str, ...], bool, bool]]] = {}
    for row in records("only_when"):
        made.setdefault(row["only"], []).append((tuple(pieces(row["names"])), row["counts"] == "y", row["by"] == "use"))
    return made
