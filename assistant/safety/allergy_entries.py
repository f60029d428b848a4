"""What an entry on allergies says: drugs, classes and substances, and of whom, how surely, and what is tolerated.

An entry is read clause by clause (`allergy_clauses`): "penicillin (rash); tolerates cephalosporins" is one allergy.
What another person has, and what is denied, is none of the patient's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.safety.allergy_clauses import Told, told_in
from assistant.safety.allergy_words import SELF, names_in, singular, substances_in
from assistant.safety.drug_groups import DrugGroup, groups_in, groups_of
from assistant.safety.drugs import drugs_in, ingredients

__all__ = ["SELF", "Allergy", "read_allergies", "singular"]


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
    called: frozenset[str] = frozenset()
    """Those and the classes, by the names that the record has."""
    spared: frozenset[str] = frozenset()
    """Those of them that it does not name as an allergen by themselves."""
    since: bool = False
    """It says that all it names was tolerated since."""
    removed: bool = False
    """It says that the allergy was found to be none."""
    slight: bool = False
    """It says that what was had is a side effect, or no allergy."""
    plain: bool = True
    """All that it names is an allergy."""
    unread: tuple[str, ...] = ()
    """Items of a list that nothing here knows, beside others that are known."""

    @property
    def known(self) -> bool:
        return bool(self.drugs or self.groups or self.substances or self.denied)

    @property
    def fact(self) -> str:
        if self.slight:
            return f"the entry “{self.said}”"
        if not self.plain:
            return f"the allergies recorded as “{self.said}”"
        low = self.said.lower()
        return self.said if "allerg" in low or "sensitiv" in low else f"allergy to {self.said}"


def read_allergies(entries: Sequence[str]) -> tuple[Allergy, ...]:
    """Each entry of a record, in its order; one that tells of allergies that stand differently once for each kind. What
    one entry says is tolerated counts for all: "penicillin", "tolerates amoxicillin"."""
    read = [_read(said) for said in entries]
    fine = frozenset().union(*(one.fine for one in read))
    return tuple(_beside(one, allergy, fine) for one in read for allergy in one.allergies)


class _Entry(NamedTuple):
    allergies: tuple[Allergy, ...]
    fine: frozenset[str]
    """Drugs that it says are tolerated by their own names."""
    alone: frozenset[str]
    """Drugs that it names as an allergen by themselves."""


def _beside(entry: _Entry, allergy: Allergy, fine: frozenset[str]) -> Allergy:
    """With what other entries say is tolerated; a class that one of them names is not taken into it."""
    others = fine - entry.fine
    if not others or allergy.denied:
        return allergy
    spared = others - entry.alone
    return allergy._replace(
        drugs=allergy.drugs - spared,
        tolerated=allergy.tolerated | (others & _kin(allergy)),
        called=allergy.called | (others & _kin(allergy)),
        spared=allergy.spared | spared,
    )


def _kin(allergy: Allergy) -> frozenset[str]:
    """The drugs that an allergy is to, and those of its classes."""
    groups = {group.name: group for drug in allergy.drugs for group in groups_of(drug)}
    members = (group.members for group in (*allergy.groups, *groups.values()))
    return allergy.drugs.union(*members)


@lru_cache(maxsize=1024)
def _read(said: str) -> _Entry:
    told = told_in(said)
    real = [one for one in told if one.standing == "real"]
    removed = [one for one in told if one.standing == "removed"]
    kinds = (
        [one for one in real if not ((one.unsure or one.slight) and names_in(one.text))],
        [one for one in real if one.unsure and names_in(one.text)],
        [one for one in real if one.slight and not one.unsure and names_in(one.text)],
        removed,
    )
    fine = _fine(told)
    whole = _of(said, told, real, fine)
    made = [
        _of(said, told, some, fine)._replace(
            unsure=some[0].unsure, removed=some is removed, slight=some[0].slight and not some[0].unsure
        )
        for some in kinds
        if some
    ]
    allergies = tuple(one for one in made if one.known) or (whole._replace(denied=bool(told) and not real),)
    return _Entry(allergies, fine.drugs, _alone(real))


class _Fine(NamedTuple):
    """What the clauses of an entry say is tolerated."""

    drugs: frozenset[str]
    groups: dict[str, DrugGroup]

    @property
    def members(self) -> frozenset[str]:
        return frozenset().union(*(group.members for group in self.groups.values()))


def _fine(told: Sequence[Told]) -> _Fine:
    texts = [one.text for one in told if one.standing == "tolerated"]
    return _Fine(
        frozenset().union(*map(_drugs, texts)), {group.name: group for text in texts for group in groups_in(text)}
    )


def _alone(some: Sequence[Told]) -> frozenset[str]:
    return frozenset().union(*(drugs for drugs in (_drugs(one.text) for one in some) if len(drugs) == 1))


def _of(said: str, told: Sequence[Told], some: Sequence[Told], fine: _Fine) -> Allergy:
    """What some of the clauses name, beside what all of them say is tolerated."""
    texts = [one.text for one in some]
    groups = {group.name: group for text in texts for group in groups_in(text)}
    drugs = frozenset().union(*map(_drugs, texts))
    again = fine.groups.keys() & groups.keys()
    spared = (fine.drugs - _alone(some)) | (fine.members - drugs if not again else frozenset())
    named = [one for one in some if names_in(one.text)]
    return Allergy(
        said,
        drugs - spared,
        tuple(groups.values()),
        frozenset().union(*map(substances_in, texts)),
        False,
        tolerated=fine.drugs | (fine.members - drugs),
        called=fine.drugs | fine.groups.keys(),
        spared=spared,
        since=bool(named) and all(one.since for one in named),
        unread=tuple(one.text for one in told if one.listed and not names_in(one.text)),
        plain=all(one.standing == "real" for one in told if names_in(one.text)),
    )


@lru_cache(maxsize=4096)
def _drugs(text: str) -> frozenset[str]:
    return frozenset((*drugs_in(text), *ingredients(text)))
