"""The benchmarks by name, each a set of contenders and what is said of them."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from evals.bench.answering import HERE, starter_library
from evals.bench.material import WORK, described, write_records
from evals.bench.measure import Contender, Measured, interleave
from evals.bench.ours import passages_of
from evals.bench.picture import draw
from ingest.errors import VouchError

__all__ = ["BENCHES", "Scale", "run"]

Result = dict[str, Any]

KEPT = 20_000
"""Libraries of more records are kept between runs."""

_QUESTIONS = (
    "Which drug prolongs survival?",
    "Resistance to osimertinib in EGFR-mutated lung cancer",
    "DPYD variants and toxicity of fluorouracil",
    "CYP2C19 and clopidogrel after a stent",
    "TPMT and mercaptopurine",
    "BRAF V600E melanoma",
    "HER2-positive breast cancer after trastuzumab",
)
"""Asked to time the asking; which answers they get does not matter."""

_ASKED = ("words_ms", "vectors_ms", "filtered_hybrid_ms", "since_2015_ms")


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """How much is measured; the defaults take about three minutes on two idle cores."""

    rounds: int = 3
    records: int = 2000
    passages: int = 48
    articles: int = 60
    sizes: tuple[int, ...] = (1000, 5000)
    obvious_up_to: int = 1000
    threads: int = 0
    queries: int = 40
    library: str = ""
    """A library that is there, for cold starts of the commands and for answers; else a small one is made."""
    against: str = ""
    """Another checkout of Vouch, whose answers are timed in turns with this one's."""


def run(names: Sequence[str], out: Path, scale: Scale | None = None) -> int:
    """Run the benchmarks named (none: all), print their tables, write `bench.json` and `bench.png` into `out`.

    Results of benchmarks not run now are kept from the file there. Returns 0, or 1 when a contender failed.
    """
    scale = scale or Scale()
    out.mkdir(parents=True, exist_ok=True)
    file = out / "bench.json"
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    results: dict[str, Result] = kept.get("benches", {})
    failed = 0
    for name in names or list(BENCHES):
        print(f"{name}: {BENCHES[name].__doc__}", flush=True)
        try:
            results[name] = _stamped(BENCHES[name](scale), scale)
        except VouchError as error:
            print(f"  {error}", file=sys.stderr)
            failed = 1
            continue
        for line in results[name]["table"]:
            print(f"  {line}")
        # After each: a run that is cut off has what it measured until then.
        file.write_text(json.dumps({"benches": results}, indent=1) + "\n", encoding="utf-8")
    draw(results, out / "bench.png")
    print(f"written: {file} and {out / 'bench.png'}")
    return failed


def _parse(scale: Scale) -> Result:
    """Records a second out of a gzip file, one core."""
    path = str(write_records("full", scale.records))
    contenders = [
        Contender("vouch", "parse", {"path": path}),
        Contender("obvious", "parse as usual", {"path": path}),
        Contender("unpacking alone", "decompress", {"path": path}),
    ]
    return _compared(interleave(contenders, scale.rounds), "records/s")


def _embed(scale: Scale) -> Result:
    """Passages a second of the default model, and how close the vectors are to the obvious pipeline's."""
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.json"
        texts.write_text(json.dumps(passages_of(scale.passages)), encoding="utf-8")
        files = {name: str(Path(folder) / f"{name}.npy") for name in ("vouch int8", "vouch fp32", "obvious")}
        given = {"texts": str(texts), "threads": scale.threads}
        contenders = [
            Contender("vouch int8", "embed", given | {"mode": "int8", "vectors": files["vouch int8"]}),
            Contender("obvious", "embed as usual", {"texts": str(texts), "vectors": files["obvious"]}),
            Contender("vouch fp32", "embed", given | {"mode": "fp32", "vectors": files["vouch fp32"]}),
            Contender("fp32 matrix limit", "matrix limit", given),
        ]
        result = _compared(interleave(contenders, scale.rounds), "passages/s")
        reference = np.load(files["obvious"])
        for name in ("vouch int8", "vouch fp32"):
            cosines = (np.load(files[name]) * reference).sum(axis=1)
            result["contenders"][name]["mean_cosine"] = round(float(cosines.mean()), 5)
            result["contenders"][name]["least_cosine"] = round(float(cosines.min()), 5)
            result["table"].append(f"{name}: mean cosine {cosines.mean():.5f}, least {cosines.min():.5f}")
    return result


def _ingest(scale: Scale) -> Result:
    """Articles a second from the file to a library that answers, and what they take on disk."""
    path = str(write_records("library", scale.articles))
    given = {"path": path, "threads": scale.threads}
    contenders = [
        Contender("vouch", "ingest", given | {"mode": "int8"}),
        Contender("obvious", "ingest as usual", {"path": path}),
    ]
    result = _compared(interleave(contenders, scale.rounds), "articles/s")
    words = str(write_records("library", scale.records))
    alone = interleave([Contender("words only", "ingest", {"path": words, "mode": "", "threads": 0})], scale.rounds)
    result["contenders"]["words only"] = _plain(alone[0])
    result["table"].append(_line(alone[0], "articles/s") + f" (searchable by words, {alone[0].items} records)")
    return result


def _search(scale: Scale) -> Result:
    """Building and asking libraries of growing size; vectors are simulated, one a record, so that no model is timed."""
    rows = []
    for size in scale.sizes:
        path = str(write_records("dated", size))
        WORK.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=WORK) as folder:
            # What takes long to build is kept for the next run.
            own = str(WORK / f"library-{size}") if size > KEPT else f"{folder}/vouch"
            rows.append({"size": size, "who": "vouch"} | _grown(path, own, f"{folder}/answers.json", scale.queries))
            if size <= scale.obvious_up_to:
                usual = {"path": path, "folder": f"{folder}/obvious", "queries": scale.queries}
                made = _plain(interleave([Contender("obvious", "grow as usual", usual)], 1)[0])
                rows.append({"size": size, "who": "obvious"} | made)
    return {"rows": rows, "table": [_row(row) for row in rows], "simulated": "all vectors, one a record"}


def _grown(path: str, folder: str, answers: str, queries: int) -> Result:
    """Build, ask in a process of its own, and compare with an exact search in another."""
    asking = {"folder": folder, "queries": queries, "answers": answers}
    built = _plain(interleave([Contender("vouch", "grow", {"path": path, "folder": folder})], 1)[0])
    asked = interleave([Contender("vouch", "ask", asking)], 1)[0]
    compared = interleave([Contender("exact search", "compare", asking)], 1)[0]
    return built | {"asking_peak_mb": asked.peak_mb} | asked.facts | compared.facts


def _coldstart(scale: Scale) -> Result:
    """Seconds of a fresh process to its first answer."""
    path = str(write_records("library", scale.articles))
    with tempfile.TemporaryDirectory() as folder:
        ours, usual = f"{folder}/vouch", f"{folder}/obvious"
        made = [
            Contender("vouch", "grow", {"path": path, "folder": ours}),
            Contender("obvious", "grow as usual", {"path": path, "folder": usual, "queries": 1}),
        ]
        interleave(made, 1)
        there = scale.library or ours
        contenders = [
            Contender("vouch", "start", {"folder": ours}),
            Contender("obvious", "start as usual", {"folder": usual}),
            Contender("command --help", "command", {"arguments": ["--help"]}),
            Contender("command search", "command", {"arguments": ["search", _QUESTIONS[0]], "library": there}),
            Contender("asking on", "asking on", {"questions": _QUESTIONS, "library": there}),
        ]
        measured = interleave(contenders, scale.rounds)
    result = _compared(measured[:2], "starts/s")
    result["contenders"] |= {each.name: _plain(each) for each in measured[2:]}
    result["table"] = [
        f"{each.name}: {each.median:.2f} s, {each.facts['peak_mb']:.0f} MB"
        + "".join(f", {step} {seconds:.2f} s" for step, seconds in each.facts.get("steps", {}).items())
        for each in measured
    ]
    return result


def _answers(scale: Scale) -> Result:
    """Milliseconds of a whole search and a whole answer, of this checkout and of the one named beside it."""
    with tempfile.TemporaryDirectory() as folder:
        there = scale.library or starter_library(folder)
        checkouts = {"this checkout": str(HERE)} | ({"the other": scale.against} if scale.against else {})
        given = {"library": str(Path(there).resolve()), "questions": _QUESTIONS}
        contenders = [Contender(name, "answer", given | {"checkout": path}) for name, path in checkouts.items()]
        measured = interleave(contenders, scale.rounds)
    lines = [
        f"{each.name}: search {each.facts['search_ms']:.1f} ms, answer {each.facts['ask_ms']:.1f} ms (p50, last turn)"
        for each in measured
    ]
    ratios = {}
    if scale.against:
        pairs = zip(measured[0].seconds, measured[1].seconds, strict=True)
        ratios = {"this checkout": round(statistics.median(ours / theirs for ours, theirs in pairs), 3)}
        lines.append(f"time of this checkout / the other, turn by turn: {ratios['this checkout']:.3f}")
    return {"contenders": {each.name: _plain(each) for each in measured}, "ratios": ratios, "table": lines}


BENCHES: dict[str, Callable[[Scale], Result]] = {
    "parse": _parse,
    "embed": _embed,
    "ingest": _ingest,
    "search": _search,
    "coldstart": _coldstart,
    "answers": _answers,
}


def _compared(measured: list[Measured], unit: str) -> Result:
    """The contenders, the ratio of each to the obvious one, and lines to print."""
    by_name = {each.name: each for each in measured}
    obvious = by_name["obvious"]
    ratios = {each.name: round(each.rate / obvious.rate, 2) for each in measured if each is not obvious}
    lines = [
        _line(each, unit) + (f", {ratios[each.name]:.2f} times the obvious" if each.name in ratios else "")
        for each in measured
    ]
    plain = {name: _plain(each) for name, each in by_name.items()}
    return {"unit": unit, "contenders": plain, "ratios": ratios, "table": lines}


def _plain(measured: Measured) -> dict[str, Any]:
    return {
        "items": measured.items,
        "seconds": measured.seconds,
        "processor_seconds": measured.processor_seconds,
        "rate": round(measured.rate, 2),
        "peak_mb": measured.peak_mb,
        **measured.facts,
    }


def _line(measured: Measured, unit: str) -> str:
    disk = measured.facts.get("bytes_per_article")
    said = f", {disk / 1000:.1f} kB an article on disk" if disk else ""
    return f"{measured.name}: {measured.rate:.1f} {unit}, {measured.peak_mb:.0f} MB{said}"


def _row(row: dict[str, Any]) -> str:
    said = [
        f"{key[:-3].replace('_', ' ')} {row[key][0]:.1f} ms (p99 {row[key][1]:.1f})" for key in _ASKED if key in row
    ]
    said += [f"recall@50 {row['recall_at_50']:.3f}"] if "recall_at_50" in row else []
    said += [f"{name} {median:.0f}/{high:.0f} ms" for name, (median, high) in row.get("by_filter_ms", {}).items()]
    memory, disk = row.get("asking_peak_mb", row["peak_mb"]), row["bytes_per_article"] / 1000
    built = f"{row['rate']:.0f} articles/s, {disk:.1f} kB each, {memory:.0f} MB"
    return f"{row['size']} {row['who']}: {built}; {', '.join(said)}"


def _stamped(result: Result, scale: Scale) -> Result:
    """With the machine, the moment and the scale, since results of several runs stand in one file."""
    machine = {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "free_disk_gb": round(shutil.disk_usage(Path.cwd()).free / 1e9, 1),
    }
    when = datetime.now(UTC).isoformat(timespec="seconds")
    # The folder's name alone: results are shared, and where it lies is nobody's business.
    told = msgspec.to_builtins(scale) | {name: Path(getattr(scale, name)).name for name in ("library", "against")}
    return {**result, "records": described(), "machine": machine, "when": when, "scale": told}
