"""Whether a text is about the asked variant, or about another one only."""

from __future__ import annotations

import pytest

from assistant.records.answer import Concept, Query
from assistant.records.patient import Patient, Variant
from assistant.variants.in_study import other_variant_only, variant_item
from tests.assistant.made_records import query


@pytest.mark.parametrize(
    ("text", "said", "gene", "status", "study"),
    [
        ("BRAF V600E melanoma", "BRAF V600E", "BRAF", "match", "V600E"),
        ("BRAF p.Val600Glu melanoma", "BRAF V600E", "BRAF", "match", "p.Val600Glu"),
        ("BRAF c.1799T>A melanoma", "BRAF V600E", "BRAF", "match", "c.1799T>A"),
        ("BRAF V600K melanoma", "BRAF V600E", "BRAF", "mismatch", "V600K"),
        ("BRAF V600K and K601E", "BRAF V600E", "BRAF", "mismatch", "V600K, K601E"),
        ("BRAF V600K and V600E", "BRAF V600E", "BRAF", "match", "V600E"),
        ("BRAF-mutant melanoma", "BRAF V600E", "BRAF", "unknown", "BRAF-mutant"),
        ("melanoma without BRAF V600E", "BRAF V600E", "BRAF", "unknown", "without BRAF V600E"),
        ("BRAF non‐V600E melanoma", "BRAF V600E", "BRAF", "unknown", ""),
        ("melanoma", "BRAF V600E", "BRAF", "unknown", ""),
        ("EGFR E746_A750del", "EGFR exon 19 deletion", "EGFR", "match", "E746_A750del"),
        ("EGFR exon 20 insertions", "EGFR exon 19 deletion", "EGFR", "mismatch", "exon 20 insertions"),
        ("HRAS G13D", "KRAS G13D", "KRAS", "mismatch", "HRAS G13D"),
        ("CYP2C9*2 carriers", "CYP2C19*2", "CYP2C19", "mismatch", "CYP2C9*2"),
        ("CYP2C19*2 carriers", "CYP2C19*2", "CYP2C19", "match", "CYP2C19*2"),
        ("rs4244285 of CYP2C19", "CYP2C19*2", "CYP2C19", "match", "rs4244285"),
        ("HLA-B*57:03", "HLA-B*57:01", "HLA-B", "mismatch", "HLA-B*57:03"),
        ("HLA-B*5701", "HLA-B*57:01", "HLA-B", "match", "HLA-B*5701"),
    ],
)
def test_a_study_is_held_against_the_asked_variant(text: str, said: str, gene: str, status: str, study: str) -> None:
    """In the text's own words: the asked one however it is written, others, a mere mention, a denial, or nothing."""
    item = variant_item(text, said, gene)
    assert (item.aspect, item.patient, item.status, item.study) == ("variant", said, status, study)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Cetuximab with KRAS p.G13D mutations\nOthers had no KRAS mutations.", "mismatch"),
        ("Cetuximab with KRAS p.G13D mutations\nKRAS mutations such as G12D did not respond.", "match"),
        ("Cetuximab with KRAS mutations\nOf KRAS mutations G13D was told apart.", "unknown"),
        ("Sunitinib and KRAS mutations, G13D among them\nKRAS mutations were found.", "unknown"),
    ],
)
def test_a_title_on_another_variant_tells_what_its_record_is_on(text: str, status: str) -> None:
    """That the abstract says the gene is mutated makes it no study of the asked change, unless it names that."""
    assert variant_item(text, "KRAS G12D", "KRAS").status == status


def asked(gene: str, name: str, **more: str) -> Query:
    return query("Which drug?", Concept("variant", name, name, gene=gene, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "gene", "name", "exact_only", "other"),
    [
        ("BRAF V600K", "BRAF", "V600E", False, True),
        ("BRAF V600K", "BRAF", "V600E", True, True),
        ("BRAF V600K and V600E", "BRAF", "V600E", False, False),
        ("BRAF-mutant", "BRAF", "V600E", False, False),
        ("CYP2C19*17", "CYP2C19", "*2", False, True),
        ("CYP2C19*17", "CYP2C19", "*2", True, False),  # a record may give *2 under another name
        ("CYP2C9*2", "CYP2C19", "*2", True, True),
        ("HLA-B*57:03", "HLA-B", "HLA-B*57:01", True, True),  # HLA alleles have no other names
        ("nothing of the kind", "BRAF", "V600E", False, False),
    ],
)
def test_a_text_on_another_variant_only_is_told(text: str, gene: str, name: str, exact_only: bool, other: bool) -> None:
    """All variants of the text differ from the asked one; what may be the same under another name does not count."""
    assert other_variant_only(text, asked(gene, name), None, exact_only=exact_only) is other


def test_a_text_must_be_on_others_for_each_asked_variant() -> None:
    """One of two asked variants is enough for the text to be of use."""
    both = query("?", *(Concept("variant", name, name, gene="BRAF") for name in ("V600E", "V600K")))
    assert not other_variant_only("BRAF V600K", both, None)
    assert other_variant_only("BRAF K601E", both, None)


def test_without_an_asked_variant_the_patient_s_counts() -> None:
    """What the question names goes first; what was asked before does not count; nothing asked rules nothing out."""
    patient = Patient(variants=(Variant("BRAF", "V600E"),))
    assert other_variant_only("BRAF V600K", query("?"), patient)
    assert not other_variant_only("BRAF V600K", asked("BRAF", "V600K"), patient)
    assert not other_variant_only("BRAF V600K", query("?"), None)
    assert not other_variant_only("BRAF V600K", asked("BRAF", "V600E", origin="history"), None)
