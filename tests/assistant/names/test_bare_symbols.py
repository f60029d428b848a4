"""Symbols of genes that are words besides, alone and in small letters."""

from __future__ import annotations

import pytest

from assistant.names.bare_symbols import beside_cue, is_marker
from assistant.names.find import find


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("kras in pancreatic cancer", {"KRAS"}),
        ("met exon 14 skipping", {"MET"}),
        ("acquired met amplification", {"MET"}),
        ("ret m918t", {"RET"}),
        ("kit/pdgfra wild type", {"KIT", "PDGFRA"}),
        ("RET in thyroid cancer", {"RET"}),
        ("MET in gastric cancer", {"MET"}),
        ("ATM carriers", {"ATM"}),
        ("the endpoint was met", set()),
        ("the kit detects it", set()),
        ("Met/Met carriers of COMT", {"COMT"}),
        ("10 MET hours of exercise in breast cancer", set()),
        ("alk phos of 300", set()),
        ("ER-positive breast cancer", set()),
        ("HER2-positive, PR-negative breast cancer", {"ERBB2"}),
    ],
)
def test_a_symbol_counts_where_what_stands_around_it_is_of_genes(text: str, genes: set[str]) -> None:
    """In small letters beside a change; in capitals in a text on a tumor, unless a word speaks for something else."""
    assert {one.name for one in find(text) if one.kind == "gene" and one.known} == genes


def test_a_cue_stands_right_beside_the_symbol() -> None:
    """Behind it or before it, and not elsewhere in the text."""
    assert beside_cue("met amplification", 0, 3) == "amplification"
    assert beside_cue("c-met", 2, 5) == "c-"
    assert not beside_cue("met, then an amplification", 0, 3)


def test_genes_of_medicines_are_markers() -> None:
    """A gene that no evidence or guideline on medicines is about is not asked for by its symbol alone."""
    assert is_marker("KRAS")
    assert not is_marker("BID")
