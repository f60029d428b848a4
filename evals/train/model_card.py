"""The model card that goes with a model's weights: data with their licenses, recipe, figures, limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from assistant.engines.cross_encoder import ModelFacts
from evals.report import Figure, Report, table

__all__ = ["ANSWERING", "ASKING", "RERANKER", "VERIFIER", "Card", "write_card"]


class Card(msgspec.Struct, frozen=True):
    """What is said of a model besides its figures."""

    title: str
    does: str
    data: tuple[tuple[str, str, str], ...]
    """(name, what was taken of it, license)."""
    recipe: str
    limits: str


_MINILM = (
    "all-MiniLM-L6-v2 (sentence-transformers)",
    "the weights it starts from; word embeddings and tokenizer are read from that model and not shipped",
    "Apache-2.0",
)
_CORPUS = (
    "PubMed abstracts",
    "{} of papers in the half to tune on",
    "NLM; abstracts may be under publishers' copyright",
)

VERIFIER = Card(
    "Verifier",
    "Reads a sentence beside the sentences of its evidence that tell most on it, and says whether they support it, "
    "contradict it, or are not enough. It votes beside the deterministic checks of `assistant.verify.checks`; how, is "
    "a table in `assistant/verify/verify.py`. It never overrules a failed number, drug, gene or exact variant.",
    (
        _MINILM,
        (
            _CORPUS[0],
            _CORPUS[1].format("conclusions as they stand and made false by one change, before their abstract,"),
            _CORPUS[2],
        ),
        ("PharmGKB / ClinPGx statements, true or flipped", "the half to tune on", "CC BY-SA 4.0"),
        ("SciFact", "the half to tune on", "CC BY 4.0"),
        ("HealthVer", "the half to tune on", "none stated"),
        ("Citation-Integrity", "the half to tune on", "CC BY"),
    ),
    "`python -m evals.train.verifier`. The word embeddings and the lowest layers stay as they are; the rest is trained "
    "with AdamW, first on the made pairs, then on the labeled claims, a quarter of whose documents decides which epoch "
    "is kept. True and false PharmGKB statements of one wording weigh the same, so that the wording teaches nothing. "
    "Int8 (7 bits a weight, dynamic).",
    "English abstracts only. It reads about 600 characters of the evidence. Where two statements differ in a direction "
    "alone and the evidence is worded freely, it is often wrong: see the figures within a wording. A number, a name or "
    "a variant is not its business but the checks'. No patient data were used.",
)

RERANKER = Card(
    "Reranker",
    "Reads a question beside a record's title and the sentences that tell most on it, and gives a score for the order "
    "of the best hits. Its score is mixed with the search's own.",
    (
        _MINILM,
        (
            _CORPUS[0],
            _CORPUS[1].format("titles and conclusions before their abstracts, and the search's wrong hits,"),
            _CORPUS[2],
        ),
        ("PharmGKB / ClinPGx questions", "the half to tune on", "CC BY-SA 4.0"),
    ),
    "`python -m evals.train.reranker`. Each text with a record that fits and with three of the best wrong hits; a hit "
    "that names both gene and drug of a pharmacogenomic question is never taken for wrong: the gold is not complete. "
    "SciFact and BioASQ were not trained on. Int8 (7 bits a weight, dynamic).",
    "English abstracts only. It was trained on few thousand texts, most of them titles and conclusions.",
)

ANSWERING = Card(
    "Which sentence answers",
    "Reads a question beside a record's title and one of its sentences, and tells whether the sentence is on topic and "
    "whether it answers. It orders the findings of an answer; it never says whether a finding is true.",
    (
        _MINILM,
        (
            "sentences of PubMed abstracts found for 420 questions of the project",
            "labels of seven tenths of the questions (`evals/sets/answering_labels.tsv`)",
            _CORPUS[2],
        ),
        (
            "sentences of 630 PubMed abstracts, for 1,872 questions of the project that were written from them",
            "labels of seven tenths of the records (`evals/sets/record_labels.tsv`): each sentence that answers, and "
            "three others a question",
            _CORPUS[2],
        ),
        (
            "5,034 sentences that an earlier model had put first for these questions",
            "labels of seven tenths of the questions (`evals/sets/chosen_labels.tsv`)",
            _CORPUS[2],
        ),
        ("4,008 more labels of the kind, for 151 questions", "seven tenths of the questions", "the project's own"),
        ("BioASQ 7b to 10b", "16,000 questions beside passages, before the labels and at a lower weight", "CC BY 2.5"),
    ),
    "`python -m evals.train.answering`. Questions are split by hash: seven tenths to learn from, the rest halved to "
    "choose the epoch and to measure on, once; questions made of one record go together. BioASQ comes first, once; "
    "then the labels, twice, with questions in which a name was changed beside what answered them; then, twice, what "
    "an earlier model had taken for answers. The word embeddings and the two lowest layers stay as they are. A "
    "sentence that answers weighs one and a half to three times one that does not. The record's abbreviations are "
    "written out. "
    "Int8 (7 bits a weight, dynamic).",
    "English abstracts only. One reader a label. It reads one sentence and its title: what a sentence leaves to "
    "the one before it, it cannot know. Alleles and variants it does not tell apart as the rules do. No patient data "
    "were used.",
)


ASKING = Card(
    "What a question asks",
    "Reads a question beside the same question without its names and tells which of fifteen things it asks for: a "
    "dose, an effect, a harm, … It orders and heads an answer; it decides no sentence.",
    (
        _MINILM,
        (
            "4,697 questions of the project",
            "seven tenths of them (`record_questions.tsv`, `asked_questions.tsv`, `answering_questions.jsonl`)",
            "the project's own",
        ),
        ("151 more of the kind", "seven tenths", "the project's own"),
    ),
    "`python -m evals.train.asking`. The word embeddings are not shipped; every layer is trained with AdamW, five "
    "times over the questions, a sixth of which decides which epoch is kept. Int8 (7 bits a weight, dynamic).",
    "English questions only. One reader a question; two readers of 150 questions named the same facet in 82 of 100. "
    "Questions written from a record in rare words are read worse than those as users ask.",
)


def write_card(folder: Path, card: Card, facts: ModelFacts, figures: Sequence[Figure]) -> Path:
    """Writes `README.md` beside the weights."""
    data = "\n".join(f"| {name} | {taken} | {terms} |" for name, taken, terms in card.data)
    shown = table(Report("figures", tuple(figures))).partition("\n")[2].replace("\n## ", "\n### ")
    text = f"""# {card.title} ({facts.name}, {facts.made})

{card.does}

- SHA-256 of `model.onnx`: `{facts.sha256}` (checked whenever it is loaded)
- reads with the word embeddings of `{facts.words}`, weights SHA-256 `{facts.words_sha256}`
- window: {facts.window} word pieces; outputs: {", ".join(facts.labels)}
- license of these weights: Apache-2.0, as the project, as far as the data's own terms reach; see below

## Data

| data | used | license |
|---|---|---|
{data}

No text of these data is in the weights' folder.

## Recipe

{card.recipe}

## Figures

On what was held out (a star marks the best of a set and measure):

```
{shown.strip()}
```

## Limits

{card.limits}
"""
    path = folder / "README.md"
    path.write_text(text, encoding="utf-8")
    return path
