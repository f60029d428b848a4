"""Names that a note clips or misspells: "atorva", "pencillin", "cholangioca", "Fabry".

No list of them is kept: a clipped drug is the only one that begins so, a misspelled one the only one that is one slip
of the keys away, and a person's name stands for a disease where the vocabulary has one disease of that name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from string import ascii_lowercase

from assistant.knowledge.tables import pieces, rows, spell, values, words_in
from assistant.names.misspelled import meant
from assistant.names.vocabulary import vocabulary

__all__ = ["is_word", "righted", "short_forms"]

_WORD = re.compile(r"(?<![\w/.@-])[A-Za-zÀ-ÿ]{5,40}(?![\w@])")
_LEFT_OUT = 3
"""Letters that a clipped name leaves out at least: one fewer is a slip."""
_SHOWN_AS_DRUG = re.compile(
    r" ?[/+]| \d| (?:weaned|stopped|held|added|started|ceased|failed|ppx|prophylaxis|allergy|caused|gave|prn|trough)\b"
)
_LONG = 7
_LONGEST = 30
"""Letters of a word of a disease that may be misspelled; of shorter ones, too many lie one slip apart."""
_PERSON = re.compile(r"\b(?:dr|mrs?|ms|miss|prof|dear|nurse)\.? (?:[A-Z][\w.]* )?\Z", re.IGNORECASE)
_POSSESSIVE = ("'s", "’s")
_EPONYM_ENDS = (*_POSSESSIVE, "s", "")
_STANDS_ALONE = re.compile(r"\s*(?:[,;.)(/&\n]|\Z|(?:and|with|on|since|for)\b)")
"""Behind "Crohn's" where the disease itself is left unsaid."""

Found = tuple[str, str, int, int]
"""(kind, the name in full, start, end)."""


def short_forms(text: str) -> Iterator[Found]:
    """In the order of the text; a word that a vocabulary or the language has is never one."""
    for match in _WORD.finditer(text):
        word = match[0]
        if _is_known(word):
            continue
        if drug := _drug(text, match):
            yield "drug", drug, match.start(), match.end()
        elif word.lower().endswith("oca"):
            yield "disease", f"{word[:-2]}carcinoma", match.start(), match.end()
    yield from _eponyms(text)


@cache
def righted(word: str) -> str:
    """The only word of diseases that is one slip or one wrong letter away; the word itself where it may be right."""
    low = spell(word)
    if not _LONG <= len(low) <= _LONGEST or low in _disease_words() or not low.isalpha() or _is_known(low):
        return word
    near = {form for form in _near(low) if form in _disease_words()}
    near = {form for form in near if form in _heads()} or near
    return near.pop() if len(near) == 1 else word


def _drug(text: str, match: re.Match[str]) -> str:
    word = match[0]
    if not word.islower() and not _SHOWN_AS_DRUG.match(text, match.end()):
        return ""  # a person's name
    drugs = _begun(word.lower())
    if len(drugs) == 1:
        return next(iter(drugs))
    if drugs:
        return ""
    entry = meant(word, vocabulary())
    return entry.name if entry else _of_notes(word.lower())


def _of_notes(low: str) -> str:
    """The only drug that notes have a word for, one slip away ("pencillin")."""
    near = {_note_drugs()[form] for form in _near(low) & _note_drugs().keys()}
    return near.pop() if len(near) == 1 and len(low) >= _LONG else ""


@cache
def _note_drugs() -> dict[str, str]:
    return {word: name for word, kind, name, _ in rows("note_words") if kind == "drug" and len(word) >= _LONG}


@cache
def _begun(start: str) -> frozenset[str]:
    """The drugs of which a name begins so and goes on; of several, those that one can have on prescription."""
    forms, names = _drug_forms()
    place, found = bisect_left(forms, start), set()
    while place < len(forms) and forms[place].startswith(start):
        if len(forms[place]) >= len(start) + _LEFT_OUT:
            found.add(names[place])
        place += 1
    return frozenset(found & _labeled() or found)


@cache
def _drug_forms() -> tuple[list[str], list[str]]:
    """Names of drugs in order, with the drug of each. What stands behind the first word is of its salt or its kind."""
    made = {
        (form, reading.entry.name)
        for form, readings in vocabulary().readings.items()
        for reading in readings
        if reading.entry.kind == "drug" and " " not in form
    }
    made |= {(name, name) for name in values("drug_names") if " " not in name}
    pairs = sorted(made)
    return [form for form, _ in pairs], [name for _, name in pairs]


@cache
def _labeled() -> frozenset[str]:
    """Drugs of a class of the labels (`class_members`), which tell hydrocortisone from hydrocortamate."""
    return frozenset(name for _, members, _ in rows("class_members") for name in pieces(members))


@cache
def _is_known(word: str) -> bool:
    low = word.lower()
    names = vocabulary()
    known = low in names.ordinary or low in _language() or low in words_in("person_names")
    return known or spell(low) in _disease_words() or bool(names.read(low))


@cache
def _language() -> frozenset[str]:
    return words_in("plain_words") | words_in("medical_words")


@cache
def _heads() -> frozenset[str]:
    return frozenset(word for role, word, _ in rows("condition_words") if role == "head")


@cache
def _disease_words() -> frozenset[str]:
    return frozenset(word for _, word, _ in rows("condition_words"))


def _near(word: str) -> set[str]:
    cuts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    added = {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    dropped = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase}
    return added | dropped | swapped | changed


def _eponyms(text: str) -> Iterator[Found]:
    """ "Fabry" for Fabry disease; no person who is spoken of or to."""
    for match in re.finditer(r"(?<![\w-])[A-Z][a-zà-ÿ]{3,20}(?:['’]s)?(?![\w-])(?! [A-Z][a-z])", text):
        for end in _EPONYM_ENDS:
            if not match[0].endswith(end):
                continue
            person = spell(match[0].removesuffix(end))
            name = _diseases_of_persons().get(person)
            if not name and end in _POSSESSIVE and _STANDS_ALONE.match(text, match.end()):
                name = _diseases_of_persons(well_known=True).get(person)
            if name and not _is_person(text, match.start()):
                yield "disease", name, match.start(), match.end()
                break


def _is_person(text: str, place: int) -> bool:
    """A title or a given name stands before it."""
    before = re.search(r"([A-Z][a-z]+) \Z", text[max(0, place - 20) : place])
    given = before is not None and before[1].lower() in words_in("person_names") and not is_word(before[1].lower())
    return given or bool(_PERSON.search(text, max(0, place - 30), place))


def is_word(low: str) -> bool:
    """Whether the language or medicine has this word, in small letters."""
    return low in vocabulary().ordinary or low in _language()


@cache
def _diseases_of_persons(*, well_known: bool = False) -> dict[str, str]:
    """The first word of a disease's name that is a person's, to the disease; one that several diseases have is out.
    `well_known`: with names that the language has as words of their own, and that only an apostrophe tells apart."""
    found: dict[str, set[tuple[str, str]]] = {}
    for words, readings in vocabulary().readings.items():
        person, _, noun = words.partition(" ")
        common = not well_known and person in vocabulary().ordinary | words_in("medical_words")
        if noun not in _NOUNS or common:
            continue
        for one in readings:
            if one.entry.kind == "disease" and re.match(r"[A-Z][a-z]+(?:['’]s)? [A-Za-z]", one.form):
                found.setdefault(person, set()).add((one.entry.name, one.form))
    # Of a name that is well known the form that the vocabulary calls it by: "Alzheimer's disease".
    best = {
        person: min(forms, key=lambda one: (well_known and one[0] != one[1], one)) for person, forms in found.items()
    }
    return {person: best[person][1] for person, forms in found.items() if len({entry for entry, _ in forms}) == 1}


_NOUNS = frozenset(["disease", "syndrome", "macroglobulinemia", "thyroiditis"])
