"""What no judge overrules: hard faults of a sentence, found by the checks or by what is not there at all.

However freely a sentence is worded, each of its numbers, drugs, genes and variants must stand in the record. Where it
repeats the words of its quotes but for a few, the checks compare place by place, and what they find stands. Between
the two, how a figure and an arm, an outcome and a group belong together is the judge's to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

import msgspec

from assistant.judge.figures import missing_number
from assistant.records.judged import Statement
from assistant.verify.checks import CHECKS, Sides, match, read, sentences
from assistant.verify.checks.finding import NEAR
from ingest.read.sentences import sentence_spans

__all__ = ["own_sentences", "veto"]

_NAMED = frozenset({"drugs", "genes", "variants"})
"""Checks that count in any wording: the name is nowhere in the record."""
_NEAR = _NAMED | {"diseases", "population", "association", "negation", "hedging", "certainty", "sides"}
"""Checks that count where the wording is near."""
_NEARER = _NEAR | {"numbers", "arms", "direction"}
"""Checks that count where a figure or a direction is compared with the one at its place."""
_NEARER_FROM = 0.8
"""Closeness. Between this and `NEAR` these refuse as many true sentences as false ones."""


@lru_cache(maxsize=512)
def veto(statement: Statement) -> str:
    """The reason of the first hard fault, or an empty text."""
    said, quoted = read(statement.text), sentences("\n".join(own_sentences(statement)))
    found = match(said, quoted)
    if found is None:
        return "The sentence or its evidence is empty."
    if fault := missing_number(statement):
        return fault
    shown = "\n".join(dict.fromkeys((*statement.quotes, *statement.surroundings)))
    known = "\n".join((statement.record, *(f"{long} ({short})" for short, long in statement.abbreviations)))
    near = Sides(said, sentences(shown), shown, found, known)
    free = msgspec.structs.replace(near, match=msgspec.structs.replace(found, closeness=0.0))
    in_place = _NEARER if found.closeness >= _NEARER_FROM else _NEAR if found.closeness >= NEAR else frozenset()
    return next(chain(_faults(free, _NAMED), _faults(near, in_place)), "")


def _faults(sides: Sides, names: frozenset[str]) -> Iterator[str]:
    """The reasons of the checks of these names that fail."""
    for check in CHECKS if names else ():
        finding = check(sides)
        if finding.consequence and finding.check.name in names:
            yield finding.check.reason


def own_sentences(statement: Statement) -> list[str]:
    """The whole sentences the quotes lie in; a quote that lies in none of the surroundings, as it is."""
    found: list[str] = []
    for quote in statement.quotes:
        passage = next((one for one in statement.surroundings if quote in one), quote)
        start = passage.index(quote)
        spans = [(a, b) for a, b in sentence_spans(passage) if a < start + len(quote) and start < b]
        found += [passage[a:b] for a, b in spans] or [quote]
    return list(dict.fromkeys(found))
