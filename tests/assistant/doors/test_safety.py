"""A patient's safety in every door: first of all, whole, inert, and nothing where there is nothing to say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import msgspec
import pytest
from mcp import Client

from assistant.doors.chat.cards import answer_html
from assistant.doors.wire import answer_schema
from assistant.langchain_parts import vouch_runnable, vouch_tool
from assistant.records.answer import Abstention, Answer
from assistant.records.curated import Knowledge
from assistant.records.patient import Patient
from assistant.records.safety import Interactions
from assistant.report.render import full_markdown, full_report, one_page_markdown, one_page_report
from assistant.settings import Settings
from tests.assistant.doors.test_curated import EVIL, TEXTS, plain, unescaped
from tests.assistant.doors.test_rest import call, served
from tests.assistant.made_knowledge import Knowing
from tests.assistant.made_safety import ALERTS, INTERACTIONS, STUDIED, safe_answer

GOLDEN = Path(__file__).parents[1] / "golden" / "safe_answer.md"
DOORS = TEXTS | {
    "page": lambda told: plain(one_page_report(told)),
    "page in Markdown": lambda told: unescaped(one_page_markdown(told)),
}
HEADS = ("Alerts for this patient", "Pharmacogenes of this patient", "Drug interactions", "Whom the cited studies")
EMPTY: dict[str, Any] = {
    "alerts": (),
    "phenotypes": (),
    "other_phenotypes": (),
    "interactions": Interactions(),
    "studied": None,
    "case": None,
    "case_from": (),
}


def lined(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("door", DOORS)
def test_every_alert_is_whole_in_every_door(door: str) -> None:
    """Severity in words, drug, fact, what the source says, why, limits, source with date; not by color alone."""
    text = lined(DOORS[door](safe_answer()))
    for alert in ALERTS:
        assert alert.severity in text.lower()
        for part in (alert.drug, alert.fact, alert.says, alert.why, alert.limits, alert.source, *alert.pmids):
            assert part in text
    assert "2020-03-01" in text


@pytest.mark.parametrize("door", DOORS)
def test_the_sections_stand_in_one_order(door: str) -> None:
    """Alerts, bottom line, curated evidence, genes, interactions, findings, people studied, what is missing."""
    text = lined(DOORS[door](safe_answer(limits=("Nothing is on children.",))))
    places = [text.index("Alerts for this patient"), text.index("Bottom line"), text.index("Curated evidence")]
    places.append(text.index("Pharmacogenes of this patient"))
    places.append(text.index("Drug interactions"))
    places.append(text.index("Eldinib caused rash"))
    places.append(text.index("Whom the cited studies are on"))
    places.append(text.rindex("Nothing is on children."))
    assert places == sorted(places)


@pytest.mark.parametrize("door", DOORS)
def test_genes_interactions_and_people_are_said(door: str) -> None:
    """Not tested is said, what changes a phenotype, pairs without data, drugs not recognized, whom nobody studied."""
    text = lined(DOORS[door](safe_answer()))
    for part in (
        "not tested",
        "acts as poor metabolizer through paroxamine (strong CYP2D6 inhibitor; FDA table 2026)",
        "*1 was assigned because no tested variant was found.",
        "tamoxifarin with paroxamine",
        "less of the active metabolite",
        "No data here on clarifogrel with paroxamine",
        "Not recognized as drugs, so not checked: blargomycin.",
        STUDIED.sentence,
        STUDIED.missing[0],
        "Allergic to eldinib: from the question.",
    ):
        assert part in text
    assert "see alert" in text


@pytest.mark.parametrize("door", DOORS)
def test_an_abstention_has_its_alerts_first(door: str) -> None:
    """No answer is no reason to hold back what the patient must be warned of."""
    why = Abstention("not in library", "Clarifogrel is mentioned in none of the records.", ("words: clarifogrel",))
    text = lined(DOORS[door](safe_answer(claims=(), status="abstained", abstention=why, knowledge=Knowledge())))
    assert text.index("Alerts for this patient") < text.index("mentioned in none of the records")


@pytest.mark.parametrize("door", DOORS)
def test_nothing_to_say_is_no_heading(door: str) -> None:
    """With the fields empty no section of theirs is there."""
    text = lined(DOORS[door](safe_answer(**EMPTY)))
    assert not [head for head in (*HEADS, "Other pharmacogenes", "The case as understood") if head in text]
    assert "see alert" not in text


def hostile() -> Answer:
    def bad(record: Any) -> Any:
        texts = {
            name: EVIL
            for name in record.__struct_fields__
            if isinstance(getattr(record, name), str) and name not in ("severity", "kind", "basis")
        }
        lists = {"pmids", "notes", "sources", "converted_by", "missing"} & set(record.__struct_fields__)
        return msgspec.structs.replace(record, **texts, **dict.fromkeys(lists, (EVIL,)))

    told = safe_answer()
    return safe_answer(
        alerts=tuple(map(bad, told.alerts)),
        phenotypes=tuple(map(bad, told.phenotypes)),
        other_phenotypes=tuple(map(bad, told.other_phenotypes)),
        interactions=Interactions(tuple(map(bad, INTERACTIONS.found)), ((EVIL, EVIL),), (EVIL,)),
        studied=bad(STUDIED),
        case=Patient(conditions=(EVIL,), allergies=(EVIL,)),
        case_from=(EVIL,),
        query=msgspec.structs.replace(told.query, text=EVIL),
    )


def test_hostile_facts_are_inert_in_every_door() -> None:
    """Markup, links, terminal codes and marks of direction of a record or a note are shown as text."""
    told = hostile()
    for page in (answer_html(told, 1), full_report(told), one_page_report(told)):
        assert "<script" not in page
        assert "onclick='" not in page
        assert not {"\x1b", "\u202e"} & set(page)
        assert "evil" not in "".join(re.findall(r'(?:href|title)="([^"]*)"', page))
    assert "${" not in answer_html(told, 1)
    for text in (told.to_markdown(), full_markdown(told), one_page_markdown(told)):
        assert not {"\x1b", "\u202e"} & set(text)
        assert "<script" not in text.replace("\\<script", "")
        assert not re.search(
            r"(?<!\\)\]\((?!https://(?:pubmed\.ncbi|dailymed\.nlm)|https://www\.|https://civicdb)", text
        )


def test_the_golden_answer() -> None:
    """The whole Markdown of an answer with every section on safety, word for word."""
    assert safe_answer().to_markdown() == GOLDEN.read_text(encoding="utf-8")


def test_the_phenotype_that_counts_is_set_off() -> None:
    """Where another drug changes the phenotype, what it acts as stands out, and not what was reported."""
    for page in (answer_html(safe_answer(), 1), full_report(safe_answer()), one_page_report(safe_answer())):
        assert "<strong>poor metabolizer</strong>" in page
        assert "<strong>acts as poor metabolizer through paroxamine" in page
        assert "<strong>intermediate metabolizer" not in page
        assert "<strong>not known" not in page


def test_only_the_newest_alerts_are_announced() -> None:
    """The page is drawn anew with every event: alerts that were heard are not announced again, nor taken up."""
    newest, earlier = answer_html(safe_answer(), 1), answer_html(safe_answer(), 1, newest=False)
    assert '<section class="vouch-alerts" role="alert"' in newest
    assert 'role="alert"' not in earlier
    assert "Edit the case" in newest
    assert "Edit the case" not in earlier


def test_a_mark_leads_to_its_alert() -> None:
    """Each "see alert" is a link to the alert on that drug."""
    page = answer_html(safe_answer(), 3)
    assert set(re.findall(r'vouch-see-alert" href="#(t3a\d)"', page)) == {"t3a1", "t3a2"}
    assert 'id="t3a1"' in page


def test_the_picture_of_who_was_studied_is_drawn() -> None:
    """The chat and the full report show the picture, and no place for it where nobody was studied."""
    assert "<svg" in answer_html(safe_answer(), 1)
    assert "<svg" in full_report(safe_answer())
    assert "<svg" not in answer_html(safe_answer(studied=None), 1)


@pytest.fixture
def knowing(starter_library: Path) -> Any:
    with Knowing.open(Settings(library=str(starter_library), audit=False)) as opened:
        opened.told = safe_answer()
        yield opened


def test_programs_get_the_records(knowing: Knowing) -> None:
    """REST gives every field as its schema says; MCP as text and content; LangChain as records and text."""
    from assistant.doors.mcp import build_server

    with served(knowing) as port:
        status, _, told = call(port, "POST", "/ask", {"question": "q"})
    assert status == 200
    jsonschema.validate(told, answer_schema())
    assert told["alerts"][1]["drug"] == "clarifogrel"
    assert told["interactions"]["no_data"] == [["clarifogrel", "paroxamine"]]
    assert told["bottom_line"].startswith("Alert: ")
    assert json.loads(safe_answer().to_json())["case"]["egfr"] == 28

    async def run() -> Any:
        async with Client(build_server(knowing)) as client:
            return client.instructions, await client.call_tool("ask", {"question": "q"})

    instructions, reply = anyio.run(run)
    assert "Alerts come first" in instructions
    assert reply.structured_content["phenotypes"][2]["basis"] == "not tested"
    assert "## Alerts for this patient" in reply.content[0].text
    assert vouch_runnable(knowing).invoke("q").alerts == ALERTS
    assert "## Alerts for this patient" in vouch_tool(knowing).invoke({"question": "q"})
