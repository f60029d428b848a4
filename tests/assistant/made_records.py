"""Small records of our own for the tests of grading and writing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.records.answer import Concept, Evidence, Hit, Query, Synonym
from assistant.studies.grade import grade
from ingest.records.article import Article, PartialDate, compose


def article(
    pmid: str,
    title: str,
    parts: Sequence[tuple[str, str]] | str = "",
    *,
    year: int | None = 2018,
    types: tuple[str, ...] = (),
) -> Article:
    """`parts`: (label, text) of each section, or the whole abstract as one text."""
    sections = [("", parts)] if isinstance(parts, str) else list(parts)
    text, spans = compose(title, [("abstract", label, label, body) for label, body in sections])
    return Article(
        pmid=pmid, title=title, text=text, sections=spans, published=PartialDate(year=year), publication_types=types
    )


def evidence(query: Query, *articles: Article) -> list[Evidence]:
    return [grade(Hit(a.pmid, 1.0 / (n + 1), {"words": n + 1}, a), query) for n, a in enumerate(articles)]


def query(text: str, *concepts: Concept) -> Query:
    return Query(text, text, "therapy", concepts=concepts)


def gene(name: str) -> Concept:
    return Concept("gene", name, name)


def drug(name: str, *synonyms: str) -> Concept:
    return Concept("drug", name, name, synonyms=tuple(Synonym(text, "brand name") for text in synonyms))


def disease(name: str, *synonyms: str) -> Concept:
    return Concept("disease", name, name, synonyms=tuple(Synonym(text, "synonym") for text in synonyms))


def variant(gene_name: str, notation: str) -> Concept:
    return Concept("variant", notation, notation, gene=gene_name)


EGFR_TRIAL = article(
    "90000001",
    "Osimertinib or gefitinib in untreated EGFR-mutated lung cancer: a randomized trial",
    [
        ("BACKGROUND", "Resistance to gefitinib is common and osimertinib might delay it."),
        ("METHODS", "We randomly assigned 412 adults with untreated EGFR-mutated lung cancer to one of two drugs."),
        (
            "RESULTS",
            "Median progression-free survival was 17.2 months with osimertinib and 9.8 months with gefitinib "
            "(hazard ratio 0.48; 95% CI 0.38 to 0.61; p<0.001). This was seen in all subgroups.",
        ),
        (
            "CONCLUSIONS",
            "Osimertinib prolonged progression-free survival compared with gefitinib in EGFR-mutated cancer.",
        ),
    ],
    types=("Randomized Controlled Trial",),
)
EGFR_REVIEW = article(
    "90000002",
    "Osimertinib in EGFR-mutated lung cancer: an overview",
    "Lung cancer is a common disease. This review summarizes treatment. "
    "Osimertinib crosses the blood-brain barrier and reduced brain metastases in EGFR-mutated cancer.",
    year=2020,
)
