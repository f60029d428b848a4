"""The evaluation of reading a patient from free text: what counts as right."""

from __future__ import annotations

from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading, Span
from evals.material.patient_labels import labeled_texts
from evals.measure.patient.patients import compared, run
from evals.report import Options


def reading(**fields: object) -> PatientReading:
    patient = Patient(**fields)  # type: ignore[arg-type]
    return PatientReading(patient, tuple(Span(name, value, value, 0, 5) for name, value in patient.facts()))


def test_our_own_notes_are_measured() -> None:
    """The quick run reads the committed notes, half of which was not looked at; nearly all fields are right."""
    figures = {(figure.set, figure.leg, figure.measure): figure.value for figure in run(Options(quick=True)).figures}
    assert figures["own notes, held", "all fields", "right"].value >= 0.9
    assert figures["own notes, tune", "all fields", "right"].value >= 0.9


def test_every_own_note_has_labels() -> None:
    """At least sixty notes of our own, thirty of them held."""
    notes = labeled_texts(quick=True)
    assert len(notes) >= 60
    assert sum(note.fold == "held" for note in notes) >= 30


def test_a_condition_is_right_by_its_entry_or_its_telling_words() -> None:
    """An abbreviation in full and a longer name are the same disease, another one is not."""
    read = reading(conditions=("hypertension", "metastatic colorectal cancer", "gout"))
    assert compared("conditions", ("high blood pressure", "colorectal cancer"), read) == (2, 0, 1)


def test_a_value_behind_a_question_mark_may_be_read_or_left() -> None:
    """It counts neither as missing nor as too much."""
    assert compared("conditions", ("?gout",), reading(conditions=("gout",))) == (0, 0, 0)
    assert compared("conditions", ("?gout",), reading()) == (0, 0, 0)


def test_a_variant_must_be_the_same_variant() -> None:
    """V600K is not V600E; zygosity and origin count where the label gives them."""
    read = reading(variants=(Variant("DPYD", "c.2846A>T", "heterozygous", "germline"), Variant("BRAF", "V600K")))
    assert compared("variants", ("DPYD c.2846A>T germline", "BRAF V600E"), read) == (1, 1, 1)
    assert compared("variants", ("DPYD c.2846A>T homozygous", "BRAF p.Val600Lys"), read) == (1, 1, 1)


def test_alleles_and_phenotype_count_together() -> None:
    """A phenotype that the label has must be read."""
    read = reading(diplotypes=(Diplotype("CYP2C19", "*2/*2", "poor metabolizer"),))
    assert compared("diplotypes", ("CYP2C19 *2/*2 poor metabolizer",), read) == (1, 0, 0)
    assert compared("diplotypes", ("CYP2C19 *2/*2",), read) == (0, 1, 1)


def test_a_finding_must_hold_the_labeled_place() -> None:
    """Of imaging the label is a place within the words read."""
    read = reading(imaging=("A mass",))
    assert compared("imaging", ("1-4",), read) == (1, 0, 0)
    assert compared("imaging", ("3-9",), read) == (0, 1, 1)
