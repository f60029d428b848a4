"""Are both sides of a disagreement shown, and is none shown where there is none?

Two ways to ask. "findings": as an answer does it, with `find_conflicts` over two records, of which one is quoted and
the other says the opposite, or the same. SciFact's opposites are made: a rationale sentence, and itself negated or
turned round by one word; what says the same is the sentence reworded, or another rationale for the same claim.
HealthVer's are passages that support and refute one claim, or two of one side. "claims": each passage against the
claim as people wrote it, which is harder, for a claim leaves out most of what a passage says. A passage's side is the
clearest of its sentences: opposing before inconclusive before supporting. Beside them, pairs of sentences as answers
meet them, labeled by people (`conflict_pairs`): whether conflicts are shown in answers at all rests on these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

from assistant.conflicts.conflicts import find_conflicts
from assistant.conflicts.sides_taken import Side, stance
from assistant.question.asked import content_words
from assistant.records.answer import Citation, Claim, Evidence, Hit, Query, Verdict
from assistant.studies.grade import grade
from assistant.studies.sentences import candidates
from evals.material.corrupt import CORRUPTIONS, REWORDINGS, pools
from evals.material.data import fold, gold_rows
from evals.measure.claim.conflict_curve import Curve, Pair, chosen, curve, figures_at, leanings, plot
from evals.measure.claim.conflict_curve import told as curve_told
from evals.measure.claim.conflict_pairs import of_labeled_pairs
from evals.report import Figure, Options, Report
from evals.stats import proportion
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article, compose

__all__ = ["conflict_shown", "passage_side", "run"]

Passages = tuple[tuple[str, str], ...]
"""(passage, "supports" or "opposes")."""

_GOLD = {"Supports": "supports", "Refutes": "opposes"}
_TURNS = ("negation", "direction")
_LEG = "claims, pair by pair"
_MOST = 4
"""Pairs of passages taken of one claim and kind."""


class _Pair(NamedTuple):
    """Two texts on one claim: a finding's sentence, and a passage that says the opposite of it or the same."""

    claim: str
    one: str
    other: str
    opposite: bool


def run(options: Options) -> Report:
    """Shares of opposites shown as a disagreement, and of agreeing pairs shown as one, on the held-out half."""
    claims = {"own": _own()}
    if not options.quick:
        claims |= {"healthver": _healthver(), "scifact, made pairs": _scifact()}
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    left_out = 0
    for name, passages in claims.items():
        kept = [one for one in passages if name == "own" or fold(one[0]) == "held"]
        pairs = [*_pairs_of(kept, reworded=name != "healthver")]
        shown = [made for pair in pairs if (made := _shown(name, pair))]
        left_out += len(pairs) - len(shown)
        judged = [_sided(name, number, *one) for number, one in enumerate(kept)]
        rows += [*shown, *judged]
        figures += [*_of_findings(name, shown), *_of_claims(name, judged)]
    if not options.quick:
        labeled, pairs_read = of_labeled_pairs(options.library)
        figures += labeled
        rows += pairs_read
    curves = [] if options.quick else _curves({name: one for name, one in claims.items() if name != "own"})
    for one, at_place in curves:
        figures += at_place
        rows += [{"set": one.set, "leg": one.leg, "point": point} for point in one.points]
    if curves:
        options.out.mkdir(parents=True, exist_ok=True)
        plot([one for one, _ in curves], options.out / "conflicts.curve.png")
    aside = f"Left out of the findings: {left_out} pairs whose first sentence no answer would quote (aims, methods …)."
    notes = ("Sides are read from wording and figures.", aside, *(curve_told(one) for one, _ in curves))
    return Report("conflicts", tuple(figures), tuple(rows), notes)


def _curves(claims: Mapping[str, Sequence[tuple[str, Passages]]]) -> list[tuple[Curve, list[Figure]]]:
    """Of the half held out, at the place chosen on the other one."""
    found = {
        (name, half): [
            Pair(leanings(pair.claim, pair.one), leanings(pair.claim, pair.other), pair.opposite)
            for pair in _pairs_of([one for one in passages if fold(one[0]) == half], reworded=name != "healthver")
        ]
        for name, passages in claims.items()
        for half in ("tune", "held")
    }
    place = chosen([found[name, "tune"] for name in claims])
    return [
        (curve(name, _LEG, found[name, "held"], place), figures_at(name, _LEG, found[name, "held"], place))
        for name in claims
    ]


def conflict_shown(one: str, other: str) -> bool:
    """Whether an answer that quotes `one` shows the record with `other` as opposing it."""
    evidence = [_evidence("1", one), _evidence("2", other)]
    quote = Citation(pmid="1", quote=one, start=0, end=len(one), section="abstract")
    claim = Claim(one, (quote,), Verdict("supported", 1.0), evidence[0].grade)
    sides = [
        (position.pmid, position.side)
        for conflict in find_conflicts(Query("", ""), [claim], evidence)
        for position in conflict.positions
    ]
    return ("1", "supports") in sides and ("2", "opposes") in sides


def passage_side(claim: str, passage: str) -> Side | None:
    """The clearest side that a sentence of the passage takes."""
    sides = {stance(claim, passage[start:end]) for start, end in sentence_spans(passage)}
    order: tuple[Side, ...] = ("opposes", "inconclusive", "supports")
    return next((side for side in order if side in sides), None)


def _evidence(pmid: str, text: str) -> Evidence:
    """A record with this text as its conclusions."""
    body, sections = compose("", [("abstract", "CONCLUSIONS", "CONCLUSIONS", text)])
    article = Article(pmid=pmid, title="", text=body, sections=sections)
    return grade(Hit(pmid, 1.0, {}, article), Query("", ""))


def _shown(name: str, pair: _Pair) -> dict[str, Any] | None:
    """None when the finding's sentence is none that an answer would quote."""
    one = _best(pair.claim, pair.one)
    if not list(candidates(_evidence("1", one), 0)):
        return None
    return {"set": name, "opposite": pair.opposite, "shown": conflict_shown(one, pair.other)}


def _best(claim: str, passage: str) -> str:
    """The sentence of a passage that shares most with the claim: what an answer would quote."""
    wanted = content_words(claim)
    sentences = [passage[start:end] for start, end in sentence_spans(passage)]
    return max(sentences, key=lambda sentence: len(wanted & content_words(sentence)), default=passage)


def _pairs_of(claims: Iterable[tuple[str, Passages]], *, reworded: bool) -> Iterator[_Pair]:
    """Opposites and agreeing pairs, a few of each claim; `reworded`: also each supporting sentence reworded."""
    random = Random(11)  # noqa: S311  (a seeded choice of words)
    for claim, passages in claims:
        sides = {side: [text for text, said in passages if said == side] for side in ("supports", "opposes")}
        crossed = [(one, other) for one in sides["supports"] for other in sides["opposes"]]
        agreeing = [pair for texts in sides.values() for pair in combinations(texts, 2)]
        yield from (_Pair(claim, one, other, True) for one, other in crossed[:_MOST])
        yield from (_Pair(claim, one, other, False) for one, other in agreeing[:_MOST] if one != other)
        if reworded and not crossed:
            for text in sides["supports"]:
                made = (change(text, text, {}, random) for change in REWORDINGS.values())
                yield from (_Pair(claim, text, other, False) for other in made if other and other != text)


def _of_findings(name: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    two = [row["shown"] for row in rows if row["opposite"]]
    one = [row["shown"] for row in rows if not row["opposite"]]
    return [
        Figure(name, "findings", "both sides shown", proportion(sum(two), len(two))),
        Figure(name, "findings", "disagreement shown where there is none", proportion(sum(one), len(one)), "lower"),
    ]


def _sided(name: str, number: int, claim: str, passages: Passages) -> dict[str, Any]:
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
        "wrong side shown": bool({"supports", "opposes"} & set(found) - set(gold)),
    }


def _of_claims(name: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    two = [row["both shown"] for row in rows if row["two-sided"]]
    one = [row["wrong side shown"] for row in rows if not row["two-sided"]]
    made = [
        Figure(name, "claims", "both sides shown", proportion(sum(two), len(two))),
        Figure(name, "claims", "disagreement shown where there is none", proportion(sum(one), len(one)), "lower"),
    ]
    return [figure for figure in made if figure.value.n]


def _healthver() -> list[tuple[str, Passages]]:
    claims: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in gold_rows("healthver_dev.jsonl"):
        if row["label"] in _GOLD:
            claims[row["claim"].strip()].append((row["evidence"], _GOLD[row["label"]]))
    return [(claim, tuple(passages)) for claim, passages in claims.items()]


def _scifact() -> list[tuple[str, Passages]]:
    """Each supporting rationale sentence beside itself negated or turned; and the supporting sentences of a claim."""
    lines = {str(row["doc_id"]): row["abstract"] for row in gold_rows("scifact_corpus.jsonl.gz")}
    sentences = [
        (row["claim"], lines[doc][group["sentences"][0]].strip())
        for row in gold_rows("scifact_claims_train.jsonl")
        for doc, groups in row["evidence"].items()
        for group in groups
        if group["label"] == "SUPPORT"
    ]
    return [*_turned(sentences), *_together(sentences)]


def _together(sentences: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Passages]]:
    """The supporting sentences of each claim that has several."""
    of_claim: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for claim, sentence in sentences:
        of_claim[claim].append((sentence, "supports"))
    yield from ((claim, tuple(dict.fromkeys(texts))) for claim, texts in of_claim.items() if len(texts) > 1)


def _own() -> list[tuple[str, Passages]]:
    """A few of our own, so that the evaluation runs on a fresh clone."""
    claims = (
        ("Drug A reduces stroke in atrial fibrillation.", "Drug A reduced the risk of stroke in atrial fibrillation."),
        ("Carriers of allele B bleed more on drug C.", "Carriers of allele B had increased bleeding on drug C."),
        ("Variant D goes with response to drug E.", "Variant D was associated with response to drug E."),
        ("Drug F improves survival in melanoma.", "Drug F improved survival in patients with melanoma."),
    )
    return _turned(claims)


def _turned(sentences: Sequence[tuple[str, str]]) -> list[tuple[str, Passages]]:
    made: list[tuple[str, Passages]] = []
    known, random = pools([sentence for _, sentence in sentences]), Random(7)  # noqa: S311  (a seeded choice of words)
    for claim, sentence in sentences:
        turned = [CORRUPTIONS[kind](sentence, sentence, known, random) for kind in _TURNS]
        opposite = next((text for text in turned if text), None)
        if opposite is not None:
            made.append((claim, ((sentence, "supports"), (opposite, "opposes"))))
        made.append((claim, ((sentence, "supports"),)))
    return made
