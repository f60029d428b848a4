"""The names Vouch knows, ready to be looked up: genes, drugs, drug classes, diseases, phenotypes, populations.

A name is looked up by its words (`knowledge.tables.words_of`). Whole files are spelled at once and only then divided,
so that a first load of some 40,000 names stays near a tenth of a second. A vocabulary is the package's tables, what the
user added, and what was learned from a library's records; the first that has a name wins.
"""

from __future__ import annotations

import gc
import os
import re
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from assistant.knowledge.tables import pieces, rows, spell_all, stamp, user_folder, values, words_in
from assistant.records.answer import ConceptKind, Synonym
from assistant.records.kinds import numbers

__all__ = ["Entry", "Reading", "Sense", "Vocabulary", "vocabulary"]


class Entry(NamedTuple):
    """One thing that has names. `columns`: (reason, the names a column of its table holds, as written), in order."""

    kind: ConceptKind
    name: str
    identifier: str
    columns: tuple[tuple[str, str], ...]
    parents: str = ""
    members: str = ""

    def synonyms(self) -> tuple[Synonym, ...]:
        """Every other name once, each with the reason why it counts as one."""
        made: dict[str, Synonym] = {}
        for reason, cell in self.columns:
            for piece in pieces(cell):
                text, _, source = piece.partition("=") if "{}" in reason else (piece, "", "")
                if text != self.name:
                    made.setdefault(text.lower(), Synonym(text, reason.format(source)))
        return tuple(made.values())


class Reading(NamedTuple):
    """One way to read a run of words."""

    entry: Entry
    reason: str
    form: str
    """As the table writes it; a form with `exact` set counts only when the text writes it so."""
    exact: bool
    careful: bool
    """The form has other meanings: it counts only where the words around it agree."""
    rank: int = 0
    """Which column it stands in: a preferred name beats a synonym of another entry."""


class Sense(NamedTuple):
    """What records define an abbreviation as."""

    long: str
    kind: str
    records: int
    cues: frozenset[str]
    source: str


class _Table(NamedTuple):
    name: str
    kind: ConceptKind
    columns: tuple[tuple[int, str], ...]
    parents: int = 0
    members: int = 0


_TABLES = (
    _Table("genes", "gene", ((1, "HGNC symbol"), (3, "HGNC alias"), (2, "HGNC name"))),
    _Table(
        "drugs",
        "drug",
        ((1, "name"), (2, "synonym (MeSH, CIViC or CPIC)"), (3, "brand name ({})"), (4, "code name ({})")),
    ),
    _Table("drug_classes", "drug class", ((1, "name"), (2, "MeSH entry term")), members=3),
    _Table("diseases", "disease", ((1, "name"), (2, "DOID synonym"), (3, "MeSH term")), parents=4),
    _Table("phenotypes", "phenotype", ((1, "name"), (2, "MeSH entry term"))),
    _Table("markers", "phenotype", ((1, "name"), (2, "way to report it"))),
    _Table("people", "population", ((1, "name"), (2, "MeSH entry term"))),
)
_LEARNED = _Table("learned", "other", ((2, "name, imported or of the library's records"), (3, "synonym, imported")))
"""Only the user and a library have one."""
_JOINS = re.compile(r"(?<=\w)-(?=\w)")


class Vocabulary:
    """Lookup of names: `readings[words]`, best first; `heads[first word]`, the lengths to try, longest first."""

    def __init__(self, folders: Sequence[Path | None]) -> None:
        self.readings: dict[str, list[Reading]] = {}
        self.heads: dict[str, tuple[int, ...]] = {}
        self.entries: dict[tuple[str, str], Entry] = {}
        self.by_identifier: dict[str, Entry] = {}
        self.senses: dict[str, list[Sense]] = {}
        self._order = numbers("reading")
        for folder in folders:
            for table in _TABLES if folder is None else (*_TABLES, _LEARNED):
                self._read(table, folder)
            self._read_senses(folder)
        self.ordinary = words_in("words")
        self.gene_cues = values("gene_cues")
        lengths: dict[str, set[int]] = {}
        for words in self.readings:
            head, blank, _ = words.partition(" ")
            lengths.setdefault(head, set()).add(words.count(" ") + 1 if blank else 1)
        self.heads = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}

    def read(self, words: str, kind: str = "") -> list[Reading]:
        """Readings of a name's words; a plural stands for its singular, and the other way round, when it has none."""
        found = self.readings.get(words)
        if found is None and not words.endswith("s"):
            found = self.readings.get(f"{words}s")
        if found is None and words.endswith("s"):
            found = self.readings.get(words[:-1])
            if found is None and words.endswith("ies"):
                found = self.readings.get(words[:-3] + "y")
        found = found or []
        return [reading for reading in found if reading.entry.kind == kind] if kind else found

    def _read(self, table: _Table, folder: Path | None) -> None:
        lines = rows(table.name, folder)
        if not lines:
            return
        further = self._read_forms(folder) if table.kind == "disease" else {}
        plain = [line.split("\t") for line in spell_all("\n".join("\t".join(line) for line in lines)).split("\n")]
        for line, spelled in zip(lines, plain, strict=True):
            kind = cast(ConceptKind, line[1]) if table is _LEARNED else table.kind
            name = line[table.columns[0][0]]
            careful = frozenset(pieces(line[4])) if table.kind == "gene" else frozenset[str]()
            cells = tuple((reason, line[column]) for column, reason in table.columns)
            parents = line[table.parents] if table.parents else ""
            members = line[table.members] if table.members else ""
            more = (further[name],) if name in further else ()
            entry = Entry(kind, name, line[0], (*cells[1:], *more), parents, members)
            self.entries.setdefault((kind, name), entry)
            if line[0]:
                self.by_identifier.setdefault(line[0], entry)
            for rank, (column, reason) in enumerate(table.columns):
                if line[column]:
                    self._add(entry, (rank, reason), line[column], spelled[column], careful)
            for reason, forms in more:
                self._add(entry, (len(cells), reason), forms, spell_all(forms), careful)

    def _read_forms(self, folder: Path | None) -> dict[str, tuple[str, str]]:
        """Name of a disease -> why it has further forms, and these. One that no table has becomes an entry by them."""
        told = {name: (identifier, (why, forms)) for identifier, name, forms, why, _ in rows("disease_forms", folder)}
        have = {line[1] for line in rows("diseases", folder)}
        for name, (identifier, (why, forms)) in told.items():
            if name not in have:
                entry = Entry("disease", name, identifier, ((why, forms),))
                self.entries["disease", name] = entry
                if identifier:
                    self.by_identifier[identifier] = entry
                self._add(entry, (0, "name"), name, spell_all(name), frozenset())
                self._add(entry, (1, why), forms, spell_all(forms), frozenset())
        return {name: more for name, (_, more) in told.items()}

    def _add(self, entry: Entry, column: tuple[int, str], cell: str, spelled: str, careful: frozenset[str]) -> None:
        rank, reason = column
        gene = entry.kind == "gene" and reason != "HGNC name"
        sourced = "{}" in reason
        for form, words in zip(cell.split("|"), spelled.split("|"), strict=True):
            source = ""
            if sourced:
                form, _, source = form.partition("=")
                words = spell_all(form)
            words = " ".join(words.split())
            if not words:
                continue
            short = len(form) <= 6 and form.isupper() and form.isalpha()
            reading = Reading(
                entry, reason.format(source) if sourced else reason, form, gene or short, form in careful, rank
            )
            self._put(words, reading)
            if "-" in form and len(form) <= 12:
                self._put(_JOINS.sub("", words.replace(" ", "")), reading)

    def _put(self, words: str, reading: Reading) -> None:
        found = self.readings.setdefault(words, [])
        for place, other in enumerate(found):
            if other.entry.kind == reading.entry.kind:
                if reading.rank < other.rank:
                    found[place] = reading
                return
        found.append(reading)
        if len(found) > 1:
            found.sort(key=lambda other: self._order[other.entry.kind])

    def _read_senses(self, folder: Path | None) -> None:
        for short, long, kind, records, cues, source, *_ in rows("abbreviations", folder):
            sense = Sense(
                long, kind, int(records), frozenset(cues.split(" ")) - {short.lower(), short.lower() + "s"}, source
            )
            self.senses.setdefault(short, []).append(sense)


def vocabulary(folder: Path | None = None) -> Vocabulary:
    """The package's names, the user's, and those kept in `folder` (a library's); read again when the files change.

    Whether they changed is looked up every other second, as a sentence is looked up in much less.
    """
    return _current(folder, os.environ.get("XDG_DATA_HOME", ""), int(time.monotonic() // 2))


@lru_cache(maxsize=8)
def _current(folder: Path | None, home: str, tick: int) -> Vocabulary:
    folders = [path for path in (user_folder(), folder) if path is not None and path.is_dir()]
    return _vocabulary(tuple((path, stamp(path)) for path in folders))


@lru_cache(maxsize=4)
def _vocabulary(folders: tuple[tuple[Path, object], ...]) -> Vocabulary:
    collecting = gc.isenabled()
    gc.disable()  # a collection would walk the growing tables again and again: a quarter of the time of a load
    try:
        return Vocabulary([None, *(path for path, _ in folders)])
    finally:
        if collecting:
            gc.enable()
