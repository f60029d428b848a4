"""Passages: nothing of an article is lost, nothing is too long for the model, and every offset is exact."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.embed.embedding import Embedder, load_embedder
from ingest.read.passages import Passage, split
from ingest.records.article import Article, compose

Part = tuple[Literal["title", "abstract", "other"], str, str, str]

PLAIN = ["osimertinib", "p<0.001", "EGFR", "L858R.", "survival", "was", "0.46", "(95% CI", "0.37-0.57).", "difference."]
ODD = ["β-blocker;", "HLA-B*57:01", "É", "漢字", "🧬", "pneumonoultramicroscopicsilicovolcanoconiosis-associated", "We"]
WORDS = st.sampled_from([*PLAIN, *ODD])
BODIES = st.lists(WORDS, max_size=160).map(" ".join)


def words(text: str) -> list[tuple[int, int]]:
    """A tokenizer of one piece a word."""
    return [match.span() for match in re.finditer(r"\S+", text)]


def characters(text: str) -> list[tuple[int, int]]:
    """A tokenizer of two pieces a character, both with the character's offsets, as byte-level ones have them."""
    return [(at, at + 1) for at, letter in enumerate(text) if not letter.isspace() for _ in range(2)]


@cache
def default_model() -> Embedder:
    return load_embedder(mode="int8")


def article(title: str, *bodies: str) -> Article:
    parts: list[Part] = [("abstract", "", "", body) for body in bodies]
    text, sections = compose(title, parts)
    return Article(pmid="1", title=title, text=text, sections=sections)


def check(made: list[Passage], of: Article) -> None:
    covered = {at for passage in made for at in range(passage.start, passage.end)}
    title = len(of.title)
    missing = [at for at in range(title, len(of.text)) if at not in covered and not of.text[at].isspace()]
    assert missing == []
    assert [passage.number for passage in made] == list(range(len(made)))
    for passage in made:
        assert passage.text.endswith(of.text[passage.start : passage.end])
        assert of.text[passage.start : passage.end].strip()
        assert passage.start >= title or passage.end <= title


@settings(max_examples=60, deadline=None)
@given(title=BODIES.map(lambda text: text[:400]), bodies=st.lists(BODIES, max_size=4), window=st.integers(12, 256))
def test_no_character_is_lost_and_no_passage_exceeds_the_window(title: str, bodies: list[str], window: int) -> None:
    """Whatever the title, the sections and the window: all of the abstract is in some passage, and each fits."""
    given_article = article(title.strip(), *bodies)
    made = split(given_article, words, window)
    check(made, given_article)
    assert all(len(words(passage.text)) <= window - 2 for passage in made)


@settings(max_examples=30, deadline=None)
@given(body=BODIES, window=st.integers(20, 256))
def test_pieces_that_share_their_offsets_are_never_torn_apart(body: str, window: int) -> None:
    """A tokenizer with several pieces a character neither loops nor loses text."""
    given_article = article("Short title", body)
    made = split(given_article, characters, window)
    check(made, given_article)
    assert all(len(characters(passage.text)) <= window - 2 for passage in made)


@settings(max_examples=25, deadline=None)
@given(title=BODIES.map(lambda text: text[:300]), bodies=st.lists(BODIES, max_size=3))
def test_passages_fit_the_default_model(title: str, bodies: list[str]) -> None:
    """With the real tokenizer every passage has at most 256 word pieces, the two special ones included."""
    embedder = default_model()
    given_article = article(title.strip(), *bodies)
    made = split(given_article, embedder.token_spans, embedder.identity.window)
    check(made, given_article)
    assert all(len(embedder.token_spans(passage.text)) + 2 <= 256 for passage in made)


def test_a_joint_that_costs_pieces_is_counted() -> None:
    """Where title and window together have more pieces than apart, the window is halved until it fits."""

    def joint(text: str) -> list[tuple[int, int]]:
        extra = [(0, 0)] * 9 if "\n" in text else []
        return extra + words(text)

    given_article = article("One title", " ".join(f"w{number}" for number in range(60)))
    made = split(given_article, joint, 24)
    check(made, given_article)
    assert all(len(joint(passage.text)) <= 22 for passage in made)


def test_every_passage_is_led_by_the_title() -> None:
    """The title stands before each window, once, on a line of its own."""
    body = " ".join(f"Sentence number {number} says a little more." for number in range(20))
    made = split(article("Gefitinib in lung cancer", body), words, 40)
    assert len(made) > 2
    assert all(passage.text.count("Gefitinib in lung cancer\n") == 1 for passage in made)


def test_windows_are_cut_between_sentences() -> None:
    """No sentence that fits a window is divided between two."""
    body = " ".join(f"Arm {number} had fewer events than placebo did." for number in range(30))
    given_article = article("A trial", body)
    for passage in split(given_article, words, 50):
        window = given_article.text[passage.start : passage.end]
        assert window.startswith("Arm")
        assert window.endswith("did.")


def test_windows_are_about_equally_long() -> None:
    """The last window is no leftover: lengths differ by a sentence at most."""
    body = " ".join(f"Arm {number} had fewer events than placebo did." for number in range(13))
    made = split(article("A trial", body), words, 100)
    lengths = [len(words(passage.text)) for passage in made]
    assert len(made) == 2
    assert max(lengths) - min(lengths) <= 8


def test_a_short_abstract_is_one_passage() -> None:
    """What fits stays whole, and is exactly the canonical text."""
    given_article = article("A trial", "It worked.", "We conclude so.")
    made = split(given_article, words, 256)
    assert [(passage.start, passage.end) for passage in made] == [(8, 34)]
    assert made[0].text == given_article.text


def test_a_title_alone_is_one_passage() -> None:
    """A record without an abstract is found by its title."""
    assert split(article("A trial"), words, 256) == [Passage("1", 0, 0, 7, "A trial")]


def test_an_abstract_without_title_has_no_lead() -> None:
    """A record whose title is missing gives its abstract alone."""
    assert [passage.text for passage in split(article("", "It worked."), words, 256)] == ["It worked."]


def test_no_text_gives_no_passage() -> None:
    """There is nothing to embed in an empty record."""
    assert split(article(""), words, 256) == []


def test_a_long_title_leads_shortened_and_is_kept_whole_beside() -> None:
    """A title past a third of the window leads with its first words; the rest of it is in passages of its own."""
    title = " ".join(f"title{number}" for number in range(30))
    given_article = article(title, "It worked. We conclude so.")
    made = split(given_article, words, 32)
    titles = [given_article.text[p.start : p.end] for p in made if p.end <= len(title)]
    assert " ".join(titles) == title
    assert made[-1].text == " ".join(f"title{number}" for number in range(10)) + "\nIt worked. We conclude so."


def test_a_sentence_longer_than_a_window_is_cut_between_words() -> None:
    """Whole words on both sides of the cut, and nothing between them but white space."""
    body = " ".join(f"word{number}" for number in range(100))
    given_article = article("T", body)
    made = split(given_article, words, 30)
    parts = [given_article.text[passage.start : passage.end] for passage in made]
    assert len(parts) == 4
    assert " ".join(parts) == body


@pytest.mark.parametrize("window", [3, 4, 8])
def test_a_tiny_window_still_loses_nothing(window: int) -> None:
    """Even a window that hardly holds a word ends, with everything in it."""
    given_article = article("One", "It worked well. We conclude so.")
    made = split(given_article, words, window)
    check(made, given_article)
    kept = [given_article.text[passage.start : passage.end] for passage in made if passage.start > len("One")]
    assert " ".join(" ".join(kept).split()) == "It worked well. We conclude so."
