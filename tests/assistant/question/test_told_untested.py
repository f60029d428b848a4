"""Genes that a question says nobody tested."""

from __future__ import annotations

import pytest

from assistant.question.told_untested import untested_genes


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("HLA-B*15:02 not tested, Thai: carbamazepine?", {"HLA-B"}),
        ("Carbamazepine in a woman not tested for HLA-B*15:02", {"HLA-B"}),
        ("HLA-B not yet tested: may I start carbamazepine?", {"HLA-B"}),
        ("Abacavir, HLA-B*57:01 status unknown", {"HLA-B"}),
        ("Capecitabine with unknown DPYD status", {"DPYD"}),
        ("DPYD result pending, start capecitabine?", {"DPYD"}),
        ("DPYD hasn't been tested. Fluorouracil?", {"DPYD"}),
        ("TPMT and NUDT15 untested: azathioprine dose?", {"NUDT15"}),
        ("She has not been genotyped for CYP2C19; clopidogrel?", {"CYP2C19"}),
        ("Clopidogrel, CYP2C19 genotype unknown", {"CYP2C19"}),
        ("G6PD unknown, rasburicase?", {"G6PD"}),
        ("No result for TPMT yet: azathioprine?", {"TPMT"}),
        ("Fluorouracil, DPYD never tested", {"DPYD"}),
        ("He was never tested for G6PD: rasburicase?", {"G6PD"}),
        ("Was DPYD never implicated?", set()),
        ("Is DPYD testing needed before capecitabine?", set()),
        ("HLA-B*57:01 tested negative: abacavir?", set()),
        ("CYP2D6 *4/*4, tamoxifen was not tested in men", set()),
        ("Variants of unknown significance in DPYD", set()),
        ("Does DPYD *2A matter?", set()),
        ("CYP2C19 poor metabolizer, clopidogrel", set()),
        ("Which patients should be tested for HLA-B*58:01?", set()),
        ("The mechanism by which TPMT acts is unknown to me", set()),
    ],
)
def test_a_gene_is_untested_where_the_question_says_so_of_it(text: str, genes: set[str]) -> None:
    """Said of the gene or its allele, right behind or before it; tests asked for and other unknowns are not."""
    assert untested_genes(text) == genes
