"""The names in a note, found once: genes, drugs and diseases of the vocabulary, and words that only notes use.

`knowledge/words/note_words.tsv` has shorthand ("PCN", "htn"), regimens and procedures; `vocabulary/condition_words.tsv`
the words that names of diseases are built of, so that one that no vocabulary lists is found as a whole.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from assistant.knowledge.tables import WORD, rows, spell, values
from assistant.names.find import Mention, find
from assistant.names.further import brands
from assistant.names.regimens import regimens_in
from assistant.patient.notes.names.disease_words import is_head, modifiers, named_after
from assistant.patient.notes.names.short_forms import is_word, righted, short_forms
from assistant.patient.notes.note import Note
from assistant.variants.find import genes_named

__all__ = ["Name", "names_in"]


class Name(NamedTuple):
    """A name at `text[start:end]`; `kind` is "drug", "drug class", "regimen", "procedure", "disease" or "gene"."""

    kind: str
    name: str
    """As the record holds it: as written, and an abbreviation in full."""
    start: int
    end: int
    entry: str = ""
    """The vocabulary's own name."""


_KINDS = {"drug": "drug", "drug class": "drug class", "disease": "disease", "phenotype": "disease", "gene": "gene"}


_SHORT = 6
_PHENOTYPE = re.compile(r"(?:metaboli[sz]er|function)s?\Z")


def names_in(note: Note) -> list[Name]:
    """In the order of the text, none overlapping another."""
    own = sorted(_shorthand(note), key=lambda one: one.start)
    found = [_named(note, mention) for mention in find(note.plain) if mention.kind in _KINDS]
    found = [one for one in found if _is_usable(note, one)]
    kept = _merged(own, list(_regimens(note)))
    kept = _merged(kept, found)
    kept = _merged(kept, list(_rarer_drugs(note)))
    kept = _merged(kept, _apart(Name(*one, one[1]) for one in short_forms(note.plain)))
    named = _with_conditions(note, [one for one in kept if one.kind != "nothing"])
    drugged = _drugged(note, named)
    return [one for one in named if one.start >= note.part(one.start).body and not _is_label(note, one, drugged)]


def _is_usable(note: Note, one: Name) -> bool:
    """No phenotype of a gene, no marker of a tumor, no two letters for a drug, no gene that is read as its disease."""
    if one.kind == "disease":
        surface, section = note.plain[one.start : one.end], note.part(one.start).section
        as_gene = bool(genes_named(surface)) and surface.isupper()
        followed = section == "genetics" or _CHANGED.match(note.plain, one.end)
        return not (_PHENOTYPE.search(one.entry) or one.entry in values("markers", 1) or (as_gene and followed))
    prefix = one.end - one.start <= _PREFIX and re.match(r"-[a-z]", note.plain[one.end : one.end + 2])
    return one.kind != "drug" or (one.end - one.start > _LETTERS and not prefix)


_LETTERS = 2
_PREFIX = 3
"""Letters that before a hyphen are part of another drug's name ("PEG-asparaginase")."""
_CHANGED = re.compile(
    r"[ (:]{1,2}(?:p\.|c\.)?[A-Z]\d|[ -](?:loss|mutat|mutant|trunc|inactiv|delet|amplif|alterat|variant|gene)"
)
"""What follows a gene's symbol, and no disease's."""


def _drugged(note: Note, names: Sequence[Name]) -> frozenset[int]:
    """Where diseases begin that a drug follows behind a colon: "Chronic HTN: labetalol" is no label."""
    pairs = itertools.pairwise(names)
    return frozenset(
        one.start
        for one, other in pairs
        if (one.kind, other.kind) == ("disease", "drug") and note.plain[one.end : other.start].strip() == ":"
    )


def _is_label(note: Note, one: Name, drugged: frozenset[int]) -> bool:
    """ "ID:" is the label of an identifier, and no abbreviation."""
    label = note.plain[one.end : one.end + 1] == ":" and one.kind == "disease" and one.end - one.start < _SHORT
    return label and one.start not in drugged


def _merged(first: Sequence[Name], second: Sequence[Name]) -> list[Name]:
    """Both in order; of two that overlap, the one of `first`. Each is in order, without overlaps of its own."""
    starts = [one.start for one in first]
    made = list(first)
    for one in second:
        place = bisect_left(starts, one.start)
        near = first[max(0, place - 1) : place + 1]
        if not any(other.start < one.end and one.start < other.end for other in near):
            made.append(one)
    return sorted(made, key=lambda one: one.start)


def _apart(found: Iterable[Name]) -> list[Name]:
    """In order, and of two that overlap the first."""
    made: list[Name] = []
    for one in sorted(found, key=lambda one: one.start):
        if not made or made[-1].end <= one.start:
            made.append(one)
    return made


def _named(note: Note, mention: Mention) -> Name:
    surface = " ".join(note.text[mention.start : mention.end].split())
    short = not re.search(r"[a-z]{3}", surface)
    short = short or mention.reason.startswith("brand name") or surface.lower() == mention.name.lower()
    name = mention.name if short and mention.kind != "gene" and mention.known else surface
    return Name(_KINDS[mention.kind], name, mention.start, mention.end, mention.name)


@cache
def _drug_names() -> frozenset[str]:
    return values("drug_names")


def _rarer_drugs(note: Note) -> Iterator[Name]:
    """Drugs of `drug_names`, which are of one word or two."""
    words = list(WORD.finditer(note.plain))
    place = 0
    while place < len(words):
        step = 1
        for length in (2, 1):
            last = words[min(place + length, len(words)) - 1]
            said = note.plain[words[place].start() : last.end()]
            drug = (
                said
                if said.lower() in _drug_names()
                else brands().get(said.lower(), "")
                if said[0].isupper() or not is_word(said.lower())
                else ""
            )
            if drug:
                yield Name("drug", drug, words[place].start(), last.end(), drug.lower())
                step = length
                break
        place += step


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {word: (kind, meant) for word, kind, meant, _ in rows("note_words")}


@cache
def _shorthand_pattern() -> re.Pattern[str]:
    forms = sorted(
        (form for form, (kind, _) in _words().items() if kind not in ("head", "of a substance")), key=len, reverse=True
    )
    any_case = "|".join(re.escape(form) for form in forms if form.islower())
    exact = "|".join(re.escape(form) for form in forms if not form.islower())
    return re.compile(rf"(?<![\w-])(?:(?i:{any_case})|{exact})(?![\w]|-\w)(?!:(?! ?[a-z]))")


def _shorthand(note: Note) -> Iterator[Name]:
    for match in _shorthand_pattern().finditer(note.plain):
        kind, meant = _words().get(match[0]) or _words()[match[0].lower()]
        if kind == _CLIPPED:
            kind = "drug" if _stands_as_drug(note, match) else ""
        if kind and (kind != "disease" or not _defined_otherwise(note, match)):
            yield Name(kind, meant, match.start(), match.end(), meant)


_LONG = 5
"""Letters from which a regimen's name is no other word or abbreviation of a note."""


def _regimens(note: Note) -> Iterator[Name]:
    """Regimens that are spelled out, in all their forms: "mFolfox6", "FOLFOX-6"."""
    for part in note.parts:
        for one in regimens_in(note.plain[part.start : part.end]):
            if not one.is_product and len(one.name) >= _LONG:
                yield Name("regimen", one.name, part.start + one.start, part.start + one.end, one.name)


_CLIPPED = "short drug"
"""A few letters that are also a word or another abbreviation ("cis", "tac"): a drug only where they stand as one."""
_JOINED = re.compile(r"[A-Za-z)] ?[/+&-] ?\Z|\b(?:failed|tried|on|started|stopped|takes|prior|prev) \Z")
_DRUG_BEHIND = re.compile(
    r" ?[/+]| allerg|-[a-z]{3}| (?:x ?)?\d|,? \(\d|,? (?:trough|mg|daily|bid|maint\w*)\b|[,.;]? ?\Z"
)


def _stands_as_drug(note: Note, match: re.Match[str]) -> bool:
    """Joined to another drug, or with a dose; a last word before a comma is none ("in cis,")."""
    before = note.plain[max(0, match.start() - 9) : match.start()]
    behind = _DRUG_BEHIND.match(note.plain, match.end())
    return bool(_JOINED.search(before) or (behind and behind[0].strip(" ,.;")))


def _defined_otherwise(note: Note, match: re.Match[str]) -> bool:
    """ "MS 30 mg" or "PE tubes" are rare; what must not pass is "ALL" for everything."""
    return match[0] == "ALL" and bool(
        re.match(r"\s+[a-z]+ed\b|\s+(?:the|other|of)\b", note.plain[match.end() : match.end() + 12])
    )


_STEP = re.compile(r"[ -]|'s |,? (?=of )|\Z")


def _with_conditions(note: Note, names: list[Name]) -> list[Name]:
    """The names, and diseases told by their words; a name of a disease within a longer one becomes the longer one."""
    made: list[Name] = []
    starts = [one.start for one in names]
    dropped: set[int] = set()
    for start, end in _chunks(note):
        places = [
            place
            for place in range(max(0, bisect_left(starts, start) - 1), bisect_left(starts, end))
            if names[place].end > start
        ]
        inside = [names[place] for place in places if names[place].kind == "disease"]
        others = [names[place] for place in places if names[place].kind != "disease"]
        start = _behind(note, others, start, end)
        if start >= end:
            continue
        inside = [one for one in inside if one.end > start]
        low, high = min([start, *(one.start for one in inside)]), max([end, *(one.end for one in inside)])
        if not any((one.start, one.end) == (low, high) for one in inside):
            dropped |= {place for place in places if names[place] in inside or names[place].start >= low}
            made.append(_joined(note, low, high, inside))
    return sorted([*(one for place, one in enumerate(names) if place not in dropped), *made], key=lambda one: one.start)


def _behind(note: Note, others: Sequence[Name], start: int, end: int) -> int:
    """Where the words begin behind the last name of another kind ("EGFR mutant lung cancer")."""
    if not others or WORD.findall(note.plain[start:end])[-1].lower() in _of_substances():
        return start
    low = max(one.end for one in others)
    words = WORD.finditer(note.plain, low, end)
    if note.plain[low : low + 1] == "-":
        next(words, None)
    word = next(words, None)
    return word.start() if word else end


def _joined(note: Note, low: int, high: int, inside: Sequence[Name]) -> Name:
    """Several words as one disease, an abbreviation at their end written out, and "ca" as cancer."""
    text = WORD.sub(lambda word: righted(word[0]), " ".join(note.text[low:high].split()))
    last = max(inside, key=lambda one: one.end, default=None)
    if last is not None and last.end == high and last.name != note.text[last.start : last.end]:
        text = f"{note.text[low : last.start]}{last.name}"
    head = WORD.findall(text)[-1]
    if head.lower() in _short_heads():
        text = f"{text[: -len(head)]}{_short_heads()[head.lower()]}"
    return Name("disease", text, low, high)


def _chunks(note: Note) -> Iterator[tuple[int, int]]:
    """Places of runs of words that end in the head of a disease's name, with what stands before it."""
    start, head, before = -1, -1, -1
    earlier: re.Match[str] | None = None
    for word in chain(WORD.finditer(note.plain), [None]):
        low = spell(righted(word[0])) if word else ""
        joined = word is not None and before >= 0 and _STEP.fullmatch(note.plain, before, word.start()) is not None
        ends = is_head(low) or (low in _short_heads() and joined and start >= 0)
        if not joined or not (ends or low in modifiers()) or _is_wide(start, word):
            if head >= 0:
                yield start, head
            start, head = -1, -1
        if word and earlier and start < 0 and ends:
            begins = note.part(word.start()).start
            start = earlier.start() if named_after(note.plain, begins, earlier, word) else start
        if word is not None and (ends or (low in modifiers() and (start >= 0 or not _is_tail(note, word)))):
            start = word.start() if start < 0 else start
            head = word.end() if ends else head
        before, earlier = word.end() if word else -1, word


_WIDEST = 90
"""Characters of a disease's name."""


@cache
def _of_substances() -> frozenset[str]:
    """ "Iron deficiency" is no iron."""
    return frozenset(word for word, (kind, _) in _words().items() if kind == "of a substance")


@cache
def _short_heads() -> dict[str, str]:
    """How notes shorten the last word of a name: "colon ca", "Parkinson dz"."""
    return {word: meant for word, (kind, meant) in _words().items() if kind == "head"}


def _is_tail(note: Note, word: re.Match[str]) -> bool:
    """ "-sensitive" of "platinum-sensitive" begins no name."""
    return note.plain[max(0, word.start() - 1) : word.start()] == "-"


def _is_wide(start: int, word: re.Match[str] | None) -> bool:
    return start >= 0 and word is not None and word.end() - start > _WIDEST
