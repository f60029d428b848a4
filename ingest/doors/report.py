"""A library's status and a run's outcome as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.intake.job import Outcome
from ingest.library.status import UNKNOWN, LibraryStatus

__all__ = ["render_outcome", "render_status"]

_BAR = 40
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_YEARS = 25
"""Lines of the histogram by year at most: older years are taken together."""


def render_outcome(outcome: Outcome) -> str:
    """What became of the records, in one or two lines."""
    counts = outcome.counts
    parts = [f"{counts.new:,} new", f"{counts.changed:,} changed", f"{counts.unchanged:,} unchanged"]
    if counts.superseded:
        parts.append(f"{counts.superseded:,} older than what is kept")
    if counts.deleted:
        parts.append(f"{counts.deleted:,} deleted")
    if outcome.skipped:
        parts.append(f"{outcome.skipped:,} sources stored before")
    if outcome.embedded:
        parts.append(f"{outcome.embedded:,} embedded")
    lines = [", ".join(parts)]
    signals = {"retracted": counts.retracted, "expression of concern": counts.concern, "erratum": counts.erratum}
    if any(signals.values()):
        said = ", ".join(f"{name} {number:,}" for name, number in signals.items() if number)
        lines.append(f"integrity signals that are new here: {said}")
    return "\n".join(lines)


def render_status(status: LibraryStatus) -> str:
    """Counts, then histograms by year and by design."""
    embedder = status.embedder
    lines = [
        f"records     {status.records:,}  ({status.revisions:,} revisions kept, {status.deleted:,} deleted)",
        f"embedded    {status.embedded:,}  ({status.backlog:,} waiting)",
        f"embedder    {f'{embedder.name} ({embedder.mode})' if embedder else 'none yet'}",
        f"digests     {status.digests:,}",
        f"integrity   {status.retracted:,} retracted, {status.concern:,} with an expression of concern,"
        f" {status.erratum:,} with an erratum",
        "disk        " + ", ".join(f"{name} {size / 1e6:,.1f} MB" for name, size in status.disk.items()),
    ]
    lines += _histogram("by year", _recent(status.by_year))
    lines += _histogram("by design", status.by_design)
    if status.sources:
        lines += ["", "last sources"]
        lines += [_source(s.name, s.items, s.counts, s.done, s.noted) for s in status.sources]
    return "\n".join(lines)


def _histogram(title: str, counts: Mapping[str, int]) -> list[str]:
    """Bars to an eighth of a character; what is unknown has a number and no bar, or it would flatten the others."""
    if not counts:
        return []
    known = [number for name, number in counts.items() if name != UNKNOWN]
    most, wide = max(known, default=0), max(map(len, counts))
    lines = ["", title]
    for name, number in counts.items():
        eighths = 0 if name == UNKNOWN else max(1, round(8 * _BAR * number / most))
        bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8]
        lines.append(f"  {name:>{wide}}  {bar}{' ' if bar else ''}{number:,}")
    return lines


def _recent(by_year: Mapping[str, int]) -> dict[str, int]:
    years = {name: number for name, number in by_year.items() if name.isdigit()}
    rest = {name: number for name, number in by_year.items() if not name.isdigit()}
    if len(years) > _YEARS:
        old = list(years)[: len(years) - _YEARS + 1]
        years = {f"to {old[-1]}": sum(years.pop(name) for name in old), **years}
    return years | rest


def _source(name: str, items: int, counts: Mapping[str, int], done: bool, noted: str) -> str:
    said = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number) or "nothing new"
    return f"  {noted}  {name}: {items:,} items{'' if done else ' so far'} ({said})"
