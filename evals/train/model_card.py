"""The model card that goes with a model's weights: data with their licenses, recipe, figures, limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from assistant.engines.shipped_model import ModelFacts
from evals.report import Figure, Report, table

__all__ = ["ANSWERING", "ASKING", "RETELLING", "TAGGING", "Card", "write_card"]


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
            "10,016 sentences that an earlier model had put first for these questions and 150 as users ask them",
            "labels of seven tenths of the questions (`evals/sets/chosen_labels.tsv`)",
            _CORPUS[2],
        ),
        ("4,008 more labels of the kind, for 151 questions", "seven tenths of the questions", "the project's own"),
        ("BioASQ 7b to 10b", "16,000 questions beside passages, before the labels and at a lower weight", "CC BY 2.5"),
    ),
    "`python -m evals.train.answering`. Questions are split by hash: seven tenths to learn from, the rest halved to "
    "choose the epoch and to measure on, once; questions made of one record go together. BioASQ comes first, once; "
    "then the labels, twice, with questions in which a name was changed beside what answered them; then, once, what "
    "an earlier model had taken for answers (the last 4,982 of these labels, and the question as an answer reads it, "
    "reached the last stage alone). The word embeddings and the two lowest layers stay as they are. A "
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


RETELLING = Card(
    "Whether a sentence only retells",
    "Reads sentences of an abstract beside one that a model made of them, and tells whether it says the same and no "
    "more. Behind the hard checks it lets a free wording stand above its quote; it never says that one is false.",
    (
        _MINILM,
        (
            "general inference pairs (MNLI, SNLI and others)",
            "110,459 pairs, once, for the layers it began with",
            "MNLI terms, CC BY-SA 4.0, Apache-2.0, MIT; one set without a license file",
        ),
        (
            "passages of no real study, retold by people who had not read the checks",
            "seven tenths of the passages (`evals/sets/retold_claims.tsv`)",
            "the project's own",
        ),
        (
            "passages of PubMed abstracts, retold in writers' own words",
            "seven tenths of the records (`evals/sets/retold_records.tsv`)",
            "the claims the project's own; abstracts may be under publishers' copyright",
        ),
        ("sentences changed in a few words", "one half (`evals/sets/near_verbatim.tsv`)", "the project's own"),
        (
            "836 labeled claims on PubMed records, as a model writes them",
            "one half of the records",
            "the project's own",
        ),
    ),
    "`python -m evals.train.retelling`. Passages and records are split by hash: seven tenths to learn from, the rest "
    "halved to choose the epoch and the chance to believe from, and to measure on, once. It begins with general "
    "pairs, once, or with the layers of a first try that did (`--start`), learns from the invented passages twice, and "
    "then from those of records once, with half as many invented ones. The word embeddings and the two "
    "lowest layers stay as they were. Int8 (7 bits a weight, dynamic).",
    "English only. It reads one passage: what the rest of the record says it does not know. Figures, names and "
    "variants it does not tell apart as the checks do, which veto. On sentences of models about records of "
    "another set it is right less often (see `evals/README.md`). No patient data were used.",
)


TAGGING = Card(
    "What a word of a note is to its patient",
    "Reads a clinical note and tells of each word whether it is a drug that the patient takes, had, is allergic to or "
    "only hears of, a disease that the patient has or has not, a habit, and who the patient is. What it read is shown "
    "for confirmation before it is used.",
    (
        _MINILM,
        (
            "notes on invented patients, marked while they were written",
            "4,100 by nineteen writers, and 459 more to choose the epoch by (`evals/sets/marked_notes.tsv`; "
            "the last 1,329 reached the last three rounds alone)",
            "the project's own",
        ),
    ),
    "`python -m evals.train.tagging`: every layer but the word embeddings, seven times over the notes, then three "
    "times more over these and those of four further writers (`--start`, `--epochs 3`, `--rate 1e-4`). Each time a "
    "note is seen some names of drugs and diseases are changed for others. Int8 (7 bits a weight, dynamic).",
    "English only. The notes are invented, by writers of one kind; real ones were not to be had. No patient data "
    "were used.",
)


def write_card(folder: Path, card: Card, facts: ModelFacts, figures: Sequence[Figure]) -> Path:
    """Writes `README.md` beside the weights."""
    data = "\n".join(f"| {name} | {taken} | {terms} |" for name, taken, terms in card.data)
    shown = table(Report("figures", tuple(figures))).partition("\n")[2].replace("\n## ", "\n### ")
    text = f"""# {card.title} ({facts.name}, {facts.made})

{card.does}

- SHA-256 of `model.onnx`: `{facts.sha256}` (checked whenever it is loaded)
- reads with the word embeddings of `{facts.words}`, weights SHA-256 `{facts.words_sha256}`
- window: {facts.window} word pieces; outputs: {", ".join(filter(None, facts.labels))}
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
