"""Words of an entry on allergies: what a clause names, whether it tells of a reaction, denies one, or is of a relative.

The tables are `no_allergy` (words) and `allergy_entries` (phrases).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from assistant.engines.known_words import known, medical
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import pieces, records, words_of
from assistant.language.allergy_standing import words
from assistant.names.vocabulary import vocabulary
from assistant.question.rarer_names import ordinary
from assistant.safety.drug_groups import groups_in, named
from assistant.safety.drugs import drugs_in, ingredients

__all__ = [
    "SELF",
    "found",
    "is_beside",
    "is_denial",
    "is_grave",
    "is_harmless",
    "is_others",
    "is_relatives",
    "is_slight",
    "names_in",
    "names_one",
    "names_only",
    "names_unlisted",
    "of_patient",
    "plain",
    "reacts",
    "singular",
    "substances_in",
    "without_names",
]

SELF = "self"
"""How a label's row says that the drug itself is what the allergy is to."""
_LONGEST = 3
"""Words of a symptom."""


def found(what: str, text: str) -> re.Match[str] | None:
    """The first phrase of a kind."""
    return patterns("allergy_entries")[(what,)].search(text)


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """Drugs that a text names, in small letters, those of its classes, and substances of labels."""
    members = (group.members for group in groups_in(text))
    return frozenset(drugs_in(text)).union(substances_in(text), *members)


def substances_in(text: str) -> frozenset[str]:
    """What labels name beside drugs and classes, in singular words."""
    padded = f" {singular(text)} "
    return frozenset(name for name in _substances() if f" {name} " in padded)


@cache
def _substances() -> frozenset[str]:
    bounds = {name for row in records("contraindications") if row["kind"] == "allergy" for name in pieces(row["bound"])}
    others = {name for name in bounds - {SELF} if named(name) is None and not ingredients(name)}
    return frozenset(map(singular, others))


def singular(text: str) -> str:
    """The words of a text without the "s" at their ends, as substances are compared."""
    return " ".join(word.removesuffix("s") for word in words_of(text).split())


def names_one(text: str) -> bool:
    """Whether one word names all that a text names, or there is but one drug."""
    everything = names_in(text)
    return len(everything) == 1 or any(names_in(word) >= everything for word in text.split())


def names_only(text: str) -> bool:
    """Whether every word is a drug, a class, or joins them; a name of several words is not looked for."""
    joining = patterns("allergy_entries")[("qualifier",)]
    return all(len(word) == 1 or joining.match(word) or names_in(word) for word in words_of(text).split())


def without_names(text: str) -> bool:
    """Whether a text has words of the language only; any other may be a drug that nothing here knows."""
    return all(ordinary(word, vocabulary()) for word in words_of(text).split() if word.isalpha())


def reacts(text: str, *, allergy: bool = True) -> bool:
    """Whether a text tells of a reaction that it does not deny; with `allergy` the word itself counts."""
    left = patterns("allergy_entries")[("no reaction",)].sub(" ", text)
    if any(allergy or not found("allergy", match[0]) for match in _reaction().finditer(left)):
        return True
    return any(run in _symptoms() for run in _runs(left))


def is_slight(text: str) -> bool:
    """Whether a clause says that what was had is a side effect, an upset and no more, or no allergy."""
    if found("unsure", text):
        return False
    return bool(found("slight", text) or (found("only", text) and found("upset", text)))


def is_grave(text: str) -> bool:
    """Whether a clause names a reaction, or a complaint, that is more than an upset."""
    left = patterns("allergy_entries")[("no reaction",)].sub(" ", text)
    told = (match[0] for match in _reaction().finditer(left))
    graver = (run for run in (*told, *(run for run in _runs(left) if run in _symptoms())) if not found("allergy", run))
    return any(not (found("upset", run) or found("itch", run)) for run in graver)


def is_harmless(text: str) -> bool:
    """Whether a clause has no words but for names, an upset, an itch, or what joins them."""
    left = _nameless(text)
    for what in ("upset", "itch", "only", "slight"):
        left = patterns("allergy_entries")[(what,)].sub(" ", left)
    return all(map(_joins, words_of(left).split()))


def is_beside(text: str) -> bool:
    """Whether words beside one on how an allergy stands are of no other allergen: "it was", "in childhood"."""
    said = words_of(text).split()
    for place, word in enumerate(said):
        if word in words("onward"):
            return not names_unlisted(" ".join(said[place + 1 :]))
        if not _joins(word):
            return False
    return True


def names_unlisted(text: str) -> bool:
    """Whether a text has the name of an allergen that no table of drugs has ("latex"): it stands before "allergy" in a
    symptom's name, or it is a word of medical terms and neither the language's nor the name of anything known here."""
    said = (word for word in words_of(text).split() if word.isalpha() and not reacts(word))
    return any(word in _of_symptoms() or (medical(word) and not known(word)) for word in said)


def _joins(word: str) -> bool:
    joining = patterns("allergy_entries")[("qualifier",)]
    told = joining.match(word) or found("allergy", word) or word in words("beside") | words("self")
    return bool(told) or not any(map(str.isalpha, word))


def _nameless(text: str) -> str:
    """Without the runs of words that name what is known."""
    said, left, at = text.split(), list[str](), 0
    while at < len(said):
        runs = range(_LONGEST, 0, -1) if names_in(" ".join(said[at : at + _LONGEST])) else ()
        length = next((n for n in runs if _is_name(said[at : at + n])), 0)
        left += [] if length else [said[at]]
        at += length or 1
    return " ".join(left)


def _is_name(run: list[str]) -> bool:
    """Whether a run names what it does not name without its first or its last word."""
    ends = names_in(" ".join(run[1:])) | names_in(" ".join(run[:-1])) if len(run) > 1 else frozenset[str]()
    return bool(names_in(" ".join(run)) - ends)


def _runs(text: str) -> Iterator[str]:
    """Runs of words that may be a symptom."""
    said = words_of(text).split()
    return (" ".join(said[at : at + length]) for at in range(len(said)) for length in range(1, _LONGEST + 1))


def _reaction() -> re.Pattern[str]:
    return patterns("allergy_entries")[("reaction",)]


@cache
def _symptoms() -> frozenset[str]:
    names = (words_of(row["name"]) for row in records("symptoms"))
    return frozenset(name for name in names if not found("allergy", name))


@cache
def _of_symptoms() -> frozenset[str]:
    """What an allergy is to in the names of symptoms, but for what is an allergen of many kinds ("food")."""
    names = (words_of(row["name"]) for row in records("symptoms"))
    before = {name.partition(" allergy")[0] for name in names if name.endswith(" allergy")}
    return frozenset(word for word in before if not ordinary(word, vocabulary()))


def plain(text: str) -> list[str]:
    """The words of a clause from the first that is no possessive."""
    said = words_of(text).split()
    start = next((at for at, word in enumerate(said) if word not in words("possessive")), len(said))
    return said[start:]


def of_patient(text: str) -> str:
    """The clause without the relative who tells it: "mother reports penicillin"; of what is the relative's own all."""
    match = found("relative said", text)
    if match is None or found("relative's own", text[match.end() :]):
        return text
    return f"{text[: match.start()]} {text[match.end() :]}".strip()


def is_others(text: str) -> bool:
    """Whether a clause begins with another person, and has no word of the patient beside."""
    said = plain(text)
    return bool(said) and said[0] in words("other") and not words("self") & set(said)


def is_relatives(text: str) -> bool:
    """Whether a clause has no words but for other persons and an allergy: "mother and sister", "family history"."""
    joining = patterns("allergy_entries")[("qualifier",)]
    return all(word in words("other") or joining.match(word) or found("allergy", word) for word in plain(text))


def is_denial(text: str) -> bool:
    """Whether there is none: "NKDA", "no allergies on file", "no penicillin allergy"; "no penicillin" is an order."""
    said = words_of(text)
    if said in words("open"):
        return False
    if said in words("whole") or found("denies", text):
        return True
    match = found("denial", text)
    if match is None:
        return False
    behind = text[match.end() :]
    if not names_in(behind):
        return not found("unsure", text)
    reaction = _reaction().search(behind)
    if reaction is None or found("no details", behind[reaction.end() :]):
        return False
    return names_only(behind[: reaction.start()])
