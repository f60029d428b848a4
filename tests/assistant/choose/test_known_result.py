"""One person's known result is no finding for a patient whom nobody tested. The texts are made up."""

from __future__ import annotations

import pytest

from assistant.choose.known_result import tells_known_result

_ONE = "A case report of a 40-year-old man with a rash. He took carbamazepine. HLA-B*15:02 and DPYD were looked at."
_MANY = "A cohort of 40 patients with a rash on carbamazepine. HLA-B*15:02 and DPYD were looked at."


@pytest.mark.parametrize(
    ("sentence", "record", "genes", "told"),
    [
        ("The man had a negative HLA-B*15:02 test and a rash followed.", _ONE, {"HLA-B"}, True),
        ("He was positive for HLA-B*15:02.", _ONE, {"HLA-B"}, True),
        ("HLA typing revealed that HLA-B*15:02 was absent.", _ONE, {"HLA-B"}, True),
        ("Afterwards DPYD *2A was identified, and he was heterozygous.", _ONE, {"DPYD"}, True),
        ("A deficiency of the enzyme was diagnosed.", _ONE, {"DPYD"}, True),
        ("He was found to be a CYP2C19 poor metabolizer.", _ONE, {"CYP2C19"}, True),
        ("Genotyping showed a TPMT *3A variant.", _ONE, {"TPMT"}, True),
        ("A deficiency of G6PD was confirmed.", _ONE, {"G6PD"}, True),
        ("The man had a negative HLA-B*15:02 test and a rash followed.", _MANY, {"HLA-B"}, False),
        ("The man had a negative HLA-B*15:02 test and a rash followed.", _ONE, set(), False),
        ("The man had a negative HLA-B*15:02 test and a rash followed.", _ONE, {"CYP2C19"}, False),
        ("Testing for HLA-B*15:02 should come before carbamazepine.", _ONE, {"HLA-B"}, False),
        ("Screening for a deficiency of DPYD was not done before.", _ONE, {"DPYD"}, False),
        ("Guidelines recommend that carriers of HLA-B*15:02 avoid it.", _ONE, {"HLA-B"}, False),
        ("The rash began on day nine.", _ONE, {"HLA-B"}, False),
        ("He left after a week.", _ONE, {"HLA-B"}, False),
        ("He left after a week.", f"{_ONE} HLA-B*15:02 was found to be negative.", {"HLA-B"}, True),
        ("The rash began on day nine.", f"{_ONE} HLA-B*15:02 was found to be negative.", {"HLA-B"}, False),
        ("Carriers of HLA-B*15:02 were at a higher risk than others.", _MANY, {"HLA-B"}, False),
    ],
)
def test_what_one_person_was_found_to_have_is_told_apart(
    sentence: str, record: str, genes: set[str], *, told: bool
) -> None:
    """Its result, present or absent, of a gene that was not tested; not of several people, not what to do."""
    assert tells_known_result(sentence, record, genes) is told
