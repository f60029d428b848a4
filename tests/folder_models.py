"""A program that makes tiny models in FOLDER and runs each as Vouch runs a model that is named by its folder."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from transformers import BertConfig, BertForSequenceClassification, BertTokenizer, LlamaConfig, LlamaForCausalLM

from assistant.engines.llm import load_model
from assistant.errors import ModelReplyError
from assistant.judge.load import load_judge
from assistant.records.judged import Statement
from assistant.retrieve.rerank import load_reranker
from ingest.embed.embedding import DEFAULT_MODEL, load_embedder

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "drug", "helps", "not"]
SMALL = {"vocab_size": len(WORDS), "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1}


def main(folder: Path) -> None:
    """A reranker, a judge, a writer, and the default embedder by way of torch."""
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    tokenizer = BertTokenizer(vocab=str(folder / "vocab.txt"))
    tokenizer.chat_template = "{% for m in messages %}{{ m['content'] }}{% endfor %}"
    labels = {"id2label": {0: "contradiction", 1: "entailment", 2: "neutral"}, "num_labels": 3}
    models = {
        "pairs": BertForSequenceClassification(BertConfig(intermediate_size=16, **labels, **SMALL)),
        "writer": LlamaForCausalLM(LlamaConfig(intermediate_size=16, **SMALL)),
    }
    for name, model in models.items():
        model.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
    pairs = str(folder / "pairs")
    claim = Statement("helps", ("the drug helps",))
    said = [load_reranker(pairs).score("the drug", ["helps"]), load_judge(pairs).judge([claim])]
    with contextlib.suppress(ModelReplyError):  # with random weights it never ends by itself
        said.extend(load_model(f"local:{folder / 'writer'}", max_tokens=64).complete("the", "drug"))
    assert len(said) > 2, "the writer wrote nothing"
    sys.stdout.write(f"{load_embedder(DEFAULT_MODEL, 'torch').embed(['the drug helps']).shape}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
