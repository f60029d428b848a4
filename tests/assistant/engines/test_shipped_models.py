"""The models that ship: each folder is complete and honest, and they can be asked from several threads."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
import pytest

from assistant.choose.choosing import MODEL as ANSWERING
from assistant.engines.cross_encoder import shipped
from assistant.engines.shipped_model import GRAPH, ModelFacts, model_folder
from assistant.patient.notes.tags.tagged import MODEL as TAGGING
from assistant.question.facet import MODEL as ASKING

NAMES = (ANSWERING, ASKING)
ALL = (*NAMES, TAGGING)


@pytest.mark.parametrize("name", ALL)
def test_the_card_tells_the_model_apart(name: str) -> None:
    """The card bears the hash of the weights beside it, and names data with their licenses, figures and limits."""
    folder = model_folder(name)
    facts = msgspec.json.decode((folder / "model.json").read_bytes(), type=ModelFacts)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest() == facts.sha256
    assert all(wanted in card for wanted in (facts.sha256, "license |", "## Recipe", "## Figures", "## Limits"))


@pytest.mark.parametrize("name", ALL)
def test_a_model_is_small(name: str) -> None:
    """Its whole folder is well under 24 MB, so that the wheel stays one that people download."""
    assert sum(path.stat().st_size for path in model_folder(name).iterdir()) < 24_000_000


def test_what_does_not_ship_is_none() -> None:
    """A name without a folder is no model and no error."""
    assert shipped("no such model") is None


@pytest.mark.parametrize("name", NAMES)
def test_one_reading_from_every_thread(name: str) -> None:
    """The model is loaded once, and asked from four threads the same pair has the same scores."""
    model = shipped(name)
    assert model is not None
    assert shipped(name) is model
    pair = ("Do stents clot less often?", "Ticagrelor lowered the rate of stent thrombosis.")
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: model.logits([pair])[0], range(8)))
    assert all(np.array_equal(one, told[0]) for one in told)
