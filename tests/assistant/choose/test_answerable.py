"""What is lacking takes from the chance that the library answers, and is said by name."""

from __future__ import annotations

import msgspec

from assistant.choose.answerable import FEATURES, answerable, features
from assistant.choose.likely import said
from assistant.enough.uncovered import NOTHING, Uncovered


def test_a_better_sentence_is_a_better_chance() -> None:
    """The chance rises with that of the best sentence, also at its ends."""
    chances = [answerable(best, NOTHING, gap=False) for best in (0.0, 0.1, 0.5, 1.0)]
    assert chances == sorted(chances)
    assert 0 < chances[0] < chances[-1] < 1


def test_a_name_or_group_that_is_lacking_takes_from_it() -> None:
    """Another drug, other people, or names that no record ties are less likely answered."""
    plain = answerable(0.3, NOTHING, gap=False)
    assert answerable(0.3, Uncovered(names=("sorafenib",)), gap=False) < plain
    assert answerable(0.3, Uncovered(groups=("in pregnancy",)), gap=False) < plain
    assert answerable(0.3, NOTHING, gap=True) < plain


def test_a_word_that_is_lacking_never_refuses() -> None:
    """A word may be incidental: the chance is the same with it and without."""
    assert answerable(0.3, Uncovered(words=("hiccups",)), gap=False) == answerable(0.3, NOTHING, gap=False)


def test_an_inherited_variant_is_a_feature_of_its_own() -> None:
    """Records give an rsID by other names, so that one is lacking does not count as a name."""
    told = dict(zip(FEATURES, features(0.3, Uncovered(names=("rs12345",)), gap=False), strict=True))
    assert (told["name lacking"], told["inherited variant lacking"]) == (0.0, 1.0)


def test_the_sentence_names_what_is_lacking_and_what_is_there() -> None:
    """Both are in it, with the record that is nearest; nothing is said where nothing is lacking."""
    one = Uncovered(names=("liver cancer",), covered=("osimertinib",), pmid="90000011", held=6)
    on = "on “liver cancer” together with “osimertinib”; the nearest is PMID 90000011."
    assert said(one) == f"None of the 6 nearest records is {on}"
    assert said(msgspec.structs.replace(one, held=1)) == f"Not even the nearest record is {on}"
    assert said(NOTHING) == said(Uncovered(words=("hiccups",))) == ""
