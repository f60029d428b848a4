"""Questions that no record of a library can answer, built from public vocabularies and counted against the library.

A name is absent when no record holds any way to write it; two names are apart when records hold each, and none holds
both in any way to write them (for a disease, not even one of its telling words). Matters that no abstract can carry
(the future, protocol details), matters outside the literature and emergencies are questions of our own.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from msgspec import convert

from assistant.knowledge.tables import rows
from assistant.names.find import broader, synonyms
from assistant.names.vocabulary import vocabulary
from assistant.records.answer import Concept
from assistant.retrieve.search_terms import names_of
from assistant.variants.find import find_variants, spellings
from evals.material.data import SETS, SHARED, Fold
from evals.material.questions import Asked, fill, pick, read_table
from ingest.index.words import WordTerm
from ingest.library.library import Library

__all__ = ["unanswerable"]

_FACTS = SHARED / "facts"
_SYLLABLES = ("zor", "vex", "qua", "blim", "tru", "fyn", "gax", "dro", "wub", "nel", "kry", "plo")
_ENDINGS = {"drug": ("onib", "umab", "astat", "aprazole"), "disease": ("oma", "itis", "osis", "opathy")}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z -]{5,39}")
_FEWEST, _MOST = 8, 400
"""How many records name what is "known": enough to be a subject, few enough to be compared with all of them."""


def unanswerable(library: Library, each: int) -> list[Asked]:
    """`each` questions of every kind that the vocabularies at hand allow, and our own of four kinds more."""
    known = {kind: _known(kind, library) for kind in ("gene", "drug", "disease")}
    made: list[Asked] = []
    for kind in ("gene", "drug", "disease"):
        made += _named("invented", kind, _invented(kind, library), known, each // 2)
        made += _named("absent", kind, _absent(kind, library), known, each)
    for one, two in (("gene", "drug"), ("drug", "disease"), ("gene", "disease"), ("drug", "drug")):
        made += _apart(one, two, known, library, each)
    made += _variants(library, each)
    for number, row in enumerate(read_table(SETS / "abstention_questions.tsv")):
        made.append(Asked(f"own-{number}", row["kind"], row["question"], False, half=convert(row["fold"], Fold)))
    return made


def _named(why: str, kind: str, names: Iterable[str], known: dict[str, list[str]], most: int) -> Iterator[Asked]:
    """Questions on a name that is nowhere, beside names that are known."""
    for number, name in enumerate(pick(names, most)):
        others = {k: values[(7 * number + 3) % len(values)] for k, values in known.items() if values}
        text = fill(kind, name, **(others | {kind: name}))
        yield Asked(f"{why}-{kind}-{name}", f"{why} {kind}", text, False)


def _invented(kind: str, library: Library) -> list[str]:
    made = []
    for one in _SYLLABLES:
        for two in _SYLLABLES:
            if one == two:
                continue
            number = hashlib.sha256((one + two).encode()).digest()[0]
            ending = _ENDINGS.get(kind, ("",))[number % 4 if kind in _ENDINGS else 0]
            name = f"{one}{two}{ending}" if ending else f"{one}{two[0]}{number % 9 + 1}".upper()
            if not library.count([WordTerm(name)]):
                made.append(name)
    return made


def _absent(kind: str, library: Library) -> list[str]:
    """Real names, the first of many in the order of their hash, none of whose ways to write is in any record."""
    found: list[str] = []
    for name, others in pick(_public(kind), 4000):
        if not any(library.count([WordTerm(text, phrase=True)]) for text in (name, *others)):
            found.append(name)
            if len(found) == 100:
                break
    return found


def _public(kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if kind == "gene":
        for row in _gzipped("hgnc.tsv.gz"):
            if row["Status"] == "Approved" and re.fullmatch(r"[A-Z]{3,6}\d{1,2}", row["Approved Symbol"]):
                yield row["Approved Symbol"], (row["Approved Name"], *filter(None, row["Synonyms"].split(", ")))
    elif kind == "drug":
        for row in _gzipped("drugbank_names.tsv.gz"):
            if row["NAMESPACE"] == "NAME" and re.fullmatch(r"[A-Z][a-z]{6,16}", row["ID"]):
                yield row["ID"].lower(), ()
    elif (_FACTS / "doid.json.gz").is_file():
        for entry in json.loads(gzip.decompress((_FACTS / "doid.json.gz").read_bytes())):
            if _PLAIN.fullmatch(entry["name"]):
                yield entry["name"], tuple(entry.get("synonyms", ()))


def _gzipped(name: str) -> Iterator[dict[str, str]]:
    if (_FACTS / name).is_file():
        with gzip.open(_FACTS / name, "rt", encoding="utf-8") as lines:
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _known(kind: str, library: Library) -> list[str]:
    """Names that a good number of records hold, in the order of their hash."""
    entries = [name for group, name in vocabulary().entries if group == kind and _usable(kind, name)]
    found = []
    for name in pick(entries, 600):
        if _FEWEST <= library.count([WordTerm(name, phrase=True)]) <= _MOST:
            found.append(name)
            if len(found) == 80:
                break
    return found


def _usable(kind: str, name: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2,6}\d{1,2}[A-Z]?\d?", name) if kind == "gene" else _PLAIN.fullmatch(name))


def _apart(one: str, two: str, known: dict[str, list[str]], library: Library, most: int) -> Iterator[Asked]:
    """Pairs that the library holds each, and that no record brings together."""
    made = 0
    for first, second in pick(((a, b) for a in known[one] for b in known[two] if a != b), 40 * most):
        if made == most:
            return
        if _together(one, first, two, second, library):
            continue
        made += 1
        values = {one: first, two: second} if one != two else {"drug": first, "other": second}
        text = fill(f"{one}+{two}", first + second, **values)
        yield Asked(f"apart-{first}-{second}", f"{one} and {two} apart", text, False)


def _together(one: str, first: str, two: str, second: str, library: Library) -> bool:
    texts = _records_of(one, first, library)
    tells = _tells(two, second)
    return not texts or any(tells(text) for text in texts)


_CACHE: dict[tuple[int, str, str], tuple[str, ...]] = {}


def _records_of(kind: str, name: str, library: Library) -> tuple[str, ...]:
    key = (id(library), kind, name)
    if key not in _CACHE:
        ways = [WordTerm(text, phrase=True) for text in _ways(kind, name)]
        pmids = [hit.pmid for hit in library.search_words(ways, 2 * _MOST)]
        _CACHE[key] = tuple(article.text.lower() for article in library.get_many(pmids).values())
    return _CACHE[key]


@cache
def _ways(kind: str, name: str) -> tuple[str, ...]:
    return (name, *(synonym.text for synonym in synonyms(kind, name)))


def _tells(kind: str, name: str) -> Callable[[str], bool]:
    """Whether a record's text, in lower case, might speak of the name: any way to write it, or a telling word."""
    ways = [*_ways(kind, name), *(broader(name) if kind == "disease" else ())]
    words = {word for way in ways for word in re.findall(r"[a-z]{4,}", way.lower())} - {
        word for word, *_ in rows("general_disease_words")
    }
    stems = [re.escape(word[:7]) for word in words] if kind == "disease" else []
    pattern = "|".join([*(re.escape(way.lower()) for way in ways), *stems])
    found = re.compile(rf"\b(?:{pattern})")
    return lambda text: bool(found.search(text))


def _variants(library: Library, most: int) -> Iterator[Asked]:
    """Exact protein changes that no record names, of genes that records do name."""
    rows = read_table(_FACTS / "civic_variants.tsv")
    wanted = {(row["gene"], row["variant"]) for row in rows if re.fullmatch(r"[A-Z]\d{2,4}[A-Z]", row["variant"])}
    made = 0
    for gene, change in pick(wanted, len(wanted)):
        if made == most:
            return
        if library.count([WordTerm(gene, phrase=True)]) < _FEWEST or _written(gene, change, library):
            continue
        made += 1
        yield Asked(
            f"variant-{gene}-{change}", "variant", fill("variant", gene + change, gene=gene, variant=change), False
        )


def _written(gene: str, change: str, library: Library) -> bool:
    mention = find_variants(f"{gene} {change}")[0]
    concept = Concept("variant", change, change, synonyms=spellings(mention), gene=gene)
    return any(library.count([WordTerm(name, phrase=True)]) for name in names_of(concept))
