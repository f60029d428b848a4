"""Claims that people labeled, with their evidence: PharmGKB statements, SciFact, HealthVer, Citation-Integrity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from evals.material.data import Fold, fold, gold_rows
from evals.material.made_claims import articles

__all__ = ["GOLD_SETS", "GoldClaim", "gold_claims"]

Label = Literal["supported", "contradicted", "not_enough"]

_LABELS: dict[str, Label] = {
    "SUPPORT": "supported",
    "REFUTE": "contradicted",
    "CONTRADICT": "contradicted",
    "NEI": "not_enough",
    "Supports": "supported",
    "Refutes": "contradicted",
    "Neutral": "not_enough",
}

GOLD_SETS = ("pgx", "scifact", "healthver", "citation integrity")


class GoldClaim(msgspec.Struct, frozen=True):
    """A claim and a document that bears on it or not. `group` keeps claims on one document on one side of a split."""

    id: str
    group: str
    claim: str
    evidence: str
    label: Label

    @property
    def fold(self) -> Fold:
        return fold(self.group)


def gold_claims(name: str) -> list[GoldClaim]:
    """The claims of a set, in its own order; none where the shared data are absent."""
    return list({"pgx": _pgx, "scifact": _scifact, "healthver": _healthver}.get(name, _citation_integrity)())


def _pgx() -> Iterable[GoldClaim]:
    rows = gold_rows("pgx_claims_dev.jsonl")
    wanted = {row["pmid"] for row in rows}
    texts = {article.pmid: article.text for article in articles() if article.pmid in wanted} if rows else {}
    for row in rows:
        label: Label = "supported" if row["label"] else "contradicted"
        name = f"{row['annotation']}-{row['flip']}"
        yield GoldClaim(name, row["pmid"], row["claim"], texts.get(row["pmid"], ""), label)


def _scifact() -> Iterable[GoldClaim]:
    corpus = {str(row["doc_id"]): row for row in gold_rows("scifact_corpus.jsonl.gz")}
    yield from _cited(gold_rows("scifact_claims_train.jsonl"), corpus)


def _citation_integrity() -> Iterable[GoldClaim]:
    corpus = {str(row["doc_id"]): row for row in gold_rows("citation_integrity_corpus.jsonl.gz")}
    for part in ("dev", "train"):
        yield from _cited(gold_rows(f"citation_integrity_{part}.jsonl"), corpus)


def _cited(rows: list[dict[str, Any]], corpus: dict[str, dict[str, Any]]) -> Iterable[GoldClaim]:
    for row in rows:
        for cited in map(str, row["cited_doc_ids"]):
            judged = row["evidence"].get(cited, [])
            label = _LABELS[judged[0]["label"]] if judged else "not_enough"
            document = corpus[cited]
            text = "\n".join(part for part in (document["title"], *document["abstract"]) if part)
            yield GoldClaim(f"{row['id']}-{cited}", cited, row["claim"], text, label)


def _healthver() -> Iterable[GoldClaim]:
    rows = gold_rows("healthver_dev.jsonl")
    groups = _connected([(_folded(row["claim"]), _folded(row["evidence"])) for row in rows])
    for number, (row, group) in enumerate(zip(rows, groups, strict=True)):
        yield GoldClaim(str(number), group, row["claim"], row["evidence"], _LABELS[row["label"]])


def _connected(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """A name for each pair that it shares with every pair it is linked to by a common part.

    HealthVer has 230 claims in 1,917 rows: were only passages kept apart, two thirds of the labels of the held half
    could be told by having seen the claim before.
    """
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def root(part: tuple[int, str]) -> tuple[int, str]:
        parent.setdefault(part, part)
        while parent[part] != part:
            parent[part] = part = parent[parent[part]]
        return part

    for first, second in pairs:
        one, two = sorted((root((0, first)), root((1, second))))
        parent[two] = one
    return [root((0, first))[1] for first, _ in pairs]


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
