"""Is a question left unanswered when, and only when, the library cannot answer it? `./run eval abstention`.

Precision: of the questions left unanswered, the share that could not be answered. Recall: of those that could not, the
share left unanswered. The same number of both kinds is asked, or the figures are weighted as if it were. Half of the
questions are tuned on, half held out; figures of both are shown, by kind too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.api import Assistant
from evals.material.libraries import corpus_library, prepared
from evals.material.questions import Asked, answerable, starter, starter_questions
from evals.material.unanswerable import unanswerable
from evals.report import Figure, Options, Report
from evals.stats import Interval, proportion
from ingest.library.library import Library

__all__ = ["run"]

_EACH = 16
"""Questions of an unanswerable kind; four times as many of the large answerable kinds."""


def run(options: Options) -> Report:
    """Precision and recall of abstention on both halves, and per kind the share that was decided rightly."""
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    with prepared(starter(), options) as library:
        made = _ask("starter", library.path, starter_questions())
    rows += made
    figures += _overall("starter", "all", made)
    if not options.quick:
        path = corpus_library(options)
        with Library.open(path) as library:
            each = 4 * _EACH if options.full else _EACH
            questions = [*answerable(library, 4 * each), *unanswerable(library, each)]
        made = _ask("pubmed", path, questions)
        rows += made
        for half in ("tune", "held"):
            figures += _overall("pubmed", half, [row for row in made if row["fold"] == half])
        figures += _by_kind(made)
    return Report("abstention", tuple(figures), tuple(rows), _notes(rows))


def _ask(name: str, path: Path, questions: Sequence[Asked]) -> list[dict[str, Any]]:
    rows = []
    with Assistant.open(library=str(path), audit=False) as assistant:
        for asked in questions:
            answer = assistant.ask(asked.text)
            rows.append(
                {
                    "set": name,
                    "id": asked.id,
                    "kind": asked.kind,
                    "fold": asked.fold,
                    "answerable": asked.answerable,
                    "abstained": answer.status != "answered",
                    "reason": answer.abstention.reason if answer.abstention else "",
                    "claims": len(answer.claims),
                }
            )
    return rows


def _overall(name: str, leg: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    can = [row for row in rows if row["answerable"]]
    cannot = [row for row in rows if not row["answerable"]]
    wrong = proportion(sum(row["abstained"] for row in can), len(can))
    recall = proportion(sum(row["abstained"] for row in cannot), len(cannot))
    return [
        Figure(name, leg, "precision", _precision(recall, wrong)),
        Figure(name, leg, "recall", recall),
        Figure(name, leg, "answerable left unanswered", wrong, "lower"),
    ]


def _precision(recall: Interval, wrong: Interval) -> Interval:
    """As with equal numbers of both kinds; the ends pair the worse end of one share with the worse of the other."""

    def ratio(right: float, false: float) -> float:
        return right / (right + false) if right + false else 0.0

    return Interval(
        ratio(recall.value, wrong.value),
        ratio(recall.low, wrong.high),
        ratio(recall.high, wrong.low),
        recall.n + wrong.n,
    )


def _by_kind(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    figures = []
    for kind in dict.fromkeys(row["kind"] for row in rows):
        mine = [row for row in rows if row["kind"] == kind]
        right = sum(row["abstained"] != row["answerable"] for row in mine)
        name = "pubmed, answerable kinds" if mine[0]["answerable"] else "pubmed, unanswerable kinds"
        figures.append(Figure(name, kind, "decided rightly", proportion(right, len(mine))))
    return figures


def _notes(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    reasons = [row["reason"] for row in rows if row["abstained"] and not row["answerable"]]
    counts = {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}
    named = ", ".join(f"{reason} {count}" for reason, count in sorted(counts.items(), key=lambda pair: -pair[1]))
    return ("The extractive writer; an emergency or a matter out of scope counts as unanswered.", f"Reasons: {named}.")
