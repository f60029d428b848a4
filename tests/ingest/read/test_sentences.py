"""Sentence boundaries: where abstracts trip general splitters, and that no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.sentences import sentence_spans

CASES = [
    ["The hazard ratio was 0.46 (95% CI, 0.37-0.57; P < .001) vs. 0.9 before.", "E. coli grew."],
    ["Colonies of S. aureus were counted.", "p53 was lost.", "mTOR was active!", "Was it?", "Yes."],
    ["Smith et al. Reported it first, as J. R. Miller had.", "No. 5 was lost.", "The answer is no.", "They left."],
    ["Survival was longer.", "Results were alike."],
    ["1. Alanine rises.", "2. Glycine falls."],
    ["The dose was 5 mg b.i.d. for 2 weeks (Fig. 2. Left panel), i.e. low.", "It helped."],
    ["Type A. was first."],
    ["They had hepatitis B.", "Vaccination helped."],
    ["It was given i.v.", "Patients improved."],
    ["Only p = 0. 001 was seen.", "Objective.", "To see it."],
    ["The value fell to 3.", "10 patients left."],
    ["We read www.example.Com for it.", "(We did so.", "Twice.)", "“It works.”", "α-Blockers helped."],
    ["Between Jan. 1 and Dec. 30 we waited.", "Then we left… in spring."],
]


@pytest.mark.parametrize("sentences", CASES, ids=lambda sentences: sentences[0][:20])
def test_finds_the_sentences_of_a_paragraph(sentences: list[str]) -> None:
    """Abbreviations, taxa, initials, decimals, list numbers and brackets do not end a sentence; its end does."""
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_ends_a_sentence_where_the_space_after_the_full_stop_was_lost() -> None:
    """Records often join a section's last sentence to the next label without a space."""
    text = "Survival was longer.Results were alike. A value of 0.5mg/mL is no end."
    assert [text[start:end] for start, end in sentence_spans(text)] == [
        "Survival was longer.",
        "Results were alike.",
        "A value of 0.5mg/mL is no end.",
    ]


def test_a_line_break_always_ends_a_sentence() -> None:
    """The title and each section are sentences of their own even without a full stop."""
    text = "A title without a stop\n\n  and a first line \nA second"
    assert [text[start:end] for start, end in sentence_spans(text)] == [
        "A title without a stop",
        "and a first line",
        "A second",
    ]


def test_an_empty_text_has_no_sentences() -> None:
    """White space alone gives no span."""
    assert sentence_spans(" \n\t\n") == []


@given(st.text(alphabet="ab A.B!?()[]\n\t 0.1,éα", max_size=80))
def test_spans_are_ordered_stripped_and_lose_nothing(text: str) -> None:
    """Spans never overlap, carry no outer white space, and every other character lies in one."""
    spans = sentence_spans(text)
    kept = 0
    for start, end in spans:
        assert kept <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not text[kept:start].strip()
        kept = end
    assert not text[kept:].strip()
