"""What no judge may overrule."""

from __future__ import annotations

import pytest

from assistant.verify.checks.vetoes import veto
from tests.assistant.verify.checks.laid import sides

RECORD = "Of 412 adults, carriers of BRAF V600E had more rash with vemurafenib (odds ratio, 2.06)."


@pytest.mark.parametrize(
    "sentence",
    [
        "Rash was twice as common in them.",
        "The odds were 2.1 times as high.",
        "In 412 adults, rash with Zelboraf went with BRAF V600E.",
    ],
)
def test_what_the_record_has_is_a_judges_matter(sentence: str) -> None:
    """Names by any of their forms, and figures as they are, rounded or derived."""
    assert veto(sides(sentence, RECORD)) == ""


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Rash was seen in 37% of them.", "37%"),
        ("Rash was commoner with erlotinib.", "erlotinib"),
        ("Rash was commoner with EGFR mutations.", "EGFR"),
        ("Rash was commoner with V600K.", "V600K"),
        ("Vemurafenib should be avoided in them.", "recommends"),
    ],
)
def test_what_the_record_lacks_is_refused(sentence: str, told: str) -> None:
    """A figure, a drug, a gene, a variant, advice; the reason names it."""
    assert told in veto(sides(sentence, RECORD))
