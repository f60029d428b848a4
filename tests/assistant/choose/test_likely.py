"""Which of the chosen sentences stand: those of the case's own line, where any may answer."""

from __future__ import annotations

import msgspec
import pytest

from assistant.choose.choosing import Chosen
from assistant.choose.likely import of_other_courses, of_this_course, of_this_disease, other_diseases_only
from assistant.records.answer import Claim, Facet, Fit, FitItem, Query, Retrieval, Roles, Verdict
from assistant.studies.sentences import Candidate
from tests.assistant.made_records import article, drug, evidence, query

FIRST = FitItem("line of therapy", "mismatch", "line 3", "first-line")
OPEN = msgspec.structs.replace(query("What are the options?"), roles=Roles(line=("third-line",)))


def chosen(asked: Query, chance: float, *items: FitItem) -> Chosen:
    (item,) = evidence(asked, article("90000001", "A drug in a cancer", "The drug was an option."))
    return Chosen(Candidate(msgspec.structs.replace(item, fit=Fit(items)), 0, 0, 6, "results"), chance)


def test_another_line_is_left_out_of_an_open_question() -> None:
    """However likely a first-line trial answers, one that does not say its line stands for the third."""
    other, own = chosen(OPEN, 0.9, FIRST), chosen(OPEN, 0.2)
    assert of_this_course([other, own], OPEN) == (own,)


def test_a_study_of_the_own_setting_is_before_those_that_say_none() -> None:
    """Beside an adjuvant trial one that does not say its setting is left out, unless the trial cannot answer."""
    here, unsaid = FitItem("setting", "match", "adjuvant", "adjuvant"), FitItem("setting", "unknown", "adjuvant", "")
    other, own, weak = chosen(OPEN, 0.9, unsaid), chosen(OPEN, 0.4, here), chosen(OPEN, 0.01, here)
    assert of_this_course([other, own], OPEN) == (own,)
    assert of_this_course([other, weak], OPEN) == (other, weak)


def test_what_is_left_must_be_able_to_answer() -> None:
    """Where nothing else may, the studies of another line stay, and the finding says so."""
    other, own = chosen(OPEN, 0.9, FIRST), chosen(OPEN, 0.01)
    assert of_this_course([other, own], OPEN) == (other, own)


def test_a_question_on_a_drug_keeps_its_studies() -> None:
    """The drug's own trial is wanted, whatever its line."""
    on_drug = msgspec.structs.replace(OPEN, concepts=(drug("imatinib"),))
    other, own = chosen(on_drug, 0.9, FIRST), chosen(on_drug, 0.2)
    assert of_this_course([other, own], on_drug) == (other, own)


def test_findings_of_other_lines_alone_are_said_first() -> None:
    """One finding on the case's own line is enough to keep the sentence away."""
    (item,) = evidence(OPEN, article("90000001", "A drug in a cancer", "The drug was an option."))
    own = Claim("The drug was an option.", (), Verdict("supported", 1.0), item.grade)
    other = msgspec.structs.replace(own, others=(FIRST,))
    assert of_other_courses([other]) != ()
    assert of_other_courses([other, own]) == ()
    assert of_other_courses([]) == ()


ELSEWHERE = FitItem("disease", "mismatch", "breast cancer", "ovarian cancer")
KIND = FitItem("histology", "mismatch", "squamous", "nonsquamous")
THERAPY = msgspec.structs.replace(query("Is olaparib an option?", drug("olaparib")), intent="therapy")


def test_another_disease_is_left_out_of_a_question_on_therapy() -> None:
    """What works in another disease, or in another histology, is no option for being the same drug."""
    other, kind, own = chosen(THERAPY, 0.9, ELSEWHERE), chosen(THERAPY, 0.8, KIND), chosen(THERAPY, 0.2)
    assert of_this_disease([other, kind, own], THERAPY) == (own,)


def test_either_of_two_diseases_is_the_own_one() -> None:
    """A study on tuberous sclerosis is not elsewhere for asking about autism in it; one on another histology is."""
    own = FitItem("disease", "match", "tuberous sclerosis", "tuberous sclerosis complex")
    both, kind = chosen(THERAPY, 0.8, ELSEWHERE, own), chosen(THERAPY, 0.8, own, KIND)
    assert of_this_disease([both, kind], THERAPY) == (both,)


def test_another_disease_stays_where_therapy_is_not_asked() -> None:
    """How a variant changes the levels of a drug is much the same whatever it is given for."""
    levels = msgspec.structs.replace(THERAPY, intent="pharmacogenomics")
    assert of_this_disease([chosen(levels, 0.9, ELSEWHERE)], levels) != ()


@pytest.mark.parametrize(
    "facet", ["toxicity", "pharmacokinetics", "resistance", "mechanism", "prognosis", "definition"]
)
def test_what_a_drug_does_to_anybody_is_told_from_other_diseases_and_courses(facet: Facet) -> None:
    """A harm, a level or what a gene foretells was often studied elsewhere; each finding says of whom it is."""
    asked = msgspec.structs.replace(THERAPY, facet=facet)
    other, course, own = chosen(asked, 0.9, ELSEWHERE), chosen(asked, 0.8, FIRST), chosen(asked, 0.2)
    assert of_this_disease([other, course, own], asked) == (other, course, own)
    assert of_this_course([other, course, own], asked) == (other, course, own)


@pytest.mark.parametrize("facet", [None, "efficacy", "comparison", "alternative", "dose", "interaction", "monitoring"])
def test_what_to_give_is_told_from_the_own_disease(facet: Facet | None) -> None:
    """Where what is asked would be done, people with another disease are left out."""
    asked = msgspec.structs.replace(THERAPY, facet=facet)
    other, own = chosen(asked, 0.9, ELSEWHERE), chosen(asked, 0.2)
    assert of_this_disease([other, own], asked) == (own,)


def test_all_on_another_disease_is_no_answer() -> None:
    """The reader is told which disease the nearest is on; something on the case's own keeps that away."""
    other, own = chosen(THERAPY, 0.9, ELSEWHERE), chosen(THERAPY, 0.2)
    found = Retrieval(THERAPY, (), ("olaparib",), 1, 1)
    told = other_diseases_only([other], [], found)
    assert told is not None
    assert "ovarian cancer" in told.explanation
    assert other_diseases_only([other, own], [own], found) is None
    assert other_diseases_only([other, own], [other, own], found) is None
    assert other_diseases_only([chosen(THERAPY, 0.01, ELSEWHERE)], [], found) is None
    assert other_diseases_only([], [], found) is None


def test_what_comes_after_a_drug_is_an_open_question() -> None:
    """A drug that the question gives as had before is not what it is on: studies of another line give way."""
    after = msgspec.structs.replace(OPEN, concepts=(drug("imatinib"),), roles=Roles(prior=("imatinib",)))
    other, own = chosen(after, 0.9, FIRST), chosen(after, 0.2)
    assert of_this_course([other, own], after) == (own,)
