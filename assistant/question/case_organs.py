"""The organ that words on a failure are of: a record's "kidney failure" is what a question calls "renal failure"."""

from __future__ import annotations

from assistant.knowledge.patterns import patterns

__all__ = ["organs_named"]


def organs_named(words: str, *, whole: bool = False) -> frozenset[str]:
    """The organs whose failure the words name, with nothing beside it where `whole`; dialysis is one of its own."""
    named = [(name, one) for (fact, name), one in patterns("case_facts").items() if fact == "organ"]
    return frozenset(name for name, one in named if (one.fullmatch(words.strip()) if whole else one.search(words)))
