"""A variant counts with its own gene only: what is known of a homologous gene's variant is never the answer.

`tables/own_gene.tsv` holds the cases. A "neighbor" asks about a gene of which the library knows nothing that answers,
though it has studies of the same residue, exon or allele of another gene; "own" asks about the studied gene itself.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant import Answer, Assistant, Patient
from assistant.records.answer import Concept
from assistant.variants.own_gene import counts, holds_cases, is_own, of_another_gene, variants_in, with_gene
from tests.assistant.made_records import disease, variant

TABLE = Path(__file__).parents[1] / "tables" / "own_gene.tsv"


class Case(NamedTuple):
    """`patient`: variants or diplotypes of the record, with "; " between. `pmids`: to cite (one of them), or never."""

    library: str
    kind: str
    question: str
    patient: str
    gene: str
    other: str
    pmids: str


@cache
def cases(library: str, kind: str) -> tuple[Case, ...]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        read = [Case(**row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return tuple(case for case in read if (case.library, case.kind) == (library, kind))


@pytest.fixture(scope="module")
def starter(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, model="extractive", audit=False) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def corpus(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A library of the corpus records that the table names, searched by words."""
    from ingest.intake.job import add
    from ingest.library.library import Library
    from ingest.settings import IngestSettings
    from ingest.sources.sources import resolve

    named = {pmid for kind in ("own", "neighbor") for case in cases("corpus", kind) for pmid in case.pmids.split(",")}
    folder = tmp_path_factory.mktemp("own-gene")
    records = [
        record for file in sorted((shared_data / "pubmed").glob("corpus*.xml.gz")) for record in kept(file, named)
    ]
    source = folder / "records.xml"
    source.write_text(f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>", encoding="utf-8")
    with Library.open(folder / "library", create=True) as library:
        assert not add(library, resolve([str(source)], IngestSettings())).problems
        assert len(library) == len(named - {""})
    with Assistant.open(library=folder / "library", model="extractive", audit=False) as assistant:
        yield assistant


def kept(file: Path, named: set[str]) -> Iterator[str]:
    text = gzip.decompress(file.read_bytes()).decode("utf-8")
    for match in re.finditer(r"<PubmedArticle>.*?</PubmedArticle>", text, re.DOTALL):
        if (pmid := re.search(r"<PMID[^>]*>(\d+)<", match[0])) and pmid[1] in named:
            yield match[0]


def asked(assistant: Assistant, case: Case) -> Answer:
    said = [part.partition(" ") for part in case.patient.split("; ") if part]
    record = {
        "variants": [{"gene": gene, "notation": name} for gene, _, name in said if not name.startswith("*")],
        "diplotypes": [{"gene": gene, "alleles": name} for gene, _, name in said if name.startswith("*")],
    }
    return assistant.ask(case.question, patient=Patient.from_dict(record) if said else None)


def names(text: str, genes: str) -> bool:
    """Whether the text names one of the genes; UGT1A1 is not named by UGT1A10, but HLA-B is by HLA-B5701."""
    found = "|".join(rf"{re.escape(gene)}(?![A-Za-z])(?!(?<=\d)\d)" for gene in genes.split(","))
    return re.search(rf"(?<![A-Za-z0-9])(?:{found})", text) is not None


def wrong(answer: Answer, case: Case) -> list[str]:
    """What of the answer is another gene's; an answer on the gene must say first that it is not on the variant."""
    cited = [citation for claim in answer.claims for citation in claim.citations]
    found = [one.pmid for one in cited if one.pmid in case.pmids.split(",")]
    found += [one.quote for one in cited if names(one.quote, case.other) and not names(one.quote, case.gene)]
    if answer.query.named("variant") and answer.status == "answered" and not answer.limits:
        found.append("no limit is told")
    return found


def test_another_gene_does_not_answer(starter: Assistant) -> None:
    """No finding of a homologous gene is quoted for the asked one: in a question, and in a patient's record."""
    failed = {
        case.question: said for case in cases("starter", "neighbor") if (said := wrong(asked(starter, case), case))
    }
    assert not failed


def test_the_own_gene_answers(starter: Assistant) -> None:
    """The same questions on the gene that was studied are answered, from a study of it."""
    failed = [case.question for case in cases("starter", "own") if not right(asked(starter, case), case)]
    assert not failed


def test_another_gene_of_the_corpus_does_not_answer(corpus: Assistant) -> None:
    """The same on real abstracts, which name alleles apart from their genes, in lists and by other names."""
    failed = {case.question: said for case in cases("corpus", "neighbor") if (said := wrong(asked(corpus, case), case))}
    assert not failed


def test_the_own_gene_of_the_corpus_answers(corpus: Assistant) -> None:
    """The same questions on the gene that was studied are answered from real abstracts."""
    failed = [case.question for case in cases("corpus", "own") if not right(asked(corpus, case), case)]
    assert not failed


def right(answer: Answer, case: Case) -> bool:
    cited = {citation.pmid for claim in answer.claims for citation in claim.citations}
    quoted = " ".join(f"{one.title} {one.quote}" for claim in answer.claims for one in claim.citations)
    own = any(names(form, case.gene) for form in (quoted, quoted.upper(), quoted.replace("-", "")))  # "Kit", "MDR-1"
    return answer.status == "answered" and bool(cited & set(case.pmids.split(","))) and own


@pytest.mark.parametrize(
    ("text", "context", "gene", "own"),
    [
        ("KRAS G13D", "", "KRAS", True),
        ("HRAS G13D", "", "KRAS", False),
        ("RAS G13D", "", "KRAS", True),
        ("G13D", "", "KRAS", True),
        ("G13D", "a study of KRAS", "KRAS", True),
        ("G13D", "a study of HRAS", "KRAS", False),
        ("CYP2C9*2", "", "CYP2C19", False),
        ("rs4244285 of CYP2C9", "", "CYP2C19", True),
        ("EML4-ALK", "", "ALK", True),
        ("EML4‐ALK", "", "EML4", True),
        ("HRAS G13D", "", "", True),
    ],
)
def test_a_mention_is_of_its_gene_alone(text: str, context: str, gene: str, own: bool) -> None:
    """The gene beside it, the family that holds it, or the text's or record's only one; an rsID needs none."""
    (mention,) = variants_in(text)
    assert is_own(mention, gene, text, context) is own


@pytest.mark.parametrize(
    ("text", "said", "gene", "other"),
    [
        ("HRAS G13D tumors", "G13D", "KRAS", "HRAS G13D"),
        ("KRAS G13D tumors", "G13D", "KRAS", ""),
        ("HRAS G13D and KRAS G13D tumors", "G13D", "KRAS", ""),
        ("CYP2C9*2 carriers", "CYP2C19*2", "CYP2C19", "CYP2C9*2"),
        ("nothing of the kind", "G13D", "KRAS", ""),
        ("HRAS mutation", "KRAS mutation", "KRAS", ""),
        ("HRAS G13D", "G13D", "", ""),
    ],
)
def test_the_same_change_of_another_gene_is_shown(text: str, said: str, gene: str, other: str) -> None:
    """In the text's own name with its gene, and only where the text never writes it of the asked gene."""
    assert of_another_gene(text, said, gene) == other


@pytest.mark.parametrize(
    ("concept", "text", "context", "counted"),
    [
        (variant("KRAS", "G13D"), "KRAS G13D", "", True),
        (variant("KRAS", "G13D"), "HRAS G13D", "", False),
        (variant("KRAS", "G13D"), "the G13D tumors", "HRAS in thyroid", False),
        (variant("KRAS", "G13D"), "the G13D tumors", "KRAS in colon", True),
        (variant("KRAS", "G13D"), "HRAS in thyroid", "", False),
        (variant("", "G13D"), "HRAS G13D", "", True),
        (disease("melanoma"), "HRAS G13D", "", True),
    ],
)
def test_a_name_counts_where_it_means_the_concept(concept: Concept, text: str, context: str, counted: bool) -> None:
    """A variant counts with its gene, from the text or the record around it; other concepts always do."""
    assert counts(concept, text, context) is counted


def test_a_variant_is_said_with_its_gene_once() -> None:
    """The gene goes before the notation, unless the notation or an alias of the gene says it already."""
    said = [with_gene(variant(gene, name)) for gene, name in [("BRAF", "V600E"), ("BRAF", "BRAF V600E"), ("", "V600E")]]
    assert said == ["BRAF V600E", "BRAF V600E", "V600E"]
    assert with_gene(variant("ERBB2", "HER2 amplification")) == "HER2 amplification"


def test_a_class_holds_cases_and_a_change_does_not() -> None:
    """An exon's insertions, a codon and a fusion are classes; V600E and *2 are not."""
    classes = [("EGFR", "exon 20 insertion"), ("BRAF", "V600 mutation"), ("ALK", "EML4-ALK"), ("BRAF", "mutation")]
    assert [holds_cases(variant(*one)) for one in classes] == [True] * 4
    assert [holds_cases(variant(*one)) for one in [("BRAF", "V600E"), ("CYP2C19", "*2"), ("", "x")]] == [False] * 3
