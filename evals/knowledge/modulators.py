"""Makes assistant/knowledge/safety/modulators.tsv: `python -m evals.knowledge.modulators [DATA]`.

What FDA's table and the labels say of a drug and an enzyme or transporter was read row by row; `modulator_readings.tsv`
holds what each row of `cyp_modulators.tsv.gz` says by its number. Where FDA's table has the drug, the enzyme and the
role, the labels' rows are left out: a label names examples, FDA's table classifies.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.names.medications import drug_of
from ingest.knowledge.tables import read_table

__all__ = ["SAFETY", "Cited", "cited", "facts_folder", "facts_of", "modulators_table", "short_excerpt", "write_table"]

ROOT = Path(__file__).parents[2]
SAFETY = ROOT / "assistant" / "knowledge" / "safety"
COLUMNS = ("drug", "enzyme", "role", "strength", "excerpt", "date", "url", "source")
_EXCERPT = 160
"""Characters: enough to see what the label says, as the table is read whole."""
_FDA_TABLE = "FDA Examples of Drugs that Interact with CYP Enzymes and Transporter Systems"
_WEB = "web: FDA label"
_LABEL = re.compile(r"FDA label(?: \([^)]*\))? (?P<name>.+?) \(effective (?P<date>[^)]*)\)")


class Cited(NamedTuple):
    """Where a fact stands: `source` as an answer names it, an ISO date or a year, a link."""

    source: str
    date: str
    url: str


def main() -> None:
    """Writes the table and prints its rows and bytes."""
    write_table("modulators", COLUMNS, modulators_table(facts_folder()))


def facts_folder() -> Path:
    """Where the facts lie: the command's argument, or beside the project."""
    return Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "facts"


def modulators_table(folder: Path) -> list[tuple[str, ...]]:
    """Rows of `COLUMNS` in the order of drug, enzyme and role, each drug, enzyme and role once."""
    facts = facts_of(folder / "cyp_modulators.tsv.gz")
    made: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for reading in read_table(Path(__file__).with_name("modulator_readings.tsv")).records():
        if reading["keep"] != "y":
            continue
        fact = facts[int(reading["id"])]
        drug, where = drug_of(reading["drug"]) or reading["drug"], cited(fact)
        excerpt = "" if where.source.startswith("FDA table") else short_excerpt(fact["source_excerpt"], _EXCERPT, drug)
        if reading["drug"] == "venlafaxine" and not excerpt:
            excerpt = "R-venlafaxine"
        row = (
            drug,
            reading["enzyme"],
            reading["role"],
            reading["strength"],
            excerpt,
            where.date,
            where.url,
            where.source,
        )
        made.setdefault((drug.casefold(), *row[1:3]), row)
    return [made[key] for key in sorted(made)]


def facts_of(path: Path) -> list[dict[str, str]]:
    """The rows of a gzipped table of facts."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def cited(fact: dict[str, str]) -> Cited:
    """The source of a fact as an answer names it."""
    url = fact["url"].split(" | ")[0].split(" ")[0]
    if fact["source"].startswith(_FDA_TABLE):
        return Cited("FDA table of CYP enzymes and transporters", "2026-05-29", url)
    if fact["source"].startswith(_WEB):
        return Cited("FDA label, as a web page gives it", "", url)
    found = _LABEL.match(fact["source"])
    if found:
        name = found["name"].removeprefix("Description ").strip()
        return Cited(f"FDA label ({name})", _iso(found["date"]), url)
    named = re.sub(r",? (?:section|retrieved|dosing page)\b.*", "", fact["source"]).split(" (")[0].strip()
    return Cited(named, _year(fact["source"]), url)


def _iso(said: str) -> str:
    """ "20230523" as 2023-05-23; "<=2014-05" and "2017-09 snapshot" as the month that they name."""
    digits = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", said)
    if digits:
        return "-".join(digits.groups())
    month = re.search(r"\d{4}(?:-\d\d)?", said)
    return month[0] if month else ""


def _year(said: str) -> str:
    found = re.search(r"\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b", said)
    return found[0] if found else ""


_SENTENCE = re.compile(r"(?<=[.;])(?<!\bSt\.)\s+(?=[A-Z(])")


def short_excerpt(text: str, most: int, *names: str) -> str:
    """The sentences of a label's excerpt that fit into `most` characters, from the first with a name."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    sentences = _SENTENCE.split(whole)
    low = [sentence.casefold() for sentence in sentences]
    named = (place for name in names for place, sentence in enumerate(low) if name.casefold() in sentence)
    first = next(named, 0)
    kept = sentences[first]
    for sentence in sentences[first + 1 :]:
        if len(kept) + 1 + len(sentence) > most:
            break
        kept = f"{kept} {sentence}"
    return kept if len(kept) <= most else _cut(kept, most, names)


def _cut(sentence: str, most: int, names: Sequence[str]) -> str:
    """The part of a long sentence with the first of the names that it has, at blanks, with marks where it is cut."""
    low = sentence.casefold()
    ends = [low.find(name.casefold()) + len(name) for name in names if name.casefold() in low]
    end = min(len(sentence), max(most - 2, (ends[0] if ends else 0) + 40))
    start = max(0, end - most + 4)
    kept = sentence[start:end]
    kept = kept if start == 0 else f"… {kept.split(' ', 1)[-1]}"
    return kept if end == len(sentence) else f"{kept.rsplit(' ', 1)[0]} …"


def write_table(name: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Writes a table of the safety folder and prints its rows and bytes."""
    text = "\n".join(["\t".join(columns), *("\t".join(row) for row in rows), ""])
    SAFETY.mkdir(exist_ok=True)
    (SAFETY / f"{name}.tsv").write_text(text, encoding="utf-8")
    print(f"{name:20} {len(rows):6} rows {len(text.encode()):9,} bytes")


if __name__ == "__main__":
    main()
