"""What is told of a sentence beside a question."""

from __future__ import annotations

import pytest

from assistant.choose.features import FEATURES, Case, features
from assistant.records.answer import Query
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
    """A sentence has one role of its section, and no other."""
    row = told(ASKED, EGFR_TRIAL, "prolonged progression-free survival compared")
    assert (row["conclusions"], row["results"], row["methods"]) == (1, 0, 0)


def test_names_are_told_by_where_they_stand() -> None:
    """The asked gene and drug in the sentence, in the title, or nowhere."""
    record = article(
        "5", "Osimertinib in a trial", "We saw ninety. Tumors of EGFR shrank in nine of them within weeks."
    )
    row = told(ASKED, record, "Tumors of EGFR")
    assert (row["genetic here"], row["drug here"], row["drug in title"], row["drug nowhere"]) == (1, 0, 1, 0)


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


def test_a_drug_had_before_is_no_option() -> None:
    """Asked what comes after a drug, a sentence that only praises it says so; one on the time after does not."""
    asked = query("Options for EGFR-mutated cancer after osimertinib?", gene("EGFR"), drug("osimertinib"))
    praise = "Osimertinib prolonged survival in EGFR-mutated cancer by half a year."
    after = "After osimertinib, chemotherapy prolonged survival in EGFR-mutated cancer."
    assert told(asked, article("5", "T", f"We saw ninety. {praise}"), praise)["prior drug only"] == 1
    assert told(asked, article("5", "T", f"We saw ninety. {after}"), after)["prior drug only"] == 0
