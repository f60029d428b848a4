"""Makes `drug_names`, plain names of drugs that the vocabulary lacks: `python -m evals.knowledge.drug_names`.

The vocabulary has the drugs that records speak of; a patient takes others, too. Names are DrugBank's (CC0) and those of
US labels' classes; of a salt or an ester also its first word ("mycophenolate").
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from pathlib import Path

from assistant.knowledge.tables import rows, words_in, words_of
from evals.knowledge.make import ROOT, TABLES
from evals.knowledge.sources import read_facts

__all__ = ["drug_names"]

_NAME = re.compile(r"[a-z][a-z-]{4,24}(?: [a-z-]{3,16})?")
_FIRST = re.compile(r"[a-z]{7,}(?:ate|ide|ine|one|in|il|ol|am|ir|an|um|ab|ib)")


def main() -> None:
    """Writes the table and prints its rows."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    with gzip.open(data / "facts" / "drug_classes.tsv.gz", "rt", encoding="utf-8") as stream:
        labeled = [row["drug"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]
    drugbank = {term.name.lower(): term.identifier for term in read_facts(data).drugbank.values()}
    made = drug_names(drugbank, labeled)
    text = "\n".join(["name\tsource", *("\t".join(row) for row in made), ""])
    (TABLES / "drug_names.tsv").write_text(text, encoding="utf-8")
    print(f"drug_names {len(made)} rows {len(text):,} bytes")


def drug_names(drugbank: dict[str, str], labeled: list[str]) -> list[tuple[str, str]]:
    """Rows (name, source). `drugbank`: name in small letters to its identifier."""
    known = {words_of(form) for row in rows("drugs") for cell in row[1:3] for form in cell.split("|")}
    known |= {words_of(form) for row in rows("diseases") for cell in row[1:4] for form in cell.split("|")}
    known |= {row[1] for row in rows("condition_words")} | words_in("words")
    known |= {words_of(row[0]) for row in rows("measured_substances")}
    found = {name: identifier for name, identifier in drugbank.items() if _NAME.fullmatch(name)}
    for name in labeled:
        if _NAME.fullmatch(name.lower()):
            found.setdefault(name.lower(), "drug classes of US labels, DrugCentral")
    for name, source in list(found.items()):
        first, _, rest = name.partition(" ")
        if rest and _FIRST.fullmatch(first):
            found.setdefault(first, source)
    return sorted((name, source) for name, source in found.items() if words_of(name) not in known)


if __name__ == "__main__":
    main()
