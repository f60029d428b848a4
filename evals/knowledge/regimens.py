"""Makes assistant/knowledge/safety/regimens.tsv: `python -m evals.knowledge.regimens`.

A record that spells a regimen out gives its drugs; each was read. Regimens that notes name and no record at hand spells
out are in the table without drugs, so that a reader is told of them.
"""

from __future__ import annotations

from pathlib import Path

from assistant.knowledge.tables import rows
from assistant.names.medications import drugs_in
from evals.knowledge.modulators import write_table
from ingest.knowledge.tables import read_table

__all__ = ["COLUMNS", "regimens_table"]

COLUMNS = ("regimen", "drugs", "source")


def main() -> None:
    """Writes the table and prints its rows and bytes."""
    write_table("regimens", COLUMNS, regimens_table())


def regimens_table() -> list[tuple[str, ...]]:
    """Rows of `COLUMNS` in the order of the names. Raises ValueError where no vocabulary has one of the drugs."""
    made = {}
    for row in read_table(Path(__file__).with_name("regimens_by_hand.tsv")).records():
        drugs = [found for part in filter(None, row["drugs"].split("|")) for found in drugs_in(part) or ("",)]
        if not all(drugs):
            raise ValueError(f"a drug of {row['regimen']} is in no vocabulary: {row['drugs']}")
        made[row["regimen"]] = (row["regimen"], "|".join(drugs), row["source"])
    for _, kind, name, source in rows("note_words"):
        if kind == "regimen" and name not in made and not drugs_in(name):
            made[name] = (name, "", source)
    return [made[name] for name in sorted(made)]


if __name__ == "__main__":
    main()
