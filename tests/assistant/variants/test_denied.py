"""Variants that a text says are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.variants.denied import denial, denied, present_and_absent
from assistant.variants.find import VariantMention, find_variants
from ingest.knowledge.tables import read_table

ROWS = read_table(Path(__file__).parents[1] / "tables" / "denied_variants.tsv").rows


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        ("BRAF V600E melanoma", ["V600E"], []),
        ("melanoma without BRAF V600E", [], ["V600E"]),
        ("melanoma Without a BRAF V600E", [], ["V600E"]),
        ("BRAF-mutated melanoma but not V600E", ["BRAF-mutated"], ["V600E"]),
        ("BRAF non-V600E melanoma", [], ["V600E"]),
        ("BRAF non‐V600E melanoma", [], ["V600E"]),  # U+2010
        ("BRAF non–V600E melanoma", [], ["V600E"]),  # en dash
        ("EGFR T790M‐negative lung cancer", [], ["T790M"]),
        ("BRAF V600E wild‐type tumors", [], ["V600E"]),
        ("BRAF non V600E melanoma", [], ["V600E"]),
        ("EGFR T790M-negative lung cancer", [], ["T790M"]),
        ("EGFR T790M negative lung cancer", [], ["T790M"]),
        ("EGFR T790M was not detected", [], ["T790M"]),
        ("EGFR T790M was detected", ["T790M"], []),
        ("people lacking the HLA-B*57:01 allele", [], ["HLA-B*57:01"]),
        ("non-carriers of CYP2C19*2", [], ["CYP2C19*2"]),
        ("EGFR L858R without T790M", ["L858R"], ["T790M"]),
        ("EGFR exon 19 deletion other than L858R", ["exon 19 deletion"], ["L858R"]),
        ("tested negative for KRAS G12C", [], ["G12C"]),
        ("patients who do not carry HLA-B*15:02", [], ["HLA-B*15:02"]),
        ("lesions without KIT or NRAS mutation", [], ["NRAS mutation"]),
        ("neither KRAS nor BRAF V600E", [], ["V600E"]),
        ("no single EGFR or ALK mutation", [], ["ALK mutation"]),
        ("not only BRAF V600E", ["V600E"], []),
        ("the drug did not help those with BRAF V600E", ["V600E"], []),
        ("", [], []),
    ],
)
def test_a_text_has_some_variants_and_denies_others(text: str, there: list[str], absent: list[str]) -> None:
    """Negation before or after, in any case, reaches the variant it stands beside and no further."""
    found, gone = present_and_absent(text)
    assert [one.surface for one in found] == there
    assert [one.surface for one in gone] == absent


def _written(mention: VariantMention) -> str:
    """An exact variant by its notation, another by its gene and kind."""
    return mention.value if mention.kind in ("protein", "exon") else f"{mention.gene} {mention.kind}"


@pytest.mark.parametrize(("text", "there", "absent"), ROWS, ids=[row[0] for row in ROWS])
def test_a_denial_is_told_wherever_it_stands(text: str, there: str, absent: str) -> None:
    """Behind a colon or the word for a test, between a gene and its change, or as a loss; and only of its variant."""
    found, gone = present_and_absent(text)
    assert sorted(map(_written, found)) == sorted(filter(None, there.split("|")))
    assert sorted(map(_written, gone)) == sorted(filter(None, absent.split("|")))


def test_a_variant_named_as_present_too_is_not_absent() -> None:
    """ "V600E or not V600E": the text has it somewhere, so it is asked for."""
    found, gone = present_and_absent("BRAF V600E against tumors without BRAF V600E")
    assert [one.key for one in found] == ["BRAF:p.V600E"]
    assert gone == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a tumor without BRAF V600E", "without BRAF V600E"),
        ("BRAF V600E was not detected here", "V600E was not detected"),
        ("BRAF V600E here", ""),
    ],
)
def test_a_denial_is_shown_in_its_own_words(text: str, words: str) -> None:
    """What is shown begins with the denial, or ends with it, and holds the variant."""
    mention = find_variants(text)[-1]
    assert denial(text, mention.start, mention.end) == words
    assert denied(text, mention.start, mention.end) is bool(words)


WORDS = st.lists(
    st.sampled_from(["without", "not", "BRAF", "V600E", "T790M", "EGFR", "negative", "the", "and", "non-", ",", "."]),
    max_size=10,
).map(" ".join)


@given(WORDS)
def test_a_denial_is_a_part_of_its_text(text: str) -> None:
    """Whatever the text: no variant is both present and absent, and each denial stands in the text."""
    found, gone = present_and_absent(text)
    assert not {one.key for one in found} & {one.key for one in gone}
    for mention in (*found, *gone):
        assert text[mention.start : mention.end] == mention.surface
        assert denial(text, mention.start, mention.end) in text
