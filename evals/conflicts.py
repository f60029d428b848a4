"""Are both sides of a disagreement shown? Measured on claims for which passages of both sides are on record.

HealthVer has claims with passages that support and passages that refute them. SciFact has no claim with both; its pairs
are made: a rationale sentence that supports a claim, and the same sentence negated or turned round by one word. Claims
whose passages are all on one side tell how often a disagreement is shown where there is none. A passage's side is the
clearest of its sentences: opposing before inconclusive before supporting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from assistant.stance import Side, stance
from evals.corrupt import CORRUPTIONS, pools
from evals.data import gold_rows
from evals.report import Figure, Options, Report
from evals.stats import proportion
from ingest.sentences import sentence_spans

__all__ = ["passage_side", "run"]

Judge = Callable[[str, str], Side | None]
Passages = tuple[tuple[str, str], ...]
"""(passage, "supports" or "opposes")."""

_GOLD = {"Supports": "supports", "Refutes": "opposes"}
_TURNS = ("negation", "direction")


def run(options: Options) -> Report:
    """Share of two-sided claims with both sides shown, and of one-sided claims shown as two-sided."""
    sets = {"healthver": _healthver()} if not options.quick else {}
    sets["scifact, made pairs"] = _scifact() if not options.quick else []
    sets["own"] = _own()
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    for name, claims in sets.items():
        judged = [_judged(name, number, claim, passages) for number, (claim, passages) in enumerate(claims)]
        rows += judged
        figures += _figures(name, judged)
    return Report("conflicts", tuple(figures), tuple(rows), ("The judge is assistant.stance: wording only, no model.",))


def passage_side(claim: str, passage: str, judge: Judge = stance) -> Side | None:
    """The clearest side that a sentence of the passage takes."""
    sides = {judge(claim, passage[start:end]) for start, end in sentence_spans(passage)}
    order: tuple[Side, ...] = ("opposes", "inconclusive", "supports")
    return next((side for side in order if side in sides), None)


def _judged(name: str, number: int, claim: str, passages: Passages) -> dict[str, Any]:
    gold = [side for _, side in passages]
    found = [passage_side(claim, passage) for passage, _ in passages]
    right = {side for side, said in zip(gold, found, strict=True) if side == said}
    return {
        "set": name,
        "claim": number,
        "gold": gold,
        "found": found,
        "two-sided": set(gold) == {"supports", "opposes"},
        "both shown": right == {"supports", "opposes"},
        "shown as two-sided": {"supports", "opposes"} <= set(found),
    }


def _figures(name: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    two = [row for row in rows if row["two-sided"]]
    one = [row for row in rows if not row["two-sided"]]
    passages = [(g, f) for row in rows for g, f in zip(row["gold"], row["found"], strict=True)]
    made = [
        Figure(name, "stance", "both sides shown", proportion(sum(row["both shown"] for row in two), len(two))),
        Figure(
            name,
            "stance",
            "disagreement shown where there is none",
            proportion(sum(row["shown as two-sided"] for row in one), len(one)),
            "lower",
        ),
    ]
    for side in ("supports", "opposes"):
        mine = [found for gold, found in passages if gold == side]
        right = proportion(sum(found == side for found in mine), len(mine))
        made.append(Figure(name, "stance", f"passages that are taken to {side[:-1]}, of those that do", right))
    return [figure for figure in made if figure.value.n]


def _healthver() -> list[tuple[str, Passages]]:
    claims: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in gold_rows("healthver_dev.jsonl"):
        if row["label"] in _GOLD:
            claims[row["claim"].strip()].append((row["evidence"], _GOLD[row["label"]]))
    return [(claim, tuple(passages)) for claim, passages in claims.items()]


def _scifact() -> list[tuple[str, Passages]]:
    """Each supporting rationale sentence beside itself negated or turned; the sentence alone is a one-sided claim."""
    lines = {str(row["doc_id"]): row["abstract"] for row in gold_rows("scifact_corpus.jsonl.gz")}
    sentences = [
        (row["claim"], lines[doc][group["sentences"][0]].strip())
        for row in gold_rows("scifact_claims_train.jsonl")
        for doc, groups in row["evidence"].items()
        for group in groups
        if group["label"] == "SUPPORT"
    ]
    return _pairs(sentences)


def _own() -> list[tuple[str, Passages]]:
    """A few of our own, so that the evaluation runs on a fresh clone."""
    return _pairs(
        [
            (
                "Drug A reduces stroke in atrial fibrillation.",
                "Drug A reduced the risk of stroke in atrial fibrillation.",
            ),
            ("Carriers of allele B bleed more on drug C.", "Carriers of allele B had increased bleeding on drug C."),
            ("Variant D is associated with response to drug E.", "Variant D was associated with response to drug E."),
            ("Drug F improves survival in melanoma.", "Drug F improved survival in patients with melanoma."),
        ]
    )


def _pairs(sentences: Sequence[tuple[str, str]]) -> list[tuple[str, Passages]]:
    made: list[tuple[str, Passages]] = []
    known, random = pools([sentence for _, sentence in sentences]), Random(7)  # noqa: S311  (a seeded choice of words)
    for claim, sentence in sentences:
        turned = [CORRUPTIONS[kind](sentence, sentence, known, random) for kind in _TURNS]
        opposite = next((text for text in turned if text), None)
        if opposite is not None:
            made.append((claim, ((sentence, "supports"), (opposite, "opposes"))))
        made.append((claim, ((sentence, "supports"),)))
    return made
