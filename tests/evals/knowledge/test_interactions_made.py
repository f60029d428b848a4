"""The tables of interactions that ship are what the readings and the facts make."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import table_path
from assistant.safety.imported import SEVERITIES
from evals.knowledge import interaction_classes, interactions, medication_names, modulators, regimens
from ingest.knowledge.tables import read_table

READINGS = Path(interactions.__file__).with_name("interaction_readings.tsv")


def text_of(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n".join(["\t".join(columns), *("\t".join(row) for row in rows), ""])


@pytest.mark.data
@pytest.mark.parametrize("name", ["medication_names", "interactions", "interaction_classes", "modulators", "regimens"])
def test_the_tables_are_made_from_the_facts(shared_data: Path, name: str) -> None:
    """Making a table again gives the one that ships."""
    facts = shared_data / "facts"
    if name == "medication_names":
        made = text_of(medication_names.COLUMNS, medication_names.names_table(facts))
    elif name == "regimens":
        made = text_of(regimens.COLUMNS, regimens.regimens_table())
    elif name == "modulators":
        made = text_of(modulators.COLUMNS, modulators.modulators_table(facts))
    else:
        pairs = interactions.tables(facts)
        columns = interactions.COLUMNS if name == "interactions" else interaction_classes.CLASS_COLUMNS
        made = text_of(columns, pairs[name])
    assert table_path(name).read_text(encoding="utf-8") == made


def test_every_kept_reading_says_what_to_do_in_few_words() -> None:
    """A severity of the contract, an effect of our own, short."""
    for row in read_table(READINGS).records():
        if row["keep"] == "y":
            assert row["severity"] in SEVERITIES, row
            assert len(row["effect"].split()) <= 12, row


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("strong or moderate CYP3A inhibitors", "CYP3A4 inhibitor strong,moderate"),
        ("combined P-gp and strong CYP3A4 inducers", "P-gp inducer any&CYP3A4 inducer strong"),
        ("strong CYP2C19 or CYP3A4 inducers", "CYP2C19 inducer strong|CYP3A4 inducer strong"),
        ("OATP1B1/1B3 inhibitors", "OATP1B1 inhibitor any|OATP1B3 inhibitor any"),
        ("sensitive CYP2C9 or CYP2D6 substrates", "CYP2C9 substrate sensitive|CYP2D6 substrate sensitive"),
        ("live vaccines", ""),
    ],
)
def test_the_words_of_a_class_of_modulators_are_read(words: str, wanted: str) -> None:
    """Enzyme, role and strengths; both of a combined class."""
    assert interaction_classes.wanted(words) == wanted
