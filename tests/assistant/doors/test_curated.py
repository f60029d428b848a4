"""Curated evidence in every door: each row whole, apart from the findings, in the one order, and inert."""

from __future__ import annotations

import html as markup
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import msgspec
import pytest
from mcp import Client

from assistant.doors.chat.cards import answer_html
from assistant.doors.terminal import show
from assistant.doors.wire import answer_schema
from assistant.langchain_parts import vouch_runnable, vouch_tool
from assistant.records.answer import Answer, Conflict, Position
from assistant.records.curated import Knowledge
from assistant.records.curated_words import VOICE, row_said
from assistant.report.render import full_markdown, full_report
from assistant.settings import Settings
from tests.assistant.doors.test_rest import call, served
from tests.assistant.made_knowledge import GRADE, KNOWLEDGE, QUOTE, Knowing, abstained, answer, only_rows, quote

EVIL = "<script>alert(1)</script> [a](http://evil.example) ${alert(2)} | # \x1b[31m\u202e \" onclick='x'"
GOLDEN = Path(__file__).parents[1] / "golden" / "curated_answer.md"


def plain(page: str) -> str:
    """The text of a page, without tags."""
    return markup.unescape(re.sub(r"<[^>]+>", " ", page))


def unescaped(text: str) -> str:
    """Markdown as a reader sees it, without the marks that keep strangers' marks inert."""
    return re.sub(r"\\(?=[^\w\s])", "", text)


def printed(told: Answer) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        show(told.to_markdown())
    return unescaped(out.getvalue())


TEXTS: dict[str, Callable[[Answer], str]] = {
    "markdown": lambda told: unescaped(told.to_markdown()),
    "terminal": printed,
    "chat": lambda told: plain(answer_html(told, 1)),
    "report": lambda told: plain(full_report(told)),
    "report in Markdown": lambda told: unescaped(full_markdown(told)),
}


@pytest.fixture
def knowing(starter_library: Path) -> Iterator[Knowing]:
    """An assistant whose every answer has the rows."""
    with Knowing.open(Settings(library=str(starter_library), audit=False)) as opened:
        opened.told = answer()
        yield opened


@pytest.mark.parametrize("door", TEXTS)
def test_every_row_is_whole_in_every_door(door: str) -> None:
    """Plain word, therapy, biomarker, disease, level, own direction, source, date, identifier, every PMID, approval."""
    text = TEXTS[door](answer())
    for row in KNOWLEDGE.rows:
        said = row_said(row)
        assert f"{said.sign} {said.says}" in " ".join(text.split())
        for part in (said.subject, said.about, said.level, said.own, said.source, said.approved, *row.fact.pmids):
            assert part in " ".join(text.split())
    assert VOICE in text
    assert QUOTE in text
    assert "record not in the library" in text
    assert "vouch-ingest add ids:90000021,90000012" in text
    assert "Curated evidence: CIViC 2026-04-25, CPIC 2024-03-25, EMA 2026-05-01." in text
    assert KNOWLEDGE.notes[0] in text


@pytest.mark.parametrize("door", TEXTS)
def test_the_sections_have_one_order(door: str) -> None:
    """Bottom line, curated evidence, findings, what is not covered, conflicts, references or studies."""
    sides = (Position("90000011", "supports", quote(), GRADE, 2024, 100),)
    told = answer(limits=("Nothing is on children.",), conflicts=(Conflict("It helps here.", sides),))
    text = TEXTS[door](told)
    finding = {"markdown": "## Findings", "terminal": "## Findings", "chat": "[1]"}.get(door, "Findings")
    places = [text.index("Bottom line"), text.index(VOICE)]
    places.append(text.index(finding, places[-1]))
    places.append(text.rindex("What is not covered"))
    places.append(text.index("It helps here."))
    assert places == sorted(places)


@pytest.mark.parametrize("door", TEXTS)
def test_an_answer_of_rows_alone_and_an_abstention_have_the_section(door: str) -> None:
    """Without a finding the bottom line says what curated evidence says, without quotation marks; an abstention says
    why there is no answer, and what the first row says as no answer; the rows stand below it."""
    text = TEXTS[door](only_rows())
    assert "Not in your library; curated evidence says: clarifogrel: avoid" in text
    assert "“" not in text.split("What was searched")[0].replace("“What is not covered”", "")
    text = TEXTS[door](abstained())
    assert text.index("Vouchinib is mentioned in none") < text.index(VOICE) < text.index("Oldinib")
    assert "No record answers this; the nearest curated row says: " in text


@pytest.mark.parametrize("door", TEXTS)
def test_no_row_is_no_section(door: str) -> None:
    """Where no row meets the question, the dates of what was looked in are told with how new the findings are."""
    told = answer(knowledge=Knowledge(dates=(("CIViC", "2026-04-25"),)))
    text = TEXTS[door](told)
    assert VOICE not in text
    assert "no row on this question in CIViC 2026-04-25." in text


def hostile() -> Answer:
    rows = []
    for row in KNOWLEDGE.rows:
        wild = dict.fromkeys(("biomarker", "disease", "level", "rating", "direction", "identifier", "date"), EVIL)
        bad = msgspec.structs.replace(row.fact, therapies=(EVIL,), pmids=(EVIL, "90000011"), url=EVIL, **wild)
        rows.append(msgspec.structs.replace(row, fact=bad, approved=(EVIL,)))
    return answer(knowledge=Knowledge(tuple(rows), ((EVIL, EVIL),), (EVIL,)))


def test_a_users_rows_are_inert_in_every_door() -> None:
    """Markup, links, terminal codes and marks of direction of an imported row are shown as text."""
    told = hostile()
    for page in (answer_html(told, 1), full_report(told)):
        assert "<script" not in page
        assert "onclick='" not in page
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert "evil.example" not in "".join(re.findall(r'(?:href|data-copy|title)="([^"]*)"', page))
    assert "${" not in answer_html(told, 1)
    for text in (told.to_markdown(), full_markdown(told)):
        assert "\x1b" not in text
        assert "<script" not in text.replace("\\<script", "")
        assert not re.search(r"(?<!\\)\]\((?!https://pubmed\.ncbi\.nlm\.nih\.gov/)", text)


def test_the_direction_is_a_word_and_a_sign_in_the_chat() -> None:
    """A mark of resistance is told by its word; the color comes besides, from the tone."""
    page = answer_html(answer(), 1)
    mark = re.search(r'<span class="vouch-mark vouch-tone-against">(.*?)</span> resistance</span>', page)
    assert mark
    assert "▼" in mark[1]


def test_what_is_beyond_six_rows_is_folded_in_the_chat() -> None:
    """The first rows are in sight, all others one click away, and each of them still there."""
    many = msgspec.structs.replace(KNOWLEDGE, rows=KNOWLEDGE.rows * 3)
    page = answer_html(answer(knowledge=many), 1)
    assert page.count('class="vouch-row"') == 12
    assert page.split("<summary>6 more</summary>")[0].count('class="vouch-row"') == 6


def test_the_golden_answer() -> None:
    """The whole Markdown of an answer with rows, word for word."""
    made = answer(limits=("Nothing is on children.",)).to_markdown()
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_rest_gives_the_rows_and_describes_them(knowing: Knowing) -> None:
    """A real server's answer has every row with its sentence, and is as the description of the door says."""
    with served(knowing) as port:
        status, _, told = call(port, "POST", "/ask", {"question": "q"})
        _, _, described = call(port, "GET", "/openapi.json")
    assert status == 200
    assert msgspec.convert(told["knowledge"], Knowledge) == KNOWLEDGE
    assert [row["sentence"] for row in told["knowledge"]["rows"]] == [row_said(row).sentence for row in KNOWLEDGE.rows]
    content = described["paths"]["/ask"]["post"]["responses"]["200"]["content"]["application/json"]
    assert "direction" in json.dumps(content["schema"]["properties"]["knowledge"])
    jsonschema.validate(told, content["schema"])


def test_every_kind_of_answer_is_as_its_schema_says() -> None:
    """Answered, answered by rows alone, abstained: `to_dict` fits the schema, and the schema names all it gives."""
    for told in (answer(), only_rows(), abstained()):
        made = json.loads(told.to_json())
        jsonschema.validate(made, answer_schema())
        assert set(made) == set(answer_schema()["properties"])
        row = answer_schema()["properties"]["knowledge"]["properties"]["rows"]["items"]
        assert set(made["knowledge"]["rows"][0]) == set(row["properties"])


def test_mcp_gives_the_rows_as_text_and_as_content(knowing: Knowing) -> None:
    """A real client hears that rows are another voice, and gets them in the text and the structured content."""
    from assistant.doors.mcp import build_server

    async def run() -> tuple[Any, Any]:
        async with Client(build_server(knowing)) as client:
            return client.instructions, await client.call_tool("ask", {"question": "q"})

    instructions, reply = anyio.run(run)
    assert "Curated evidence is another voice" in instructions
    assert msgspec.convert(reply.structured_content["knowledge"], Knowledge) == KNOWLEDGE
    text = unescaped(reply.content[0].text)
    assert all(part in text for row in KNOWLEDGE.rows for part in (row_said(row).source, row_said(row).about))


def test_langchain_parts_carry_the_rows(knowing: Knowing) -> None:
    """The runnable's answer has the rows as records, the tool's text has them under their own heading."""
    assert vouch_runnable(knowing).invoke("q").knowledge == KNOWLEDGE
    text = unescaped(vouch_tool(knowing).invoke({"question": "q"}))
    assert "## Curated evidence" in text
    assert all(row_said(row).source in text for row in KNOWLEDGE.rows)
