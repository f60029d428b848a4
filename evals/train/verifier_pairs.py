"""What the verifier learns from: claims people labeled, and pairs made from the corpus's own conclusions.

Only the "tune" half of either is used, so that every figure of the held half is of papers the verifier never saw. A
made pair sets a conclusion, as it stands or made false by one change, before the rest of its own abstract: the same
evidence then supports the one and contradicts the other, so neither side alone gives the answer away.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from random import Random

from assistant.engines.telling import telling
from evals.material.corrupt import CORRUPTIONS, REWORDINGS, Change, Pools, pools
from evals.material.data import fold
from evals.material.gold_claims import GOLD_SETS, GoldClaim, gold_claims
from evals.material.made_claims import conclusions
from evals.measure.claim_only import wording
from evals.train.pair_training import Pair
from ingest.read.sentences import sentence_spans

__all__ = ["LABELS", "foreign_pairs", "gold_pairs", "is_stopping", "made_pairs"]

LABELS = ("supported", "not_enough", "contradicted")
"""In the order of the logits: entailment, neutral, contradiction."""

_SEED = 20_261_124
_STATED = ("negation", "direction", "sides")
"""The changes that no name or number gives away."""
_NAMED = ("drug of the record", "gene of the record")
_MARKERS = re.compile(r"\s?[(\[]?<\|\w+\|>[)\]]?|\s?\[\d+(?:\s?[,–-]\s?\d+)*\]")
_WORD = re.compile(r"[a-z0-9*]{3,}")
_COMMON = 0.02
"""Share of the records that hold a word, up to which it says what a sentence is on."""
_HEAVIEST = 4.0
_FAR = 2
"""Sentences at the head of an abstract, which tell why a study was made and not what it found."""


def gold_pairs(part: str) -> list[tuple[GoldClaim, Pair]]:
    """The labeled claims of the tune half: "learn" (three quarters of the documents), or "stop" (the last)."""
    made = []
    for name in GOLD_SETS:
        claims = [claim for claim in gold_claims(name) if claim.fold == "tune"]
        weights = _weights(name, claims)
        for claim, weight in zip(claims, weights, strict=True):
            if is_stopping(claim.group) is (part == "stop"):
                made.append((claim, _pair(claim, name, weight)))
    return made


def foreign_pairs(learned: Sequence[tuple[GoldClaim, Pair]], every: int) -> list[Pair]:
    """Every so-manieth labeled claim before the evidence of another one of its set, which says nothing on it.

    The claim is the same as where it was true or false: whoever only remembers claims is wrong here.
    """
    made = []
    for name in GOLD_SETS:
        mine = [(claim, pair) for claim, pair in learned if pair.source == name]
        for place in range(0, len(mine), every):
            claim, pair = mine[place]
            other = mine[(place + len(mine) // 2) % len(mine)][0]
            if other.group != claim.group:
                made.append(Pair(pair.first, telling(pair.first, other.evidence), 1, 0.5, "foreign"))
    return made


def is_stopping(group: str) -> bool:
    """A quarter of the documents, by hash, that tell when to stop and are not learned from."""
    return sha256(f"early:{group}".encode()).digest()[0] < 64


def _pair(claim: GoldClaim, source: str, weight: float) -> Pair:
    said = _MARKERS.sub("", claim.claim).strip()
    return Pair(said, telling(said, claim.evidence), LABELS.index(claim.label), weight, source)


def _weights(name: str, claims: Sequence[GoldClaim]) -> list[float]:
    """So that no label is learned from how often it comes; nor, for PharmGKB, from the wording of the statement.

    Its false statements are made by a pattern ("not" put in, a direction turned), so most statements that deny and
    name a direction are false whatever the paper says. Within each pattern, true and false weigh the same.
    """
    keys = [(wording(claim.claim) if name == "pgx" else None, claim.label) for claim in claims]
    counts = Counter(keys)
    totals = Counter(pattern for pattern, _ in keys)
    power = 1.0 if name == "pgx" else 0.5
    kinds = 2 if name == "pgx" else 3
    return [
        min(_HEAVIEST, float((totals[pattern] / (kinds * counts[pattern, label])) ** power)) for pattern, label in keys
    ]


def made_pairs(wanted: int) -> list[Pair]:
    """About so many pairs: supported, contradicted and not enough in nearly equal parts, in a fixed order."""
    source = [row for row in conclusions() if fold(row[0]) == "tune"]
    stock = pools([sentence for _, sentence, _ in source])
    random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret
    made: list[Pair] = []
    neighbors = _Neighbors([text for _, _, text in source])
    for place, (_, sentence, text) in enumerate(source):
        made.extend(_of_one(sentence, text, neighbors.of(place, sentence), stock, random))
        if len(made) >= wanted:
            break
    random.shuffle(made)
    return made[:wanted]


class _Neighbors:
    """For each record the one most like a sentence of it, yet without one of the sentence's two rarest words.

    A record on other matters is told apart by a glance at its words; one on the same drug and another gene is not.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._words = [frozenset(_WORD.findall(text.lower())) for text in texts]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self._words):
            for word in words:
                self._holding[word].append(place)

    def of(self, place: int, sentence: str) -> str:
        most = len(self._texts) * _COMMON
        known = (word for word in set(_WORD.findall(sentence.lower())) if len(self._holding[word]) <= most)
        rare = sorted(known, key=lambda word: (len(self._holding[word]), word))
        shared = Counter[int]()
        for word in rare:
            for other in self._holding[word]:
                shared[other] += 1
        others = (
            other for other, _ in shared.most_common() if other != place and not self._words[other] >= set(rare[:2])
        )
        return self._texts[next(others, (place + 1) % len(self._texts))]


def _of_one(sentence: str, text: str, other: str, stock: Pools, random: Random) -> Iterable[Pair]:
    """A true and a false claim on the same evidence, and one that the evidence says nothing on."""
    kinds = _STATED if random.random() < 0.85 else _NAMED
    false = _changed(CORRUPTIONS, random.sample(kinds, len(kinds)), sentence, text, stock, random)
    if false is None:
        return
    free = random.random() < 0.65
    evidence = text.replace(sentence, " ") if free else text
    true = sentence if free else _changed(REWORDINGS, list(REWORDINGS), sentence, text, stock, random) or sentence
    source = "made freely" if free else "made closely"
    yield Pair(true, telling(true, evidence), 0, 1.0, source)
    yield Pair(false, telling(false, evidence), 2, 1.0, source)
    claim = random.choice((true, false))
    yield Pair(claim, _says_nothing(claim, text.replace(sentence, " "), other, random), 1, 1.0, "made apart")


def _says_nothing(claim: str, own: str, other: str, random: Random) -> str:
    """Sentences of the same paper that tell why it was made; or a paper on like matters."""
    spans = sentence_spans(own)
    if len(spans) > 5 and random.random() < 0.4:
        return telling(claim, own[: spans[1 + _FAR][0]])
    return telling(claim, other)


def _changed(
    changes: Mapping[str, Change], kinds: Sequence[str], sentence: str, text: str, stock: Pools, random: Random
) -> str | None:
    for kind in kinds:
        made = changes[kind](sentence, text, stock, random)
        if made is not None and made != sentence and made not in text:
            return made
    return None
