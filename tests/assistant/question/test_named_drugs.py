"""What a question asks about that is no single drug."""

from __future__ import annotations

import pytest

from assistant.question.named_drugs import options_named, regimen_drugs, unknown_names
from assistant.question.understand import understand


@pytest.mark.parametrize(
    ("question", "drugs", "options"),
    [
        (
            "Can FOLFOX be given?",
            ("fluorouracil", "leucovorin", "oxaliplatin"),
            ("fluorouracil", "leucovorin", "oxaliplatin"),
        ),
        ("Can Triumeq be given?", ("abacavir", "lamivudine", "dolutegravir"), ("Triumeq",)),
        ("Can capecitabine be given?", (), ()),
    ],
)
def test_a_regimen_is_checked_drug_by_drug_and_a_product_as_one(
    question: str, drugs: tuple[str, ...], options: tuple[str, ...]
) -> None:
    """Each drug of a regimen may be left out of it; a product is given or not."""
    concepts = understand(question).concepts
    assert tuple(drug for one in concepts for drug in regimen_drugs(one)) == drugs
    assert tuple(drug for one in concepts for drug in options_named(one)) == options


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Is zzyzxol safe with warfarin?", ("zzyzxol",)),
        ("Can FOLFOX be given?", ()),
        ("Is capecitabine safe in DPYD deficiency?", ()),
        ("Does a low Oncotype score mean no chemotherapy?", ()),
        ("Is she too frail with Zubrod 3?", ()),
        ("EndoPredict or MammaPrint before chemo?", ()),
    ],
)
def test_a_name_that_nothing_knows_is_named(question: str, unknown: tuple[str, ...]) -> None:
    """So that the reader is told that nothing was checked against it; a score or a test is no drug to check."""
    assert unknown_names(understand(question)) == unknown
