"""What a record reads like: the signs that the model looks at, and what it makes of plain cases."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import rows, table_path
from assistant.studies.design import read_design
from assistant.studies.design_likeness import GROUPS, design_signs, group_chances
from ingest.records.article import DIGEST
from tests.assistant.made_records import article

PEOPLE = """Sleep is short in many hospital workers. We asked whether a quiet room helps. Sixty nurses were divided by
lot into two groups: one rested in the room for an hour each day, the control group did not. After 8 weeks sleep scores
were compared between the groups. Scores rose more in the intervention group (p = 0.01). A quiet room improved sleep."""
CELLS = """The kinase B is found in many tumors. We transfected HeLa cells with siRNA against kinase B and measured
proliferation and apoptosis. Western blot showed less phosphorylated protein C. Knockdown cells grew slowly and their
colonies were small. Expression of a mutant of kinase B restored growth. Kinase B thus drives proliferation."""
ANIMALS = """Male Wistar rats received drug A (10 mg/kg, intraperitoneally) or saline for two weeks, after which the
animals were killed and their livers weighed. In rats given drug A the liver was lighter and serum enzymes were lower
than in control rats. Drug A protected the liver of rats from the toxin that both groups of animals had been fed."""


@pytest.mark.parametrize(
    ("abstract", "group"),
    [(CELLS, "in vitro"), (ANIMALS, "animal"), (PEOPLE, "randomized trial")],
    ids=["cells", "rats", "lot"],
)
def test_what_was_studied_tells_the_group(abstract: str, group: str) -> None:
    """Cells, animals and people who were divided by lot are told apart without a word that names the design."""
    chances = dict(zip(GROUPS, group_chances("On drug A", abstract), strict=True))
    assert max(chances, key=chances.__getitem__) == group
    assert sum(chances.values()) == pytest.approx(1, abs=1e-3)


def test_words_stand_for_their_kind() -> None:
    """A kind counts in place of its words, figures by their size, and three in a row by the kinds among them."""
    signs = design_signs("", "40 women were randomly assigned in 2001.")
    assert {"## PERSON", "PERSON were RANDOM", "RANDOM ASSIGN", "in YEAR", "no ANIMAL", "no title"} <= signs


def test_without_a_rule_the_reason_is_the_likeness() -> None:
    """Where no rule of the likeliest group fires the reason gives the probability."""
    graded = read_design(article("1", "Kinase B in tumors", CELLS))
    assert graded.design == "in vitro study"
    assert graded.rule.startswith(("abstract says", "reads like one (probability"))


def test_a_digest_is_not_guessed_at() -> None:
    """Our own wording of a few results is read by what it says; where nothing says a design, none is given."""
    digest = article("1", "Kinase B in tumors", CELLS, types=(DIGEST,))
    assert "reads like" not in read_design(digest).rule


def test_tables_agree() -> None:
    """The model has a column for each group, every design of a rule has one group, and no word has two kinds."""
    header = table_path("design_model").read_text(encoding="utf-8").split("\n", 1)[0].split("\t")
    assert tuple(header[2:-1]) == GROUPS
    designs = [design for _, design, _ in rows("design_groups")]
    assert len(set(designs)) == len(designs)
    assert {row[2] for row in rows("designs")} <= set(designs)
    words = [word for _, found, _ in rows("design_words") for word in found.split()]
    assert len(set(words)) == len(words)
