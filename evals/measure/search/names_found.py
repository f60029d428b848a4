"""How much of what questions name is found, on the development questions of the shared data.

PGx questions carry their gene, variant and drugs as fields, so what was found can be held against them. For the other
sets the share of questions with any concept is given, and how many names only their shape gave away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from assistant.names.find import same
from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.records.kinds import counting_as
from assistant.variants.find import compare
from evals.material.data import GOLD, gold_rows
from evals.report import Figure
from evals.stats import proportion

__all__ = ["figures"]

_PGX = "pgx_retrieval_dev.jsonl"
_OTHERS = ("pubmedqa_dev.jsonl", "bioasq_7b-10b.jsonl.gz")


def figures() -> Iterator[Figure]:
    """Shares of the gold sets' questions; none without the shared data."""
    if (GOLD / _PGX).is_file():
        yield from _pgx()
        for name in _OTHERS:
            yield from _coverage(name)


def _pgx() -> Iterator[Figure]:
    right, total = Counter[str](), Counter[str]()
    for row in gold_rows(_PGX):
        for field, found in _fields(row, understand(row["question"])).items():
            total[field] += 1
            right[field] += found
    for field in total:
        yield Figure("PGx questions", field, "found", proportion(right[field], total[field]))


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


def _coverage(name: str) -> Iterator[Figure]:
    total = named = by_shape = 0
    for row in gold_rows(name):
        concepts = understand(row["question"]).concepts
        total += 1
        named += bool(concepts)
        by_shape += any(not concept.known for concept in concepts)
    source = name.split("_")[0]
    yield Figure(source, "any concept", "found", proportion(named, total))
    yield Figure(source, "a name known by shape only", "found", proportion(by_shape, total), better="")
