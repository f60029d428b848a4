"""Finds the genes, drugs, drug classes, diseases, phenotypes and populations that a text names, and says why.

The longest name wins. A gene symbol counts as written; a symbol or abbreviation with other meanings ("MET", "ALL",
"PR") counts only where the text defines it or the words around it agree, and the reason says which words did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.knowledge.tables import WORD, pieces, spell, words_of
from assistant.language.abbreviations import find_abbreviations
from assistant.language.plain_signs import plain_signs
from assistant.names.as_written import akin, written_as
from assistant.names.bare_symbols import bare_reason, is_reported_marker, of_other_marker, small_symbol
from assistant.names.by_shape import code_at, is_unknown_capitals, micro_rna_at, micro_rna_names, shape_of
from assistant.names.further import numbers_gene
from assistant.names.salts import salt_of
from assistant.names.text_words import words_in_text
from assistant.names.vocabulary import Entry, Reading, Sense, Vocabulary, vocabulary
from assistant.records.answer import ConceptKind, Synonym

__all__ = ["Mention", "broader", "entry_of", "find", "read", "same", "synonyms"]


class Mention(NamedTuple):
    """A name in a text: `text[start:end] == surface`. `known` is False when only its shape says what it is."""

    kind: ConceptKind
    name: str
    identifier: str
    start: int
    end: int
    surface: str
    reason: str
    known: bool = True


_Meanings = dict[str, tuple[str, ...]]


def find(text: str, context: str = "", names: Vocabulary | None = None) -> list[Mention]:
    """Mentions in the order of the text, without overlaps. `context`: more words that may settle an abbreviation."""
    return _Finder(text, context, names or vocabulary()).run()


def read(text: str, context: str = "", names: Vocabulary | None = None) -> tuple[list[Mention], _Meanings]:
    """What `find` finds, and the abbreviations left alone, each with the meanings it may have."""
    finder = _Finder(text, context, names or vocabulary())
    return finder.run(), finder.left_alone


def synonyms(kind: str, name: str, names: Vocabulary | None = None) -> tuple[Synonym, ...]:
    """Other names of what `name` names, the usual ones first; empty when no vocabulary has it."""
    known = names or vocabulary()
    entry = entry_of(known, kind, name)
    if entry is None:
        return tuple(Synonym(form, "another way to write a microRNA") for form in micro_rna_names(name))
    own = {words_of(text) for text in (entry.name, name)}
    found = [synonym for synonym in entry.synonyms() if words_of(synonym.text) not in own]
    preferred = Synonym(entry.name, "preferred name")
    return (preferred, *found) if words_of(entry.name) != words_of(name) else tuple(found)


def same(kind: str, a: str, b: str, names: Vocabulary | None = None) -> bool:
    """Whether two names of one kind name the same thing; names that no vocabulary has must be the same words."""
    known = names or vocabulary()
    left, right = entry_of(known, kind, a), entry_of(known, kind, b)
    if left is not None and right is not None:
        return left is right
    if left is not None or right is not None:
        return False
    first, second = words_of(a).replace(" ", ""), words_of(b).replace(" ", "")
    return first == second or first.removesuffix("s") == second.removesuffix("s")


def broader(disease: str, names: Vocabulary | None = None) -> tuple[str, ...]:
    """Names of diseases that this one is a kind of, as far as its names tell."""
    known = names or vocabulary()
    entry = entry_of(known, "disease", disease)
    found = (known.by_identifier.get(identifier) for identifier in pieces(entry.parents)) if entry else ()
    return tuple(parent.name for parent in found if parent)


def entry_of(names: Vocabulary, kind: str, name: str) -> Entry | None:
    """The one thing that a name of this kind names; None where a vocabulary has none, or several."""
    entry = names.entries.get((kind, name))
    if entry is not None:
        return entry
    words = words_of(name)
    for reading in (*names.read(words, kind), *names.read(words.replace(" ", ""), kind)):
        if kind != "gene" or not reading.exact or written_as(reading, name, names):
            return reading.entry
    senses = [sense for sense in names.senses.get(name, ()) if sense.kind == kind]
    meant = [found[0].entry for sense in senses if (found := names.read(sense.long, kind))]
    return meant[0] if meant and all(entry is meant[0] for entry in meant) else None


_HYPHENS = frozenset("-‐‑–")
_LINKS = _HYPHENS | {"/"}
_DEFINED = "defined in the text as “{}”"
_MOST = 20_000
"""Characters of a text that are looked at for its own definitions; a question or an abstract has fewer."""


class _Finder:
    """One run over one text."""

    def __init__(self, text: str, context: str, names: Vocabulary) -> None:
        self.text, self.names = text, names
        self.left_alone: dict[str, tuple[str, ...]] = {}
        self.words = words_in_text(text)
        self.context = context
        self._around: frozenset[str] | None = None
        self._defined: dict[str, str] | None = None

    def run(self) -> list[Mention]:
        found: list[Mention] = []
        index = 0
        while index < len(self.words):
            mention, step = self._at(index)
            if mention is not None:
                found.append(mention)
            index += step
        return found

    def _at(self, index: int) -> tuple[Mention | None, int]:
        """The longest name that begins at this word, and how many words to go on by."""
        if coded := self._coded(index):
            return coded
        if salt := self._salt(index):
            return salt
        for length, words in self._runs(index):
            for reading in self._likely_first(words, index, length):
                start, end = self.words[index].start, self.words[index + length - 1].end
                reason = self._accept(reading, self.text[start:end], index, length)
                if reason:
                    entry = reading.entry
                    return self._mention(entry.kind, entry.name, entry.identifier, start, end, reason), length
        abbreviation, length = self._abbreviation(index)
        if abbreviation is not None:
            return abbreviation, length
        return self._by_shape(index)

    def _likely_first(self, words: str, index: int, length: int) -> list[Reading]:
        """The readings of a name; "NF1" is the gene before "variants", and the disease elsewhere."""
        found = self.names.read(words)
        if len(found) > 1 and self._next_to_gene_word(index, length):
            return sorted(found, key=lambda reading: reading.entry.kind != "gene")
        return found

    def _runs(self, index: int) -> Iterator[tuple[int, str]]:
        """Runs of words from here that may be a name, longest first: as words, and joined over hyphens ("HER-2")."""
        words = self.words
        word = words[index].word
        lengths = self.names.heads.get(word) or (self.names.heads.get(word[:-1]) if word[-1] == "s" else None)
        if 1 not in (lengths or ()) and self.names.read(f"{word}s", "drug class"):
            lengths = (
                *(lengths or ()),
                1,
            )  # one of what the vocabulary calls a class of many ("Which antidepressant?")
        left = len(words) - index
        joined = word + words[index + 1].word if left > 1 and (self._linked(index) or self._apart(index)) else ""
        if joined and lengths and 2 in lengths:
            lengths = tuple(length for length in lengths if length > 1) + ((1,) if 1 in lengths else ())
        for length in lengths or ():
            if 1 < length <= left and self._unbroken(index, length):
                yield length, " ".join(item.word for item in words[index : index + length])
        if joined:
            if left > 2 and self._linked(index) and self._linked(index + 1):
                yield 3, joined + words[index + 2].word
            yield 2, joined
        if lengths and (1 in lengths or word[-1] == "s"):
            yield 1, word

    def _linked(self, index: int) -> bool:
        end, start = self.words[index].end, self.words[index + 1].start
        return start == end + 1 and self.text[end] in _LINKS

    def _apart(self, index: int) -> bool:
        """Whether a blank parts the letters of a gene's name from its number ("CYP 2D6"), and not a word from one."""
        word, number = self.words[index], self.words[index + 1]
        if not (word.raw.isupper() and word.raw.isalpha() and number.raw[0].isdigit() and len(word.raw) > 1):
            return False
        if self.text[word.end : number.start] != " ":
            return False
        other = word.raw in self.names.senses or word.word in self.names.ordinary or len(word.raw) < 3
        found = self.names.read(word.word + number.word, "gene")
        return any(not reading.careful and (reading.rank == 0 or not other) for reading in found)

    def _unbroken(self, index: int, length: int) -> bool:
        """No sentence ends within the run, and no bracket opens or closes."""
        between = self.text[self.words[index].end : self.words[index + length - 1].start]
        return not _BREAK.search(between)

    def _accept(self, reading: Reading, surface: str, index: int, length: int) -> str:
        """Why this reading holds here; empty when it does not."""
        start = self.words[index].start
        gene = reading.entry.kind == "gene"
        if gene and of_other_marker(surface, reading.entry.name):
            return ""
        if (reading.careful or not gene) and is_reported_marker(self.text, start, surface):
            return ""
        if length == 1 and surface.isalpha() and surface.islower() and reading.form.isupper() and "-" in reading.form:
            return ""  # "tall" is no "T-ALL"
        if not reading.exact:
            return reading.reason if length > 1 or self._not_defined_otherwise(surface, reading.entry) else ""
        if not written_as(reading, surface, self.names):
            symbol = reading.entry.name if reading.rank == 0 and reading.entry.kind == "gene" else ""
            plain = symbol and surface.replace("-", "").upper() == symbol
            return small_symbol(symbol, self.text, start, start + len(surface)) if plain else ""
        defined = self._definition(surface)
        if defined:
            own = any(other.entry is reading.entry for other in self.names.read(defined))
            return _DEFINED.format(defined) if own else ""
        if reading.entry.kind == "gene" and not reading.careful and not self._outvoted(reading.entry, surface):
            return reading.reason
        return self._choose(reading, surface, index, length)

    def _outvoted(self, entry: Entry, surface: str) -> bool:
        """Whether the words around a symbol speak for another meaning, twice at least, and more than for the gene."""
        senses = [] if any(map(str.isdigit, surface)) else self.names.senses.get(surface, [])
        own = max((len(self._cues(sense)) for sense in senses if self._means(sense, entry)), default=0)
        others = max((len(self._cues(sense)) for sense in senses if not self._means(sense, entry)), default=0)
        return others >= 2 and others > own and not akin(entry, senses)

    def _choose(self, reading: Reading, surface: str, index: int, length: int) -> str:
        """Weighs the meanings of an abbreviation by the words around it."""
        senses = self.names.senses.get(surface, [])
        own = [sense for sense in senses if self._means(sense, reading.entry)]
        others = [sense for sense in senses if sense not in own]
        if reading.entry.kind == "gene" and (cue := self._gene_cue(index, length)):
            rival = max((len(self._cues(sense)) for sense in others), default=0)
            if rival < 2 or sum(len(self._cues(sense)) for sense in own) >= rival:
                return f"{reading.reason}; beside “{cue}”"
        start, rival = self.words[index].start, bool(others) and not akin(reading.entry, others)
        bare = surface == reading.entry.name and not rival
        if bare and (why := bare_reason(surface, f"{self.text} {self.context}", start, self._words_around())):
            return why
        own_records = sum(sense.records for sense in own)
        other_records = sum(sense.records for sense in others)
        if not reading.careful and own_records >= max(3, 4 * other_records):
            return f"{reading.reason}; {own_records} records define it so"
        if not reading.careful and not senses and (len(surface) > 2 or reading.entry.kind == "gene"):
            return reading.reason
        cues = max((self._cues(sense) for sense in own), key=len, default=frozenset())
        if cues and len(cues) > max((len(self._cues(sense)) for sense in others), default=0):
            return f"{reading.reason}; the words agree: {', '.join(sorted(cues)[:4])}"
        if not reading.careful and own_records > 2 * other_records and not any(self._cues(sense) for sense in others):
            return f"{reading.reason}; {own_records} records define it so, {other_records} otherwise"
        if senses:
            self._leave(surface, senses)
        return ""

    def _abbreviation(self, index: int) -> tuple[Mention | None, int]:
        """An abbreviation that the text or the records define as a known name; one over a hyphen ("6-MP") first."""
        linked = index + 1 < len(self.words) and self._linked(index)
        if linked and (mention := self._defined_as(index, 2)) is not None:
            return mention, 2
        numbered = linked and numbers_gene(self.words[index].raw, self.words[index + 1].raw)
        return None if numbered else self._defined_as(index, 1), 1

    def _ends_longer_name(self, index: int) -> bool:
        """Whether capitals that nothing knows stand before it over a hyphen: "FLAG-IDA" is one name."""
        first = self.words[index - 1] if index and self._linked(index - 1) else None
        return first is not None and is_unknown_capitals(first.raw, self.names)

    def _defined_as(self, index: int, length: int) -> Mention | None:
        start, end = self.words[index].start, self.words[index + length - 1].end
        raw = self.text[start:end]
        if self._ends_longer_name(index) or is_reported_marker(self.text, start, raw):
            return None
        if len(raw) < 2 or not (raw[0].isupper() or raw[-1].isupper()):
            return None
        defined = self._definition(raw)
        if defined:
            for reading in self.names.read(defined):
                return self._of(reading.entry, start, end, _DEFINED.format(defined))
            return None
        senses = self.names.senses.get(raw, [])
        known = [(sense, entry) for sense in senses if (entry := self._entry_of(sense)) is not None]
        if not known:
            return None
        chosen, entry = max(known, key=lambda pair: (len(self._cues(pair[0])), pair[0].records))
        rivals = [sense for sense in senses if self._entry_of(sense) is not entry]
        mine = len(self._cues(chosen))
        records = sum(sense.records for sense, other in known if other is entry)
        against = sum(sense.records for sense in rivals)
        if mine and mine > max((len(self._cues(sense)) for sense in rivals), default=0):
            said = f"the words agree: {', '.join(sorted(self._cues(chosen))[:4])}"
        elif records >= max(3, 4 * against) and not any(self._cues(sense) for sense in rivals):
            said = f"{records} records define it so"
        else:
            self._leave(raw, senses)
            return None
        return self._of(entry, start, end, f"abbreviation of “{chosen.long}”; {said}")

    def _leave(self, raw: str, senses: Sequence[Sense]) -> None:
        """Note what an abbreviation may mean, each meaning once."""
        self.left_alone[raw] = tuple(dict.fromkeys(sense.long for sense in senses))

    def _coded(self, index: int) -> tuple[Mention, int] | None:
        """A microRNA or a development code: its number is the name, and a part of it is no other name."""
        start = self.words[index].start
        if named := micro_rna_at(self.text, start):
            return self._spanning("gene", named[0], start, named[1], "is written as a microRNA", index, known=True)
        end = code_at(self.text, start)
        if not end or self._listed(index):
            return None
        reason = "is written like a drug's development code"
        return self._spanning("drug", plain_signs(self.text[start:end]), start, end, reason, index, known=False)

    def _spanning(
        self, kind: ConceptKind, name: str, start: int, end: int, reason: str, index: int, *, known: bool
    ) -> tuple[Mention, int]:
        step = sum(start <= word.start < end for word in self.words[index : index + 6])
        return self._mention(kind, name, "", start, end, reason, known=known), step

    def _listed(self, index: int) -> bool:
        """Whether a vocabulary has a name of several words that begins here ("HER-2")."""
        return any(self.names.read(words) for length, words in self._runs(index) if length > 1)

    def _salt(self, index: int) -> tuple[Mention, int] | None:
        """A salt that is named for an acid which is known as a drug: "calcium folinate", of folinic acid."""
        after = self.words[index + 1].word if index + 1 < len(self.words) else ""
        if (salt := salt_of(self.words[index].word, after, self.names)) is None:
            return None
        start, end = self.words[index].start, self.words[index + salt.words - 1].end
        return self._of(salt.drug, start, end, f"the salt of {salt.acid}"), salt.words

    def _by_shape(self, index: int) -> tuple[Mention | None, int]:
        word, end, step = self.words[index], self.words[index].end, 1
        while index + step < len(self.words) and self._linked(index + step - 1) and self.text[end] in _HYPHENS:
            if not (word.raw.isupper() and self.words[index + step].raw[0].isdigit()):
                break
            end, step = self.words[index + step].end, step + 1
        raw = plain_signs(self.text[word.start : end])
        part = index > 0 and self._linked(index - 1) and self.words[index - 1].raw.isupper()
        if part or len(raw) < 3 or spell(raw) in self.names.ordinary or raw in self.names.senses:
            return None, 1  # a part of a longer name ("T-DM1", "CAR-T") is no name of its own
        shape = shape_of(raw, self._next_to_gene_word(index, step))
        if shape is None:
            return None, 1
        return self._mention(shape.kind, raw, "", word.start, end, shape.reason, known=False), step

    def _next_to_gene_word(self, index: int, step: int) -> bool:
        near = [self.words[place].word for place in (index - 1, index + step) if 0 <= place < len(self.words)]
        return any(word in self.names.gene_cues for word in near)

    def _gene_cue(self, index: int, length: int) -> str:
        """The nearest word within four that goes with genes."""
        for distance in range(1, 5):
            for place in (index + length - 1 + distance, index - distance):
                if 0 <= place < len(self.words):
                    word = self.words[place]
                    if word.word in self.names.gene_cues or _GENETIC.fullmatch(word.raw):
                        return word.raw
        return ""

    def _cues(self, sense: Sense) -> frozenset[str]:
        return sense.cues & self._words_around()

    def _words_around(self) -> frozenset[str]:
        if self._around is None:
            more = (spell(match[0]) for match in WORD.finditer(self.context))
            self._around = frozenset(word.word for word in self.words) | frozenset(more)
        return self._around

    def _means(self, sense: Sense, entry: Entry) -> bool:
        return any(reading.entry is entry for reading in self.names.read(sense.long))

    def _entry_of(self, sense: Sense) -> Entry | None:
        found = self.names.read(sense.long) if sense.kind != "other" else []
        return found[0].entry if found else None

    def _definition(self, surface: str) -> str:
        """The words of the text's own definition of an abbreviation; empty when it has none."""
        if self._defined is None:
            whole = f"{self.text}\n{self.context}"
            found = find_abbreviations(whole[:_MOST]) if "(" in whole or "[" in whole else []
            self._defined = {made.short: words_of(made.long) for made in found}
        return self._defined.get(surface, "")

    def _not_defined_otherwise(self, surface: str, entry: Entry) -> bool:
        defined = self._definition(surface) if surface.isupper() else ""
        return not defined or any(reading.entry is entry for reading in self.names.read(defined))

    def _of(self, entry: Entry, start: int, end: int, reason: str) -> Mention:
        return self._mention(entry.kind, entry.name, entry.identifier, start, end, reason)

    def _mention(
        self, kind: ConceptKind, name: str, identifier: str, start: int, end: int, reason: str, known: bool = True
    ) -> Mention:
        return Mention(kind, name, identifier, start, end, self.text[start:end], reason, known)


_BREAK = re.compile(r"[.;:!?\n()\[\]\"“”]")
_GENETIC = re.compile(r"rs\d{3,}|[A-Z]\d{2,4}[A-Z]|c\.\S+|p\.\S+|\d{2,4}[ACGT]")
