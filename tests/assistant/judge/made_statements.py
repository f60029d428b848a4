"""Statements on an invented trial, and how a prompt shows them, for the tests of judges."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from assistant.records.judged import Statement

MEDIANS = "Median progression-free survival was 17.2 months with osimertinib and 9.8 months with gefitinib."
RASH = "Rash was seen in 58 of 206 patients given osimertinib and in 120 of 206 given gefitinib."
RECORD = (
    "Osimertinib or gefitinib in EGFR-mutated lung cancer. We assigned 412 adults to osimertinib or gefitinib. "
    f"{MEDIANS} {RASH}"
)
TRUE = "Those on osimertinib went 17.2 months without progression, those on gefitinib 9.8."
FALSE = "Those on gefitinib went 17.2 months without progression."
SKIN = "The skin suffered less often with osimertinib than with gefitinib."

SHOWN = re.compile(
    r"CLAIM (\d+)\nEVIDENCE:\n\"(.*?)\"\n.*?CLAIM \1 to judge: (.*?)(?=\n\nCLAIM|\n\nJudge all)", re.DOTALL
)
"""(number, first quote, claim) of what a judge is asked."""


def statement(text: str, quote: str = MEDIANS) -> Statement:
    return Statement(text, (quote,), (RECORD,), (("PFS", "progression-free survival"),), "randomized trial", RECORD)


def asked(body: dict[str, Any]) -> list[tuple[int, str, str]]:
    """(number, first quote, claim) of every claim in a request."""
    found = SHOWN.findall(str(body["messages"][-1]["content"]))
    return [(int(number), quote, claim) for number, quote, claim in found]


def replying(verdict_of: Callable[[str, str], tuple[str, str]]) -> Callable[[dict[str, Any]], str]:
    """A judge that gives (words, verdict) of each (quote, claim), in the form asked for."""

    def reply(body: dict[str, Any]) -> str:
        blocks = []
        for number, quote, claim in asked(body):
            words, verdict = verdict_of(quote, claim)
            blocks.append(f'CLAIM {number}\nWORDS: "{words}"\nWHY: so it is.\nVERDICT: {verdict}\n')
        return "\n".join(blocks)

    return reply


def honest(quote: str, claim: str) -> tuple[str, str]:
    """What a judge that reads would say of the statements above, and of the controls."""
    return (quote, "SUPPORTED") if claim in (TRUE, SKIN) else (quote, "NOT ENOUGH")
