"""What curated sources say, as typed rows: a voice apart from the quoted findings, each row with source and date.

Levels, ratings and directions are the source's own words, never recomputed. No row holds a sentence of its source.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from assistant.records.quotes import Citation

__all__ = ["Alteration", "CuratedFact", "CuratedRow", "DiseaseMatch", "Kind", "Knowledge", "SubjectMatch"]

Kind = Literal["guideline", "biomarker evidence", "approval"]
SubjectMatch = Literal["exact", "class", "member", "gene", "phenotype"]
"""How a fact's biomarker meets the case: the same variant; a class that the variant is of ("EGFR exon 19 deletion" for
E746_A750del); the gene alone, where the question names no variant; the metabolizer phenotype or activity score."""
DiseaseMatch = Literal["same", "parent", "narrower", "any"]
"""The case's disease; one that it is a kind of; a kind of it; or no disease on one of the two sides."""


class Alteration(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part of a biomarker, in the notations of `assistant.variants` where these read it."""

    gene: str
    """Symbol of HGNC, or "MSI", "MMR", "TMB", "HRD" for a signature of the whole tumor; empty where none is named."""
    kind: str
    """A kind of `variants.same_variant.Identity` ("protein", "position", "exon", "fusion", "amplification", "mutation",
    "hla", "diplotype" …), or "state" (of a marker: "positive", "low", ">= 50%"), "signature" (of MSI, MMR, TMB or HRD:
    "high", "deficient"), "phenotype" ("poor metabolizer", "no result"), "activity score" ("0.25", ">=3"), or "named":
    only as the source words it, which nothing but these words matches."""
    value: str
    absent: bool = False
    """The source says that it is not there ("NOT KRAS Mutation", "HLA-B: *58:01 negative")."""
    phenotype: str = ""
    """What an activity score stands for ("intermediate metabolizer")."""


class CuratedFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a curated source."""

    kind: Kind
    source: str
    """"CIViC", "CPIC", "DPWG", "FDA", "EMA"."""
    date: str
    """ISO date of the source's release, or of the approval."""
    identifier: str
    """The source's own ("EID238", "PA166104949") or its document's."""
    genes: tuple[str, ...] = ()
    """Symbols of HGNC."""
    biomarker: str = ""
    """As the source names it: "EGFR L858R", "BCR::ABL1 Fusion AND ABL1 T315I", "CYP2D6: 0.25", "MSI-H"."""
    requires: tuple[tuple[Alteration, ...], ...] = ()
    """The biomarker taken apart: any of these groups, and of a group every part. "A AND (B OR C)" is (A, B), (A, C)."""
    disease: str = ""
    disease_id: str = ""
    """As "DOID:3908", where the vocabulary knows the disease by the source's name."""
    therapies: tuple[str, ...] = ()
    """Drugs of one regimen, or one each of several options; `together` says which."""
    together: bool = True
    interaction: str = ""
    """CIViC's word for how several therapies go together: "Combination", "Sequential", "Substitutes"."""
    evidence_type: str = ""
    """CIViC's: "Predictive", "Prognostic", "Diagnostic", "Predisposing", "Functional", "Oncogenic"."""
    direction: str = ""
    """As the source says it: "Supports / Resistance", "Does Not Support / Sensitivity/Response"."""
    level: str = ""
    """CIViC "A" to "E"; a guideline's strength ("Strong", "Moderate", "Optional", "No recommendation")."""
    rating: str = ""
    """CIViC's stars, "1" to "5"."""
    action: str = ""
    """Of a guideline, from a closed list: "contraindicated", "avoid", "not recommended", "alternative", "reduce",
    "raise", "standard", "monitor", "no recommendation"; "see the guideline" where nobody has read an imported row's
    text yet."""
    amount: str = ""
    """Beside an action, as "50 %", where the source gives one."""
    population: str = ""
    setting: tuple[str, ...] = ()
    """Of an approval, what its label says of the line: "first line", "adjuvant", "maintenance", "after earlier
    treatment", "after alectinib", "after targeted therapy for the marker"."""
    pmids: tuple[str, ...] = ()
    url: str = ""
    license: str = ""
    year: int | None = None
    """Of the publication, or of the approval."""

    @property
    def bounds_dose(self) -> bool:
        """Whether it gives the most that may be given: who is given less already has nothing reduced."""
        return self.action == "reduce" and self.amount.startswith("at most ")


class CuratedRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact joined to a case and to the library."""

    fact: CuratedFact
    subject: SubjectMatch
    disease: DiseaseMatch
    in_library: tuple[str, ...] = ()
    """Those of the fact's PMIDs that the library holds."""
    finding: Citation | None = None
    """The verbatim sentence of one of these records that bears on the row."""
    approved: tuple[str, ...] = ()
    """Approvals of this therapy for this biomarker and disease: "FDA 2020"."""
    items: int = 1
    """Items of the source that say the same of this therapy for this case, this one among them."""
    pmids: tuple[str, ...] = ()
    """Of all those items, the row's own first."""
    because: str = ""
    """Why a row that is not on the case's own variant and disease stands here: "BRAF V600E is of BRAF V600"."""
    limit: str = ""
    """What is said with it wherever it stands: the line that its label is for, a variant that it is not on."""
    aside: bool = False
    """By that it is not on the very case, though its own biomarker and disease are: it opens no answer."""
    countered: bool = False
    """It speaks for a therapy that another variant of the case resists; `because` names the variant."""
    not_counted: tuple[str, ...] = ()
    """Inhibitors and inducers among the patient's drugs that may change an enzyme of the row and are not counted in it,
    each as "duloxetine (moderate CYP2D6 inhibitor; FDA table 2026)": it goes by the genes alone."""


class Knowledge(msgspec.Struct, frozen=True, omit_defaults=True):
    """The curated section of an answer."""

    rows: tuple[CuratedRow, ...] = ()
    """Guidelines first, then by level; resistance and harm beside benefit."""
    dates: tuple[tuple[str, str], ...] = ()
    """(source, ISO date of the release that served), of every source looked in."""
    notes: tuple[str, ...] = ()
    """Sentences for the reader: what the library lacks that curated evidence lists, what is newer than the findings."""
