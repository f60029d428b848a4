"""The writer without a model: which sentences it picks, and which it never does."""

from __future__ import annotations

import pytest

from assistant.records.answer import Draft
from assistant.write import write_extractive
from ingest.records.article import Article
from tests.assistant.made_records import (
    EGFR_REVIEW,
    EGFR_TRIAL,
    article,
    disease,
    drug,
    evidence,
    gene,
    query,
    variant,
)

ASKED = query("Is osimertinib better than gefitinib in EGFR-mutated cancer?", gene("EGFR"), drug("osimertinib"))


def drafts(asked: object, *articles: Article, **options: int) -> list[Draft]:
    return list(write_extractive(asked, evidence(asked, *articles), **options))  # type: ignore[arg-type]  # a Query


PHENOTYPES = (
    ("poor", "should be avoided because pain relief fails"),
    ("ultrarapid", "is dangerous since morphine rises quickly"),
    ("intermediate", "may be started by the label with close follow-up"),
    ("normal", "needs no change whatever"),
)


def test_every_draft_is_its_quote_word_for_word() -> None:
    """A draft's quote stands in the record, and its text is that quote, at most with a capital put in front."""
    made = drafts(ASKED, EGFR_TRIAL, EGFR_REVIEW)
    texts = {a.pmid: a.text for a in (EGFR_TRIAL, EGFR_REVIEW)}
    assert made
    for draft in made:
        assert draft.quotes[0].text in texts[draft.quotes[0].pmid]
        assert draft.text.lower() == draft.quotes[0].text.lower()


def test_results_and_conclusions_of_the_trial_come_first() -> None:
    """The stronger design leads; its effect size is kept with the interval."""
    made = drafts(ASKED, EGFR_TRIAL, EGFR_REVIEW)
    assert made[0].quotes[0].pmid == EGFR_TRIAL.pmid
    assert any("95% CI 0.38 to 0.61" in draft.text for draft in made)


def test_background_aims_and_methods_are_no_findings() -> None:
    """Nothing from background or methods, no question, no sentence that points back."""
    said = " ".join(draft.text for draft in drafts(ASKED, EGFR_TRIAL, EGFR_REVIEW))
    assert "might delay" not in said
    assert "randomly assigned" not in said
    assert "This was seen" not in said
    assert "This review" not in said


@pytest.mark.parametrize(
    "sentence",
    [
        "It prolonged survival with osimertinib in EGFR-mutated cancer as well.",
        "Is osimertinib better than gefitinib in EGFR-mutated cancer of the lung?",
        "The study included 233 patients with EGFR-mutated cancer treated with osimertinib for six months.",
        "We evaluated in a feeding trial whether osimertinib differed by EGFR genotype in mutated cancer.",
        "A systematic literature search identified studies of osimertinib in patients with EGFR-mutated cancer.",
        "The women with EGFR-mutated cancer were then randomized into two groups of osimertinib and gefitinib.",
        "EGFR expression under osimertinib was detected using quantitative real-time polymerase chain reaction.",
        "Osimertinib is a first-line therapy of EGFR-mutated cancer used worldwide.1, 2 It has variable effects.",
        "Several studies have been conducted on osimertinib in EGFR-mutated cancer with inconsistent results.",
        "Further studies of osimertinib in EGFR-mutated cancer are needed to confirm the results.",
        "To assess osimertinib in EGFR-mutated cancer, patients were followed for a year.",
        "The study of osimertinib in EGFR-mutated cancer was funded by a foundation; NCT01234567.",
    ],
)
def test_a_sentence_that_says_nothing_alone_is_left_out(sentence: str) -> None:
    """Pronouns without their noun, questions, calls for studies, aims and registrations are never quoted."""
    record = article("5", "Osimertinib in EGFR-mutated cancer", f"Lung cancer is common. {sentence}")
    assert drafts(ASKED, record) == []


def test_opening_words_are_left_off() -> None:
    """ "In conclusion, " is cut; what remains is verbatim and begins with a capital."""
    record = article(
        "5", "T", "EGFR was studied. In conclusion, osimertinib prolonged survival in EGFR-mutated cancer."
    )
    assert drafts(ASKED, record)[0].text == "Osimertinib prolonged survival in EGFR-mutated cancer."


def test_inline_labels_are_read_and_left_off() -> None:
    """Labels run into the text give the part of the study and are not quoted."""
    record = article(
        "5",
        "T",
        "BACKGROUND: Osimertinib inhibits mutated EGFR in lung cancer. RESULTS: Osimertinib prolonged survival in "
        "EGFR-mutated cancer (p=0.01).",
    )
    assert [draft.text for draft in drafts(ASKED, record)] == [
        "Osimertinib prolonged survival in EGFR-mutated cancer (p=0.01)."
    ]


def test_v600k_is_no_answer_for_v600e() -> None:
    """A record on V600K only is not quoted for V600E; one on V600E is, and of a mixed one only the right sentence."""
    asked = query("Dabrafenib for BRAF V600E melanoma?", gene("BRAF"), variant("BRAF", "V600E"), drug("dabrafenib"))
    other = article(
        "1", "Dabrafenib in BRAF V600K melanoma", "Dabrafenib reduced tumors in 13% of BRAF V600K melanoma."
    )
    mixed = article(
        "2",
        "Dabrafenib in BRAF melanoma",
        "Dabrafenib reduced tumors in 59% of patients with BRAF V600E melanoma. "
        "Dabrafenib reduced tumors in 13% of patients with BRAF V600K melanoma.",
    )
    made = drafts(asked, other, mixed)
    assert made
    assert {draft.quotes[0].pmid for draft in made} == {"2"}
    assert all("V600K" not in draft.text for draft in made)


def test_a_record_without_the_asked_drug_is_not_quoted() -> None:
    """The gene alone is no answer to a question on a drug."""
    record = article("5", "Erlotinib in EGFR-mutated cancer", "Erlotinib prolonged survival in EGFR-mutated cancer.")
    assert drafts(ASKED, record) == []


def test_a_brand_name_counts_as_the_drug() -> None:
    """Synonyms of the query's concepts are the concept."""
    asked = query("Tagrisso in EGFR?", gene("EGFR"), drug("osimertinib", "Tagrisso"))
    record = article("5", "T", "We saw 90 patients. Tagrisso prolonged survival in EGFR-mutated cancer (p=0.01).")
    assert len(drafts(asked, record)) == 1


def test_a_records_own_abbreviation_counts() -> None:
    """An abbreviation the record defines for the asked drug names it in that record."""
    record = article(
        "5",
        "T",
        "Osimertinib (OSI) was given to patients with EGFR-mutated cancer. "
        "OSI significantly reduced the risk of death in EGFR-mutated cancer.",
    )
    assert [draft.text for draft in drafts(ASKED, record)] == [
        "OSI significantly reduced the risk of death in EGFR-mutated cancer."
    ]


def test_the_same_is_said_once() -> None:
    """Two records that say nearly the same give one draft."""
    one = article("5", "T", "We saw 9. Osimertinib prolonged survival in patients with EGFR-mutated cancer (p=0.01).")
    two = article("6", "T", "We saw 9. Osimertinib prolonged survival in patients with EGFR-mutated cancer (p=0.02).")
    assert len(drafts(ASKED, one, two)) == 1


def test_topics_are_the_therapy_options() -> None:
    """Without a drug in the question, drafts are grouped by the drug each sentence names."""
    asked = query("What helps in EGFR-mutated lung cancer?", gene("EGFR"), disease("lung cancer"))
    one = article("5", "T", "We saw 90 patients. Osimertinib prolonged survival in EGFR-mutated lung cancer.")
    two = article("6", "T", "We saw 80 patients. Afatinib delayed progression by 4 months in EGFR-mutated lung cancer.")
    assert {draft.topic for draft in drafts(asked, one, two)} == {"Osimertinib", "Afatinib"}


def test_the_limit_holds() -> None:
    """Never more drafts than asked for."""
    assert len(drafts(ASKED, EGFR_TRIAL, EGFR_REVIEW, limit=1)) == 1


def test_a_retracted_record_is_not_quoted() -> None:
    """A record of the type "Retracted Publication" gives no finding, however well it fits."""
    record = article(
        "5",
        "T",
        "We saw 90 patients. Osimertinib prolonged survival in EGFR-mutated cancer.",
        types=("Retracted Publication",),
    )
    assert drafts(ASKED, record) == []


def test_a_question_without_names_is_answered_by_its_words() -> None:
    """A question that names no gene or drug takes conclusions that share its content words."""
    asked = query("Does telephone counseling increase mammography use?")
    record = article(
        "5",
        "Telephone counseling and mammography use",
        "Use of mammography is low. Telephone counseling increased mammography use by 12% within a year.",
    )
    other = article("6", "Counseling in asthma", "We saw 90 children. Counseling increased inhaler use by 5%.")
    assert [draft.quotes[0].pmid for draft in drafts(asked, record, other)] == ["5"]


GUIDELINE = article(
    "7",
    "Guidelines for osimertinib in EGFR-mutated lung cancer",
    "We reviewed trials. Osimertinib is recommended as the first drug for EGFR-mutated lung cancer.",
    types=("Practice Guideline",),
)
COHORT = article(
    "8",
    "Osimertinib in EGFR-mutated lung cancer: a cohort study",
    "We followed 90 patients. Osimertinib was associated with longer survival than gefitinib in EGFR-mutated lung "
    "cancer (hazard ratio 0.61; 95% CI 0.45 to 0.83; p=0.002).",
)


@pytest.mark.parametrize("order", [(COHORT, GUIDELINE, EGFR_TRIAL), (EGFR_TRIAL, COHORT, GUIDELINE)])
def test_a_stronger_kind_of_study_stands_before_a_weaker_one(order: tuple[Article, ...]) -> None:
    """A guideline comes before a trial and a trial before a cohort, however they rank in the search."""
    cited = [draft.quotes[0].pmid for draft in drafts(ASKED, *order)]
    assert list(dict.fromkeys(cited)) == [GUIDELINE.pmid, EGFR_TRIAL.pmid, COHORT.pmid]


def test_a_study_of_another_disease_is_not_quoted_beside_one_of_the_asked() -> None:
    """Melanoma is asked: a record on colorectal cancer is left out, even where it names melanoma in passing."""
    asked = query("Vemurafenib for BRAF melanoma?", gene("BRAF"), drug("vemurafenib"), disease("melanoma"))
    right = article(
        "1", "Vemurafenib in melanoma", "We saw 9. Vemurafenib improved survival in BRAF melanoma (p=0.01)."
    )
    wrong = article(
        "2",
        "Vemurafenib in BRAF-mutated colorectal cancer: a randomized trial",
        "We saw 9. Vemurafenib did not improve survival in BRAF-mutated cancer, unlike in melanoma (p=0.70).",
    )
    assert {draft.quotes[0].pmid for draft in drafts(asked, wrong, right)} == {"1"}


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("Osimertinib prolonged survival in EGFR-mutated cancer (p=0.01).", False),
        ("After osimertinib, chemotherapy prolonged survival in EGFR-mutated cancer (p=0.01).", True),
        ("In EGFR-mutated cancer resistant to osimertinib, amivantamab gave a response in 36% of patients.", True),
        ("In EGFR-mutated cancer osimertinib-resistant disease responded to savolitinib in 30% of patients.", True),
    ],
)
def test_what_comes_after_a_drug_is_not_answered_with_the_drug(sentence: str, quoted: bool) -> None:
    """A therapy the question gives as had before is no option: the sentence must speak of the time after it."""
    asked = query("Options for EGFR-mutated cancer after osimertinib?", gene("EGFR"), drug("osimertinib"))
    record = article("5", "EGFR-mutated lung cancer", f"We saw 90 patients. {sentence}")
    assert bool(drafts(asked, record)) is quoted


def test_who_was_studied_is_no_finding() -> None:
    """How many of a group had the mutation says nothing of a therapy when another sentence does."""
    record = article(
        "5",
        "Osimertinib in EGFR-mutated cancer",
        [
            ("RESULTS", "EGFR mutations were present in 51.2% of the osimertinib group and 38% of the other group."),
            ("CONCLUSIONS", "Osimertinib prolonged survival in EGFR-mutated cancer (p=0.01)."),
        ],
    )
    assert next(draft.text for draft in drafts(ASKED, record)).startswith("Osimertinib prolonged")


def test_digits_of_a_name_are_no_figure_of_the_study() -> None:
    """What stands early and has no figure but an allele's digits is what others found, not a finding."""
    asked = query("HLA-B*15:02 and carbamazepine?", variant("HLA-B", "HLA-B*15:02"), drug("carbamazepine"))
    record = article(
        "5",
        "T",
        "HLA-B*15:02 screening before carbamazepine is recommended to prevent severe reactions. We typed 40 patients. "
        "We met them in clinics. We took their blood. HLA-B*15:02 was found in 30 of 40 carbamazepine cases (p=0.01).",
    )
    assert all("screening" not in draft.text for draft in drafts(asked, record))


def test_a_guideline_advises_on_each_phenotype() -> None:
    """Of a guideline more sentences are quoted than of a study, under the drug that was asked for."""
    advice = [f"For {kind} metabolizers of CYP2D6, codeine {what}." for kind, what in PHENOTYPES]
    parts = [("RECOMMENDATION", " ".join(advice))]
    guideline = article("92000001", "Tramadol and codeine by CYP2D6", parts, types=("Practice Guideline",))
    others = [article(f"9200001{n}", "Codeine and CYP2D6", f"CYP2D6 changed codeine in group {n}.") for n in range(3)]
    asked = query("Codeine and CYP2D6?", gene("CYP2D6"), drug("codeine"))
    drafts = list(write_extractive(asked, evidence(asked, guideline, *others)))
    assert sum(draft.quotes[0].pmid == guideline.pmid for draft in drafts) == 4
    assert {draft.topic for draft in drafts} == {"Codeine"}
