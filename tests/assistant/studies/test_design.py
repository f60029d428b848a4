"""Study designs read from publication types and from text."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import rows
from assistant.studies.design import SCALE, read_design, species_flags
from assistant.studies.design_likeness import GROUPS
from tests.assistant.made_records import article

CASES = rows("design_cases", Path(__file__).parents[1] / "tables")


@pytest.mark.parametrize(("title", "abstract", "design", "level"), [case[:4] for case in CASES])
def test_design_is_read_from_the_text(title: str, abstract: str, design: str, level: str) -> None:
    """Each row of the table: this title and abstract are of that design and level."""
    graded = read_design(article("1", title, abstract))
    assert (graded.design, graded.level) == (design, level)


@pytest.mark.parametrize(
    ("kind", "design", "level"),
    [
        ("Randomized Controlled Trial", "randomized controlled trial", "2"),
        ("Meta-Analysis", "meta-analysis", "1"),
        ("Practice Guideline", "practice guideline", ""),
        ("Case Reports", "case report", "4"),
        ("Clinical Trial, Phase III", "phase 3 trial", "3"),
        ("Clinical Trial, Phase II", "single-arm or phase 2 trial", "4"),
        ("Retraction of Publication", "retraction notice", ""),
    ],
)
def test_publication_type_decides(kind: str, design: str, level: str) -> None:
    """A publication type that names a design is believed before the text."""
    graded = read_design(
        article("1", "A study of a drug", "Outcomes of 40 patients were good.", types=("Journal Article", kind))
    )
    assert (graded.design, graded.level) == (design, level)
    assert kind in graded.rule


def test_the_rule_is_named_with_the_words_it_saw() -> None:
    """The grade says where the rule looked and quotes what it saw."""
    graded = read_design(article("1", "Drug A in asthma", "Patients were randomly assigned to drug A or placebo."))
    assert graded.rule.startswith("abstract says “")
    assert "randomly assigned" in graded.rule
    assert graded.scale == SCALE


def test_nothing_said_is_unknown() -> None:
    """Without a cue the design is unknown, the level empty, the strength 0: never a guess."""
    graded = read_design(article("1", "On a drug", ""))
    assert (graded.design, graded.level, graded.strength) == ("unknown", "", 0)


def test_stronger_designs_have_more_strength() -> None:
    """Strength orders the designs as the CEBM levels do."""
    kinds = ("Meta-Analysis", "Randomized Controlled Trial", "Case Reports")
    strengths = [read_design(article("1", "T", types=(kind,))).strength for kind in kinds]
    assert strengths == sorted(strengths, reverse=True)


def test_animals_and_cells_are_flagged() -> None:
    """A study without people carries the flag that says so; one with patients does not."""
    mice = article("1", "Drug A in mice with tumors", "Mice were given drug A.")
    cells = article("2", "Drug A inhibits kinase B in vitro", "Cell lines were exposed to drug A.")
    people = article("3", "Drug A in patients treated for asthma", "A cohort of 90 patients was followed.")
    assert [species_flags(a, read_design(a)) for a in (mice, cells, people)] == [("animal",), ("in vitro",), ()]


def test_every_rule_is_sound() -> None:
    """Every rule has phrases, a known place, a level of the scale or none, a strength, and a source."""
    phrases = {(rule, part) for rule, part, _, _ in rows("design_phrases")}
    assert phrases <= {(row[0], part) for row in rows("designs") for part in ("says", "unless")}
    for rule, where, design, level, strength, source in rows("designs"):
        assert (rule, "says") in phrases
        assert where in ("type", "title", "abstract", "text")
        assert design
        assert source
        assert level in ("", "1", "2", "3", "4", "5")
        assert 0 <= int(strength) <= 100


def test_a_slim_likeness_makes_no_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that reads a little more like a protocol than like anything else is a study, and may be quoted."""
    text = "Patients were followed for seven years and cardiac events were counted in each arm. " * 3
    for chance, protocol in ((0.2, False), (0.8, True)):
        chances = {group: chance if group == "trial protocol" else 0.1 for group in GROUPS}
        monkeypatch.setattr("assistant.studies.design.group_chances", lambda *_, c=chances: list(c.values()))
        assert (read_design(article("1", "Follow-up of drug A", text)).design == "trial protocol") is protocol
