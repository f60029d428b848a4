"""Names that only the table of rarer names has."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import rows, table_path
from assistant.names.further import further_at, further_names, is_further_gene, numbers_gene


@pytest.mark.parametrize(
    ("said", "kind", "name"),
    [
        ("FAM65B", "gene", "RIPOR2"),
        ("dCK", "gene", "DCK"),
        ("Tagrisso", "drug", "osimertinib"),
        ("Pellagra", "disease", "pellagra"),
    ],
)
def test_a_rarer_name_is_the_thing_it_names(said: str, kind: str, name: str) -> None:
    """An alias, a brand or a synonym leads to the name, and the name's other forms come with it."""
    found = further_at(said, 0, len(said))
    assert found is not None
    assert (found.kind, found.name) == (kind, name)
    forms = {name, *(synonym.text for synonym in found.others)}
    assert said.casefold() in {form.casefold() for form in forms}


def test_a_word_is_no_gene() -> None:
    """A symbol counts where it is written like one: "spop" in small letters is a word."""
    assert further_at("SPOP", 0, 4) is not None
    assert further_at("spop", 0, 4) is None


def test_only_spans_that_are_asked_about_are_looked_up() -> None:
    """What is explained already is not read as a rarer name."""
    assert list(further_names("Tagrisso", lambda start, end: False)) == []


def test_a_symbol_of_the_table_is_told() -> None:
    """An alias is none."""
    assert (is_further_gene("RIPOR2"), is_further_gene("FAM65B")) == (True, False)


def test_the_table_stays_small() -> None:
    """About half a megabyte each at most, a source in every row."""
    for name in ("further_names", "class_members"):
        assert table_path(name).stat().st_size < 520_000
        assert all(row[-1] for row in rows(name))


def test_a_number_behind_capitals_makes_a_gene_of_them() -> None:
    """ "MCL-1" is a gene's symbol, and "MCL" alone, or before a number that no gene has, an abbreviation."""
    assert numbers_gene("MCL", "1")
    assert not numbers_gene("MCL", "2")
