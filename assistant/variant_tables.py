"""The tables on variants, each read once and keyed by what the comparison asks for; every row names its source."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from assistant.knowledge.tables import pieces, rows
from assistant.notations import one_letter, read_notations

__all__ = ["exon_codons", "rows_of", "star_rows", "translocations", "true_proteins", "variant_rows"]


@lru_cache(maxsize=1)
def rows_of() -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """(kind, value) to the (gene, row) pairs that write it so."""
    found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for gene, name, protein, coding, rsids, others, source in rows("variants"):
        if re.search(r"\d[A-Z]?[/,] ?[A-Z]|\b(?:OR|AND|or|and)\b", name):
            continue  # a row on several changes at once, whose notations are not one variant
        own = (gene, source)
        for text in (*pieces(protein), name, *pieces(coding), *pieces(others)):
            for notation in _spelled(text):
                found[notation].add(own)
        for rsid in pieces(rsids):
            found["rsid", rsid].add(own)
    return {notation: frozenset(owners) for notation, owners in found.items()}


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
def variant_rows() -> dict[tuple[str, str], list[str]]:
    return {(row[0], row[6]): row for row in rows("variants")}


@lru_cache(maxsize=1)
def star_rows() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows("stars"))


@lru_cache(maxsize=1)
def exon_codons() -> dict[tuple[str, str], tuple[int, int]]:
    return {(gene, number): (int(low), int(high)) for gene, number, low, high, _ in rows("exons")}


@lru_cache(maxsize=1)
def translocations() -> dict[str, tuple[str, ...]]:
    return {fusion: tuple(pieces(cells)) for fusion, _, cells, *_ in rows("fusions")}
