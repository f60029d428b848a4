"""What is said of a patient's safety: whole, in plain words, and never that something unknown is safe."""

from __future__ import annotations

import msgspec
import pytest

from assistant.records.anatomy import bottom_line, finding_line
from assistant.records.answer import Abstention, Concept, Facet, Query, Synonym
from assistant.records.case_words import case_said, facts_said
from assistant.records.curated import Knowledge
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interactions
from assistant.records.safety_words import (
    alert_lead,
    alert_said,
    alerts_on,
    alerts_on_row,
    genes_lead,
    interaction_said,
    no_data_said,
    not_recognized_said,
    phenotype_said,
    untested_lead,
)
from tests.assistant.made_safety import ALERTS, CASE, INTERACTIONS, claim, query, safe_answer


def alert(severity: str, drug: str = "abacavir", fact: str = "allergy to abacavir") -> Alert:
    made = {"kind": "allergy", "says": "S.", "source": "FDA label (ZIAGEN)", "date": "2020-05-01"}
    return Alert(severity=severity, drug=drug, fact=fact, **made)  # type: ignore[arg-type]  # named in the table


def together(severity: str) -> Alert:
    made = {"kind": "interaction", "says": "S.", "source": "FDA label (ZIAGEN)", "date": "2020-05-01"}
    return Alert(severity=severity, drug="abacavir", fact="eldinib", why="abacavir to one third", **made)  # type: ignore[arg-type]  # named in the table


@pytest.mark.parametrize(
    ("severity", "said"),
    [
        ("contraindicated", "abacavir is contraindicated: allergy to abacavir (FDA label, 2020)."),
        ("avoid", "abacavir is to be avoided: allergy to abacavir (FDA label, 2020)."),
        ("not recommended", "abacavir is not recommended: allergy to abacavir (FDA label, 2020)."),
        ("adjust dose", "abacavir needs an adjusted dose: allergy to abacavir (FDA label, 2020)."),
        ("separate administration", "abacavir is to be given apart: allergy to abacavir (FDA label, 2020)."),
        ("monitor", "abacavir needs monitoring: allergy to abacavir (FDA label, 2020)."),
        ("caution", "abacavir needs caution: allergy to abacavir (FDA label, 2020)."),
    ],
)
def test_every_severity_is_a_sentence(severity: str, said: str) -> None:
    """What the source tells to do, the fact it is on, the source and its year."""
    assert alert_said(alert(severity)).sentence == said


def test_an_alert_on_two_drugs_is_on_both_and_says_why() -> None:
    """The sentence does not say which of them has the dose, and the reason stands in it; either of them is marked."""
    pair = together("adjust dose")
    assert alert_said(pair).sentence == (
        "abacavir with eldinib needs an adjusted dose: abacavir to one third (FDA label, 2020)."
    )
    assert alerts_on_row([pair], ["Eldinib"]) == alerts_on_row([pair], ["abacavir"]) == (1,)
    assert alerts_on_row([pair], ["clarifogrel"]) == ()
    assert alerts_on(safe_answer(alerts=(pair,)), "Eldinib was given.") == (1,)


def test_that_a_drug_is_taken_already_opens_nothing_and_marks_nothing() -> None:
    """Who asks about it knows."""
    taken = Alert(
        kind="duplicate", severity="caution", drug="clarifogrel", fact="Clarifogrel", says="S.", source="the record"
    )
    assert not bottom_line(safe_answer(alerts=(taken,))).startswith("Alert")
    assert alerts_on_row([taken], ["clarifogrel"]) == ()


def test_the_bottom_line_opens_with_the_alert_on_the_drug_asked_about() -> None:
    """Alert, then guideline, then finding; how many alerts there are besides is counted."""
    said = bottom_line(safe_answer())
    assert said.startswith(
        "Alert: clarifogrel is to be avoided: CYP2C19 *2/*2 (CPIC, 2022). 2 more alerts. Guideline: "
    )
    assert said.index("Guideline: ") < said.index("Clarifogrel lowered the rate")
    assert said.endswith(finding_line(safe_answer()))


def test_an_alert_on_another_drug_does_not_open_the_bottom_line() -> None:
    """The alerts still stand first of all, but the bottom line is on what was asked."""
    assert not bottom_line(safe_answer(alerts=(alert("avoid", "warfamarin"),))).startswith("Alert")


def test_an_alert_on_the_drug_of_the_first_finding_opens_the_bottom_line() -> None:
    """A question that names no drug is answered by a finding on one: its alert stands before it."""
    told = safe_answer(query=Query("Which drug?", "Which drug?"), question="Which drug?", knowledge=msgspec.UNSET)
    told = msgspec.structs.replace(told, knowledge=safe_answer().knowledge, alerts=ALERTS[1:])
    assert bottom_line(told).startswith("Alert: clarifogrel")


def test_an_abstention_has_the_alert_as_its_bottom_line() -> None:
    """Without an answer the alert on the drug asked about is all that the line says where no curated row is shown."""
    why = Abstention("not in library", "Nothing on it.")
    told = safe_answer(claims=(), status="abstained", abstention=why, alerts=ALERTS[1:2])
    told = msgspec.structs.replace(told, knowledge=Knowledge())
    assert bottom_line(told) == "Alert: clarifogrel is to be avoided: CYP2C19 *2/*2 (CPIC, 2022)."


def test_a_finding_is_marked_by_whole_names_and_by_brands_the_question_knows() -> None:
    """The generic name or a synonym of the question's reading marks a finding; a part of another name does not."""
    drug = Concept("drug", "clarifogrel", "Clarix", synonyms=(Synonym("Klarix", "brand name"),))
    told = safe_answer(query=msgspec.structs.replace(query(), concepts=(drug,)))
    assert alerts_on(told, claim("CLARIFOGREL helped.", "1")) == (2,)
    assert alerts_on(told, claim("Klarix helped.", "1")) == (2,)
    assert alerts_on(told, claim("Preclarifogrelate helped.", "1")) == ()


@pytest.mark.parametrize(
    ("one", "cells"),
    [
        (
            GenePhenotype("DPYD", "not tested"),
            ("DPYD", "not tested", "not known: not tested", "–", "–", "its phenotype"),
        ),
        (
            GenePhenotype("SLCO1B1", "diplotype", "*1/*47", notes=("The function of *47 is not known.",)),
            ("SLCO1B1", "*1/*47", "not known", "–", "–", "The function of *47 is not known."),
        ),
        (
            GenePhenotype("CYP2D6", "diplotype", "*1/*4", "normal", "1.0", "poor metabolizer", ("a", "b")),
            ("CYP2D6", "*1/*4", "normal", "1.0", "acts as poor metabolizer through a; b", "–"),
        ),
    ],
)
def test_what_is_not_known_of_a_gene_is_said(one: GenePhenotype, cells: tuple[str, ...]) -> None:
    """Not tested and not known are words, and a converted phenotype names what changes it."""
    assert phenotype_said(one).cells == cells


def test_interactions_name_what_is_unknown_and_nothing_is_called_safe() -> None:
    """Pairs without data and drugs not recognized have a line each; many pairs are counted."""
    assert no_data_said(INTERACTIONS) == (
        "No data here on clarifogrel with paroxamine: whether they interact is unknown."
    )
    assert not_recognized_said(INTERACTIONS) == "Not recognized as drugs, so not checked: blargomycin."
    many = no_data_said(Interactions(no_data=tuple((f"a{n}", f"b{n}") for n in range(5000))))
    assert "; and 4,988 more pairs" in many
    assert len(many) < 400
    assert no_data_said(Interactions()) == not_recognized_said(Interactions()) == ""
    assert interaction_said(INTERACTIONS.found[0]).mechanism == "CYP2D6 inhibition, strong CYP2D6 inhibitors"
    assert "safe" not in f"{many} {safe_answer().to_markdown()}".lower()


def test_a_link_leads_only_to_a_known_source() -> None:
    """An address on a host of no source is not linked."""
    assert alert_said(ALERTS[0]).link.startswith("https://dailymed.nlm.nih.gov/")
    elsewhere = msgspec.structs.replace(ALERTS[0], url="https://dailymed.nlm.nih.gov.example.org/x")
    assert alert_said(elsewhere).link == ""


def test_the_case_is_said_with_units_and_names() -> None:
    """Kidney function is not mistaken for the gene, allergies not for medications; nothing known is nothing said."""
    said = facts_said(CASE)
    assert "kidney function (eGFR): 28\u00a0mL/min/1.73\u00a0m²" in said
    assert "medications: clarifogrel, paroxamine; allergies: eldinib" in said
    assert case_said(CASE).startswith("The case as understood: 61 years; female; not pregnant;")
    assert case_said(None) == case_said(Patient()) == ""


def test_what_is_not_tested_opens_the_bottom_line() -> None:
    """Genes with one reason stand in one sentence, what a label asks for first; an answer without any has none."""
    label, depends = "test first (FDA label of Elitek, 2023)", "test first: the dose of warfarin depends on it"
    told = [
        GenePhenotype("CYP2C9", "not tested", untested="CYP2C9", test_first=depends),
        GenePhenotype("VKORC1", "not tested", untested="VKORC1", test_first=depends),
        GenePhenotype("G6PD", "not tested", untested="G6PD", test_first=label),
    ]
    answer = msgspec.structs.replace(safe_answer(), alerts=(), phenotypes=tuple(told))
    lead = (
        f"G6PD not tested: unknown, not normal; {label}. CYP2C9 and VKORC1 not tested: unknown, not normal; {depends}."
    )
    assert untested_lead(answer) == lead
    assert bottom_line(answer).startswith(lead)
    assert untested_lead(msgspec.structs.replace(answer, phenotypes=())) == ""


def test_the_drug_asked_about_leads_before_a_graver_one() -> None:
    """An alert that the question is on stands first, whatever the opening text brings up."""
    graver, asked = alert("contraindicated", "eldinib"), alert("avoid", "clarifogrelic acid")
    told = safe_answer(alerts=(graver, msgspec.structs.replace(asked, leads=True, called=("clarifogrel",))))
    assert alert_lead(told, "Eldinib helped.")[0].startswith("Alert: clarifogrelic acid is to be avoided")
    assert alerts_on(told, "Clarifogrel was given.") == (2,)


def test_an_alert_on_another_drug_says_so_and_stands_behind() -> None:
    """Where the question is on one drug, what the opening says of another is no alert on it."""
    told = safe_answer(alerts=(alert("contraindicated", "eldinib"),))
    first, behind = alert_lead(told, "Eldinib helped.")
    assert not first
    assert behind.startswith("Alert on a drug not asked about: eldinib is contraindicated")


@pytest.mark.parametrize(
    ("surface", "text", "is_named"),
    [
        ("clarifogrel emtansine", "Clarifogrel emtansine was given.", False),
        ("clarifogrel emtansine", "Clarifogrel-emtansine was given.", False),
        ("clarifogrel-emtansine", "Clarifogrel emtansine was given.", False),
        ("clarifogrel-emtansine", "Clarifogrel-emtansine was given.", False),
        ("clarifogrel-emtansine", "Patients on clarifogrel-emtansine and placebo.", False),
        ("clarifogrel-emtansine", "Clarifogrel was given.", True),
        ("clarifogrel emtansine", "Clarifogrel was given.", True),
        ("clarifogrel emtansine", "Clarifogrel-emtansine after clarifogrel.", True),
        ("clarifogrel emtansine", "Clarifogrel-treated patients did well.", True),
        ("clarifogrel emtansine", "A clarifogrel-based regimen.", True),
        ("clarifogrel emtansine", "Clarifogrel, emtansine and placebo.", True),
        ("clarifogrel emtansine", "Preclarifogrel was given.", False),
        ("clarifogrel emtansine", "Clarifogrels were given.", False),
    ],
)
def test_a_name_within_the_name_of_another_drug_is_not_named(surface: str, text: str, is_named: bool) -> None:
    """The first word of another drug's name, with a blank or a hyphen, is no mention of the drug by itself."""
    drug = Concept("drug", "clarifogrel emtansine", surface)
    told = safe_answer(
        query=msgspec.structs.replace(query(), concepts=(drug,)), alerts=(alert("avoid", "clarifogrel"),)
    )
    assert alerts_on(told, text) == ((1,) if is_named else ())


@pytest.mark.parametrize(
    ("kind", "drug", "fact", "drugs"),
    [
        ("allergy", "abacavir", "allergy to abacavir", ("abacavir",)),
        ("allergy", "abacavir + eldinib", "allergy to eldinib", ("abacavir", "eldinib")),
        ("genotype", "abacavir", "HLA-B *57:01", ("abacavir",)),
        ("duplicate", "abacavir", "eldinib", ("abacavir",)),
        ("interaction", "abacavir", "eldinib", ("abacavir", "eldinib")),
        ("interaction", "abacavir + eldinib", "clarifogrel", ("abacavir", "eldinib", "clarifogrel")),
        ("interaction", "clarifogrel", "abacavir + eldinib", ("clarifogrel", "abacavir", "eldinib")),
    ],
)
def test_an_alert_is_on_each_of_its_drugs(kind: str, drug: str, fact: str, drugs: tuple[str, ...]) -> None:
    """The parts of a product, and of an interaction those of both; a fact of the patient is no drug."""
    made = Alert(kind=kind, severity="avoid", drug=drug, fact=fact, says="S.", source="L")  # type: ignore[arg-type]  # named in the table
    assert made.drugs == drugs


@pytest.mark.parametrize(
    ("left", "may_work", "said"),
    [
        (("a (moderate CYP2D6 inhibitor; T)",), "less", "a (moderate CYP2D6 inhibitor; T) is taken"),
        (("a (strong CYP2D6 inducer; T)", "b (x)"), "more", "a (strong CYP2D6 inducer; T) and b (x) are taken"),
        (("a (strong CYP2D6 inhibitor; T)",), "", ""),
    ],
)
def test_a_gene_that_is_read_alone_is_said(left: tuple[str, ...], may_work: str, said: str) -> None:
    """With all drugs that are not counted and what they may do; not where they can change nothing."""
    one = GenePhenotype("CYP2D6", "diplotype", "*1/*1", "normal", not_counted=left, may_work=may_work)  # type: ignore[arg-type]
    lead = genes_lead(msgspec.structs.replace(safe_answer(), phenotypes=(one,)))
    whole = (
        f"CYP2D6 goes by the genes alone: {said} and not counted, so that the enzyme may work {may_work} than assumed."
    )
    assert lead == (whole if said else "")


@pytest.mark.parametrize(
    ("facet", "kinds", "opens"),
    [
        ("interaction", (), True),
        ("interaction", ("patient disease",), True),
        (None, (), True),
        (None, ("patient drug",), True),
        (None, ("patient disease",), False),
        ("efficacy", (), False),
        ("interaction", ("question gene",), False),
    ],
)
def test_an_interaction_of_what_is_taken_opens_where_that_is_asked(
    facet: Facet | None, kinds: tuple[str, ...], opens: bool
) -> None:
    """ "Do her drugs interact?" names no drug; a question on the record's disease is not on them."""
    pairs = (one.split() for one in kinds)
    concepts = tuple(Concept(kind, "n", "n", origin=origin) for origin, kind in pairs)  # type: ignore[arg-type]  # literals
    asked = Query("Do they?", "Do they?", concepts=concepts, facet=facet)
    told = safe_answer(query=asked, question="Do they?", alerts=(together("avoid"),), case=Patient())
    assert bool(alert_lead(told, "Nothing of them.")[0]) is opens
