"""Every real record at hand, compared with an independent reading of it: nothing that is carried may be lost."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest

from ingest.records.article import Article, Problem
from ingest.sources.pubmed_files import FileSource

pytestmark = pytest.mark.data

WRONG_ROOTS = {"efetch_pmc.xml", "esummary1.xml", "tests_data_sample_related_pmids_result.xml"}


def squash(text: str) -> str:
    """Text without what flattening may add or drop: white space, invisible characters, carets, underscores."""
    text = "".join(text.split())
    if not text.isascii():
        text = normalize("NFC", re.sub("[\u00ad\u200b\u2060\ufeff]", "", text))
    return text.replace("^", "").replace("_", "")


def said(elements: list[ET.Element]) -> list[str]:
    return [text for text in (squash("".join(element.itertext())) for element in elements) if text]


def agree(texts: list[str], elements: list[ET.Element]) -> bool:
    """Equal in order; where MathML moves what it draws, and marks fractions, equal as a bag of characters."""
    formulas = any("MathML" in inner.tag for element in elements for inner in element.iter())
    ours, theirs = [text for text in map(squash, texts) if text], said(elements)
    return sorted("".join(ours)) == sorted("".join(theirs)) if formulas else ours == theirs


def names(author: ET.Element) -> list[ET.Element]:
    return [
        part
        for tag in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
        for part in author.iterfind(tag)
    ]


def carried(article: Article) -> dict[str, tuple[list[str], str]]:
    """What a record's plain fields hold, and where in the XML the same stands."""
    return {
        "title": ([article.title], "Article/ArticleTitle"),
        "vernacular_title": ([article.vernacular_title], "Article/VernacularTitle"),
        "journal": ([article.journal], "Article/Journal/Title"),
        "journal_abbreviation": ([article.journal_abbreviation], "Article/Journal/ISOAbbreviation"),
        "volume": ([article.volume], "Article/Journal/JournalIssue/Volume"),
        "issue": ([article.issue], "Article/Journal/JournalIssue/Issue"),
        "pages": ([article.pages], "Article/Pagination/MedlinePgn"),
        "types": (list(article.publication_types), "Article/PublicationTypeList/PublicationType"),
        "languages": (list(article.languages), "Article/Language"),
        "country": ([article.country], "MedlineJournalInfo/Country"),
        "mesh": ([heading.descriptor for heading in article.mesh], "MeshHeadingList/MeshHeading/DescriptorName"),
        "qualifiers": (
            [q.name for h in article.mesh for q in h.qualifiers],
            "MeshHeadingList/MeshHeading/QualifierName",
        ),
        "supplementary": (list(article.supplementary_mesh), "SupplMeshList/SupplMeshName"),
        "substances": ([substance.name for substance in article.substances], "ChemicalList/Chemical/NameOfSubstance"),
        "genes": (list(article.gene_symbols), "GeneSymbolList/GeneSymbol"),
        "keywords": (list(article.keywords), "KeywordList/Keyword"),
        "conflicts": ([article.conflict_of_interest], "CoiStatement"),
        "copyright": ([article.copyright], "Article/Abstract/CopyrightInformation"),
        "investigators": ([person.last for person in article.investigators], "InvestigatorList/Investigator/LastName"),
        "others": ([body for o in article.other_abstracts for _, body in o.sections], "OtherAbstract/AbstractText"),
        "registries": (
            [identifier.partition(":")[2] for identifier in article.registry_ids],
            "Article/DataBankList/DataBank/AccessionNumberList/AccessionNumber",
        ),
    }


def check(article: Article, record: ET.Element) -> list[str]:
    """The names of the fields that do not hold what the record says."""
    citation = record.find("MedlineCitation")
    assert citation is not None
    people = [author for author in citation.iterfind("Article/AuthorList/Author") if author.get("ValidYN") != "N"]
    ours = [[a.last, a.fore, a.initials, a.suffix, a.collective] for a in article.authors]
    parts = [article.text[s.start : s.end] for s in article.sections if s.kind == "abstract"]
    corrections = [c for c in citation.iterfind("CommentsCorrectionsList/*") if c.get("RefType") != "Cites"]
    wrong = [field for field, (texts, path) in carried(article).items() if not agree(texts, citation.findall(path))]
    abstract = citation.findall("Article/Abstract/AbstractText")
    checks = {
        "abstract": agree(["".join(parts)] if len(abstract) == 1 else parts, abstract),
        "labels": len(abstract) == 1
        or [s.label for s in article.sections if s.kind == "abstract"]
        == [tidied(a.get("Label", "")) for a in abstract if "".join(a.itertext()).strip()],
        "authors": [[squash(n) for n in name if n] for name in ours] == [said(names(person)) for person in people],
        "affiliations": [squash(text) for a in article.authors for text in a.affiliations]
        == said([place for person in people for place in person.iterfind("AffiliationInfo/Affiliation")]),
        "orcid": len([a for a in article.authors if a.orcid])
        == len([p for p in people if p.find("Identifier") is not None]),
        "corrections": [(c.kind, c.pmid) for c in article.corrections]
        == [(c.get("RefType"), c.findtext("PMID", "")) for c in corrections],
        "identifiers": has_identifiers(article, record),
        "grants": [squash(text.replace("/", "")) for text in article.grants]
        == [
            squash("".join(grant.itertext()).replace("/", "")) for grant in citation.iterfind("Article/GrantList/Grant")
        ],
        "year": article.published.year is not None
        or not citation.findtext("Article/Journal/JournalIssue/PubDate/Year"),
        "status": article.status == citation.get("Status"),
    }
    return wrong + [field for field, right in checks.items() if not right]


def check_text(article: Article, record: ET.Element) -> list[str]:
    """The same for a record of the corpus, which has title, abstract and year only."""
    cited = record.find("MedlineCitation/Article")
    assert cited is not None
    parts = [article.text[section.start : section.end] for section in article.sections if section.kind == "abstract"]
    checks = {
        "title": agree([article.title], cited.findall("ArticleTitle")),
        "abstract": agree(["".join(parts)], cited.findall("Abstract/AbstractText")),
        "year": str(article.published.year or "") == cited.findtext("Journal/JournalIssue/PubDate/Year", ""),
    }
    return [field for field, right in checks.items() if not right]


def tidied(text: str) -> str:
    return " ".join(text.split())


def has_identifiers(article: Article, record: ET.Element) -> bool:
    ids = {i.get("IdType"): (i.text or "").strip() for i in record.iterfind("PubmedData/ArticleIdList/ArticleId")}
    located = [(e.text or "").strip() for e in record.iterfind("MedlineCitation/Article/ELocationID[@EIdType='doi']")]
    return article.pmcid == ids.get("pmc", article.pmcid) and article.doi in {*located, ids.get("doi", "")}


def xml_files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*.xml*")) if path.name not in WRONG_ROOTS)


def tree_of(path: Path) -> ET.Element:
    data = path.read_bytes()
    return ET.fromstring(gzip.decompress(data) if path.suffix == ".gz" else data)  # noqa: S314 - the shared data


def test_nothing_is_lost_of_any_real_record(shared_data: Path) -> None:
    """Each field of each record (of the corpus: its text) says what the standard library reads in it."""
    wrong: list[str] = []
    count = 0
    for path in xml_files(shared_data / "pubmed"):
        problems: list[Problem] = []
        made = list(FileSource(path).records(problems))
        records = tree_of(path).findall("PubmedArticle")
        assert problems == []
        assert len(made) == len(records)
        for article, record in zip(made, records, strict=True):
            assert isinstance(article, Article)
            faults = check_text(article, record) if path.name.startswith("corpus") else check(article, record)
            wrong += [f"{path.name} {article.pmid} {field}" for field in faults]
            count += 1
    assert wrong == []
    assert count > 22_000


def test_what_is_no_pubmed_file_is_reported_by_its_name(shared_data: Path) -> None:
    """Replies of other utilities give no record and one problem each."""
    for path in sorted((shared_data / "pubmed").rglob("*.xml")):
        if path.name in WRONG_ROOTS:
            problems: list[Problem] = []
            assert list(FileSource(path).records(problems)) == []
            assert [problem.source for problem in problems] == [str(path)]


def test_retracted_records_and_errata_are_told_apart(shared_data: Path) -> None:
    """Known cases among the real records: two retracted, some corrected, the notices are neither."""
    found: dict[str, tuple[str, str]] = {}
    for path in xml_files(shared_data / "pubmed" / "fixtures"):
        for article in FileSource(path).records([]):
            assert isinstance(article, Article)
            found[article.pmid] = (article.integrity.retracted, article.integrity.erratum)
    assert found["993"] == found["31541003"] == ("yes", "no")
    assert found["38147649"] == found["31418839"] == ("no", "yes")
    assert found["1"] == ("no", "no")


def test_real_medline_text_is_read(shared_data: Path) -> None:
    """Six records in three files, structured abstracts among them."""
    problems: list[Problem] = []
    files = sorted((shared_data / "pubmed" / "fixtures").rglob("*.txt"))
    made = [article for path in files for article in FileSource(path).records(problems)]
    assert problems == []
    assert [article.pmid for article in made] == [
        "12230038",
        "16403221",
        "16377612",
        "14871861",
        "14630660",
        "23039619",
    ]
    structured = made[-1]
    assert isinstance(structured, Article)
    assert [section.label for section in structured.sections] == ["", "PURPOSE", "METHODS", "RESULTS", "CONCLUSIONS"]
