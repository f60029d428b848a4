"""The currency set is whole, its keys stand in the facts, and an answer is judged by its first findings and rows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from assistant.api import Assistant
from assistant.curated.store import facts_for
from assistant.knowledge.tables import words_of
from assistant.records.answer import Answer, Query
from assistant.records.curated import CuratedFact, CuratedRow, Knowledge
from evals.material.precision_topics import Topic, bearing, topics
from evals.measure.answer.currency import Currency, figures, judged, questions

USERS = {"another program", "clinical pharmacist", "diagnostician", "drug-discovery scientist", "oncologist"}


def asked(kind: str = "option", **given: object) -> Currency:
    made = {"drug": "", "key": ("osimertinib",), "words": "", "never": ("gefitinib",), **given}
    return Currency(id="CQ", user="oncologist", kind=kind, question="?", source="", **made)  # type: ignore[arg-type]


def answer(*facts: CuratedFact) -> Answer:
    rows = tuple(CuratedRow(fact, "exact", "same") for fact in facts)
    return Answer(question="?", status="answered", query=Query("?", "?"), knowledge=Knowledge(rows))


def fact(drug: str, direction: str = "Supports / Sensitivity/Response", **given: object) -> CuratedFact:
    made = {"kind": "biomarker evidence", "direction": direction, "therapies": (drug,), **given}
    return CuratedFact(source="CIViC", date="", identifier="EID1", **made)  # type: ignore[arg-type]


def test_the_set_is_whole() -> None:
    """At least 120 questions of five kinds of user, each once, with a key and where it stands."""
    made = questions()
    assert len(made) >= 120
    assert {one.user for one in made} == USERS
    assert len({one.question.casefold() for one in made}) == len({one.id for one in made}) == len(made)
    assert all(one.key and one.source for one in made)
    assert all((one.kind == "action") == bool(one.drug and one.words) for one in made)
    assert all(re.compile(one.words) for one in made)
    assert not any(set(one.key) & set(one.never) for one in made)
    assert min(Counter(one.kind for one in made).values()) >= 60


def test_an_actions_key_is_the_guidelines() -> None:
    """Each action that counts as right is a guideline's, of the source named, for that drug."""
    for one in questions():
        if one.kind == "action":
            told = {f"{fact.source} {fact.identifier}": fact for fact in facts_for(drugs=[one.drug])}
            cited = [told[part] for part in one.source.split("; ") if part in told]
            assert cited, one.id
            assert set(one.key) <= {fact.action for fact in facts_for(drugs=[one.drug])}, one.id


def test_an_options_key_stands_in_a_fact_or_a_landmark() -> None:
    """Each option is a therapy of some fact that ships, or its source names a study's PMID."""
    for one in questions():
        if one.kind == "option":
            known = [drug for drug in one.key if facts_for(drugs=[drug])]
            assert known == list(one.key) or "PMID" in one.source, one.id


def test_an_option_counts_in_the_first_rows_on_benefit() -> None:
    """A row that supports a response or an approval carries the key; one on resistance, or the fourth, does not."""
    other = fact("blargotinib")
    assert judged(asked(), answer(other, other, fact("Osimertinib")))["right"]
    assert judged(asked(), answer(fact("osimertinib", "", kind="approval")))["by_row"]
    assert not judged(asked(), answer(other, other, other, fact("osimertinib")))["right"]
    assert not judged(asked(), answer(fact("osimertinib", "Supports / Resistance")))["right"]


def test_an_action_counts_for_its_drug() -> None:
    """A guideline's row with the action for the drug carries the key; another action or drug does not."""
    wanted = asked("action", drug="codeine", key=("avoid",), words="avoid", never=())
    avoid = fact("codeine", "", kind="guideline", action="avoid")
    assert judged(wanted, answer(avoid))["by_row"]
    assert not judged(wanted, answer(fact("codeine", "", kind="guideline", action="standard")))["right"]
    assert not judged(wanted, answer(fact("tramadol", "", kind="guideline", action="avoid")))["right"]


def test_a_resistant_option_must_not_be_a_benefit() -> None:
    """What facts call resistant may stand in a row on resistance, and not as a benefit."""
    assert not judged(asked(), answer(fact("gefitinib", "Supports / Resistance")))["never"]
    assert judged(asked(), answer(fact("gefitinib")))["never"]


def test_figures_are_shares_of_questions_and_topics() -> None:
    """All, options and actions apart, by user, and each year's topics."""
    row = judged(asked(), answer(fact("osimertinib")))
    wrong = {**row, "id": "CQ2", "kind": "action", "right": False, "by_row": False}
    topic = {"set": "TREC PM 2017", "id": "2017-1", "wanted": 3, "shown": True, "shown first": False}
    found = {(one.set, one.leg, one.measure): one for one in figures([row, wrong, topic])}
    assert found["currency", "all", "right"].value.value == 0.5
    assert found["currency", "option", "right"].value.value == 1
    assert found["currency", "all", "never"].better == "lower"
    assert found["TREC PM 2017", "topics with a row", "shown"].value.n == 1


def test_facts_that_bear_on_a_topic_are_of_its_variant_and_disease() -> None:
    """A class of the variant counts, another variant does not; nor does another disease, nor what is absent."""
    melanoma = bearing(Topic("2018", "3", "melanoma", "BRAF (V600R)", ""))
    assert {fact.biomarker for fact in melanoma} >= {"BRAF V600"}
    assert not any("V600E" in fact.biomarker.split(" OR ")[0] for fact in melanoma)
    assert not any(words_of(fact.disease) == "colorectal cancer" for fact in melanoma)
    assert bearing(Topic("2018", "19", "melanoma", "tumor cells negative for PD-L1 expression", "")) == []


@pytest.mark.data
def test_the_topics_are_read(shared_data: Path) -> None:
    """Thirty topics of 2017 and fifty of 2018, of which most have a curated row."""
    found = topics()
    assert Counter(one.year for one in found) == {"2017": 30, "2018": 50}
    assert sum(bool(bearing(one)) for one in found) >= 50


def test_the_starter_library_is_asked(starter_library: Path) -> None:
    """A question of each kind is answered with its key in the first findings or rows."""
    chosen = {one.kind: one for one in reversed(questions())}
    with Assistant.open(library=str(starter_library), audit=False) as assistant:
        rows = [judged(one, assistant.ask(one.question)) for one in chosen.values()]
    assert [row["right"] for row in rows] == [True, True]
    assert not any(row["never"] for row in rows)
