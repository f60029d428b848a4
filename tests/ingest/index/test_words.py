"""The words index: the names of this field are found as they are written, and text is never syntax."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import LibraryDamaged
from ingest.index.words import Words, WordTerm
from ingest.records.article import Article, MeshHeading, Qualifier, Substance
from ingest.records.facets import Entry, Narrowing, facets_of
from tests.ingest.fakes import article


def entry(record: Article, mark: int = 1) -> Entry:
    return Entry(int(record.pmid), mark, record, facets_of(record), 1, 1)


def index(folder: Path, *records: Article) -> Words:
    words = Words.create(folder)
    words.put(entry(record) for record in records)
    words.commit()
    return words


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("BRAF V600E melanoma", "v600e"),
        ("carriers of CYP2C19*2", "CYP2C19*2"),
        ("carriers of CYP2C19(*)2", "CYP2C19*2"),
        ("carriers of CYP2C19*2/*17", "*17"),
        ("HLA-B*57:01 screening", "*57:01"),
        ("HLA-B*57:01 screening", "HLA-B*5701"),
        ("rs1799853 in CYP2C9", "rs1799853"),
        ("BCR-ABL1 transcripts", "BCR-ABL1"),
        ("BCR/ABL1 transcripts", "BCR-ABL1"),
        ("BCR-ABL1 transcripts", "bcr abl1"),
        ("5-FU infusion", "5-FU"),
        ("p.Val600Glu was seen", "p.Val600Glu"),
        ("c.1799T>A was seen", "c.1799T>A"),
        ("E746_A750del in exon 19", "E746_A750del"),
        ("TGF-β signaling", "TGF-beta"),
        ("hazard ratio 0·46", "0.46"),
        ("in 10,000 adults", "10000"),
        ("Sjögren’s syndrome", "Sjogren syndrome"),
        ("the responses lasted", "response"),
        ("NCT01234567", "nct01234567"),
    ],
)
def test_a_name_is_found_in_every_way_it_is_written(tmp_path: Path, written: str, asked: str) -> None:
    """As a phrase and as single words."""
    words = index(tmp_path, article(1, "Filler", written), article(2, "Filler", "nothing of the kind"))
    for phrase in (True, False):
        assert [key for key, _ in words.search([WordTerm(asked, phrase=phrase)], 5)] == [1]
    assert words.count([WordTerm(asked, phrase=True)]) == 1


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("V600E", "V600K"),
        ("CYP2C19*2", "*3"),
        ("two of 2 arms", "*2"),
        ("HLA-B*57:01", "*57:02"),
        ("ABL1 and later BCR", "BCR-ABL1"),
        ("hazard ratio 0.46", "46"),
        ("rs1799853", "rs179985"),
    ],
)
def test_a_near_miss_is_not_found(tmp_path: Path, written: str, asked: str) -> None:
    """Neighboring alleles, variants and numbers stay apart."""
    assert index(tmp_path, article(1, "Filler", written)).count([WordTerm(asked, phrase=True)]) == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60) | st.sampled_from(['a OR "b', "title:x", "(((", "*", "NOT -x", "a AND", "\\", "[1 TO 2]"])
)
def test_no_text_is_syntax(shelf: Words, text: str) -> None:
    """Whatever a question holds, the search answers as to its words alone: signs around them change nothing."""
    for phrase in (True, False):
        hits = shelf.search([WordTerm(text, phrase=phrase)], 5)
        assert hits == shelf.search([WordTerm(f'({text}"', phrase=phrase)], 5)
    assert shelf.count([WordTerm(text, phrase=True)]) == len(shelf.search([WordTerm(text, phrase=True)], 100))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return index(tmp_path_factory.mktemp("words"), *(article(n) for n in range(1, 30)))


def test_fields_are_searched_where_asked_and_weigh_as_told(tmp_path: Path) -> None:
    """A term may be bound to fields; a field of weight 0 does not count."""
    headed = article(1, mesh=(MeshHeading("Lung Neoplasms", qualifiers=(Qualifier("genetics"),)),))
    words = index(tmp_path, headed, article(2, substances=(Substance("gefitinib"),)), article(3, "gefitinib genetics"))
    assert words.count([WordTerm("genetics", fields=("mesh",))]) == 1
    assert words.count([WordTerm("gefitinib")]) == 2
    assert [key for key, _ in words.search([WordTerm("gefitinib")], 5, weights={"title": 1.0})] == [3]
    best = words.search([WordTerm("gefitinib")], 5, weights={"title": 0.1, "substances": 9.0})
    assert [key for key, _ in best] == [2, 3]


def test_a_word_that_is_there_counts_beside_how_often(tmp_path: Path) -> None:
    """The record that has both words stands above the one that says the rarer of them nine times."""
    often = article(1, "gefitinib " * 9)
    both = article(2, "gefitinib in lung tumors and in many other things that make a long title indeed", "rash")
    others = (article(n, "lung tumors") for n in range(3, 20))
    words = index(tmp_path, often, both, *others)
    asked = [WordTerm("gefitinib"), WordTerm("rash")]
    assert words.search(asked, 1, weights={"title": 1.0, "abstract": 0.1})[0][0] == 2
    assert words.search(asked, 1, weights={"title": 1.0, "abstract": 0.1}, presence=0.0)[0][0] == 1


def test_count_requires_as_many_terms_as_told(tmp_path: Path) -> None:
    """One of them, two of them, and never more terms than there are."""
    words = index(tmp_path, article(1, "alpha beta"), article(2, "alpha"))
    terms = [WordTerm("alpha"), WordTerm("beta")]
    assert [words.count(terms, require) for require in (1, 2, 3)] == [2, 1, 0]


def test_equal_scores_come_in_the_order_of_pmids(tmp_path: Path) -> None:
    """So that two runs, and two libraries, agree."""
    words = index(tmp_path, *(article(n, "same words", "same abstract") for n in (9, 3, 5)))
    assert [key for key, _ in words.search([WordTerm("same")], 3)] == [3, 5, 9]


def test_a_record_put_again_replaces_and_a_removed_one_goes(tmp_path: Path) -> None:
    """After the commit, not before; a rollback forgets what was put."""
    words = index(tmp_path, article(1, "first"), article(2, "first"))
    words.put([entry(article(1, "second"), mark=2)], known=[1])
    words.remove([2])
    assert words.count([WordTerm("first")]) == 2
    words.commit()
    assert (words.count([WordTerm("first")]), words.count([WordTerm("second")])) == (0, 1)
    assert list(words.marks()) == [(1, 2)]
    words.put([entry(article(3))])
    words.rollback()
    words.commit()
    assert list(words.marks([1, 3])) == [(1, 2)]


def test_records_that_pass_are_named_when_they_are_few(tmp_path: Path) -> None:
    """All of them, or None when there are more than the limit."""
    words = index(tmp_path, *(article(n) for n in range(1, 31)))
    assert sorted(words.matching(Narrowing(year_to=2002))) == [1, 2, 25, 26, 27]
    assert words.passing(Narrowing(year_to=2002)) == 5
    assert words.passing(Narrowing(types=())) == 0


@pytest.mark.parametrize("spoil", ["meta.json", "segment"])
def test_a_broken_index_is_told(tmp_path: Path, spoil: str) -> None:
    """A broken list of files at opening, a flipped byte in a segment by its checksum."""
    index(tmp_path, article(1)).close()
    target = tmp_path / spoil if spoil == "meta.json" else next(tmp_path.glob("*.pos"))
    data = bytearray(target.read_bytes())
    data[len(data) // 3] ^= 0xFF
    target.write_bytes(data)
    if spoil == "segment":
        assert Words.open(tmp_path).broken_files() == [target.name]
    else:
        with pytest.raises(LibraryDamaged, match="verify --repair"):
            Words.open(tmp_path)
