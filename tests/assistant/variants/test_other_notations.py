"""The other notations of one variant, by rules and by rows."""

from __future__ import annotations

import pytest
from hypothesis import given

from assistant.variants.other_notations import notations_of
from assistant.variants.same_variant import Identity
from tests.assistant.variants.test_same_variant import IDENTITIES


def one(text: str) -> Identity:
    """ "GENE|kind|value"."""
    return Identity(*text.split("|"))


@pytest.mark.parametrize(
    ("identity", "written", "reason"),
    [
        ("BRAF|protein|V600E", "Val600Glu", "CIViC"),
        ("BRAF|protein|V600E", "c.1799T>A", "CIViC"),
        ("ZZTOP9|protein|V600E", "Val600Glu", "three-letter notation"),
        ("HLA-B|hla|57:01", "HLA-B*5701", "without the colon"),
        ("EGFR|exon|exon 19 deletion", "exon 19 del", "short form"),
        ("ALK|fusion|EML4::ALK", "EML4-ALK", "with “-”"),
        ("CYP2C19|allele|*2", "rs4244285", "PMID"),
        ("CYP2C19|rsid|rs4244285", "CYP2C19*2", "PMID"),
    ],
)
def test_other_notations_come_with_their_reason(identity: str, written: str, reason: str) -> None:
    """A rule of writing, or the row of a table, says why it is the same variant."""
    told = dict(notations_of(one(identity)))
    assert told[written].startswith(reason)


@given(IDENTITIES)
def test_other_notations_are_none_of_the_variant_s_own(identity: Identity) -> None:
    """Each once, never the one asked with, each with a reason."""
    made = notations_of(identity)
    assert len(dict(made)) == len(made)
    assert all(text and reason and text != identity.value for text, reason in made)


@pytest.mark.parametrize(
    ("identity", "written"),
    [
        ("JAK2|protein|V617F", "JAK2V617F"),
        ("UGT1A1|diplotype|*28/*28", "*28 homozygotes"),
        ("SLCO1B1|genotype|c.521CC", "*5/*5"),
        ("SLCO1B1|genotype|c.521CC", "521CC"),
    ],
)
def test_other_writings_are_known(identity: str, written: str) -> None:
    """In one word with the gene; two of one allele in words; two bases as the allele that is named for them."""
    assert written in [text for text, _ in notations_of(one(identity))]
