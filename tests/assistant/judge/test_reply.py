"""Replies of judges in every form that models have: what is read of them, and what is not."""

from __future__ import annotations

import time

import pytest

from assistant.judge.reply import read_reply, verdict_in
from assistant.knowledge.tables import lookup

ASKED = 'CLAIM 1\nWORDS: "a b c"\nWHY: the same\nVERDICT: SUPPORTED\n\nCLAIM 2\nWORDS: "d e"\nVERDICT: NOT ENOUGH\n'
BOTH = {1: "supported", 2: "not_enough"}

FORMS = {
    "as asked": ASKED,
    "bold, in headings": (
        '**Claim 1:**\n**WORDS:** "a b c"\n**VERDICT:** **SUPPORTED**\n\n### Claim 2\n- Verdict: Not enough.'
    ),
    "numbered steps": (
        'Claim 1\n1. WORDS: "a b c"\n2. WHY: so\n3. VERDICT: SUPPORTED\nClaim 2\n1. WORDS: "d"\n3. VERDICT: NOT ENOUGH'
    ),
    "numbered lines": '1. SUPPORTED - "a b c" says so\n2. NOT ENOUGH - nothing says so',
    "all on a line": 'CLAIM 1: WORDS: "a b c" WHY: same VERDICT: SUPPORTED\nCLAIM 2: VERDICT: NOT ENOUGH',
    "yes and no": '1: Yes, "a b c"\n2: No',
    "another order": 'CLAIM 2\nVERDICT: NOT ENOUGH\n\nCLAIM 1\nVERDICT: SUPPORTED\nWORDS: "a b c"',
    "thought aloud": f"<think>CLAIM 1\nVERDICT: CONTRADICTED</think>\n{ASKED}",
    "thought without a beginning": f"CLAIM 1\nVERDICT: CONTRADICTED\n</think>\n{ASKED}",
    "a preamble": f"Sure! Here are my 2 verdicts:\n\n{ASKED}\nLet me know if you need more.",
    "a table": (
        '| Claim | Words | Why | Verdict |\n|---|---|---|---|\n| 1 | "a b c" | same | SUPPORTED |\n| 2 | | | Neutral |'
    ),
    "a table without heads": "1 | supported | a b c\n2 | not enough | d e",
    "JSON": (
        '```json\n[{"claim": 1, "words": "a b c", "verdict": "SUPPORTED"}, {"claim": 2, "verdict": "not_enough"}]\n```'
    ),
    "JSON by number": '{"1": {"verdict": "supported", "words": ["a b c"]}, "2": {"verdict": "unsupported"}}',
    "JSON without numbers": '{"verdicts": [{"label": "Supports", "quote": "a b c"}, {"label": "NEI"}]}',
    "XML": (
        '<claim id="1"><words>a b c</words><verdict>SUPPORTED</verdict></claim>\n'
        "<claim id='2'><verdict>NOT ENOUGH</verdict></claim>"
    ),
    "prose": 'Claim 1 is supported by the evidence, which says "a b c".\nClaim 2 is not supported.',
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str) -> None:
    """Both verdicts come through whatever the form, the first with the words that decide."""
    said = read_reply(FORMS[form], 2)
    assert {number: one.verdict for number, one in said.items()} == BOTH
    assert "a b c" in said[1].words[0]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("", {}),
        ("I cannot help with that.", {}),
        ("CLAIM 1\nVERDICT: SUPPORTED / CONTRADICTED / NOT ENOUGH", {}),
        ("CLAIM 1\nVERDICT: SUPPORTED\nCLAIM 1\nVERDICT: CONTRADICTED", {}),
        ("CLAIM 1\nVERDICT: SUPPORTED\nCLAIM 9\nVERDICT: SUPPORTED", {1: "supported"}),
        ('[{"claim": 1, "verdict": "supported", "words": "a b"}, {"claim": 2, "verd', {1: "supported"}),
        ("<think>CLAIM 1\nVERDICT: SUPPORTED", {}),
        ("Claim 1 is not fully supported.\nClaim 2 is hardly supported.", {1: "not_enough", 2: "not_enough"}),
        ("CLAIM 1\nVERDICT: PARTIALLY SUPPORTED", {1: "not_enough"}),
    ],
)
def test_what_says_nothing_or_two_things_is_left_out(reply: str, told: dict[int, str]) -> None:
    """Nothing, an echo of the choice, a contradiction in itself, a claim that was not asked: none is a verdict."""
    assert {number: one.verdict for number, one in read_reply(reply, 2).items()} == told


def test_a_single_claim_needs_no_number() -> None:
    """Where one claim was asked, a reply without its number is on it."""
    assert read_reply('WORDS: "a b"\nVERDICT: supported', 1)[1].verdict == "supported"


def test_wrapped_words_are_one_value() -> None:
    """A value that goes on in the next line is read whole."""
    assert read_reply('CLAIM 1\nWORDS: "a b\nc d"\nVERDICT: SUPPORTED', 1)[1].words == ('"a b c d"',)


@pytest.mark.parametrize(("phrase", "label"), sorted(lookup("verdict_words").items()))
def test_every_word_of_the_table_gives_its_verdict(phrase: str, label: str) -> None:
    """The table holds the three labels only, and each phrase is read as its own and not as a shorter one's."""
    assert label in ("supported", "contradicted", "not_enough")
    assert verdict_in(phrase.upper()) == label
    assert verdict_in(f"**{phrase.replace(' ', '_')}**.") == label


@pytest.mark.parametrize(
    "reply", ["{" * 60_000, "[" * 60_000, "CLAIM 1 " * 30_000, '"' * 200_000, "<think>" * 30_000, "\n" * 200_000]
)
def test_a_senseless_reply_costs_little(reply: str) -> None:
    """A reply of many characters that says nothing is done with within seconds."""
    begin = time.process_time()
    read_reply(reply, 3)
    assert time.process_time() - begin < 5
