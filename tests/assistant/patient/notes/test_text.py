"""A patient read from free text."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import TooLong
from assistant.patient.notes.text import read_text
from assistant.records.patient import Patient, Variant
from assistant.records.sizes import NOTE

TABLE = Path(__file__).parents[2] / "tables" / "patient_text.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
LETTER = (
    "58M with KRAS G12D colon cancer, progressed on FOLFOX, now on FOLFIRI and warfarin 5 mg. eGFR 61. "
    "ALL: PCN (rash). PMH: HTN; no diabetes. His mother has lupus. CT showed a liver mass."
)


def held(patient: Patient, field: str) -> list[str]:
    value = getattr(patient, field)
    if value in (None, "", ()):
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [
        f"{one:g}" if isinstance(one, float) else str(one) for one in (value if isinstance(value, tuple) else (value,))
    ]


@pytest.mark.parametrize(("text", "field", "values"), ROWS)
def test_a_field_is_read_as_the_table_says(text: str, field: str, values: str) -> None:
    """The table is the specification: what a text says of a field, and what it does not say of the patient."""
    assert sorted(held(read_text(text).patient, field)) == sorted(filter(None, values.split(";")))


def test_every_field_that_free_text_can_give_is_in_the_table() -> None:
    """A new field of the record needs a row."""
    assert {row[1] for row in ROWS} == set(Patient.__struct_fields__)


def test_each_value_has_the_words_it_was_read_from() -> None:
    """Spans are verbatim at their offsets, and there is one for each value of the record."""
    reading = read_text(LETTER)
    assert all(LETTER[span.start : span.end] == span.text for span in reading.spans)
    assert len(reading.spans) == len(reading.patient.facts())
    assert reading.source == "free text"


def test_spans_stand_in_the_order_of_the_record() -> None:
    """A form shows them as the record has its fields."""
    fields = [span.field for span in read_text(LETTER).spans]
    assert fields == sorted(fields, key=list(Patient.__struct_fields__).index)


def test_what_is_left_out_is_listed_with_its_reason() -> None:
    """A denied disease, another person's, and a sentence from which nothing was read."""
    left = read_text(f"{LETTER} He walked home.").not_understood
    assert "diabetes: denied" in left
    assert "lupus: said of another person" in left
    assert "He walked home.: nothing was read from this" in left


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Creatinine 2.1 daily labs", "Creatinine 2.1: a creatinine"),
        ("Creatinine 2 daily labs", "Creatinine 2: a creatinine"),
        ("K 6.1 twice this week", "K 6.1: the record has no field"),
    ],
)
def test_how_often_it_is_measured_makes_no_value_a_dose(text: str, line: str) -> None:
    """What is measured daily or twice a week is listed with its reason."""
    assert any(one.startswith(line) for one in read_text(text).not_understood)


@pytest.mark.parametrize("again", ["mFOLFOX6 q2w", "FOLFOX", "Folfox-6"])
def test_what_is_said_again_was_read(again: str) -> None:
    """A second entry of a drug or a regimen that the record has is not among what was not understood."""
    reading = read_text(f"Medications:\n- FOLFOX\n- {again}\n")
    assert (reading.patient.medications, reading.not_understood) == (("FOLFOX",), ())


def test_a_drug_that_is_only_discussed_is_left_out_and_listed() -> None:
    """Whether it is taken, was taken or is considered makes a difference."""
    reading = read_text("66-year-old man, stent in 2021, prasugrel was discussed.")
    assert not reading.patient.medications
    assert any(line.startswith("prasugrel: ") for line in reading.not_understood)


def test_a_drug_that_only_the_tagger_knows_is_listed_as_written_and_told() -> None:
    """A name of no vocabulary goes on the list in the words of the note, and the reader hears that it is not known."""
    reading = read_text("72F. AF. On Zyxorel 5 mg, digoxin. Amiodarone stopped last year.")
    assert set(reading.patient.medications) == {"Zyxorel", "digoxin"}
    assert any(line.startswith("Zyxorel: no drug of this name is known") for line in reading.not_understood)


def test_absent_allergies_and_drugs_are_told() -> None:
    """An empty list that was stated differs from one that was not."""
    notes = read_text("NKDA. She takes no medications.").notes
    assert len(notes) == 2


def test_several_values_of_a_measure_are_told() -> None:
    """The first is taken, and the reader sees that there are others."""
    reading = read_text("eGFR 55 in May, eGFR 31 today.")
    assert reading.patient.egfr == 55
    assert any("31" in note for note in reading.notes)


def test_a_gene_without_its_variant_is_told() -> None:
    """It is read as an alteration, and the reading says that nothing closer is known."""
    assert any("KRAS" in note for note in read_text("Gene: KRAS").notes)


def test_zygosity_and_origin_of_a_pharmacogene_are_read() -> None:
    """A variant of a pharmacogene is germline."""
    (variant,) = read_text("DPYD c.2846A>T heterozygous").patient.variants
    assert variant == Variant("DPYD", "c.2846A>T", "heterozygous", "germline")


def test_alleles_and_phenotype_of_one_gene_are_one_diplotype() -> None:
    """ "CYP2C19 *2/*2 (poor metabolizer)" is one report."""
    (diplotype,) = read_text("CYP2C19 *2/*2 (poor metabolizer)").patient.diplotypes
    assert (diplotype.alleles, diplotype.phenotype) == ("*2/*2", "poor metabolizer")


def test_the_tumor_is_the_first_condition() -> None:
    """The first condition is the one treated."""
    assert read_text("Hypertension and gout. Breast cancer.").patient.conditions[0] == "breast cancer"


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("May a pregnant patient with an eGFR of 31 have ramipril?", {"sex", "pregnant", "egfr"}),
        ("Is lisinopril safe in pregnant women?", set()),
        ("Do CYP2C9*3 carriers need less warfarin?", set()),
        ("What is the effect of CYP2D6 on tamoxifen?", set()),
        ("Her report says CYP2C19 *2/*3; she needs clopidogrel", {"sex", "diplotypes"}),
        ("He takes simvastatin and wants clarithromycin", {"sex", "medications"}),
        ("HLA-B*57:01 not tested in my patient: abacavir?", set()),
        ("And if she were pregnant?", {"sex", "pregnant"}),
        ("Options after osimertinib in EGFR-mutated lung cancer?", set()),
        ("58yo M on warfarin, penicillin allergy: which antibiotic?", {"age", "sex", "medications", "allergies"}),
    ],
)
def test_of_a_question_only_what_it_says_of_its_patient_counts(question: str, facts: set[str]) -> None:
    """The diseases and drugs that a question names are what it asks about."""
    assert {span.field for span in read_text(question, asked=True).spans} == facts


def test_a_list_of_lines_ends_at_the_next_label_and_its_marks_say_what_was_stopped() -> None:
    """Lines below "Home list:" are taken but those marked as stopped; those below "Plan:" are not yet."""
    text = "Home list:\n- warfarin 3 mg daily - STOP\n- digoxin 62.5 mcg - CONTINUE\nPlan:\n- amiodarone 200 mg"
    patient = read_text(text).patient
    assert (patient.medications, patient.prior_therapies) == (("digoxin",), ("warfarin",))


def test_a_drug_of_an_unknown_name_is_told_and_not_guessed() -> None:
    """A word with a dose that no vocabulary has goes into no field, and is listed as not understood."""
    reading = read_text("Meds: Zyxorel 5 mg, digoxin 62.5 mcg.")
    assert reading.patient.medications == ("digoxin",)
    assert any(line.startswith("Zyxorel: no drug of this name is known") for line in reading.not_understood)


def test_the_letter_before_a_gene_says_where_its_variant_was_found() -> None:
    """ "gBRCA2" is of the germline, "sBRCA2" of the tumor."""
    told = {text: read_text(f"{text} c.9097dup").patient.variants[0].origin for text in ("gBRCA2", "sBRCA2", "BRCA2")}
    assert told == {"gBRCA2": "germline", "sBRCA2": "somatic", "BRCA2": ""}


def test_a_text_beyond_the_limit_is_refused_in_one_line() -> None:
    """The error names the size and the limit."""
    with pytest.raises(TooLong, match="50,001 characters; at most 50,000"):
        read_text("a" * (NOTE + 1))


@pytest.mark.parametrize("text", ["", "\n\n", "???", "Meds:", "no " * 500, "(" * 300, "Allergies: " + "x, " * 300])
def test_any_text_gives_a_record(text: str) -> None:
    """Nothing said is an empty record, never an error."""
    assert read_text(text).patient.age is None


def test_more_than_a_record_holds_is_cut_and_not_refused() -> None:
    """A list has at most 200 entries."""
    text = "Meds: " + ", ".join(
        f"{drug} {dose} mg" for dose in range(90) for drug in ("warfarin", "aspirin", "digoxin")
    )
    assert read_text(text).patient.medications == ("warfarin", "aspirin", "digoxin")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Breastfeeding her 3-month-old baby. Takes codeine.", None),
        ("Mother of a 4-month-old infant, breastfeeding, takes codeine.", None),
        ("34F, breastfeeding her 5 month old son, on sertraline.", 34),
        ("Her 62-year-old father had colon cancer. She takes warfarin.", None),
        ("A woman with two children aged 3 and 5, on lithium.", None),
        ("Lives with her 80-year-old husband; takes metformin.", None),
        ("Nursing her newborn (10 days old), 29 y.", 29),
        ("Cares for her mother aged 88. Aged 61, hypertension.", 61),
        ("62-year-old father of three with lung cancer.", 62),
        ("My 62-year-old father has lung cancer.", 62),
        ("3-month-old infant with seizures, on phenobarbital.", 0.25),
    ],
)
def test_the_age_of_a_child_or_a_relative_is_not_the_patient_s(text: str, age: float | None) -> None:
    """An age that stands beside somebody of the patient's own is left out, whoever is named first."""
    assert read_text(text).patient.age == age


@pytest.mark.parametrize(
    ("text", "gene"),
    [
        ("62M with ALL on mercaptopurine. NUDT15 pending.", "NUDT15"),
        ("DPYD not tested, capecitabine planned.", "DPYD"),
        ("TPMT *1/*1, NUDT15 genotype awaited.", "NUDT15"),
        ("Takes clopidogrel. CYP2C19 not available.", "CYP2C19"),
    ],
)
def test_a_pharmacogene_without_a_result_is_told_as_not_known(text: str, gene: str) -> None:
    """A reader of the record must see that a test is missing."""
    found = read_text(text)
    assert not [one for one in found.patient.diplotypes if one.gene == gene]
    assert [one for one in found.not_understood if one.startswith(gene) and "not known" in one]


def test_an_item_of_a_list_of_allergies_may_begin_with_its_mark() -> None:
    """A question mark or a dash in front keeps no allergen out of the record."""
    reading = read_text("HTN.\nAllergies:\n- ?latex\n- penicillin\n")
    assert reading.patient.allergies == ("latex", "penicillin")
