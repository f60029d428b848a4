"""The fusion that a drug had before tells of, or a variant that is seen in it alone; the state that a lost protein is.

Alectinib is approved for nothing but a fusion of ALK in lung cancer; and all that is known of ALK G1202R is known of it
in a fusion of ALK.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from assistant.curated.diseases import disease_match, named
from assistant.curated.store import facts_for
from assistant.records.answer import Query
from assistant.variants.markers import MarkerState, states_in
from assistant.variants.same_variant import Identity
from assistant.variants.tables import driven_genes, implied_markers

__all__ = ["fusions_of_variants", "implied_fusions", "implied_states"]


def implied_fusions(
    prior: Sequence[str], genes: Collection[str], diseases: Sequence[str], absent: Collection[str]
) -> list[Identity]:
    """Of each of these genes whose every approval of a prior drug in the disease is for a fusion of the gene with any
    partner.

    Not of a gene that is wild type or whose fusion is denied (`absent`).
    """
    found = []
    for gene in sorted((set(genes) & driven_genes()) - set(absent)):
        facts = facts_for(genes=[gene], drugs=prior) if prior else ()
        labels = [fact for fact in facts if fact.kind == "approval" and disease_match(named(fact), diseases)]
        parts = {part for fact in labels for group in fact.requires for part in group if part.gene == gene}
        if parts and all(part.kind == "fusion" and part.value == gene and not part.absent for part in parts):
            found.append(Identity(gene, "fusion", gene))
    return found


def fusions_of_variants(there: Sequence[Identity], absent: Collection[str]) -> list[Identity]:
    """A fusion, with any partner, of each gene with a variant that every row on it requires one with.

    Not of a gene that is wild type or whose fusion is denied (`absent`).
    """
    changed = {one.gene for one in there if one.kind == "protein" and one.gene in driven_genes()} - set(absent)
    found = []
    for gene in sorted(changed):
        groups = [group for fact in facts_for(genes=[gene]) for group in fact.requires]
        for one in (one for one in there if one.gene == gene and one.kind == "protein"):
            on = [group for group in groups if any((p.gene, p.kind, p.value) == one for p in group)]
            if on and all(any(p.gene == gene and p.kind == "fusion" and not p.absent for p in group) for group in on):
                found.append(Identity(gene, "fusion", gene))
    return list(dict.fromkeys(found))


def implied_states(there: Iterable[Identity], query: Query) -> tuple[MarkerState, ...]:
    """What the question says of markers; of those that it leaves out what the patient's diagnosis says, and of the rest
    what changes of genes tell."""
    said = states_in(query.text)
    diagnoses = "\n".join(one.surface for one in query.named("disease") if one.origin == "patient")
    said = (*said, *_new(states_in(diagnoses), said))
    told = [implied_markers().get((one.gene, one.kind)) for one in there]
    return (*said, *_new(dict.fromkeys(MarkerState(*one) for one in told if one), said))


def _new(states: Iterable[MarkerState], said: Sequence[MarkerState]) -> list[MarkerState]:
    known = {one.gene for one in said}
    return [one for one in states if one.gene not in known]
