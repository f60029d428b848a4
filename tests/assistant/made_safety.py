"""Alerts, pharmacogenes, interactions and people studied of our own, on made-up drugs, for the tests of the doors."""

from __future__ import annotations

from typing import Any

from assistant.records.answer import Answer, Citation, Claim, Concept, Effect, FitItem, Grade, Query, Verdict
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interaction, Interactions
from assistant.records.studied import Share, Studied
from tests.assistant.made_knowledge import KNOWLEDGE

GRADE = Grade("randomized controlled trial", "2", "Oxford CEBM 2011", "publication type", 8)
FINDING = "Clarifogrel lowered the rate of stent thrombosis in carriers of two working alleles (hazard ratio 0.61)."
OTHER = "Eldinib caused rash in a third of those treated."

CASE = Patient(
    age=61,
    sex="female",
    pregnant=False,
    conditions=("coronary disease", "depression"),
    egfr=28,
    variants=(Variant("EGFR", "L858R", origin="somatic"),),
    diplotypes=(Diplotype("CYP2C19", "*2/*2"), Diplotype("CYP2D6", "*1/*4", by_default=True)),
    medications=("clarifogrel", "paroxamine"),
    allergies=("eldinib",),
)
ALERTS = (
    Alert(
        kind="allergy",
        severity="contraindicated",
        drug="eldinib",
        fact="allergy to eldinib",
        says="Eldinib is contraindicated in people who are allergic to it.",
        why="severe hypersensitivity",
        source="FDA label (ELDIX)",
        date="2020-03-01",
        url="https://dailymed.nlm.nih.gov/dailymed/lookup.cfm?setid=made-up",
        excerpt="ELDIX is contraindicated in patients with a prior hypersensitivity reaction to eldinib.",
        asked=False,
    ),
    Alert(
        kind="genotype",
        severity="avoid",
        drug="clarifogrel",
        fact="CYP2C19 *2/*2",
        says="Clarifogrel is to be avoided in CYP2C19 poor metabolizers.",
        why="less of the active metabolite",
        limits="only where another drug of the class can be given",
        source="CPIC",
        date="2022",
        pmids=("90000021",),
    ),
    Alert(
        kind="kidney",
        severity="monitor",
        drug="paroxamine",
        fact="eGFR 28",
        says="Paroxamine is to be watched where the kidney function is low.",
        source="FDA label (PAROX)",
        date="2019",
    ),
)
PHENOTYPES = (
    GenePhenotype("CYP2C19", "diplotype", "*2/*2", "poor metabolizer", sources=("CPIC guidelines",)),
    GenePhenotype(
        "CYP2D6",
        "diplotype",
        "*1/*4",
        "intermediate metabolizer",
        "1.0",
        "poor metabolizer",
        ("paroxamine (strong CYP2D6 inhibitor; FDA table 2026)",),
        notes=("*1 was assigned because no tested variant was found.",),
        sources=("CPIC guidelines",),
    ),
    GenePhenotype("DPYD", "not tested"),
)
OTHERS = (GenePhenotype("SLCO1B1", "diplotype", "*1/*47", notes=("No source here gives the function of *47.",)),)
INTERACTIONS = Interactions(
    (
        Interaction(
            drug="tamoxifarin",
            other="paroxamine",
            through="strong CYP2D6 inhibitors",
            mechanism="CYP2D6 inhibition",
            severity="avoid",
            effect="less of the active metabolite",
            limits="not known at low doses",
            source="FDA label (TAMOX)",
            date="2021",
            excerpt="Avoid the use of strong CYP2D6 inhibitors with TAMOX.",
            pmids=("90000031",),
        ),
    ),
    (("clarifogrel", "paroxamine"),),
    ("blargomycin",),
)
STUDIED = Studied(
    papers=4,
    people=3210,
    sized=3,
    sexes=(Share("women", 2), Share("men", 3)),
    ages=(Share("65 and older", 1),),
    ancestries=(Share("East Asian", 2),),
    countries=(Share("Japan", 1),),
    missing=("None of the 4 studies says that it had people with an eGFR below 30.",),
    sentence="4 studies with 3,210 people, of 3 that give their size; 2 say that they had women.",
)
CASE_FROM = ("Allergic to eldinib: from the question.",)


def cited(pmid: str, text: str, year: int = 2019) -> Citation:
    return Citation(pmid, text, 0, len(text), "RESULTS", title="A made-up trial", year=year, design=GRADE.design)


def claim(text: str, pmid: str, topic: str = "") -> Claim:
    others = (FitItem("organ function", "mismatch", "eGFR 28", "eGFR above 60"),)
    return Claim(text, (cited(pmid, text),), Verdict("supported", 1.0), GRADE, topic, sample_size=1420, others=others)


def query(text: str = "Is clarifogrel right after a stent?") -> Query:
    drug = Concept("drug", "clarifogrel", "clarifogrel")
    return Query(text, "Is clarifogrel right after a stent in CYP2C19 *2/*2?", "pharmacogenomics", concepts=(drug,))


def safe_answer(**more: Any) -> Answer:
    """An answer with every section on the patient's safety, or with `more` in place of its fields."""
    made = {
        "question": "Is clarifogrel right after a stent?",
        "status": "answered",
        "alerts": ALERTS,
        "claims": (claim(FINDING, "90000041", "clarifogrel"), claim(OTHER, "90000042", "eldinib")),
        "knowledge": KNOWLEDGE,
        "phenotypes": PHENOTYPES,
        "other_phenotypes": OTHERS,
        "interactions": INTERACTIONS,
        "studied": STUDIED,
        "case": CASE,
        "case_from": CASE_FROM,
        "query": query(),
        "searched": ("words: clarifogrel",),
    }
    return Answer(**{**made, **more})


def effect(kind: str, value: float) -> Effect:
    return Effect(kind, value, 0, 1)
