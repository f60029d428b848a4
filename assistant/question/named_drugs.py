"""What a question asks about that is given to a patient and is no single drug: regimens and products of several drugs,
and the names that nothing here knows, of which the reader must be told that nothing was checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.tables import words_in, words_of
from assistant.language.covered import Covered
from assistant.names.regimens import drugs_of_regimen, regimens_in, spelled_out
from assistant.question.unknown_drugs import unknown_drugs
from assistant.records.answer import Concept, Query

__all__ = ["options_named", "placed_regimens", "regimen_drugs", "unknown_names"]


def placed_regimens(text: str, covered: Covered) -> Iterator[tuple[int, Concept, list[str]]]:
    """The regimens and products that stand where nothing else was read, which is then `covered`: the place of each, the
    concept, and what it is read as."""
    for one in regimens_in(text):
        if not covered.touches(one.start, one.end):
            covered.add(one.start, one.end)
            yield one.start, Concept("other", one.name, text[one.start : one.end]), spelled_out(one)


def regimen_drugs(concept: Concept) -> tuple[str, ...]:
    """The drugs of the regimen or the product that a concept is; empty for every other concept and for what the patient
    brings."""
    return drugs_of_regimen(concept.name) if concept.kind == "other" and concept.origin != "patient" else ()


def options_named(concept: Concept) -> tuple[str, ...]:
    """What is to be checked of it: each drug of a regimen, a product as one."""
    drugs = regimen_drugs(concept)
    return (concept.name,) if drugs and regimens_in(concept.name)[0].is_product else drugs


def unknown_names(query: Query) -> tuple[str, ...]:
    """Names of drugs and regimens whose drugs no source at hand tells; a name of another unknown kind only where the
    question is on it: where it is an option, taken beside, or all that the question names, or where it stands in the
    place of a drug. A scale, a score or a test is no drug."""
    asked = [one for one in query.concepts if one.origin != "patient"]
    has_drug = any(one.kind in ("drug", "drug class") for one in asked)
    placed = (query.question[slice(*span)] for span in unknown_drugs(query.question))
    words = " ".join((*query.roles.option, *query.roles.co_medication, *query.roles.comparator, *placed)).casefold()
    found, measures = [], words_in("measure_names")
    for one in asked:
        unspelled = any(not regimen.drugs for regimen in regimens_in(one.name))
        other = one.kind == "other" and not one.known and (not has_drug or one.surface.casefold() in words)
        if not measures.isdisjoint(words_of(one.name).split()):
            continue
        if unspelled or other or (one.kind == "drug" and not one.known):
            found.append(one.name)
    return tuple(dict.fromkeys(found))
