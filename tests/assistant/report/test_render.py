"""The report for a tumor board: all of it is there, nothing in it runs or loads, and it fits on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from assistant.errors import AssistantError
from assistant.records.answer import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Conflict,
    Effect,
    Evidence,
    Fit,
    FitItem,
    Grade,
    Hit,
    Position,
    Query,
    Usage,
    Verdict,
)
from assistant.records.patient import Patient
from assistant.report.render import full_markdown, full_report, report_format, write_report
from ingest.records.article import Article, Author, PartialDate, compose
from tests.network import unwatched

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} \" onmouseover='x' [a](javascript:b)"
TRIAL = Grade("randomized controlled trial", "2", "Oxford CEBM 2011", "publication type", 8)
SERIES = Grade("case series", "4", "Oxford CEBM 2011", "the word series", 3)
RESULT = "Median progression-free survival was 9.7 months with drug A and 4.1 months with drug B (hazard ratio 0.47)."
PATIENT = Patient.from_dict(
    {
        "age": 61,
        "egfr": 74,
        "line": 2,
        "conditions": ["lung cancer", "gout"],
        "variants": [{"gene": "EGFR", "notation": "L858R"}],
    }
)


class Reader(HTMLParser):
    """The text, the tags and their attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self.attributes = "", set[str](), list[tuple[str, str]]()
        self._styling = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._styling = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._styling:
            self.text += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def record(pmid: str, title: str = "Drug A against drug B in a made-up cancer", digest: bool = True) -> Article:
    body = RESULT if digest else "Rash was more frequent."
    text, sections = compose(title, [("abstract", "RESULTS", "RESULTS", body)])
    return Article(
        pmid,
        title,
        text,
        sections,
        journal="Journal of Examples",
        published=PartialDate(2019),
        authors=(Author(last="Doe", initials="J"), Author(last="Roe")),
        publication_types=("Digest",) if digest else ("Randomized Controlled Trial",),
    )


def cite(article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(article.pmid, quote, start, start + len(quote), "RESULTS", year=2019, design="trial")


def effect(article: Article, kind: str, printed: str, **more: object) -> Effect:
    start = article.text.index(printed)
    return Effect(kind, float(printed), start, start + len(printed), **more)  # type: ignore[arg-type]  # made for the test


def evidence(article: Article, grade: Grade = TRIAL) -> Evidence:
    effects = (
        (
            effect(article, "median PFS", "9.7", unit="month"),
            effect(article, "HR", "0.47", low=0.3, high=0.7, level=95.0, p="<0.001"),
        )
        if RESULT in article.text
        else ()
    )
    fit = Fit(
        (
            FitItem("line of therapy", "mismatch", "line 2", "previously untreated"),
            FitItem("variant", "match", "EGFR L858R", "L858R"),
            FitItem("age", "unknown", "61 years", ""),
        )
    )
    flags = ("digest", "retraction unknown") if article.digest else ("abstract only",)
    return Evidence(Hit(article.pmid, 1.0, {"words": 1}, article), grade, fit, effects, flags)


def answered(question: str = "Drug A or drug B?", text: str = "", topic: str = "Drug A") -> Answer:
    """Two claims on two studies that disagree; the second claim is in other words than its quote."""
    first, second = record("111"), record("222", digest=False)
    against = cite(second, "Rash was more frequent.")
    claims = (
        Claim(RESULT, (cite(first, RESULT),), Verdict("supported", 1.0), TRIAL, topic),
        Claim(text or "Drug A caused rash.", (against,), Verdict("supported", 1.0), SERIES, "Drug B"),
    )
    sides = (
        Position("111", "supports", cite(first, RESULT), TRIAL, 2019, 240),
        Position("222", "opposes", against, SERIES, 2019),
    )
    return Answer(
        question=question,
        status="answered",
        claims=claims,
        evidence=(evidence(first), evidence(second, SERIES)),
        conflicts=(Conflict("Drug A is better.", sides, "The stronger study supports it."),),
        query=Query(question, question),
        searched=("drug A", "retracted records excluded"),
        notes=("1 record that would have ranked left out: retracted.",),
        audit_id="20260101-abcdef12",
    )


def page(answer: Answer, patient: Patient | None = PATIENT) -> Reader:
    return Reader(full_report(answer, patient, snapshot="snap-1", records=1234, made=date(2026, 1, 2)))


@pytest.mark.parametrize(
    "said",
    [
        "Drug A or drug B?",
        "Age 61 years",
        "Conditions lung cancer; gout",
        "Variants EGFR L858R",
        "1 of 2 cited records are digests",
        "Bottom line Median progression-free survival was 9.7 months with drug A and 4.1 months with drug B (hazard "
        "ratio 0.47). 2 findings of 2 studies; the strongest is a randomized controlled trial (2019); the newest is "
        "of 2019. Studies disagree: see both sides.",
        "The newest study cited is of 2019.",
        "strongest: randomized controlled trial, level 2",
        f"“{RESULT}” [1] PMID 111, 2019, randomized controlled trial, level 2, digest, retraction unknown, "
        "differs from the patient in line of therapy",
        "Drug A caused rash. “Rash was more frequent.” [2] PMID 222, 2019, case series, level 4, abstract only",
        "median PFS 9.7 months; HR 0.47 (95% CI 0.3 to 0.7, p<0.001)",
        "differs: line of therapy (patient: line 2; study: previously untreated)",
        "matches: variant EGFR L858R",
        "like this patient in: age (61 years)",
        "Whether they were retracted is not known of: PMID 111.",
        "Drug A is better. The stronger study supports it.",
        "n 240",
        "Doe J, Roe, Journal of Examples, 2019",
        "1,234 records (snapshot snap-1): drug A; retracted records excluded",
        "1 record that would have ranked left out: retracted.",
        "Not a medical device, and not for patients.",
        "audit record 20260101-abcdef12",
        "2026-01-02",
        "nothing was sent out",
    ],
)
def test_the_report_says_all_that_a_board_needs(said: str) -> None:
    """Patient, findings with grade and words, effects, fit, conflicts, gaps, search, use, audit id and date."""
    assert said in page(answered()).words


def test_a_quote_is_not_printed_twice_where_it_is_the_finding() -> None:
    """A verbatim finding stands in quotation marks, once among the findings and once as a side of the conflict."""
    assert page(answered()).words.count(f"“{RESULT}”") == 2
    assert page(answered()).words.index(RESULT) < page(answered()).words.index("Findings")


def test_kidney_function_is_not_mistaken_for_the_gene() -> None:
    """The patient's eGFR is named as kidney function, with its unit; the only EGFR on the page is the gene."""
    words = page(answered()).words
    assert "Kidney function (eGFR) 74 mL/min/1.73 m²" in words
    assert set(re.findall(r"EGFR \S+", words)) == {"EGFR L858R"}


def test_nothing_of_a_record_or_a_question_is_markup() -> None:
    """What is hostile in any text is shown as text: no new tag, no attribute, no template is run."""
    hostile = answered(question=EVIL, text=EVIL, topic=EVIL)
    bad = record("111", EVIL)
    hostile_evidence = (evidence(bad), *hostile.evidence[1:])
    patient = Patient.from_dict({"conditions": [EVIL], "stage": EVIL})
    found = page(msgspec.structs.replace(hostile, evidence=hostile_evidence, notes=(EVIL,), searched=(EVIL,)), patient)
    assert found.tags == page(answered()).tags
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert found.text.count("<script>alert(1)</script>") >= 7
    assert "49" not in found.text


def test_no_text_shows_as_other_than_it_is() -> None:
    """Marks of direction and hidden characters of any text are in neither form of the report."""
    bad = "50\u202e mg\u2066 of\u200b A\x9b"
    for made in (full_report, full_markdown):
        report = made(answered(question=bad, text=bad, topic=bad), Patient.from_dict({"stage": bad}))
        assert "50 mg of A" in report
        assert not {mark for mark in report if mark in "\u202e\u2066\u200b\x9b"}


def test_nothing_is_loaded_from_anywhere() -> None:
    """No script, no style sheet, no picture, no font; the only addresses are links to PubMed."""
    found = page(answered())
    assert not found.tags & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert not [value for name, value in found.attributes if name == "src"]
    targets = [value for name, value in found.attributes if name == "href"]
    assert targets
    assert all(target.startswith("https://pubmed.ncbi.nlm.nih.gov/") for target in targets)
    source = full_report(answered())
    assert "url(" not in source
    assert "@import" not in source
    assert "default-src 'none'" in source


def test_no_answer_is_a_report_too() -> None:
    """An abstention is told with its reason, what was searched, and the nearest records, marked as no answer."""
    near = record("333", "Something near")
    abstention = Abstention("not in library", "“blargoma” is mentioned in none.", ("blargoma",), ("333",))
    answer = Answer(
        question="q", status="abstained", evidence=(evidence(near),), abstention=abstention, query=Query("q", "q")
    )
    words = page(answer, None).words
    assert "No answer: not in library. “blargoma” is mentioned in none." in words
    assert "which do not answer the question: Digest: Something near PMID 333" in words
    assert "blargoma" in words.split("What was searched")[1]
    assert "No patient facts were given." in words
    assert "Findings" not in words


def test_what_left_the_machine_is_said() -> None:
    """After a remote model, the host that received text stands on the page."""
    sent = msgspec.structs.replace(answered(), model="openai:x", usage=Usage(1, 10, 10, "api.example.org"))
    assert "written by: openai:x; text was sent to api.example.org" in page(sent).words


def test_markdown_says_the_same_and_stays_inert() -> None:
    """The Markdown report has the findings and the facts; hostile text is escaped."""
    made = full_markdown(answered(), PATIENT, snapshot="snap-1", records=1234)
    assert f"- “{RESULT}”" in made
    assert "Kidney function (eGFR)" in made
    assert "## What is not known" in made
    hostile = full_markdown(answered(question=EVIL, text=EVIL, topic=EVIL))
    assert "<script" not in hostile.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\(", hostile)


@pytest.mark.parametrize("name", ["report", "report.txt", "report.docx"])
def test_another_ending_is_refused(name: str) -> None:
    """Only .html, .pdf, .md and .json name a format; the error says so."""
    with pytest.raises(AssistantError, match=r"\.html \(to print\), \.pdf, \.md or \.json"):
        report_format(Path(name))


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The path and the reason are in the error."""
    with pytest.raises(AssistantError, match="cannot be written"):
        write_report(tmp_path / "missing" / "report.html", answered())


@pytest.mark.parametrize(
    ("question", "name", "code", "said"),
    [
        ("Clopidogrel in CYP2C19 poor metabolizers after a stent?", "report.html", 0, "Findings"),
        ("What do ZZTOP9 mutations mean in blargoma?", "report.md", 3, "No answer: not in library"),
    ],
)
def test_the_command_writes_the_report(
    starter_library: Path, tmp_path: Path, question: str, name: str, code: int, said: str
) -> None:
    """`vouch report` writes the file in the format of its ending; exit code 3 when there is no answer."""
    library = shutil.copytree(starter_library, tmp_path / "library")
    patient = tmp_path / "patient.yaml"
    patient.write_text("age: 61\n", encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "report", question, "--patient", str(patient)]
    ran = subprocess.run(
        [*command, "--out", str(tmp_path / name), "--library", str(library)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert ran.returncode == code, ran.stderr
    assert said in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.browser
def test_a_report_of_two_studies_is_one_page(tmp_path: Path) -> None:
    """Printed by a browser, with a conflict and a patient, it takes one sheet."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("no Chromium on the PATH to print with")
    write_report(tmp_path / "report.html", answered(), PATIENT, snapshot="snap-1", records=1234)
    where = f"--print-to-pdf={tmp_path / 'report.pdf'}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path}"]
    line = [browser, *flags, where, str(tmp_path / "report.html")]
    subprocess.run(line, check=True, capture_output=True, timeout=90, env=unwatched())
    assert re.findall(rb"/Type /Pages\s*/Count (\d+)|/Count (\d+)", (tmp_path / "report.pdf").read_bytes())
    assert (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n") == 1
