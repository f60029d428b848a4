"""How rightly a study is fitted to a patient, aspect by aspect, on pairs that were labeled by reading.

`evals/sets/applicability.tsv` says of each aspect known of the patient whether the record's people match, do not, or
are not told of. They were labeled before the fit ran on them; the half "held" shaped nothing. Macro F1 is the mean of
the F1 of match, mismatch and unknown, so that the rare and important mismatches weigh as much as silence. Of the words
that the fit shows, the share is given that overlaps the words the reader marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.fit.fit import fit
from assistant.question.understand import understand
from assistant.records.answer import FitItem
from evals.material.applicability import Case, Label, articles_of, cases, labels
from evals.report import Figure, Options, Report
from evals.stats import Interval, proportion
from ingest.records.article import Article

__all__ = ["run"]

_STATUSES = ("match", "mismatch", "unknown")
_RESAMPLES, _SEED = 1000, 20_260_701

Row = dict[str, Any]


def run(options: Options) -> Report:
    """With `quick`, or without the shared data, only pairs with starter digests, which are a set of their own."""
    known, labeled = cases(), labels()
    there = articles_of({one.key for one in labeled}, options.library, quick=options.quick)
    rows = list(_rows(labeled, known, there))
    missing = len(labeled) - len(rows)
    notes = (f"{missing} labels are on records of the shared data, which were not read",) if missing else ()
    figures = [figure for part in ("tune", "held") if not missing for figure in _figures(part, _of(rows, part))]
    figures += _figures("digests", [row for row in rows if row["library"] == "starter"])
    return Report("applicability", tuple(figures), tuple(rows), notes)


def _of(rows: Sequence[Row], part: str) -> list[Row]:
    return [row for row in rows if row["part"] == part]


def _rows(labeled: Sequence[Label], known: dict[str, Case], there: Any) -> Iterator[Row]:
    fitted: dict[tuple[str, Any], tuple[FitItem, ...]] = {}
    queries = {case.id: understand(case.question, case.patient) for case in known.values()}
    for label in labeled:
        article = there.get(label.key)
        if article is None:
            continue
        pair = (label.case, label.key)
        if pair not in fitted:
            fitted[pair] = fit(article, queries[label.case], known[label.case].patient).items
        items = [item for item in fitted[pair] if item.aspect == label.aspect]
        found = _one(items)
        yield {
            "patient": label.case,
            "library": label.key[0],
            "pmid": label.key[1],
            "part": label.part,
            "aspect": label.aspect,
            "label": label.status,
            "read": found.status if found else "unknown",
            "overlap": _overlaps(article, found, label) if found else None,
        }


def _one(items: Sequence[FitItem]) -> FitItem | None:
    """Of several items of an aspect the one that matches, else one that does not."""
    return next((item for status in _STATUSES for item in items if item.status == status), None)


def _overlaps(article: Article, found: FitItem, label: Label) -> bool | None:
    """None where the label marks no words, or the status is wrong."""
    if label.start is None or label.end is None or found.status != label.status or label.status == "unknown":
        return None
    text = article.text
    for piece in found.study.split(", "):
        place = text.find(piece) if piece else -1
        while place >= 0:
            if place < label.end and place + len(piece) > label.start:
                return True
            place = text.find(piece, place + 1)
    return False


def _figures(part: str, rows: Sequence[Row]) -> list[Figure]:
    if not rows:
        return []
    made = [Figure(part, "every aspect", "macro F1", _macro_with_interval(rows))]
    for status in _STATUSES:
        chosen = [row for row in rows if row["read"] == status]
        meant = [row for row in rows if row["label"] == status]
        right = sum(row["label"] == status for row in chosen)
        made.append(Figure(part, status, "precision", proportion(right, len(chosen))))
        made.append(Figure(part, status, "recall", proportion(right, len(meant))))
    for aspect in dict.fromkeys(row["aspect"] for row in rows):
        mine = [row for row in rows if row["aspect"] == aspect]
        right = sum(row["label"] == row["read"] for row in mine)
        made.append(Figure(part, aspect, "read right", proportion(right, len(mine)), ""))
    shown = [row["overlap"] for row in rows if row["overlap"] is not None]
    made.append(Figure(part, "every aspect", "words overlap", proportion(sum(shown), len(shown))))
    return made


def _macro(rows: Sequence[Row]) -> float:
    scores = []
    for status in _STATUSES:
        right = sum(row["read"] == status == row["label"] for row in rows)
        wrong = sum((row["read"] == status) != (row["label"] == status) for row in rows)
        scores.append(2 * right / (2 * right + wrong) if right + wrong else 1.0)
    return sum(scores) / len(scores)


def _macro_with_interval(rows: Sequence[Row]) -> Interval:
    """Resampled over records, since the aspects of one record stand or fall together."""
    import numpy as np

    by_record: dict[str, list[Row]] = {}
    for row in rows:
        by_record.setdefault(row["pmid"], []).append(row)
    groups = list(by_record.values())
    random = np.random.default_rng(_SEED)
    drawn = [
        _macro([row for place in random.integers(0, len(groups), len(groups)) for row in groups[place]])
        for _ in range(_RESAMPLES)
    ]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Interval(_macro(rows), float(low), float(high), len(rows))
