"""What an evaluation found: figures with intervals, a row per question, a plot, and the comparison with the baseline.

The committed baseline of an evaluation is `evals/baseline/NAME.json`. A figure *falls* when it is worse than the near
end of the baseline's interval; one that fell makes the run fail, so a change that costs quality is seen before it
lands. Figures of other questions than the baseline's (another `n`) are not compared, and the report says so. A *fault*
is what must not happen at all: one that the baseline does not list by its id fails the run, whatever the rates.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from evals.stats import Interval

__all__ = [
    "BASELINES",
    "RESULTS",
    "Fall",
    "Fault",
    "Figure",
    "Options",
    "Report",
    "accept",
    "compare",
    "finish",
    "joined",
    "new_faults",
    "table",
]


_HERE = Path(__file__).resolve().parent
RESULTS = _HERE / "results"
BASELINES = _HERE / "baseline"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How an evaluation is to run; see `python -m evals --help`."""

    quick: bool = False
    """Only the small committed sets: seconds to a few minutes, for CI."""
    full: bool = False
    """Everything, also what takes many minutes (variants of the legs, every reranker at hand)."""
    library: str = ""
    """A library that already holds the PubMed corpus; empty: one is built and kept under `work`."""
    work: Path = _HERE.parent / ".work" / "evals"
    out: Path = RESULTS
    baselines: Path = BASELINES
    accept: bool = False
    """Write the baseline instead of comparing with it."""
    reranker: str = "light"
    sets: tuple[str, ...] = ()
    """Only these sets; empty: all."""
    fit: bool = False
    """Fit the thresholds of the judge that the settings name, and keep them in the user's data folder."""


class Figure(msgspec.Struct, frozen=True):
    """One measure of one leg on one set. `better` says which way is worse; "" is shown but never compared."""

    set: str
    leg: str
    measure: str
    value: Interval
    better: Literal["higher", "lower", ""] = "higher"

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.set, self.leg, self.measure)


class Fault(msgspec.Struct, frozen=True):
    """Something that must not happen, on the question `id` of a set."""

    set: str
    id: str

    def __str__(self) -> str:
        return f"{self.set}, {self.id}"


class Report(msgspec.Struct, frozen=True):
    """An evaluation's outcome. `rows` are plain JSON values, one per question and leg, ids and figures, no texts."""

    name: str
    figures: tuple[Figure, ...]
    rows: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class Fall(msgspec.Struct, frozen=True):
    """A figure that is worse than its baseline by more than the interval."""

    figure: Figure
    baseline: Interval

    def __str__(self) -> str:
        where = f"{self.figure.set}, {self.figure.leg}, {self.figure.measure}"
        return f"{where}: {self.figure.value.value:.3f}, the baseline is {self.baseline}"


class _Stored(msgspec.Struct, frozen=True):
    name: str
    made: str
    machine: str
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    faults: tuple[Fault, ...] = ()
    """Those that happened when the baseline was accepted: known, to be mended, and no reason to fail."""


def joined(name: str, parts: Sequence[Report]) -> Report:
    """One report of several, whose sets are distinct."""
    return Report(
        name,
        tuple(figure for part in parts for figure in part.figures),
        tuple(row for part in parts for row in part.rows),
        tuple(note for part in parts for note in part.notes),
        tuple(fault for part in parts for fault in part.faults),
    )


def finish(report: Report, options: Options) -> int:
    """Prints, writes and compares a report; 0 when nothing fell, else 1."""
    print(table(report))
    for note in report.notes:
        print(f"- {note}")
    for path in _write(report, options.out):
        print(f"written: {path}")
    if options.accept:
        print(f"accepted as baseline: {accept(report, options.baselines)}")
        return 0
    falls, remarks = compare(report, options.baselines)
    for remark in remarks:
        print(f"- {remark}")
    for fall in falls:
        print(f"FELL: {fall}")
    faults = new_faults(report, options.baselines)
    for fault in faults:
        print(f"NEW FAULT: {fault}")
    return 1 if falls or faults else 0


def compare(report: Report, folder: Path = BASELINES) -> tuple[list[Fall], list[str]]:
    """(figures that fell, what could not be compared and why)."""
    path = folder / f"{report.name}.json"
    if not path.is_file():
        return [], [f"no baseline yet for {report.name}: --accept makes one"]
    before = {figure.key: figure for figure in msgspec.json.decode(path.read_bytes(), type=_Stored).figures}
    falls: list[Fall] = []
    other = 0
    for figure in report.figures:
        known = before.get(figure.key)
        if known is None or not figure.better:
            continue
        if known.value.n != figure.value.n:
            other += 1
        elif _worse(figure, known.value):
            falls.append(Fall(figure, known.value))
    remarks = [f"{other} figures stand on other questions than the baseline's and were not compared"] if other else []
    return falls, remarks


def new_faults(report: Report, folder: Path = BASELINES) -> list[Fault]:
    """The report's faults that its baseline does not list; none where there is no baseline yet."""
    path = folder / f"{report.name}.json"
    if not path.is_file():
        return []
    known = set(msgspec.json.decode(path.read_bytes(), type=_Stored).faults)
    return [fault for fault in report.faults if fault not in known]


def accept(report: Report, folder: Path = BASELINES) -> Path:
    """Makes the report the baseline: its figures and faults replace those of the same sets, other sets' stay."""
    path = folder / f"{report.name}.json"
    kept: tuple[Figure, ...] = ()
    faults: tuple[Fault, ...] = ()
    if path.is_file():
        sets = {figure.set for figure in report.figures}
        stored = msgspec.json.decode(path.read_bytes(), type=_Stored)
        kept = tuple(figure for figure in stored.figures if figure.set not in sets)
        faults = tuple(fault for fault in stored.faults if fault.set not in sets)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_encoded(report, kept, faults))
    return path


def table(report: Report) -> str:
    """Sets and legs down, measures across, each cell a value with its interval; best of a set and measure starred."""
    lines = [f"# {report.name}"]
    for name in dict.fromkeys(figure.set for figure in report.figures):
        mine = [figure for figure in report.figures if figure.set == name]
        measures = list(dict.fromkeys(figure.measure for figure in mine))
        cells = {(figure.leg, figure.measure): figure for figure in mine}
        best = {measure: _best([figure for figure in mine if figure.measure == measure]) for measure in measures}
        lines += ["", f"## {name} (n = {max(figure.value.n for figure in mine)})"]
        legs = dict.fromkeys(figure.leg for figure in mine)
        rows = [[leg, *(_cell(cells.get((leg, measure)), best[measure]) for measure in measures)] for leg in legs]
        lines += _aligned([["leg", *measures], *rows])
    return "\n".join(lines)


def _cell(figure: Figure | None, best: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure.value}{'*' if figure.value.value == best else ''}"


def _best(figures: Sequence[Figure]) -> float | None:
    values = [figure.value.value for figure in figures if figure.better]
    if len(values) < 2:
        return None
    return max(values) if figures[0].better == "higher" else min(values)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    made = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [made[0], "  ".join("-" * width for width in widths), *made[1:]]


def _worse(figure: Figure, baseline: Interval) -> bool:
    slack = 1e-9
    if figure.better == "higher":
        return figure.value.value < baseline.low - slack
    return figure.value.value > baseline.high + slack


def _encoded(report: Report, kept: tuple[Figure, ...] = (), faults: tuple[Fault, ...] = ()) -> bytes:
    stored = _Stored(
        report.name,
        datetime.now(UTC).date().isoformat(),
        f"{platform.machine()}, Python {platform.python_version()}",
        report.notes,
        tuple(_rounded(figure) for figure in (*kept, *report.figures)),
        (*faults, *report.faults),
    )
    return msgspec.json.format(msgspec.json.encode(stored), indent=1) + b"\n"


def _rounded(figure: Figure) -> Figure:
    value = figure.value
    tidy = Interval(round(value.value, 5), round(value.low, 5), round(value.high, 5), value.n)
    return msgspec.structs.replace(figure, value=tidy)


def _write(report: Report, folder: Path) -> list[Path]:
    """`NAME.json` (figures), `NAME.rows.jsonl` (a line per question and leg) and `NAME.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    figures, rows = folder / f"{report.name}.json", folder / f"{report.name}.rows.jsonl"
    figures.write_bytes(_encoded(report))
    rows.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in report.rows))
    plot = folder / f"{report.name}.png"
    _plot(report, plot)
    return [figures, rows, plot] if plot.is_file() else [figures, rows]


def _plot(report: Report, path: Path) -> None:
    """A panel per set: its first measure, a point with its interval for each leg."""
    sets = list(dict.fromkeys(figure.set for figure in report.figures))
    if not sets:
        return
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    canvas, panels = pyplot.subplots(1, len(sets), figsize=(4.2 * len(sets), 4.2), squeeze=False, layout="constrained")
    for panel, name in zip(panels[0], sets, strict=True):
        mine = [figure for figure in report.figures if figure.set == name]
        shown = [figure for figure in mine if figure.measure == mine[0].measure]
        center = [figure.value.value for figure in shown]
        spread = [
            [figure.value.value - figure.value.low for figure in shown],
            [figure.value.high - figure.value.value for figure in shown],
        ]
        places = range(len(shown))
        panel.errorbar(center, places, xerr=spread, fmt="o", capsize=3, color="#1f4e79")
        panel.set_yticks(list(places), [figure.leg for figure in shown])
        panel.invert_yaxis()
        panel.grid(axis="x", alpha=0.3)
        panel.set(title=f"{name} (n = {mine[0].value.n})", xlabel=mine[0].measure)
    canvas.savefig(path, dpi=130)
    pyplot.close(canvas)
