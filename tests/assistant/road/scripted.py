"""A server whose model plays three parts by script: it writes, sums up and judges, well or badly."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

RECORD = re.compile(r"<<< data (src-\w+)\n(.*?)\n>>> end", re.DOTALL)
_CLAIM = re.compile(r"^CLAIM (\d+) to judge: (.*)$", re.MULTILINE)

Judging = Callable[[str, str], tuple[str, str]]
"""(claim, its evidence) -> (verdict, words that decide)."""


def part(body: dict[str, Any]) -> str:
    """Which of its parts the model is asked to play."""
    system = str(body["messages"][0]["content"])
    return "judge" if "You check claims" in system else "sum up" if "sum up findings" in system else "write"


def keys(body: dict[str, Any]) -> dict[str, str]:
    """Key -> text of each record of a request."""
    return dict(RECORD.findall(str(body["messages"][-1]["content"])))


def judged(body: dict[str, Any], judging: Judging) -> str:
    """A judge's reply to a request in the form asked for."""
    user = str(body["messages"][-1]["content"])
    told = []
    for number, claim in _CLAIM.findall(user):
        evidence = user.partition(f"CLAIM {number}\n")[2].partition(f"CLAIM {number} to judge")[0]
        verdict, words = judging(claim, evidence)
        told.append(f'CLAIM {number}\nWORDS: "{words}"\nWHY: It was compared.\nVERDICT: {verdict}')
    return "\n\n".join(told)


def first_quote(evidence: str) -> str:
    return next(iter(re.findall(r'^"(.*)"$', evidence, re.MULTILINE)), "")


def honest(true: set[str]) -> Judging:
    """A judge that calls these sentences supported, with the quote as the words that decide, and nothing else."""
    return lambda claim, evidence: ("SUPPORTED" if claim in true else "NOT ENOUGH", first_quote(evidence))


def agrees(claim: str, evidence: str) -> tuple[str, str]:
    return "SUPPORTED", first_quote(evidence)


def invents(claim: str, evidence: str) -> tuple[str, str]:
    """Supports every sentence by words that stand nowhere."""
    return "SUPPORTED" if "control" not in evidence else "NOT ENOUGH", "every one of the patients was cured for good"
