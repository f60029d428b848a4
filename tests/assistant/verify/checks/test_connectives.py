"""How the parts of a sentence hang together."""

from __future__ import annotations

import pytest

from assistant.verify.checks.connectives import joined_otherwise
from tests.assistant.verify.checks.laid import sides


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        (
            "The drug was feasible in children, but no response was seen because levels fell within a week.",
            "The drug was feasible in children, but levels fell within a week and no response was seen.",
            True,
        ),
        (
            "The drug was feasible in children, but within a week levels fell and no response was seen.",
            "The drug was feasible in children, but levels fell within a week and no response was seen.",
            False,
        ),
        ("Admissions rose because the clinic moved.", "Admissions rose after the clinic moved.", True),
        ("After the clinic moved, admissions rose.", "Admissions rose after the clinic moved.", False),
        ("The knockout slowed growth by reducing collagen.", "The knockout slowed growth and reduced collagen.", True),
        ("The knockout reduced collagen and slowed growth.", "The knockout slowed growth and reduced collagen.", False),
        (
            "Treatment was stopped in four women because of rash.",
            "Treatment was stopped in four women owing to rash.",
            False,
        ),
        (
            "Because of rash, treatment was stopped in four women.",
            "Treatment was stopped in four women owing to rash.",
            False,
        ),
        (
            "The audit was ended early because enrollment was slow.",
            "The audit was ended early since enrollment was slow.",
            False,
        ),
        ("Infection fell due to antibiotics used less.", "Infection fell and antibiotics were used less.", True),
        ("Antibiotics were used less and infection fell.", "Infection fell and antibiotics were used less.", False),
        ("Three women fainted because the dose was lowered.", "Three women fainted, and the dose was lowered.", True),
        ("Three women fainted and the dose was lowered.", "Three women fainted, and the dose was lowered.", False),
        ("Metformin lowered weight by reducing appetite.", "Metformin lowered weight by reducing appetite.", False),
        ("By reducing appetite, metformin lowered weight.", "Metformin lowered weight by reducing appetite.", False),
        (
            "Retreatment is reasonable only if the tumor has no mutation or six months have passed.",
            "Retreatment is reasonable only if the tumor has no mutation and six months have passed.",
            True,
        ),
        (
            "Retreatment is reasonable only if six months have passed and the tumor has no mutation.",
            "Retreatment is reasonable only if the tumor has no mutation and six months have passed.",
            False,
        ),
        ("Fever or rash occurred in men.", "Fever and rash occurred in men.", True),
        ("Rash and fever occurred in men.", "Fever and rash occurred in men.", False),
        ("No fever or rash occurred in men.", "No fever and no rash occurred in men.", False),
        ("Patients with fever and rash were excluded.", "Patients with fever or rash were excluded.", True),
        ("Patients with rash or fever were excluded.", "Patients with fever or rash were excluded.", False),
        ("Aspirin did not change sleep or pain.", "Aspirin did not change pain or sleep.", False),
        (
            "Sensitivity was 92% in older farmers with or without asthma.",
            "Sensitivity was 92% in older farmers with asthma.",
            True,
        ),
        (
            "The pattern argues against incomplete penetrance in this family.",
            "The pattern argues for incomplete penetrance in this family.",
            True,
        ),
        (
            "In this family, the pattern argues for incomplete penetrance.",
            "The pattern argues for incomplete penetrance in this family.",
            False,
        ),
        ("The panel voted for screening of men.", "The panel voted against screening of men.", True),
        ("The panel voted against the screening of men.", "The panel voted against screening of men.", False),
        (
            "In infants, the vaccine protected against pneumonia.",
            "The vaccine protected against pneumonia in infants.",
            False,
        ),
        ("Women with ulcers or bleeding were admitted.", "Women with ulcers and bleeding were admitted.", True),
        ("Women with bleeding and ulcers were admitted.", "Women with ulcers and bleeding were admitted.", False),
        ("Pain did not change with iron and zinc.", "Pain did not change with iron or zinc.", False),
        ("Pain did not change with zinc or iron.", "Pain did not change with iron or zinc.", False),
        ("Sleep improved with or without iron.", "Sleep improved with or without iron.", False),
        ("Sleep improved with or without iron.", "Sleep improved regardless of iron.", False),
        ("The authors speak against a lower dose in infants.", "The authors speak for a lower dose in infants.", True),
        ("Opinion was for drugs and against surgery.", "Opinion was against surgery and for drugs.", False),
        ("Serum was tested against antibodies for measles.", "Serum was tested for antibodies against measles.", True),
        ("Serum was tested for antibodies against measles.", "Serum was tested for antibodies against measles.", False),
        ("Screening for anemia was done in five infants.", "Five infants were screened for anemia.", False),
    ],
)
def test_the_parts_hang_together_as_in_the_evidence(claim: str, evidence: str, wrong: bool) -> None:
    """A cause put in, "or" for "and", "against" for "for" are faults; another word for the same tie is none."""
    assert bool(joined_otherwise(sides(claim, evidence))) is wrong
