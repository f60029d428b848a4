"""People told by what they carry: what a mention says, and who is set against whom."""

from __future__ import annotations

import pytest

from assistant.variants.carriers import alleles_in, contrast, find_carriers, same_way, stated_by_allele

ALLELES = {
    "carriers of the T allele": {"T"},
    "the CT and TT genotypes": {"C", "T"},
    "the 3435C>T polymorphism": {"C", "T"},
    "OPRM1 A118G": {"A", "G"},
    "CYP2C9*2/*3": {"CYP2C9*2", "CYP2C9*3"},
    "CYP2C19 *1/*2 + *2/*3": {"CYP2C19*1", "CYP2C19*2", "CYP2C19*3"},
    "TG was lowered by 40 mg/dL": set(),
    "patients underwent CT of the chest": set(),
    "exons CC and TT were read": set(),
}


@pytest.mark.parametrize(("text", "alleles"), ALLELES.items())
def test_reads_the_alleles_a_text_names(text: str, alleles: set[str]) -> None:
    """Genotypes, alleles, changes and star alleles, but no triglycerides and no tomography."""
    assert alleles_in(text) == alleles


WHO = [
    ("TT homozygotes", "CC homozygotes", {"T": 1, "C": -1}),
    ("genotypes AA + AG", "genotype GG", {"A": 1, "G": -1}),
    ("genotype AG", "", {}),
    ("genotype AA", "", {"A": 1}),
    ("CYP3A5 *1/*3", "CYP3A5 *1/*1", {"CYP3A5*3": 1, "CYP3A5*1": -1}),
    ("CYP3A5 *1/*3", "", {"CYP3A5*3": 1}),
    ("CYP2D6 poor metabolizers", "CYP2D6 normal metabolizers", {"CYP2D6 activity": -1}),
    ("ultrarapid metabolizers", "", {"activity": 1}),
    ("children who do not carry the CYP3A5*1 allele", "", {"CYP3A5*1": -1}),
    ("non-carriers of the T allele", "", {"T": -1}),
    ("patients without the T allele", "carriers of the T allele", {"T": -1}),
    ("carriers of the T allele", "non-carriers of the T allele", {"T": 1}),
    ("not associated with CYP2D6*4", "", {"CYP2D6*4": 1}),
]


@pytest.mark.parametrize(("people", "others", "more"), WHO)
def test_tells_who_has_more_of_an_allele(people: str, others: str, more: dict[str, int]) -> None:
    """A heterozygote alone is set against nobody; a star allele alone against *1; a phenotype alone against normal."""
    assert contrast(find_carriers(people), find_carriers(others)) == more


@pytest.mark.parametrize("hyphen", "‐‑–")
@pytest.mark.parametrize(
    "text", ["non-carriers of the T allele", "CYP3A5 non-expressors", "CYP2D6 ultra-rapid metabolizers", "T-allele"]
)
def test_the_printed_hyphen_makes_no_difference(text: str, hyphen: str) -> None:
    """ "non‐carriers" are no carriers, and "ultra‐rapid" is not "rapid", whichever hyphen stands there."""
    assert find_carriers(text.replace("-", hyphen)) == find_carriers(text) != ()


SAME = [
    ({"T": 1, "C": -1}, {"C": 1}, "CT", -1),
    ({"T": 1}, {"T": 1}, "T", 1),
    ({"A": 1}, {"G": 1}, "AG", -1),
    ({"A": 1}, {"G": 1}, "ACG", 0),
    ({"A": 1, "G": -1}, {"T": 1, "C": -1}, "ACGT", 1),
    ({"A": 1, "T": -1}, {"G": 1, "C": -1}, "ACGT", 0),
    ({"CYP3A5*3": 1}, {"CYP3A5*1": 1}, "", -1),
    ({"CYP3A5*3": 1}, {"CYP3A4*1": 1}, "", 0),
    ({"CYP2D6 activity": 1}, {"activity": 1}, "", 1),
    ({"CYP2D6 activity": 1}, {"CYP2C19 activity": 1}, "", 0),
]


@pytest.mark.parametrize(("ours", "theirs", "named", "way"), SAME)
def test_compares_who_is_set_against_whom(ours: dict[str, int], theirs: dict[str, int], named: str, way: int) -> None:
    """More of the one letter is less of the other, on either strand where that is plain; another gene says nothing."""
    assert same_way(ours, theirs, frozenset(named)) == way


STATED = [
    ("TT", "Genotype TT does worse.", "Carriers of the T allele were studied.", True),
    ("TT", "Genotype TT does worse than CC.", "Carriers of the C allele were studied.", True),
    ("TT", "Genotype TT does worse.", "Carriers of the G allele were studied.", False),
    ("AA", "Genotype AA does worse than GG.", "The TT and CC genotypes were studied.", True),
    ("*2/*3", "CYP2C9 *2/*3 bleed more.", "CYP2C9*2 and CYP2C9*3 carriers bled.", True),
    ("*2/*3", "CYP2C9 *2/*3 bleed more.", "CYP2C9*2 carriers bled.", False),
    ("*2/*3", "CYP2C9 *2/*3 bleed more.", "CYP2C19*2 and CYP2C19*3 carriers bled.", False),
    (
        "*4/*4",
        "CYP2D6 *4/*4 (assigned as poor metabolizer phenotype) respond less.",
        "CYP2D6 PMs responded less.",
        True,
    ),
    ("*4/*4", "CYP2D6 *4/*4 (assigned as poor metabolizer phenotype) respond less.", "CYP2D6 UMs responded.", False),
]


@pytest.mark.parametrize(("genotype", "sentence", "evidence", "stated"), STATED)
def test_reads_a_genotype_from_its_alleles(genotype: str, sentence: str, evidence: str, stated: bool) -> None:
    """It stands there when its allele does, or the phenotype it is said to mean; another gene's allele does not."""
    start = sentence.index(genotype)
    assert stated_by_allele(sentence, start, start + len(genotype), evidence) is stated
