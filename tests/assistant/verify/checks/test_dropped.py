"""What a sentence leaves out of the clause it takes over."""

from __future__ import annotations

import pytest

from assistant.verify.checks.dropped import narrower
from tests.assistant.verify.checks.laid import sides


@pytest.mark.parametrize(
    ("claim", "evidence", "narrows"),
    [
        ("Salt lowered pain in women.", "Salt lowered pain in women.", False),
        ("Salt lowered pain.", "Salt lowered pain in women.", True),
        ("Salt lowered pain.", "Salt lowered pain after surgery.", True),
        ("Carriers of salt had pain.", "Homozygous carriers of salt had pain.", True),
        ("Metabolizers of salt had pain.", "Poor metabolizers of salt had pain.", True),
        ("Pain fell with a dose of salt.", "Pain fell with a high dose of salt.", True),
        ("Salt lowered pain.", "Taken together, salt lowered pain.", False),
        ("Salt lowered pain.", "Salt lowered pain (by half in women).", False),
        ("Salt lowered pain.", "Salt lowered pain, but fever did not change.", False),
        ("Pain fell by 30% with salt.", "Pain fell by 30% with salt and by 12% with oil.", False),
        ("Salt lowered pain.", "Half of the women had salt lowered pain.", True),
        ("All of the women had less pain.", "Half of the women had less pain.", True),
        ("50% of the women had less pain.", "Half of the women had less pain.", False),
        ("Salt lowered pain.", "Salt lowered pain, so that fewer pills were swallowed.", False),
        ("Salt lowered pain.", "Salt lowered pain, in women of all ages.", True),
        ("Salt lowered pain.", "In a randomized trial of 40 patients, salt lowered pain.", False),
        ("Salt lowered pain.", "In the HORIZON-7 trial, salt lowered pain.", False),
        ("Salt lowered pain.", "In the KRAS trial, salt lowered pain.", True),
        ("Pain was not lower with salt.", "Neither pain nor fever was lower with salt.", False),
        ("Fever was not lower with salt.", "Neither pain nor fever was lower with salt.", False),
        ("Pain was not lower with salt.", "Neither pain in women nor fever was lower with salt.", True),
        ("Pain was 9% with salt.", "Pain was 9% and 4% with salt and oil, respectively.", False),
        ("Pain was 9% with salt.", "Pain was 9% and 4% in men with salt and women with oil, respectively.", True),
        (
            "The mutant had half the activity of the wild type.",
            "The mutant had half the activity of the wild-type enzyme.",
            False,
        ),
        (
            "The mutant had half the activity of the wild type.",
            "The mutant had half the activity of the wild-type promoter.",
            True,
        ),
        ("Pain was lower at 8 weeks.", "Pain was lower at week 8.", False),
        ("Salt led to less pain in 47% of men.", "Salt led to a response in 47% of men.", False),
        ("The dose was lowered.", "The dose was lowered to prevent nausea.", False),
        ("The dose was lowered.", "The dose was lowered to smokers' needs.", True),
        ("Pain was lower.", "Pain and fever of men on a diet of salt and oil with bread was lower in winter.", True),
    ],
)
def test_what_may_have_narrowed_it_is_missed(claim: str, evidence: str, narrows: bool) -> None:
    """Not brackets, another clause, an aside, the other arm with its figure, one of two that are denied, or a study's
    name; but a word that says which of several."""
    assert bool(narrower(sides(claim, evidence))) is narrows
