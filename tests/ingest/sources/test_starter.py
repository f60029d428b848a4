"""The starter library: digests that parse, say what they are, and state nothing their sources do not hold."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.read.sentences import sentence_spans
from ingest.records.article import DIGEST, DIGEST_MARK, Article, Problem

STARTER = Path(__file__).parents[3] / "ingest" / "starter"
FILES = sorted(STARTER.glob("*.xml"))
ONCOLOGY = [
    "EGFR",
    "ALK",
    "ROS1",
    "BRAF",
    "KRAS",
    "NRAS",
    "MET",
    "RET",
    "ERBB2",
    "BRCA1",
    "BRCA2",
    "PIK3CA",
    "MSI-H",
    "NTRK1",
    "NTRK2",
    "NTRK3",
    "KIT",
    "FLT3",
    "IDH1",
    "IDH2",
    "BCR-ABL",
    "JAK2",
    "PDGFRA",
    "FGFR1",
    "FGFR2",
    "FGFR3",
    "ESR1",
    "PTEN",
    "AKT1",
]
PHARMACOGENES = [
    "CYP2C19",
    "CYP2D6",
    "CYP2C9",
    "VKORC1",
    "CYP4F2",
    "DPYD",
    "TPMT",
    "NUDT15",
    "UGT1A1",
    "HLA-A",
    "HLA-B",
    "SLCO1B1",
    "CYP3A5",
    "CYP2B6",
    "G6PD",
    "RYR1",
    "CACNA1S",
    "IFNL3",
    "CFTR",
    "MT-RNR1",
]
DESIGNS = {
    "Case Reports",
    "Clinical Trial",
    "Clinical Trial, Phase I",
    "Clinical Trial, Phase II",
    "Clinical Trial, Phase III",
    "Meta-Analysis",
    "Multicenter Study",
    "Practice Guideline",
    "Randomized Controlled Trial",
}
ANSWERS = [
    ("EGFR", "exon 19 deletion", "afatinib"),
    ("EGFR", "T790M", "osimertinib"),
    ("ALK", "G1202R", "alectinib"),
    ("BRAF", "V600E", "vemurafenib"),
    ("KRAS", "G12C", "cetuximab"),
    ("KRAS", "G12D", "pancreatic cancer"),
    ("BRCA", "PARP inhibitor", "olaparib"),
    ("MSI-H", "colorectal cancer", "nivolumab"),
    ("NTRK", "fusion", "larotrectinib"),
    ("KIT", "exon 11", "imatinib"),
    ("BCR-ABL", "T315I", "ponatinib"),
    ("CYP2C19", "*2/*2", "clopidogrel"),
    ("DPYD", "poor metabolizer", "fluorouracil"),
    ("TPMT", "NUDT15", "azathioprine"),
    ("HLA-B", "*57:01", "abacavir"),
    ("HLA-B", "*15:02", "carbamazepine"),
    ("SLCO1B1", "myopathy", "simvastatin"),
    ("CYP2D6", "ultrarapid metabolizer", "codeine"),
    ("CYP2D6", "poor metabolizer", "tamoxifen"),
    ("UGT1A1", "*28", "irinotecan"),
    ("UGT1A1", "jaundice", "atazanavir"),
    ("EGFR", "exon 19 deletion", "first-line osimertinib"),
    ("EGFR", "exon 20 insertion", "amivantamab"),
    ("ALK", "first-line lorlatinib", "crizotinib"),
    ("KRAS", "G12C", "sotorasib"),
    ("KRAS", "G12C", "adagrasib"),
    ("MET", "exon 14 skipping", "capmatinib"),
    ("HER2", "lung cancer", "trastuzumab deruxtecan"),
    ("PD-L1", "at least 50%", "pembrolizumab"),
    ("FLT3", "newly diagnosed", "midostaurin"),
    ("BTK", "C481", "pirtobrutinib"),
    ("CFTR", "F508del", "elexacaftor"),
    ("CYP2C19", "percutaneous coronary intervention", "ticagrelor"),
    ("VKORC1", "CYP2C9", "warfarin"),
]


def elements(path: Path) -> list[ET.Element]:
    return ET.parse(path).getroot().findall("PubmedArticle")  # noqa: S314 - a committed file of ours


def title_of(element: ET.Element) -> str:
    return element.findtext(".//ArticleTitle") or ""


def read(path: Path) -> tuple[list[Article], list[Problem]]:
    problems: list[Problem] = []
    with path.open("rb") as stream:
        records = list(read_pubmed_xml(stream, path.name, problems))
    return [record for record in records if isinstance(record, Article)], problems


@pytest.fixture(scope="module")
def digests() -> list[Article]:
    return [article for path in FILES for article in read(path)[0]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_reads_without_a_problem_and_without_loss(path: Path) -> None:
    """The reader of the package takes in as many records as a plain XML parser sees, and reports nothing."""
    articles, problems = read(path)
    assert not problems
    assert len(articles) == len(elements(path)) > 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_what_it_holds_and_whence(path: Path) -> None:
    """A header comment names the digests, the sources of their facts and their license."""
    header = path.read_text(encoding="utf-8").partition("<PubmedArticleSet>")[0]
    assert all(word in header for word in ("DIGESTS", "Sources of the facts", "License"))


def test_holds_each_paper_once(digests: list[Article]) -> None:
    """No PMID stands twice, in one file or across files; the landmarks of lung, blood and other medicine are in."""
    assert len(digests) >= 278
    assert [pmid for pmid, count in Counter(article.pmid for article in digests).items() if count > 1] == []


def test_every_record_is_marked_as_a_digest(digests: list[Article]) -> None:
    """The mark is the publication type, which shows everywhere, and the copyright statement, which travels along."""
    assert [article.pmid for article in digests if DIGEST not in article.publication_types] == []
    for path in FILES:
        for record in elements(path):
            assert (record.findtext(".//CopyrightInformation") or "").startswith("Digest written for Vouch from ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_title_says_that_it_is_of_a_digest(path: Path) -> None:
    """The mark stands in the file and in what doors print, and in nothing that is searched or quoted."""
    assert [e.findtext(".//PMID") for e in elements(path) if not title_of(e).startswith(DIGEST_MARK)] == []
    for article in read(path)[0]:
        assert article.heading == f"{DIGEST_MARK}{article.title}"
        assert not article.title.startswith(DIGEST_MARK)
        assert article.text.startswith(article.title)


def test_a_paper_is_cited_by_its_own_title_or_by_its_pmid(digests: list[Article]) -> None:
    """No reference passes the statement of a digest off as the title of the paper."""
    for article in digests:
        assert article.cited_title != article.title
        own = article.vernacular_title
        assert article.cited_title == own if own else article.cited_title.startswith(f"Digest of PMID {article.pmid}: ")
        assert "et al." not in own


def test_a_registry_id_is_one_of_a_registry(digests: list[Article]) -> None:
    """An id is sourced or left out: what stands there has the form of its registry, and a large part has one."""
    for article in digests:
        for registered in article.registry_ids:
            assert re.fullmatch(r"ClinicalTrials\.gov:NCT\d{8}|ISRCTN:ISRCTN\d{8}", registered), article.pmid
    assert sum(bool(article.registry_ids) for article in digests) >= 60


@pytest.mark.data
def test_every_registry_id_of_the_sources_is_carried(shared_data: Path) -> None:
    """A digest of a landmark study has the trial number that its source states, and none when it states none."""
    with (shared_data / "facts" / "landmarks.tsv").open(encoding="utf-8") as stream:
        stated = {row["pmid"]: set(re.findall(r"NCT\d{8}", row["nct"])) for row in csv.DictReader(stream, delimiter="\t")}
    landmarks = [article for path in FILES if path.stem.startswith("landmarks") for article in read(path)[0]]
    held = {article.pmid: {name.partition(":")[2] for name in article.registry_ids} for article in landmarks}
    assert held
    assert {pmid for pmid, ids in held.items() if ids != stated[pmid]} == set()


def test_no_design_is_claimed_outside_the_names_of_pubmed(digests: list[Article]) -> None:
    """Beside the mark stand only publication types that PubMed knows, spelled as PubMed spells them."""
    assert {name for article in digests for name in article.publication_types} <= DESIGNS | {DIGEST}


def test_every_digest_is_a_short_labeled_abstract(digests: list[Article]) -> None:
    """Background, then findings, then the meaning or the recommendation, in 60 to 180 words."""
    for article in digests:
        labels = [section.label for section in article.sections if section.kind == "abstract"]
        assert labels in (["BACKGROUND", "FINDINGS", "MEANING"], ["BACKGROUND", "FINDINGS", "RECOMMENDATION"])
        assert 60 <= len(article.text.removeprefix(article.title).split()) <= 180, article.pmid


def test_every_sentence_stands_on_its_own(digests: list[Article]) -> None:
    """Answers quote single sentences: each ends with a full stop and opens with no word that points outside it."""
    pointing = {"This", "These", "Those", "It", "They", "Such", "That", "He", "She", "Both", "However,"}
    for article in digests:
        body = article.text[len(article.title) :]
        for start, end in sentence_spans(body):
            sentence = body[start:end]
            assert sentence.endswith("."), f"{article.pmid}: {sentence}"
            assert sentence.split()[0] not in pointing, f"{article.pmid}: {sentence}"


@pytest.mark.parametrize("gene", [*ONCOLOGY, *PHARMACOGENES])
def test_every_gene_of_the_starter_is_covered(digests: list[Article], gene: str) -> None:
    """A digest has the gene or marker among its keywords."""
    assert any(keyword == gene for article in digests for keyword in article.keywords)


@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_the_first_questions_have_a_digest(digests: list[Article], words: tuple[str, ...]) -> None:
    """One digest speaks of the gene, the variant or phenotype, and the drug or disease together."""
    assert any(all(word.lower() in article.text.lower() for word in words) for article in digests)


@pytest.mark.data
def test_states_no_number_its_sources_lack_and_copies_no_sentence(shared_data: Path) -> None:
    """The checker of the shared tools finds no fault: known PMID, right year, sourced numbers, no run of ten words."""
    checker = shared_data.parent / "tools" / "check_digests.py"
    run = subprocess.run([sys.executable, str(checker), *map(str, FILES)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert ", 0 with faults" in run.stdout
