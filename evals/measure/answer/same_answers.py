"""Whether a change of the code changes an answer: 200 development questions, asked of both libraries, byte for byte.

`python -m evals.measure.answer.same_answers take FILE --corpus DIR --starter DIR` asks and keeps every answer without
its timings; `python -m evals.measure.answer.same_answers compare BEFORE AFTER` names each answer that differs, and in
which fields. Take one file before a refactoring and one after it. The files hold texts of records and stay in `.work`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant import Assistant, Patient
from evals.material.data import SHARED

__all__ = ["compare", "main", "questions", "take"]

_QUESTIONS = 200
_SOURCES = ("gold/answers_dev.jsonl", "labels/questions.jsonl", "gold/pgx_retrieval_dev.jsonl")
_UNSTEADY = ("timings",)
"""Fields of an answer that differ from run to run."""


def questions() -> list[dict[str, Any]]:
    """Distinct questions with their patients: those a reader judged, then labeled ones, then pharmacogenomic ones."""
    rows: dict[str, dict[str, Any]] = {}
    for source in _SOURCES:
        for line in (SHARED / source).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.setdefault(row["question"], {name: row.get(name) for name in ("id", "question", "patient")})
    return list(rows.values())[:_QUESTIONS]


def take(libraries: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Every question's answer from every library, as `to_dict` gives it, without what differs from run to run."""
    for name, folder in libraries.items():
        with Assistant.open(library=folder, audit=False) as assistant:
            for row in questions():
                patient = Patient.from_dict(row["patient"]) if row["patient"] else None
                answer = assistant.ask(row["question"], patient=patient).to_dict()
                kept = {field: value for field, value in answer.items() if field not in _UNSTEADY}
                yield {"library": name, "id": row["id"], "answer": kept}


def compare(before: Path, after: Path) -> list[str]:
    """A line for each answer that differs, with its fields; nothing when all are the same."""
    old, new = _read(before), _read(after)
    lines = [f"{' '.join(key)}: in one file only" for key in sorted(old.keys() ^ new.keys())]
    for key in sorted(old.keys() & new.keys()):
        fields = [
            name for name in sorted(old[key].keys() | new[key].keys()) if old[key].get(name) != new[key].get(name)
        ]
        if fields:
            lines.append(f"{' '.join(key)}: {', '.join(fields)}")
    return lines


def _read(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {(row["library"], row["id"]): row["answer"] for row in rows}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when taken or all the same, 1 when an answer differs."""
    parser = argparse.ArgumentParser(prog="python -m evals.measure.answer.same_answers", description=__doc__)
    ways = parser.add_subparsers(dest="way", required=True)
    taking = ways.add_parser("take")
    taking.add_argument("file", type=Path)
    taking.add_argument("--corpus", required=True, metavar="DIR")
    taking.add_argument("--starter", required=True, metavar="DIR")
    comparing = ways.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    given = parser.parse_args(arguments)
    if given.way == "take":
        given.file.parent.mkdir(parents=True, exist_ok=True)
        with given.file.open("w", encoding="utf-8") as out:
            for row in take({"corpus": given.corpus, "starter": given.starter}):
                out.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")
        return 0
    lines = compare(given.before, given.after)
    print(*lines, f"{len(lines)} of {len(_read(given.before))} answers differ", sep="\n")
    if lines:
        fields = Counter(field for line in lines for field in line.split(": ", 1)[1].split(", "))
        print("fields:", ", ".join(f"{name} {count}" for name, count in fields.most_common()))
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
