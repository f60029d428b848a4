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
    ("known", "missing"),
    [
        ({"sex": "male"}, "None of the 2 papers says that it studied men."),
        ({"age": 8}, "None of the 2 papers says that it studied children."),
        ({"age": 80}, "None of the 2 papers says that it studied people of 65 and older."),
        (
            {"ancestry": "African American"},
            "None of the 2 papers says that it studied people of the patient's ancestry (African American).",
        ),
        ({"pregnant": True}, "None of the 2 papers says that it studied pregnant women."),
        ({"breastfeeding": True}, "None of the 2 papers says that it studied breastfeeding women."),
        (
            {"egfr": 20},
            "None of the 2 papers says that it studied people with impaired kidneys like the patient's "
            "(eGFR 20 mL/min/1.73 m2).",
        ),
        (
            {"hepatic_impairment": "severe"},
            "None of the 2 papers says that it studied people with an impaired liver like the patient's "
            "(severe hepatic impairment).",
        ),
        ({"sex": "female", "age": 50, "ancestry": "Chinese", "egfr": 90}, ""),
    ],
)
def test_groups_of_the_patient_that_no_paper_says_are_named(known: dict[str, object], missing: str) -> None:
    """Each has a sentence that speaks of what papers say, and not of what they did."""
    found = who_was_studied(claims("1", "3"), evidence(ASKED, WOMEN, SILENT), Patient.from_dict(known))
    assert found is not None
    assert found.missing == ((missing,) if missing else ())


def test_one_paper_is_one() -> None:
    """A single paper is no "none of the papers"."""
    found = who_was_studied(claims("3"), evidence(ASKED, SILENT), Patient(sex="male"))
    assert found is not None
    assert found.missing == ("The one paper does not say that it studied men.",)


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
