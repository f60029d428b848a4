"""Tables of phrases: what a key compiles to, what a fragment stands for, and that every table holds to the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from assistant.knowledge import patterns as module
from assistant.knowledge.patterns import alternation, patterns, phrases

TABLES = (
    "acting_forms",
    "after_stopping",
    "allergy_entries",
    "carriage",
    "carried",
    "carriers",
    "design_phrases",
    "drug_pairs",
    "follow_ups",
    "given_cues",
    "guard",
    "intents",
    "left_out",
    "low_function",
    "normal_cues",
    "note_drugs",
    "note_numbers",
    "note_relatives",
    "note_sections",
    "note_status",
    "note_values",
    "outcome_families",
    "people_in_questions",
    "fusion_phrases",
    "marker_cues",
    "symbol_cues",
    "prior_cues",
    "role_cues",
    "roles",
    "sample_cues",
    "speakers",
    "stage_cues",
    "stance_cues",
    "stopped_entries",
    "tolerated_doses",
    "topics",
    "untaken",
    "variant_absence",
    "wishes",
)
FLAGS = {"carriers": re.NOFLAG, "wishes": re.IGNORECASE | re.ASCII}

Tables = dict[str, list[list[str]]]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Tables], None]]:
    """Lets the reader find these tables in place of those of the package."""
    caches = (module.patterns, module.phrases, module._fragments)
    made: Tables = {}
    with monkeypatch.context() as patched:
        patched.setattr(module, "rows", lambda name: made.get(name, []))
        for cached in caches:
            cached.cache_clear()
        yield made.update
    for cached in caches:
        cached.cache_clear()


def test_the_phrases_of_a_key_are_one_pattern(tables: Callable[[Tables], None]) -> None:
    """Keys come in the order of their first rows, and hold the phrases of all their rows, wherever these stand."""
    tables({"moods": [["glad", r"\bcheer\w*", "x"], ["sad", "tears", "x"], ["glad", "smil(?:es|ing)", "x"]]})
    made = module.patterns("moods")
    assert [*made] == [("glad",), ("sad",)]
    assert [bool(made["glad",].search(text)) for text in ("Cheerful", "a SMILING face", "tears")] == [True, True, False]


def test_the_key_is_every_column_before_the_phrase(tables: Callable[[Tables], None]) -> None:
    """A table may have several columns of keys, an empty cell in them, or none of them."""
    tables({"two": [["a", "", "x+", "s"], ["a", "1", "y", "s"]], "none": [["z", "s"], ["zz", "s"]]})
    assert [*module.patterns("two")] == [("a", ""), ("a", "1")]
    assert module.phrases("none") == {(): ("z", "zz")}


def test_flags_are_the_callers(tables: Callable[[Tables], None]) -> None:
    """Case makes no difference unless the caller says so."""
    tables({"signs": [["null", "s"]]})
    assert module.patterns("signs")[()].search("NULL")
    assert not module.patterns("signs", re.NOFLAG)[()].search("NULL")


def test_a_fragment_stands_for_any_of_its_phrases(tables: Callable[[Tables], None]) -> None:
    """A fragment is one thing in its phrase (it may be repeated), and may name another fragment."""
    fragments = [["very", "very", "s"], ["very", "<<by far>>", "s"], ["by far", "by far", "s"]]
    tables({"grades": [["(?:<<very>> )*big", "s"]], "fragments": fragments})
    found = module.patterns("grades")[()]
    assert [found.fullmatch(text) is not None for text in ("big", "very by far big", "by big")] == [True, True, False]


@pytest.mark.parametrize(
    ("rows", "fragments", "message"),
    [
        ([["<<none>>", "s"]], [], "<<none>> of “<<none>>” is not in fragments.tsv"),
        ([["<<a>>", "s"]], [["a", "b <<a>>", "s"]], "<<a>> of “b <<a>>” names itself"),
        ([["key", "(", "s"]], [], "odd.tsv: a phrase of key is no regular expression"),
    ],
)
def test_a_faulty_table_says_what_is_wrong(
    tables: Callable[[Tables], None], rows: list[list[str]], fragments: list[list[str]], message: str
) -> None:
    """An unknown fragment, one that names itself, and a phrase that cannot be compiled are named."""
    tables({"odd": rows, "fragments": fragments})
    with pytest.raises(ValueError, match=re.escape(message)):
        module.patterns("odd")


@pytest.mark.parametrize(
    "found",
    [
        (r"\bcat\b", r"\bcats? and", "^dog", r"^do\w", "bird", r"\bbi\w+"),
        (r"^on", r"\bno", r"^no", "o"),
        ("a", "ab", r"\bab"),
    ],
)
def test_an_edge_that_is_shared_changes_nothing(found: tuple[str, ...]) -> None:
    """The first phrase that fits decides, as it would if each were written out with its own edge."""
    plain, shared = re.compile("|".join(found)), re.compile(alternation(found))
    for text in ("cats and dogs", "dog", "a doe", "on no account", "no one", "abbey cab", "two birds", ""):
        assert [match.span() for match in shared.finditer(text)] == [match.span() for match in plain.finditer(text)]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_compiles(table: str) -> None:
    """Each key of each table is a pattern, and none of them is found in an empty text."""
    made = patterns(table, FLAGS.get(table, re.IGNORECASE))
    assert made
    assert [key for key, pattern in made.items() if pattern.search("")] == []


@pytest.mark.parametrize("table", [*TABLES, "fragments"])
def test_a_phrase_is_one_wording(table: str) -> None:
    """No phrase holds a "|" outside of parentheses and classes, and none is given twice for one key."""
    for key, found in phrases(table).items():
        assert [phrase for phrase in found if "|" in _outside(phrase)] == []
        assert len(found) == len(set(found)), key


def test_every_fragment_is_used() -> None:
    """A fragment that no phrase names is left over from one that is gone."""
    cells = [row for table in (*TABLES, "fragments") for row in module.rows(table)]
    cells += [*module.rows("identifiers"), *module.rows("case_facts"), *module.rows("case_conditions")]
    used = {name for row in cells for cell in row for name in re.findall("<<(.+?)>>", cell)}
    assert {name for name, *_ in module.rows("fragments")} == used


def _outside(phrase: str) -> str:
    """What of the phrase stands in no parentheses and no class."""
    rest = re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*\]", "", re.sub(r"\\[^\w]|\\\w", "", phrase))
    while (shorter := re.sub(r"\([^()]*\)", "", rest)) != rest:
        rest = shorter
    return rest
