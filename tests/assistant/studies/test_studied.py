"""Whom the papers behind an answer are on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from assistant.records.answer import Citation, Claim, Verdict
from assistant.records.patient import Patient
from assistant.records.studied import Share
from assistant.studies.studied import who_was_studied
from ingest.records.article import Article, MeshHeading
from tests.assistant.made_records import article, evidence, query

ASKED = query("Which drug?")
WOMEN = article("1", "Drug A in Japanese women", "We enrolled 120 patients. Women aged 40 to 60 years took part.")
MEN = article("2", "Drug A in men", "A total of 80 men were enrolled in Kenya. Their mean age was 71 years.")
SILENT = article("3", "Drug A", "Drug A was given.")


def claims(*pmids: str) -> list[Claim]:
    made = evidence(ASKED, WOMEN)[0].grade
    return [
        Claim("It works.", (Citation(pmid, 1, 0, 9, "It works."),), Verdict("supported", 1.0), made) for pmid in pmids
    ]


def studied(papers: Sequence[Article], patient: Patient | None = None) -> object:
    return who_was_studied(claims(*(one.pmid for one in papers)), evidence(ASKED, *papers), patient)


def test_groups_are_counted_over_the_cited_papers() -> None:
    """Each paper counts once for each group it says; one that is silent counts for none, one not cited not at all."""
    found = who_was_studied(claims("1", "1", "3"), evidence(ASKED, WOMEN, MEN, SILENT), None)
    assert found is not None
    assert (found.papers, found.people, found.sized) == (2, 120, 1)
    assert found.sexes == (Share("women", 1),)
    assert found.ages == (Share("adults", 1),)
    assert found.ancestries == (Share("East Asian", 1),)
    assert found.countries == (Share("Japan", 1),)
    assert found.missing == ()


def test_the_sentence_says_all_of_it() -> None:
    """Numbers first, then each kind of group with how many papers are silent on it."""
    found = who_was_studied(claims("1", "2", "3"), evidence(ASKED, WOMEN, MEN, SILENT), None)
    assert found is not None
    assert found.sentence == (
        "3 papers, 200 people in 2 of them; women in 1, men in 1, 1 does not say the sex; "
        "adults in 1, 65 and older in 1, "
        "1 does not say the age; East Asian in 1, 2 do not say the ancestry; Japan in 1, Kenya in 1, "
        "1 does not say the country."
    )


def test_silence_is_said_once() -> None:
    """A paper that says nothing gives one short sentence."""
    found = who_was_studied(claims("3"), evidence(ASKED, SILENT), None)
    assert found is not None
    assert found.sentence == (
        "1 paper, which does not say how many people; it does not say the sex, age, ancestry or country."
    )


@pytest.mark.parametrize(
    ("known", "words", "missing"),
    [
        ({"sex": "male"}, "", "1 of the 2 papers studied others than men, or left them out (“women”); 1 does not say."),
        (
            {"age": 8},
            "",
            "1 of the 2 papers studied others than children, or left them out (“aged 40 to 60 years”); 1 does not say.",
        ),
        (
            {"age": 80},
            "",
            "1 of the 2 papers studied others than people of 65 and older, or left them out "
            "(“aged 40 to 60 years”); 1 does not say.",
        ),
        (
            {"ancestry": "African American"},
            "",
            "1 of the 2 papers studied others than people of the patient's ancestry "
            "(African American), or left them out (“Japanese”); 1 does not say.",
        ),
        (
            {"pregnant": True},
            "Pregnant women were excluded.",
            "1 of the 2 papers studied others than pregnant women, "
            "or left them out (“Pregnant women were excluded”); 1 does not say.",
        ),
        (
            {"breastfeeding": True},
            "We excluded breastfeeding women.",
            "1 of the 2 papers studied others than "
            "breastfeeding women, or left them out (“excluded breastfeeding”); 1 does not say.",
        ),
        (
            {"egfr": 20},
            "The creatinine clearance had to be at least 60 mL/min.",
            "1 of the 2 papers studied others than "
            "people with impaired kidneys like the patient's (eGFR 20 mL/min/1.73 m2), or left them out "
            "(“at least 60 mL/min”); 1 does not say.",
        ),
        (
            {"hepatic_impairment": "severe"},
            "They had mild hepatic impairment.",
            "1 of the 2 papers studied others than "
            "people with an impaired liver like the patient's (severe hepatic impairment), or left them out "
            "(“mild hepatic impairment”); 1 does not say.",
        ),
        ({"sex": "female", "age": 50, "ancestry": "Chinese", "egfr": 90}, "", ""),
    ],
)
def test_a_group_is_warned_of_where_a_paper_says_that_it_had_others(
    known: dict[str, object], words: str, missing: str
) -> None:
    """The warning has the paper's words, and how many do not say."""
    told = article("1", WOMEN.title, f"We enrolled 120 patients. Women aged 40 to 60 years took part. {words}")
    found = who_was_studied(claims("1", "3"), evidence(ASKED, told, SILENT), Patient.from_dict(known))
    assert found is not None
    assert found.missing == ((missing,) if missing else ())
    assert found.unsaid == ""


@pytest.mark.parametrize(
    ("known", "unsaid"),
    [
        ({"sex": "male", "age": 8, "ancestry": "Chinese"}, ""),
        ({"pregnant": True}, "None says whether it studied pregnant women."),
        (
            {"breastfeeding": True, "hepatic_impairment": "mild"},
            "None says whether it studied breastfeeding women or people with an impaired liver like the patient's "
            "(mild hepatic impairment).",
        ),
        (
            {"egfr": 20},
            "None says whether it studied people with impaired kidneys like the patient's (eGFR 20 mL/min/1.73 m2).",
        ),
    ],
)
def test_silence_is_no_warning(known: dict[str, object], unsaid: str) -> None:
    """Papers that say nothing of a group are one plain sentence; of sex, age and ancestry the count has said it."""
    other = article("4", "Drug A again", "Drug A was given twice.")
    found = who_was_studied(claims("3", "4"), evidence(ASKED, SILENT, other), Patient.from_dict(known))
    assert found is not None
    assert (found.missing, found.unsaid) == ((), unsaid)


def test_a_study_of_adults_of_any_age_leaves_nobody_old_out() -> None:
    """ "18 years and older" takes the old without telling of them: no warning, and it is said that it does not say."""
    adults = article("4", "Drug A", "Patients aged 18 years and older were enrolled.")
    found = who_was_studied(claims("4"), evidence(ASKED, adults), Patient(age=78))
    assert found is not None
    assert (found.missing, found.unsaid) == ((), "It does not say whether it studied people of 65 and older.")


def test_one_paper_is_one() -> None:
    """A single paper is no "1 of the 1 papers"."""
    found = who_was_studied(claims("1"), evidence(ASKED, WOMEN), Patient(sex="male"))
    assert found is not None
    assert found.missing == ("The one paper studied others than men, or left them out (“women”).",)


def test_one_paper_with_the_group_is_enough() -> None:
    """Where one of two papers had men and women, that the other had women alone is no gap."""
    found = who_was_studied(claims("1", "2"), evidence(ASKED, WOMEN, MEN), Patient(sex="male", age=70))
    assert found is not None
    assert (found.missing, found.unsaid) == ((), "")


def test_papers_of_one_trial_count_their_people_once() -> None:
    """A registration that two papers share makes their people the same."""
    same = [msgspec.structs.replace(one, registry_ids=("ClinicalTrials.gov:NCT1",)) for one in (WOMEN, MEN)]
    found = who_was_studied(claims("1", "2"), evidence(ASKED, *same), None)
    assert found is not None
    assert (found.people, found.sized) == (120, 1)


def test_check_tags_count() -> None:
    """What the words leave open MeSH may tell."""
    made = msgspec.structs.replace(SILENT, mesh=(MeshHeading("Male"), MeshHeading("Child")))
    found = who_was_studied(claims("3"), evidence(ASKED, made), Patient(sex="male", age=8))
    assert found is not None
    assert (found.sexes, found.ages, found.missing) == ((Share("men", 1),), (Share("children", 1),), ())


def test_without_cited_papers_there_is_nothing_to_say() -> None:
    """An answer without claims, or whose papers are not at hand, studied nobody."""
    assert who_was_studied([], evidence(ASKED, WOMEN), None) is None
    assert who_was_studied(claims("9"), evidence(ASKED, WOMEN), None) is None
