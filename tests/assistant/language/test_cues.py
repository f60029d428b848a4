"""Wording that tells an effect, none, an open question, and an aim apart."""

from __future__ import annotations

from typing import Literal

import pytest

from assistant.language.cues import says

Kind = Literal["null", "effect", "inconclusive", "aim"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("null", "There was no significant difference between the arms."),
        ("null", "None of our HLA-B*58:01 positive patients had a reaction to the drug."),
        ("null", "The genotype was not associated with bleeding."),
        ("null", "The score did not predict relapse."),
        ("null", "The second cohort failed to replicate the finding."),
        ("null", "No association was found."),
        ("null", "Poor metabolizers had no higher risk of recurrence than others."),
        ("null", "Carriers were no more likely to bleed."),
        ("null", "Homozygotes received similar doses and numbers of cycles."),
        ("effect", "Carriers had a higher risk of bleeding."),
        ("effect", "The allele was associated with response."),
        ("effect", "The drug reduced mortality."),
        ("inconclusive", "Evidence on the dose is conflicting."),
        ("inconclusive", "Whether it helps remains controversial."),
        ("aim", "We aimed to measure survival."),
        ("aim", "To investigate whether the allele matters, 40 men were seen."),
        ("aim", "OBJECTIVE: To determine the dose."),
    ],
)
def test_a_kind_of_wording_is_recognized_in_any_case(kind: Kind, text: str) -> None:
    """Capitals make no difference."""
    assert says(kind, text)
    assert says(kind, text.upper())
    assert says(kind, text.lower())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("null", "Survival was longer with the drug."),
        ("null", "A significant difference was found."),
        ("null", "The drug was given for no more than three days."),
        ("null", "The virus was no longer found."),
        ("null", "Patients with similar tumors received the drug."),
        ("effect", "Forty patients were enrolled."),
        ("inconclusive", "The drug reduced mortality."),
        ("aim", "The drug reduced mortality in 12 of 40 men."),
        ("aim", "Patients were treated for two years."),
        ("null", ""),
        ("effect", ""),
    ],
)
def test_other_wording_is_not_taken_for_it(kind: Kind, text: str) -> None:
    """A finding is no aim, a positive finding no null one, and an empty text says nothing."""
    assert not says(kind, text)
