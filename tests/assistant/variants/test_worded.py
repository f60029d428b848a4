"""Variants that are a word and their gene."""

from __future__ import annotations

from assistant.variants.worded import worded_forms


def test_a_change_is_written_by_each_word_for_it_and_each_name_of_the_gene() -> None:
    """Amplification of ERBB2 is also HER2's, and reported as HER2-positive; each form with its reason."""
    forms = dict(worded_forms("ERBB2", "amplification"))
    assert {"ERBB2 amplified", "HER-2 amplification", "amplification of ERBB2", "ERBB2 positive"} <= forms.keys()
    assert forms["ERBB2 positive"].startswith("PMID ")


def test_a_state_counts_for_its_gene_alone() -> None:
    """ "MET-positive" is no amplification, and a mutation is no one change."""
    assert "MET positive" not in dict(worded_forms("MET", "amplification"))
    assert worded_forms("MET", "mutation") == []
