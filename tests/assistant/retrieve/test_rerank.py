"""Rerankers: the table of names, the light one on the real embedder, a real cross-encoder made by the test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.errors import ModelUnavailable
from assistant.retrieve.rerank import best_sentences, load_reranker
from ingest.embed.embedding import load_embedder

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder

QUESTION = "Does paroxetine lower endoxifen in women on tamoxifen?"
FITTING = "Antidepressants and breast cancer\nWomen were asked about mood. Paroxetine halved endoxifen under tamoxifen."
OTHER = "Statins and muscle pain\nSimvastatin caused myopathy. Older people had it more often."


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of two small layers with random weights, saved as the hub's are."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("cross-encoder")
    words = sorted({word for text in (QUESTION, FITTING, OTHER) for word in text.lower().replace(".", " ").split()})
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]))
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=512).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words) + 5,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_no_name_means_no_reranker(embedder: Embedder) -> None:
    """The default reranks nothing, and says so by being None."""
    assert load_reranker("", embedder=embedder) is None


def test_light_needs_an_embedder(embedder: Embedder) -> None:
    """Without vectors there is nothing to compare sentences by; a callable is asked when it is needed."""
    assert load_reranker("light") is None
    assert load_reranker("light", embedder=lambda: None) is None
    made = load_reranker("light", embedder=lambda: embedder)
    assert made is not None
    assert made.name == "light"


def test_light_finds_the_sentence_that_answers(embedder: Embedder) -> None:
    """A record about something else with one fitting sentence beats a record without any."""
    light = load_reranker("light", embedder=embedder)
    assert light is not None
    fitting, other = light.score(QUESTION, [FITTING, OTHER])
    assert fitting > other + 0.2


def test_light_scores_each_text_alone(embedder: Embedder) -> None:
    """A text's score is the same whatever stands beside it, also for an empty one, and nothing gives nothing."""
    light = load_reranker("light", embedder=embedder)
    assert light is not None
    together = light.score(QUESTION, [OTHER, "", FITTING])
    alone = [light.score(QUESTION, [text])[0] for text in (OTHER, "", FITTING)]
    assert together == pytest.approx(alone, abs=0.02)
    assert light.score(QUESTION, []) == []


def test_a_cross_encoder_loads_from_a_folder(cross_encoder: Path) -> None:
    """A saved model of one's own scores every text, the same each time."""
    reranker = load_reranker(str(cross_encoder))
    assert reranker is not None
    scores = reranker.score(QUESTION, [FITTING, OTHER, ""])
    assert len(scores) == 3
    assert scores[0] != scores[1]
    assert scores == pytest.approx(reranker.score(QUESTION, [FITTING, OTHER, ""]), abs=1e-6)
    assert reranker.score(QUESTION, []) == []


def test_an_unknown_reranker_is_one_clear_error(tmp_path: Path) -> None:
    """A name that leads to no model names itself and the cure."""
    with pytest.raises(ModelUnavailable, match=r"reranker .*nowhere.* cannot be loaded .*leave it empty"):
        load_reranker(str(tmp_path / "nowhere"))


def test_the_best_sentences_keep_title_and_order() -> None:
    """The title stays first, the chosen sentences in the order of the text."""
    text = "A title\nNothing here. Tamoxifen was given. It rained. Endoxifen fell with paroxetine."
    assert best_sentences(QUESTION, text, 2) == ["A title", "Tamoxifen was given.", "Endoxifen fell with paroxetine."]


def test_a_text_of_a_title_alone_is_its_title() -> None:
    """A record without an abstract is judged by its title."""
    assert best_sentences(QUESTION, "Only a title", 3) == ["Only a title"]
