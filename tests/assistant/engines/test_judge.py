"""The optional inference model: a real cross-encoder made by the test, and what its vote may and may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines.judge import Inference, load_judge
from assistant.errors import ModelUnavailable
from assistant.verify.verify import verify_claim


class Scripted:
    """A judge that always says the same."""

    name = "scripted"

    def __init__(self, told: Inference) -> None:
        self.told = told

    def judge(self, evidence: str, sentence: str) -> Inference:
        return self.told


ENTAILS = Scripted(Inference(0.97, 0.02, 0.01))
CONTRADICTS = Scripted(Inference(0.01, 0.02, 0.97))
UNSURE = Scripted(Inference(0.4, 0.3, 0.3))
FREE = ("Exercise cheers people up.", "Daily walks raised the mood of all who took part.")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of a few thousand weights with three labels in an order of its own."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("nli")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "drug", "helps", "not"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label={0: "contradiction", 1: "entailment", 2: "neutral"},
        label2id={"contradiction": 0, "entailment": 1, "neutral": 2},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_none_is_no_judge() -> None:
    """The model can be turned off, and then no check of its name is shown."""
    assert load_judge("none") is None
    assert "nli" not in {check.name for check in verify_claim(*FREE, nli="none").checks}


def test_a_local_cross_encoder_gives_probabilities(tiny_model: Path) -> None:
    """A folder with a model is loaded as it is; whatever the order of its labels, the three add up to one."""
    judge = load_judge(str(tiny_model))
    assert judge is not None
    told = judge.judge("the drug helps", "the drug helps not")
    assert sum(told) == pytest.approx(1.0, abs=1e-4)
    verdict = verify_claim("It is the drug that helps.", "The drug helps.", nli=judge)
    assert verdict.checks[-1].name == "nli"


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    """The message names the folder and the cure."""
    with pytest.raises(ModelUnavailable, match=r"cannot be loaded .* folder that holds it"):
        load_judge(str(tmp_path))


def test_the_likeliest_label_decides_on_a_sentence_in_other_words() -> None:
    """Where the wording is free and no hard check failed, the judge's best label is the verdict's."""
    assert verify_claim(*FREE, nli="none").label == "not_enough"
    assert verify_claim(*FREE, nli=ENTAILS).label == "supported"
    assert verify_claim(*FREE, nli=CONTRADICTS).label == "contradicted"


def test_an_answer_asks_for_a_sure_judge() -> None:
    """With `sure`, a judge that only leans to support carries nothing."""
    assert verify_claim(*FREE, nli=UNSURE).label == "supported"
    assert verify_claim(*FREE, nli=UNSURE, sure=0.8).label == "not_enough"
    assert verify_claim(*FREE, nli=ENTAILS, sure=0.8).label == "supported"


def test_a_carried_sentence_shows_the_vote_and_no_failed_check() -> None:
    """The check that found too little stays with its reason, no longer as failed; the vote says its probability."""
    verdict = verify_claim(*FREE, nli=ENTAILS)
    assert all(check.passed is not False for check in verdict.checks)
    assert verdict.checks[-1].name == "nli"
    assert "0.97" in verdict.checks[-1].reason
    assert verdict.score == 0.97


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Survival was 16 months.", "Survival was 13 months."),
        ("Erlotinib shrank the tumors.", "Gefitinib shrank the tumors."),
        ("BRAF V600K tumors responded.", "BRAF V600E tumors responded."),
        ("Silencing of KRAS slowed growth.", "Silencing of PTEN slowed growth."),
        ("Erlotinib cheers people up.", "Daily walks raised the mood of all who took part."),
        ("Exercise cheered 16 people up.", "Daily walks raised the mood of all 13 who took part."),
    ],
)
def test_entailment_never_overrules_a_number_drug_gene_or_variant(sentence: str, evidence: str) -> None:
    """However sure the model is, a failed hard check stands."""
    assert verify_claim(sentence, evidence, nli=ENTAILS).label != "supported"


def test_a_sure_contradiction_takes_support_away() -> None:
    """The judge may doubt what the checks let pass, if it is sure."""
    assert verify_claim("In adults the drug helps.", "The drug helps adults.", nli="none").label == "supported"
    assert verify_claim("In adults the drug helps.", "The drug helps adults.", nli=CONTRADICTS).label == "contradicted"
    assert verify_claim("In adults the drug helps.", "The drug helps adults.", nli=UNSURE).label == "supported"


def test_a_sentence_that_stands_in_its_evidence_is_never_doubted() -> None:
    """Word for word, but for line breaks: the judge is not even asked."""
    verdict = verify_claim("The drug helps.", "We asked.\nThe drug\nhelps.", nli=CONTRADICTS)
    assert verdict.label == "supported"
    assert "nli" not in {check.name for check in verdict.checks}
