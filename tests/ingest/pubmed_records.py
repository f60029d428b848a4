"""PubMed XML of our own making for the tests: a small record, a file of them, and one as large as real ones."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"

HEAD = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE PubmedArticleSet SYSTEM "http://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">
<PubmedArticleSet>
"""
TAIL = b"\n</PubmedArticleSet>\n"


def record(pmid: int | str, title: str = "A title.", more: str = "") -> bytes:
    """One PubmedArticle; `more` is markup put after the title, inside Article."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article>'
        f"<ArticleTitle>{title}</ArticleTitle>{more}</Article></MedlineCitation></PubmedArticle>"
    ).encode()


def document(*records: bytes) -> bytes:
    return HEAD + b"\n".join(records) + TAIL


def large_record(pmid: int) -> bytes:
    """A record of a real one's size (5 kB) and make: four authors, an abstract, headings, references."""
    authors = "".join(
        f'<Author ValidYN="Y"><LastName>Name{pmid}x{n}</LastName><ForeName>Fore {n}</ForeName><Initials>F</Initials>'
        f"<AffiliationInfo><Affiliation>Department {n}, Institute of Invention, City {pmid}.</Affiliation>"
        "</AffiliationInfo></Author>"
        for n in range(4)
    )
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D{n}" MajorTopicYN="N">Heading {n}</DescriptorName>'
        f'<QualifierName UI="Q{n}" MajorTopicYN="Y">genetics</QualifierName></MeshHeading>'
        for n in range(8)
    )
    sentence = f"The invented drug of record {pmid} lowered the invented score by 12.5% in this arm. "
    abstract = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{sentence * 3}</AbstractText>'
        for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    )
    references = "".join(
        f"<Reference><Citation>Name{n} F. Another paper. J Inv. 2001;{n}:1-9.</Citation></Reference>" for n in range(10)
    )
    return (
        f'<PubmedArticle>\n<MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>\n'
        "<DateRevised><Year>2019</Year><Month>02</Month><Day>08</Day></DateRevised>\n"
        "<Article><Journal><Title>Journal of Inventions</Title><JournalIssue><PubDate><Year>2018</Year></PubDate>"
        f"</JournalIssue></Journal><ArticleTitle>Record {pmid}.</ArticleTitle><Abstract>{abstract}</Abstract>"
        f"<AuthorList>{authors}</AuthorList><Language>eng</Language><PublicationTypeList>"
        '<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>'
        f"<MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation>\n<PubmedData><History>"
        '<PubMedPubDate PubStatus="entrez"><Year>2018</Year><Month>6</Month><Day>1</Day></PubMedPubDate></History>'
        f"<ReferenceList>{references}</ReferenceList></PubmedData>\n</PubmedArticle>"
    ).encode()
