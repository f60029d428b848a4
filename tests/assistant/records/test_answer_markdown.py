"""An answer as Markdown, and no markup from strangers."""

from __future__ import annotations

import cmarkgfm
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.records.answer import Abstention, Answer, Citation, Claim, Conflict, Grade, Position, Usage, Verdict
from assistant.records.answer_markdown import answer_to_markdown, escape
from tests.assistant.made_records import EGFR_TRIAL, evidence, query

GRADE = Grade("randomized controlled trial", "2", "Oxford CEBM 2011", "", 70)
CITATION = Citation(
    pmid="90000001",
    quote="Osimertinib prolonged survival.",
    start=3,
    end=34,
    section="CONCLUSIONS",
    title="A trial",
    journal="J",
    year=2018,
    design="randomized controlled trial",
    flags=("digest", "retraction unknown"),
)
CLAIM = Claim("Osimertinib prolonged survival.", (CITATION,), Verdict("supported", 1.0), GRADE, "Osimertinib")
QUERY = query("Which drug?")


def answered(**more: object) -> Answer:
    fields = {"question": "Which drug?", "status": "answered", "claims": (CLAIM,), "query": QUERY, **more}
    return Answer(**fields)  # type: ignore[arg-type]  # fields are given by name


def test_a_finding_has_its_reference_facts_and_flags() -> None:
    """The finding carries a number; under that number stand source, link, the part quoted and what to beware of."""
    text = answer_to_markdown(answered(searched=("EGFR",), notes=("Two drafted sentences were left out.",)))
    assert "- Osimertinib prolonged survival. [1] (2018; randomized controlled trial; CEBM level 2)" in text
    assert "1. A trial. J 2018. PMID [90000001](https://pubmed.ncbi.nlm.nih.gov/90000001/)" in text
    assert "Quoted: CONCLUSIONS. **digest, retraction unknown.**" in text
    assert "## What was searched\n\n- EGFR" in text
    assert "Two drafted sentences were left out." in text
    assert "Written by: extractive." in text


def test_the_answer_stands_in_the_first_two_lines() -> None:
    """Below the question comes the bottom line with the gravest limit; all limits stand below the findings."""
    limits = ("Nothing is on children.", "Nothing is on dogs.")
    lines = [line for line in answer_to_markdown(answered(limits=limits)).splitlines() if line]
    assert lines[1] == (
        "**Bottom line:** Osimertinib prolonged survival. [1] 1 finding of 1 study, a randomized controlled trial of "
        "2018. Before you read on: Nothing is on children. 1 more under “What is not covered”."
    )
    place = lines.index("## What is not covered")
    assert lines[place + 1 : place + 3] == ["- Nothing is on children.", "- Nothing is on dogs."]
    assert place > lines.index("## Findings")


def test_options_are_headings_where_there_are_two() -> None:
    """One heading says nothing that the question did not; of two each stands above its findings."""
    other = msgspec.structs.replace(CLAIM, text="Afatinib did, too.", topic="Afatinib")
    assert "### " not in answer_to_markdown(answered())
    assert answer_to_markdown(answered(claims=(CLAIM, other))).count("### ") == 2


def test_quotes_stand_below_a_finding_in_other_words() -> None:
    """A sentence that is not its quote is followed by it, with the number of its paper."""
    worded = msgspec.structs.replace(CLAIM, text="It helps people live longer.")
    assert "\n  > Osimertinib prolonged survival. [1]" in answer_to_markdown(answered(claims=(worded,)))
    assert "  > " not in answer_to_markdown(answered())


def test_a_paper_has_one_number() -> None:
    """Findings on two passages of one paper share its reference."""
    second = msgspec.structs.replace(CITATION, quote="It was tolerated.", start=40, end=57, section="RESULTS")
    more = msgspec.structs.replace(CLAIM, text="It was tolerated.", citations=(second,))
    text = answer_to_markdown(answered(claims=(CLAIM, more)))
    assert "- It was tolerated. [1]" in text
    assert "Quoted: CONCLUSIONS, RESULTS." in text
    assert "\n2. " not in text


def test_a_conflict_is_a_table_with_its_headline() -> None:
    """Both sides stand in one table, the headline above it."""
    sides = (Position("1", "supports", CITATION, GRADE, 2018, 412), Position("2", "opposes", CITATION, GRADE, 2020))
    text = answer_to_markdown(answered(conflicts=(Conflict("It helps.", sides, "A newer study opposes it."),)))
    assert "**A newer study opposes it.**" in text
    assert (
        "| Supports | PMID 1 | randomized controlled trial (level 2), digest, retraction unknown | 2018 | 412 |" in text
    )
    assert "| Opposes | PMID 2 |" in text


def test_an_abstention_says_why_and_shows_the_nearest() -> None:
    """Without an answer the reason, what was searched and the nearest records are shown."""
    why = Abstention("not in library", "ZZTOP9 is in no record.", ("ZZTOP9",), (EGFR_TRIAL.pmid,))
    answer = answered(claims=(), status="abstained", abstention=why, evidence=tuple(evidence(QUERY, EGFR_TRIAL)))
    text = answer_to_markdown(answer)
    assert "**No answer: not in library.** ZZTOP9 is in no record." in text
    assert "## Nearest records, which do not answer the question" in text
    assert "PMID 90000001" in text
    assert "- ZZTOP9" in text


def test_what_left_the_machine_is_said() -> None:
    """A host that received text is named in the notes."""
    assert "Sent to models.example.org" in answer_to_markdown(answered(usage=Usage(sent_to="models.example.org")))


def test_markup_of_strangers_stays_text() -> None:
    """Links, images, HTML, headings and tables inside a record's text render as plain words."""
    bad = (
        "# X [a](http://evil) ![b](http://evil) <script>alert(1)</script> **c** `d` | e\n- f\n1. g https://evil.example"
    )
    claim = msgspec.structs.replace(CLAIM, text=bad, topic=bad)
    html = (
        MarkdownIt("commonmark", {"html": True, "linkify": False})
        .enable("table")
        .render(answer_to_markdown(answered(question=bad, claims=(claim,))))
    )
    assert "<script" not in html
    assert "evil" not in "".join(part.split(">")[0] for part in html.split("<a ")[1:])
    assert "<img" not in html
    assert "<code" not in html


def test_escape_keeps_to_one_line() -> None:
    """Line breaks become blanks, and a line mark at the beginning is broken."""
    assert escape("- a\nb") == "\\- a b"
    assert escape("1. a") == "1\\. a"


def test_control_characters_do_not_reach_a_terminal() -> None:
    """Escape sequences and marks that turn the direction of text are taken out of strangers' text."""
    assert escape("safe\x1b[31m red\u202e end\x9b2J") == "safe\\[31m red end2J"


BARE = (
    "see https://evil.com/x?a=1&b=2 now",
    "HTTPS://EVIL.COM",
    "www.evil.com",
    "(WWW.Evil.COM/a)",
    "<http://evil.com>",
    "ftp://evil.com",
    "//evil.com/x",
    "evil.com",
    "evil.рф",
    "http://localhost:80/x",
    "http://192.168.0.1/x",
    "write to a.b+c@evil.com please",
    "a_b@evil.co.uk",
    "é@evil.com|x",
    "`a@b.com",
    "<a@b.com>",
    "mailto:a@b.org",
    "mailto:foo@bar",
    "xmpp:a@b.org/x",
    "http://a@b.com/",
    "x@y.com@z.com",
    "javascript:alert(1)",
    "[x](http://evil.com)",
    "[x]: http://evil.com",
    f"{'a' * 100}@{'b' * 100}.com",
)
PIECES = st.sampled_from(
    [*"a.:/@<>()[]`*_~|\\ -+#&;!", "http", "www", "com", "mailto", "//", "://", "é", "\u200b", "1"]
)


def rendered(text: str) -> str:
    """As GitHub renders it, and as editors with a taste for links do."""
    return cmarkgfm.github_flavored_markdown_to_html(text) + MarkdownIt("gfm-like").render(text)


@pytest.mark.parametrize("text", BARE)
def test_a_bare_address_of_strangers_is_no_link(text: str) -> None:
    """Addresses in a record's, a model's or a user's words stay words in renderers that link what looks like one."""
    claim = msgspec.structs.replace(CLAIM, text=text, topic=text)
    html = rendered(answer_to_markdown(answered(question=text, claims=(claim,), notes=(text,), searched=(text,))))
    hrefs = [part.split('"')[0] for part in html.split('href="')[1:]]
    assert set(hrefs) == {"https://pubmed.ncbi.nlm.nih.gov/90000001/"}


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_text_becomes_a_link(text: str) -> None:
    """However an address is spelled or broken, its escaped form links nowhere and holds no markup."""
    html = rendered(escape(text))
    assert not any(tag in html for tag in ("<a ", "<img", "<em", "<strong", "<del", "<h1", "<table"))


def test_escape_takes_time_in_proportion() -> None:
    """Long runs of what could begin an address are read once."""
    assert len(escape("a.b-" * 50_000 + "@" * 50_000)) >= 250_000
