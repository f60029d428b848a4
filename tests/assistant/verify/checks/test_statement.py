"""Direction, negation, certainty and study groups."""

from __future__ import annotations

import pytest

from assistant.verify.checks.statement import check_direction, check_groups, check_negation
from tests.assistant.verify.checks.laid import ask


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("Forty men were seen.", "Forty men were seen.", "nothing"),
        ("Treatment increased the risk of bleeding.", "Treatment increased the risk of bleeding.", "passed"),
        ("Treatment raised the risk of bleeding.", "Treatment increased the risk of bleeding.", "passed"),
        ("Treatment increased the risk of bleeding.", "Treatment reduced the risk of bleeding.", "contradicts"),
        ("The tumors were resistant to the drug.", "The tumors were sensitive to the drug.", "contradicts"),
        ("The arms differed in survival.", "The arms were similar in survival.", "contradicts"),
        ("The arms were similar in survival.", "There was no difference in survival in the arms.", "passed"),
        (
            "QTc prolongation did not differ with salt.",
            "There was no difference in QTc prolongation with salt.",
            "passed",
        ),
        ("QTc prolongation was less with salt.", "QTc prolongation was greater with salt.", "contradicts"),
        ("The drug was ineffective in men.", "The drug was effective in men.", "contradicts"),
        ("The drug was ineffective in men.", "The drug was not effective in men.", "passed"),
        ("The mass was unresectable at last.", "The mass was resectable at last.", "contradicts"),
        ("The mass was non-resectable at last.", "The mass was resectable at last.", "contradicts"),
    ],
)
def test_a_direction_is_that_of_the_evidence(claim: str, evidence: str, outcome: str) -> None:
    """Other words of one side pass; the other side, a prefix that turns a word, and a folded negation are told."""
    assert ask(check_direction, claim, evidence) == outcome


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("Valproate raised the risk of rash.", "Valproate raised the risk of rash.", "nothing"),
        ("Valproate did not raise the risk of rash.", "Valproate did not raise the risk of rash.", "passed"),
        ("Valproate raised the risk of rash.", "Valproate did not raise the risk of rash.", "contradicts"),
        ("Valproate did not raise the risk of rash.", "Valproate raised the risk of rash.", "contradicts"),
        ("Valproate didn’t raise the risk of rash.", "Valproate did not raise the risk of rash.", "passed"),
        ("Patients without metastases were seen.", "Patients with metastases were seen.", "contradicts"),
        ("Patients with or without metastases were seen.", "Patients with or without metastases were seen.", "nothing"),
        ("The drug prolonged life.", "The drug prolonged life but did not lower cost.", "nothing"),
        ("Treatment improved survival.", "Treatment failed to improve survival.", "contradicts"),
    ],
)
def test_a_negation_is_neither_added_nor_lost(claim: str, evidence: str, outcome: str) -> None:
    """In any wording, where it reaches what the sentence says; one of another clause does not count."""
    assert ask(check_negation, claim, evidence) == outcome


@pytest.mark.parametrize(
    ("claim", "evidence", "context", "outcome"),
    [
        ("Rash was common.", "Rash was common in women.", "", "nothing"),
        ("Rash was common in women.", "Rash was common in women.", "", "passed"),
        ("Rash was common in men.", "Rash was common in women.", "", "lacks"),
        ("The vaccine protected children.", "The vaccine protected adults.", "", "lacks"),
        ("Rabbits lost weight.", "Mice lost weight.", "", "lacks"),
        ("Murine tumors shrank.", "Tumors of mice shrank.", "", "passed"),
        ("Rash was common in children.", "Rash was common.", "Rash in children", "passed"),
        ("Rash was common in children.", "Rash was common.", "", "lacks"),
        ("Rash was common in humans.", "Rash was common.", "", "passed"),
    ],
)
def test_a_group_is_one_the_evidence_speaks_of(claim: str, evidence: str, context: str, outcome: str) -> None:
    """Sex, age and species; the title may supply it, and people are people unless told otherwise."""
    assert ask(check_groups, claim, evidence, context) == outcome


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        (
            "Nurses with pets slept no longer than nurses who had none.",
            "Nurses with pets slept longer than nurses who had none.",
            True,
        ),
        (
            "Nurses with pets slept for longer than nurses who had none.",
            "Nurses with pets slept longer than nurses who had none.",
            False,
        ),
        (
            "Nausea was the only event not more frequent than in controls.",
            "Nausea was the only event more frequent than in controls.",
            True,
        ),
        (
            "Nausea was the only event that was more frequent than in controls.",
            "Nausea was the only event more frequent than in controls.",
            False,
        ),
        (
            "Pain was worse with the tablet than with the patch.",
            "Pain was no worse with the tablet than with the patch.",
            True,
        ),
        (
            "Pain was not worse with the tablet than with the patch.",
            "Pain was no worse with the tablet than with the patch.",
            False,
        ),
        (
            "Wounds healed faster with honey than with gauze.",
            "Wounds healed no faster with honey than with gauze.",
            True,
        ),
        (
            "Wounds did not heal faster with honey than with gauze.",
            "Wounds healed no faster with honey than with gauze.",
            False,
        ),
        ("Infusions of at most 30 minutes were safe.", "Infusions of no more than 30 minutes were safe.", False),
        ("Infusions of up to 30 minutes were safe.", "Infusions of no more than 30 minutes were safe.", False),
        (
            "Wounds healed no faster with honey than with gauze.",
            "Wounds healed faster with honey than with gauze.",
            True,
        ),
        (
            "Wounds healed more quickly with honey than with gauze.",
            "Wounds healed faster with honey than with gauze.",
            False,
        ),
    ],
)
def test_a_comparison_is_denied_as_in_the_evidence(claim: str, evidence: str, wrong: bool) -> None:
    """ "No longer" is not "longer", also beside another denial; "not" may stand for "no"."""
    assert (ask(check_negation, claim, evidence) in ("passed", "nothing")) is not wrong
