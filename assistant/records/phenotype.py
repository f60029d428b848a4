"""A patient's pharmacogenes: what was reported of each, what it stands for, and what is not known."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["Basis", "GenePhenotype", "Shift"]

Basis = Literal["diplotype", "activity score", "variant", "reported", "not tested"]
"""What the phenotype rests on; "reported": the patient's record gives it and no allele."""
Shift = Literal["", "less", "more", "less or more"]
"""How an enzyme may work beside what its phenotype says."""


class GenePhenotype(msgspec.Struct, frozen=True, omit_defaults=True):
    """One gene of a patient. An empty phenotype is not known, and never normal."""

    gene: str
    """Symbol of HGNC."""
    basis: Basis
    reported: str = ""
    """As the record gives it ("*1/*4", "c.2846A>T heterozygous", "poor metabolizer"); empty where not tested."""
    phenotype: str = ""
    """CPIC's term in small letters ("intermediate metabolizer", "poor function", "*57:01 positive")."""
    score: str = ""
    """Activity score, as CPIC prints it ("1.5"); empty for a gene without one, or not known."""
    converted: str = ""
    """The phenotype that inhibitors or inducers among the patient's drugs make of it; empty where none does."""
    converted_by: tuple[str, ...] = ()
    """Those drugs, each with enzyme, strength and source: "paroxetine (strong CYP2D6 inhibitor; FDA table 2026)"."""
    notes: tuple[str, ...] = ()
    """Sentences: "*1 was assigned because no tested variant was found", an allele of which no source here has the
    function."""
    sources: tuple[str, ...] = ()
    """Where the functions and the phenotype come from: "PMID 27441996", "CPIC guidelines"."""
    untested: str = ""
    """What of the gene is not tested and bears on a drug asked about: the gene, or alleles ("HLA-B*15:02")."""
    test_first: str = ""
    """Why a result of that comes first, with the sources: "test first (FDA label of ZIAGEN, 2023)"."""
    not_counted: tuple[str, ...] = ()
    """Inhibitors and inducers among the patient's drugs, as in `converted_by`, of whose effect no source has a rule."""
    may_work: Shift = ""
    """What these may do to an enzyme that has activity left; empty where they change nothing."""
    converted_for: str = ""
    """The drug whose own label or guideline alone counts it so; empty for any drug."""

    @property
    def acting(self) -> str:
        """The phenotype that counts for a drug: the converted one, where there is one."""
        return self.converted or self.phenotype
