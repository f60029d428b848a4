"""Plain text of records: what tidying keeps, where labels stand, what a date says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.text import canonical_titles, category_of, labeled_parts, orcid_of, read_date, summary_parts, tidy
from ingest.records.article import OtherAbstract, PartialDate, compose

LABELED = "AIM: To see it. METHODS: We looked; the ratio 2: 1 was kept. Note: none. RESULTS: Seen."


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    """White space is single, the ends are bare, and a tidy text stays as it is."""
    once = tidy(text)
    assert tidy(once) == once
    assert "  " not in once
    assert once == once.strip()


def test_tidying_drops_what_shows_as_nothing_and_composes_accents() -> None:
    """A soft hyphen would hide a word from a search; two spellings of one letter would, too."""
    assert tidy("\ufeffosi\u00admer\u200btinib\u202f80\u00a0mg\nMu\u0308ller ") == "osimertinib 80 mg Müller"


def test_labels_inside_a_running_abstract_make_its_parts() -> None:
    """Known labels at the start of a sentence count, other words before a colon do not."""
    assert labeled_parts(LABELED, keep_labels=False) == [
        ("AIM", "OBJECTIVE", "To see it."),
        ("METHODS", "METHODS", "We looked; the ratio 2: 1 was kept. Note: none."),
        ("RESULTS", "RESULTS", "Seen."),
    ]


def test_labels_that_the_publisher_wrote_stay_in_the_text() -> None:
    """With labels kept the parts put together are the whole text."""
    parts = labeled_parts(LABELED)
    assert " ".join(body for _, _, body in parts) == LABELED
    assert [label for label, _, _ in parts] == ["AIM", "METHODS", "RESULTS"]


@pytest.mark.parametrize(
    "text", ["RESULTS: Only one label.", "No label. Here is: none.", "", "results: a. methods: b."]
)
def test_a_text_without_two_labels_stays_whole(text: str) -> None:
    """One word before a colon proves nothing."""
    assert labeled_parts(text) == [("", "", text)]


def test_text_before_the_first_label_is_a_part_without_label() -> None:
    """Nothing of an abstract is lost to the labels."""
    parts = labeled_parts("We begin. METHODS: So. RESULTS: Thus.", keep_labels=False)
    assert parts[0] == ("", "", "We begin.")
    assert [body for _, _, body in parts] == ["We begin.", "So.", "Thus."]


@given(st.lists(st.sampled_from(["METHODS: ", "Results: ", "x: ", "One. ", "two ", "(a) "]), max_size=12))
def test_no_character_of_a_labeled_abstract_is_lost(pieces: list[str]) -> None:
    """Whatever stands where, the parts with their labels hold all of it."""
    text = tidy("".join(pieces))
    assert tidy(" ".join(body for _, _, body in labeled_parts(text))) == text


def test_a_category_is_nlms_own_or_that_of_the_label() -> None:
    """What NLM gave wins; "unassigned" and nothing are looked up by the label, case ignored."""
    assert category_of("Results", "METHODS") == "METHODS"
    assert category_of("Conclusions", "UNASSIGNED") == "CONCLUSIONS"
    assert category_of("Patients and Methods") == "METHODS"
    assert category_of("Weather", "UNASSIGNED") == ""


@pytest.mark.parametrize(
    ("said", "date"),
    [
        (("2002", "Sep", "9"), PartialDate(2002, 9, 9)),
        (("2002", "09", "09"), PartialDate(2002, 9, 9)),
        (("2002", "September", ""), PartialDate(2002, 9)),
        (("2002", "", "9"), PartialDate(2002)),
        (("2002", "13", "1"), PartialDate(2002, raw="2002 13")),
        (("2002", "Feb", "32"), PartialDate(2002, 2)),
        ((" 2002 ", "\n2 ", ""), PartialDate(2002, 2)),
        (("", "Sep", ""), PartialDate(raw="Sep")),
        (("", "", ""), PartialDate()),
    ],
)
def test_a_date_says_no_more_than_is_written(said: tuple[str, str, str], date: PartialDate) -> None:
    """Months by name or number; a part that cannot be one is left out."""
    assert read_date(*said) == date


@pytest.mark.parametrize(
    ("raw", "year"),
    [("1998 Dec-1999 Jan", 1998), ("Fall 2016", 2016), ("1976-1977", 1976), ("2000 Spring-Summer", 2000), ("?", None)],
)
def test_a_medline_date_gives_its_first_year_and_keeps_its_text(raw: str, year: int | None) -> None:
    """The text is there for whoever wants more than the year."""
    assert read_date(raw=raw) == PartialDate(year=year, raw=raw)


def test_a_season_keeps_its_text() -> None:
    """ "Summer" is no month."""
    assert read_date("1998", season="Summer") == PartialDate(1998, raw="1998 Summer")


def test_the_vernacular_title_stands_in_for_one_that_is_not_available() -> None:
    """A placeholder is no title; a bracketed translation is one."""
    assert canonical_titles("[Not Available].", "Un titre.") == ("Un titre.", "Un titre.")
    assert canonical_titles("[In Process Citation]", "") == ("", "")
    assert canonical_titles("[A translated title].", "Un titre.") == ("[A translated title].", "Un titre.")


def test_an_orcid_is_read_from_every_form_it_comes_in() -> None:
    """With and without the address, with and without hyphens."""
    assert orcid_of("https://orcid.org/0000-0002-1825-009x") == "0000-0002-1825-009X"
    assert orcid_of("0000000218250097") == "0000-0002-1825-0097"
    assert orcid_of("A-1234-2010") == ""


def test_other_english_abstracts_join_the_canonical_text_once() -> None:
    """A translation does not, a repetition of the abstract does not, and neither does a placeholder."""
    others = [
        OtherAbstract("Publisher", "eng", "Same.", (("", "Same."),)),
        OtherAbstract("Publisher", "eng", "", (("", "Abstract available from the publisher."),)),
        OtherAbstract("Publisher", "fre", "Autre.", (("", "Autre."),)),
        OtherAbstract("plain-language-summary", "eng", "Plain.", (("", "Plain."),)),
    ]
    assert summary_parts(others, [("abstract", "", "", "Same.")]) == [("other", "plain-language-summary", "", "Plain.")]


@given(st.text("ab ", max_size=5), st.lists(st.tuples(st.text("xy", max_size=3), st.text("cd .", max_size=8))))
def test_every_span_of_the_canonical_string_is_its_part(title: str, bodies: list[tuple[str, str]]) -> None:
    """Spans are in order, do not overlap, and hold exactly the parts that are not empty."""
    text, sections = compose(title, [("abstract", label, "", body) for label, body in bodies])
    kept = [title] * bool(title) + [body for _, body in bodies if body]
    assert [text[section.start : section.end] for section in sections] == kept
    assert text == "\n".join(kept)
