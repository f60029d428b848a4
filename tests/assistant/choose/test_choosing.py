"""Which sentences come first, and which never come at all."""

from __future__ import annotations

import msgspec
import pytest

from assistant.choose.choosing import choose, choose_of_trial
from assistant.choose.likely import doubt, that_answer_best, too_unlikely
from assistant.records.answer import Query, Retrieval
from assistant.records.patient import Patient
from ingest.records.article import Article
from tests.assistant.made_records import EGFR_REVIEW, EGFR_TRIAL, article, drug, evidence, gene, query, variant

ASKED = query("Does osimertinib prolong survival in EGFR-mutated cancer?", gene("EGFR"), drug("osimertinib"))


def texts(asked: Query, *records: Article, patient: Patient | None = None) -> list[str]:
    return [one.candidate.text for one in choose(asked, evidence(asked, *records), patient)]


def test_a_result_comes_before_background_and_methods() -> None:
    """Of the trial the sentences with its outcome come first, how people were assigned after them."""
    found = texts(ASKED, EGFR_TRIAL)
    assert "progression-free survival" in found[0]
    assert found.index(found[0]) < next(n for n, text in enumerate(found) if "randomly assigned" in text)


def test_the_asked_drug_comes_before_another() -> None:
    """Two records alike but for the drug: the one on the asked drug comes first, wherever the search had it."""
    other = article("5", "Erlotinib in EGFR-mutated cancer", "Erlotinib prolonged survival in EGFR-mutated cancer.")
    right = article("6", "Osimertinib in EGFR-mutated cancer", "Osimertinib prolonged survival in EGFR-mutated cancer.")
    assert "Osimertinib" in texts(ASKED, other, right)[0]


def test_v600k_stands_after_v600e() -> None:
    """A sentence on another variant only is not preferred to one on the asked variant."""
    asked = query("Dabrafenib response in BRAF V600E?", gene("BRAF"), variant("BRAF", "V600E"), drug("dabrafenib"))
    record = article(
        "2",
        "Dabrafenib in BRAF melanoma",
        "We saw ninety. Dabrafenib shrank tumors in 13% of patients with BRAF V600K melanoma. "
        "Dabrafenib shrank tumors in 59% of patients with BRAF V600E melanoma.",
    )
    assert "V600E" in texts(asked, record)[0]


@pytest.mark.parametrize("types", [("Retracted Publication",), ("Retraction of Publication",)])
def test_a_retracted_record_gives_no_sentence(types: tuple[str, ...]) -> None:
    """However well it fits."""
    record = article("5", "T", "We saw ninety. Osimertinib prolonged survival in EGFR-mutated cancer.", types=types)
    assert texts(ASKED, record) == []


def test_a_sentence_on_another_phenotype_is_left_out() -> None:
    """A poor metabolizer is not given what a guideline says of intermediate ones."""
    asked = query("Codeine in a CYP2D6 poor metabolizer?", gene("CYP2D6"), drug("codeine"))
    patient = Patient.from_dict({"diplotypes": [{"gene": "CYP2D6", "alleles": "*4/*4"}]})
    record = article(
        "5",
        "Codeine by CYP2D6",
        "For poor metabolizers of CYP2D6, codeine should be avoided. "
        "For intermediate metabolizers of CYP2D6, codeine may be started by the label.",
    )
    found = texts(asked, record, patient=patient)
    assert any("should be avoided" in text for text in found)
    assert not any("may be started" in text for text in found)


def test_no_record_gives_no_sentence() -> None:
    """Nothing found is nothing chosen, which is too unlikely to answer."""
    assert choose(ASKED, []) == []
    assert too_unlikely([], Retrieval(ASKED, (), (), 10, 10)) is not None


def test_the_records_that_answer_best_are_shown_first() -> None:
    """The records go by their best sentence; one beyond the number wanted is not shown."""
    stray = article("9", "Rabbits in spring", "Rabbits are common in spring. They eat grass in the open field.")
    found = evidence(ASKED, stray, EGFR_REVIEW, EGFR_TRIAL)
    shown = that_answer_best(choose(ASKED, found), found, 2)
    assert next(item.article.pmid for item in shown) == EGFR_TRIAL.pmid
    assert len(shown) == 2


def test_what_nothing_answers_is_too_unlikely() -> None:
    """Records on something else are an abstention that names the nearest of them."""
    stray = article("9", "Rabbits in spring", "Rabbits are common in spring. They eat grass in the open field.")
    found = evidence(ASKED, stray)
    abstention = too_unlikely(choose(ASKED, found), Retrieval(ASKED, (), (), 10, 10))
    assert abstention is not None
    assert abstention.reason == "too little evidence"
    assert abstention.nearest == ("9",)


def test_a_plain_answer_raises_no_doubt() -> None:
    """A trial that answers outright is shown without a word of doubt."""
    found = evidence(ASKED, EGFR_TRIAL)
    assert doubt(choose(ASKED, found), ASKED) == ()


def test_the_highest_dose_that_was_borne_is_no_patients_dose() -> None:
    """It may not open the answer on a patient's dose; where a trial of doses is asked for, it may."""
    record = article(
        "5",
        "Belinostat doses in lymphoma",
        "We gave it to thirty. The maximum tolerated dose of belinostat was 1,100 mg in patients with lymphoma.",
    )
    patient = Patient.from_dict({"age": 50})
    for text, may in (("Which dose of belinostat?", False), ("The tolerated dose of belinostat?", True)):
        asked = msgspec.structs.replace(query(text, drug("belinostat")), facet="dose")
        found = choose(asked, evidence(asked, record), patient)
        assert [one.may_answer for one in found if "maximum" in one.candidate.text] == [may]


def test_the_asked_trial_answers_before_any_other() -> None:
    """Where a record names the trial that the question is on, no other takes its room; else all are read."""
    other = article("5", "Osimertinib in EGFR-mutated cancer", "Osimertinib prolonged survival by 9 months (p<0.001).")
    of_trial = article("6", "Osimertinib: the FOUR 04 trial", "Osimertinib prolonged survival in EGFR-mutated cancer.")
    for text, pmids in (("in FOUR 04", {"6"}), ("in SEVEN 07", {"5", "6"}), ("in cancer", {"5", "6"})):
        asked = query(f"Does osimertinib prolong survival {text}?", gene("EGFR"), drug("osimertinib"))
        chosen = choose_of_trial(asked, evidence(asked, other, of_trial))
        assert {one.candidate.evidence.article.pmid for one in chosen} == pmids
