"""How well effects are read: precision and recall on labeled sentences of the corpus, by kind of effect.

The labels (`evals/sets/effects.tsv`: PMID, offsets into the record's text, kind, value, limits) were set by reading
the sentences before the reader was run on them. Figures are given for the half that shaped no rule, and for all.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import Any

from assistant.records.answer import Effect
from assistant.studies.effects import read_effects
from evals.material.data import SETS, fold
from evals.material.made_claims import articles
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]

_RATES = frozenset({"ORR", "CR", "PR", "DCR"})
_SLACK = 2
"""Characters a start may differ: a sign or blank belongs to the number or not."""

Row = dict[str, str]


def run(options: Options) -> Report:
    """Needs the corpus; without it, or with `quick`, the report is empty and says why."""
    labeled = _labeled()
    wanted = {pmid for pmid, _, _ in labeled}
    texts = {} if options.quick else {one.pmid: one.text for one in articles() if one.pmid in wanted}
    if not texts:
        return Report("effects", (), (), ("the labeled sentences are in the shared corpus, which was not read",))
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    limits = [0, 0]
    rows: list[dict[str, Any]] = []
    for (pmid, start, end), labels in labeled.items():
        found = read_effects(texts[pmid][start:end], start)
        gold = [row for row in labels if row["kind"]]
        for part in ("all", fold(pmid)):
            _count(counts, part, gold, found)
        rows.append({"pmid": pmid, "start": start, "labels": len(gold), "read": len(found)})
        with_limits = [row for row in gold if row["low"]]
        limits[0] += sum(_limits_agree(row, found) for row in with_limits)
        limits[1] += len(with_limits)
    figures = _figures(counts)
    figures.append(Figure("all", "limits of intervals", "recall", proportion(limits[0], limits[1])))
    return Report("effects", tuple(figures), tuple(rows))


def _labeled() -> dict[tuple[str, int, int], list[Row]]:
    """Rows by (PMID, start, end) of their sentence; a sentence without effects has one row without a kind."""
    made: dict[tuple[str, int, int], list[Row]] = defaultdict(list)
    with (SETS / "effects.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            made[row["pmid"], int(row["sentence_start"]), int(row["sentence_end"])].append(row)
    return made


def _kind(kind: str) -> str:
    return "median" if kind.startswith("median") else "proportion" if kind in _RATES else kind


def _same(row: Row, effect: Effect) -> bool:
    near = abs(int(row["start"]) - effect.start) <= _SLACK
    return (
        near
        and row["kind"] == _kind(effect.kind)
        and abs(float(row["value"]) - effect.value) <= 1e-5 * abs(effect.value)
    )


def _limits_agree(row: Row, found: list[Effect]) -> bool:
    limits = (float(row["low"]), float(row["high"]))
    return any(_same(row, effect) and (effect.low, effect.high) == limits for effect in found)


def _count(counts: dict[tuple[str, str], list[int]], part: str, gold: list[Row], found: list[Effect]) -> None:
    """Adds (right, invented, missed) by kind."""
    for row in gold:
        hit = any(_same(row, effect) for effect in found)
        counts[part, row["kind"]][0 if hit else 2] += 1
    for effect in found:
        if not any(_same(row, effect) for row in gold):
            counts[part, _kind(effect.kind)][1] += 1


def _figures(counts: dict[tuple[str, str], list[int]]) -> list[Figure]:
    made: list[Figure] = []
    for part in ("held", "all"):
        kinds = sorted(kind for where, kind in counts if where == part)
        total = [sum(counts[part, kind][place] for kind in kinds) for place in range(3)]
        for leg, (right, invented, missed) in (("every kind", total), *((kind, counts[part, kind]) for kind in kinds)):
            made.append(Figure(part, leg, "precision", proportion(right, right + invented)))
            made.append(Figure(part, leg, "recall", proportion(right, right + missed)))
    return made
