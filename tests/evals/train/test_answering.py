"""Training the model that tells which sentence answers: its labels and measures, and in small, what it exports."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from assistant.engines.cross_encoder import CrossEncoder
from evals.train.answering import LABELS, direct, main, searched
from evals.train.answering_pairs import Labeled, asked_questions, labeled, learning_pairs, part_of, question_as_read
from ingest.library.library import Library


def row(question: str, label: int, source: str = "ours") -> Labeled:
    return Labeled(source, question, question, f"question {question}", f"text {label}", label)  # type: ignore[arg-type]  # ours


def of_part(part: str, count: int = 2) -> list[str]:
    return [name for name in (f"Q{n}" for n in range(400)) if part_of(name) == part][:count]


def test_seven_tenths_of_the_questions_are_learned_from() -> None:
    """The split is by question alone: about .70, .15 and .15, and a question is always in the same part."""
    parts = Counter(part_of(f"Q{n}") for n in range(2000))
    assert 0.66 < parts["train"] / 2000 < 0.74
    assert 0.12 < parts["tune"] / 2000 < 0.18
    assert part_of("Q7") == part_of("Q7")


def test_only_the_part_to_learn_from_is_learned_from() -> None:
    """Sentences of the questions to tune on and of the held ones make no pair."""
    (train, *_), (tune, *_), (held, *_) = of_part("train"), of_part("tune"), of_part("held")
    pairs = learning_pairs([row(train, 2), row(train, 0), row(tune, 2), row(held, 2)])
    assert [pair.first for pair in pairs] == [f"question {train}"] * 2


def test_a_sentence_that_answers_weighs_more() -> None:
    """One in twenty answers: it weighs three times a sentence beside it that does not."""
    train = of_part("train")[0]
    answering, other = learning_pairs([row(train, 2), row(train, 0)])
    assert answering.weight == 3 * other.weight


def test_of_a_question_without_an_answer_few_sentences_are_learned_from() -> None:
    """Where nothing answers, one sentence in four is kept, so that "no" does not drown the rest."""
    train = of_part("train")[0]
    assert len(learning_pairs([row(train, 0) for _ in range(40)])) == 10


def test_a_model_is_chosen_by_what_a_search_had_found() -> None:
    """Of questions written from records those count alone whose search was looked at."""
    asked, unasked, ours = row("R1", 2, "records"), row("R2", 2, "records"), row("Q1", 0)
    found = Labeled("records", "R1", "R1", "question R1", "text 0", 0, chosen=True)
    assert searched([asked, unasked, ours, found]) == [asked, ours, found]


def test_a_question_is_learned_from_as_it_is_read() -> None:
    """A brand stands under its drug's usual name, as in an answer."""
    xeloda = next(one for one in asked_questions() if "Xeloda" in one.question)
    assert "capecitabine" in question_as_read(xeloda)
    assert "Xeloda" not in question_as_read(xeloda)


def test_direct_asks_only_questions_that_a_sentence_answers() -> None:
    """An answering sentence third is a miss, second a hit; a question without one does not count."""
    rows = [row("Q1", 0), row("Q1", 0), row("Q1", 2), row("Q2", 0), row("Q2", 2), row("Q3", 0)]
    assert direct(rows, np.array([3, 2, 1, 2, 1, 9], np.float32)) == [False, True]


def test_a_label_is_read_with_its_records_title(starter_library: Path) -> None:
    """Each label of the starter library becomes the question beside title and sentence, as the runtime reads them."""
    with Library.open(starter_library) as library, Library.open(starter_library) as same:
        rows = [one for one in labeled({"starter": library, "corpus": same}) if one.source == "ours"]
        titles = {article.title for article in library.get_many(list(library.pmids())).values()}
    assert {one.label for one in rows} == {0, 1, 2}
    assert all(any(one.text.startswith(title) for title in titles) for one in rows[:40])


def test_what_is_trained_is_what_the_runtime_reads(starter_library: Path, tmp_path: Path) -> None:
    """A run of two steps writes a folder that gives two logits a pair, and is small enough to ship."""
    given = ["--corpus", str(starter_library), "--starter", str(starter_library), "--out", str(tmp_path / "work")]
    small = ["--most", "12", "--weak", "0", "--frozen", "5", "--no-card"]
    assert main([*given, "--ship", str(tmp_path / "model"), *small]) == 0
    model = CrossEncoder(tmp_path / "model")
    assert model.facts.labels == LABELS
    assert model.logits([("Which dose?", "A dose of 20 mg was enough.")]).shape == (1, 2)
    assert sum(path.stat().st_size for path in (tmp_path / "model").iterdir()) < 14_000_000
