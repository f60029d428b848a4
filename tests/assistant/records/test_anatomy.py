"""What doors show of an answer: counted, looked up, and in the findings' own words."""

from __future__ import annotations

import msgspec
import pytest

from assistant.records.anatomy import (
    bottom_line,
    curated_lead,
    effect_said,
    facts,
    groups,
    is_quoted,
    newest,
    quote_labels,
    references,
)
from assistant.records.answer import (
    Answer,
    Citation,
    Claim,
    Conflict,
    Effect,
    Evidence,
    Facet,
    FitItem,
    Grade,
    Hit,
    Roles,
    Verdict,
)
from assistant.records.curated import CuratedRow, Knowledge
from ingest.records.article import Article, Author
from tests.assistant.made_knowledge import fact
from tests.assistant.made_records import article, query

TRIAL = Grade("randomized controlled trial", "2", "Oxford CEBM 2011", "", 70)
POOLED = Grade("meta-analysis", "1", "Oxford CEBM 2011", "", 80)
CELLS = Grade("in vitro study", "5", "Oxford CEBM 2011", "", 4)
UNKNOWN = Grade("unknown", "", "Oxford CEBM 2011", "", 0)


def claim(
    text: str, pmid: str = "1", grade: Grade = TRIAL, year: int | None = 2018, topic: str = "", start: int = 0
) -> Claim:
    cited = Citation(pmid, text, start, start + len(text), "RESULTS", year=year, design=grade.design)
    return Claim(text, (cited,), Verdict("supported", 1.0), grade, topic)


def answer(*claims: Claim, **more: object) -> Answer:
    return Answer(question="q", status="answered", claims=claims, query=query("q"), **more)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ([claim("A helps.")], "A helps. 1 finding of 1 study, a randomized controlled trial of 2018."),
        ([claim("A helps.", grade=CELLS, year=None)], "A helps. 1 finding of 1 study, an in vitro study."),
        ([claim("A helps.", grade=UNKNOWN, year=None)], "A helps. 1 finding of 1 study."),
        (
            [claim("A helps."), claim("B, too.", "2", POOLED, 2016), claim("C.", "2", POOLED, 2016)],
            "A helps. 3 findings of 2 studies; the strongest is a meta-analysis (2016); the newest is of 2018.",
        ),
        (
            [claim("A helps.", "1", UNKNOWN), claim("B, too.", "2", UNKNOWN, None)],
            "A helps. 2 findings of 2 studies; none states a design that can be graded; the newest is of 2018.",
        ),
        (
            [claim("A against B (P < .01)")],
            "A against B (P < .01). 1 finding of 1 study, a randomized controlled trial of 2018.",
        ),
        ([claim("A helps. It did so early.")], "A helps. 1 finding of 1 study, a randomized controlled trial of 2018."),
        ([], ""),
    ],
)
def test_the_bottom_line_is_the_first_finding_and_what_is_counted(claims: list[Claim], said: str) -> None:
    """The first sentence of the first finding, whole, then findings, studies, the strongest and the newest."""
    assert bottom_line(answer(*claims)) == said


def test_a_clause_that_limits_a_finding_is_not_cut_off() -> None:
    """What follows a semicolon stays: it may say how little the rest is worth."""
    said = "A may help; only nine patients were studied."
    assert bottom_line(answer(claim(said))).startswith(said)


def test_the_bottom_line_says_what_changes_how_it_is_read() -> None:
    """A limit, a disagreement and a grave flag of the record quoted first are told in it, not only below."""
    first = claim("A helps.")
    flagged = msgspec.structs.replace(first.citations[0], flags=("digest", "expression of concern"))
    said = bottom_line(
        answer(
            msgspec.structs.replace(first, citations=(flagged,)), limits=("No.",), conflicts=(Conflict("A helps.", ()),)
        )
    )
    assert "this flag: expression of concern." in said
    assert "Before you read on: No." in said
    assert said.endswith("Studies disagree: see both sides.")


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((2012, 2018), "The newest study cited is of 2018."),
        ((2012, None), "The newest study cited is of 2012; the year of 1 is not known."),
        ((None, None), "The year of what is cited is not known."),
        ((2012,), "The study cited is of 2012."),
        ((), ""),
    ],
)
def test_how_new_the_evidence_is(years: tuple[int | None, ...], said: str) -> None:
    """The newest year, and of how many studies it is not known."""
    claims = [claim(f"Finding {place}.", str(place), year=year) for place, year in enumerate(years)]
    assert newest(answer(*claims)) == said


def test_one_heading_is_none() -> None:
    """Under a single heading, or beside findings without one, the findings stand as they came."""
    claims = (claim("A.", topic="Drug A"), claim("B."), claim("C.", topic="Drug A"))
    assert [(group.heading, len(group.claims)) for group in groups(claims)] == [("", 3)]


def test_headings_have_their_order() -> None:
    """Options as first mentioned; topics as their table has them; what is on none comes last."""
    named = ("Harms", "Drug B", "", "Survival", "Drug A", "In vitro", "In animals: safety signals", "In animals")
    claims = [claim(f"{place}.", topic=topic) for place, topic in enumerate(named)]
    found = [group.heading for group in groups(claims)]
    assert found[:2] == ["Drug B", "Drug A"]
    assert found.index("Survival") < found.index("Harms")
    assert found.index("In animals") < found.index("In animals: safety signals") < found.index("In vitro")
    assert found[-1] == "Other findings"


def cited(**more: object) -> Evidence:
    made = msgspec.structs.replace(article("1", "A trial."), **more)
    return Evidence(Hit("1", 1.0, {}, made), TRIAL)


def test_a_reference_has_what_the_record_says() -> None:
    """Three authors and "et al", journal, year and DOI; what a record lacks is empty, and a paper has one number."""
    four = tuple(Author(last=name, initials="X") for name in ("Ab", "Cd", "Ef", "Gh"))
    claims = (claim("A."), claim("B.", "2"), claim("C.", start=9))
    first, second = references(claims, (cited(authors=four, journal="J", doi="10.1/x"),))
    assert (first.number, first.authors, first.journal, first.doi) == (1, "Ab X, Cd X, Ef X, et al", "J", "10.1/x")
    assert [quote.quote for quote in first.quotes] == ["A.", "C."]
    assert (second.number, second.authors, second.journal, second.doi) == (2, "", "", "")
    assert list(quote_labels((first, second)).values()) == ["1a", "1b", "2"]


def test_the_first_finding_has_the_first_number() -> None:
    """The bottom line cites [1], wherever its finding stands below."""
    claims = (claim("A.", "7", topic="Harms"), claim("B.", "8", topic="Survival"))
    assert [one.pmid for one in references(claims, ())] == ["7", "8"]


def test_facts_are_of_one_study() -> None:
    """Effects with their intervals as printed, people, year, design and level; a bare share says nothing alone."""
    text = "HR was 0.50 (95% CI 0.40 to 0.60; p<0.01), in 64%."
    effects = (
        Effect("HR", 0.5, 7, 11, low=0.4, high=0.6, level=95.0, p="<0.01"),
        Effect("proportion", 64, 47, 49, "%"),
    )
    made = msgspec.structs.replace(claim(text), effects=effects, sample_size=1200)
    assert facts(made) == (
        "HR 0.50, 95% CI 0.4 to 0.6, p<0.01; n 1,200; 2018; randomized controlled trial; CEBM level 2"
    )


def test_what_differs_in_the_same_words_is_said_once() -> None:
    """Three drugs had before and a study of untreated people are one difference to a reader."""
    others = [FitItem("prior therapy", "mismatch", drug, "untreated") for drug in ("A", "B", "C")]
    others.append(FitItem("age", "mismatch", "8 years", "adults"))
    told = facts(msgspec.structs.replace(claim("It works."), others=tuple(others)))
    assert told.count("other prior therapy than asked: untreated") == 1
    assert told.endswith("other age than asked: adults")


def test_a_median_has_no_p_value_of_its_own() -> None:
    """One printed beside it is of the comparison."""
    assert effect_said(Effect("median OS", 9.0, 0, 1, "month", p="<0.01")) == "median OS 9 months"


@pytest.mark.parametrize(("text", "same"), [("We saw it.", True), ("we saw it.", True), ("We see it.", False)])
def test_a_first_letter_made_large_is_still_the_quote(text: str, same: bool) -> None:
    """A finding that begins within a sentence of its record is in its words all the same."""
    assert is_quoted(msgspec.structs.replace(claim("we saw it."), text=text)) is same


def test_json_adds_the_sentences_and_keeps_all_fields() -> None:
    """`bottom_line` and `newest` stand beside the answer's fields, effects and people in each claim."""
    made = answer(claim("A helps.")).to_dict()
    assert made["bottom_line"].startswith("A helps.")
    assert made["newest"] == "The study cited is of 2018."
    assert (made["claims"][0]["effects"], made["claims"][0]["sample_size"]) == ((), None)
    assert {"question", "status", "claims", "evidence", "conflicts", "limits", "notes"} <= set(made)


def test_a_paper_without_anything_leaves_no_stray_mark() -> None:
    """A reference of a record that has only its PMID reads on."""
    bare = Article("1", "", "A.", ())
    text = answer(claim("A.", year=None), evidence=(Evidence(Hit("1", 1.0, {}, bare), TRIAL),)).to_markdown()
    line = next(line for line in text.splitlines() if line.startswith("1. "))
    assert line == ("1. PMID [1](https://pubmed.ncbi.nlm.nih.gov/1/). randomized controlled trial. Quoted: RESULTS.")


@pytest.mark.parametrize(
    ("flags", "facet", "opens"),
    [
        (("in vitro",), "efficacy", True),
        (("animal",), "alternative", True),
        ((), "efficacy", False),
        (("in vitro",), "resistance", False),
        (("abstract only",), "efficacy", False),
    ],
)
def test_a_curated_row_stands_before_a_finding_of_the_laboratory(
    flags: tuple[str, ...], facet: Facet, opens: bool
) -> None:
    """Where what to give is asked: what was seen in no patient opens no answer that a clinical row may open."""
    item = msgspec.structs.replace(cited(), flags=flags)
    rows = (CuratedRow(fact(), "exact", "same"),)
    made = answer(claim("Vouchinib helps."), evidence=(item,), knowledge=Knowledge(rows))
    made = msgspec.structs.replace(made, query=msgspec.structs.replace(made.query, facet=facet))
    assert bool(curated_lead(made)[0]) is opens


@pytest.mark.parametrize(
    ("text", "level", "limits", "option", "opens"),
    [
        ("Quality of life did not differ.", "A", (), (), True),
        ("Quality of life did not differ.", "B", (), (), False),
        ("Quality of life did not differ.", "B", ("None of the studies quoted is on X.",), (), True),
        ("Erlotinib prolonged survival.", "A", (), (), False),
        ("Erlotinib prolonged survival.", "A", ("None of the studies quoted is on X.",), (), False),
        ("Quality of life did not differ.", "A", (), ("gefitinib",), False),
        ("Quality of life did not differ.", "A", ("None of the studies quoted is on X.",), ("gefitinib",), True),
    ],
)
def test_what_is_established_opens_where_what_to_give_is_open(
    text: str, level: str, limits: tuple[str, ...], option: tuple[str, ...], opens: bool
) -> None:
    """A row that is validated or approved for the very case stands before a finding on nothing that is, and any row on
    the very case before such findings with a limit; not where the question names the drug and nothing is missing."""
    known = fact(level=level, therapies=("Erlotinib",), direction="Supports / Sensitivity/Response")
    row = CuratedRow(known, "exact", "same")
    made = answer(claim(text), evidence=(cited(),), knowledge=Knowledge((row,)), limits=limits)
    asked = msgspec.structs.replace(made.query, facet="efficacy", roles=Roles(option=option))
    assert bool(curated_lead(msgspec.structs.replace(made, query=asked))[0]) is opens
