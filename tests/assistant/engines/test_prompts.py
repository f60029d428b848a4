"""Prompts as files: found, checked, rendered as recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines.prompts import load_prompt, prompt_names
from assistant.errors import PromptError

GOLDEN = Path(__file__).parents[1] / "golden"
VALUES = {
    "answer": {
        "question": "Q $1?",
        "earlier": "asked: P?",
        "patient": "age: 60 years",
        "records": "[src-aaaa] …",
        "limit": "8",
    },
    "judge": {"count": "2", "claims": "CLAIM 1\nEVIDENCE: …"},
    "judge_scale": {"evidence": "A text.", "claim": "A claim."},
    "judge_yes_no": {"evidence": "A text.", "claim": "A claim."},
    "retry": {"error": "it had no finding."},
    "synthesis": {"question": "Q?", "patient": "nothing", "findings": "F1. (trial) “W.”", "gaps": "none"},
    "summarize": {"question": "Q?", "patient": "nothing", "record": "[src-aaaa] …"},
}


def test_every_prompt_is_tested() -> None:
    """No prompt file is without a golden rendering."""
    assert set(prompt_names()) == set(VALUES)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_renders_as_recorded(name: str) -> None:
    """The rendering with fixed values is the committed one, to the letter; a `$` in a value stays."""
    system, user = load_prompt(name).render(**VALUES[name])
    recorded = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert f"{system}\n=====\n{user}\n" == recorded


def test_the_hash_is_of_the_file() -> None:
    """Each prompt has its own SHA-256, for the audit record."""
    hashes = {load_prompt(name).sha256 for name in prompt_names()}
    assert len(hashes) == len(VALUES)
    assert all(len(value) == 64 for value in hashes)


@pytest.mark.parametrize("values", [{}, {"error": "x", "more": "y"}])
def test_wrong_variables_are_named(values: dict[str, str]) -> None:
    """A missing or an unknown variable is a PromptError that names it."""
    with pytest.raises(PromptError, match=r"error|more"):
        load_prompt("retry").render(**values)


def test_an_unknown_prompt_lists_the_known() -> None:
    """A name without a file is a PromptError that says which names there are."""
    with pytest.raises(PromptError, match=r"answer, judge, .*retry, summarize, synthesis"):
        load_prompt("nothing")
