"""An excerpt holds the words that tell what to do. The texts are made up in the manner of labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import records
from evals.knowledge import interactions
from evals.knowledge.excerpts import deciding_excerpt, says_what_to_do, with_action
from evals.knowledge.modulators import short_excerpt
from ingest.knowledge.tables import read_table

_FOLDER = Path(interactions.__file__).parent
READ = tuple(read_table(_FOLDER / "interaction_excerpts_read.tsv").records())
"""Each excerpt without words of its action, with what a reader made of it."""
_MOST = 220
_LONG = (
    "Eldinib Clinical Impact: Exposure to eldinib rose in twelve healthy adults who took both for two weeks on end, "
    "and in as many who took it for a month it rose as far, with the highest of levels on the ninth day of the trial"
)


def shown(text: str, action: str, *names: str) -> str:
    return deciding_excerpt(text, short_excerpt(text, _MOST, *names), _MOST, action, *names)


@pytest.mark.parametrize(
    ("text", "action", "holds"),
    [
        (f"{_LONG}. Intervention: Monitor the levels of eldinib.", "monitor", "Monitor the levels"),
        (f"{_LONG}. Intervention: Reduce the dose of eldinib by half.", "adjust dose", "Reduce the dose"),
        (f"{_LONG}. Avoid the combination.", "avoid", "Avoid the combination"),
        (f"{_LONG}. The combination is contraindicated.", "contraindicated", "is contraindicated"),
        (f"{_LONG}. Take them two hours apart.", "separate administration", "two hours apart"),
        (f"{_LONG}. Concomitant use is not recommended.", "not recommended", "not recommended"),
        (f"Monitor the levels. {_LONG}. Examples eldinib.", "monitor", "Monitor the levels"),
        (f"Avoid vouchinib with inhibitors ({'abcdinib, ' * 30}eldinib).", "avoid", "eldinib"),
        (f"Avoid vouchinib with inhibitors ({'abcdinib, ' * 30}eldinib).", "avoid", "Avoid vouchinib"),
        (f"{_LONG}. Levels were measured. Other drugs: Avoid abcdinib. {_LONG}.", "avoid", "Avoid abcdinib"),
    ],
)
def test_a_long_text_keeps_the_words_of_its_action(text: str, action: str, holds: str) -> None:
    """Wherever they stand, with the name that they are on, in about the length that is left."""
    found = shown(text, action, "eldinib")
    assert holds in found
    assert len(found) <= _MOST + 5


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Avoid eldinib.", "avoid"),
        (f"Avoid eldinib. {_LONG}.", "avoid"),
        (f"{_LONG}. It rose by half. It fell thereafter.", "avoid"),
        (f"{_LONG}. Levels rose [see Contraindications (4)].", "contraindicated"),
        (f"{_LONG}. Nothing follows from it.", "caution"),
    ],
)
def test_a_text_that_tells_it_already_or_nowhere_is_cut_as_any(text: str, action: str) -> None:
    """A reference to another section tells nothing."""
    assert shown(text, action, "eldinib") == short_excerpt(text, _MOST, "eldinib")


def test_no_part_of_the_words_is_made_up() -> None:
    """Between the marks stands the text as it is."""
    text = f"{_LONG}. Intervention: Reduce the dose of eldinib by half, and monitor those with a weak liver closely."
    for part in shown(text, "adjust dose", "eldinib").split("…"):
        assert part.strip() in text


def test_nearly_every_excerpt_on_two_drugs_tells_what_its_row_says() -> None:
    """Of what is more than caution; the others were read one by one."""
    told = [row for row in records("interactions") if row["excerpt"] and row["severity"] != "caution"]
    silent = [row for row in told if not says_what_to_do(row["excerpt"], row["severity"])]
    assert len(silent) <= len(told) // 40


@pytest.mark.data
def test_every_excerpt_without_words_of_its_action_was_read_and_bears_it_out(shared_data: Path) -> None:
    """None is told that nobody held against its label's words."""
    facts = interactions.all_facts(shared_data / "facts")
    told = [
        (number, dict(zip(interactions.COLUMNS, row, strict=True)))
        for number, row in interactions.numbered_rows(list(interactions.readings()), facts)
    ]
    silent = {
        number
        for number, row in told
        if row["excerpt"] and row["severity"] != "caution" and not says_what_to_do(row["excerpt"], row["severity"])
    }
    borne_out = {row["id"] for row in READ if row["verdict"] == "borne out"}
    assert silent == borne_out


def test_what_was_read_is_what_the_readings_say() -> None:
    """What was regraded asks for caution, and what was excluded is not kept."""
    readings = read_table(_FOLDER / "interaction_readings.tsv").records()
    kept = {row["id"]: row["severity"] for row in readings if row["keep"] == "y"}
    for row in READ:
        if row["verdict"] == "excluded":
            assert row["id"] not in kept
        else:
            assert (kept[row["id"]] == "caution") is (row["verdict"] == "regraded"), row


@pytest.mark.parametrize(
    ("text", "action", "section", "holds"),
    [
        ("Levels rise.", "adjust dose", ["Levels rise. Reduce the dose."], "Reduce the dose"),
        ("Levels rise.", "adjust dose", ["Levels fall. Reduce the dose."], "Levels rise."),
        ("Levels rise.", "adjust dose", ["Levels rise. Both are oral."], "Levels rise."),
        ("Reduce the dose.", "adjust dose", ["Reduce the dose. Monitor the levels."], "Reduce the dose."),
        ("Levels rise.", "monitor", [], "Levels rise."),
    ],
)
def test_a_passage_that_was_cut_is_taken_whole(text: str, action: str, section: list[str], holds: str) -> None:
    """From another excerpt of the section, and only where it has the very words and tells the action."""
    found = with_action(text, section, action)
    assert holds in found
    assert (found == text) is (holds == text)


@pytest.mark.parametrize(
    ("text", "action", "told"),
    [
        ("Levels fall [see Clinical … Avoid both for two hours [see Dosage (2.2)].", "avoid", True),
        ("Levels fall [see Clinical ... Avoid both.", "avoid", True),
        ("Levels fall [see Contraindications (4), Dosage (2)].", "contraindicated", False),
        ("Levels fall [see Contraindications …", "contraindicated", False),
    ],
)
def test_a_reference_that_was_cut_hides_nothing_behind_it(text: str, action: str, *, told: bool) -> None:
    """It ends where it was cut."""
    assert says_what_to_do(text, action) is told
