"""The case as a question and a conversation change it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question.case_change import change
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.sizes import ENTRIES

LUNG = Patient(conditions=("lung adenocarcinoma",), line=1, age=58)
POOR = Patient(diplotypes=(Diplotype("CYP2C19", "*2/*2"),))
HOMOZYGOUS = Patient(diplotypes=(Diplotype("UGT1A1", "*28/*28"),))


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("Is lithium safe when pregnant?", {"pregnant": True}),
        ("She is not pregnant: is lithium safe?", {"pregnant": False}),
        ("Lithium during lactation?", {"breastfeeding": True}),
        ("A 9-month-old with seizures: valproate?", {"age": 0.75}),
        ("A 51 yo female with gout", {"age": 51.0, "sex": "female"}),
        ("Allopurinol for a fifty-three year old?", {"age": 53.0}),
        ("Allopurinol for a thirty seven-year-old?", {"age": 37.0}),
        ("Allopurinol in an eighty-year-old?", {"age": 80.0}),
        ("A fifteen-month-old with seizures: valproate?", {"age": 1.25}),
        ("Colistin: his eGFR has fallen from 71 to 33", {"egfr": 33.0}),
        ("Docetaxel when the performance status has worsened to 3?", {"performance_status": 3}),
        ("Colistin with CrCl 31 mL/min?", {"creatinine_clearance": 31.0}),
        ("Colistin with an eGFR of 31?", {"egfr": 31.0}),
        ("Sorafenib in Child-Pugh class B?", {"hepatic_impairment": "moderate"}),
        ("Third-line options in myeloma?", {"line": 3}),
        ("Docetaxel in stage IIIA, ECOG 1", {"stage": "IIIA", "performance_status": 1}),
        ("Fluconazole in a woman on simvastatin and digoxin?", {"medications": ("simvastatin", "digoxin")}),
        ("A cephalosporin for someone allergic to penicillin?", {"allergies": ("penicillin",)}),
        ("Carbamazepine hypersensitivity: is oxcarbazepine safe?", {"allergies": ("carbamazepine",)}),
        ("Carboplatin allergy in ovarian cancer: can cisplatin be given?", {"allergies": ("carboplatin",)}),
        ("CYP2D6 *4/*4: is codeine right?", {"diplotypes": (Diplotype("CYP2D6", "*4/*4"),)}),
        (
            "Phenytoin in a CYP2C9 poor metabolizer?",
            {"diplotypes": (Diplotype("CYP2C9", phenotype="poor metabolizer"),)},
        ),
        ("Heterozygous CYP2C19*2: which dose?", {"diplotypes": (Diplotype("CYP2C19", "*1/*2", by_default=True),)}),
        ("She carries HLA-B*15:02: carbamazepine?", {"variants": (Variant("HLA-B", "*15:02"),)}),
        ("HLA-B*15:02 negative: carbamazepine?", {"diplotypes": (Diplotype("HLA-B", phenotype="*15:02 negative"),)}),
    ],
)
def test_a_question_says_the_case(question: str, fields: dict[str, Any]) -> None:
    """Without a record, the fields that the question gives are the patient; each is told."""
    case, sentences, *_ = change(None, question)
    assert case is not None
    told = {"sex": case.sex, **fields} if "woman" in question or "She" in question else fields
    assert {name: getattr(case, name) for name in told} == told
    assert len(sentences) >= len(fields)


@pytest.mark.parametrize(
    "question",
    [
        "Is lithium safe in newborns?",
        "Her sister is pregnant and takes lithium: is that hereditary?",
        "Were people with a creatinine clearance of 20 studied?",
        "Is a pregnancy test needed before acitretin?",
        "How common is CYP2C9*3?",
        "Should HLA-B*15:02 be tested before phenytoin?",
        "Do heterozygous carriers and non-carriers of CYP2C9*3 differ?",
        "Is colistin dosed otherwise with a creatinine clearance below 30?",
        "Sorafenib in Child-Pugh A or B?",
        "Is ECOG 0-1 required?",
        "Does ramucirumab prolong progression-free survival?",
        "Is there no penicillin allergy with aztreonam?",
        "The patient has no known drug allergies.",
        "Which HLA allele predicts abacavir hypersensitivity?",
        "Who is at risk of phenytoin hypersensitivity?",
        "HLA-DRB1*01:01 and nevirapine hypersensitivity",
        "Does HLA-A*31:01 mark carbamazepine hypersensitivity in Europeans?",
        "Mechanism of penicillin allergy",
        "asparaginase hypersensitivity syndrome and GRIA1",
        "How often does carboplatin allergy develop?",
        "Trastuzumab plus pertuzumab in the adjuvant setting?",
        "Is zoledronic acid linked with kidney failure?",
        "Can amphotericin cause fever, chills and renal failure?",
        "Lithium was started at the age of 23.",
        "EGFR 19 deletion: gefitinib?",
        "Is she pregnant, and is she breastfeeding?",
        "Does he have liver failure?",
        "Was he given carboplatin?",
        "",
    ],
)
def test_what_is_of_others_says_nothing_of_the_case(question: str) -> None:
    """A group, a relative, a trial, a test or a range is not the patient."""
    assert change(None, question)[:2] == (None, ())
    assert change(LUNG, question)[:2] == (LUNG, ())


@pytest.mark.parametrize(
    "question", ["Lithium while nursing my newborn?", "She breastfeeds a baby that is 3 weeks old."]
)
def test_an_infant_beside_its_mother_is_another_person(question: str) -> None:
    """Its age is not hers; of an infant alone it is the patient's."""
    assert change(None, question).patient == Patient(breastfeeding=True)
    assert change(None, "Phenobarbital for my newborn?").patient == Patient(age=0)


def test_a_follow_up_on_progression_is_the_next_line() -> None:
    """The drug that was asked about is had before, and the line is the next one, with the reason."""
    case, sentences, *_ = change(LUNG, "after progression?", ["Is gefitinib effective?"])
    assert case is not None
    assert (case.line, case.prior_therapies) == (2, ("gefitinib",))
    assert "Line of therapy: 2, because the question says “after progression”, of gefitinib." in sentences


def test_without_a_known_line_none_is_guessed() -> None:
    """Only the prior therapy is set, and that the line is not known is said."""
    case, sentences, *_ = change(Patient(), "What next when it progresses?", ["Is gefitinib effective?"])
    assert case == Patient(prior_therapies=("gefitinib",))
    assert any(sentence.startswith("The line of therapy is not known") for sentence in sentences)


def test_a_line_that_is_said_stands() -> None:
    """ "Second-line after gefitinib" is the second line and not the third."""
    case, *_ = change(LUNG, "Second-line drugs after gefitinib?")
    assert case is not None
    assert (case.line, case.prior_therapies) == (2, ("gefitinib",))


@pytest.mark.parametrize(
    ("patient", "question", "alleles"),
    [
        (HOMOZYGOUS, "heterozygous only?", "*1/*28"),
        (HOMOZYGOUS, "What if there is only one copy?", "*1/*28"),
        (Patient(diplotypes=(Diplotype("UGT1A1", "*1/*28"),)), "and homozygous?", "*28/*28"),
    ],
)
def test_another_zygosity_is_another_pair(patient: Patient, question: str, alleles: str) -> None:
    """The variant allele stays, the number of its copies is the question's; what was replaced is said."""
    case, sentences, *_ = change(patient, question, ["What dose of irinotecan?"])
    assert case == Patient(diplotypes=(Diplotype("UGT1A1", alleles),))
    assert sentences == (f"{patient.diplotypes[0]} was replaced by {alleles}: from the question.",)


def test_a_zygosity_that_may_be_of_two_genes_changes_nothing() -> None:
    """It is said to be unclear, and neither is guessed."""
    two = Patient(diplotypes=(Diplotype("UGT1A1", "*28/*28"), Diplotype("TPMT", "*3C/*3C")))
    case, sentences, *_ = change(two, "and heterozygous?")
    assert case == two
    assert len(sentences) == 1
    assert "TPMT, UGT1A1" in sentences[0]


def test_a_variant_takes_the_zygosity_that_is_asked() -> None:
    """Also one that the record has by its notation."""
    carrier = Patient(variants=(Variant("DPYD", "c.1129-5923C>G", "heterozygous"),))
    case, *_ = change(carrier, "And homozygous?", ["What dose of capecitabine?"])
    assert case is not None
    assert case.variants == (Variant("DPYD", "c.1129-5923C>G", "homozygous"),)


@pytest.mark.parametrize(
    ("patient", "question", "case"),
    [
        (
            Patient(diplotypes=(Diplotype("HLA-B", phenotype="*15:02 positive"),)),
            "HLA-B*57:01 negative: abacavir?",
            Patient(
                diplotypes=(
                    Diplotype("HLA-B", phenotype="*15:02 positive"),
                    Diplotype("HLA-B", phenotype="*57:01 negative"),
                )
            ),
        ),
        (
            Patient(variants=(Variant("HLA-B", "*57:01"), Variant("HLA-B", "*15:02"))),
            "HLA-B*57:01 negative: abacavir?",
            Patient(
                variants=(Variant("HLA-B", "*15:02"),), diplotypes=(Diplotype("HLA-B", phenotype="*57:01 negative"),)
            ),
        ),
        (
            Patient(diplotypes=(Diplotype("DPYD", "*1/*1"),)),
            "She is heterozygous for DPYD c.1679T>G: which dose?",
            Patient(variants=(Variant("DPYD", "c.1679T>G", "heterozygous"),)),
        ),
        (
            Patient(variants=(Variant("DPYD", "c.1679T>G", "heterozygous"), Variant("EGFR", "L858R"))),
            "And with DPYD *1/*1?",
            Patient(variants=(Variant("EGFR", "L858R"),), diplotypes=(Diplotype("DPYD", "*1/*1"),)),
        ),
    ],
)
def test_alleles_replace_what_they_contradict_and_no_more(patient: Patient, question: str, case: Patient) -> None:
    """A pair stands in place of the gene's variants and a variant in place of its pair; other HLA alleles stay."""
    made, sentences, *_ = change(patient, question)
    assert made == case
    assert len(sentences) == 1


def test_the_question_wins_over_the_record_and_says_so() -> None:
    """Both values stand in the sentence."""
    case, sentences, *_ = change(Patient(egfr=88), "Is colistin right with an eGFR of 31?")
    assert case == Patient(egfr=31)
    assert sentences == ("eGFR 31 mL/min/1.73 m2: from the question; the record says eGFR 88 mL/min/1.73 m2.",)


def test_what_the_record_has_already_is_no_change() -> None:
    """Nothing is said where the question says what the record says, in whatever order."""
    assert change(POOR, "CYP2C19 *2/*2: which drug?")[:2] == (POOR, ())
    mixed = Patient(diplotypes=(Diplotype("CYP2C19", "*17/*2"),), medications=("Prilosec",))
    assert change(mixed, "CYP2C19 *2/*17 and taking omeprazole: which drug?")[:2] == (mixed, ())


def test_a_chain_of_follow_ups_adds_up() -> None:
    """Each question leans on the one before; the last sentence of a thing counts."""
    asked = ["What dose of irinotecan?", "only heterozygous?", "And with an eGFR of 31?"]
    case, sentences, *_ = change(HOMOZYGOUS, "And is it safe?", asked)
    assert case == Patient(egfr=31, diplotypes=(Diplotype("UGT1A1", "*1/*28"),))
    assert all("an earlier question" in sentence for sentence in sentences)


def test_what_was_supposed_ends_with_its_topic_and_facts_stay() -> None:
    """ "If she were pregnant" is over when another thing is asked; "she is pregnant" is not, until another person is
    asked about."""
    assert change(None, "How is gout treated?", ["And if she were pregnant?"])[:2] == (None, ())
    case, *_ = change(None, "How is gout treated?", ["She is pregnant, is lithium safe?"])
    assert case == Patient(pregnant=True)
    other = ["A 30-year-old woman, she is pregnant: lithium?", "A 70-year-old man with gout: which drug?"]
    case, *_ = change(None, "And colchicine?", other)
    assert case == Patient(age=70, sex="male")


def test_a_drug_that_is_stopped_is_no_longer_taken() -> None:
    """It leaves the medications of the record, by whichever of its names."""
    case, sentences, *_ = change(Patient(medications=("Zocor",)), "What if simvastatin is stopped?")
    assert case == Patient()
    assert sentences == ("No longer takes simvastatin: from the question.",)


def test_a_full_record_is_kept_and_said() -> None:
    """What it cannot take is no error."""
    full = Patient(allergies=tuple(f"thing {number}" for number in range(ENTRIES)))
    case, sentences, *_ = change(full, "She is allergic to penicillin.")
    assert case == full
    assert sentences[0].startswith("What the question says of the case is left out")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=60), max_size=3), st.text(max_size=120))
def test_no_text_is_an_error(history: list[str], question: str) -> None:
    """Whatever is asked, there is a case, or none."""
    case, sentences, *_ = change(LUNG, question, history)
    assert case is not None
    assert all(isinstance(sentence, str) for sentence in sentences)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What if he no longer has renal failure?", ("gout",)),
        ("without renal failure?", ("gout",)),
        ("his renal failure has resolved", ("gout",)),
        ("the renal failure is over", ("gout",)),
        ("he has no more renal failure", ("gout",)),
        ("Has his renal failure resolved?", ("kidney failure", "gout")),
        ("no longer in liver failure", ("kidney failure", "gout")),
    ],
)
def test_a_failure_is_over_by_whichever_name_of_its_organ(question: str, left: tuple[str, ...]) -> None:
    """One of another organ is said to change nothing, and a question on it changes none."""
    made = change(Patient(conditions=("kidney failure", "gout")), question, ["Which dose?"])
    assert made.patient == Patient(conditions=left)
    assert bool(made.said) == (left == ("gout",))
    assert bool(made.untaken) == question.startswith("no longer")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("and with V600E and T599I instead?", ("BRAF K601E was replaced by BRAF V600E", "BRAF T599I")),
        ("What if he also has V600E and T599I?", ("BRAF V600E", "BRAF T599I")),
    ],
)
def test_each_variant_of_a_gene_is_told(question: str, said: tuple[str, ...]) -> None:
    """The second one of a gene takes no sentence away."""
    made = change(Patient(variants=(Variant("BRAF", "K601E"),)), question, ["Is it BRAF K601E?"])
    assert made.said == tuple(f"{one}: from the question." for one in said)


@pytest.mark.parametrize(
    "question",
    [
        "no progression on osimertinib",
        "and no sign of relapse on osimertinib?",
        "without further progression on osimertinib",
        "she did not progress on osimertinib",
        "she has never failed osimertinib",
        "she hasn't yet progressed on osimertinib",
    ],
)
def test_a_therapy_that_works_is_not_over(question: str) -> None:
    """A progression that is denied makes no drug a prior therapy, and no next line."""
    made = change(LUNG, question, ["Which drug?"]).patient
    assert made is not None
    assert (made.prior_therapies, made.line) == ((), 1)


PREGNANT = ("Is lithium safe?", "and if she is pregnant?")
KIDNEY = ("Colistin with an eGFR of 31?",)
TAKES = ("Simvastatin in a man on digoxin?",)
PAIR = {"diplotypes": [{"gene": "CYP2C9", "alleles": "*2/*2"}]}
ALLERGIC = ("Carboplatin, allergic to cisplatin?", " ", "and oxaliplatin?")


@pytest.mark.parametrize(
    ("history", "question", "record", "settled", "changed"),
    [
        (PREGNANT, "And quetiapine instead?", {"pregnant": False}, 2, {"pregnant": False}),
        (PREGNANT, "And quetiapine instead?", {"age": 31}, 2, {"pregnant": None}),
        (PREGNANT, "And quetiapine instead?", {"age": 31}, 0, {"pregnant": True}),
        (PREGNANT, "And quetiapine instead?", {"age": 31}, 1, {"pregnant": True}),
        (("Is lithium safe?", "She breastfeeds"), "And if not?", {"breastfeeding": False}, 2, {"breastfeeding": False}),
        (KIDNEY, "And amikacin?", {"egfr": 75}, 1, {"egfr": 75.0}),
        (KIDNEY, "And amikacin?", {"egfr": 75}, 0, {"egfr": 31.0}),
        (KIDNEY, "And amikacin with an eGFR of 20?", {"egfr": 75}, 1, {"egfr": 20.0}),
        (("Docetaxel, ECOG 3?",), "And pemetrexed?", {"performance_status": 1}, 1, {"performance_status": 1}),
        (TAKES, "And pravastatin?", {"sex": "male"}, 1, {"medications": ()}),
        (TAKES, "And pravastatin?", {"sex": "male"}, 0, {"medications": ("digoxin",)}),
        (("Phenytoin in CYP2C9 *3/*3?",), "only one?", PAIR, 1, {"diplotypes": (Diplotype("CYP2C9", "*2/*2"),)}),
        (ALLERGIC, "And lobaplatin?", {"age": 60}, 1, {"allergies": ()}),
    ],
)
def test_what_the_record_was_made_after_changes_it_no_more(
    history: tuple[str, ...], question: str, record: dict[str, Any], settled: int, changed: dict[str, Any]
) -> None:
    """Of questions that the record already counts none puts back what was changed in it since."""
    case = change(Patient.from_dict(record), question, history, settled).patient
    assert case is not None
    assert {name: getattr(case, name) for name in changed} == changed
