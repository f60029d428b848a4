"""A sentence laid beside the part of the evidence that comes nearest to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.checks.matching import Match, match
from assistant.verify.checks.reading import read, sentences


def laid(claim: str, evidence: str) -> Match:
    found = match(read(claim), sentences(evidence))
    assert found is not None
    return found


def changes(found: Match) -> list[tuple[str, str]]:
    return [(found.claim.words(one.said), found.window.words(one.found)) for one in found.changes]


@pytest.mark.parametrize(
    ("claim", "evidence", "changed"),
    [
        ("Rash was seen in 37% of women.", "Rash was seen in 37% of women.", []),
        ("Rash was seen in 73% of women.", "Rash was seen in 37% of women.", [("73%", "37%")]),
        ("Rash was seen in women.", "Rash was not seen in women.", [("", "not")]),
        ("Rash was not seen in women.", "Rash was seen in women.", [("not", "")]),
        ("Gefitinib shrank the tumors.", "Erlotinib shrank the tumors.", [("Gefitinib", "Erlotinib")]),
    ],
)
def test_what_differs_stands_alone(claim: str, evidence: str, changed: list[tuple[str, str]]) -> None:
    """A number, a name or a negation that was changed, added or left out, and nothing else."""
    assert changes(laid(claim, evidence)) == changed


def test_a_change_knows_whether_its_neighbors_agree() -> None:
    """In the middle both sides agree; the end of one text over the middle of the other is open."""
    middle = laid("Rash was seen in 73% of women.", "Rash was seen in 37% of women.").changes[0]
    assert (middle.before, middle.after, middle.enclosed) == (True, True, True)
    first = laid("Gefitinib shrank tumors.", "In men of forty years erlotinib shrank tumors.").changes[0]
    assert not first.enclosed or first.found


def test_the_nearest_of_many_sentences_is_taken() -> None:
    """Not the first with some of the words, but the one that says it; of two alike, the one with less else."""
    evidence = (
        "Survival was measured in women. Survival was longer with the old and cheap drug in women. "
        "Survival was longer with the drug in women."
    )
    assert laid("Survival was longer with the drug in women.", evidence).window.text == (
        "Survival was longer with the drug in women."
    )


def test_two_neighbors_are_joined_where_the_sentence_needs_both() -> None:
    """A sentence made of two has a window of two; a name alone does not join them."""
    evidence = "Gefitinib was given to forty women. Fever and rash were frequent."
    both = laid("Gefitinib was given to forty women and fever and rash were frequent.", evidence)
    assert both.window.text == evidence
    assert laid("Fever and rash were frequent.", evidence).window.text == "Fever and rash were frequent."


def test_shares_say_how_much_of_the_sentence_is_there() -> None:
    """All of it word for word, none of it in a foreign text, more of it in the whole than in the window."""
    same = laid("Survival was longer with the drug.", "Survival was longer with the drug.")
    assert same.closeness == same.window_share == same.share == pytest.approx(1.0)
    foreign = laid("Survival was longer with surgery.", "Enzymes bind columns at low salt.")
    assert foreign.share < 0.2
    apart = laid(
        "Surgery prolonged life and lowered pain.",
        "Surgery prolonged life. Many nurses took part in it for years. Pain was lowered.",
    )
    assert apart.share > apart.window_share


def test_a_kindred_word_pairs_for_less() -> None:
    """ "transplantation" meets "transplant", which is no change, but covers less than the word itself."""
    kin = laid("The transplantation rose in cost.", "The transplant rose in cost.")
    assert changes(kin) == []
    assert 0.5 < kin.share < 1


def test_words_that_changed_places_are_told() -> None:
    """The same words in another order are moved, not changed for others."""
    found = laid(
        "Survival was longer with surgery than with radiation.", "Survival was longer with radiation than with surgery."
    )
    moved = {found.claim.words([found.claim.tokens[i]]) for i, _ in found.moved}
    assert moved & {"surgery", "radiation"}
    assert all(found.claim.tokens[i].key == found.window.tokens[j].key for i, j in found.moved)


def test_nothing_is_laid_beside_nothing() -> None:
    """Without words on either side there is no match."""
    assert match(read(""), sentences("Some evidence.")) is None
    assert match(read("A sentence."), ()) is None


WORDS = st.lists(
    st.sampled_from(
        [
            "survival",
            "longer",
            "not",
            "with",
            "without",
            "surgery",
            "drug",
            "12",
            "40%",
            "women",
            "men",
            "gefitinib",
            "V600E",
            "than",
            ".",
            "may",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(WORDS, WORDS)
def test_an_alignment_accounts_for_every_word_once(claim: str, evidence: str) -> None:
    """Each token is in one pair or one change; pairs are in the order of both texts; shares are between 0 and 1."""
    found = match(read(claim), sentences(evidence))
    if found is None:
        assert not read(claim).tokens or not sentences(evidence)
        return
    ours = [i for i, _ in found.pairs]
    theirs = [j for _, j in found.pairs]
    assert ours == sorted(set(ours))
    assert theirs == sorted(set(theirs))
    assert len(ours) + sum(len(one.said) for one in found.changes) == len(found.claim.tokens)
    assert len(theirs) + sum(len(one.found) for one in found.changes) == len(found.window.tokens)
    assert all(0 <= value <= 1 + 1e-9 for value in (found.closeness, found.window_share, found.share))


@given(WORDS)
def test_a_sentence_is_laid_upon_itself_without_a_change(text: str) -> None:
    """Whatever it says, beside itself nothing differs."""
    if read(text).tokens:
        found = match(read(text), [read(text)])
        assert found is not None
        assert found.changes == ()
        assert found.closeness == pytest.approx(1.0)
