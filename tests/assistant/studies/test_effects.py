"""Effects: a table of phrasings is the specification; offsets point at the value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.records.answer import Effect
from assistant.studies.effects import read_effects
from ingest.records.article import compose

TABLE = Path(__file__).parents[1] / "tables" / "effects.tsv"
ROWS = [row.split("\t") for row in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


def shown(effect: Effect) -> str:
    """The table's notation: kind, value, unit, [limits], level, p."""
    parts = [effect.kind, f"{effect.value:g}"]
    if effect.unit:
        parts.append(effect.unit)
    if effect.low is not None and effect.high is not None:
        parts.append(f"[{effect.low:g},{effect.high:g}]")
    if effect.level is not None:
        parts.append(f"{effect.level:g}")
    if effect.p and effect.kind != "p":
        parts.append(f"p{effect.p}")
    return " ".join(parts)


def normal(expected: str) -> list[str]:
    """The cell's effects, with numbers in their shortest form; "-" is none."""
    cells = [] if expected == "-" else expected.split(" | ")
    return [re.sub(r"(?<![p<=>\w.·])-?\d[\d.e-]*", lambda number: f"{float(number[0]):g}", cell) for cell in cells]


def test_offsets_frame_the_value_in_every_phrasing() -> None:
    """What stands at an effect's place in the text of each row is its value, as digits or in words."""
    apart = []
    for text, _ in ROWS:
        for effect in read_effects(text):
            printed = text[effect.start : effect.end].replace("·", ".").replace("−", "-")
            digits = re.sub(r"(?<=\d),(?=\d{3})", "", printed)
            if re.fullmatch(r"-?\d*\.?\d+", digits) and float(digits) != pytest.approx(effect.value):
                apart.append((printed, effect.value))
            assert printed.strip() == printed != ""
    assert apart == []


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text[:40] for text, _ in ROWS])
def test_reads_what_the_table_says(text: str, expected: str) -> None:
    """Kind, value, unit, limits, level and p-value of each effect, in order, and nothing else."""
    assert [shown(effect) for effect in read_effects(text)] == normal(expected)


def test_offsets_point_at_the_value_in_the_record() -> None:
    """With `start`, offsets count in the text the sentence was cut from."""
    text, _ = compose("A trial.", [("abstract", "", "", "Age was 60. The HR was 0·46 in 1,234 adults.")])
    start = text.index("Age")
    found = read_effects(text[start:], start)
    assert [text[effect.start : effect.end] for effect in found] == ["0·46", "1,234"]


def test_each_sentence_is_read_by_itself() -> None:
    """A ratio named in one sentence gives no meaning to a bare number of the next."""
    found = read_effects("The hazard ratio was not estimable. Then 4.2 (1.1-9.9) was seen.")
    assert found == []
