"""Studies that disagree, side by side."""

from __future__ import annotations

import pytest

from assistant.choose.choosing import choose
from assistant.conflicts.conflicts import find_conflicts
from assistant.conflicts.sides_taken import stance
from assistant.records.answer import Claim, Evidence, Verdict
from assistant.verify.verify import verify_citations
from assistant.write import write_extractive
from tests.assistant.made_records import article, drug, evidence, gene, query

ASKED = query("Does CYP2C19 affect clopidogrel outcomes?", gene("CYP2C19"), drug("clopidogrel"))
FOR_1 = article(
    "1",
    "CYP2C19 and clopidogrel: a prospective cohort study",
    "We followed 500 adults. Carriers of CYP2C19 loss of "
    "function on clopidogrel had an increased risk of stent thrombosis (hazard ratio 2.9; 95% CI 1.4 to 6.1).",
    year=2009,
)
FOR_2 = article(
    "2",
    "CYP2C19 and clopidogrel in a registry cohort",
    "We followed 900 adults. CYP2C19 loss of function alleles were "
    "associated with an increased risk of stent thrombosis in adults on clopidogrel.",
    year=2010,
)
AGAINST = article(
    "3",
    "CYP2C19 and clopidogrel: a randomized trial",
    "We randomly assigned 5059 adults. CYP2C19 loss of function "
    "alleles were not associated with an increased risk of stent thrombosis in adults on clopidogrel.",
    year=2016,
)
OTHER = article(
    "4",
    "CYP2C19 and omeprazole",
    "We followed 90 adults. CYP2C19 genotype was not associated with healing on omeprazole.",
)


def claims(items: list[Evidence]) -> list[Claim]:
    articles = {item.article.pmid: item.article for item in items}
    grades = {item.article.pmid: item.grade for item in items}
    made = []
    for draft in write_extractive(ASKED, choose(ASKED, items)):
        _, citations = verify_citations(draft.text, draft.quotes, articles)
        made.append(Claim(draft.text, citations, Verdict("supported", 1.0), grades[citations[0].pmid], draft.topic))
    return made


def test_both_sides_are_shown_with_grade_year_size_and_effect() -> None:
    """Two studies for and one against: all three stand side by side, each with its own words."""
    items = evidence(ASKED, FOR_1, FOR_2, AGAINST, OTHER)
    found = find_conflicts(ASKED, claims(items), items)
    assert len(found) == 1
    sides = {position.pmid: position.side for position in found[0].positions}
    against = sides.pop("3")
    assert set(sides) == {"1", "2"}
    assert len({against, *sides.values()}) == 2
    by_pmid = {position.pmid: position for position in found[0].positions}
    assert by_pmid["1"].effect is not None
    assert by_pmid["1"].effect.value == 2.9
    assert by_pmid["3"].year == 2016
    texts = {item.article.pmid: item.article.text for item in items}
    for position in found[0].positions:
        assert texts[position.pmid][position.quote.start : position.quote.end] == position.quote.quote


def test_a_newer_or_stronger_study_against_the_majority_is_named() -> None:
    """The headline names the newer, stronger trial that stands against two cohorts."""
    items = evidence(ASKED, FOR_1, FOR_2, AGAINST)
    headline = find_conflicts(ASKED, claims(items), items)[0].headline
    assert "stronger and newer study (randomized controlled trial, 2016, PMID 3)" in headline
    assert "against the majority" in headline


def test_agreement_is_no_conflict() -> None:
    """Studies that say the same, and studies on another drug, are no conflict."""
    items = evidence(ASKED, FOR_1, FOR_2, OTHER)
    assert find_conflicts(ASKED, claims(items), items) == ()


STATEMENT = "Drug A reduced the risk of stroke in adults with atrial fibrillation."


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("Drug A lowered the risk of stroke in adults with atrial fibrillation.", "supports"),
        ("Drug A increased the risk of stroke in adults with atrial fibrillation.", "opposes"),
        ("Drug A did not reduce the risk of stroke in adults with atrial fibrillation.", "opposes"),
        ("Drug A had no significant effect on the risk of stroke in atrial fibrillation.", "opposes"),
        ("Evidence on drug A and the risk of stroke in atrial fibrillation is conflicting.", "inconclusive"),
        ("Children with asthma used fewer inhalers in summer.", None),
        ("Drug A lowered the risk of stroke in adults with atrial fibrillation, but not of bleeding.", "supports"),
        ("Drug A lowered bleeding, whereas it did not reduce the risk of stroke in atrial fibrillation.", "opposes"),
        ("Stroke in atrial fibrillation on drug A: hazard ratio for the risk 0.97 (95% CI 0.80 to 1.18).", "opposes"),
    ],
)
def test_a_sentence_takes_its_side(sentence: str, side: str | None) -> None:
    """Direction, negation, null results (in words, or an interval around 1) and open questions decide the side, in the
    clause on the same outcome; other matters take none."""
    assert stance(STATEMENT, sentence) == side


def test_two_null_results_agree() -> None:
    """A null result supports a null result."""
    assert (
        stance(
            "Drug A was not associated with bleeding in adults.",
            "No association of drug A with bleeding in adults was seen.",
        )
        == "supports"
    )


def test_a_turned_sentence_opposes_whatever_it_is_about() -> None:
    """Nearly the same words with one turned: the difference decides, and a mere rewording supports."""
    statement = "Exposure to cold promoted activation of macrophages in adipose tissue of adult mice."
    assert stance(statement, statement.replace("activation", "inactivation")) == "opposes"
    assert stance(statement, statement.replace("promoted", "did not promote")) == "opposes"
    assert stance(statement, statement.replace("Exposure to cold", "Cold exposure")) == "supports"


def test_a_null_result_on_several_genes_opposes_a_finding_on_one() -> None:
    """A study that names the asked gene beside another one can disagree."""
    for_it = article(
        "5", "T", "We saw 90 adults. CYP2C19 loss of function raised stent thrombosis on clopidogrel (p=0.01)."
    )
    against = article(
        "6", "T", "We saw 90. CYP2C19 and ABCB1 had no significant influence on stent thrombosis on clopidogrel."
    )
    items = evidence(ASKED, for_it, against)
    sides = {p.pmid: p.side for found in find_conflicts(ASKED, claims(items), items) for p in found.positions}
    assert sorted(sides.values()) == ["opposes", "supports"]
