"""A synthesis is read sentence by sentence, each with the findings it names."""

from __future__ import annotations

import time

import pytest

from assistant.write.synthesis import Proposed, read_synthesis

FORMS = {
    "as asked": "BOTTOM LINE: It delays progression. [F1][F2]\nMISSING: No study is on children. [G1]",
    "bold labels": "**Bottom line:** It delays progression. [F1, F2]\n**Missing:** No study is on children. [G1]",
    "headings and bullets": "## Bottom line:\n- It delays progression [F1][F2].\n"
    "## Missing:\n- No study is on children [G1].",
    "thought over": "<think>F3?</think>\nSummary: It delays progression. (F1 and F2)\n"
    "Gaps - No study is on children. [G1]",
    "JSON": '{"bottom_line": "It delays progression. [F1][F2]",\n"missing": "No study is on children. [G1]"}',
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_replies_are_read(form: str) -> None:
    """Labels, marks and thinking aloud in other forms than the one asked for."""
    assert read_synthesis(FORMS[form]) == [
        Proposed("bottom line", "It delays progression.", (1, 2)),
        Proposed("missing", "No study is on children.", (), (1,)),
    ]


def test_a_sentence_without_numbers_rests_on_nothing() -> None:
    """Of two sentences before one mark only the last has it; what has none is given so, to fall and be counted."""
    made = read_synthesis("BOTTOM LINE: It cures everyone. It delays progression. [F1]\nAll should have it at once.")
    assert [(one.text, one.findings) for one in made] == [
        ("It cures everyone.", ()),
        ("It delays progression.", (1,)),
        ("All should have it at once.", ()),
    ]


def test_a_reply_without_end_is_read_up_to_a_limit() -> None:
    """At most twelve sentences are looked at."""
    assert len(read_synthesis("BOTTOM LINE: It delays progression. [F1]\n" * 5000)) == 12
    assert read_synthesis("[" * 50_000) == []


@pytest.mark.parametrize(
    "reply",
    ["[" * 20_000, "x [F1" + ", 1" * 6000, "a" + " " * 20_000 + "b", "It cures. [F1]" + " " * 20_000, "[F1," * 5000],
)
def test_no_reply_takes_the_square_of_its_length(reply: str) -> None:
    """Brackets that stay open, numbers without end and blanks are read once."""
    begun = time.process_time()
    read_synthesis(reply)
    assert time.process_time() - begun < 3
