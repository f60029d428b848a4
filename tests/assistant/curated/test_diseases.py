"""How the disease of a row meets that of a case."""

from __future__ import annotations

import pytest

from assistant.curated.diseases import disease_match, told_site
from assistant.records.answer import Concept


@pytest.mark.parametrize(
    ("row", "case", "how"),
    [
        ("Lung Non-small Cell Carcinoma", "NSCLC", "same"),
        ("Lung Non-small Cell Carcinoma", "lung adenocarcinoma", "parent"),
        ("Lung Adenocarcinoma", "NSCLC", "narrower"),
        ("Lung Non-small Cell Carcinoma", "lung cancer", "narrower"),
        ("Invasive Breast Carcinoma", "breast cancer", "same"),
        ("Solid Tumor", "melanoma", "parent"),
        ("Any solid tumor", "colorectal cancer", "parent"),
        ("Any solid tumor", "acute myeloid leukemia", None),
        ("Cancer", "acute myeloid leukemia", "parent"),
        ("Melanoma", "colorectal cancer", None),
        ("Colorectal Cancer", "lung adenocarcinoma", None),
        ("Bladder Urothelial Carcinoma", "bladder cancer", "narrower"),
        ("Castration-resistant Prostate Carcinoma", "prostate cancer", "narrower"),
        ("Acute Promyelocytic Leukemia", "acute myeloid leukemia", "narrower"),
        ("Skin Melanoma", "melanoma", "narrower"),
        ("Solid Tumor", "type 2 diabetes mellitus", None),
    ],
)
def test_a_row_is_on_the_disease_a_wider_or_a_narrower_one(row: str, case: str, how: str | None) -> None:
    """Or on another, which is none of the case's."""
    assert disease_match(row, (case,)) == how


def test_no_disease_on_one_side_is_any() -> None:
    """A guideline's row names none, and a question may leave it open."""
    assert disease_match("", ("melanoma",)) == "any"
    assert disease_match("Melanoma", ()) == "any"


def test_of_several_diseases_the_nearest_counts() -> None:
    """The same before a narrower one before a wider one."""
    assert disease_match("Melanoma", ("colorectal cancer", "melanoma")) == "same"


@pytest.mark.parametrize(
    ("text", "surface", "site"),
    [
        ("papillary thyroid cancer", "cancer", "thyroid"),
        ("advanced cancer", "cancer", ""),
        ("BRAF cancer", "cancer", ""),
        ("the cancer", "cancer", ""),
    ],
)
def test_an_organ_before_a_general_name_is_its_site(text: str, surface: str, site: str) -> None:
    """A word that any tumor may have before it is none, nor is a gene."""
    assert told_site(Concept("disease", "cancer", surface), text) == site
