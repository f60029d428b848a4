"""What is told of a sentence beside a question."""

from __future__ import annotations

import msgspec
import pytest

from assistant.choose.features import FEATURES, Case, features, on_another
from assistant.question.understand import understand
from assistant.records.answer import Facet, Query
from assistant.studies.sentences import every_sentence
from ingest.records.article import Article
from tests.assistant.made_records import EGFR_TRIAL, article, drug, evidence, gene, query, variant

ASKED = query("Is osimertinib better than gefitinib in EGFR-mutated cancer?", gene("EGFR"), drug("osimertinib"))


def told(asked: Query, record: Article, words: str) -> dict[str, float]:
    """The features of the one sentence that has these words."""
    (item,) = evidence(asked, record)
    found = [one for one in every_sentence(item, 0) if words in one.text]
    assert len(found) == 1
    return dict(zip(FEATURES, features(Case.of(asked), found)[0], strict=True))


def test_the_part_of_the_study_is_told() -> None:
    """How people were assigned is methods; a conclusion is none of the parts that tell against a sentence."""
    assert told(ASKED, EGFR_TRIAL, "randomly assigned")["methods"] == 1
    row = told(ASKED, EGFR_TRIAL, "prolonged progression-free survival compared")
    assert not any(row[part] for part in ("title", "background", "objective", "methods", "closing", "admin"))


def test_names_are_told_by_where_they_stand() -> None:
    """The drug stands in the title, the gene nowhere: half of the names are there, and the record ties nothing."""
    record = article("5", "Osimertinib in a trial", "We saw ninety. Tumors shrank in nine of them within some weeks.")
    row = told(ASKED, record, "Tumors shrank")
    assert (row["genetic nowhere"], row["drug here"], row["names here"], row["ties"]) == (1, 0, 0.5, 0)


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Erlotinib shrank tumors with EGFR mutations in nine of ten people.", "other drug"),
        ("Osimertinib was of no use in tumors with KRAS mutations of any kind.", "other gene"),
    ],
)
def test_a_sentence_on_another_drug_or_gene_says_so(sentence: str, other: str) -> None:
    """It names one of the kind that was asked for, and not the asked one."""
    assert told(ASKED, article("5", "T", f"We saw ninety. {sentence}"), sentence)[other] == 1


def test_a_sentence_on_another_variant_says_so() -> None:
    """V600K is not V600E, in the sentence that names it alone."""
    asked = query("Dabrafenib for BRAF V600E?", gene("BRAF"), variant("BRAF", "V600E"), drug("dabrafenib"))
    record = article("5", "T", "We saw ninety. Dabrafenib shrank tumors with BRAF V600K in three of ten people.")
    assert told(asked, record, "V600K")["other variant"] == 1


@pytest.mark.parametrize(
    ("title", "sentence", "another"),
    [
        ("KIT in GIST", "Imatinib worked better with KIT exon 9 mutations than with others.", True),
        ("Genes of GIST", "Imatinib worked in tumors with PDGFRA mutations of any kind.", False),
        ("PDGFRA and imatinib", "Imatinib worked better with KIT exon 9 mutations than with others.", False),
    ],
)
def test_a_sentence_on_another_gene_is_told(title: str, sentence: str, another: bool) -> None:
    """KIT is not PDGFRA, unless the title is on PDGFRA, too."""
    asked = query("Imatinib for a PDGFRA mutation?", gene("PDGFRA"), drug("imatinib"))
    (item,) = evidence(asked, article("5", title, f"We saw ninety. {sentence}"))
    (found,) = [one for one in every_sentence(item, 0) if one.text == sentence]
    assert on_another(features(Case.of(asked), [found])[0]) is another


@pytest.mark.parametrize(
    ("sentence", "left_out"),
    [
        ("Osimertinib prolonged survival in EGFR-mutated cancer by half a year.", True),
        ("After osimertinib, chemotherapy prolonged survival in EGFR-mutated cancer.", False),
        ("Amivantamab gave longer survival than osimertinib in EGFR-mutated cancer.", False),
        ("Tumors with an EGFR mutation are sampled anew before any decision.", False),
    ],
)
def test_a_drug_had_before_is_no_option(sentence: str, left_out: bool) -> None:
    """Asked what comes after a drug, a sentence that only tells what it does is none; one on another or later is."""
    asked = understand("Options for EGFR-mutated lung cancer after osimertinib?")
    (item,) = evidence(asked, article("5", "Lung cancer", f"We saw ninety. {sentence}"))
    (found,) = [one for one in every_sentence(item, 0) if one.text == sentence]
    assert Case.of(asked).on_prior_only(found) is left_out


@pytest.mark.parametrize(
    ("title", "sentence", "facet", "allowed"),
    [
        ("Erlotinib in a trial", "Rash was seen in nine of ten people.", "toxicity", False),
        ("A trial", "Erlotinib gave a rash in nine of ten people.", "toxicity", False),
        ("Erlotinib or osimertinib", "Rash was seen in nine of ten people.", "toxicity", True),
        ("A trial", "Rash was seen in nine of ten people.", "toxicity", True),
        ("Erlotinib in a trial", "Rash was seen in nine of ten people.", "alternative", True),
        ("Erlotinib in a trial", "Osimertinib was not part of this trial of erlotinib.", None, False),
        ("Erlotinib in a trial", "Osimertinib was not tolerated by three of ten people.", None, True),
    ],
)
def test_what_another_drug_did_answers_only_what_to_give_instead(
    title: str, sentence: str, facet: Facet | None, allowed: bool
) -> None:
    """Sentence and title together name another drug and not the asked one, or the sentence says that the asked one had
    no part: no finding, unless others are asked for."""
    asked = msgspec.structs.replace(query("Osimertinib?", drug("osimertinib")), facet=facet)
    (item,) = evidence(asked, article("5", title, f"We saw ninety. {sentence}"))
    found = next(one for one in every_sentence(item, 0) if sentence in one.text)
    assert Case.of(asked).allows(found) is allowed


@pytest.mark.parametrize(
    ("title", "sentence", "allowed"),
    [
        ("A cohort", "Codeine gave no pain relief in CYP2D6 poor metabolizers.", False),
        ("A cohort", "Paroxetine levels were doubled in CYP2D6 poor metabolizers.", True),
        ("A cohort", "Antidepressants and codeine were less safe in CYP2D6 poor metabolizers.", True),
        ("Antidepressants and genotype", "Metoprolol levels rose in CYP2D6 poor metabolizers.", True),
        ("A cohort", "Levels were doubled in CYP2D6 poor metabolizers on usual doses.", True),
    ],
)
def test_a_class_asked_for_is_answered_by_its_members(title: str, sentence: str, allowed: bool) -> None:
    """A sentence on drugs of which none is of the class is no answer, whichever facet is read."""
    asked = understand("Which antidepressant for a CYP2D6 poor metabolizer?")
    (item,) = evidence(asked, article("5", title, f"We saw ninety. {sentence}"))
    found = next(one for one in every_sentence(item, 0) if sentence in one.text)
    assert Case.of(asked).allows(found) is allowed
