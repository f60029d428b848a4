"""Made falsehoods: one change each, repeatable, and nothing the record says elsewhere."""

from __future__ import annotations

from random import Random

import pytest

from evals.material.corrupt import CORRUPTIONS, REWORDINGS, pools
from evals.material.made_claims import own_claims

RECORD = (
    "We gave imatinib 400 mg to 60 children with KIT V559D. Survival was significantly longer with imatinib than with "
    "sunitinib. ABCB1 was not associated with toxicity (12.5%). Erlotinib and EGFR2 were named as well."
)
SENTENCES = {
    "number": "We gave imatinib 400 mg to 60 children with KIT V559D.",
    "unit": "We gave imatinib 400 mg to 60 children with KIT V559D.",
    "drug": "We gave imatinib 400 mg to 60 children with KIT V559D.",
    "drug of the record": "We gave imatinib 400 mg to 60 children with KIT V559D.",
    "gene": "ABCB1 was not associated with toxicity (12.5%).",
    "gene of the record": "ABCB1 was not associated with toxicity (12.5%).",
    "variant": "We gave imatinib 400 mg to 60 children with KIT V559D.",
    "negation": "ABCB1 was not associated with toxicity (12.5%).",
    "direction": "Survival was significantly longer with imatinib than with sunitinib.",
    "sides": "Survival was significantly longer with imatinib than with sunitinib.",
    "population": "We gave imatinib 400 mg to 60 children with KIT V559D.",
}


@pytest.mark.parametrize("kind", sorted(CORRUPTIONS))
def test_each_corruption_changes_its_sentence_repeatably(kind: str) -> None:
    """The same seed makes the same falsehood, which differs from the sentence and stands nowhere in the record."""
    stock = pools([RECORD, "gefitinib and TP53 and CYP2D6"])
    made = [CORRUPTIONS[kind](SENTENCES[kind], RECORD, stock, Random(3)) for _ in range(2)]  # noqa: S311 - repeatable
    assert made[0] == made[1]
    assert made[0] is not None
    assert made[0] != SENTENCES[kind]
    assert made[0] not in RECORD


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("synonyms", "The trial demonstrated a longer survival."),
        ("number formats", "A total of 1,234 came."),
        ("clause dropped", "In conclusion, the drug was safe in the whole group of patients (n = 60)."),
    ],
)
def test_each_rewording_changes_its_sentence(kind: str, sentence: str) -> None:
    """A rewording says the same in another form."""
    made = REWORDINGS[kind](sentence, sentence, {}, Random(1))  # noqa: S311 - repeatable
    assert made is not None
    assert made != sentence


def test_our_own_set_has_every_kind() -> None:
    """The committed rows hold each kind of falsehood that is possible without foreign records, and true sentences."""
    rows = own_claims()
    kinds = {row.kind for row in rows if not row.truth}
    assert kinds == set(CORRUPTIONS) - {"drug of the record", "gene of the record"}
    assert sum(row.truth for row in rows) >= 8


def test_another_name_of_the_same_thing_is_no_falsehood() -> None:
    """What the record gives as two names of one gene is not put in place of one another."""
    record = "SLCO1B1 (OATP1B1) was typed. SLCO1B1 raised the level."
    assert CORRUPTIONS["gene of the record"]("SLCO1B1 raised the level.", record, {}, Random(1)) is None  # noqa: S311
    other = record.replace(" (", " and ").replace(")", "")
    assert CORRUPTIONS["gene of the record"]("SLCO1B1 raised the level.", other, {}, Random(1)) is not None  # noqa: S311
