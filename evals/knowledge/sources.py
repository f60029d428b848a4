"""Reads the public vocabularies and records that the package's knowledge is made from; see evals/knowledge/make.py."""

from __future__ import annotations

import csv
import gzip
import html
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from assistant.knowledge.tables import words_of

__all__ = ["Facts", "Gene", "Term", "doid_names", "read_alleles", "read_facts"]


class Gene(NamedTuple):
    """One approved gene of HGNC."""

    identifier: str
    symbol: str
    name: str
    aliases: tuple[str, ...]
    coding: bool = True
    """It has a protein in UniProt."""


class Term(NamedTuple):
    """One entry of a vocabulary: identifier, preferred name, and other names."""

    identifier: str
    name: str
    others: tuple[str, ...]


class Facts(NamedTuple):
    """Everything read, as it stands in the sources."""

    genes: dict[str, Gene]
    """By approved symbol."""
    mesh: dict[str, Term]
    """By descriptor."""
    doid: dict[str, Term]
    doid_mesh: dict[str, str]
    """MeSH descriptor to DOID; of several the one of the same name."""
    drugbank: dict[str, Term]
    """By the words of the name."""
    evidence: list[dict[str, str]]
    evidence_2026: list[dict[str, str]]
    variants: list[dict[str, str]]
    civic_genes: list[str]
    guidelines: list[dict[str, Any]]
    pairs: list[dict[str, str]]
    alleles: list[tuple[str, str]]
    records: dict[str, str]
    """PMID to title and abstract, of the development library."""
    snippets: dict[str, str]
    """PMID to what BioASQ quotes of its abstract."""


def read_facts(data: Path) -> Facts:
    """Reads `data`/facts, `data`/pubmed and the quoted abstracts of `data`/gold; takes about 10 s."""
    csv.field_size_limit(10**9)
    facts = data / "facts"
    mesh = _mesh(facts / "mesh_labels.tsv.gz")
    doid, doid_mesh = _doid(facts / "doid.json.gz", mesh)
    return Facts(
        genes=_genes(facts / "hgnc.tsv.gz"),
        mesh=mesh,
        doid=doid,
        doid_mesh=doid_mesh,
        drugbank=_drugbank(facts / "drugbank_names.tsv.gz"),
        evidence=_table(facts / "civic_evidence.tsv", "\t"),
        evidence_2026=_table(facts / "civic_2026.tsv", "\t"),
        variants=_table(facts / "civic_variants.tsv", "\t"),
        civic_genes=[row["name"] for row in _table(facts / "civic_genes.tsv", "\t")],
        guidelines=json.loads((facts / "cpic_guidelines.json").read_text(encoding="utf-8")),
        pairs=_table(facts / "cpic_pairs.csv", ","),
        alleles=read_alleles(facts / "cpic_alleles.csv"),
        records=_records(data / "pubmed"),
        snippets=_snippets(data / "gold" / "bioasq_7b-10b.jsonl.gz"),
    )


def read_alleles(path: Path) -> list[tuple[str, str]]:
    """(gene, allele as its cell has it), each once. A cell of several names has commas without quotes around it
    ("Viangchan, Jammu"); a blank behind the comma, and the cells on either side, tell it from the next column."""
    found = set()
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        gene, *allele, _, _ = re.split(r",(?! )", line)
        found.add((gene, ", ".join(allele)))
    return sorted(found)


def _table(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def _lines(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [line.rstrip("\n").split("\t") for line in stream]


def _genes(path: Path) -> dict[str, Gene]:
    made = {}
    for identifier, symbol, name, status, synonyms, _, protein, *_ in _lines(path)[1:]:
        if status == "Approved":
            aliases = tuple(alias.strip() for alias in synonyms.split(",") if alias.strip())
            made[symbol] = Gene(identifier, symbol, name, aliases, bool(protein.strip()))
    return made


def _mesh(path: Path) -> dict[str, Term]:
    return {ui: Term(ui, label, tuple(filter(None, others.split("|")))) for ui, label, others in _lines(path)}


def _doid(path: Path, mesh: dict[str, Term]) -> tuple[dict[str, Term], dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        entries = json.load(stream)
    terms = {entry["id"]: Term(entry["id"], entry["name"], tuple(entry["synonyms"])) for entry in entries}
    doids: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for reference in entry["xrefs"]:
            if reference.startswith("MESH:D"):
                doids[reference.removeprefix("MESH:")].append(entry["id"])
    best: dict[str, str] = {}
    for ui, found in doids.items():
        forms = {words_of(form) for form in (mesh[ui].name, *mesh[ui].others)} if ui in mesh else set()
        forms |= {form.replace("neoplasms", "cancer") for form in forms}
        same = [doid for doid in found if words_of(terms[doid].name) in forms]
        best[ui] = (same or found)[0]
    return terms, best


def _drugbank(path: Path) -> dict[str, Term]:
    made: dict[str, Term] = {}
    for identifier, space, name, *_ in _lines(path)[1:]:
        if space == "NAME":
            made.setdefault(words_of(name), Term(identifier, name, ()))
    return made


def _records(folder: Path) -> dict[str, str]:
    made: dict[str, str] = {}
    for path in sorted(folder.glob("corpus*.xml.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            whole = stream.read()
        for record in whole.split("</PubmedArticle>"):
            pmid = re.search(r"<PMID[^>]*>(\d+)", record)
            if pmid:
                parts = re.findall(r"<(?:ArticleTitle|AbstractText)[^>]*>(.*?)</(?:Art|Abs)", record, re.DOTALL)
                made[pmid.group(1)] = html.unescape(re.sub(r"<[^>]+>", "", " ".join(parts)))
    return made


def _snippets(path: Path) -> dict[str, str]:
    made: defaultdict[str, dict[str, None]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            for snippet in json.loads(line)["snippets"]:
                made[snippet["pmid"]][snippet["text"]] = None
    return {pmid: "\n".join(texts) for pmid, texts in made.items()}


def doid_names(path: Path) -> dict[str, str]:
    """The words of every name and synonym in the Disease Ontology to its identifier; a name counts before a synonym."""
    terms, _ = _doid(path, {})
    found: dict[str, str] = {}
    for forms in (lambda term: (term.name,), lambda term: term.others):
        for term in terms.values():
            for form in forms(term):
                found.setdefault(words_of(form), term.identifier)
    return found
