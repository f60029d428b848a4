"""Vocabularies that a user adds, and names learned from records, count besides the package's own."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.names.find import find, same, synonyms
from assistant.names.import_vocabulary import add, learn
from assistant.names.vocabulary import Vocabulary
from assistant.question.understand import understand
from ingest.library.library import Library
from ingest.records.article import Article, MeshHeading, Substance, compose

HGNC = (
    "HGNC ID\tApproved Symbol\tApproved Name\tStatus\tSynonyms\n"
    "HGNC:1\tZZTOP9\tzz top 9\tApproved\tZT-9, BEARD9\n"
    "HGNC:2\tGONE1\tgone\tEntry Withdrawn\t\n"
)


def test_hgnc_symbols_become_known_with_their_aliases(tmp_path: Path) -> None:
    """After `add` the gene is known, under symbol and alias; a withdrawn entry is not."""
    file = tmp_path / "hgnc.tsv"
    file.write_text(HGNC, encoding="utf-8")
    added = add("hgnc", file, tmp_path / "own")
    names = Vocabulary([None, tmp_path / "own"])
    (mention,) = find("BEARD9 was mutated", names=names)
    assert (added.rows, mention.name, mention.known) == (1, "ZZTOP9", True)
    assert same("gene", "ZT-9", "ZZTOP9", names=names)


def test_mesh_labels_become_diseases_and_classes(tmp_path: Path) -> None:
    """A heading's own words tell diseases and drug classes; entry terms are synonyms. Packed files are read."""
    file = tmp_path / "mesh.tsv.gz"
    rows = "D900001\tBlarg Syndrome\tBlarg Disease|Syndrome, Blarg\nD900002\tBlarg Inhibitors\t\n"
    file.write_bytes(gzip.compress(rows.encode()))
    add("mesh", file, tmp_path / "own")
    names = Vocabulary([None, tmp_path / "own"])
    found = find("Blarg disease and a blarg inhibitor", names=names)
    assert [(m.kind, m.name) for m in found] == [("disease", "Blarg Syndrome"), ("drug class", "Blarg Inhibitors")]


def test_drug_names_come_with_synonyms(tmp_path: Path) -> None:
    """One name a line with synonyms behind tabs, or DrugBank's own table."""
    file = tmp_path / "drugs.tsv"
    file.write_text("blargotin\tBlargex\tBLG-1\n", encoding="utf-8")
    add("drugs", file, tmp_path / "own")
    names = Vocabulary([None, tmp_path / "own"])
    assert {s.text for s in synonyms("drug", "blargotin", names)} == {"Blargex", "BLG-1"}


def test_the_users_folder_serves_every_question(tmp_path: Path) -> None:
    """Without a folder the vocabulary goes to the user's data folder, and questions see it."""
    file = tmp_path / "hgnc.tsv"
    file.write_text(HGNC, encoding="utf-8")
    assert not understand("ZZTOP9 mutations").concepts[0].known
    add("hgnc", file)
    assert Vocabulary([None, tmp_path / "data-home" / "vouch" / "knowledge"]).entries[("gene", "ZZTOP9")]


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("snomed", b"x", "no vocabulary of kind 'snomed'"),
        ("hgnc", b"a\tb\n", "no HGNC table"),
        ("mesh", b"nothing here\n", "no row that reads as mesh"),
        ("drugs", b"\xff\xfe", "cannot be read"),
        ("drugs", b"\xff\xfe\x00", "binary"),
    ],
)
def test_an_unusable_file_is_one_clear_error(tmp_path: Path, kind: str, content: bytes, said: str) -> None:
    """The error names the file or the kind, and nothing is written."""
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(KnowledgeError, match=said):
        add(kind, file, tmp_path / "own")
    assert not (tmp_path / "own").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that is no file is told by its name."""
    with pytest.raises(KnowledgeError, match=r"absent\.tsv"):
        add("hgnc", tmp_path / "absent.tsv", tmp_path)


def _article(pmid: str, text: str) -> Article:
    whole, sections = compose(text, [])
    return Article(
        pmid=pmid,
        title=text,
        text=whole,
        sections=sections,
        substances=(
            Substance("blargotin", "C900009", "33E86K87QN"),
            Substance("ZZTOP9 protein, human", "C900010"),
            Substance("blargase", "D900011", "EC 2.7.11.1"),
            Substance("Blarg Inhibitors", "D900012"),
        ),
        mesh=(MeshHeading("Blarg Syndrome", "D900001"), MeshHeading("Humans", "D006801")),
    )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    records = [_article(str(n), "Blarging respiratory failure (BRF) under blargotin") for n in (1, 2)]
    records.append(_article("3", "Some other thing (SOT)"))
    with Library.open(tmp_path / "library", create=True) as made:
        with made.writing() as writer:
            writer.store(records)
        yield made


def test_records_teach_their_names_and_abbreviations(library: Library) -> None:
    """Compounds become drugs, conditions diseases; an abbreviation that two records define alike is kept."""
    learn(library)
    names = Vocabulary([None, library.path / "knowledge"])
    found = find("blargotin or a blarg inhibitor in blarg syndrome", names=names)
    assert [(m.kind, m.name) for m in found] == [
        ("drug", "blargotin"),
        ("drug class", "Blarg Inhibitors"),
        ("disease", "Blarg Syndrome"),
    ]
    assert [(s.long, s.records) for s in names.senses["BRF"]] == [("blarging respiratory failure", 2)]
    assert "SOT" not in names.senses


def test_proteins_enzymes_and_check_tags_are_not_learned(library: Library) -> None:
    """A substance without a number of its own, an enzyme, and "Humans" are no drugs and no diseases."""
    learn(library)
    names = Vocabulary([None, library.path / "knowledge"])
    assert find("blargase", names=names) == []
    learned = (library.path / "knowledge" / "learned.tsv").read_text(encoding="utf-8")
    assert "protein" not in learned
    assert "Humans" not in learned


def test_questions_on_the_library_know_what_it_taught(library: Library) -> None:
    """A drug that only the library's records name is unknown before, and known after, with its record."""
    assert not understand("What is the use of blargotin?", library=library).concepts[0].known
    names, _ = learn(library)
    assert str(names) == f"3 name rows in {library.path / 'knowledge' / 'learned.tsv'}"
    taught = Vocabulary([None, library.path / "knowledge"]).entries[("drug", "blargotin")]
    assert taught.identifier == "MESH:C900009"
