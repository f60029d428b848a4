"""No test holds a text of an evaluation set: what a test has seen, a measure can no longer tell."""

from __future__ import annotations

import ast
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SETS = sorted(path for path in (ROOT / "evals" / "sets").iterdir() if path.suffix in (".tsv", ".jsonl"))
SHARED = ("gold", "labels", "patients")
ASKED = {"question", "questions", "sentence", "claim", "claims", "text", "note", "notes", "query", "body"}
"""Keys of the shared sets that hold what is asked or said; their records and abstracts are evidence, and no set."""
LEAST = 30
"""Characters, and words, from which a text is someone's own; shorter ones are names that anybody writes."""
WORDS = 6


def plain(text: str) -> str:
    """Letters and digits in lower case, a blank between words: marks and print make no difference."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def whole(text: str) -> str:
    """The text in plain form where it is long enough to be a sentence, else nothing."""
    made = plain(text)
    return made if len(made) >= LEAST and made.count(" ") >= WORDS - 1 else ""


def strings(value: Any, wanted: bool) -> Iterator[str]:
    """The strings of a JSON value under the keys that count (all of them, where `wanted`)."""
    if isinstance(value, str) and wanted:
        yield value
    for key, one in value.items() if isinstance(value, dict) else ():
        yield from strings(one, wanted or key in ASKED)
    for one in value if isinstance(value, list) else ():
        yield from strings(one, wanted)


def texts_of(path: Path, wanted: bool) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        if ".jsonl" in path.name:
            for line in lines:
                yield from strings(json.loads(line), wanted)
        else:
            yield from (cell for line in lines for cell in line.rstrip("\n").split("\t"))


def written() -> Iterator[tuple[str, str]]:
    """(where, text) of the tests: string literals but docstrings, and cells of their tables."""
    for path in sorted((ROOT / "tests").rglob("*")):
        where = str(path.relative_to(ROOT))
        if path.suffix == ".tsv":
            lines = path.read_text(encoding="utf-8").splitlines()
            yield from ((f"{where}:{n}", cell) for n, line in enumerate(lines, 1) for cell in line.split("\t"))
        elif path.suffix == ".py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            yield from (
                (f"{where}:{node.lineno}", node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
            )


def copied(texts: Iterator[str]) -> list[str]:
    """Where a test's text is one of these, half of one or more, or holds one."""
    known = {found for text in texts if (found := whole(text))}
    ours = [(where, found) for where, text in written() if (found := whole(text))]
    assert len(known) > 20
    assert len(ours) > 500
    everything, all_ours = "\n".join(sorted(known)), "\n".join(text for _, text in ours)
    held = [text for text in known if text in all_ours]
    return [
        f"{where}: {text[:70]}"
        for where, text in ours
        if any(one in text for one in held)
        or (text in everything and any(text in one and len(one) <= 2 * len(text) for one in known))
    ]


def test_no_test_holds_a_text_of_a_set() -> None:
    """What stands in `evals/sets` stands there alone: tests may read it, and copy none of it."""
    assert copied(text for path in SETS for text in texts_of(path, wanted=True)) == []


@pytest.mark.data
def test_no_test_holds_a_text_of_the_shared_sets(shared_data: Path) -> None:
    """Nor a question, a note or a claim of the shared sets."""
    files = [path for folder in SHARED for path in sorted((shared_data / folder).rglob("*.jsonl*"))]
    assert files
    assert copied(text for path in files for text in texts_of(path, wanted=False)) == []
