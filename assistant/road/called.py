"""Which alerts are on what the question asks about, and by which names it calls their drugs.

An alert has the generic names of a label; a question has a brand, a salt, a product or a regimen. Two names are of one
drug where they stand for the same ingredients, however they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from assistant.question.named_drugs import options_named
from assistant.records.answer import Concept
from assistant.records.safety import Alert
from assistant.safety.drugs import options_of

__all__ = ["drugs_of", "ingredients_of", "with_names"]

_Named = tuple[frozenset[str], tuple[str, ...]]
"""Ingredients, in small letters, and the names that stand for them."""


def with_names(alerts: Sequence[Alert], asked: Sequence[Concept], brought: Sequence[str]) -> tuple[Alert, ...]:
    """Each with whether it leads, and by what else its drugs are called. `asked`: what the question is on; `brought`:
    drugs that findings bring up, as they name them."""
    of_question = [_of_concept(one) for one in asked]
    of_findings = [(ingredients_of(name), (name,)) for name in brought]
    return tuple(_with_names(alert, of_question, of_findings) for alert in alerts)


def drugs_of(alert: Alert) -> Iterator[str]:
    """Ingredients that an alert is on, in small letters: those that its drugs stand for, and their own names."""
    for drug in alert.drugs:
        yield drug.casefold()
        yield from ingredients_of(drug)


def ingredients_of(name: str) -> frozenset[str]:
    """Those of a drug, a product, or all drugs of a regimen, in small letters."""
    return frozenset(one for option in options_of(name) for one in option.ingredients)


def _of_concept(concept: Concept) -> _Named:
    drugs = options_named(concept) or (concept.surface if concept.kind == "drug class" else concept.name,)
    return frozenset().union(*map(ingredients_of, drugs)), (concept.surface, concept.name)


def _with_names(alert: Alert, of_question: Sequence[_Named], of_findings: Sequence[_Named]) -> Alert:
    own = set(drugs_of(alert))
    asked = [names for ingredients, names in of_question if ingredients & own]
    told = [names for ingredients, names in of_findings if ingredients & own]
    called = dict.fromkeys(name for names in (*asked, *told) for name in names if name.casefold() not in own)
    return replace(alert, leads=bool(asked), called=tuple(called))
