"""A hit graded: design, fit, effects and flags together."""

from __future__ import annotations

import msgspec
import pytest

from assistant.records.answer import Hit
from assistant.records.patient import Patient
from assistant.studies.grade import fit_of_sentence, grade, sketch, with_fit
from ingest.records.article import DIGEST, Correction
from tests.assistant.made_records import EGFR_TRIAL, article, query

ASKED = query("Which drug?")


def test_a_graded_hit_has_its_design_fit_and_effects() -> None:
    """The trial is a randomized one, its hazard ratio is read with its interval, the patient's age is compared."""
    made = grade(Hit("90000001", 1.0, {"words": 1}, EGFR_TRIAL), ASKED, Patient(age=60))
    ratios = [effect for effect in made.effects if effect.kind == "HR"]
    assert (made.grade.design, made.grade.level) == ("randomized controlled trial", "2")
    assert [(ratio.value, ratio.low, ratio.high) for ratio in ratios] == [(0.48, 0.38, 0.61)]
    assert [(item.aspect, item.status) for item in made.fit.items] == [("age", "match")]


def test_what_is_not_known_of_a_record_is_flagged() -> None:
    """A record without publication types and corrections is "abstract only" and of unknown retraction."""
    made = grade(Hit("1", 1.0, {}, article("1", "T", "Adults were seen.")), ASKED)
    assert made.flags == ("abstract only", "retraction unknown")
    assert grade(Hit("1", 1.0, {}, article("1", "T")), ASKED).flags[0] == "title only"


def test_digests_and_corrections_are_flagged() -> None:
    """A digest says so, and so do retraction, expression of concern and erratum."""
    digest = article("1", "T", "Adults.", types=(DIGEST,))
    assert grade(Hit("1", 1.0, {}, digest), ASKED).flags == ("digest", "retraction unknown")
    marked = article("2", "T", "Adults.", types=("Journal Article",))
    corrections = tuple(Correction(kind, "9") for kind in ("RetractionIn", "ExpressionOfConcernIn", "ErratumIn"))
    marked = msgspec.structs.replace(marked, corrections=corrections)
    flags = grade(Hit("2", 1.0, {}, marked), ASKED).flags
    assert flags == ("abstract only", "retracted", "expression of concern", "erratum")


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        ("Treatment of mice with xenografts", "Adult male mice after osimertinib had first-line therapy.", "unknown"),
        ("Inhibition of cell lines in vitro", "Adult male cells after osimertinib had first-line therapy.", "unknown"),
        ("Treatment of patients", "Adult male patients after osimertinib had first-line therapy.", "match"),
    ],
)
def test_animals_and_cells_are_of_no_patient(title: str, text: str, status: str) -> None:
    """Line, drugs before, sex and age of what was no person are neither the patient's nor another's."""
    patient = Patient(age=50, sex="male", line=1, prior_therapies=("osimertinib",), performance_status=1)
    item = with_fit(sketch(Hit("1", 1.0, {}, article("1", title, text))), query("Which drug?"), patient)
    told = [fit_of_sentence(text, item, query("Which drug?"), patient), item.fit]
    aspects = ("line of therapy", "prior therapy", "sex", "age")
    assert {one.status for fit in told for one in fit.items if one.aspect in aspects} == {status}
