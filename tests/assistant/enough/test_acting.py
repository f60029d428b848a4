"""Records are on the drugs that act on a gene's product, however they word it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.enough.acting import acts_on
from assistant.enough.uncovered import uncovered
from assistant.knowledge.tables import rows
from assistant.records.answer import Concept
from tests.assistant.made_records import article, evidence, gene, query

CASES = rows("acting_classes", Path(__file__).parents[1] / "tables")


@pytest.mark.parametrize(("name", "sentence", "on_it"), [case[:3] for case in CASES])
def test_a_class_named_by_its_gene_is_lacking_where_no_record_speaks_of_such_drugs(
    name: str, sentence: str, on_it: str
) -> None:
    """Each row of the table: "inhibition of MERTK" is on MERTK inhibitors, and "MERTK inhibits" is not."""
    asked = query(f"Is there a {name}?", gene(name.split()[0]), Concept("drug class", name, name))
    lacking = uncovered(asked, evidence(asked, article("1", "Drug A", sentence))).names
    assert (name not in lacking) == (on_it == "yes")


def test_a_class_that_no_symbol_names_is_left_to_its_names() -> None:
    """ "Proton pump inhibitor" has names of its own, and a kind of drug without an act has no forms."""
    for name in ("proton pump inhibitor", "NSAID", "MERTK drug"):
        assert not acts_on("Inhibition of the proton pump and of MERTK.", Concept("drug class", name, name))
