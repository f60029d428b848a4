"""How well a sentence is checked: true and falsified conclusions of the corpus, and four sets that people labeled.

The checker's rules were shaped on the "tune" half of the records and claims only; every figure here is of the half
that was held out. The checks are shown beside one constant answer, and beside a model that reads the claim and never
its evidence: what that one reaches, the making of the set gives away, and it is no merit of a checker. Judges are put
to rows of the same sets (`evals.measure.claim.judges`).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from assistant.records.answer import Verdict
from assistant.verify.verify import verify_claim
from evals.material.corrupt import CORRUPTIONS
from evals.material.gold_claims import GOLD_SETS, GoldClaim, gold_claims
from evals.material.made_claims import MadeClaim, make_claims, own_claims
from evals.measure.claim.claim_only import claim_only, wording
from evals.measure.claim.judges import measure_judges
from evals.report import Figure, Options, Report
from evals.stats import Interval, proportion

__all__ = ["run"]

Score = Callable[[Sequence[str], Sequence[str]], float]

_LABELS = ("supported", "contradicted", "not_enough")
_RESAMPLES = 300
_SEED = 20_260_401


def run(options: Options) -> Report:
    """Our own small set always; the made set and the labeled sets where the shared data are, unless `quick`."""
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    milliseconds: list[float] = []
    for name, claims in _made(options):
        if claims and _asked(options, name):
            found, judged = _measure_made(name, claims, milliseconds)
            figures.extend(found)
            rows.extend(judged)
    for name in () if options.quick else GOLD_SETS:
        labeled = [claim for claim in gold_claims(name) if claim.fold == "held"] if _asked(options, name) else []
        if labeled:
            found, judged = _measure_gold(name, labeled, milliseconds)
            figures.extend(found)
            rows.extend(judged)
    slowest = sorted(milliseconds)[int(0.95 * len(milliseconds))] if milliseconds else 0.0
    speed = f"{sum(milliseconds) / max(1, len(milliseconds)):.1f} ms a claim on average, 95 % within {slowest:.1f} ms"
    judges = measure_judges(options)
    return Report("verification", (*figures, *judges.figures), (*rows, *judges.rows), (speed, *judges.notes))


def _asked(options: Options, name: str) -> bool:
    return not options.sets or name in options.sets


def _made(options: Options) -> Iterable[tuple[str, list[MadeClaim]]]:
    yield "own", own_claims()
    if not options.quick:
        yield "made", [claim for claim in make_claims(4600, 620, 700) if claim.fold == "held"]


def _timed(claim: str, evidence: str, milliseconds: list[float]) -> Verdict:
    begin = time.perf_counter()
    verdict = verify_claim(claim, evidence)
    milliseconds.append(1000 * (time.perf_counter() - begin))
    return verdict


def _measure_made(
    name: str, claims: Sequence[MadeClaim], milliseconds: list[float]
) -> tuple[list[Figure], list[dict[str, Any]]]:
    right: dict[str, list[bool]] = defaultdict(list)
    rows: list[dict[str, Any]] = []
    for claim in claims:
        verdict = _timed(claim.sentence, claim.evidence, milliseconds)
        good = (verdict.label == "supported") is claim.truth
        group = "false" if claim.kind in CORRUPTIONS else "true"
        right[f"{group}: {claim.kind}"].append(good)
        right[f"{group}, all"].append(good)
        failed = [check.name for check in verdict.checks if check.passed is False]
        row = {"set": name, "pmid": claim.pmid, "kind": claim.kind, "truth": claim.truth}
        rows.append({**row, "label": verdict.label, "failed": failed})
    figures = [
        Figure(name, leg, "caught or passed", proportion(sum(good), len(good))) for leg, good in sorted(right.items())
    ]
    return figures, rows


def _measure_gold(
    name: str, claims: Sequence[GoldClaim], milliseconds: list[float]
) -> tuple[list[Figure], list[dict[str, Any]]]:
    checked: list[str] = [_timed(claim.claim, claim.evidence, milliseconds).label for claim in claims]
    told: dict[str, list[str]] = {
        "checks": checked,
        "wording of the claim": claim_only(name, claims),
        "always the commonest": [_commonest(name)] * len(claims),
    }
    truth: list[str] = [claim.label for claim in claims]
    rows = [
        {"set": name, "id": claim.id, "gold": claim.label, "label": label}
        for claim, label in zip(claims, checked, strict=True)
    ]
    figures = [figure for leg, labels in told.items() for figure in _figures(name, claims, leg, truth, labels)]
    return figures, rows


def _figures(
    name: str, claims: Sequence[GoldClaim], leg: str, truth: Sequence[str], told: Sequence[str]
) -> list[Figure]:
    better: Literal["higher", ""] = "higher" if leg == "checks" else ""
    measures: dict[str, Score] = {"macro F1": _macro_f1, "accuracy": _accuracy}
    if name == "pgx":
        truth, told = [*map(_true_or_false, truth)], [*map(_true_or_false, told)]
        measures = {"balanced accuracy": _balanced, "accuracy": _accuracy}
    made = [Figure(name, leg, title, _resampled(score, truth, told), better) for title, score in measures.items()]
    if name == "pgx":
        wordings = [str(wording(claim.claim)) for claim in claims]
        within = _resampled(_within, truth, [f"{one}|{label}" for one, label in zip(wordings, told, strict=True)])
        made.append(Figure(name, leg, "balanced accuracy within a wording", within, better))
    return made


def _within(truth: Sequence[str], told: Sequence[str]) -> float:
    """The balanced accuracy among statements of one wording, averaged over the wordings; chance is 0.5 for whoever
    reads the statement alone."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for true, both in zip(truth, told, strict=True):
        one, _, label = both.rpartition("|")
        groups[one].append((true, label))
    kept = [rows for rows in groups.values() if len({true for true, _ in rows}) == 2]
    total = sum(len(rows) for rows in kept)
    return sum(len(rows) * _balanced([a for a, _ in rows], [b for _, b in rows]) for rows in kept) / max(1, total)


def _commonest(name: str) -> str:
    """The label that most claims of the set's other half have."""
    labels = [claim.label for claim in gold_claims(name) if claim.fold == "tune"]
    return max(sorted(set(labels)), key=labels.count)


def _true_or_false(label: str) -> str:
    return label if label == "supported" else "false"


def _accuracy(truth: Sequence[str], told: Sequence[str]) -> float:
    return sum(a == b for a, b in zip(truth, told, strict=True)) / len(truth)


def _balanced(truth: Sequence[str], told: Sequence[str]) -> float:
    classes = set(truth)
    shares = []
    for one in classes:
        of_it = [b for a, b in zip(truth, told, strict=True) if a == one]
        shares.append(sum(b == one for b in of_it) / len(of_it))
    return sum(shares) / len(shares)


def _macro_f1(truth: Sequence[str], told: Sequence[str]) -> float:
    scores = []
    for label in _LABELS:
        hit = sum(a == b == label for a, b in zip(truth, told, strict=True))
        wrong = sum((a == label) != (b == label) for a, b in zip(truth, told, strict=True))
        scores.append(2 * hit / (2 * hit + wrong) if hit or wrong else 0.0)
    return sum(scores) / len(scores)


def _resampled(score: Score, truth: Sequence[str], told: Sequence[str]) -> Interval:
    """The score with its 95 % percentile bootstrap interval over the claims."""
    import numpy as np

    random = np.random.default_rng(_SEED)
    draws = []
    for _ in range(_RESAMPLES):
        chosen = random.integers(0, len(truth), len(truth))
        draws.append(score([truth[i] for i in chosen], [told[i] for i in chosen]))
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(score(truth, told), float(low), float(high), len(truth))
