"""Makes proper_words of assistant/knowledge: words that medicine writes like names, and that are no one's.

`python -m evals.knowledge.proper_words DRUGS [DATA]`: acronyms of trials and groups, and brands of drugs, all of one
word. An acronym counts when records or labels write it in capitals; a brand when labels of the FDA (public domain)
capitalize it, or the PyPI package `drug-named-entity-recognition` (MIT) lists it: DRUGS is its
`drug_ner_dictionary.pkl.bz2`. DATA is `../shared/data` unless named. Neither is needed to run Vouch.
"""

from __future__ import annotations

import bz2
import gzip
import pickle
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.engines.known_words import known
from assistant.knowledge.tables import rows as table
from evals.knowledge.people import ROOT, TABLES, _texts
from evals.knowledge.sources import read_facts

_LABELS = ("approvals", "contraindications", "interactions", "cyp_modulators", "fda_label_tables")
_ACRONYM = re.compile(r"(?<![\w-])([A-Z]{4,12})(?![A-Za-z])")
_NOUN = "trial|trials|study|studies|registry|cohort|investigators|group"
_TRIAL = re.compile(rf"(?<![\w-])([A-Z]{{4,12}})(?:-?\d+)? (?:{_NOUN})\b")
_BRAND = re.compile(r"(?<![\w-])(?:[A-Z][a-z]{3,}|[A-Z]{4,})(?![\w-])")


def main() -> None:
    """Writes the table and prints its size."""
    drugs, data = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT.parent / "shared" / "data"
    texts, labels = _texts(data, read_facts(data)), _labels(data)
    people = {name for row in table("person_names") for name in row[2].split()}
    plain = {word for row in table("plain_words") for word in row[0].split()}
    seen = Counter(word for text in [*texts, *labels] for word in set(_ACRONYM.findall(text)))
    trials = {word for text in texts for word in _TRIAL.findall(text)}
    acronyms = {
        word.lower()
        for word, number in seen.items()
        if word in trials or (number > 1 and word.lower() not in people and not known(word.lower()))
    }
    acronyms |= {word.lower() for word in _symbols(data) if not known(word.lower())}
    brands = {word.lower() for text in labels for word in _BRAND.findall(text)}
    listed = set(_drugs(drugs)) - brands
    brands, listed = (
        {word for word in words if word not in people and word not in plain and not known(word)}
        for words in (brands, listed)
    )
    nouns = "|".join(sorted(row[0] for row in table("eponym_nouns")))
    form = re.compile(rf"\b([A-Z][a-z]{{3,}})(?:'s|’s|s')? (?:{nouns})s?\b")
    before = Counter(word.lower() for text in texts for word in set(form.findall(text)))
    eponyms = (
        {word for word in before if word not in people and word not in plain and not known(word)} - brands - listed
    )
    rows = [("eponym", words, "before a noun that eponyms have, in records") for words in _by_letter(eponyms)]
    rows += [("eponym", word, "linguistic: a staging or a response system") for word in ("deauville", "durie")]
    rows += [("acronym", words, "in capitals in records, or a gene of HGNC (CC0)") for words in _by_letter(acronyms)]
    rows += [("brand", words, "capitalized in labels of the FDA (public domain)") for words in _by_letter(brands)]
    rows += [("brand", words, "drug-named-entity-recognition 2.0.9 (MIT)") for words in _by_letter(listed)]
    text = "\n".join(["kind\twords\tsource", *("\t".join(row) for row in rows), ""])
    (TABLES / "proper_words.tsv").write_text(text, encoding="utf-8")
    print(
        f"{len(eponyms):,} eponyms, {len(acronyms):,} acronyms, "
        f"{len(brands | listed):,} brands, {len(text.encode()):,} bytes"
    )


def _symbols(data: Path) -> list[str]:
    """Approved gene symbols of HGNC (CC0) that are letters only."""
    with gzip.open(data / "facts" / "hgnc.tsv.gz", "rt", encoding="utf-8") as lines:
        cells = [line.split("\t") for line in lines]
    return [row[1] for row in cells if len(row) > 3 and row[3] == "Approved" and re.fullmatch("[A-Z]{5,}", row[1])]


def _labels(data: Path) -> list[str]:
    """Cells of the tables of labels."""
    found: list[str] = []
    for name in _LABELS:
        with gzip.open(data / "facts" / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
            found += [cell for line in lines for cell in line.rstrip("\n").split("\t")]
    return found


class _Plain(pickle.Unpickler):
    """Reads dictionaries and strings, and runs nothing."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is asked for: the file holds more than names")


def _drugs(path: Path) -> Iterator[str]:
    """Names of one word."""
    with bz2.open(path) as file:
        names = _Plain(file).load()["drug_variant_to_canonical"]
    return (name for name in names if re.fullmatch(r"[a-z]{4,}", name))


def _by_letter(words: set[str]) -> list[str]:
    return [" ".join(group) for _, group in groupby(sorted(words), key=lambda word: word[0])]


if __name__ == "__main__":
    main()
