"""A biomarker as a reader says it."""

from __future__ import annotations

import pytest

from assistant.records.biomarker_words import biomarker_said
from tests.assistant.made_knowledge import fact


@pytest.mark.parametrize(
    ("biomarker", "said"),
    [
        ("v::NTRK2 Fusion", "NTRK2 fusion"),
        ("FGFR2::v Fusion OR FGFR2::? Fusion", "FGFR2 fusion"),
        ("EGFR L858R OR EGFR Exon 19 Deletion", "EGFR L858R OR EGFR Exon 19 Deletion"),
        ("v::ALK Fusion AND ALK G1202R", "ALK fusion AND ALK G1202R"),
        ("EML4::ALK Fusion", "EML4::ALK Fusion"),
    ],
)
def test_a_fusion_with_any_partner_is_said_without_the_sign_for_it(biomarker: str, said: str) -> None:
    """The source's "v" and "?" for a partner left open mean nothing to a reader; two ways to write it are one."""
    assert biomarker_said(fact(biomarker=biomarker)) == said
