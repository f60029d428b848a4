"""What an entry on allergies says: drugs, classes and substances, and of whom, how surely, and what is tolerated.

An entry is read clause by clause: "penicillin (rash); tolerates cephalosporins" is one allergy. What another person
has, and what is denied, is none of the patient's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, words_of
from assistant.safety.drug_groups import DrugGroup, groups_in, named
from assistant.safety.drugs import drugs_in, ingredients

__all__ = ["SELF", "Allergy", "read_allergies", "singular"]

SELF = "self"
"""How a label's row says that the drug itself is what the allergy is to."""
_CLAUSES = re.compile(r"[;,.:()\[\]\n]|\s[-–—]\s|\bbut\b")
_CLOSE = 40
"""Clauses of an entry that are looked at one by one; of more, names are found as in any text."""
_DENYING = re.compile(r"\b(?:not|never|poorly|badly)\s*$", re.IGNORECASE)


class Allergy(NamedTuple):
    said: str
    drugs: frozenset[str]
    """Generic names, in small letters."""
    groups: tuple[DrugGroup, ...]
    """Classes that the entry itself names."""
    substances: frozenset[str]
    """Excipients and the like that a label names."""
    denied: bool
    """It says that there is none, or that it is another person's."""
    unsure: bool = False
    """It says that the allergy is not confirmed."""
    tolerated: frozenset[str] = frozenset()
    """Drugs that it says are tolerated, by name or as a class."""
    since: bool = False
    """It says that all it names was tolerated since."""

    @property
    def known(self) -> bool:
        return bool(self.drugs or self.groups or self.substances or self.denied)

    @property
    def fact(self) -> str:
        low = self.said.lower()
        return self.said if "allerg" in low or "sensitiv" in low else f"allergy to {self.said}"


def read_allergies(entries: Sequence[str]) -> tuple[Allergy, ...]:
    """Each entry of a record, in its order."""
    return tuple(map(_read, entries))


@lru_cache(maxsize=1024)
def _read(said: str) -> Allergy:
    parts = [clause for clause in _CLAUSES.split(said) if clause.strip()]
    clauses = [clause for clause in parts if words_of(clause) not in _words("heading")]
    told = [_tolerated(clause) for clause in _of_patient(clauses)]
    real = [clause for clause, _ in told if clause.strip() and not _is_denied(clause)]
    drugs = {name for clause in real[:_CLOSE] for name in (*drugs_in(clause), *ingredients(clause))}
    drugs.update(drugs_in("; ".join(real[_CLOSE:])))
    groups = {group.name: group for clause in real for group in groups_in(clause)}
    padded = [f" {singular(clause)} " for clause in real]
    substances = {name for name in _substances() if any(f" {name} " in clause for clause in padded)}
    fine = frozenset().union(*(_names(after) for _, after in told if after is not None))
    named_all = _names("; ".join(real)) | drugs
    return Allergy(
        said,
        frozenset(drugs),
        tuple(groups.values()),
        frozenset(substances),
        bool(clauses) and not real,
        _is_unsure(said),
        fine,
        bool(named_all) and named_all <= _since(told),
    )


def _of_patient(clauses: Sequence[str]) -> Iterator[str]:
    """The clauses that are not on another person: "mother allergic to penicillin"; nor "penicillin (mother)"."""
    for place, clause in enumerate(clauses):
        after = clauses[place + 1] if place + 1 < len(clauses) else ""
        if not _is_others(clause) and not (_is_others(after) and len(_plain(after)) == 1):
            yield clause


def _is_others(clause: str) -> bool:
    """Whether a clause begins with another person, and has no word of the patient beside."""
    words = _plain(clause)
    return bool(words) and words[0] in _words("other") and not _words("self") & set(words)


def _plain(clause: str) -> list[str]:
    """The words of a clause from the first that is no possessive."""
    words = words_of(clause).split()
    while words and words[0] in _words("possessive"):
        words = words[1:]
    return words


def _tolerated(clause: str) -> tuple[str, str | None]:
    """(what a clause says beside, what it says is tolerated); None where it says nothing of that. "Naproxen tolerated
    since" names before what was tolerated after all."""
    found = next(_toleration().finditer(clause), None)
    if found is None or _DENYING.search(clause[: found.start()]):
        return clause, None
    return clause[: found.start()], clause[found.end() :]


def _since(told: Sequence[tuple[str, str | None]]) -> frozenset[str]:
    """What is said to be tolerated since: named in the clause itself, or else in the nearest before it."""
    found: set[str] = set()
    last: frozenset[str] = frozenset()
    for before, after in told:
        last = _names(before) or last
        if after is not None and not _names(after):
            found |= last
    return frozenset(found)


def _names(text: str) -> frozenset[str]:
    """Drugs that a text names, and those of its classes."""
    members = (group.members for group in groups_in(text))
    return frozenset(drugs_in(text)).union(*members)


def _is_denied(clause: str) -> bool:
    words = words_of(clause)
    if words in _words("open") or words in _words("unsure"):
        return False
    return words in _words("whole") or words.partition(" ")[0] in _words("start")


def _is_unsure(said: str) -> bool:
    padded = f" {words_of(said)} "
    return said.lstrip().startswith("?") or any(f" {words} " in padded for words in _words("unsure"))


@cache
def _toleration() -> re.Pattern[str]:
    return re.compile(rf"(?:\bhas\s+)?\b(?:{'|'.join(sorted(_words('tolerated')))})\b", re.IGNORECASE)


@cache
def _words(where: str) -> frozenset[str]:
    return frozenset(row["words"] for row in records("no_allergy") if row["where"] == where)


@cache
def _substances() -> frozenset[str]:
    """What labels name beside drugs and classes ("polysorbate 80"), in singular words."""
    bounds = {name for row in records("contraindications") if row["kind"] == "allergy" for name in pieces(row["bound"])}
    others = {name for name in bounds - {SELF} if named(name) is None and not ingredients(name)}
    return frozenset(map(singular, others))


def singular(text: str) -> str:
    """The words of a text without the "s" at their ends, as substances are compared."""
    return " ".join(word.removesuffix("s") for word in words_of(text).split())
