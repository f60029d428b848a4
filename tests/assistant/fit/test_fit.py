"""How a study's people compare with the patient, aspect by aspect."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.fit.fit import fit, of_others, of_own_kind, of_several_lines
from assistant.records.answer import Concept, FitItem, Query
from assistant.records.patient import Diplotype, Patient, Variant
from tests.assistant.made_records import article, disease, query, variant

NOTHING = query("Which drug?")


def item(aspect: str, text: str, *, asked: Query = NOTHING, title: str = "A study", **known: Any) -> FitItem:
    patient = Patient(**known) if known else None
    found = fit(article("1", title, text), asked, patient).items
    return next(one for one in found if one.aspect == aspect)


@pytest.mark.parametrize(
    ("known", "aspect", "text", "status", "study"),
    [
        ({"age": 8}, "age", "We studied adults with asthma.", "mismatch", "adults"),
        ({"age": 8}, "age", "Children with asthma were seen.", "match", "Children"),
        ({"age": 50}, "age", "Patients aged 18 to 65 years took part.", "match", "aged 18 to 65 years"),
        ({"age": 80}, "age", "Patients aged 18 to 65 years took part.", "mismatch", "aged 18 to 65 years"),
        ({"age": 80}, "age", "Patients were seen.", "unknown", ""),
        ({"age": 80}, "age", "Elderly people took part.", "match", "Elderly"),
        ({"sex": "male"}, "sex", "Postmenopausal women took part.", "mismatch", "Postmenopausal women"),
        ({"sex": "female"}, "sex", "Postmenopausal women took part.", "match", ""),
        ({"sex": "male"}, "sex", "People took part.", "unknown", ""),
        ({"pregnant": True}, "pregnancy", "Pregnant women took part.", "match", "Pregnant women"),
        ({"pregnant": True}, "pregnancy", "We excluded pregnant women.", "mismatch", "excluded pregnant women"),
        ({"pregnant": True}, "pregnancy", "Adults took part.", "unknown", ""),
        ({"line": 1}, "line of therapy", "Previously untreated patients took part.", "match", "Previously untreated"),
        ({"line": 3}, "line of therapy", "Treatment-naive patients took part.", "mismatch", "Treatment-naive"),
        ({"prior_therapies": ("drug A",)}, "line of therapy", "Disease had progressed.", "match", "had progressed"),
        ({"stage": "IV"}, "stage", "Metastatic disease was treated.", "match", "Metastatic"),
        ({"stage": "IV"}, "stage", "Stage I disease was resected.", "mismatch", ""),
        ({"performance_status": 3}, "performance status", "ECOG performance status 0-1.", "mismatch", ""),
        ({"egfr": 25}, "kidney function", "Patients with normal renal function.", "mismatch", "normal renal function"),
        ({"hepatic_impairment": "severe"}, "liver function", "Patients with cirrhosis.", "match", "cirrhosis"),
        ({"medications": ("warfarin",)}, "co-medication", "Warfarin was allowed.", "match", "Warfarin"),
        ({"medications": ("warfarin",)}, "co-medication", "Aspirin was given.", "unknown", ""),
        ({"ancestry": "Chinese"}, "ancestry", "Caucasian patients took part.", "mismatch", "Caucasian"),
        ({"ancestry": "Chinese"}, "ancestry", "White blood cells were counted.", "unknown", ""),
        ({"age": 36}, "age", "Postmenopausal women took part.", "mismatch", "Postmenopausal"),
        ({"age": 8}, "age", "The mean age of the patients was 62 years.", "mismatch", "mean age"),
        ({"age": 76}, "age", "Patients at age 18 to 75 took part.", "mismatch", "age 18 to 75"),
        ({"age": 14}, "age", "Paediatric patients took part.", "match", "Paediatric"),
        ({"breastfeeding": True}, "breastfeeding", "Lactating women took part.", "match", "Lactating"),
        ({"breastfeeding": True}, "breastfeeding", "Adults took part.", "unknown", ""),
        ({"line": 2}, "line of therapy", "Patients had no prior chemotherapy.", "mismatch", "no prior chemotherapy"),
        ({"line": 2}, "line of therapy", "It was given as first- or second-line therapy.", "match", "second-line"),
        ({"prior_therapies": ("imatinib",)}, "prior therapy", "Imatinib-resistant disease.", "match", "Imatinib-res"),
        ({"prior_therapies": ("imatinib",)}, "prior therapy", "Untreated people took part.", "mismatch", "Untreated"),
        ({"prior_therapies": ("imatinib",)}, "prior therapy", "Imatinib was given.", "unknown", ""),
        (
            {"prior_therapies": ("imatinib",)},
            "prior therapy",
            "Untreated people and people already treated took part.",
            "unknown",
            "",
        ),
        ({"stage": "III, resected"}, "setting", "Metastatic disease was treated.", "mismatch", "Metastatic"),
        ({"stage": "III, resected"}, "setting", "Adjuvant therapy was given.", "match", "Adjuvant"),
        ({"stage": "after PCI"}, "setting", "Percutaneous coronary intervention was done.", "match", "Percutaneous"),
        ({"stage": "IV"}, "stage", "Adjuvant therapy was given.", "mismatch", "Adjuvant"),
        ({"stage": "II"}, "stage", "Adjuvant therapy was given.", "unknown", ""),
        ({"egfr": 25}, "kidney function", "Creatinine clearance of ≥60 mL/min was required.", "mismatch", "≥60 mL/min"),
        ({"egfr": 25}, "kidney function", "People with an eGFR <45 mL/min took part.", "match", "<45 mL/min"),
        ({"egfr": 25}, "kidney function", "Those with GFR <30 mL/min were excluded.", "mismatch", "were excluded"),
        ({"egfr": 25}, "kidney function", "Moderate renal impairment was studied.", "mismatch", "Moderate renal"),
        ({"creatinine_clearance": 25}, "kidney function", "Severe renal impairment was studied.", "match", "Severe"),
        ({"hepatic_impairment": "moderate"}, "liver function", "Child-Pugh class A only.", "mismatch", "Child-Pugh"),
        ({"hepatic_impairment": "moderate"}, "liver function", "Child-Pugh B cirrhosis.", "match", "Child-Pugh B"),
        ({"performance_status": 2}, "performance status", "ECOG performance status of 2 or below.", "match", "2 or"),
        ({"performance_status": 2}, "performance status", "Most had ECOG 0 to 1 (83.5%).", "unknown", ""),
        ({"medications": ("acetaminophen",)}, "co-medication", "Paracetamol was allowed.", "match", "Paracetamol"),
        ({"pathology": ("adenocarcinoma",)}, "histology", "Squamous tumors were treated.", "mismatch", "Squamous"),
        (
            {"pathology": ("adenocarcinoma",)},
            "histology",
            "Lung adenocarcinoma was treated.",
            "match",
            "adenocarcinoma",
        ),
    ],
)
def test_each_aspect_is_judged_with_the_studys_words(
    known: dict[str, Any], aspect: str, text: str, status: str, study: str
) -> None:
    """Match, mismatch or unknown, with the words of the study that say so."""
    found = item(aspect, text, **known)
    assert found.status == status
    assert study in found.study
    assert bool(found.study) == (status != "unknown")


def test_what_the_study_says_is_verbatim() -> None:
    """The study's side of an aspect is a piece of its text."""
    text = "We excluded pregnant women and studied Chinese adults with untreated metastatic disease."
    patient = Patient(age=40, sex="female", pregnant=True, line=1, stage="IV", ancestry="Chinese")
    for found in fit(article("1", "T", text), NOTHING, patient).items:
        assert all(piece in text for piece in found.study.split(", "))


def test_no_known_fact_is_passed_over() -> None:
    """Every fact that bears on treatment gets a line even when the abstract is silent."""
    patient = Patient(
        age=40,
        sex="female",
        pregnant=True,
        line=2,
        stage="IV",
        performance_status=1,
        medications=("warfarin",),
        conditions=("asthma", "gout"),
        variants=(Variant("EGFR", "L858R"),),
        diplotypes=(Diplotype("CYP2C19", "*2/*2"),),
    )
    found = fit(article("1", "T", "Nothing is said."), NOTHING, patient).items
    assert {one.aspect for one in found} == {
        "disease",
        "variant",
        "age",
        "sex",
        "pregnancy",
        "line of therapy",
        "stage",
        "performance status",
        "co-medication",
        "comorbidity",
    }
    assert {one.status for one in found} == {"unknown"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Tumors carried BRAF V600E.", "match"),
        ("Tumors carried p.Val600Glu of BRAF.", "match"),
        ("Tumors carried BRAF V600K.", "mismatch"),
        ("Tumors were sequenced.", "unknown"),
        ("Tumors without BRAF V600E were sequenced.", "unknown"),
        ("BRAF V600E wild-type tumors were sequenced.", "unknown"),
        ("BRAF V600E wild-type tumors were compared with tumors that carried BRAF V600E.", "match"),
    ],
)
def test_the_exact_variant_is_compared(text: str, status: str) -> None:
    """The same variant under another notation matches; another of the gene, or one named only as absent, does not."""
    assert item("variant", text, asked=query("BRAF V600E?", variant("BRAF", "V600E"))).status == status


def test_the_disease_of_the_title_is_compared() -> None:
    """The asked disease or a synonym matches; a title on another disease is a mismatch, in its own words."""
    asked = query("What for NSCLC?", disease("NSCLC", "non-small cell lung cancer"))
    same = item("disease", "Non-small cell lung cancer was treated.", asked=asked)
    other = item("disease", "It was treated.", asked=asked, title="Drug A in breast cancer")
    assert (same.status, same.study) == ("match", "Non-small cell lung cancer")
    assert (other.status, other.study) == ("mismatch", "breast cancer")


def test_without_patient_or_names_nothing_is_compared() -> None:
    """A question that names neither disease nor variant, without a patient, gives no lines."""
    assert fit(article("1", "T", "Adults."), NOTHING, None).items == ()


@pytest.mark.parametrize(
    ("title", "text", "status", "study"),
    [
        ("Drug A in colorectal cancer", "Unlike melanoma, it did not respond.", "mismatch", "colorectal cancer"),
        ("Drug A in solid tumors", "Patients with melanoma took part.", "match", "melanoma"),
        ("Drug A in colorectal cancer and melanoma", "Patients took part.", "match", "melanoma"),
        ("Drug A in colorectal cancer", "Of 9 with melanoma 3 responded. Melanoma grew.", "match", "melanoma"),
    ],
)
def test_a_tumor_named_in_passing_is_not_the_one_studied(title: str, text: str, status: str, study: str) -> None:
    """The title's tumor outweighs one mention of the asked tumor in the text."""
    found = item("disease", text, title=title, asked=query("Which drug?", disease("melanoma")))
    assert (found.status, found.study.casefold()) == (status, study)


def test_a_variant_is_shown_with_its_gene_once() -> None:
    """The gene stands before a bare variant, and not twice before one that names it already."""
    bare, full = variant("BRAF", "V600E"), variant("CYP2C19", "CYP2C19*2")
    assert item("variant", "BRAF V600E was found.", asked=query("q", bare)).patient == "BRAF V600E"
    assert item("variant", "CYP2C19*2 was found.", asked=query("q", full)).patient == "CYP2C19*2"


def test_a_mutated_gene_is_no_match_for_an_exact_variant() -> None:
    """ "EGFR-mutated" does not say how: the aspect is unknown and shows the words."""
    found = item("variant", "EGFR-mutated cancer was treated.", asked=query("q", variant("EGFR", "L858R")))
    assert (found.status, found.study) == ("unknown", "EGFR-mutated")


@pytest.mark.parametrize(
    ("question", "aspect", "text", "status"),
    [
        (
            "After progression on drug A, what is second line?",
            "line of therapy",
            "Untreated patients took part.",
            "mismatch",
        ),
        ("After progression on drug A, what is second line?", "line of therapy", "Pretreated patients.", "match"),
        ("Is the drug safe in a 7-year-old?", "age", "Patients aged 18 to 70 years took part.", "mismatch"),
        ("Is the drug safe in children?", "age", "Adults took part.", "mismatch"),
        ("Is the drug safe in pregnancy?", "pregnancy", "Pregnant women were excluded.", "mismatch"),
        ("The dose with renal impairment?", "kidney function", "Patients with normal renal function.", "mismatch"),
    ],
)
def test_of_whom_the_question_asks_is_compared(question: str, aspect: str, text: str, status: str) -> None:
    """People whom the question describes are compared with the study's as a patient's record would be."""
    items = fit(article("1", "T", text), query(question), None).items
    assert [one.status for one in items if one.aspect == aspect] == [status]


def test_the_patients_record_outweighs_the_question() -> None:
    """An aspect that the patient's record gives is compared once, by the record."""
    items = fit(article("1", "T", "Adults took part."), query("Is it safe in children?"), Patient(age=40)).items
    assert [(one.aspect, one.status) for one in items if one.aspect == "age"] == [("age", "match")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Patients with heart failure took part.", "match"),
        ("Two patients developed heart failure.", "unknown"),
        ("Patients without heart failure took part.", "mismatch"),
    ],
)
def test_another_disease_that_people_have_is_told_from_one_they_get(text: str, status: str) -> None:
    """A comorbidity matches where people have it, and not where the treatment brings it."""
    assert item("comorbidity", text, conditions=("breast cancer", "heart failure")).status == status


@pytest.mark.parametrize(
    ("condition", "title", "status"),
    [
        ("non-small cell lung cancer", "Drug A in lung adenocarcinoma", "match"),
        ("colon cancer", "Drug A in colorectal cancer", "match"),
        ("HIV infection", "Drug A in HIV-positive people", "match"),
        ("kidney transplantation", "Drug A in renal transplant recipients", "match"),
        ("hepatitis C", "Drug A in hepatitis B", "mismatch"),
        ("epilepsy", "Carbamazepine-induced Stevens-Johnson syndrome", "unknown"),
        ("tuberculosis", "Drug A in cancer", "mismatch"),
    ],
)
def test_kinds_of_a_disease_are_the_disease(condition: str, title: str, status: str) -> None:
    """A kind of it or a wider one matches, a sibling does not, and a reaction to a drug is not what is treated."""
    assert item("disease", "It was given.", title=title, conditions=(condition,)).status == status


def test_a_phenotype_stands_for_two_alleles() -> None:
    """ "Poor metabolizers" of the gene are whom the diplotype is of; those of another gene are not."""
    own = {"diplotypes": (Diplotype("CYP2C19", "*2/*2"),)}
    assert item("variant", "CYP2C19 poor metabolizers were seen.", **own).status == "match"
    assert item("variant", "CYP2D6 poor metabolizers and CYP2C19 were seen.", **own).status == "unknown"


def test_people_of_another_line_or_age_are_told_apart() -> None:
    """Another line of therapy is of others than the case; another sex or co-medication is for the table of fits."""
    patient = Patient(sex="male", line=2)
    found = of_others(fit(article("1", "T", "Untreated women took part."), NOTHING, patient))
    assert [(one.aspect, one.study) for one in found] == [("line of therapy", "Untreated")]


@pytest.mark.parametrize(
    ("condition", "title", "text", "status"),
    [
        ("small cell lung cancer", "Drug A in lung cancer", "Patients had non-small cell lung cancer.", "mismatch"),
        ("small cell lung cancer", "Drug A in small cell lung cancer", "Patients had lung cancer.", "match"),
        ("small cell lung cancer", "Drug A in lung cancer", "Patients had lung cancer of any kind.", "match"),
        ("lung adenocarcinoma", "Drug A in lung cancer", "Patients had non-small cell lung cancer.", "match"),
        ("lung cancer", "Drug A in lung cancer", "Patients had small cell lung cancer.", "match"),
    ],
)
def test_another_kind_of_the_wider_disease_is_another_disease(
    condition: str, title: str, text: str, status: str
) -> None:
    """A title on the wider disease is a match only where the study is not on a kind that the patient has not."""
    assert item("disease", text, title=title, conditions=(condition,)).status == status


@pytest.mark.parametrize(
    ("condition", "text", "status"),
    [
        ("squamous cell lung carcinoma", "Patients had nonsquamous lung cancer.", "mismatch"),
        ("squamous cell lung carcinoma", "Patients had squamous lung cancer.", "match"),
        ("lung adenocarcinoma", "Patients had squamous lung cancer.", "mismatch"),
    ],
)
def test_the_histology_of_the_diagnosis_is_held_against_the_study(condition: str, text: str, status: str) -> None:
    """The name of the disease tells its histology as a line of the pathology does, and a mismatch parts the study."""
    found = item("histology", text, conditions=(condition,))
    assert found.status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Patients with non-small cell lung cancer that had progressed took part.", "match"),
        ("Patients with non-Hodgkin lymphoma in second line took part.", "match"),
        ("Patients were in first line; those in second line were not included, nor non-relapsed ones.", "mismatch"),
    ],
)
def test_non_shuts_out_only_the_word_it_is_joined_to(text: str, status: str) -> None:
    """A name that begins with "non-" excludes nothing that stands behind it."""
    assert item("line of therapy", text, line=2).status == status


def test_a_title_after_a_drug_is_of_a_later_line() -> None:
    """A study of what comes after imatinib is none for an untreated patient, whatever its abstract says beside."""
    text = "First-line imatinib had been given to all. Sunitinib was given then."
    assert item("line of therapy", text, title="Sunitinib after imatinib", line=1).status == "mismatch"
    assert item("line of therapy", text, title="Sunitinib in a tumor", line=1).status == "match"


@pytest.mark.parametrize(
    ("stage", "text", "own"),
    [
        ("III", "Patients had resected stage III disease.", True),
        ("III", "Patients had metastatic disease.", False),
        ("III", "Patients had unresectable or metastatic disease.", False),
        ("IV", "Patients had resected stage III disease.", False),
    ],
)
def test_a_study_of_an_early_stage_alone_is_of_the_patients_own_kind(stage: str, text: str, own: bool) -> None:
    """Of an early stage and not of advanced disease: such studies are few and open the answer where they may."""
    assert of_own_kind(article("1", "A study", text), Patient(conditions=("melanoma",), stage=stage)) is own


def test_a_sentence_of_two_lines_is_told() -> None:
    """Half of what it says is on another patient."""
    assert of_several_lines("Second-line A does what first-line B does not.")
    assert not of_several_lines("Second-line A prolonged survival.")


@pytest.mark.parametrize(
    ("gene", "first", "second", "lines"),
    [
        ("BRCA1", "c.68_69del", "c.68_69delAG", 1),
        ("BRCA2", "c.5946delT", "c.5946del", 1),
        ("BRCA1", "c.5266dupC", "c.5266dup", 1),
        ("EGFR", "p.Leu858Arg", "L858R", 1),
        ("BRAF", "V600E", "V600K", 2),
        ("EGFR", "L858R", "T790M", 2),
        ("KRAS", "G12D", "G12C", 2),
    ],
)
def test_one_variant_in_two_spellings_has_one_line(gene: str, first: str, second: str, lines: int) -> None:
    """The question's spelling stands and the record's is not said again; two variants stay two."""
    asked = query("Which drug?", variant(gene, first))
    found = fit(article("1", "T", "Nothing is said."), asked, Patient(variants=(Variant(gene, second),))).items
    assert len([one for one in found if one.aspect == "variant"]) == lines


@pytest.mark.parametrize(
    ("gene", "alleles", "asked", "text", "lines"),
    [
        ("CYP2C19", "*2/*2", "osimertinib", "Osimertinib was given for lung cancer.", 0),
        ("SLCO1B1", "*5/*5", "olaparib", "Olaparib was given for ovarian cancer.", 0),
        ("DPYD", "*1/*2A", "imatinib", "Imatinib was given for a stromal tumor.", 0),
        ("DPYD", "*1/*2A", "capecitabine", "Tablets were given.", 1),
        ("DPYD", "*1/*2A", "imatinib", "Patients took capecitabine.", 1),
        ("CYP2C19", "*2/*2", "osimertinib", "CYP2C19 was sequenced.", 1),
        ("CYP2C19", "*2/*2", "osimertinib", "CYP2C19 poor metabolizers were studied.", 1),
    ],
)
def test_a_gene_that_bears_on_nothing_has_no_line_where_the_study_is_silent(
    gene: str, alleles: str, asked: str, text: str, lines: int
) -> None:
    """It bears where the drug asked about or one of the study is paired with it, or the study names it."""
    told = query("Which?", Concept("drug", asked, asked), Concept("disease", "cancer", "cancer"))
    found = fit(article("1", "T", text), told, Patient(diplotypes=(Diplotype(gene, alleles),))).items
    assert len([one for one in found if one.aspect == "variant"]) == lines
