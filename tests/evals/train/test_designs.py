"""What the model of designs learns from."""

from __future__ import annotations

from evals.measure.search.designs import labeled_designs
from evals.train.designs import examples, named_in_title
from tests.assistant.made_records import article


def test_the_naming_words_are_taken_out() -> None:
    """A title that names a design gives its group, and is learned from without the words that name it."""
    group, title = named_in_title(article("1", "Drug A in asthma: a network meta-analysis", "Trials were compared."))
    assert group == "meta-analysis"
    assert "meta" not in title
    assert title.startswith("Drug A in asthma")


def test_a_title_without_a_design_gives_no_group() -> None:
    """Nothing is learned from a record that neither a label nor its title tells."""
    assert named_in_title(article("1", "Drug A in asthma", "Adults took part."))[0] == ""
    assert examples([article("1", "Drug A in asthma", "Adults took part.")]) == []


def test_labels_are_learned_from_and_held_records_are_not() -> None:
    """A record with two labels is half an example of each; one that is held is none, whatever its title says."""
    labeled = labeled_designs()
    twice = next(row for row in labeled if row["part"] == "learned" and row["design"].count("|") == 1)
    held = next(row for row in labeled if row["part"] == "held")
    title = "Drug A in asthma: a meta-analysis"
    found = examples([article(twice["pmid"], "Drug A"), article(held["pmid"], title), article("1", title)])
    assert [(one.group, one.counts) for one in found[:2]] == [(name, 0.5) for name in twice["design"].split(" | ")]
    assert [one.group for one in found[2:]] == ["meta-analysis"]
