"""Local transformers models: the real path, with a tiny random chat model made here."""

from __future__ import annotations

import json
import shutil
import threading
import time
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.engines.llm import ChatModel, load_model
from assistant.errors import ModelReplyError, ModelTimeout, ModelUnavailable

pytest.importorskip("torch")

TEMPLATE = (
    "{% for m in messages %}<{{ m['role'] }}> {{ m['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant> {% endif %}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A llama of two thin layers with random weights and a byte-level tokenizer, saved as any model is."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    path = tmp_path_factory.mktemp("tiny")
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(["<end>", *letters])}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer)
    fast.add_special_tokens({"eos_token": "<end>", "pad_token": "<end>"})
    fast.chat_template = TEMPLATE
    fast.save_pretrained(path)
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(letters) + 1,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=8192,
        eos_token_id=None,
        bos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(path)
    return path


def babble(model: ChatModel, user: str) -> list[str]:
    """What the model says until it is cut off: with random weights it never ends by itself."""
    pieces: list[str] = []
    with pytest.raises(ModelReplyError, match="VOUCH_MODEL_MAX_TOKENS"):
        pieces.extend(model.complete("be brief", user))
    return pieces


def test_streams_and_counts(folder: Path) -> None:
    """The folder is loaded, text comes in pieces, tokens are counted, nothing is sent anywhere."""
    model = load_model(f"local:{folder}", max_tokens=80, timeout=60)
    assert babble(model, "say something")
    assert 0 < model.usage.output_tokens <= 80
    assert model.usage.input_tokens > 20
    assert model.usage.sent_to == ""


def test_the_same_prompt_gives_the_same_reply(folder: Path) -> None:
    """Decoding is greedy: no chance is involved."""
    model = load_model(f"local:{folder}", max_tokens=70, timeout=60)
    assert babble(model, "say something") == babble(model, "say something")


def test_a_reply_that_the_model_ends_is_whole(folder: Path, tmp_path: Path) -> None:
    """A model that writes its own end is not called cut off."""
    brief = Path(shutil.copytree(folder, tmp_path / "brief"))
    (brief / "generation_config.json").write_text(json.dumps({"eos_token_id": list(range(257)), "pad_token_id": 0}))
    model = load_model(f"local:{brief}", max_tokens=80, timeout=60)
    list(model.complete("be brief", "say something"))
    assert model.usage.output_tokens == 1


def test_waiting_for_ones_turn_is_no_time_of_the_model(folder: Path) -> None:
    """Calls at once are answered one after another, and the last is not late for having waited."""
    model = load_model(f"local:{folder}", max_tokens=24, timeout=60)
    babble(model, "warm up")
    started = time.monotonic()
    babble(model, "x")
    alone = time.monotonic() - started
    model = load_model(f"local:{folder}", max_tokens=24, timeout=max(3 * alone, 0.5))
    said: list[int] = []
    threads = [threading.Thread(target=lambda: said.append(len(babble(model, "x")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 8


def test_a_babbling_model_is_not_heard(folder: Path, starter_library: Path) -> None:
    """Over the whole road: what random weights say is no finding; the reader is told, and the answer is extractive."""
    settings = {"model": f"local:{folder}", "model_max_tokens": 64, "evidence": 1, "audit": False}
    with Assistant.open(library=starter_library, **settings) as assistant:
        answer = assistant.ask("What does the evidence show for clopidogrel in CYP2C19 poor metabolizers?")
    assert answer.model == "extractive"
    assert answer.claims
    assert any("cut off" in note and "extractive" in note for note in answer.notes)


def test_a_prompt_beyond_the_window_is_refused(folder: Path) -> None:
    """A prompt longer than the model reads is an error that says both lengths."""
    model = load_model(f"local:{folder}", timeout=60)
    with pytest.raises(ModelReplyError, match="reads 8,192 tokens"):
        list(model.complete("be brief", "word " * 2000))


def test_cancel_ends_the_writing(folder: Path) -> None:
    """Once the event is set no more text comes, and the model can be asked again."""
    model = load_model(f"local:{folder}", max_tokens=90, timeout=60)
    cancel = threading.Event()
    cancel.set()
    assert list(model.complete("be brief", "go on", cancel)) == []
    assert babble(model, "x")


def test_the_time_limit_holds(folder: Path) -> None:
    """A limit far below what the model needs is ModelTimeout."""
    model = load_model(f"local:{folder}", max_tokens=400, timeout=0.02)
    with pytest.raises(ModelTimeout):
        list(model.complete("be brief", "go on"))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A name that is neither a folder nor at hand is ModelUnavailable and says which."""
    with pytest.raises(ModelUnavailable, match="no-model-here"):
        load_model(f"local:{tmp_path / 'no-model-here'}")
