"""How much of what questions name is found: `python -m evals.measure.understanding` on the development questions.

PGx questions carry their gene, variant and drugs as fields, so what was found can be held against them. For the other
sets the share of questions with any concept and the rate of names that only their shape gave away are shown.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.names.find import same
from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.records.kinds import counting_as
from assistant.variants.find import compare

DATA = Path(__file__).parents[3] / "shared" / "data" / "gold"


def main() -> None:
    """Prints the shares; with `--misses` the questions behind them too."""
    show = "--misses" in sys.argv
    understand("warm up")
    _pgx(show)
    for name in ("pubmedqa_dev.jsonl", "bioasq_7b-10b.jsonl.gz"):
        _coverage(name, show)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    path = DATA / name
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def _pgx(show: bool) -> None:
    right, total, misses = Counter[str](), Counter[str](), []
    started = time.perf_counter()
    rows = list(_lines("pgx_retrieval_dev.jsonl"))
    for row in rows:
        query = understand(row["question"])
        for field, found in _fields(row, query).items():
            total[field] += 1
            right[field] += found
            if not found:
                misses.append(f"{field}: {row['question']} -> {[(c.kind, c.name) for c in query.concepts]}")
    took = (time.perf_counter() - started) / len(rows)
    for field in total:
        print(f"pgx {field:9} {right[field]:5} of {total[field]:5}  {right[field] / total[field]:.3f}")
    print(f"pgx {took * 1000:.2f} ms a question")
    if show:
        print(*misses, sep="\n")


def _fields(row: dict[str, Any], query: Query) -> dict[str, bool]:
    """Whether each field's names were all found."""
    genes = {concept.name for concept in query.named("gene")} | {c.gene for c in query.named("variant")}
    drugs = [c.name for c in query.named(*counting_as("drug"), "other")]
    written = [c.surface.lower() for c in query.named(*counting_as("drug"), "other")]
    found = {}
    if row["gene"]:
        found["gene"] = all(gene in genes for gene in row["gene"].split(";"))
    variants = [part.strip() for part in row["variant"].split(", ")]
    named = [concept.name for concept in query.named("variant")]
    found["variant"] = all(any(compare(part, name) == "same" for name in named) for part in variants)
    found["drugs"] = all(
        drug.lower() in written or any(same("drug", drug, name) or same("drug class", drug, name) for name in drugs)
        for drug in row["drugs"]
    )
    if row["phenotypes"]:
        conditions = query.named("disease", "phenotype")
        found["phenotype"] = all(
            any(same(c.kind, text, c.name) or text.lower() == c.surface.lower() for c in conditions)
            for text in row["phenotypes"]
        )
    return found


def _coverage(name: str, show: bool) -> None:
    kinds, unknown, empty, total = Counter[str](), Counter[str](), [], 0
    for row in _lines(name):
        query = understand(row["question"])
        total += 1
        kinds.update({concept.kind for concept in query.concepts})
        unknown.update(f"{c.kind}:{c.name}" for c in query.concepts if not c.known)
        if not query.concepts:
            empty.append(row["question"])
    shares = ", ".join(f"{kind} {count / total:.2f}" for kind, count in kinds.most_common())
    print(f"{name}: {total} questions, {len(empty) / total:.2f} without a concept; {shares}")
    print(f"  {sum(unknown.values())} names known by shape only ({sum(unknown.values()) / total:.2f} a question)")
    if show:
        print(*empty, sep="\n")
        print(unknown.most_common(400))


if __name__ == "__main__":
    main()
