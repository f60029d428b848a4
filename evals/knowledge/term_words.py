"""Makes term_words.tsv of assistant/knowledge: words of medical terms that the scrubber shall not take for names.

`python -m evals.knowledge.term_words [DATA]`: words of MeSH labels (public domain), of the names of DrugBank's open
vocabulary (CC0) and gene symbols of HGNC (CC0). DATA is `../shared/data` unless named; it is not needed to run Vouch.

A word that is a person's name or a place by our lists, that the lists of brands or eponyms have, or that stands before
"disease" and the like is left out: there it is someone's.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from assistant.engines.known_words import known
from assistant.knowledge.tables import rows as table
from evals.knowledge.people import ROOT, TABLES

SHORTEST, SHORTEST_SYMBOL = 5, 4
_WORD = re.compile(r"[A-Za-z]+")
_FILES = {
    "mesh_labels": (1, "MeSH 2019 labels (public domain)"),
    "drugbank_names": (2, "DrugBank open vocabulary (CC0)"),
    "hgnc": (1, "symbols of HGNC (CC0)"),
}


def main() -> None:
    """Writes the table, one row for each first letter and source, and prints how many words."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    seen = {word for row in table("person_names") for word in row[2].split()}
    seen |= {word for row in table("places") for word in row[0].split()}
    seen |= {word for row in table("proper_words") if row[0] != "acronym" for word in row[1].split()}
    seen |= _eponyms(data)
    lines = ["words\tsource"]
    for name, (column, source) in _FILES.items():
        words = {word for label in _labels(data, name, column) for word in _words(label, name)}
        kept = sorted(word for word in words - seen if not known(word))
        seen |= words
        lines += [f"{' '.join(group)}\t{source}" for _, group in groupby(kept, key=lambda word: word[0])]
        print(f"{name}: {len(kept):,} words")
    (TABLES / "term_words.tsv").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _labels(data: Path, name: str, column: int) -> Iterator[str]:
    with gzip.open(data / "facts" / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        cells = [line.rstrip("\n").split("\t") for line in lines]
    named = (row for row in cells if name != "drugbank_names" or row[1] == "NAME")
    return (row[column] for row in named if name != "hgnc" or (len(row) > 3 and row[3] == "Approved"))


def _words(label: str, name: str) -> Iterator[str]:
    shortest = SHORTEST_SYMBOL if name == "hgnc" else SHORTEST
    return (word.lower() for word in _WORD.findall(label) if len(word) >= shortest)


def _eponyms(data: Path) -> set[str]:
    """Words before a noun that eponyms have ("Kyasanur Forest Disease", "Jacobsen Syndrome")."""
    nouns = "|".join(sorted(row[0] for row in table("eponym_nouns")))
    form = re.compile(rf"\b([A-Z][a-z]+)(?:['’]?s)? (?:{nouns})\b|\b([A-Z][a-z]+)['’]s?\b", re.IGNORECASE)
    labels = _labels(data, "mesh_labels", 1)
    found = {word.lower() for label in labels for pair in form.findall(label) for word in pair if word}
    return {word for word in found if not known(word) and not word.endswith(("ic", "al", "ous", "ary", "oid"))}


if __name__ == "__main__":
    main()
