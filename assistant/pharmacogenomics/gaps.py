"""What may stand at the positions of a gene that a test did not call: what has no variant there is not normal.

Each allele of the tables whose further positions were all not called may be there in place of the one that was told.
The phenotype holds only where all of them come to the same; with copies that nobody counted, where no allele has
function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import msgspec

from assistant.knowledge.tables import records
from assistant.pharmacogenomics.alleles import Call, Unit, named
from assistant.pharmacogenomics.functions import function_of, method_of, reference_of
from assistant.pharmacogenomics.scoring import Outcome, of_call
from assistant.pharmacogenomics.states import state_of

__all__ = ["gaps_said", "markers_of", "with_gaps", "with_state_gaps"]

_AT_MOST = 20
"""Positions that are named; a panel may lack hundreds."""
_COPIES = "copy number"
"""What `Diplotype.not_called` calls the number of gene copies."""
_NO_FUNCTION = "no function"


def with_gaps(gene: str, call: Call, made: Outcome, not_called: Sequence[str]) -> Outcome:
    """What two alleles stand for, where these positions were not called."""
    if not not_called:
        return made
    said = gaps_said(gene, not_called)[0]
    if not made.phenotype:
        return msgspec.structs.replace(made, notes=(*made.notes, said))
    possible = {of_call(gene, one).phenotype for one in _possible(gene, call, not_called)}
    if possible <= {made.phenotype}:
        return msgspec.structs.replace(made, notes=(*made.notes, said))
    known = sorted(filter(None, {made.phenotype, *possible}))
    other = ", or one that is not known here" if "" in possible else ""
    return Outcome(
        notes=(*made.notes, said, f"By what was called the result of {gene} may be: {', '.join(known)}{other}.")
    )


def with_state_gaps(gene: str, made: Outcome, not_called: Sequence[str]) -> Outcome:
    """The same of a gene with states: a variant that was found counts, and what is told for want of one does not."""
    if not not_called:
        return made
    notes = (*made.notes, *gaps_said(gene, not_called))
    usual = state_of(gene, reference_of(gene))
    if method_of(gene) in ("genotype", "carriage") or made.phenotype not in (usual, "variable"):
        return msgspec.structs.replace(made, notes=notes)
    return Outcome(notes=notes)


def gaps_said(gene: str, not_called: Sequence[str]) -> tuple[str, ...]:
    """The sentence that names positions without a call."""
    if not not_called:
        return ()
    listed = ", ".join(not_called[:_AT_MOST])
    rest = len(not_called) - _AT_MOST
    more = f" and {rest} more" if rest > 0 else ""
    return (f"Positions of {gene} that were not called are not normal: {listed}{more}.",)


def _possible(gene: str, call: Call, not_called: Sequence[str]) -> Iterator[Call]:
    """Every pair of alleles that the calls leave open; one without sides where that cannot be told."""
    if _COPIES in not_called and not all(_is_null(gene, allele) for allele in call.alleles):
        yield Call(problem="copies")
        return
    names = [name for name in not_called if name != _COPIES]
    markers = {marker for made_of in _markers(gene).values() for marker in made_of}
    strange = [name for name in names if name not in markers and not function_of(gene, named(gene, name))]
    if strange and reference_of(gene) in call.alleles:
        yield Call(problem="a position that no table has")
        return
    for sides in product(*(list(_sides(gene, side, names)) for side in call.sides)):
        yield Call(sides)


def _sides(gene: str, side: tuple[Unit, ...], not_called: Sequence[str]) -> Iterator[tuple[Unit, ...]]:
    """The side as it was told, and with each allele that has its positions and others that were not called."""
    yield side
    if len(side) != 1 or side[0].copies != 1:
        return
    told = side[0].allele
    own = markers_of(gene, told)
    if not own and told != reference_of(gene):
        return
    for allele, made_of in _markers(gene).items():
        if allele != told and made_of > own and made_of - own <= set(not_called):
            yield (Unit(allele),)
    if told == reference_of(gene):
        yield from ((Unit(allele),) for name in not_called if function_of(gene, allele := named(gene, name)))


def _is_null(gene: str, allele: str) -> bool:
    found = function_of(gene, allele)
    return found is not None and found.function == _NO_FUNCTION


def markers_of(gene: str, allele: str) -> frozenset[str]:
    """The rsIDs of the positions that make an allele; none where no table has them."""
    return _markers(gene).get(allele, frozenset())


def _markers(gene: str) -> dict[str, frozenset[str]]:
    return _all_markers().get(gene, {})


@cache
def _all_markers() -> dict[str, dict[str, frozenset[str]]]:
    """The positions that make each allele, or change, under the name that functions have."""
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in records("star_markers"):
        found[row["gene"]][named(row["gene"], row["allele"])].add(row["marker"])
    return {gene: {name: frozenset(some) for name, some in alleles.items()} for gene, alleles in found.items()}
