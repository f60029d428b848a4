"""Tagging of words with a model as it ships: small and untrained, since only how it is run is tested here."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines.tagger import Tagger, as_read, shipped_tagger
from evals.train.pair_graph import ship
from evals.train.pair_training import new_tag_network

LABELS = ("", "B drug", "I drug")
NOTE = "Takes apixaban 5 mg;\nno co-trimoxazole. 62-year-old."


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    """A model of 128 word pieces with a head that nothing has taught."""
    folder = tmp_path_factory.mktemp("tagger")
    network = new_tag_network(len(LABELS), frozen=6, seed=3)
    ship(network.state(), folder, name="tiny", labels=LABELS, window=128, made="2026-11-30")
    return Tagger(folder)


def test_every_word_is_told_with_its_place(tagger: Tagger) -> None:
    """Words and marks of punctuation come in the order of the text, at their places, each with a chance a label."""
    words = tagger.words(NOTE)
    said = [NOTE[word.start : word.end] for word in words]
    assert said[:6] == ["Takes", "apixaban", "5", "mg", ";", "\n"]
    assert "trimoxazole" in said
    assert "62" in said
    assert all(len(word.chances) == len(LABELS) and abs(sum(word.chances) - 1) < 1e-5 for word in words)


def test_a_line_break_is_read_and_moves_no_place() -> None:
    """What is read is as long as the text, with a mark where a line ends."""
    assert as_read("a\nb") == "a|b"


def test_a_long_text_is_read_whole_and_each_word_once(tagger: Tagger) -> None:
    """Words of a text of many windows are those of the text, none twice and none left out."""
    text = " ".join(f"drug{number} word" for number in range(400))
    words = tagger.words(text)
    assert " ".join(text[word.start : word.end] for word in words) == text


def test_a_word_far_from_an_edge_is_told_as_in_a_text_of_its_own(tagger: Tagger) -> None:
    """The first words of a long text are told as they are where the text ends within the window."""
    text = " ".join(["He takes aspirin and metoprolol daily."] * 60)
    alone, long = tagger.words(text[:360]), tagger.words(text)
    assert [word[:2] for word in long[:40]] == [word[:2] for word in alone[:40]]


@pytest.mark.parametrize("text", ["", " \n ", "\u0301", "🙂" * 300, "on \ud800 aspirin"])
def test_odd_texts_are_read(tagger: Tagger, text: str) -> None:
    """Nothing, blanks, a mark without its letter, signs that no vocabulary has and half a character end in no error."""
    assert all(0 <= word.start <= word.end <= len(text) for word in tagger.words(text))


def test_no_model_of_a_name_is_none() -> None:
    """A name under which nothing ships gives no tagger."""
    assert shipped_tagger("no-such-model") is None


def test_another_file_is_refused(tagger: Tagger, tmp_path: Path) -> None:
    """A folder without a model says what is missing."""
    from assistant.errors import ModelUnavailable

    with pytest.raises(ModelUnavailable, match=r"model\.json cannot be read"):
        Tagger(tmp_path)
