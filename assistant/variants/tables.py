"""The tables on variants, each read once and keyed by what the comparison asks for; every row names its source."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from assistant.knowledge.tables import pieces, rows
from assistant.variants.notations import one_letter, read_notations

__all__ = [
    "driven_genes",
    "exon_codons",
    "implied_markers",
    "is_state",
    "known_fusions",
    "marker_states",
    "named_alleles",
    "polymorphisms",
    "rows_of",
    "star_genes",
    "star_rows",
    "translocations",
    "true_proteins",
    "variant_rows",
    "variant_words",
]


@lru_cache(maxsize=512)
def rows_of(gene: str = "") -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """(kind, value) to the (gene, row) pairs that write it so; of one gene only, since reading them all takes 0.1 s."""
    found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in rows("variants"):
        if gene and row[0] != gene:
            continue
        if re.search(r"\d[A-Z]?[/,] ?[A-Z]|\b(?:OR|AND|or|and)\b", row[1]):
            continue  # a row on several changes at once, whose notations are not one variant
        if sum(kind == "protein" for kind, _ in _spelled(row[1])) > 1:
            continue  # the same without a word between them ("E255K V299L")
        for notation in _notations(row):
            found[notation].add((row[0], row[6]))
    for row in polymorphisms():
        if gene and row[0] != gene:
            continue
        written = _notations(row)
        owners = {owner for notation in written for owner in found.get(notation, ()) if owner[0] == row[0]}
        own = next(iter(owners)) if len(owners) == 1 else (row[0], row[6])
        for notation in written:
            found[notation].add(own)
    return {notation: frozenset(owners) for notation, owners in found.items()}


def polymorphisms() -> list[tuple[str, ...]]:
    """Rows as CIViC's, of what records print side by side for pharmacogenes; the rsID makes the source unique."""
    return [(*row[:6], f"{row[6]} ({row[4]})") for row in rows("polymorphisms")]


def _notations(row: tuple[str, ...]) -> set[tuple[str, str]]:
    _, name, protein, coding, rsids, others, _ = row
    texts = (*pieces(protein), name, *pieces(coding), *pieces(others))
    return {notation for text in texts for notation in _spelled(text)} | {("rsid", rsid) for rsid in pieces(rsids)}


def _spelled(text: str) -> set[tuple[str, str]]:
    tidy = text.replace("FS", "fs").replace("DEL", "del").replace("INS", "ins").replace("DUP", "dup")
    if re.fullmatch(r"p\.[A-Za-z]{3}\d+.*", tidy):
        return {("protein", one_letter(tidy))}
    if tidy.startswith("C."):
        tidy = "c." + tidy[2:]
    return {(n.kind, n.value) for n in read_notations(tidy) if n.kind in ("protein", "coding")}


@lru_cache(maxsize=1)
def true_proteins() -> frozenset[tuple[str, str]]:
    """(gene, change) that a table gives as the protein's: "G12C" of KRAS is one, "C677T" of MTHFR is not."""
    return frozenset((row[0], one_letter(text)) for row in rows("variants") for text in pieces(row[2]))


@lru_cache(maxsize=1)
def variant_rows() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(row[0], row[6]): row for row in (*rows("variants"), *polymorphisms())}


def star_rows() -> tuple[tuple[str, ...], ...]:
    return rows("stars")


@lru_cache(maxsize=1)
def star_genes() -> frozenset[str]:
    """Genes that a row has a star allele of."""
    return frozenset(row[0] for row in star_rows())


@lru_cache(maxsize=1)
def exon_codons() -> dict[tuple[str, str], tuple[int, int]]:
    return {(gene, number): (int(low), int(high)) for gene, number, low, high, _ in rows("exons")}


@lru_cache(maxsize=1)
def translocations() -> dict[str, tuple[str, ...]]:
    return {fusion: tuple(pieces(cells)) for fusion, _, cells, *_ in rows("fusions")}


@lru_cache(maxsize=1)
def known_fusions() -> dict[tuple[str, str], tuple[str, str]]:
    """Each way to write a fusion, as two names, to its value and the gene whose therapy it decides."""
    made: dict[tuple[str, str], tuple[str, str]] = {}
    for value, forms, _, gene, *_ in rows("fusions"):
        for form in (value.replace("::", "-"), *pieces(forms)):
            first, _, second = form.partition("-")
            made.setdefault((first, second), (value, gene))
    return made


@lru_cache(maxsize=1)
def driven_genes() -> frozenset[str]:
    """Genes that stand second in fusions that CIViC has as variants (VID): ALK, RET, ROS1, NTRK1 …

    A fusion that only an evidence item names (EID) may be the one of its gene, whose other changes matter more (EGFR).
    """
    typed = [(row[0].split("::")[1], row[3]) for row in rows("fusions") if "VID" in row[4]]
    return frozenset(second for second, gene in typed if second == gene)


@lru_cache(maxsize=1)
def marker_states() -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """(gene, kind of change) to the (state, source) by which whoever has it is counted: HER2 amplified, positive."""
    made: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for gene, state, case, source in rows("marker_states"):
        made[gene, case] = (*made.get((gene, case), ()), (state, source))
    return made


def is_state(gene: str, state: str, kind: str) -> bool:
    """Whether this gene's state is how that kind of change of it is reported."""
    return any(one == state for one, _ in marker_states().get((gene, kind), ()))


@lru_cache(maxsize=1)
def implied_markers() -> dict[tuple[str, str], tuple[str, str]]:
    """(gene, kind of change) to the (marker, state) of the whole tumor that it tells: MSH2 lost, MMR deficient."""
    return {(gene, case): (marker, state) for gene, case, marker, state, _ in rows("implied_markers")}


@lru_cache(maxsize=1)
def named_alleles() -> frozenset[tuple[str, str]]:
    """(gene, first word) of alleles that have a word for a name ("G6PD Mediterranean")."""
    return frozenset((gene, name.split(" ")[0]) for gene, name, *_ in rows("named_alleles"))


@lru_cache(maxsize=1)
def variant_words() -> dict[str, dict[str, str]]:
    """Words for a class of variants to their kind, by the side of the gene on which they stand."""
    made: dict[str, dict[str, str]] = {"after": {}, "before": {}}
    for kind, place, words, *_ in rows("variant_words"):
        made[place][words] = kind
    return made
