"""Makes assistant/knowledge/curated from the facts of curated sources: `python -m evals.knowledge.curated [DATA]`.

Reads `../shared/data/facts` (CIViC, CPIC, ClinPGx's annotations of CPIC's and DPWG's guidelines, approvals of FDA and
EMA). No sentence of a source is carried over. What a recommendation's text says to do is not guessed by a rule: each
distinct text was read, and `guideline_actions.tsv` holds its action by the hash of the text.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from assistant.curated.biomarkers import genes_of, marker_groups
from assistant.curated.formats.civic import evidence_fact
from assistant.curated.names import disease_id, drug_name
from assistant.curated.rows import COLUMNS, cells_of
from assistant.knowledge.tables import words_of
from assistant.records.curated import CuratedFact
from evals.knowledge.guidelines import guideline_facts
from evals.knowledge.label_settings import setting_of
from evals.knowledge.sources import doid_names
from ingest.knowledge.tables import read_table

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "assistant" / "knowledge" / "curated"
CIVIC_RELEASE = "2026-04-25"
"""Of `civic_2026.tsv`."""
AGENCIES = {"Food and Drug Administration": "FDA", "European Medicines Agency": "EMA"}


def main() -> None:
    """Writes every table and prints its rows and bytes."""
    made = tables(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "facts")
    total = 0
    for name, facts in made.items():
        text = text_of(facts)
        (TABLES / f"{name}.tsv").write_text(text, encoding="utf-8")
        total += len(text.encode())
        print(f"{name:12} {text.count(chr(10)) - 1:6} rows {len(text.encode()):9,} bytes")
    print(f"{'together':12} {total:23,} bytes")


def tables(folder: Path) -> dict[str, list[CuratedFact]]:
    """The facts of each table, from the folder of facts."""
    diseases = _Diseases(folder)
    return {
        "civic": list(_civic(folder / "civic_2026.tsv", diseases)),
        "guidelines": guideline_facts(folder),
        "approvals": list(_approvals(folder / "approvals.tsv.gz", diseases)),
    }


def text_of(facts: list[CuratedFact]) -> str:
    """A table of facts; what is said twice stands once."""
    return "\n".join(["\t".join(COLUMNS[facts[0].kind]), *dict.fromkeys("\t".join(cells_of(one)) for one in facts), ""])


class _Diseases:
    """Identifiers of the diseases that a source names: the vocabulary's, CIViC's own of 2021, DOID's, and by hand."""

    def __init__(self, facts: Path) -> None:
        self.known = {words_of(name): f"DOID:{number}" for name, number in _numbers(facts / "civic_evidence.tsv")}
        self.known = doid_names(facts / "doid.json.gz") | self.known
        by_hand = read_table(Path(__file__).with_name("curated_diseases.tsv")).records()
        self.known |= {words_of(row["name"]): row["id"] for row in by_hand}

    def identifier(self, name: str) -> str:
        return disease_id(name) or self.known.get(words_of(name), "") if name else ""


def _numbers(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if row["doid"].isdigit():
                yield row["disease"], row["doid"]


def _civic(path: Path, diseases: _Diseases) -> Iterator[CuratedFact]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            names, _, interaction = row["therapy"].removesuffix("]").partition(" [")
            pmid = row["pmid_or_source"].removeprefix("PMID:")
            yield evidence_fact(
                identifier=row["evidence_id"],
                profile=row["variant_biomarker"],
                disease=row["disease"],
                doid=diseases.identifier(row["disease"]).removeprefix("DOID:"),
                therapies=[name for name in re.split(r" \+ (?!\d)", names) if name],
                interaction=interaction,
                evidence_type=row["evidence_type"],
                direction=row["direction_response"],
                level=row["evidence_level"],
                rating=row["rating"],
                pmid=pmid,
                year=int(row["year"]) if row["year"] else None,
                date=CIVIC_RELEASE,
            )


def _approvals(path: Path, diseases: _Diseases) -> Iterator[CuratedFact]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in map(_corrected, csv.DictReader(stream, delimiter="\t")):
            if _is_of_another(row):
                continue
            biomarker = row["variant_biomarker"]
            groups = marker_groups(biomarker)
            therapies = tuple(drug_name(name) for name in row["therapy"].split(" + "))
            yield CuratedFact(
                kind="approval",
                source=AGENCIES[row["agency"]],
                identifier=row["document"].removeprefix("doc:"),
                genes=genes_of(groups),
                biomarker=biomarker,
                requires=groups,
                disease=row["disease"],
                disease_id=diseases.identifier(row["disease"]),
                therapies=therapies,
                setting=setting_of(row["label_indication"], therapies),
                url=row["url"],
                year=int(row["year"]) if row["year"] else None,
                date=row["approval_date"],
                license="public record",
            )


@cache
def _by_hand(name: str) -> tuple[dict[str, str], ...]:
    return tuple(read_table(Path(__file__).with_name(f"{name}.tsv")).records())


def _is_of_another(row: dict[str, str]) -> bool:
    """Whether its own label is on another regimen or disease."""
    said = (row["document"].removeprefix("doc:"), row["therapy"])
    of_it = [one for one in _by_hand("approvals_left_out") if (one["document"], one["therapy"]) == said]
    return any(one["words"] in row["label_indication"] and one["disease"] in ("", row["disease"]) for one in of_it)


def _corrected(row: dict[str, str]) -> dict[str, str]:
    """An approval with its biomarker, therapy and disease as its own label has them."""
    made = dict(row)
    for wrong in _by_hand("curated_corrections"):
        of_it = (wrong["document"], wrong["said"]) == (row["document"].removeprefix("doc:"), row[wrong["column"]])
        if of_it and wrong["words"] in row["label_indication"]:
            made[wrong["column"]] = wrong["corrected"]
    return made


if __name__ == "__main__":
    main()
