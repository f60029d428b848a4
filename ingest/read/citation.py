"""One `Article` from the tree of one PubMed record: MedlineCitation with its PubmedData, or a book record.

References are not carried, in neither of their forms (ReferenceList, and CommentsCorrections of type "Cites"). Of the
history only the day of entry is. An author name that NLM marks as invalid is left out; its correction stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.read.citation_parts import (
    child_text,
    children,
    corrections_of,
    date_of,
    entry_date_of,
    grants_of,
    heading_of,
    identifiers_of,
    journal_of,
    keywords_of,
    pages_of,
    people_of,
    registry_ids_of,
    substance_of,
    text_of,
    texts_of,
    version_of,
)
from ingest.read.text import Part, canonical_titles, category_of, labeled_parts, summary_parts, tidy
from ingest.records.article import Article, Deletion, OtherAbstract, compose

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["MissingPMID", "read_record"]


class MissingPMID(Exception):
    """The record has no PMID; the reader reports it as a Problem."""


def read_record(element: _Element) -> Iterator[Article | Deletion]:
    """The article of a record element, or the deletions of a DeleteCitation; raises MissingPMID."""
    if element.tag in ("DeleteCitation", "DeleteDocument"):
        for child in element:
            if child.tag == "PMID" and (pmid := text_of(child)):
                yield Deletion(pmid, version_of(child))
        return
    parts = {child.tag: child for child in element}
    if element.tag == "MedlineCitation":
        yield _read_citation(element, None)
    elif (book := parts.get("BookDocument")) is not None:
        yield _read_book(book, parts.get("PubmedBookData"))
    elif (citation := parts.get("MedlineCitation")) is not None:
        yield _read_citation(citation, parts.get("PubmedData"))
    else:
        raise MissingPMID


def _read_citation(citation: _Element, data: _Element | None) -> Article:
    parts = {child.tag: child for child in citation}
    found = parts.get("PMID")
    pmid = text_of(found)
    if not pmid:
        raise MissingPMID
    holder = parts.get("Article")
    article = {} if holder is None else {child.tag: child for child in holder}
    fields: dict[str, Any] = journal_of(article.get("Journal"), parts.get("MedlineJournalInfo"))
    fields |= _words(article, children(citation, "OtherAbstract") if "OtherAbstract" in parts else [])
    fields |= _index(citation, parts)
    fields |= identifiers_of(holder, data)
    if not fields["pmcid"] and "OtherID" in parts:
        fields["pmcid"] = next((i for i in map(text_of, children(citation, "OtherID")) if i.startswith("PMC")), "")
    return Article(
        pmid=pmid,
        version=version_of(found),
        pages=pages_of(article.get("Pagination")),
        electronic=date_of(article.get("ArticleDate")),
        completed=date_of(parts.get("DateCompleted")),
        revised=date_of(parts.get("DateRevised")),
        entered=entry_date_of(data, parts.get("DateCreated")),
        authors=people_of(article.get("AuthorList"), article.get("Affiliation")),
        investigators=people_of(parts.get("InvestigatorList")),
        publication_types=texts_of(article.get("PublicationTypeList")),
        languages=tuple(map(text_of, children(holder, "Language"))) if holder is not None else (),
        registry_ids=registry_ids_of(article.get("DataBankList")),
        grants=grants_of(article.get("GrantList")),
        corrections=corrections_of(parts.get("CommentsCorrectionsList")),
        conflict_of_interest=text_of(parts.get("CoiStatement")),
        status=citation.get("Status", ""),
        **fields,
    )


def _read_book(book: _Element, data: _Element | None) -> Article:
    """The chapter or book of a PubmedBookArticle; the book stands where the journal does."""
    parts = {child.tag: child for child in book}
    pmid = text_of(parts.get("PMID"))
    if not pmid:
        raise MissingPMID
    holder = parts.get("Book")
    volume = {} if holder is None else {child.tag: child for child in holder}
    publisher = volume.get("Publisher")
    if "ArticleTitle" not in parts and "BookTitle" in volume:
        parts["ArticleTitle"] = volume["BookTitle"]
    lists = children(book, "AuthorList") or (children(holder, "AuthorList") if holder is not None else [])
    return Article(
        pmid=pmid,
        version=version_of(parts["PMID"]),
        journal=text_of(volume.get("BookTitle")),
        volume=text_of(volume.get("Volume")),
        pages=pages_of(parts.get("Pagination")),
        published=date_of(volume.get("PubDate")),
        electronic=date_of(parts.get("ContributionDate")),
        revised=date_of(parts.get("DateRevised")),
        entered=entry_date_of(data, None),
        authors=tuple(author for part in lists for author in people_of(part)),
        investigators=people_of(parts.get("InvestigatorList")),
        publication_types=tuple(map(text_of, children(book, "PublicationType"))),
        keywords=keywords_of(book),
        languages=tuple(map(text_of, children(book, "Language"))),
        country=child_text(publisher, "PublisherLocation"),
        grants=grants_of(parts.get("GrantList")),
        **_words(parts, []),
        **identifiers_of(book, data),
    )


def _words(article: dict[str, _Element], others: list[_Element]) -> dict[str, Any]:
    """Title, abstracts, and the canonical string made of them."""
    title, vernacular = canonical_titles(
        text_of(article.get("ArticleTitle")),
        text_of(article.get("VernacularTitle")),
        texts_of(article.get("PublicationTypeList")),
    )
    abstract = article.get("Abstract")
    parts = _abstract_parts(abstract) if abstract is not None else []
    translated = tuple(_other_abstract(other) for other in others)
    text, sections = compose(title, [*parts, *summary_parts(translated, parts)] if translated else parts)
    return {
        "title": title,
        "vernacular_title": vernacular,
        "text": text,
        "sections": sections,
        "other_abstracts": translated,
        "copyright": child_text(abstract, "CopyrightInformation"),
    }


def _abstract_parts(abstract: _Element) -> list[Part]:
    texts = children(abstract, "AbstractText")
    if len(texts) == 1 and "Label" not in texts[0].attrib:
        body = text_of(texts[0])
        return [("abstract", label, category, text) for label, category, text in labeled_parts(body)]
    parts: list[Part] = []
    for element in texts:
        label = tidy(element.get("Label", ""))
        parts.append(("abstract", label, category_of(label, element.get("NlmCategory", "")), text_of(element)))
    return parts


def _other_abstract(element: _Element) -> OtherAbstract:
    sections = tuple((tidy(part.get("Label", "")), text_of(part)) for part in children(element, "AbstractText"))
    return OtherAbstract(
        kind=element.get("Type", ""),
        language=element.get("Language", "eng"),
        text="\n".join(body for _, body in sections),
        sections=sections,
    )


def _index(citation: _Element, parts: dict[str, _Element]) -> dict[str, Any]:
    """What NLM's indexers added, and the authors' keywords."""
    return {
        "mesh": tuple(heading_of(heading) for heading in parts.get("MeshHeadingList", ())),
        "supplementary_mesh": texts_of(parts.get("SupplMeshList")),
        "substances": tuple(substance_of(chemical) for chemical in parts.get("ChemicalList", ())),
        "gene_symbols": texts_of(parts.get("GeneSymbolList")),
        "keywords": keywords_of(citation) if "KeywordList" in parts else (),
    }
