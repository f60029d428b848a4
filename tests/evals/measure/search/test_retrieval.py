"""The retrieval evaluation, run for real on the small committed set."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from evals.__main__ import main
from evals.material.libraries import untitled
from evals.measure.search.remembering import Remembering
from evals.measure.search.retrieval import scores
from ingest.embed.embedding import load_embedder
from ingest.records.article import Article, compose


def test_measures_of_a_known_ranking() -> None:
    """One of two relevant records at the second place: MRR 1/2, recall 1/2; a question that found nothing has zeros."""
    made = scores({"a": {"1": 1, "2": 1}, "b": {"3": 1}}, {"a": ["9", "1", "8"], "b": []})
    assert made["a"]["MRR@10"] == 0.5
    assert made["a"]["recall@10"] == 0.5
    assert made["a"]["nDCG@10"] == pytest.approx((1 / 1.58496) / (1 + 1 / 1.58496), abs=1e-4)
    assert set(made["b"].values()) == {0.0}


def test_a_record_without_its_title_keeps_its_abstract() -> None:
    """The title goes from the text and the spans; labels stay."""
    text, sections = compose("A title", [("abstract", "METHODS", "", "We asked."), ("abstract", "", "", "They said.")])
    bare = untitled(Article(pmid="1", title="A title", text=text, sections=sections))
    assert bare.text == "We asked.\nThey said."
    assert [section.label for section in bare.sections] == ["METHODS", ""]


def test_what_is_remembered_is_what_the_embedder_gives() -> None:
    """The same vectors in the order asked, also of a text that comes twice; each text is embedded once."""
    embedder = load_embedder(mode="int8")
    asked: list[str] = []

    class Counting:
        identity, token_spans = embedder.identity, embedder.token_spans

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            asked.extend(texts)
            return embedder.embed(texts)

    remembering = Remembering(Counting())
    remembering.embed(["gout", "asthma"])
    assert np.array_equal(
        remembering.embed(["asthma", "lupus", "asthma"]), embedder.embed(["asthma", "lupus", "asthma"])
    )
    assert asked == ["gout", "asthma", "lupus"]
    assert remembering.embed([]).shape == (0, embedder.identity.dimension)


def test_the_small_set_passes_through_every_leg(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A quick run builds the library, measures each leg, writes rows, and passes against what it accepted."""
    folders = ["--work", str(tmp_path / "work"), "--out", str(tmp_path / "out"), "--baselines", str(tmp_path / "base")]
    assert main(["retrieval", "--quick", "--accept", *folders]) == 0
    assert main(["retrieval", "--quick", *folders]) == 0
    shown = capsys.readouterr().out
    rows = [json.loads(line) for line in (tmp_path / "out" / "retrieval.rows.jsonl").read_text().splitlines()]
    legs = {row["leg"] for row in rows}
    assert {"plain RRF", "words", "vectors", "fused", "reranked", "fused + understanding"} <= legs
    assert all("text" not in row for row in rows)
    best = [row["nDCG@10"] for row in rows if row["leg"] == "fused + understanding"]
    assert sum(best) / len(best) > 0.9
    assert "FELL" not in shown
