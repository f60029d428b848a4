"""One picture of the results: ratios to the obvious pipeline, and cost against size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["draw"]

_OURS, _OTHER = "#1f6f8b", "#c0773a"
_WORDS = {"parse": "parse", "embed": "embed", "ingest": "ingest", "coldstart": "cold start"}


def draw(results: dict[str, Any], path: Path) -> None:
    """Write the picture as PNG; parts that were not measured stay empty."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.6), dpi=80, layout="constrained")
    FigureCanvasAgg(figure)
    ratios, building, asking = figure.subplots(1, 3)
    _draw_ratios(ratios, results)
    rows = results.get("search", {}).get("rows", [])
    _draw_growth(building, rows, "building", [("rate", "articles/s")])
    _draw_growth(asking, rows, "filtered vector search, median ms", [("filtered_ms", "ms")])
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


def _draw_growth(axes: Any, rows: list[dict[str, Any]], title: str, series: list[tuple[str, str]]) -> None:
    key, unit = series[0]
    for ours, label, color in ((True, "Vouch", _OURS), (False, "obvious", _OTHER)):
        mine = [row for row in rows if ("words_ms" in row) is ours]
        values = [row[key][0] if isinstance(row[key], list) else row[key] for row in mine]
        if mine:
            axes.plot([row["size"] for row in mine], values, marker="o", color=color, label=label)
    if rows:
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.legend(fontsize=8)
    axes.set_xlabel("records (vectors simulated)", fontsize=8)
    axes.set_ylabel(unit, fontsize=8)
    axes.set_title(title, fontsize=10)
