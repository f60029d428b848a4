"""A scored answer, and the figures of many: the same measures for keyed and for labeled questions.

direct: of the questions the library can answer, those where one of the first two findings does. never: those where one
of the first two is what must not be shown. answers, on topic, off target: of the findings that a reader has judged, the
shares labeled 2, 1 and 0; judged is how many of all findings that is, and the less it is, the less the others say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from evals.material.answer_keys import Expect
from evals.measure.answer.answer_shown import FIRST, Shown
from evals.report import Figure
from evals.stats import Interval, mean, proportion, ratio

__all__ = ["Scored", "figures", "row_of"]

_LABELS = {"answers (2)": (2, "higher"), "on topic (1)": (1, ""), "off target (0)": (0, "lower")}


class Scored(msgspec.Struct, frozen=True):
    """How one answer did."""

    set: str
    library: str
    id: str
    group: str
    """What it is shown under besides its set: a kind, a group of facets."""
    expect: Expect
    shown: Shown
    score: float
    """0 to 1."""
    direct: bool
    never: bool
    labels: tuple[int | None, ...]
    """Of each finding what a reader judged it; None where nobody did."""
    has_never: bool = True
    """Whether the question names anything that must not be shown."""
    best_unlabeled: bool | None = None
    """Nothing known to answer comes first, but an unlabeled finding of a paper that does; None where none is named."""
    part: str = ""

    @property
    def refused(self) -> bool:
        return self.shown.refused


def figures(name: str, leg: str, scored: Sequence[Scored], *, gates: bool = True) -> list[Figure]:
    """Every measure over these answers. `gates`: a fall below the baseline fails the run; else they are only shown."""
    known = [one for one in scored if one.expect]
    yes, no = ([one for one in known if one.expect == expect] for expect in ("answer", "abstain"))
    risky = [one for one in scored if one.has_never]
    papers = [one for one in yes if one.best_unlabeled is not None]
    made: list[tuple[str, Interval, Any]] = [
        ("score", mean([one.score for one in known]), "higher"),
        ("score, answerable", mean([one.score for one in yes]), "higher"),
        ("direct", _share([one.direct for one in yes]), "higher"),
        ("best paper, unlabeled", _share([bool(one.best_unlabeled) for one in papers]), ""),
        ("refused, answerable", _share([one.refused for one in yes]), "lower"),
        ("refused, unanswerable", _share([one.refused for one in no]), "higher"),
        ("never", _share([one.never for one in risky]), "lower"),
        *((measure, _labeled(scored, label), better) for measure, (label, better) in _LABELS.items()),
        ("judged", ratio([len(_judged(one)) for one in scored], [len(one.labels) for one in scored]), ""),
    ]
    return [Figure(name, leg, measure, value, better if gates else "") for measure, value, better in made if value.n]


def row_of(one: Scored, leg: str) -> dict[str, Any]:
    """What a reader of failures needs: ids, labels and figures, no texts."""
    first = [
        {"pmid": found.pmid, "start": found.quotes[0][1], "label": label}
        for found, label in zip(one.shown.first, one.labels[:FIRST], strict=True)
    ]
    return {
        "set": one.set,
        "leg": leg,
        "library": one.library,
        "part": one.part,
        "id": one.id,
        "group": one.group,
        "expect": one.expect,
        "status": one.shown.status,
        "score": round(one.score, 4),
        "direct": one.direct,
        "never": one.never,
        "first two": first,
        "findings": len(one.labels),
        "labels": [label for label in one.labels if label is not None],
    }


def _share(hits: Sequence[bool]) -> Interval:
    return proportion(sum(hits), len(hits))


def _judged(one: Scored) -> list[int]:
    return [label for label in one.labels if label is not None]


def _labeled(scored: Sequence[Scored], label: int) -> Interval:
    judged = [_judged(one) for one in scored]
    return ratio([found.count(label) for found in judged], [len(found) for found in judged])
