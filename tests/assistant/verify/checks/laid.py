"""A sentence laid beside its evidence, as every check gets it."""

from __future__ import annotations

from collections.abc import Callable

from assistant.verify.checks.finding import Finding, Sides
from assistant.verify.checks.matching import match
from assistant.verify.checks.reading import read, sentences

__all__ = ["ask", "sides"]


def sides(claim: str, evidence: str, context: str = "") -> Sides:
    said, given = read(claim), sentences(evidence)
    found = match(said, given)
    assert found is not None
    return Sides(said, given, evidence, found, context)


def ask(check: Callable[[Sides], Finding], claim: str, evidence: str, context: str = "") -> str:
    """ "passed", "nothing", or what follows from the failure; every outcome must give a sentence as its reason."""
    found = check(sides(claim, evidence, context))
    assert found.check.reason.endswith(".")
    assert len(found.check.reason.split()) > 2
    if found.check.passed is False:
        assert found.consequence
        return found.consequence
    assert not found.consequence
    return "passed" if found.check.passed else "nothing"
