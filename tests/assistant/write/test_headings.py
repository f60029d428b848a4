"""Headings by what was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from assistant.knowledge.tables import lookup, pieces, rows
from assistant.records.answer import Concept, Facet, Intent, Query, Roles
from assistant.write.headings import heading_of
from ingest.knowledge.tables import read_table
from tests.assistant.made_records import article, drug, evidence, gene

STAGES = rows("stages", Path(__file__).parents[1] / "tables")
DIAGNOSIS = read_table(Path(__file__).parents[1] / "tables" / "diagnosis_headings.tsv").rows
AFATINIB, GEFITINIB = drug("afatinib"), drug("gefitinib")


def heading(
    sentence: str, *concepts: Concept, title: str = "A study", types: tuple[str, ...] = (), **more: object
) -> str:
    asked = Query("q", "q", concepts=concepts, **more)  # type: ignore[arg-type]  # fields by name
    (item,) = evidence(asked, article("1", title, sentence, types=types))
    return heading_of(sentence, item, asked)


def test_every_facet_and_intent_has_its_row() -> None:
    """What can be asked is in the table, and each reader that it names gives an answer."""
    table = lookup("headings")
    assert table.keys() == {*get_args(Facet), *get_args(Intent)}
    for asked in table:
        for _ in pieces(table[asked]):
            kind = "facet" if asked in get_args(Facet) else "intent"
            known: dict[str, Any] = {kind: asked}
            assert isinstance(heading("Gefitinib was given.", GEFITINIB, **known), str)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Gefitinib prolonged survival.", "Gefitinib"),
        ("Afatinib was better than gefitinib.", "Afatinib and gefitinib"),
        ("Afatinib plus gefitinib was toxic.", "Afatinib plus gefitinib"),
        ("Creatine was measured in all patients.", ""),
        ("Women had less of it.", ""),
    ],
)
def test_therapy_stands_under_its_option(sentence: str, said: str) -> None:
    """A drug of the question, or both; never who was studied or what was measured."""
    assert heading(sentence, AFATINIB, GEFITINIB, intent="therapy") == said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Osimertinib prolonged survival.", "Osimertinib"),
        ("After crizotinib, brigatinib was effective.", "Brigatinib"),
        ("Patients treated with aspirin did well.", "Aspirin"),
        ("Glucose was lower in patients on insulin.", ""),
        ("Mortality was lower.", "Survival"),
    ],
)
def test_an_open_question_finds_its_options(sentence: str, said: str) -> None:
    """Where no drug is asked about, one that was given is the option; without one the outcome is the topic."""
    assert heading(sentence, gene("EGFR"), intent="therapy") == said


def test_a_measured_substance_of_the_question_is_no_option() -> None:
    """Named by its preferred name or as the question writes it, it heads nothing unless it is what is asked for."""
    sugar = Concept("drug", "D-glucose", "glucose")
    sentence = "No association was found with glucose."
    assert heading(sentence, sugar, drug("atenolol"), intent="pharmacogenomics") == ""
    assert heading(sentence, sugar, intent="pharmacogenomics", roles=Roles(option=("glucose",))) == "Glucose"


def test_what_was_had_before_is_no_option() -> None:
    """A drug that is to be replaced, or taken besides, heads no finding."""
    roles = Roles(prior=("gefitinib",))
    assert heading("Afatinib worked after gefitinib.", AFATINIB, GEFITINIB, intent="therapy", roles=roles) == "Afatinib"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("CYP2C19 poor or intermediate metabolizers should avoid clopidogrel.", "Poor and intermediate metabolizers"),
        ("CYP2C19 poor metabolizers had more events than normal metabolizers.", "Poor metabolizers"),
        ("Clopidogrel worked less with CYP2C19*2.", "Clopidogrel"),
    ],
)
def test_pharmacogenomics_stands_under_the_phenotype(sentence: str, said: str) -> None:
    """The phenotype that a finding is on, without that it is compared with; else the drug."""
    assert heading(sentence, gene("CYP2C19"), drug("clopidogrel"), intent="pharmacogenomics") == said


def test_interactions_stand_under_the_pair() -> None:
    """Both drugs where a finding is on both."""
    both = (drug("simvastatin"), drug("clarithromycin"))
    sentence = "Clarithromycin raised the exposure to simvastatin."
    assert heading(sentence, *both, facet="interaction") == "Simvastatin with clarithromycin"


@pytest.mark.parametrize(
    ("sentence", "types", "said"),
    [
        ("Tumors shrank in mice.", (), "In animals"),
        ("Weight loss and toxicity were seen in mice.", (), "In animals: safety signals"),
        ("Drug A shrank tumors in patients.", ("Clinical Trial, Phase I",), "Phase 1 trials"),
    ],
)
def test_drug_discovery_stands_under_its_stage(sentence: str, types: tuple[str, ...], said: str) -> None:
    """How far the evidence is, safety apart."""
    title = "Drug A in xenografted mice" if "mice" in sentence else "Drug A"
    assert heading(sentence, gene("KRAS"), title=title, types=types, intent="drug discovery") == said


@pytest.mark.parametrize(("title", "abstract", "sentence", "said"), [case[:4] for case in STAGES])
def test_a_stage_is_what_the_record_and_the_sentence_say(title: str, abstract: str, sentence: str, said: str) -> None:
    """Each row of the table: the phase is the trial's own, and a sentence on mice is on animals wherever it stands."""
    asked = Query("q", "q", concepts=(gene("KRAS"),), intent="drug discovery")
    (item,) = evidence(asked, article("1", title, abstract))
    assert heading_of(sentence, item, asked) == said


@pytest.mark.parametrize(
    ("facet", "sentence", "said"),
    [
        ("prognosis", "Overall survival was shorter.", "Survival"),
        ("prognosis", "Relapse-free survival was shorter.", "Progression and relapse"),
        ("diagnosis", "A normal level ruled out the disease.", "Findings against it"),
        ("diagnosis", "Macrocephaly is a hallmark of the syndrome.", "Findings for it"),
        ("definition", "It is an enzyme of the liver.", ""),
    ],
)
def test_other_questions_stand_under_their_topics(facet: Facet, sentence: str, said: str) -> None:
    """Prognosis by outcome, diagnosis by what speaks for it and against it; a definition under nothing."""
    assert heading(sentence, gene("PTEN"), facet=facet) == said


def test_a_therapy_that_curated_sources_list_is_an_option() -> None:
    """Wherever a sentence names it; another drug needs words that say it was given."""
    sentence = "Remission was seen in 90%, tretinoin being at hand."
    assert heading(sentence, gene("PML"), intent="therapy") != "Tretinoin"
    assert heading(sentence, gene("PML"), intent="therapy", therapies=("tretinoin",)) == "Tretinoin"


@pytest.mark.parametrize(("facet", "sentence", "said"), [row[:3] for row in DIAGNOSIS])
def test_a_sentence_on_a_diagnosis_stands_under_what_it_is_to_it(facet: Facet, sentence: str, said: str) -> None:
    """For it, against it, how well a test tells; a measure of a test is no level of a drug, nor a sign a harm."""
    assert heading(sentence, facet=facet) == said
