"""A curated row in plain words: the source's level and direction kept, and what is not exact said."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from assistant.knowledge.tables import rows as table_rows
from assistant.records.anatomy import bottom_line
from assistant.records.curated import Alteration, CuratedRow, Knowledge
from assistant.records.curated_words import (
    add_command,
    counted_rows,
    dates_said,
    knowledge_to_dict,
    levels_said,
    missing_pmids,
    row_beside,
    row_said,
)
from tests.assistant.made_knowledge import KNOWLEDGE, abstained, answer, fact, only_rows


def said(subject: Any = "exact", disease: Any = "same", **known: Any) -> Any:
    return row_said(CuratedRow(fact(**known), subject, disease))


def test_a_row_is_one_sentence_with_all_that_the_source_says() -> None:
    """Therapy, plain word, biomarker, disease, level, rating, own direction, source, date, identifier, PMID."""
    assert said(direction="Supports / Resistance").sentence == (
        "Vouchinib: resistance, for EGFR Exon 19 Deletion, Made-up Carcinoma (level A, 5 of 5 stars; Supports / "
        "Resistance; CIViC 2026-04-25, EID900001; PMID 90000011)."
    )


@pytest.mark.parametrize(
    ("known", "says", "tone"),
    [
        ({"direction": "Supports / Sensitivity/Response"}, "response", "for"),
        ({"direction": "Supports / Resistance"}, "resistance", "against"),
        ({"direction": "Supports / Adverse Response"}, "adverse response", "against"),
        ({"direction": "Does Not Support / Sensitivity/Response"}, "response not shown", "caution"),
        ({"direction": "Does Not Support / Resistance"}, "resistance not shown", "open"),
        ({"direction": "Supports / Something New"}, "Supports / Something New", "open"),
        ({"direction": ""}, "direction not stated", "open"),
        ({"kind": "guideline", "action": "avoid"}, "avoid", "against"),
        ({"kind": "guideline", "action": "reduce", "amount": "at most 20 mg/day"}, "limit the dose", "caution"),
        ({"kind": "guideline", "action": "reduce", "amount": "a lower dose"}, "reduce the dose", "caution"),
        ({"kind": "guideline", "action": "reduce", "amount": "50 %"}, "reduce the dose by 50 %", "caution"),
        ({"kind": "guideline", "action": "raise", "amount": "150 %"}, "raise the dose by 150 %", "caution"),
        ({"kind": "guideline", "action": "standard"}, "standard dose", "for"),
        ({"kind": "guideline", "action": "alternative"}, "use an alternative", "caution"),
        ({"kind": "guideline", "action": "no recommendation"}, "no recommendation", "open"),
        ({"kind": "guideline", "action": "reduce", "amount": "50 %, or avoid"}, "reduce the dose by 50 %", "caution"),
        ({"kind": "approval", "direction": ""}, "approved", "for"),
    ],
)
def test_the_direction_or_the_action_is_a_plain_word_with_a_tone(known: Any, says: str, tone: str) -> None:
    """What a source says is said plainly; what the table of words does not know is said as the source has it."""
    row = said(**known)
    assert (row.says, row.tone) == (says, tone)
    assert row.sign in "▲▼◆○"


def test_no_resistance_is_ever_told_as_a_response() -> None:
    """Of CIViC's directions only those that support a benefit have the tone of one."""
    good = {value for field, value, _, tone, _ in table_rows("curated_words") if field == "direction" and tone == "for"}
    assert good == {"Supports / Sensitivity/Response", "Supports / Better Outcome", "Supports / Protectiveness"}


@pytest.mark.parametrize(
    ("subject", "disease", "about"),
    [
        ("exact", "same", "EGFR Exon 19 Deletion, Made-up Carcinoma"),
        ("class", "same", "EGFR Exon 19 Deletion (class of variants), Made-up Carcinoma"),
        ("gene", "parent", "EGFR Exon 19 Deletion (gene only), Made-up Carcinoma (broader disease)"),
        ("phenotype", "any", "EGFR Exon 19 Deletion, Made-up Carcinoma"),
    ],
)
def test_what_is_not_exact_is_said(subject: str, disease: str, about: str) -> None:
    """A class of variants, a gene alone and a broader disease are told as such, beside the source's own name."""
    assert said(subject, disease).about == about


def test_what_limits_an_action_stands_beside_it() -> None:
    """A share alone is by how much the dose changes; any other amount is a clause, in the sentence too."""
    row = said(kind="guideline", action="avoid", amount="if used, 50 % less")
    assert (row.says, row.clause) == ("avoid", "if used, 50 % less")
    assert row.sentence.startswith("Vouchinib: avoid, if used, 50 % less, for EGFR")


def test_items_that_say_the_same_are_counted_and_their_records_named() -> None:
    """One row stands for several items of its source: how many, all their PMIDs, and why it is on this case."""
    row = CuratedRow(
        fact(), "class", "same", ("90000014",), items=3, pmids=("90000011", "90000014"), because="A is a B"
    )
    words = row_said(row)
    assert words.source == "CIViC 2026-04-25, EID900001 and 2 more"
    assert [pmid for pmid, _ in words.held] == ["90000014"]
    assert words.missing == ("90000011",)
    assert words.about == "EGFR Exon 19 Deletion (class of variants), Made-up Carcinoma; A is a B"


def test_an_activity_score_says_what_it_stands_for() -> None:
    """Beside the score as the source has it stands the phenotype; beside a phenotype it is not said twice."""
    score = Alteration("CYP2D6", "activity score", ">=3", phenotype="ultrarapid metabolizer")
    row = said(biomarker="CYP2D6: activity score ≥ 3", requires=((score,),))
    assert row.about == "CYP2D6: activity score ≥ 3 (ultrarapid metabolizer), Made-up Carcinoma"
    plain = said(biomarker="CYP2D6: ultrarapid metabolizer", requires=((score,),))
    assert plain.about == "CYP2D6: ultrarapid metabolizer, Made-up Carcinoma"


def test_each_of_two_genes_has_its_own_state() -> None:
    """What a score stands for is beside its own gene, and the opening names only the gene that is not as usual."""
    poor = Alteration("CYP2D6", "activity score", "0", phenotype="poor metabolizer")
    for other in ("normal metabolizer", "no result"):
        row = said(
            kind="guideline",
            disease="",
            biomarker=f"CYP2D6: activity score 0; CYP2C19: {other}",
            requires=((poor, Alteration("CYP2C19", "phenotype", other)),),
        )
        assert row.about.startswith(f"CYP2D6: activity score 0 (poor metabolizer); CYP2C19: {other}")
        assert "for CYP2D6: activity score 0 (poor metabolizer)" in row.short
        assert other not in row.short


def test_the_opening_says_for_whom_a_recommendation_is() -> None:
    """A row for one population is never worded as one for everybody."""
    row = said(kind="guideline", disease="", population="neurovascular indication")
    assert "population: neurovascular indication" in row.short


def test_the_levels_shown_are_explained_once() -> None:
    """Below the rows stands what CIViC's levels mean, of those that are shown."""
    assert levels_said(KNOWLEDGE) == "CIViC's levels: A validated association, B clinical evidence."
    assert levels_said(Knowledge()) == ""


def test_drugs_of_a_regimen_are_told_from_options() -> None:
    """Drugs given together are joined by a plus, options by "or"; evidence on no drug is on what its type names."""
    assert said(therapies=("A", "B")).subject == "A + B"
    assert said(therapies=("A", "B"), together=False).subject == "A or B"
    assert said(therapies=("A", "B"), interaction="Sequential").subject == "A + B (one after the other)"
    assert said(therapies=(), evidence_type="Prognostic").subject == "Prognosis"


def test_a_source_is_linked_on_its_own_host_only() -> None:
    """An address of another host, as a user's file could name, is no link; neither is a script."""
    assert said().link == "https://civicdb.org/links/evidence_items/900001"
    for url in (
        "https://civicdb.org.evil.com/x",
        "javascript:alert(1)",
        "http://civicdb.org/x",
        "https://civicdb.org/)[x",
    ):
        assert said(url=url).link == ""


def test_the_command_holds_digits_only() -> None:
    """What a user's file calls a PMID never reaches a command line unless it is one."""
    row = CuratedRow(fact(pmids=("1; rm -rf ~", "90000031", "$(id)", "٣", "0123", "90000031")), "exact", "same")
    known = Knowledge(rows=(row,))
    assert missing_pmids(known) == ("90000031",)
    assert add_command(missing_pmids(known)) == "vouch-ingest add ids:90000031"
    assert add_command(("1; rm -rf ~",)) == ""
    assert [address for _, address in row_said(row).absent if address] == ["https://pubmed.ncbi.nlm.nih.gov/90000031/"]


def test_what_is_missing_is_named_once_and_what_is_held_is_not() -> None:
    """The command adds the records of all rows that the library lacks, each once, in the order of the rows."""
    assert missing_pmids(KNOWLEDGE) == ("90000021", "90000012")


def test_the_dates_of_the_sources_are_said_with_and_without_a_row() -> None:
    """With rows the dates alone; without one, that no row of these sources meets the question; else nothing."""
    assert dates_said(KNOWLEDGE) == "Curated evidence: CIViC 2026-04-25, CPIC 2024-03-25, EMA 2026-05-01."
    bare = Knowledge(dates=(("CIViC", "2026-04-25"),))
    assert dates_said(bare) == "Curated evidence: no row on this question in CIViC 2026-04-25."
    assert dates_said(Knowledge()) == ""
    assert counted_rows(KNOWLEDGE) == "4 rows of CPIC, CIViC and EMA; no record of the library is quoted."


def test_the_plain_values_are_whole() -> None:
    """In JSON every field of every row stands, those at their default too, and can be read back as the records."""
    made = json.loads(json.dumps(knowledge_to_dict(KNOWLEDGE)))
    assert msgspec.convert(made, Knowledge) == KNOWLEDGE
    assert [row["fact"]["rating"] for row in made["rows"]] == ["", "5", "3", ""]
    assert made["rows"][2]["missing"] == ["90000012"]
    assert made["add"] == "vouch-ingest add ids:90000021,90000012"


@pytest.mark.parametrize(
    ("subject", "disease", "known"),
    [
        ("class", "same", {}),
        ("gene", "same", {}),
        ("exact", "parent", {}),
        ("exact", "same", {"evidence_type": "Prognostic", "therapies": ()}),
    ],
)
def test_a_row_that_is_not_on_the_very_case_is_in_no_bottom_line(subject: Any, disease: Any, known: Any) -> None:
    """A class of variants, a gene alone, a broader disease and a prognosis stand among the rows, and not above them."""
    row = CuratedRow(fact(**known), subject, disease)
    assert "Vouchinib: response" not in bottom_line(answer(knowledge=Knowledge(rows=(row,))))
    assert "Curated evidence" not in bottom_line(answer(knowledge=Knowledge(rows=(row,))))


def test_an_answer_of_rows_alone_says_so_first() -> None:
    """The bottom line says that the library has no answer and what the first row says; an abstention has none."""
    assert bottom_line(only_rows()).startswith(
        "Not in your library; curated evidence says: clarifogrel: avoid, for CYP2C19 Poor Metabolizer"
    )
    assert bottom_line(answer()).startswith(
        "Guideline: clarifogrel: avoid, for CYP2C19 Poor Metabolizer (CPIC strength"
    )
    exact = msgspec.structs.replace(KNOWLEDGE.rows[1], subject="exact")
    assert bottom_line(answer(knowledge=Knowledge(rows=(exact,)))).endswith(
        "Curated evidence: Vouchinib: response, for EGFR Exon 19 Deletion, Made-up Carcinoma (CIViC level A, 5 of 5 "
        "stars; approved: FDA 2020, EMA 2021)."
    )
    approval = msgspec.structs.replace(KNOWLEDGE.rows[3], approved=("EMA 2021",))
    assert row_said(approval).short.endswith("Made-up Carcinoma (EMA 2021)")
    assert bottom_line(answer(claims=())).startswith("No finding of your library answers this; curated evidence says:")
    assert bottom_line(abstained()).startswith("No record answers this; the nearest curated row says: ")


def test_a_row_on_the_very_case_goes_before_a_doubted_finding() -> None:
    """Behind a finding that is on what was asked it stands where it always stood."""
    exact = msgspec.structs.replace(KNOWLEDGE.rows[1], subject="exact")
    told = answer(knowledge=Knowledge(rows=(exact,)))
    assert not bottom_line(told).startswith("Curated evidence: ")
    assert bottom_line(msgspec.structs.replace(told, doubted=True)).startswith("Curated evidence: Vouchinib: response")


def test_a_row_that_is_set_aside_says_why_and_opens_nothing() -> None:
    """Its label is for another line: the words say so, and no bottom line begins with it."""
    row = msgspec.structs.replace(KNOWLEDGE.rows[1], subject="exact", limit="labeled for the first line", aside=True)
    assert "; labeled for the first line (" in row_said(row).short
    assert "Curated evidence" not in bottom_line(answer(knowledge=Knowledge(rows=(row,))))


RESISTED = {"identifier": "EID900011", "direction": "Supports / Resistance", "level": "C", "biomarker": "EGFR C797S"}
SEEN_IN_CELLS = {"identifier": "EID900012", "level": "D", "therapies": ("Cellinib",)}


@pytest.mark.parametrize(
    ("rows", "says", "never"),
    [
        ([("exact", SEEN_IN_CELLS), ("exact", RESISTED)], "level D): Cellinib.", ""),
        ([("exact", SEEN_IN_CELLS), ("exact", RESISTED)], "row says: Vouchinib: resistance", ""),
        ([("exact", {}), ("exact", SEEN_IN_CELLS), ("exact", RESISTED)], "row says: Vouchinib: response", "laboratory"),
        ([("exact", RESISTED)], "row says: Vouchinib: resistance", "laboratory"),
        ([("class", {}), ("exact", RESISTED)], "row says: Vouchinib: response", "laboratory"),
        ([("gene", {}), ("exact", RESISTED)], "row says: Vouchinib: resistance", "laboratory"),
        ([("exact", {"evidence_type": "Prognostic", "therapies": ()}), ("exact", {})], "row says: Prognosis", ""),
    ],
)
def test_the_nearest_row_is_one_that_helps(rows: list[tuple[Any, Any]], says: str, never: str) -> None:
    """A row on a benefit before one on a failure, a course before a therapy; the laboratory is named as that."""
    known = Knowledge(tuple(CuratedRow(fact(**row), subject, "same") for subject, row in rows))
    told = row_beside(known)
    assert says in told
    assert not never or never not in told
