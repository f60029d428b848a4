"""What a note's words are to the patient: spans from chances, values from spans."""

from __future__ import annotations

import pytest

from assistant.engines.tagger import TaggedWord
from assistant.patient.notes.note import Note
from assistant.patient.notes.tags.labels import LABELS
from assistant.patient.notes.tags.tagged import Tagged, spans_of
from assistant.patient.notes.tags.values import tagged_age, tagged_answer, tagged_words


def words_of(text: str, *labels: str, chance: float = 0.9) -> list[TaggedWord]:
    """The words of a text between blanks, each with one label at that chance and "" at the rest."""
    made, start = [], 0
    for word, label in zip(text.split(" "), labels, strict=True):
        chances = [0.0] * len(LABELS)
        chances[0] = 1 - chance
        chances[LABELS.index(label)] += chance
        made.append(TaggedWord(start, start + len(word), tuple(chances)))
        start += len(word) + 1
    return made


def test_words_of_one_name_are_one_span() -> None:
    """A further word joins the one before it; a first one begins anew, and so does another tag."""
    words = words_of("no folic acid aspirin since", "", "B had", "I had", "B had", "I taken")
    assert [(one.start, one.end, one.tag) for one in spans_of(words)] == [
        (3, 13, "had"),
        (14, 21, "had"),
        (22, 27, "taken"),
    ]


def test_a_name_is_most_likely_what_its_words_are() -> None:
    """The chances of a place are those of its words among the tags that are asked for."""
    tagged = Tagged(words_of("on folic acid", "", "B taken", "I taken"))
    chances = tagged.chances(3, 13, ("taken", "had"))
    assert chances["taken"] > 0.99 > chances["had"]
    assert tagged.chances(40, 50, ("taken", "had")) == {}


@pytest.mark.parametrize(
    ("text", "years"),
    [("62", [62.0]), ("fifty-eight", [58.0]), ("8-months", [0.67]), ("3/4", []), ("old", []), ("999", [])],
)
def test_an_age_has_one_number(text: str, years: list[float]) -> None:
    """Digits or words, in years or a part of one; two numbers, none, and one beyond every age are no age."""
    told = tagged_age(Note(text), Tagged(words_of(text, "B age")))
    assert [one.value for one in told] == years


def test_what_is_said_not_to_be_is_a_no() -> None:
    """ "hCG neg" answers whether she is pregnant, and nothing else."""
    tagged = Tagged(words_of("hCG neg today", "B not pregnant", "I not pregnant", ""))
    assert [(one.value, one.start, one.end) for one in tagged_answer("pregnant", tagged)] == [(False, 0, 7)]
    assert list(tagged_answer("breastfeeding", tagged)) == []


def test_what_is_not_sure_is_no_value() -> None:
    """Below the chance that is asked for a habit is left out."""
    note = Note("vapes daily")
    sure, unsure = (Tagged(words_of(note.text, "B habit", "I habit", chance=chance)) for chance in (0.95, 0.6))
    assert [one.value for one in tagged_words(note, "lifestyle", sure, "habit")] == ["vapes daily"]
    assert list(tagged_words(note, "lifestyle", unsure, "habit")) == []
