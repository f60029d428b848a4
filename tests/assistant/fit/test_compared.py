"""Facts of a patient against what studies say of their people, row by row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.fit.fit import fit
from assistant.question.understand import understand
from assistant.records.patient import Patient, Variant
from tests.assistant.made_records import article

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "tables" / "people_compared.tsv")
    .read_text(encoding="utf-8")
    .splitlines()[2:]
]


@pytest.mark.parametrize(("known", "title", "text", "aspect", "status", "source"), ROWS)
def test_a_fact_is_compared_with_what_the_study_says(
    known: str, title: str, text: str, aspect: str, status: str, source: str
) -> None:
    """Names as records write them and words in any script match, differ, or are not said."""
    patient = Patient.from_dict(json.loads(known))
    found = fit(article("1", title, text), understand("Which drug?", patient), patient).items
    assert next((one.status for one in found if one.aspect == aspect), "none") == status, source


@pytest.mark.parametrize(
    ("own", "text", "statuses"),
    [
        (("EGFR L858R", "EGFR T790M"), "All had EGFR T790M.", ["unknown", "match"]),
        (("EGFR T790M", "EGFR L858R"), "All had EGFR T790M.", ["match", "unknown"]),
        (("EGFR L858R", "EGFR T790M"), "All had EGFR L858R.", ["match", "unknown"]),
        (("EGFR L858R", "EGFR T790M"), "All had EGFR L858R and T790M.", ["match", "match"]),
        (("EGFR L858R", "EGFR T790M"), "All had EGFR G719X.", ["mismatch", "mismatch"]),
        (("EGFR L858R",), "All had EGFR T790M.", ["mismatch"]),
        (("EGFR L858R", "EGFR T790M"), "All had EGFR T790M and C797S.", ["unknown", "match"]),
        (("EGFR L858R", "BRAF V600E"), "All had BRAF V600E.", ["unknown", "match"]),
        (("BRAF V600E", "KRAS G12D"), "All had KRAS G12C.", ["unknown", "mismatch"]),
        (("KIT V560D", "KIT D816V"), "All had KIT D816V.", ["unknown", "match"]),
        (("KIT V560D", "KIT D816V"), "All had KIT N822K.", ["mismatch", "mismatch"]),
        (("EGFR L858R", "EGFR T790M"), "Nothing is said.", ["unknown", "unknown"]),
    ],
)
def test_a_study_of_one_of_several_own_variants_is_not_on_others(
    own: tuple[str, ...], text: str, statuses: list[str]
) -> None:
    """Two variants of a gene in one tumor: a study of either is no study on another variant."""
    patient = Patient(variants=tuple(Variant(*one.split(" ")) for one in own))
    found = fit(article("1", "A study", text), understand("Which drug?", patient), patient).items
    said = {one.patient: one.status for one in found if one.aspect == "variant"}
    assert [said[one] for one in own] == statuses
