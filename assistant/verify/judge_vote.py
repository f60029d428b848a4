"""What a judge's opinion is worth beside what the checks found: a small logistic regression, its weights as data.

The verifier that ships was fitted to claims alone and is too sure of itself; a failed check of direction tells more
than it does. `vote.json` beside its weights says how much each sign counts, and on how many claims that was found.
Only what the checks leave open is decided so: see the table in `assistant.verify.verify`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from pathlib import Path

import msgspec

from assistant.engines.cross_encoder import model_folder
from assistant.engines.judge import Inference
from assistant.errors import ModelUnavailable
from assistant.language.cues import says
from assistant.verify.checks import Finding, Sides
from assistant.verify.checks.associations import agreement

__all__ = ["Vote", "load_vote", "names_variant", "signs", "weighed"]

_FILE = "vote.json"
_LEAST = 1e-4
_PLAIN = 0.3
"""Weight up to which a word says nothing of its own."""
_DAMP = 0.1
"""So that one sentence that shares a word decides nothing."""


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """Weights of a multinomial logistic regression, a row for support, not enough and contradiction each."""

    signs: tuple[str, ...]
    weights: tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]
    bias: tuple[float, float, float]
    fitted_on: str


def names_variant(sides: Sides) -> bool:
    """Whether the sentence names a variant or a genotype, or compares people by what they carry.

    Such are not put to the verifier: on PharmGKB's statements it did no better than chance.
    """
    named = any(token.name is not None and token.name.kind == "variant" for token in sides.claim.tokens)
    return named or agreement(sides) is not None


def signs(told: Inference, sides: Sides, findings: Sequence[Finding]) -> dict[str, float]:
    """What the regression reads: the judge's log odds, the wording, which way the evidence goes, each failed check."""
    entails, neutral, contradicts = (max(share, _LEAST) for share in told)
    made = {
        "support against not enough": log(entails / neutral),
        "contradiction against not enough": log(contradicts / neutral),
        "closeness": sides.match.closeness,
        "share of the words in one place": sides.match.window_share,
        "share of the words anywhere": sides.match.share,
    }
    made |= _polarity(sides)
    return made | {f"failed {finding.check.name}": 1.0 for finding in findings if finding.consequence}


def _polarity(sides: Sides) -> dict[str, float]:
    """Whether the evidence goes the sentence's way, each of its sentences counting by the words it shares.

    "Direction": -1 to 1, how the evidence's directions on the sentence's axes agree with its own. Then the share of the
    evidence that affirms what the sentence denies, or the other way round.
    """
    ours = {(token.axis, token.sign) for token in sides.claim.tokens if token.kind == "direction" and token.sign}
    words = {token.key for token in sides.claim.tokens if token.kind in ("word", "name") and token.weight > _PLAIN}
    denied = sum(token.kind == "negation" for token in sides.claim.tokens) % 2 == 1 or says("null", sides.claim.text)
    with_us = against = nothing = something = 0.0
    for reading in sides.evidence:
        share = len(words.intersection(reading.keys)) / max(1, len(words))
        if says("null", reading.text):
            nothing += share
        elif says("effect", reading.text):
            something += share
        signs_here = [(token.axis, token.sign) for token in reading.tokens if token.kind == "direction" and token.sign]
        for axis, sign in signs_here:
            with_us += share * ((axis, sign) in ours)
            against += share * any(axis == mine and sign != own for mine, own in ours)
    silent = nothing / (nothing + something + _DAMP)
    agreed = (with_us - against) / (with_us + against + 3 * _DAMP)
    return {
        "direction": 0.0 if denied else agreed,
        "denies what is affirmed": denied * (1 - silent),
        "affirms what is denied": (not denied) * silent,
    }


def weighed(vote: Vote, found: Mapping[str, float]) -> Inference:
    """The probabilities of the three labels, all signs taken together."""
    values = [found.get(name, 0.0) for name in vote.signs]
    sums = [
        start + sum(weight * value for weight, value in zip(row, values, strict=True))
        for start, row in zip(vote.bias, vote.weights, strict=True)
    ]
    powers = [exp(one - max(sums)) for one in sums]
    return Inference(*(power / sum(powers) for power in powers))


@cache
def load_vote() -> Vote | None:
    """The weights that ship with the verifier; None without them. Raises ModelUnavailable when they are broken."""
    path: Path = model_folder("verifier") / _FILE
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Vote)
    except (OSError, msgspec.MsgspecError) as error:
        raise ModelUnavailable(f"{path} cannot be read: {error}; install Vouch again") from error
