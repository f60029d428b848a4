"""Allergies of a record against an option: the drug itself, what its label names, and others of its class.

An entry is read clause by clause: "penicillin (rash); tolerates cephalosporins" is one allergy. What no vocabulary and
no label knows makes no alert: `Allergy.known` is False, and the reader is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, words_of
from assistant.records.safety import Alert
from assistant.safety.drug_groups import DrugGroup, groups_in, groups_of, named
from assistant.safety.drugs import Contraindication, Option, alert_of, drugs_in, ingredients, rows_of, sentence

__all__ = ["Allergy", "allergy_alerts", "read_allergies"]

_CLAUSES = re.compile(r"[;,.:()\[\]\n]|\bbut\b")
_CLOSE = 40
"""Clauses of an entry that are looked at one by one; of more, names are found as in any text."""
_SELF = "self"
_UNSURE = "Cross-reactivity within the class is not certain."
_NO_LABEL = "No label at hand here speaks of it: the record's own allergy is the reason."
_RECORD = "the patient's record"


class Allergy(NamedTuple):
    said: str
    drugs: frozenset[str]
    """Generic names, in small letters."""
    groups: tuple[DrugGroup, ...]
    """Classes that the entry itself names."""
    substances: frozenset[str]
    """Excipients and the like that a label names."""
    denied: bool
    """It says that there is none."""

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
    clauses = [clause for clause in parts if words_of(clause) not in _denials("heading")]
    real = [clause for clause in clauses if not _is_denied(clause)]
    drugs = {name for clause in real[:_CLOSE] for name in (*drugs_in(clause), *ingredients(clause))}
    drugs.update(drugs_in("; ".join(real[_CLOSE:])))
    groups = {group.name: group for clause in real for group in groups_in(clause)}
    padded = [f" {_singular(clause)} " for clause in real]
    substances = {name for name in _substances() if any(f" {name} " in clause for clause in padded)}
    return Allergy(said, frozenset(drugs), tuple(groups.values()), frozenset(substances), bool(clauses) and not real)


def _is_denied(clause: str) -> bool:
    words = words_of(clause)
    if words in _denials("open"):
        return False
    return words in _denials("whole") or words.partition(" ")[0] in _denials("start")


@cache
def _denials(where: str) -> frozenset[str]:
    return frozenset(row["words"] for row in records("no_allergy") if row["where"] == where)


@cache
def _substances() -> frozenset[str]:
    """What labels name beside drugs and classes ("polysorbate 80"), in singular words."""
    bounds = {name for row in records("contraindications") if row["kind"] == "allergy" for name in pieces(row["bound"])}
    others = {name for name in bounds - {_SELF} if named(name) is None and not ingredients(name)}
    return frozenset(map(_singular, others))


def _singular(text: str) -> str:
    return " ".join(word.removesuffix("s") for word in words_of(text).split())


def allergy_alerts(option: Option, allergies: Sequence[Allergy]) -> Iterator[Alert]:
    """Alerts of one option, for each allergy that meets it."""
    rows = rows_of(option, "allergy")
    for allergy in allergies:
        if allergy.denied:
            continue
        for row in rows:
            if met := _met(row, allergy):
                limits = (_UNSURE,) if met not in (_SELF, *allergy.drugs, *allergy.substances) else ()
                yield alert_of(row, "allergy", option, allergy.fact, f"with {allergy.fact}", limits)
        if allergy.drugs & option.ingredients:
            yield _alert(option, allergy, f"with {allergy.fact}", _RECORD, _NO_LABEL)
        yield from _of_class(option, allergy)


def _met(row: Contraindication, allergy: Allergy) -> str:
    """The substance or class of a row that the allergy is to; empty where it is to none."""
    for name in pieces(row.bound):
        if name == _SELF:
            if allergy.drugs & set(row.drugs):
                return name
        elif group := named(name):
            if group in allergy.groups or allergy.drugs & group.members:
                return name
        elif _singular(name) in allergy.substances or allergy.drugs & set(ingredients(name)):
            return name
    return ""


def _of_class(option: Option, allergy: Allergy) -> Iterator[Alert]:
    """Others of its class: of every class that the entry names, and of those in which one allergy warns of all."""
    groups = {group.name: group for drug in sorted(option.ingredients) for group in groups_of(drug)}
    itself = named(option.name)
    if itself is not None:
        groups[itself.name] = itself  # asked about as a class: "penicillin"
    for group in groups.values():
        of_member = group.crosses and allergy.drugs & group.members and not allergy.drugs & option.ingredients
        if group in allergy.groups or of_member:
            source = f"same class, {group.name} ({group.source})"
            yield _alert(option, allergy, f"with {allergy.fact}", source, "" if group is itself else _UNSURE)


def _alert(option: Option, allergy: Allergy, group: str, source: str, limits: str) -> Alert:
    return Alert(
        kind="allergy",
        severity="avoid",
        drug=option.name,
        fact=allergy.fact,
        says=sentence("avoid", option.name, group),
        why="allergic reaction",
        limits=limits,
        source=source,
        asked=option.role != "brought",
    )
