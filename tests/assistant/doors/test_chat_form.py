"""The patient's form: every field of the record, filled by hand, from a record or a note, and never by half."""

from __future__ import annotations

import json

import msgspec
import pytest

from assistant.doors.chat.fields import _EXAMPLES, _LABELS, FOLDED
from assistant.doors.chat.form import CHOICES, EMPTY, FIELDS, differing, form_of, joined, patient_from_form
from assistant.doors.chat.opened import MAX_RECORD, read_note, read_sent, reading_html
from assistant.errors import PatientError
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading, Span
from assistant.records.sizes import NOTE
from tests.assistant.safe_chat import READING

WHOLE = Patient(
    age=47,
    sex="female",
    pregnant=True,
    breastfeeding=False,
    conditions=("made-up carcinoma", "gout"),
    stage="IV",
    line=2,
    prior_therapies=("oldinib",),
    performance_status=0,
    egfr=28.5,
    creatinine_clearance=31,
    hepatic_impairment="mild",
    variants=(Variant("BRCA1", "c.68_69del", "heterozygous", "germline"),),
    diplotypes=(Diplotype("CYP2C19", "*2/*2", not_called=("rs1",)), Diplotype("CYP2D6", "", "poor metabolizer")),
    medications=("warfamarin; 5 mg",),
    allergies=("eldinib",),
    ancestry="Finnish",
    lifestyle=("smoker",),
    imaging=("a mass; 3 cm",),
    pathology=("PD-L1\n50 %",),
)


def test_every_field_of_a_patient_is_in_the_form() -> None:
    """Each field of the record has its own, with a label; none but the three last is folded away."""
    assert set(FIELDS) == set(Patient.__struct_fields__) == set(_LABELS) == set(EMPTY)
    assert set(FOLDED) | set(_EXAMPLES) | set(CHOICES) <= set(FIELDS)


def test_a_whole_record_goes_through_the_form_unharmed() -> None:
    """What the form shows of a record is taken back as the record itself, to the position that was not called."""
    assert patient_from_form(form_of(WHOLE), WHOLE) == WHOLE


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_emptied_is_not_known(name: str) -> None:
    """Emptying one field leaves all others as they were."""
    changed = patient_from_form({**form_of(WHOLE), name: EMPTY[name]}, WHOLE)
    assert changed == msgspec.structs.replace(WHOLE, **{name: getattr(Patient(), name)})


def test_a_line_that_was_not_touched_keeps_what_it_does_not_show() -> None:
    """With a second line added, the first diplotype still has its positions that were not called."""
    shown = form_of(WHOLE)
    changed = patient_from_form({**shown, "diplotypes": f"{shown['diplotypes']}\nDPYD *1/*2A"}, WHOLE)
    assert changed is not None
    assert changed.diplotypes == (*WHOLE.diplotypes, Diplotype("DPYD", "*1/*2A"))


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("CYP2C19 *2/*2", Diplotype("CYP2C19", "*2/*2")),
        ("CYP2D6 poor metabolizer", Diplotype("CYP2D6", phenotype="poor metabolizer")),
        ("DPYD activity score 1.5", Diplotype("DPYD", activity_score=1.5)),
        ("HLA-B *57:01 positive", Diplotype("HLA-B", "*57:01 positive")),
    ],
)
def test_a_typed_gene_is_alleles_a_score_or_a_phenotype(line: str, made: Diplotype) -> None:
    """What a report gives without alleles is not taken for alleles."""
    assert patient_from_form({"diplotypes": line}) == Patient(diplotypes=(made,))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"egfr": "low"}, r"kidney function \(eGFR\) should be a number"),
        ({"creatinine_clearance": "301"}, "creatinine_clearance"),
        ({"performance_status": "6"}, "performance_status"),
        ({"pregnant": "yes", "age": "x"}, "age should be"),
    ],
)
def test_a_wrong_number_names_its_field(values: dict[str, str], said: str) -> None:
    """What cannot be is told with the field it stands in."""
    with pytest.raises(PatientError, match=said):
        patient_from_form(values)


def test_reading_along_adds_and_does_not_overwrite() -> None:
    """Lists grow by what they lack; a value that stands in the form stays, and the other one is said."""
    here = Patient(age=47, medications=("warfamarin",))
    read = Patient(age=48, sex="female", medications=("warfamarin", "oldinib"), egfr=28)
    assert joined(here, read) == Patient(age=47, sex="female", medications=("warfamarin", "oldinib"), egfr=28)
    assert differing(here, read) == ("age stays 47 years (read: 48 years)",)
    assert joined(None, read) == read
    assert differing(None, read) == ()


def test_what_was_read_is_shown_with_its_words() -> None:
    """Each value with the words it came from, what was left out with the reason, and what to know."""
    page = reading_html("the note", READING)
    for part in ("47 years", "“of 47”", "“allergic to eldinib”", "her blue pills: names no drug", "as of the note"):
        assert part in page
    assert "nothing of it is used before" in page


def test_a_value_without_words_is_shown_too() -> None:
    """A reader that gives no span for a value does not hide it from who confirms."""
    page = reading_html("a.json", PatientReading(Patient(age=47, egfr=28), (Span("age", "47 years", "entry[0]"),)))
    assert page.count("<tr>") == 3
    assert "28\u00a0mL/min" in page


def test_hostile_words_are_inert_where_they_are_shown() -> None:
    """A file's name and its words are shown as text."""
    evil = "<script>alert(1)</script> ${alert(2)}"
    read = PatientReading(Patient(stage=evil), (Span("stage", evil, evil, 0, 9),), (evil,), (evil,), evil)
    page = reading_html(evil, read)
    assert "<script" not in page
    assert "${" not in page


def test_nothing_understood_is_said() -> None:
    """A text that says nothing of a patient gives no empty table."""
    assert "Nothing was understood." in reading_html("the note", PatientReading(Patient(), source="free text"))


def test_a_json_record_is_read() -> None:
    """The file that the browser sends is read by its content."""
    sent = json.dumps({"name": "p.json", "size": 11, "text": '{"age": 47}'})
    name, reading = read_sent(sent)
    assert (name, reading.patient) == ("p.json", Patient(age=47))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("{", "sent no file"),
        (json.dumps({"name": "x.vcf", "size": MAX_RECORD + 1, "text": ""}), "x.vcf is too large.*4,000,000"),
        (json.dumps({"name": "x.vcf", "size": 1, "text": "a" * (MAX_RECORD + 1)}), "x.vcf is too large"),
    ],
)
def test_a_file_beyond_the_limit_is_named(sent: str, said: str) -> None:
    """What is too large or no file is one line with its name and the limit."""
    with pytest.raises(PatientError, match=said):
        read_sent(sent)


@pytest.mark.parametrize(("text", "said"), [(" \n", "no note yet"), ("a" * (NOTE + 1), "50,001 characters")])
def test_a_note_that_is_none_is_said(text: str, said: str) -> None:
    """An empty note and one beyond the limit are each one line."""
    with pytest.raises(PatientError, match=said):
        read_note(text)


@pytest.mark.parametrize(
    ("field", "line", "made"),
    [
        ("diplotypes", "HLA-B*57:01 positive", {"diplotypes": [{"gene": "HLA-B", "alleles": "*57:01"}]}),
        ("diplotypes", "CYP2D6: *4/*4", {"diplotypes": [{"gene": "CYP2D6", "alleles": "*4/*4"}]}),
        ("diplotypes", "DPYD AS 0.5", {"diplotypes": [{"gene": "DPYD", "activity_score": 0.5}]}),
        ("diplotypes", "DPYD AS: 0.5", {"diplotypes": [{"gene": "DPYD", "activity_score": 0.5}]}),
        ("diplotypes", "CYP2D6 phenotype: IM", {"diplotypes": [{"gene": "CYP2D6", "phenotype": "IM"}]}),
        (
            "diplotypes",
            "CYP2D6 IM (activity score: 1)",
            {"diplotypes": [{"gene": "CYP2D6", "phenotype": "IM", "activity_score": 1.0}]},
        ),
        (
            "diplotypes",
            "CYP2C19 poor metabolizer (*2/*2)",
            {"diplotypes": [{"gene": "CYP2C19", "alleles": "*2/*2", "phenotype": "poor metabolizer"}]},
        ),
        ("variants", "DPYD *2A homozygous", {"diplotypes": [{"gene": "DPYD", "alleles": "*2A/*2A"}]}),
        (
            "variants",
            "BRCA2 c.5946del germline",
            {"variants": [{"gene": "BRCA2", "notation": "c.5946del", "origin": "germline"}]},
        ),
        ("age", "18 months", {"age": 1.5}),
        ("age", "61 years", {"age": 61}),
        ("line", "second", {"line": 2}),
    ],
)
def test_the_form_understands_what_the_record_does(field: str, line: str, made: dict[str, object]) -> None:
    """A gene joined to its allele, a colon, a zygosity or an age in words are no errors, and no gene of that name."""
    assert patient_from_form({field: line}) == Patient.from_dict(made)


@pytest.mark.parametrize(
    ("field", "line"),
    [("diplotypes", "CYP2D6"), ("diplotypes", "poor"), ("variants", "foo bar"), ("performance_status", "1.5")],
)
def test_what_the_form_cannot_read_is_an_error_with_an_example(field: str, line: str) -> None:
    """Nothing that was typed is lost in silence, and no error shows how the record is kept."""
    with pytest.raises(PatientError, match=r"should be .*(?:as in|whole number)"):
        patient_from_form({field: line})
