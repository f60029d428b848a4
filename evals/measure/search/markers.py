"""Markers as questions name them: gene symbols that are words, and markers that are said to be absent.

`sets/bare_genes.tsv` has strings with seven symbols that are words or units besides (KRAS, PTEN, ATM, MET, ALK, RET,
KIT): a string is right when exactly its genes are found, each
as a gene, in a variant, or in the name of a class of drugs. `sets/absent_markers.tsv` has questions on a marker that is
there, or is not, each with a sentence that is on the other side ("other") or may be on the case ("case"); what the
sentence is read as decides whether it may stand as a finding. Both were labeled before the reader ran, and the part
"held" shaped nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.question.case_groups import asked_groups
from assistant.question.understand import understand
from assistant.variants.find import genes_named
from evals.material.data import SETS
from evals.material.questions import read_table
from evals.report import Figure, Options, Report
from evals.stats import Interval, proportion

__all__ = ["run"]

_WORDS = frozenset(["KRAS", "PTEN", "ATM", "MET", "ALK", "RET", "KIT"])
_PARTS = ("tune", "held")

Row = dict[str, str]


def run(options: Options) -> Report:
    """Neither set needs a library."""
    genes = [_gene_row(row) for row in read_table(SETS / "bare_genes.tsv")]
    groups = [_group_row(row) for row in read_table(SETS / "absent_markers.tsv")]
    figures = [figure for part in _PARTS for figure in (*_of_genes(genes, part), *_of_groups(groups, part))]
    return Report("markers", tuple(figures), (*genes, *groups))


def _gene_row(row: Row) -> Row:
    query = understand(row["text"])
    found = {c.name for c in query.named("gene")} | {c.gene for c in (*query.named("variant"), *query.absent)}
    found |= {gene for c in query.named("drug class") for gene in genes_named(c.name)}
    read = "|".join(sorted(found & _WORDS))
    return {"id": row["id"], "part": row["part"], "label": row["genes"], "read": read}


def _group_row(row: Row) -> Row:
    groups = asked_groups(understand(row["question"]), None)
    read = "other" if groups.other_than_asked(row["sentence"]) else "case"
    return {"id": row["id"], "part": row["part"], "label": row["label"], "read": read}


def _of_genes(rows: Sequence[Row], part: str) -> Iterator[Figure]:
    own = [row for row in rows if row["part"] == part]
    named, words = [row for row in own if row["label"]], [row for row in own if not row["label"]]
    yield Figure(f"{part}: gene symbols", "found", "right", _right(named))
    yield Figure(f"{part}: words like them", "no gene", "right", _right(words))


def _of_groups(rows: Sequence[Row], part: str) -> Iterator[Figure]:
    for label in ("other", "case"):
        own = [row for row in rows if row["part"] == part and row["label"] == label]
        yield Figure(
            f"{part}: sentences on {'others' if label == 'other' else 'the case'}", label, "right", _right(own)
        )


def _right(rows: Sequence[Row]) -> Interval:
    return proportion(sum(row["label"] == row["read"] for row in rows), len(rows))
