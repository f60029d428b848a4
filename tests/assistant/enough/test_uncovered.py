"""What no one of the best records has of a question is found, and named in the question's words."""

from __future__ import annotations

from assistant.enough.uncovered import NOTHING, is_gene, said_otherwise, uncovered
from assistant.records.answer import Query
from tests.assistant.made_records import article, disease, drug, evidence, gene, query

TRIAL = article(
    "90000011",
    "Osimertinib in advanced lung cancer",
    "Adults with advanced lung cancer received osimertinib. Osimertinib prolonged survival.",
)
OTHER = article("90000012", "Sorafenib in liver cancer", "Sorafenib prolonged survival in liver cancer.")


def lacking(asked: Query, *names: str) -> bool:
    found = uncovered(asked, evidence(asked, TRIAL, OTHER))
    return set(found.said) == set(names)


def test_names_that_stand_in_different_records_are_not_together() -> None:
    """A drug of one record and a disease of another leave the disease lacking, and the drug is what is covered."""
    asked = query("Osimertinib in liver cancer?", drug("osimertinib"), disease("liver cancer"))
    found = uncovered(asked, evidence(asked, TRIAL, OTHER))
    assert (found.names, found.covered, found.pmid) == (("liver cancer",), ("osimertinib",), TRIAL.pmid)


def test_what_one_record_has_together_is_covered() -> None:
    """Where a record has the drug and the disease, nothing is lacking, whatever the others are on."""
    assert lacking(query("Osimertinib in lung cancer?", drug("osimertinib"), disease("lung cancer")))


def test_a_group_that_no_record_speaks_of_is_lacking() -> None:
    """Pregnancy is lacking in a trial of adults that does not speak of it."""
    asked = query("Is osimertinib used in pregnancy?", drug("osimertinib"))
    assert uncovered(asked, evidence(asked, TRIAL)).groups == ("in pregnancy",)


def test_a_man_is_covered_where_no_record_tells_of_women_alone() -> None:
    """Few studies say the sex of their people, so that silence is no lack."""
    asked = query("Osimertinib for a 64-year-old man with lung cancer?", drug("osimertinib"), disease("lung cancer"))
    assert uncovered(asked, evidence(asked, TRIAL)).groups == ()
    of_women = article("91000009", "Osimertinib in lung cancer of women", "Women with lung cancer took osimertinib.")
    assert uncovered(asked, evidence(asked, of_women)).groups == ("man",)


def test_a_setting_counts_beside_a_tumor_alone() -> None:
    """After surgery a tumor is treated adjuvantly, and pain is not."""
    of_tumor = query("Osimertinib after surgery for lung cancer?", drug("osimertinib"), disease("lung cancer"))
    of_pain = query("Osimertinib after surgery for pain?", drug("osimertinib"))
    assert uncovered(of_tumor, evidence(of_tumor, TRIAL)).groups == ("after surgery",)
    assert uncovered(of_pain, evidence(of_pain, TRIAL)).groups == ()


def test_a_rare_word_is_named_as_the_question_has_it() -> None:
    """A word that stands for something the records lack is told, in the question's own writing."""
    asked = query("Osimertinib and hiccups?", drug("osimertinib"))
    found = uncovered(asked, evidence(asked, TRIAL))
    assert (found.words, found.telling) == (("hiccups",), ("hiccups",))


def test_a_word_that_any_of_the_records_has_is_not_lacking() -> None:
    """The findings shown may come from each of them."""
    asked = query("Osimertinib and hiccups in lung cancer?", drug("osimertinib"), disease("lung cancer"))
    other = article("91000010", "Hiccups", "Hiccups were seen on many drugs.")
    assert uncovered(asked, evidence(asked, TRIAL, other)).words == ()


def test_a_questions_own_words_are_never_lacking() -> None:
    """What questions often say otherwise than the records that answer them tells of nothing."""
    asked = query("Osimertinib in lung cancer, how often does it make people better?", drug("osimertinib"))
    assert uncovered(asked, evidence(asked, TRIAL)).words == ()
    assert said_otherwise("people")
    assert not said_otherwise("hiccups")


def test_without_records_nothing_is_told() -> None:
    """No record is no ground to name anything."""
    assert uncovered(query("?", drug("osimertinib")), []) == NOTHING


def test_a_trials_name_is_no_gene() -> None:
    """An old alias of two words, in a question on a trial, is not what is asked about."""
    assert is_gene(gene("EGFR"))
    assert is_gene(drug("osimertinib"))


def test_a_verb_that_asks_what_to_do_is_not_lacking() -> None:
    """Records say what happened where a question asks what to do, so its verb tells nothing; a thing asked for does."""
    asked = query("Should osimertinib be withheld for hiccups?", drug("osimertinib"))
    assert uncovered(asked, evidence(asked, TRIAL)).telling == ("hiccups",)


def test_a_trial_that_a_record_names_is_not_lacking() -> None:
    """However the record writes its name."""
    of_trial = article("91000013", "Osimertinib in the EXAMPLAR (EXMPL) 1-98 trial", "Osimertinib prolonged survival.")
    for records, words in ((of_trial,), ()), ((TRIAL,), ("EXMPL",)):
        asked = query("Osimertinib in EXMPL 1-98?", drug("osimertinib"))
        assert uncovered(asked, evidence(asked, *records)).telling == words


def test_the_frame_of_a_question_is_not_lacking() -> None:
    """By whom a question is asked, and that a judgement is asked for, no record says, and none need say."""
    asked = "Our board and the committee ask: is osimertinib reasonable in lung cancer in this setting?"
    assert lacking(query(asked, drug("osimertinib"), disease("lung cancer")))
