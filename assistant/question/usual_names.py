"""The one name by which a drug or a gene is asked, whichever of its names the question has.

"5-FU" is asked as fluorouracil, "OATP1B1" as SLCO1B1, and "ERBB2" as HER2 where records write HER2: what is searched,
embedded and read by models is then the same question, and so is its answer. The reader is shown the name that was
typed: "p53" and "B23" are what records write, and not what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from assistant.knowledge.tables import pieces, records
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.records.answer import Concept
from ingest.index.words import WordTerm

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["by_usual_names", "with_usual_names"]

_MOST = 6
"""Aliases of a gene that are counted, the usual ones first."""
_SHORTEST = 3
"""Letters of an alias that may stand for its gene: shorter ones have other meanings."""


def with_usual_names(asked: Sequence[Concept], library: Library | None) -> list[Concept]:
    """The concepts, each gene as it is usually written: by its symbol, or by the alias that more of the library's
    records write; and the variants that name it ("ERBB2-amplified") by the same.

    A family of genes, and a gene that no vocabulary has, keep the name they were asked by.
    """
    genes = [one for one in asked if one.kind == "gene" and one.origin == "question"]
    names = {one.name: _usual(one, library) for one in genes if library is not None}

    def written(one: Concept) -> Concept:
        if one.kind == "gene":
            return msgspec.structs.replace(one, surface=names.get(one.name) or one.surface)
        if one.kind == "variant" and names.get(one.gene):
            own = [gene for gene in asked if gene.kind == "gene" and gene.name == one.gene]
            forms = {form for gene in own for form in (gene.surface, gene.name, *_aliases(gene))}
            return msgspec.structs.replace(one, surface=_replaced(one.surface, forms, names[one.gene]))
        return one

    return [written(one) for one in asked]


def _usual(gene: Concept, library: Library) -> str:
    """Empty where it keeps the name it was asked by."""
    if entry_of(vocabulary(), "gene", gene.name) is None:
        return ""
    counted = {name: _records(name, library) for name in _aliases(gene)}
    most = max(counted, key=lambda name: counted[name], default="")
    return most if most and counted[most] > _records(gene.name, library) else gene.name


def _aliases(gene: Concept) -> list[str]:
    found = [one.text for one in gene.synonyms if one.text not in _elsewhere(gene.name)]
    return [name for name in found[:_MOST] if len(name) >= _SHORTEST]


def _replaced(text: str, forms: Iterable[str], name: str) -> str:
    for form in sorted(forms, key=len, reverse=True):
        if form.lower() != name.lower():
            text = name.join(re.split(rf"(?<![\w-]){re.escape(form)}(?![^\W\d_]|-?\d)", text))
    return text


def by_usual_names(text: str, asked: Sequence[Concept], usual: Sequence[Concept]) -> str:
    """The question with each known drug and gene by its usual name; `usual`: the concepts `asked`, in their order."""
    for was, now in zip(asked, usual, strict=True):
        if (was.kind == "drug" and was.known) or was.kind == "gene":
            text = _replaced(text, [was.surface], was.name if was.kind == "drug" else now.surface)
    return text


def _records(name: str, library: Library) -> int:
    return library.count([WordTerm(name, phrase=True)])


def _elsewhere(symbol: str) -> frozenset[str]:
    """Aliases of the gene that mean other things without context."""
    return _in_context().get(symbol, frozenset())


@cache
def _in_context() -> dict[str, frozenset[str]]:
    return {row["symbol"]: frozenset(pieces(row["need_context"])) for row in records("genes") if row["need_context"]}
