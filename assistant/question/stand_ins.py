"""What stands for a name that no record has: a drug's class, a class's members, the fusions of a fusion's gene.

A library that writes of fluoropyrimidines answers a question on tegafur, and one on alirocumab a question on PCSK9
inhibitors, and one on ROS1 fusions a question on EZR-ROS1; the answer then says which it is on. A thing that is named
itself needs nothing to stand for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from assistant.knowledge.tables import rows
from assistant.language.writings import writings
from assistant.names.classes import classes_of, members
from assistant.records.answer import Concept, Synonym
from assistant.variants.fusions import GENE_FUSIONS
from assistant.variants.own_gene import variants_in, with_gene
from assistant.variants.tables import implied_markers
from assistant.variants.worded import fusion_forms
from ingest.index.words import WordTerm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.library.library import Library

__all__ = ["is_implied", "standing_in", "with_stand_ins"]

_STANDS = "stands for it as "
_TOLD = "what it tells of "
_MOST = 4


def standing_in(concept: Concept) -> tuple[Synonym, ...]:
    """The names that stand for the concept, which no record names itself; none for one that is named."""
    return tuple(synonym for synonym in concept.synonyms if synonym.reason.startswith(_STANDS))


def is_implied(synonym: Synonym) -> bool:
    """Whether it is the state of a tumor that the change asked about tells of."""
    return synonym.reason.startswith(f"{_STANDS}{_TOLD}")


def with_stand_ins(concept: Concept, library: Library) -> Concept:
    """The concept, with what stands for it among its synonyms where the library has that and not the thing itself."""
    others = _others(concept)
    own = [concept.surface, concept.name, *(synonym.text for synonym in concept.synonyms)]
    if not others or _there(own, library):
        return concept
    most = len(others) if concept.kind == "variant" else _MOST
    found = [one for one in others if _there([one.text], library)][:most]
    return msgspec.structs.replace(concept, synonyms=(*concept.synonyms, *found))


def _others(concept: Concept) -> list[Synonym]:
    if concept.kind == "drug":
        return [Synonym(one.text, f"{_STANDS}{one.reason}") for one in classes_of(concept.name)]
    if concept.kind == "drug class":
        return [Synonym(one.text, f"{_STANDS}one of {one.reason}") for one in members(concept.name)]
    if concept.kind == "variant" and "::" in concept.name:
        return [Synonym(text, f"{_STANDS}{GENE_FUSIONS}") for text in fusion_forms(concept.gene)]
    if concept.kind == "variant":
        return list(_implied(concept))
    return []


def _implied(concept: Concept) -> Iterator[Synonym]:
    """The ways to write the state that a lost protein is: MSH2 loss is mismatch repair deficiency."""
    for mention in variants_in(with_gene(concept))[:1]:
        told = implied_markers().get((concept.gene or mention.gene, mention.kind))
        for form, marker, state, _ in rows("asked_markers") if told else ():
            if (marker, state) == told:
                yield Synonym(form, f"{_STANDS}{_TOLD}{marker}")


def _there(names: Iterable[str], library: Library) -> bool:
    return library.count([WordTerm(way, phrase=True) for name in names for way in writings(name)]) > 0
