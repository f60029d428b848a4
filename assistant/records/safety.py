"""What a patient must be warned of before anything else: decided by rules over facts with sources, never guessed."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["Alert", "AlertKind", "Interaction", "Interactions", "Severity"]

AlertKind = Literal[
    "allergy",
    "genotype",
    "interaction",
    "pregnancy",
    "breastfeeding",
    "kidney",
    "liver",
    "age",
    "disease",
    "duplicate",
]
Severity = Literal[
    "contraindicated", "avoid", "not recommended", "adjust dose", "separate administration", "monitor", "caution"
]
"""What the source tells to do, the strongest first."""


class Alert(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One drug that meets one fact of the patient."""

    kind: AlertKind
    severity: Severity
    drug: str
    """Generic name of the drug that the alert is on."""
    fact: str
    """The patient's own fact, as a person says it: "allergy to penicillin", "TPMT *3A/*3A", "eGFR 22", "warfarin"."""
    says: str
    """One sentence made of the fields: "Allopurinol is contraindicated with HLA-B*58:01."."""
    why: str = ""
    """The harm, in few words, where the source gives one: "severe cutaneous adverse reactions"."""
    amount: str = ""
    """Of two drugs the dose that the source gives: "simvastatin at most 20 mg"; it stands in `says`, too."""
    limits: str = ""
    """What is not known, or when it holds: "only in severe renal impairment; the creatinine clearance is not given"."""
    source: str
    """ "FDA label (ZIAGEN)", "CPIC", "DPWG"."""
    date: str = ""
    """ISO date or year of the source."""
    url: str = ""
    pmids: tuple[str, ...] = ()
    excerpt: str = ""
    """The label's own words (public domain); empty for guidelines, whose sentences are not carried."""
    asked: bool = True
    """The drug is asked about, or one of the patient's; False: the answer's findings or rows bring it up."""
    leads: bool = False
    """The question itself asks about the drug, or about the other one of an interaction."""
    of_question: bool = False
    """The question alone tells the case: there is no record."""
    of_class: str = ""
    """The class that the question asks about, where the drug is told of as one of it."""
    called: tuple[str, ...] = ()
    """Other names for the drug in the question and its findings: a brand, a salt, the product or regimen it is in."""

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs that it is on, each by itself: the parts of a product, and of an interaction those of both."""
        both = (self.drug, self.fact) if self.kind == "interaction" else (self.drug,)
        return tuple(part for name in both for part in name.split(" + "))


class Interaction(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Two drugs that a source says act on one another."""

    drug: str
    """Of the patient's drugs, or an option."""
    other: str
    """One of the patient's drugs."""
    through: str = ""
    """The class of either drug that the source speaks of: "strong CYP3A4 inhibitors"; empty where it names both."""
    mechanism: str = ""
    """ "CYP2D6 inhibition", "QT prolongation" …; empty where the source does not say."""
    severity: Severity
    effect: str = ""
    """In few words: "less endoxifen"."""
    amount: str = ""
    """The dose that the source gives with the other drug: "simvastatin at most 20 mg"."""
    limits: str = ""
    source: str
    date: str = ""
    url: str = ""
    excerpt: str = ""
    pmids: tuple[str, ...] = ()
    """Records of the library that name both drugs and tell of an interaction."""
    boxed: bool = False
    """The label says so in its boxed warning."""


class Interactions(msgspec.Struct, frozen=True, omit_defaults=True):
    """The patient's drugs with each other and with each option."""

    found: tuple[Interaction, ...] = ()
    """The most severe first."""
    no_data: tuple[tuple[str, str], ...] = ()
    """Pairs of which no source here says anything: unknown, and never safe."""
    not_recognized: tuple[str, ...] = ()
    """Drugs that no vocabulary here knows."""
