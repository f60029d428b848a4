"""A question's words as the learned models read them."""

from __future__ import annotations

from assistant.question.leveled import named_spans, tokens


def read(text: str) -> list[str]:
    return [token.word for token in tokens(text, named_spans(text))]


def test_a_name_is_the_kind_of_thing_it_names() -> None:
    """Two drugs, two diseases and two variants read the same, and a name of several words is one."""
    first = read("Sotorasib in KRAS G12C colorectal cancer?")
    assert first == read("Erdafitinib in FGFR3 S249C bladder cancer?")
    assert first[0] == "A_DRUG"
    assert first[-2:] == ["A_DISEASE", "?"]


def test_other_words_are_lower_case_and_american() -> None:
    """Numbers and unknown names in capitals are each one word; marks stand alone."""
    found = [token.word for token in tokens("Tumour of 12.5 cm, QX7 raised:", [])]
    assert found == ["tumor", "of", "NUMBER", "cm", ",", "NAME", "raised", ":"]


def test_a_word_that_no_list_has_is_strange() -> None:
    """A new drug's name may be one; words of the language and of medicine are not."""
    found = {token.word for token in tokens("Does zorbafexil shrink a tumor?", []) if token.strange}
    assert found == {"zorbafexil"}


def test_tokens_give_their_place() -> None:
    """`text[start:end]` is what was read, also of a name."""
    text = "After osimertinib – what next?"
    found = [text[token.start : token.end] for token in tokens(text, named_spans(text))]
    assert found == ["After", "osimertinib", "–", "what", "next", "?"]


def test_of_names_that_overlap_the_longest_counts() -> None:
    """No word is read twice."""
    names = [(0, 4, "gene"), (0, 10, "variant"), (5, 10, "variant")]
    assert [token.word for token in tokens("EGFR L858R", names)] == ["A_VARIANT"]
