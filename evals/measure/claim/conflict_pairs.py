"""Of the pairs of sentences that answers meet, how many that are called opposed are, and how many that are, are called.

`evals/sets/conflict_pairs.tsv` holds PMID and offsets of two sentences each, read and labeled one by one: "first" were
drawn from what questions find (quoted or best sentences against those of other records, most of them opposed in
wording), "second" from what an earlier reader called opposed. No record stands on both sides of the split.
"""

from __future__ import annotations

import csv
from typing import Any

from assistant.conflicts.conflicts import side_of
from evals.material.data import SETS
from evals.material.records import records
from evals.report import Figure
from evals.stats import proportion
from ingest.records.article import Article

__all__ = ["LABELED", "labeled_pairs", "of_labeled_pairs"]

LABELED = "labeled pairs"


def labeled_pairs() -> list[dict[str, str]]:
    """The rows of the set."""
    with (SETS / "conflict_pairs.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def of_labeled_pairs(library: str = "") -> tuple[list[Figure], list[dict[str, Any]]]:
    """Precision and recall of each half, and a row a pair; both empty where the corpus is absent.

    `library`: a folder that holds the corpus. Recall is over the pairs drawn first, which no reader chose.
    """
    pairs = labeled_pairs()
    found = records({pair[side] for pair in pairs for side in ("one", "other")}, library)
    rows = [_row(pair, found) for pair in pairs if pair["one"] in found and pair["other"] in found]
    return [figure for part in ("tune", "held") for figure in _figures(part, rows)], rows


def _row(pair: dict[str, str], found: dict[str, Article]) -> dict[str, Any]:
    one, other = found[pair["one"]], found[pair["other"]]
    texts = [
        record.text[int(pair[f"{side}_start"]) : int(pair[f"{side}_end"])]
        for side, record in (("one", one), ("other", other))
    ]
    shown = side_of(texts[0], one, texts[1], other) == "opposes"
    return {
        "set": LABELED,
        "one": pair["one"],
        "other": pair["other"],
        "part": pair["part"],
        "drawn": pair["drawn"],
        "conflict": pair["label"] == "conflict",
        "shown": shown,
    }


def _figures(part: str, rows: list[dict[str, Any]]) -> list[Figure]:
    mine = [row for row in rows if row["part"] == part]
    shown, gold = [row for row in mine if row["shown"]], [row for row in mine if row["conflict"]]
    both = sum(row["conflict"] for row in shown)
    drawn = [row for row in gold if row["drawn"] == "first"]
    made = [
        Figure(LABELED, part, "precision", proportion(both, len(shown))),
        Figure(LABELED, part, "recall", proportion(sum(row["shown"] for row in drawn), len(drawn))),
    ]
    return [figure for figure in made if figure.value.n]
