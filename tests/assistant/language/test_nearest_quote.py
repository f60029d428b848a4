"""A quote that was not copied to the letter is found where it was copied from, and nowhere else."""

from __future__ import annotations

import time

import pytest

from assistant.language.nearest_quote import LONGEST, nearest

FIRST = (
    "Median progression-free survival was 17.2 months with osimertinib and 9.8 months with gefitinib "
    "(hazard ratio 0.48; 95% CI 0.38 to 0.61; p<0.001)."
)
SECOND = "Grade 3 or higher adverse events occurred in 34% of patients given osimertinib and in 45% given gefitinib."
THIRD = "Resistance to osimertinib was most often explained by MET amplification, found in 15 of 91 tumors."
TEXT = f"Osimertinib or gefitinib: a trial\nWe studied 412 adults. {FIRST} {SECOND} {THIRD} This was seen by all."

HARMLESS = [
    (FIRST, FIRST.lower()),
    (FIRST, FIRST.replace("p<0.001", "P < 0.001").replace("95%", "95 %")),
    (FIRST, FIRST.replace("progression-free", "progression free").replace("; ", ", ")),
    (FIRST, FIRST.partition(" (")[0] + "."),
    (FIRST, FIRST.replace("17.2", "17·2").replace("9.8", "9·8")),
    (THIRD, THIRD.replace("tumors", "tumours")),
    (THIRD, THIRD.replace("found in", "found  in").rstrip(".")),
    (THIRD, THIRD.replace("amplification, found", "amplification (found").replace("tumors.", "tumors).")),
    (SECOND, SECOND.replace("higher adverse", "higher-adverse").replace("45%", "45 %")),
    (SECOND, SECOND.replace("occurred in 34%", "occured in 34%")),
]
OTHERS = [
    "Osimertinib cured all of the patients with EGFR-mutated cancer and none of them relapsed.",
    SECOND.replace("adverse events", "complete remissions").replace("patients", "children"),
    THIRD.replace("Resistance to osimertinib", "Response to gefitinib"),
    "was most often the",
    "Adults 412 studied we in a trial of gefitinib or osimertinib months.",
    "Osimertinib prolonged overall survival compared with gefitinib in EGFR-mutated cancer.",
]


@pytest.mark.parametrize(("sentence", "copy"), HARMLESS)
def test_a_harmless_change_is_found(sentence: str, copy: str) -> None:
    """Case, signs, blanks, spelling, a slip of a letter and a bracket left out: the passage meant is given."""
    found = nearest(copy, TEXT)
    assert not isinstance(found, str), found
    start, end = found
    at = TEXT.index(sentence)
    assert at <= start < end <= at + len(sentence)
    assert end - start > 0.6 * len(sentence)


@pytest.mark.parametrize("copy", OTHERS)
def test_other_words_are_refused(copy: str) -> None:
    """What says something else, or too little, was not copied from the record, and the reason says so."""
    assert isinstance(nearest(copy, TEXT), str)


def test_what_stands_to_the_letter_is_found_as_it_is() -> None:
    """A verbatim quote keeps its own offsets."""
    at = TEXT.index(SECOND)
    assert nearest(SECOND, TEXT) == (at, at + len(SECOND))


def test_a_long_text_takes_time_by_its_length() -> None:
    """A record of a megabyte and a quote of the longest kind are compared in a moment; a longer quote is not."""
    long = f"{TEXT} " * 2500
    begun = time.process_time()
    nearest(THIRD.replace("tumors", "tumours"), long)
    nearest(("a b " * LONGEST)[:LONGEST], long)
    assert time.process_time() - begun < 10
    assert isinstance(nearest(TEXT.upper() * 20, TEXT), str)
