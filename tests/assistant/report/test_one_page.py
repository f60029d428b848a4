"""The one page: headed by what was asked, the gravest first, and one sheet whatever the answer holds."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assistant.errors import AssistantError
from assistant.records.answer import Abstention, Answer, Concept, Fit, FitItem, Query
from assistant.records.curated import Knowledge
from assistant.records.patient import Patient, Variant
from assistant.records.phenotype import GenePhenotype
from assistant.report.about import germline_said, title_of, trials_of
from assistant.report.fitting import LINES, WIDTH, Offer, Paper, shortened
from assistant.report.one_page import compose_sheet
from assistant.report.origin import Origin
from assistant.report.pdf import print_pdf
from assistant.report.render import one_page_markdown, one_page_report, report_json, write_report
from assistant.report.safety_part import safety_part
from tests.assistant.made_knowledge import KNOWLEDGE, fact
from tests.assistant.made_knowledge import answer as curated_answer
from tests.assistant.made_safety import ALERTS, CASE, INTERACTIONS, PHENOTYPES, claim, safe_answer
from tests.assistant.report.test_render import PATIENT, answered
from tests.network import unwatched

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ORIGIN: dict[str, Any] = {"snapshot": "snap-1", "records": 1234, "made": date(2026, 1, 2)}


def rich(times: int = 4) -> Answer:
    """More of everything than a sheet holds."""
    words = (
        "Vouchinib number {} prolonged progression-free survival in carriers of the made-up exon deletion when it was "
        "given after two other lines, with a hazard ratio of 0.{} and fewer events of grade three than the control. "
    )
    claims = tuple(
        claim(words.format(n, 40 + n) * (1 + n % 3), f"9{n:07}", f"drug {n // 3}") for n in range(15 * times)
    )
    found = INTERACTIONS.found * 9 * times
    return safe_answer(
        question="Is clarifogrel right after a stent, and what instead? " * 3 * times,
        claims=claims,
        alerts=ALERTS * 3 * times,
        phenotypes=PHENOTYPES * times,
        knowledge=msgspec.structs.replace(KNOWLEDGE, rows=KNOWLEDGE.rows * 3 * times),
        interactions=msgspec.structs.replace(INTERACTIONS, found=found, no_data=INTERACTIONS.no_data * 50),
        limits=tuple(f"Nothing of what was found is on group number {n}, which the question names." for n in range(9)),
    )


def long_words() -> Answer:
    """Texts without a place to break a line at."""
    wild = "W" * 3000
    return safe_answer(question=wild, claims=(claim(wild, "1"),), limits=(wild,), case=Patient(stage=wild))


def full_width() -> Answer:
    """A script whose letters are twice as wide."""
    wild = "患者は六十一歳の女性で、冠動脈疾患がある。" * 60
    return safe_answer(question=wild, claims=(claim(wild, "1"),), limits=(wild,), case=Patient(stage=wild))


def rows_only() -> Answer:
    return curated_answer(claims=(), knowledge=msgspec.structs.replace(KNOWLEDGE, rows=KNOWLEDGE.rows * 12))


def abstained() -> Answer:
    why = Abstention("not in library", "Clarifogrel is in no record. " * 40, ("words: clarifogrel",) * 40)
    return safe_answer(claims=(), status="abstained", abstention=why, knowledge=Knowledge())


def bare() -> Answer:
    return Answer(question="q", status="answered", query=Query("q", "q"))


ANSWERS = {
    "safe": safe_answer,
    "rich": rich,
    "richer": lambda: rich(12),
    "long words": long_words,
    "full width": full_width,
    "rows only": rows_only,
    "abstained": abstained,
    "bare": bare,
    "two studies": answered,
}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH to print with")
@pytest.mark.parametrize("name", ANSWERS)
def test_the_printed_report_is_one_page(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed by a real browser, an answer with next to nothing and one with forty alerts each take one sheet."""
    monkeypatch.delenv("LD_PRELOAD", raising=False)
    for variable, value in unwatched().items():
        monkeypatch.setenv(variable, value)
    write_report(tmp_path / "report.pdf", ANSWERS[name](), CASE, **ORIGIN)
    made = (tmp_path / "report.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == 1


def test_no_type_is_too_small_to_read() -> None:
    """Every size of type on the page is 8.5 points or more, and the page is A4."""
    page = one_page_report(safe_answer(), CASE, **ORIGIN)
    sizes = [float(size) for size in re.findall(r"(?:font-size: |font: )([\d.]+)pt", page)]
    assert sizes
    assert min(sizes) >= 8.5
    assert "size: A4" in page


def test_what_does_not_fit_is_counted_in_every_section() -> None:
    """A section says how many of its items stand only in the full answer; alerts beyond the room are named shortly."""
    sheet = compose_sheet(rich(), CASE, Origin(**ORIGIN))
    held = {
        "alerts": 36,
        "findings": 60,
        "curated": 48,
        "phenotypes": 12,
        "interactions": 36,
    }
    for name, count in held.items():
        left = count - len(getattr(sheet, name))
        assert sheet.more[name] == f"{left} more in the full answer"
    assert sheet.further_alerts.startswith("Further alerts: ")
    for page in (one_page_report(rich(), CASE), one_page_markdown(rich(), CASE)):
        assert "vouch ask --json" in page
        for said in sheet.more.values():
            assert said in page


def test_a_small_answer_stands_whole_on_the_page() -> None:
    """Nothing of an answer that fits is left out, and nothing is said to be."""
    page = one_page_report(answered(), PATIENT, **ORIGIN)
    assert "in the full answer" not in page
    assert "vouch ask --json" not in page


@pytest.mark.parametrize(
    ("intent", "drug", "knowledge", "title"),
    [
        ("pharmacogenomics", True, Knowledge(), "Pharmacogenomic consult"),
        ("safety", True, Knowledge(), "Pharmacogenomic consult"),
        ("therapy", True, KNOWLEDGE, "Tumor board report"),
        ("therapy", True, Knowledge(), "Evidence report"),
        ("safety", False, KNOWLEDGE, "Evidence report"),
        ("diagnosis", True, KNOWLEDGE, "Evidence report"),
    ],
)
def test_a_report_is_headed_by_what_was_asked(intent: Any, drug: bool, knowledge: Knowledge, title: str) -> None:
    """By the intent, with genes or drugs to consult on, and curated rows of tumors."""
    concepts = (Concept("drug", "clarifogrel", "clarifogrel"),) if drug else ()
    told = Answer(question="q", status="answered", knowledge=knowledge, query=Query("q", "q", intent, concepts))
    assert title_of(told, None) == title
    assert f"<h1>{title}</h1>" in one_page_report(told)


@pytest.mark.parametrize(
    ("concept", "origin", "phenotype", "title"),
    [
        (("drug", "vouchinib"), "question", GenePhenotype("DPYD", "diplotype", "*1/*2A"), "Pharmacogenomic consult"),
        (
            ("drug class", "vouchinibs"),
            "question",
            GenePhenotype("UGT1A1", "diplotype", "*28/*28"),
            "Pharmacogenomic consult",
        ),
        (("drug", "vouchinib"), "question", GenePhenotype("DPYD", "not tested"), "Tumor board report"),
        (("drug", "vouchinib"), "patient", GenePhenotype("DPYD", "diplotype", "*1/*2A"), "Tumor board report"),
        (("drug", "vouchinib"), "question", None, "Tumor board report"),
        (("gene", "KRAS"), "question", GenePhenotype("DPYD", "diplotype", "*1/*2A"), "Tumor board report"),
    ],
)
@pytest.mark.parametrize("intent", ["general", "therapy"])
def test_a_drug_with_a_result_that_bears_on_it_is_for_a_consult(
    intent: Any, concept: tuple[Any, str], origin: Any, phenotype: GenePhenotype | None, title: str
) -> None:
    """A result counts, an untested gene does not; the drug is one that is asked about, and not one that is taken."""
    kind, name = concept
    asked = (Concept(kind, name, name, origin=origin),)
    genes = (phenotype,) if phenotype else ()
    told = Answer(
        question="q", status="answered", knowledge=KNOWLEDGE, query=Query("q", "q", intent, asked), phenotypes=genes
    )
    assert title_of(told, None) == title


def test_the_gene_behind_an_alert_stands_in_the_table() -> None:
    """A gene that does not bear on the question but on a drug that the patient takes is shown where an alert rests on
    it, and is none of the others then."""
    other = GenePhenotype("SLCO1B1", "diplotype", "*1/*5", "decreased function")
    told = safe_answer(phenotypes=(), other_phenotypes=(*PHENOTYPES[:1], other))
    part = safety_part(told, CASE)
    assert [one.cells[0] for one in part.phenotypes] == ["CYP2C19"]
    assert [one.cells[0] for one in part.other_phenotypes] == ["SLCO1B1"]
    assert "poor metabolizer" in one_page_markdown(told, CASE)
    without = safety_part(msgspec.structs.replace(told, alerts=()), CASE)
    assert (without.phenotypes, len(without.other_phenotypes)) == ((), 2)


def test_the_fit_of_a_cited_study_is_said_in_a_few_words() -> None:
    """What differs, what matches and what is not said stand by name with the study, once; a long list is counted."""
    names = ("disease", "age", "sex", "stage", "setting", "ancestry", "pregnancy", "kidney function")
    items = (
        *(FitItem(name, "unknown", "", "") for name in names[1:]),
        FitItem("disease", "match", "", "asthma"),
        FitItem("line of therapy", "mismatch", "", "first-line"),
        FitItem("variant", "match", "A1B", "A1B"),
        FitItem("variant", "mismatch", "C2D", "C3D"),
    )
    told = answered()
    evidence = tuple(msgspec.structs.replace(one, fit=Fit(items)) for one in told.evidence)
    page = one_page_markdown(msgspec.structs.replace(told, evidence=evidence), PATIENT)
    assert (
        "Against the patient: differs in line of therapy, variant; matches in disease; "
        "not said: age, sex, stage, setting, ancestry and 2 more"
    ) in page
    assert "aspects" not in page
    assert page.count("Against the patient") == len(compose_sheet(told, PATIENT, Origin()).references)


def test_a_cancer_without_a_row_is_for_the_tumor_board() -> None:
    """A disease that CIViC has is a tumor, by its identifier; a disease of the heart is none."""
    tumor = Concept("disease", "melanoma", "melanoma", identifier="DOID:1909")
    heart = Concept("disease", "coronary artery disease", "CAD", identifier="DOID:3393")
    told = [Answer(question="q", status="answered", query=Query("q", "q", "therapy", (one,))) for one in (tumor, heart)]
    assert [title_of(one, None) for one in told] == ["Tumor board report", "Evidence report"]


def test_trials_of_cited_records_are_named() -> None:
    """A trial's number is taken from the record's registrations and from its text, of cited records alone."""
    told = answered()
    first, second = told.evidence
    article = msgspec.structs.replace(first.article, registry_ids=("ClinicalTrials.gov:NCT01234567", "GEO:GSE1"))
    other = msgspec.structs.replace(second.article, pmid="999", registry_ids=("ClinicalTrials.gov:NCT76543210",))
    evidence = tuple(
        msgspec.structs.replace(item, hit=msgspec.structs.replace(item.hit, article=new))
        for item, new in ((first, article), (second, other))
    )
    told = msgspec.structs.replace(told, evidence=evidence)
    assert trials_of(told) == (("NCT01234567", ("111",)),)
    assert "NCT01234567 (PMID 111)" in one_page_report(told)
    assert trials_of(answered()) == ()


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        (Variant("BRCA1", "c.68_69del", origin="germline"), "Recorded as germline: BRCA1 c.68_69del."),
        (Variant("CHEK2", "1100delC", origin="somatic"), "CHEK2 1100delC is recorded as somatic, and CIViC lists"),
        (Variant("CHEK2", "1100delC"), "CHEK2 1100delC has no origin recorded, and CIViC lists germline variants"),
        (Variant("ZZTOP9", "V600E"), ""),
    ],
)
def test_a_variant_of_the_germline_is_flagged(variant: Variant, said: str) -> None:
    """By what the record says of its origin, and by the genes that curated tables list as predisposing."""
    told = germline_said(bare(), Patient(variants=(variant,)))
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_a_variant_of_the_question_is_flagged_unless_the_record_has_its_gene() -> None:
    """Where the question alone names the variant its origin is not recorded; where the record has it, that counts."""
    asked = Concept("variant", "CHEK2 1100delC", "CHEK2 1100delC", gene="CHEK2")
    told = Answer(question="q", status="answered", query=Query("q", "q", "therapy", (asked,)))
    assert germline_said(told, None).startswith("CHEK2 1100delC has no origin recorded")
    known = Patient(variants=(Variant("CHEK2", "c.1100del", origin="germline"),))
    assert germline_said(told, known) == "Recorded as germline: CHEK2 c.1100del."


def test_a_row_of_the_answer_flags_the_germline_too() -> None:
    """A curated row on predisposition in the answer is named by its identifier."""
    row = msgspec.structs.replace(
        KNOWLEDGE.rows[1], fact=fact(genes=("ZZTOP9",), evidence_type="Predisposing", identifier="EID9")
    )
    told = curated_answer(knowledge=Knowledge((row,)))
    assert "(1 item: EID9)" in germline_said(told, Patient(variants=(Variant("ZZTOP9", "V600E"),)))


def test_json_carries_the_whole_answer_and_what_the_report_adds() -> None:
    """The file for programs has title, day, library, germline, trials, and the answer with every finding."""
    made = msgspec.json.decode(report_json(rich(), CASE, **ORIGIN))
    assert made["report"]["title"] == "Pharmacogenomic consult"
    assert made["report"]["made"] == "2026-01-02"
    assert len(made["answer"]["claims"]) == 60
    assert len(made["answer"]["alerts"]) == 36


def test_without_a_browser_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Chromium on the PATH is one line: write the HTML, open it, print it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AssistantError, match=r"write report\.html, open it in any browser and print it") as told:
        print_pdf("<p>page</p>", tmp_path / "report.pdf")
    assert "\n" not in str(told.value)
    assert not (tmp_path / "report.pdf").exists()


def test_a_browser_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the browser said last stands in the error, and no half file is left."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho the printer is on fire >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(AssistantError, match="the printer is on fire"):
        print_pdf("<p>page</p>", tmp_path / "report.pdf")
    assert not (tmp_path / "report.pdf").exists()


def test_paper_takes_items_in_their_order_until_one_does_not_fit() -> None:
    """An item is never passed over for a shorter one behind it, and every section keeps room for its heading."""
    offer = Offer(("a", "b" * WIDTH * (LINES + 1), "c"), lambda one: (one,), head=2.0)
    paper = Paper((offer,), ("always",), 1.0)
    assert paper.left == LINES - 4
    paper.take(offer)
    assert offer.shown == ("a",)
    assert offer.left_out == 2
    assert paper.left == LINES - 5


def test_a_text_that_is_cut_shows_it() -> None:
    """What is longer than its room ends in a mark; what fits is left as it is."""
    assert shortened("one  two\nthree", 20) == "one two three"
    assert shortened("one two three", 12) == "one two […]"
