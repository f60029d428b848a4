"""The clauses of a sentence, and which of them another took over."""

from __future__ import annotations

from assistant.verify.checks.clauses import bracketed, clause_places, said_clauses
from assistant.verify.checks.reading import read

TWO = read("Survival was longer with salt (hazard ratio, 0.7; P = 0.01), but rash did not differ.")


def test_brackets_are_no_clause_of_their_own() -> None:
    """The semicolon within brackets cuts nothing; "but" does."""
    assert set(clause_places(TWO)) == {0, 1}
    assert clause_places(TWO)[-1] == 1
    marks = bracketed(TWO)
    assert [marks.touches(token.start, token.end) for token in TWO.tokens if token.number is not None] == [True, True]


def test_a_sentence_takes_over_the_clause_it_has_the_words_of() -> None:
    """Most of the words, or a figure; without either, the clause it comes nearest to."""
    assert said_clauses(TWO, read("Survival was longer with salt.").keys) == {0}
    assert said_clauses(TWO, read("Rash did not differ.").keys) == {1}
    assert said_clauses(TWO, read("The ratio was 0.7.").keys) == {0}
