"""Names told by their shape alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.tables import rows
from assistant.names.by_shape import code_at, foreign_words, micro_rna_at, micro_rna_names, shape_of


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("ZZTOP9", "gene"),
        ("QQRS12A", "gene"),
        ("C9orf999", "gene"),
        ("LOC123456", "gene"),
        ("LINC01234", "gene"),
        ("ZZTP1-AS1", "gene"),
        ("ZQX-91234", "drug"),
        ("AB123456", "drug"),
        ("blargotinib", "drug"),
        ("Blargotinib", "drug"),
        ("blarguzumab", "drug"),
        ("blargociclibs", "drug"),
        ("blargoma", "disease"),
        ("blargomas", "disease"),
    ],
)
def test_a_shape_names_its_kind_and_says_why(word: str, kind: str) -> None:
    """Symbols, endings and development codes, in the singular or plural, each with its reason."""
    found = shape_of(word, beside_gene_word=False)
    assert found is not None
    assert found.kind == kind
    assert found.reason.startswith(("is written like", "ends in -"))


@pytest.mark.parametrize(
    "word",
    ["V600E", "L858R", "T790M", "C677T", "G12", "E746del", "D17S250", "nib", "oma", "mab", "table", "AB", "Zorb", ""],
)
def test_a_substitution_a_bare_ending_and_a_short_word_are_no_names(word: str) -> None:
    """A protein change and a microsatellite are written like symbols, but are none; an ending alone names nothing."""
    assert shape_of(word, beside_gene_word=False) is None


def test_capitals_alone_count_beside_a_gene_word_only() -> None:
    """ "WXYQ mutations" names a gene; "WXYQ" by itself may be anything."""
    assert shape_of("WXYQ", beside_gene_word=False) is None
    found = shape_of("WXYQ", beside_gene_word=True)
    assert found is not None
    assert found.kind == "gene"


def test_words_of_the_table_of_no_names_are_none() -> None:
    """What is listed as an ordinary word with a name's ending, or as a common code, is no name, whatever beside it."""
    listed = [(word, kind) for word, kind, *_ in rows("not_names")]
    assert len(listed) > 100
    taken = [(word, kind) for word, kind in listed if (found := shape_of(word, True)) and found.kind == kind]
    assert taken == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DS-8201a was given", "DS-8201a"),
        ("ABC-123, then", "ABC-123"),
        ("DS‐8201a, then", "DS‐8201a"),  # U+2010
        ("DS-8201a‐x", ""),
        ("AB-1234", "AB-1234"),
        ("AB-12 x", ""),
        ("IL-6 rose", ""),
        ("DS-8201a-x", ""),
        ("CA-125", ""),
        ("ABCDEF-1234", ""),
    ],
)
def test_a_development_code_is_whole_or_none(text: str, code: str) -> None:
    """Two letters need four digits, more letters three; a hyphen after it makes it part of something else."""
    assert text[: code_at(text, 0)] == code


@pytest.mark.parametrize(
    ("text", "name", "surface"),
    [
        ("miR-450b-5p rose", "miR-450b", "miR-450b-5p"),
        ("hsa-miR-21", "miR-21", "hsa-miR-21"),
        ("microRNA-367 and", "miR-367", "microRNA-367"),
        ("micro-RNA 155", "miR-155", "micro-RNA 155"),
        ("MIR21", "miR-21", "MIR21"),
        ("MIR450B", "miR-450b", "MIR450B"),
        ("hsa‐miR‐16‐1", "miR-16-1", "hsa‐miR‐16‐1"),  # U+2010
        ("miR-16-1", "miR-16-1", "miR-16-1"),
        ("let-7a-3p", "let-7a", "let-7a-3p"),
    ],
)
def test_a_micro_rna_has_one_name_without_its_arm(text: str, name: str, surface: str) -> None:
    """However it is written, the number and the letter stay, the arm goes, and the end is that of the whole."""
    found = micro_rna_at(text, 0)
    assert found is not None
    assert (found[0], text[: found[1]]) == (name, surface)


@pytest.mark.parametrize("text", ["let-3", "let 3 patients", "miracle", "miR-", "mirror 12", "miR-21x9"])
def test_what_only_begins_like_a_micro_rna_is_none(text: str) -> None:
    """Of the let family there is the 7 alone, and a number must end where it ends."""
    assert micro_rna_at(text, 0) is None


def test_every_way_to_write_a_micro_rna_leads_back() -> None:
    """Each written form is read as the name it was made of; other names have none."""
    forms = micro_rna_names("miR-450b")
    assert len(forms) >= 4
    assert {(micro_rna_at(form, 0) or ("",))[0] for form in forms} == {"miR-450b"}
    assert micro_rna_names("let-7a") == micro_rna_names("BRAF") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TNF-α and β2-microglobulin", []),
        ("naïve Müller cells, señor, Łódź", []),
        ("αβγ T cells", []),
        ("λόγος in Greek", ["λόγος"]),
        ("гепарин or heparin", ["гепарин"]),
        ("肝癌 treated", ["肝癌"]),
        ("5 µg × 3 ≥ ½", []),
    ],
)
def test_words_of_another_script_are_framed(text: str, words: list[str]) -> None:
    """Greek letters of a formula and accents are medical Latin; a word in Greek, Cyrillic or Han is foreign."""
    assert [text[start:end] for start, end in foreign_words(text)] == words


@given(st.text(max_size=80))
def test_foreign_words_lie_within_any_text_in_order(text: str) -> None:
    """Spans are not empty, do not overlap, and hold no ASCII letter."""
    found = foreign_words(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert not any(c.isascii() and c.isalpha() for start, end in found for c in text[start:end])


@given(st.text(max_size=30), st.integers(0, 30))
def test_a_code_or_micro_rna_ends_within_its_text(text: str, start: int) -> None:
    """An end lies behind its start, or is 0 for none."""
    end = code_at(text, start)
    assert end == 0 or start < end <= len(text)
    found = micro_rna_at(text, start)
    assert found is None or start < found[1] <= len(text)
