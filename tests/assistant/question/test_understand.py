"""From question, patient and history to a Query with its reasons."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.records.patient import Diplotype, Patient, Variant
from ingest.records.filters import Filters

TODAY = date(2026, 3, 1)


def names(query: Query, *kinds: str) -> set[str]:
    return {concept.name for concept in query.concepts if concept.kind in kinds}


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Which EGFR inhibitor is preferred first line in NSCLC?", "therapy"),
        ("Child with macrocephaly and a PTEN variant: what to look for?", "diagnosis"),
        ("Which compounds inhibit KRAS G12D in vivo?", "drug discovery"),
        ("How does CYP2C19*2 affect response to clopidogrel?", "pharmacogenomics"),
        ("Is it safe to give warfarin together with amiodarone?", "safety"),
        ("What is the survival of IDH1-mutated glioma?", "prognosis"),
        ("What is SOX9 short for?", "general"),
    ],
)
def test_the_intent_is_what_the_words_weigh_most_for(question: str, intent: str) -> None:
    """Each of the seven intents is told from a plain question."""
    assert understand(question).intent == intent


def test_concepts_come_with_identifier_synonyms_and_gene() -> None:
    """A gene, its variant, a drug and a disease, each with what it is also called."""
    query = understand("Is osimertinib effective in NSCLC with EGFR T790M?")
    found = {concept.kind: concept for concept in query.concepts}
    assert found["gene"].identifier == "HGNC:3236"
    assert (found["variant"].identifier, found["variant"].gene) == ("EGFR:p.T790M", "EGFR")
    assert "c.2369C>T" in {synonym.text for synonym in found["variant"].synonyms}
    assert "AZD9291" in {synonym.text for synonym in found["drug"].synonyms}
    assert any("NSCLC" in note and "lung non-small cell carcinoma" in note for note in query.notes)


def test_a_question_on_the_unknown_names_the_unknown() -> None:
    """A gene and a disease nobody knows are concepts, marked so, for abstention to ask the library about."""
    query = understand("What do ZZTOP9 mutations mean in blargoma?")
    unknown = {(c.kind, c.name) for c in query.concepts if not c.known}
    assert {("gene", "ZZTOP9"), ("disease", "blargoma")} <= unknown
    assert "pegcetacoplan" in names(understand("Is pegcetacoplan of any use?"), "other", "drug")


def test_ordinary_questions_name_nothing_unknown() -> None:
    """Everyday words of care are not mistaken for names."""
    query = understand("Can tailored interventions increase mammography use among women in a large practice?")
    assert [concept.name for concept in query.concepts if not concept.known] == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Randomized trials of aspirin since 2020",
            {"publication_types": ("Randomized Controlled Trial",), "year_from": 2020},
        ),
        (
            "Are there meta-analyses on statins after 2015?",
            {"publication_types": ("Meta-Analysis",), "year_from": 2016},
        ),
        ("Studies between 2010 and 2015 on warfarin", {"year_from": 2010, "year_to": 2015}),
        ("Warfarin dosing in the last 5 years", {"year_from": 2021}),
        ("Warfarin dosing over the past decade", {"year_from": 2016}),
        ("Trials before 2005 of tamoxifen", {"year_to": 2004}),
        ("Articles in English on tamoxifen", {"languages": ("eng",)}),
        ("Tamoxifen, including retracted papers", {"retracted": "include"}),
        ("Is a randomized design of a trial needed?", {}),
        ("Survival at 5 years with tamoxifen", {}),
    ],
)
def test_publication_wishes_become_filters(question: str, expected: dict[str, object]) -> None:
    """Types, years, language and retraction are read; words that only sound alike are not."""
    found = understand(question, today=TODAY).filters
    default = Filters()
    for field in ("publication_types", "year_from", "year_to", "languages", "retracted"):
        assert getattr(found, field) == expected.get(field, getattr(default, field))


def test_filters_that_were_given_stand() -> None:
    """What the user set wins over what the text says."""
    query = understand("Trials since 2020 of aspirin", filters=Filters(year_from=2000), today=TODAY)
    assert query.filters.year_from == 2000


def test_a_follow_up_takes_over_what_it_leaves_unsaid() -> None:
    """ "and after progression?" is about the drug, the gene and the disease asked about before."""
    query = understand("and after progression?", history=["Options for EGFR T790M NSCLC on osimertinib?"])
    assert names(query, "drug", "gene", "variant") == {"osimertinib", "EGFR", "EGFR T790M"}
    assert {concept.origin for concept in query.concepts} == {"history"}
    assert "osimertinib" in query.text
    assert any(note.startswith("Taken over") for note in query.notes)


def test_a_follow_up_swaps_what_it_names() -> None:
    """ "what about afatinib?" keeps the disease and the variant, and drops the other drug."""
    query = understand("what about afatinib?", history=["Is erlotinib effective in NSCLC with EGFR L858R?"])
    assert names(query, "drug") == {"afatinib"}
    assert names(query, "disease") == {"lung non-small cell carcinoma"}
    assert names(query, "variant") == {"EGFR L858R"}


def test_a_question_that_stands_alone_takes_nothing_over() -> None:
    """A new subject is not mixed with the one before."""
    query = understand("How does TPMT*3A affect mercaptopurine toxicity?", history=["Is erlotinib effective in NSCLC?"])
    assert all(concept.origin == "question" for concept in query.concepts)


def test_the_patient_fills_what_the_question_leaves_open() -> None:
    """The disease treated and the variant become concepts of the patient, and are listed as used."""
    patient = Patient(conditions=("melanoma", "asthma"), variants=(Variant("BRAF", "p.Val600Glu"),), age=12)
    query = understand("Which therapy options are there?", patient)
    assert {(c.kind, c.name) for c in query.concepts if c.origin == "patient"} >= {
        ("disease", "melanoma"),
        ("variant", "BRAF V600E"),
        ("population", "child"),
    }
    assert dict(query.patient_facts) == {"conditions": "melanoma", "variants": "BRAF p.Val600Glu", "age": "12 years"}


@pytest.mark.parametrize(
    ("question", "gene", "notation"),
    [
        ("Options for TRK fusion sarcoma?", "NTRK3", "fusion"),
        ("Is panitumumab useful in RAS-mutated colorectal cancer?", "NRAS", "Q61K"),
        ("FGFR inhibitors in FGFR-altered urothelial cancer", "FGFR3", "S249C"),
    ],
)
def test_a_variant_of_the_record_is_of_the_family_that_is_asked_about(question: str, gene: str, notation: str) -> None:
    """A question on a family of genes is on the one of them that the patient's tumor has."""
    query = understand(question, Patient(variants=(Variant(gene, notation),)))
    assert any(one.kind == "variant" and one.gene == gene for one in query.concepts)


def test_the_patient_does_not_change_what_is_asked() -> None:
    """A question that names its disease is about that disease; an unrelated gene's variant stays out."""
    patient = Patient(conditions=("melanoma",), variants=(Variant("BRAF", "V600E"),))
    query = understand("Is gefitinib effective in NSCLC with EGFR L858R?", patient)
    assert [concept for concept in query.concepts if concept.origin == "patient"] == []
    assert query.patient_facts == ()


def test_a_diplotype_counts_for_the_drugs_cpic_pairs_it_with() -> None:
    """CYP2C19 bears on clopidogrel, and not on fluorouracil."""
    patient = Patient(diplotypes=(Diplotype("CYP2C19", "*2/*2", "Poor Metabolizer"),))
    used = understand("Is clopidogrel effective after a stent?", patient)
    assert names(used, "variant", "phenotype") == {"CYP2C19 *2/*2", "poor metabolizer"}
    assert understand("Is fluorouracil safe?", patient).patient_facts == ()


def test_medications_count_where_interactions_are_asked_for() -> None:
    """A question on safety takes the medications in; one on a drug's efficacy does not."""
    patient = Patient(medications=("omeprazole",))
    assert "omeprazole" in names(understand("Is clopidogrel safe for this patient?", patient), "drug")
    assert "omeprazole" not in names(understand("Does clopidogrel prevent stroke?", patient), "drug")


def test_a_variant_gets_the_only_gene_that_has_it_with_a_note() -> None:
    """A notation that tables know in one gene is given it, and the reader is told."""
    query = understand("Which drugs work for V600E tumors?")
    assert names(query, "gene") == {"BRAF"}
    assert any("V600E" in note and "BRAF" in note for note in query.notes)


@settings(deadline=None)
@given(st.text(max_size=400), st.lists(st.text(max_size=60), max_size=2))
def test_no_text_is_an_error(question: str, history: list[str]) -> None:
    """Any text, lone surrogates and control characters included, gives a Query that can be written as JSON."""
    import msgspec

    query = understand(question, history=history, today=TODAY)
    assert msgspec.json.decode(msgspec.json.encode(query), type=Query) == query


def test_the_same_question_is_understood_the_same_way() -> None:
    """Nothing depends on order, time or what was asked before."""
    question = "Is osimertinib effective in NSCLC with EGFR T790M?"
    assert understand(question, today=TODAY) == understand(question, today=TODAY)


@pytest.mark.parametrize(("written", "usual"), [("Zocor", "simvastatin"), ("5-FU", "fluorouracil")])
def test_a_drug_is_asked_by_its_usual_name(written: str, usual: str) -> None:
    """A brand or a short name is searched and read for as the drug it is; the question itself stays as it was asked."""
    query = understand(f"What dose of {written} is right?")
    assert query.text == f"What dose of {usual} is right?"
    assert query.question == f"What dose of {written} is right?"


def test_a_variant_of_the_record_is_one_whatever_its_notation() -> None:
    """p.Leu858Arg and L858R, *2/*1 and *1/*2: the same query."""
    notations = [Patient(variants=(Variant("EGFR", one),)) for one in ("L858R", "p.Leu858Arg")]
    pairs = [Patient(diplotypes=(Diplotype("CYP2C19", one),)) for one in ("*1/*2", "*2/*1")]
    for first, second in (notations, pairs):
        read = [understand("What are the options?", one) for one in (first, second)]
        assert read[0].concepts == read[1].concepts


def test_a_diagnosis_is_read_with_its_own_words() -> None:
    """A state stands in the disease's words and adds no gene; a variant in its name is asked about, with its gene."""
    told = understand("What are the options?", Patient(conditions=("HER2-positive breast cancer",)))
    assert [(one.kind, one.surface) for one in told.concepts] == [("disease", "HER2-positive breast cancer")]
    told = understand("What are the options?", Patient(conditions=("EGFR-mutated lung cancer",)))
    assert {(one.kind, one.name) for one in told.concepts if one.kind != "disease"} == {
        ("gene", "EGFR"),
        ("variant", "EGFR mutation"),
    }


@pytest.mark.parametrize("notation", ["fusion", "F1174L"])
def test_a_variant_of_the_record_brings_its_gene(notation: str) -> None:
    """Records write "ALK fusion" in many ways, all of which name ALK, and a gene's rare variant seldom at all."""
    told = understand("What are the options?", Patient(variants=(Variant("ALK", notation),)))
    assert [one.name for one in told.concepts if one.kind == "gene"] == ["ALK"]


@pytest.mark.parametrize(
    "question", ["What after crizotinib?", "What comes after crizotinib?", "Next after crizotinib?"]
)
def test_what_comes_after_a_drug_that_was_had_is_on_therapy(question: str) -> None:
    """A question that names only what the record has as had before asks for a drug in its place."""
    record = {"conditions": ["non-small cell lung cancer"], "prior_therapies": ["crizotinib"], "line": 2}
    read = understand(question, Patient.from_dict(record))
    assert (read.intent, read.facet) == ("therapy", "alternative")


def test_a_drug_that_was_not_had_stays_what_is_asked() -> None:
    """The harm of a drug in the record's list of earlier ones is no question on what comes after it."""
    record = {"conditions": ["non-small cell lung cancer"], "prior_therapies": ["crizotinib"], "line": 2}
    read = understand("Does lorlatinib raise lipids?", Patient.from_dict(record))
    assert read.facet != "alternative"
