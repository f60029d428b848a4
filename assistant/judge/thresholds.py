"""From which probability a model's word counts, fitted on labeled claims and kept for each model by name and weights.

`./run eval verification --fit` fits them. They lie in the user's data folder (`judges.json`), since a model is the
user's and not Vouch's. A model that was not fitted, or whose weights are others now, is asked to be nearly certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from assistant.errors import ModelUnavailable

__all__ = ["PRECISION", "UNFITTED", "Thresholds", "fitted", "keep", "thresholds_for", "thresholds_path"]

PRECISION = 0.9
"""Share of the sentences a model calls supported, or contradicted, that must be so."""
_FEWEST = 20
"""Sentences on which a threshold must stand."""
_NEVER = 1.01


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """Least probabilities; above 1: never. `precision` and `coverage` are of "supported" on the claims of the fit."""

    support: float
    contradiction: float
    version: str = ""
    precision: float = 0.0
    coverage: float = 0.0
    claims: int = 0
    day: str = ""


UNFITTED = Thresholds(support=0.95, contradiction=0.95)


def thresholds_path() -> Path:
    """Where they are kept."""
    from platformdirs import user_data_path

    return user_data_path("vouch", appauthor=False) / "judges.json"


def thresholds_for(name: str, version: str) -> Thresholds:
    """Those of a model with these weights, else `UNFITTED`. Raises ModelUnavailable when the file is broken."""
    kept = _kept().get(name)
    return kept if kept is not None and kept.version == version else UNFITTED


def keep(name: str, thresholds: Thresholds) -> Path:
    """Keeps them under the model's name, over earlier ones; gives the file."""
    path = thresholds_path()
    known = _kept() | {name: thresholds}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n")
    fresh.replace(path)
    return path


def fitted(told: Sequence[tuple[float, float]], labels: Sequence[str], *, version: str, day: str) -> Thresholds:
    """The least thresholds at which a model keeps `PRECISION`; never, for a label where it does nowhere.

    `told`: (support, contradiction) of each claim, as `assistant.judge.attribution` has them; `labels`: the true ones.
    """
    support = _least([row[0] for row in told], [label == "supported" for label in labels])
    against = _least([row[1] for row in told], [label == "contradicted" for label in labels])
    shown = [label == "supported" for row, label in zip(told, labels, strict=True) if row[0] >= support]
    true = sum(label == "supported" for label in labels)
    return Thresholds(
        support=support,
        contradiction=against,
        version=version,
        precision=round(sum(shown) / len(shown), 3) if shown else 0.0,
        coverage=round(sum(shown) / true, 3) if true else 0.0,
        claims=len(labels),
        day=day,
    )


def _least(scores: Sequence[float], right: Sequence[bool]) -> float:
    """The lowest score from which on at least `PRECISION` are right, of `_FEWEST` or more."""
    ordered = sorted(zip(scores, right, strict=True), reverse=True)
    best, hits = _NEVER, 0
    for place, (score, good) in enumerate(ordered, 1):
        hits += good
        last_of_its_score = place == len(ordered) or ordered[place][0] < score
        if last_of_its_score and place >= _FEWEST and hits >= PRECISION * place:
            best = score
    return best


def _kept() -> dict[str, Thresholds]:
    path = thresholds_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Thresholds])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise ModelUnavailable(
            f"{path} cannot be read ({error}): delete it, and ./run eval verification --fit makes it"
        ) from error
