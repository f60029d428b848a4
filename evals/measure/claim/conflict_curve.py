"""The trade-off of showing a disagreement: how many are shown with both sides, against how many are shown wrongly.

A pair of passages on one claim is shown as a disagreement when the one supports the claim and the other opposes it,
each clearly enough. From the least clearness asked, both shares follow; where to stand on the curve is chosen on the
half to tune on, and what that costs and gives is told of the other half.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from assistant.conflicts.sides_taken import Leaning, leaning
from evals.report import Figure
from evals.stats import proportion
from ingest.read.sentences import sentence_spans

__all__ = ["ACCEPTED", "Curve", "Pair", "chosen", "curve", "figures_at", "leanings", "plot", "shown_at", "told"]

ACCEPTED = 0.1
"""Most agreeing pairs that may be shown as a disagreement: a tumor board that is misled once in ten stops looking."""
STEPS = tuple(round(0.05 * step, 2) for step in range(21))
"""Least clearness: from everything that shows a side at all to what only a turned word sets apart."""


class Pair(msgspec.Struct, frozen=True):
    """What the sentences of two passages say to their claim, and whether people found the two opposed."""

    one: tuple[Leaning, ...]
    other: tuple[Leaning, ...]
    opposite: bool
    """`one` supports the claim and `other` opposes it; otherwise both are on one side."""


class Curve(msgspec.Struct, frozen=True):
    """(least clearness, share of the opposed pairs shown with both sides, share of the agreeing pairs shown so)."""

    set: str
    leg: str
    points: tuple[tuple[float, float, float], ...]
    place: float
    """The clearness that was chosen."""


def leanings(claim: str, passage: str) -> tuple[Leaning, ...]:
    """Of each sentence that shows a side."""
    told = (leaning(claim, passage[start:end]) for start, end in sentence_spans(passage))
    return tuple(one for one in told if one is not None)


def shown_at(pair: Pair, least: float) -> bool:
    """Whether the pair is shown as a disagreement; of opposed ones, the right way round."""
    one, other = _side(pair.one, least), _side(pair.other, least)
    if pair.opposite:
        return (one, other) == ("supports", "opposes")
    return {one, other} == {"supports", "opposes"}


def _side(told: Sequence[Leaning], least: float) -> str:
    """The clearest: a passage that opposes in one sentence opposes."""
    sides = {one.side for one in told if one.clearness >= least}
    return next((side for side in ("opposes", "inconclusive", "supports") if side in sides), "")


def curve(name: str, leg: str, pairs: Sequence[Pair], place: float) -> Curve:
    """Both shares at every step."""
    return Curve(name, leg, tuple((least, *_shares(pairs, least)) for least in STEPS), place)


def _shares(pairs: Sequence[Pair], least: float) -> tuple[float, float]:
    shares = []
    for opposite in (True, False):
        shown = [shown_at(pair, least) for pair in pairs if pair.opposite is opposite]
        shares.append(sum(shown) / len(shown) if shown else 0.0)
    return shares[0], shares[1]


def chosen(sets: Sequence[Sequence[Pair]]) -> float:
    """The step that shows most, on average over the sets, of those that no set's false share forbids."""
    allowed = [least for least in STEPS if all(_shares(pairs, least)[1] <= ACCEPTED for pairs in sets)]
    return max(allowed, key=lambda least: (sum(_shares(pairs, least)[0] for pairs in sets), least), default=STEPS[-1])


def told(one: Curve) -> str:
    """The curve as a line of a report."""
    points = ", ".join(f"{least:.2f}: {shown:.3f} / {false:.3f}" for least, shown, false in one.points[::2])
    return f"{one.set}, {one.leg}, from a clearness of: shown with both sides / shown wrongly: {points}"


def figures_at(name: str, leg: str, pairs: Sequence[Pair], least: float) -> list[Figure]:
    """The two shares at one place, with their intervals."""
    made = []
    for opposite, measure, better in ((True, "both sides shown", "higher"), (False, "shown wrongly", "lower")):
        shown = [shown_at(pair, least) for pair in pairs if pair.opposite is opposite]
        made.append(Figure(name, leg, measure, proportion(sum(shown), len(shown)), better))  # type: ignore[arg-type]
    return made


def plot(curves: Sequence[Curve], path: Path) -> None:
    """A panel for each set; the chosen place is a dot, what is accepted a line."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sets = list(dict.fromkeys(one.set for one in curves))
    canvas, panels = pyplot.subplots(1, len(sets), figsize=(4.2 * len(sets), 4.2), squeeze=False, layout="constrained")
    for panel, name in zip(panels[0], sets, strict=True):
        for one in (mine for mine in curves if mine.set == name):
            line = panel.plot(
                [false for _, _, false in one.points], [shown for _, shown, _ in one.points], label=one.leg
            )
            at = next(point for point in one.points if point[0] == one.place)
            panel.plot(at[2], at[1], "o", color=line[0].get_color())
        panel.axvline(ACCEPTED, color="0.6", linestyle=":")
        panel.set(title=name, xlim=(0, 0.5), ylim=(0, 1), xlabel="agreeing pairs shown as a disagreement")
        panel.set_ylabel("opposed pairs shown with both sides")
        panel.legend(loc="lower right")
        panel.grid(alpha=0.3)
    canvas.savefig(path, dpi=130)
    pyplot.close(canvas)
