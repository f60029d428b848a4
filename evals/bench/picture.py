"""One picture of the results: ratios to the obvious pipeline, and cost against size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["draw"]

_OURS, _OTHER, _AIM = "#1f6f8b", "#c0773a", "#888888"
_WORDS = {"parse": "parse", "embed": "embed", "ingest": "ingest", "coldstart": "cold start"}
_AIM_MS = 100

Row = dict[str, Any]


def draw(results: dict[str, Any], path: Path) -> None:
    """Write the picture as PNG; parts that were not measured stay empty."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6.4), dpi=80, layout="constrained")
    FigureCanvasAgg(figure)
    (ratios, building), (asking, holding) = figure.subplots(2, 2)
    _draw_ratios(ratios, results)
    rows = results.get("search", {}).get("rows", [])
    _draw_growth(building, rows, "building: processor time an article", "ms", {"Vouch": _built, "obvious": _built})
    asked = {"Vouch, half the questions": _asked(0), "Vouch, 99 of 100": _asked(1), "obvious, by year only": _by_year}
    _draw_growth(asking, rows, "a filtered search, words and vectors", "ms", asked)
    if rows:
        asking.axhline(_AIM_MS, color=_AIM, linewidth=1, linestyle=":")
    held = {"Vouch, memory while asking": _memory, "Vouch, disk": _disk, "obvious, disk": _disk}
    _draw_growth(holding, rows, "memory and disk", "MB", held)
    figure.savefig(path, pil_kwargs={"optimize": True})


def _draw_ratios(axes: Any, results: dict[str, Any]) -> None:
    best = {name: max(_ours(results[name])) for name in _WORDS if _ours(results.get(name, {}))}
    names = list(reversed(best))
    bars = axes.barh([_WORDS[name] for name in names], [best[name] for name in names], color=_OURS)
    axes.bar_label(bars, fmt="%.1f", padding=3)
    axes.axvline(1, color=_OTHER, linestyle="--")
    axes.margins(x=0.15)
    axes.set_title("times the obvious pipeline's speed", fontsize=10)


def _ours(result: dict[str, Any]) -> list[float]:
    return [ratio for name, ratio in result.get("ratios", {}).items() if name.startswith("vouch")]


def _draw_growth(
    axes: Any, rows: list[Row], title: str, unit: str, lines: Mapping[str, Callable[[Row], float]]
) -> None:
    """A line per label against the number of records, its side and color by the first word of the label."""
    for label, value in lines.items():
        who, _, rest = label.partition(",")
        mine = [row for row in rows if row["who"] == who.lower()]
        style = "--" if "99" in rest or "disk" in rest else "-"
        color = _OURS if who == "Vouch" else _OTHER
        if mine:
            axes.plot(
                [row["size"] for row in mine], list(map(value, mine)), style, marker="o", color=color, label=label
            )
    if rows:
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.legend(fontsize=8)
    axes.grid(alpha=0.25)
    axes.set_xlabel("records (simulated vectors, one a record)", fontsize=8)
    axes.set_ylabel(unit, fontsize=8)
    axes.set_title(title, fontsize=10)


def _built(row: Row) -> float:
    own = [row[key] for key in ("words_processor_seconds", "vectors_processor_seconds") if key in row]
    return float(1000 * sum(own or row["processor_seconds"]) / row["size"])


def _asked(place: int) -> Callable[[Row], float]:
    return lambda row: float(row["filtered_hybrid_ms"][place])


def _by_year(row: Row) -> float:
    return float(row["since_2015_ms"][0])


def _memory(row: Row) -> float:
    return float(row["asking_peak_mb"])


def _disk(row: Row) -> float:
    return float(row["bytes_per_article"] * row["size"] / 1e6)
