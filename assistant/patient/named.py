"""The names in a note, found once: genes, drugs and diseases of the vocabulary, and words that only notes use.

`knowledge/words/note_words.tsv` has shorthand ("PCN", "htn"), regimens and procedures; `vocabulary/condition_words.tsv`
the words that names of diseases are built of, so that one that no vocabulary lists is found as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import WORD, rows, spell, values, words_of
from assistant.names.find import Mention, find
from assistant.names.further import further_at
from assistant.names.vocabulary import vocabulary
from assistant.patient.note import Note

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


def names_in(note: Note) -> list[Name]:
    """In the order of the text, none overlapping another."""
    found = [_named(note, mention) for mention in find(note.plain) if mention.kind in _KINDS]
    own = list(_shorthand(note))
    taken = [(one.start, one.end) for one in own]
    kept = [*own, *(one for one in found if not any(a < one.end and one.start < b for a, b in _near(taken, one)))]
    whole = _with_conditions(note, sorted(kept, key=lambda one: one.start))
    return sorted(whole, key=lambda one: one.start)


def _near(taken: list[tuple[int, int]], one: Name) -> list[tuple[int, int]]:
    from bisect import bisect_left

    place = bisect_left(taken, (one.start, 0))
    return taken[max(0, place - 2) : place + 2]


def _named(note: Note, mention: Mention) -> Name:
    surface = " ".join(note.text[mention.start : mention.end].split())
    short = not re.search(r"[a-z]{3}", surface) or (surface.isupper() and len(surface) < 6)
    name = mention.name if short and mention.kind in ("disease", "phenotype", "drug") and mention.known else surface
    return Name(_KINDS[mention.kind], name, mention.start, mention.end, mention.name)


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {word: (kind, meant) for word, kind, meant, _ in rows("note_words")}


@cache
def _shorthand_pattern() -> re.Pattern[str]:
    forms = sorted(_words(), key=len, reverse=True)
    any_case = "|".join(re.escape(form) for form in forms if form.islower())
    exact = "|".join(re.escape(form) for form in forms if not form.islower())
    return re.compile(rf"(?<![\w-])(?:(?i:{any_case})|{exact})(?![\w]|-\w)(?!:)")


def _shorthand(note: Note) -> Iterator[Name]:
    for match in _shorthand_pattern().finditer(note.plain):
        kind, meant = _words().get(match[0]) or _words()[match[0].lower()]
        if kind != "disease" or not _defined_otherwise(note, match):
            yield Name(kind, meant, match.start(), match.end(), meant)


def _defined_otherwise(note: Note, match: re.Match[str]) -> bool:
    """ "MS 30 mg" or "PE tubes" are rare; what must not pass is "ALL" for everything."""
    return match[0] == "ALL" and bool(re.match(r"\s+[a-z]+ed\b|\s+(?:the|other|of)\b", note.plain[match.end() : match.end() + 12]))


@cache
def _heads() -> frozenset[str]:
    return frozenset(word for role, word, _ in rows("condition_words") if role == "head")


@cache
def _modifiers() -> frozenset[str]:
    return frozenset(word for role, word, _ in rows("condition_words") if role == "modifier")


_STEP = re.compile(r"[ -]|'s |,? (?=of )|\Z")


def _with_conditions(note: Note, names: list[Name]) -> list[Name]:
    """The names, and diseases told by their words; a name of a disease within a longer one becomes the longer one."""
    made: list[Name] = []
    chunks = list(_chunks(note))
    others = [one for one in names if one.kind != "disease"]
    diseases = [one for one in names if one.kind == "disease"]
    for chunk in chunks:
        inside = [one for one in diseases if one.start < chunk.end and chunk.start < one.end]
        if any(one.start < chunk.end and chunk.start < one.end for one in others):
            chunk = _cut(chunk, others, note)
        low = min([chunk.start, *(one.start for one in inside)])
        high = max([chunk.end, *(one.end for one in inside)])
        diseases = [one for one in diseases if one not in inside]
        same = next((one for one in inside if (one.start, one.end) == (low, high)), None)
        last = max(inside, key=lambda one: one.end, default=None)
        text = " ".join(note.text[low:high].split())
        if same is None and last is not None and last.name != note.text[last.start : last.end]:
            text = f"{note.text[low : last.start]}{last.name}"
        made.append(same or Name("disease", text, low, high, last.entry if last else ""))
    return [*others, *diseases, *made]


def _cut(chunk: Name, others: list[Name], note: Note) -> Name:
    """The words behind the last name of another kind ("EGFR mutant lung cancer")."""
    low = max(one.end for one in others if one.start < chunk.end and chunk.start < one.end)
    low = min(low, chunk.end - 1)
    words = [match for match in WORD.finditer(note.plain, low, chunk.end)]
    start = words[0].start() if words else chunk.start
    return Name("disease", note.text[start : chunk.end], start, chunk.end)


def _chunks(note: Note) -> Iterator[Name]:
    """Runs of words that end in the head of a disease's name, with what stands before it."""
    run: list[re.Match[str]] = []
    last: re.Match[str] | None = None
    head = 0
    for word in WORD.finditer(note.plain):
        joined = last is not None and _STEP.fullmatch(note.plain, last.end(), word.start()) is not None
        low = spell(word[0])
        if not joined:
            if head:
                yield _chunk(note, run[:head])
            run, head = [], 0
        if low in _heads() or low.removesuffix("s") in _heads():
            run.append(word)
            head = len(run)
        elif low in _modifiers():
            run.append(word)
        else:
            if head:
                yield _chunk(note, run[:head])
            run, head = [], 0
        last = word
    if head:
        yield _chunk(note, run[:head])


def _chunk(note: Note, run: list[re.Match[str]]) -> Name:
    return Name("disease", " ".join(note.text[run[0].start() : run[-1].end()].split()), run[0].start(), run[-1].end())
