"""What a condition of a record and one of a label mean: the disease by whichever of its names, and its state.

"Active HBV infection" is the "active hepatitis B" of a label; of "chronic hepatitis B" nobody knows whether it is
active, and the label's warning is then told in the weaker form.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from assistant.knowledge.tables import pieces, records, words_of
from assistant.names.disease_kin import called, relation
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary

__all__ = ["LAST", "How", "has_form", "how_met", "signed", "spelled_out", "stateless"]

How = Literal["", "partly", "wholly"]
"""Not met, met but for a state that the record does not tell, met."""
_LONGEST = 200
"""Characters of a condition that are read."""
_SIGN = re.compile(r"(?<=\w)\s?(?:\(\s?([+-])\s?\)|([+-])(?=[\s\])]|$))")
_NOTED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
LAST = re.compile(r" (?:(?:virus )?infections?|disease|positive)$")
"""Words that a name may end with or not."""
_AROUND = frozenset(["or", "and", "known", "with", "a", "an", "the", "has", "patient"])
_NUMBER = re.compile(r"\d+")
_DENYING = ("not ", "never ")
_SHORT = re.compile(r"(?<![\w/-])\w*[A-Z]\w*(?![\w/-])")


class _Meaning(NamedTuple):
    core: str
    """The disease, in small letters."""
    states: frozenset[str]
    denied: frozenset[str]
    may_be: tuple[str, ...]


@lru_cache(maxsize=8192)
def how_met(name: str, condition: str) -> How:
    """How a condition of a record meets what a label names. Neither tells of the past."""
    label, own = _meaning(name[:_LONGEST]), _meaning(condition[:_LONGEST])
    if label.states & own.denied:
        return ""
    if (not label.states or label.states & own.states) and _is_kind(own.core, label.core):
        return "wholly"
    asked = not label.states or bool(label.states & _asked())  # of a kind of it the state would be a guess on a guess
    return "partly" if asked and label.core and label.core in (own.core, *own.may_be) else ""


def signed(text: str) -> str:
    """With its signs spelled out: "HBV (-)" is "HBV negative"."""
    return _SIGN.sub(lambda sign: " positive" if "+" in sign[0] else " negative", text)


def spelled_out(condition: str) -> str:
    """With what clinicians shorten in capitals by its name: "history of DVT" is of deep vein thrombosis."""
    return _SHORT.sub(lambda found: _short_forms().get(found[0], found[0]), condition)


def stateless(condition: str) -> str:
    """The words of a condition without those that deny a state of it ("not controlled", "never treated")."""
    words = f" {words_of(condition)} "
    for denial in (word for word in _degrees() if word.startswith(_DENYING)):
        words = words.replace(f" {denial} ", " ")
    return words.strip()


def has_form(condition: str) -> bool:
    """Whether the tables have the condition, whatever its state."""
    own = _meaning(condition[:_LONGEST])
    return own.core in {words_of(name) for name in _forms().values()} | set(_may_be())


def _is_kind(own: str, label: str) -> bool:
    if own == label or not own or not label:
        return own == label != ""
    known = entry_of(vocabulary(), "disease", own) and entry_of(vocabulary(), "disease", label)
    return bool(known) and relation(called(label), called(own)) in ("same", "parent")


@lru_cache(maxsize=8192)
def _meaning(text: str) -> _Meaning:
    """The name that is left without the words of state; a name that the tables have as it stands keeps its own."""
    words = words_of(_NOTED.sub(_state_noted, signed(text)))
    said = _forms().get(_numberless(words), "")
    if said and words_of(said) != words:
        return _meaning(said)
    states, denied, rest = set[str](), set[str](), words
    if not _entry(words):
        for word in _degrees():
            if f" {word} " in f" {rest} ":
                rest = f" {rest} ".replace(f" {word} ", " ").strip()
                state, denies = _degrees()[word]
                states.add(state)
                denied.add(denies)
        rest = " ".join(word for word in rest.split() if word not in _AROUND) if rest != words else rest
        said = _forms().get(_numberless(rest), "")
    elsewhere = _meaning(said) if said and words_of(said) != words else None
    capitals = {word.lower(): word for word in text.split() if word.isupper()}  # "LQTS" is a name in capitals alone
    core = elsewhere.core if elsewhere else _entry(" ".join(capitals.get(one, one) for one in rest.split())) or rest
    may_be = elsewhere.may_be if elsewhere else _may_be().get(core, ())
    states |= elsewhere.states if elsewhere else set()
    return _Meaning(core, frozenset(states - {""}), frozenset(denied - {""}), may_be)


def _state_noted(note: re.Match[str]) -> str:
    """What stands in brackets, where it is a word of state; an abbreviation says nothing more."""
    words = words_of(note[0])
    return f" {words}" if words in _degrees() else ""


def _entry(words: str) -> str:
    """The words of the vocabulary's own name of a disease; empty where it has none."""
    for said in dict.fromkeys((words, LAST.sub("", words))):
        entry = entry_of(vocabulary(), "disease", said)
        if entry is not None:
            return words_of(entry.name)
    return ""


def _numberless(words: str) -> str:
    return _NUMBER.sub("#", words)


@cache
def _forms() -> dict[str, str]:
    """The words of each form, and of each name, to the name."""
    made = {}
    for row in records("condition_forms"):
        for form in (row["name"], *pieces(row["forms"])):
            made[" ".join(words_of(form.replace("#", "0")).split()).replace("0", "#")] = row["name"]
    return made


@cache
def _short_forms() -> dict[str, str]:
    return {row["word"]: row["stands_for"] for row in records("note_words") if row["kind"] == "disease"}


@cache
def _may_be() -> dict[str, tuple[str, ...]]:
    rows = ((row["name"], pieces(row["may_be"])) for row in records("condition_forms"))
    return {words_of(name): tuple(map(words_of, may_be)) for name, may_be in rows if may_be}


@cache
def _degrees() -> dict[str, tuple[str, str]]:
    """Words to (what they say, what they deny), the longest first."""
    found = {words_of(row["word"]): (row["state"], row["denies"]) for row in records("condition_degrees")}
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


@cache
def _asked() -> frozenset[str]:
    return frozenset(row["state"] for row in records("condition_degrees") if row["asked"] == "y")
