"""Where the tables that are made go."""

from __future__ import annotations

from assistant.knowledge.tables import table_path
from evals.knowledge import make, people, places


def test_made_tables_are_the_vocabulary() -> None:
    """Each table that is made is written where the loader finds it, among the vocabularies."""
    made = [*make.HEADERS, "person_names", "plain_words", "proper_pairs", "proper_words"]
    assert [name for name in made if table_path(name) != make.TABLES / f"{name}.tsv"] == []
    assert people.TABLES == make.TABLES == table_path("places").parent
    assert table_path("places") == places.TABLE
