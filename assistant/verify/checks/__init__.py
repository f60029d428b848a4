"""The checks of a sentence against its evidence: a reading of both, an alignment, and one callable per question."""

from __future__ import annotations

from collections.abc import Callable

from assistant.verify.checks.arms import check_arms
from assistant.verify.checks.associations import check_association
from assistant.verify.checks.certainty import check_certainty
from assistant.verify.checks.entities import check_codes, check_diseases, check_drugs, check_genes, check_variants
from assistant.verify.checks.figures import check_numbers
from assistant.verify.checks.finding import Finding, Sides
from assistant.verify.checks.matching import match
from assistant.verify.checks.meaning import check_meaning, check_wording
from assistant.verify.checks.reading import read, sentences
from assistant.verify.checks.scope import check_scope
from assistant.verify.checks.sides import check_sides
from assistant.verify.checks.statement import check_direction, check_groups, check_negation

__all__ = ["CHECKS", "Finding", "Sides", "match", "read", "sentences"]

CHECKS: tuple[Callable[[Sides], Finding], ...] = (
    check_numbers,
    check_arms,
    check_drugs,
    check_genes,
    check_variants,
    check_diseases,
    check_codes,
    check_groups,
    check_association,
    check_direction,
    check_negation,
    check_certainty,
    check_scope,
    check_sides,
    check_wording,
    check_meaning,
)
"""In the order they are shown. Add a check by adding it here."""
