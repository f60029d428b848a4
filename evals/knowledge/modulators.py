"""Makes the table of inhibitors and inducers of enzymes: `python -m evals.knowledge.modulators [DATA]`.

Reads `cyp_modulators.tsv.gz`. Kept is what states a strength. Each strong and moderate row was read against its
excerpt, and `modulator_corrections.tsv` names those whose excerpt says something else. FDA's own table of examples
counts before a label, and of two labels the stronger word.
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

from assistant.curated.names import drug_name
from ingest.knowledge.tables import read_table

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "assistant" / "knowledge" / "pharmacogenomics" / "modulators.tsv"
COLUMNS = ("drug", "enzyme", "role", "strength", "url", "source")
_STRENGTHS = ("strong", "moderate", "weak")
_FDA_TABLE = "FDA Examples of Drugs that Interact with CYP Enzymes"


def main() -> None:
    """Writes the table and prints its rows."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "facts"
    rows = modulators(data)
    lines = ["\t".join(row) for row in (COLUMNS, *rows)]
    TABLE.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(f"modulators: {len(rows)} rows")


def modulators(facts: Path) -> list[tuple[str, ...]]:
    """Rows (drug, enzyme, role, strength, url, source), one for each drug, enzyme and role."""
    wrong = {row[:3] for row in read_table(Path(__file__).with_name("modulator_corrections.tsv")).rows}
    best: dict[tuple[str, ...], tuple[tuple[bool, int], tuple[str, ...]]] = {}
    with gzip.open(facts / "cyp_modulators.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            strength = row["strength"].partition(" (")[0]
            named = (row["drug"], row["enzyme_or_transporter"], row["strength"])
            if row["role"] not in ("inhibitor", "inducer") or strength not in _STRENGTHS or named in wrong:
                continue
            rank = (not row["source"].startswith(_FDA_TABLE), _STRENGTHS.index(strength))
            for enzyme in _enzymes(row["enzyme_or_transporter"]):
                made = (drug_name(row["drug"]), enzyme, row["role"], strength, row["url"].split(" | ")[0], _said(row))
                best[made[:3]] = min(best.get(made[:3], (rank, made)), (rank, made))
    return sorted(made for _, made in best.values())


def _enzymes(written: str) -> tuple[str, ...]:
    """FDA's "CYP3A" is of CYP3A4: what is measured is its substrate midazolam."""
    return ("CYP3A4",) if written == "CYP3A4/5" else (written,)


def _said(row: dict[str, str]) -> str:
    source = row["source"]
    return "FDA table (May 2026)" if source.startswith(_FDA_TABLE) else source.partition(", section")[0]


if __name__ == "__main__":
    main()
