"""What a sentence says of people who carry something, against what the evidence says of the same people."""

from __future__ import annotations

import pytest

from assistant.verify.checks.associations import agreement, carriers_side, check_association, reworded, statements
from tests.assistant.verify.checks.laid import ask, sides

LOWER = "We found that C allele carriers had a lower clearance of warfarin than those with the TT genotype."
OF_GENE = LOWER.replace("C allele", "ABCB1 C allele")
NONE = "There was no significant difference in the clearance of warfarin between genotypes CC and TT (p = 0.61)."


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("Survival was longer with the drug.", LOWER, "nothing"),
        (LOWER, LOWER, "nothing"),
        ("Genotype TT is associated with increased clearance of warfarin.", LOWER, "passed"),
        ("Genotype TT is associated with decreased clearance of warfarin.", LOWER, "contradicts"),
        ("Genotype TT is associated with increased clearance of warfarin as compared to CC.", LOWER, "passed"),
        ("Genotype TT is associated with increased exposure to warfarin as compared to CC.", LOWER, "contradicts"),
        ("Genotype TT is associated with increased response to warfarin as compared to CC.", LOWER, "lacks"),
        ("In people who take codeine, genotype TT is associated with increased clearance.", LOWER, "lacks"),
        ("Genotype TT is not associated with clearance of warfarin.", LOWER, "lacks"),
        (
            "Genotype TT of ABCB1 is not associated with clearance of warfarin as compared to CC.",
            OF_GENE,
            "contradicts",
        ),
        ("Genotype TT is not associated with clearance of warfarin as compared to CC.", NONE, "passed"),
        ("Genotype TT is associated with increased clearance of warfarin as compared to CC.", NONE, "contradicts"),
        (
            "CYP2D6 poor metabolizers have increased exposure to codeine.",
            "We found that CYP2D6 PMs had a higher AUC of codeine than CYP2D6 EMs.",
            "passed",
        ),
        (
            "CYP2D6 ultrarapid metabolizers have decreased exposure to codeine.",
            "We found that CYP2D6 ultra‐rapid metabolizers had a higher AUC of codeine than CYP2D6 EMs.",
            "contradicts",
        ),
        (
            "CYP2C19 *2/*2 is associated with decreased response to clopidogrel as compared to CYP2C19 *1/*1.",
            "In the trial CYP2C9*2 carriers showed a lower platelet response to clopidogrel than non‐carriers.",
            "lacks",
        ),
    ],
)
def test_carriers_are_held_against_the_same_carriers(claim: str, evidence: str, outcome: str) -> None:
    """Genotypes, alleles, star alleles and phenotypes; the other gene, drug or outcome says nothing of these."""
    assert ask(check_association, claim, evidence) == outcome


def test_the_evidence_takes_a_side_or_none() -> None:
    """For conflicts: on the sentence's carriers it supports, opposes, or is silent."""
    claim = "Genotype TT is associated with increased clearance of warfarin as compared to CC."
    assert carriers_side(claim, LOWER) == "supports"
    assert carriers_side(claim.replace("increased", "decreased"), LOWER) == "opposes"
    assert carriers_side(claim, NONE) == "opposes"
    assert carriers_side(claim, "Forty men were seen.") is None
    assert carriers_side("Forty men were seen.", LOWER) is None


def test_agreement_keeps_the_clauses_it_read() -> None:
    """Each clause stands in the evidence word for word, under what it says; none for a sentence without carriers."""
    found = agreement(sides("Genotype TT is associated with increased clearance of warfarin as compared to CC.", LOWER))
    assert found is not None
    assert len(found.same) == 1
    assert found.same[0] in LOWER
    assert found.opposite == found.none == ()
    assert agreement(sides("Forty men were seen.", LOWER)) is None


def test_a_rewording_is_told_from_a_repetition() -> None:
    """What the evidence says in its own words of the same carriers is reworded; what it does not say is not."""
    assert reworded(sides("Genotype TT is associated with increased clearance of warfarin as compared to CC.", LOWER))
    assert not reworded(
        sides("Genotype TT is associated with decreased clearance of warfarin as compared to CC.", LOWER)
    )
    assert not reworded(sides("Forty men were seen.", LOWER))


def test_only_what_was_found_is_a_statement() -> None:
    """An aim and an open question state nothing; two halves of a sentence are two statements."""
    aim = "We aimed to determine whether the T allele lowers the clearance of warfarin."
    assert statements(aim) == ()
    two = statements(
        "TT homozygotes had a higher clearance of warfarin, whereas CC homozygotes had a lower clearance of warfarin."
    )
    assert [one.people for one in two] == [{"T": 1}, {"C": 1}]
    assert [set(one.ways) for one in two] == [{"exposure"}, {"exposure"}]
    assert two[0].ways["exposure"] == -two[1].ways["exposure"]


def test_chance_alone_is_no_effect() -> None:
    """A clause whose p-value is above 0.05 denies the difference that it describes."""
    (by_chance,) = statements("TT homozygotes had a higher clearance of warfarin than CC homozygotes (p = 0.61).")
    (found,) = statements("TT homozygotes had a higher clearance of warfarin than CC homozygotes (p = 0.01).")
    assert (by_chance.denies, found.denies) == (True, False)
