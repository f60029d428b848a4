"""The record: what its corrections, types and title say of its integrity, and what it gives back."""

from __future__ import annotations

import pytest

from ingest.records.article import Article, Correction, Section, Signal


def article(title: str = "A title.", types: tuple[str, ...] = ("Journal Article",), *kinds: str) -> Article:
    corrections = tuple(Correction(kind, "2") for kind in kinds)
    sections = (Section("title", "", "", 0, len(title)),)
    return Article("1", title, title, sections, publication_types=types, corrections=corrections)


SIGNALS = {
    "RetractionIn": "retracted",
    "PartialRetractionIn": "retracted",
    "RetractedandRepublishedIn": "retracted",
    "RetractionOf": "retraction_notice",
    "PartialRetractionOf": "retraction_notice",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "erratum",
    "CorrectedandRepublishedIn": "erratum",
    "CorrectedAndRepublishedIn": "erratum",
}
NO_SIGNAL = [
    "RetractedandRepublishedFrom",
    "ExpressionOfConcernFor",
    "ErratumFor",
    "CommentIn",
    "CommentOn",
    "UpdateIn",
    "UpdateOf",
    "RepublishedIn",
    "AssociatedDataset",
]
NAMES = ("retracted", "retraction_notice", "concern", "erratum")


@pytest.mark.parametrize(("kind", "name"), SIGNALS.items())
def test_a_correction_raises_its_own_signal_and_no_other(kind: str, name: str) -> None:
    """An erratum is not a retraction, a notice is not the retracted article; the reason is given."""
    integrity = article("A title.", ("Journal Article",), kind).integrity
    assert [getattr(integrity, one) for one in NAMES] == [Signal.YES if one == name else Signal.NO for one in NAMES]
    assert integrity.reasons == (f"{kind} 2",)


@pytest.mark.parametrize("kind", NO_SIGNAL)
def test_the_other_side_of_a_correction_raises_none(kind: str) -> None:
    """The paper that comments, updates or replaces another is not faulty for it."""
    integrity = article("A title.", ("Journal Article",), kind).integrity
    assert {getattr(integrity, one) for one in NAMES} == {Signal.NO}


def test_publication_types_count_whatever_their_capitals() -> None:
    """NLM has renamed them over the years."""
    assert article(types=("Retracted Publication",)).integrity.retracted is Signal.YES
    assert article(types=("RETRACTION OF PUBLICATION",)).integrity.retraction_notice is Signal.YES
    assert article(types=("Retraction Notice",)).integrity.retracted is Signal.NO


def test_without_metadata_the_state_is_unknown() -> None:
    """Neither types nor corrections: nothing is claimed."""
    integrity = article(types=()).integrity
    assert {getattr(integrity, one) for one in NAMES} == {Signal.UNKNOWN}


@pytest.mark.parametrize("title", ["RETRACTED: A trial.", "[RETRACTED ARTICLE] A trial.", "WITHDRAWN: A trial."])
def test_a_publishers_mark_in_the_title_counts_where_metadata_are_missing(title: str) -> None:
    """It is the only sign such a record carries."""
    integrity = article(title, ()).integrity
    assert integrity.retracted is Signal.YES
    assert integrity.concern is Signal.UNKNOWN
    assert integrity.reasons[0].startswith("title begins")


@pytest.mark.parametrize(
    "title", ["Retraction: A trial.", "Retraction notice to A trial.", "Notice of retraction of it."]
)
def test_a_notice_in_the_title_is_a_notice(title: str) -> None:
    """It is no study, and it is not itself retracted."""
    integrity = article(title, ()).integrity
    assert (integrity.retraction_notice, integrity.retracted) == (Signal.YES, Signal.UNKNOWN)


@pytest.mark.parametrize(
    "title", ["Retraction of the eardrum.", "Retracted lungs: a study.", "Withdrawn drugs in Europe."]
)
def test_the_words_alone_are_no_mark(title: str) -> None:
    """Eardrums retract, and drugs are withdrawn."""
    integrity = article(title, ()).integrity
    assert {getattr(integrity, one) for one in NAMES} == {Signal.UNKNOWN}
