"""On which side of a marker a text is."""

from __future__ import annotations

import pytest

from assistant.variants.sides import opposed, sides_in


@pytest.mark.parametrize(
    ("text", "marker", "sides"),
    [
        ("JAK2-negative erythrocytosis", "JAK2", {"without"}),
        ("a JAK2 V617F mutation", "JAK2", {"with"}),
        ("tumors without an EGFR mutation", "EGFR", {"without"}),
        ("NTRK fusion negative", "NTRK1 fusion", {"without"}),
        ("HER2-negative", "ERBB2", {"without"}),
        ("TNBC", "ESR1", {"without"}),
        ("PD-L1 below 1%", "CD274", {"without"}),
        ("PD-L1 was at least 50%", "CD274", {"with"}),
        ("MSS tumors", "MSI", {"without"}),
        ("dMMR tumors", "MSI", {"with"}),
        ("BRCA1 carriers", "BRCA1", {"with"}),
        ("an unmethylated MGMT promoter", "MGMT", {"without"}),
        ("lower than in those with a JAK2 mutation", "JAK2", {"with", "without"}),
        ("regardless of EGFR positivity", "EGFR", {"with", "without"}),
    ],
)
def test_a_state_says_the_side(text: str, marker: str, sides: set[str]) -> None:
    """By its word, its number, a denial, or carriers; a comparison speaks of both."""
    assert sides_in(text)[marker] == sides


@pytest.mark.parametrize("text", ["HER2-low", "EGFR expression", "UGT1A1*28", "no MET amplification", ""])
def test_what_is_neither_has_no_side(text: str) -> None:
    """HER2-low is a group of its own, expression no finding, and one change that is absent leaves the others open."""
    assert not sides_in(text)


def test_only_one_side_against_the_other_is_opposed() -> None:
    """A text that speaks of both, or of another marker, may be on the case."""
    asked = sides_in("JAK2-negative polycythemia")
    assert opposed(asked, sides_in("a JAK2 mutation")) == "JAK2"
    assert not opposed(asked, sides_in("JAK2-positive or JAK2-negative"))
    assert not opposed(asked, sides_in("a CALR mutation"))
