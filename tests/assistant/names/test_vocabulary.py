"""The vocabulary: how a table's names are looked up, on small tables of our own and on those that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import rows, words_of
from assistant.names.find import find, same
from assistant.names.vocabulary import Entry, Vocabulary, vocabulary

GENES = """id	symbol	name	aliases	need_context	source
HGNC:900002	ZQB2	zeta quax beta 2	ZQA1	""	made
HGNC:900001	ZQA1	zeta quax alpha 1	ZQ-A|QUAX	QUAX	made
"""
DRUGS = """id	name	synonyms	brands	codes	source
DB900001	blargotinib	blargotinib mesylate	Blargex=PMID 1	BL-900=PMID 2	made
DB900002	zorbumab		QUAX=PMID 3		made
"""
DISEASES = """id	name	synonyms	mesh	parents	source
DOID:900001	blargoma	blarg cell tumour	Blargomata		made
DOID:900002	gastric blargoma			DOID:900001	made
"""
ABBREVIATIONS = """short	long	kind	records	cues	source
BGM	blargoma	disease	3	blarg bgm cells bgms	PMID 4
"""

FORMS = rows("disease_forms", Path(__file__).parents[1] / "tables")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    """Only the tables above, without those that ship."""
    folder = tmp_path_factory.mktemp("names")
    tables = {"genes": GENES, "drugs": DRUGS, "diseases": DISEASES, "abbreviations": ABBREVIATIONS}
    for name, table in tables.items():
        (folder / f"{name}.tsv").write_text(table.replace('""', ""), encoding="utf-8")
    return Vocabulary([folder])


def names(found: Vocabulary, text: str, kind: str = "") -> list[str]:
    return [reading.entry.name for reading in found.read(words_of(text), kind)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("blargotinib", "blargotinib"),
        ("Blargotinib Mesylate", "blargotinib"),
        ("BLARGEX", "blargotinib"),
        ("BL-900", "blargotinib"),
        ("BL 900", "blargotinib"),
        ("bl900", "blargotinib"),
        ("blargomas", "blargoma"),
        ("blarg cell tumor", "blargoma"),
        ("blarg-cell tumours", "blargoma"),
        ("ZQ-A", "ZQA1"),
        ("ζ quax alpha 1", "ZQA1"),
        ("zeta quax α 1", "ZQA1"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(made: Vocabulary, text: str, name: str) -> None:
    """Capitals, hyphens, plurals, British spelling and Greek letters make no difference."""
    assert names(made, text)[:1] == [name]


def test_what_no_table_has_has_no_reading(made: Vocabulary) -> None:
    """A part of a name, and a longer one, are no names."""
    assert names(made, "quax alpha") == names(made, "blargoma cells") == names(made, "") == []


def test_an_entry_s_own_name_beats_another_s_alias(made: Vocabulary) -> None:
    """ "ZQA1" is the symbol of one gene and an alias of the other: the symbol counts."""
    assert names(made, "ZQA1", "gene") == ["ZQA1"]


def test_one_word_of_two_kinds_is_read_as_both_the_drug_first(made: Vocabulary) -> None:
    """A brand that is also a gene's alias has two readings, and a kind chooses among them."""
    assert names(made, "quax") == ["zorbumab", "ZQA1"]
    assert names(made, "quax", "gene") == ["ZQA1"]
    assert names(made, "quax", "disease") == []


def test_a_reading_says_where_it_comes_from(made: Vocabulary) -> None:
    """The reason holds the column, and the source where the table gives one by name."""
    told = {text: made.read(words_of(text))[0].reason for text in ("blargotinib", "Blargex", "BL-900", "ZQ-A")}
    assert told == {
        "blargotinib": "name",
        "Blargex": "brand name (PMID 1)",
        "BL-900": "code name (PMID 2)",
        "ZQ-A": "HGNC alias",
    }


def test_a_symbol_counts_as_written_and_a_doubtful_one_with_care(made: Vocabulary) -> None:
    """A gene's symbol is exact, its full name and a drug's name are not; an alias that needs context says so."""
    exact = {text: made.read(words_of(text))[-1].exact for text in ("ZQA1", "zeta quax alpha 1", "blargotinib")}
    assert exact == {"ZQA1": True, "zeta quax alpha 1": False, "blargotinib": False}
    careful = {text: made.read(words_of(text), "gene")[0].careful for text in ("ZQA1", "QUAX")}
    assert careful == {"ZQA1": False, "QUAX": True}


def test_synonyms_come_once_with_their_reasons(made: Vocabulary) -> None:
    """The entry's own name is none, and one that differs in capitals only is the same."""
    entry = Entry(
        "drug", "blargotinib", "", (("synonym", "blargotinib|BLX|blx"), ("brand name ({})", "Blx=PMID 9|Q=PMID 8"))
    )
    assert [(one.text, one.reason) for one in entry.synonyms()] == [("BLX", "synonym"), ("Q", "brand name (PMID 8)")]


def test_parents_and_senses_are_kept(made: Vocabulary) -> None:
    """A disease's parent is found by its identifier; an abbreviation is no cue for itself."""
    child = made.entries["disease", "gastric blargoma"]
    assert made.by_identifier[child.parents].name == "blargoma"
    (sense,) = made.senses["BGM"]
    assert (sense.long, sense.kind, sense.records, sense.cues) == ("blargoma", "disease", 3, {"blarg", "cells"})


def test_heads_tell_how_far_to_read(made: Vocabulary) -> None:
    """By a name's first word: the lengths of all names that begin with it, the longest first."""
    assert made.heads["blarg"] == (3,)
    assert made.heads["blargotinib"] == (2, 1)
    assert all(words.split(" ")[0] in made.heads for words in made.readings)


def test_the_user_s_names_are_read_anew_when_they_change(tmp_path: Path) -> None:
    """A library's own table adds names to those that ship, and never takes one over."""
    before = vocabulary()
    assert before.read("blargomycin") == []
    table = "id\tkind\tname\tsynonyms\tsource\nX1\tdrug\tblargomycin\tblm-x\tmade\nX2\tdrug\twarfarin\tzq-warf\tmade\n"
    (tmp_path / "learned.tsv").write_text(table, encoding="utf-8")
    after = vocabulary(tmp_path)
    assert after.read("blargomycin", "drug")[0].entry.name == "blargomycin"
    assert after.read("warfarin", "drug")[0].entry == before.read("warfarin", "drug")[0].entry


def test_every_name_that_ships_is_found_by_its_words() -> None:
    """Each entry is among the readings of its own name, unless an entry of its kind has that name before it."""
    found = vocabulary()
    assert len(found.entries) > 5_000
    sample = list(found.entries.values())[::40]
    lost = [e.name for e in sample if not any(r.entry.kind == e.kind for r in found.read(words_of(e.name)))]
    assert lost == []


@pytest.mark.parametrize(("text", "disease"), [(text, disease) for text, disease, _ in FORMS])
def test_a_disease_is_named_by_its_further_forms(text: str, disease: str) -> None:
    """Each row of the table, tuned on or held, names this disease and no other."""
    assert [mention.name for mention in find(text) if mention.kind == "disease"] == ([disease] if disease else [])


@pytest.mark.parametrize("name", ["HIV infection", "HIV-1", "human immunodeficiency virus infectious disease"])
def test_the_names_of_an_infection_are_one(name: str) -> None:
    """The causes are further names of the disease that the vocabulary has, and no second disease."""
    assert same("disease", "HIV", name)
