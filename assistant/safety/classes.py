"""Which classes of an interaction table a drug is of, and why: by a list of drugs, or as a modulator of an enzyme.

"strong CYP3A4 inhibitors" are the drugs that the table of modulators has so, with that enzyme and strength; "CYP2D6
substrates" the sensitive ones. Other classes are lists with a source for each drug. A class without members is met only
by a record that names the class itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, words_of
from assistant.names.medications import drug_of

__all__ = ["Modulator", "class_named", "classes_of_drug", "modulators_of", "wanted_of"]

_CYP_ROLES = {
    "inhibitor": ("strong", "moderate", "strong or moderate", ""),
    "inducer": ("strong", "moderate", ""),
    "substrate": ("sensitive", "moderate-sensitive", "narrow index"),
}
"""What counts where the class gives no strength: weak modulators and substrates of little note are no cause to warn."""
_STRENGTHS = {
    "strong": ("strong",),
    "moderate": ("moderate", "strong or moderate"),
    "weak": ("weak", "moderate or weak"),
    "sensitive": ("sensitive", "narrow index"),
}


class Modulator(NamedTuple):
    """One row of the table of modulators."""

    drug: str
    enzyme: str
    role: str
    strength: str
    source: str
    date: str
    url: str

    @property
    def by_fda(self) -> bool:
        """Whether FDA's own table has it, which classifies, and not a label, which names examples."""
        return self.source.startswith("FDA table")

    def __str__(self) -> str:
        said = " ".join(filter(None, (self.strength, self.enzyme, self.role)))
        return f"{said}; {self.source}"


class _Wanted(NamedTuple):
    enzyme: str
    role: str
    strengths: tuple[str, ...]

    def has(self, one: Modulator) -> bool:
        if (one.enzyme, one.role) != (self.enzyme, self.role):
            return False
        if not self.enzyme.startswith("CYP"):
            return one.strength not in ("weak", "minor", "listed")
        allowed = _CYP_ROLES[self.role]
        if self.strengths != ("any",):
            allowed = tuple(each for strength in self.strengths for each in _STRENGTHS[strength])
        return one.strength in allowed


@lru_cache(maxsize=4096)
def classes_of_drug(drug: str) -> dict[str, str]:
    """The classes that the drug is of, each with how: "strong CYP3A4 inhibitor; FDA table …", "DrugCentral (FDA)"."""
    found = dict(_listed().get(drug.casefold(), ()))
    own = modulators_of(drug)
    for name, wanted, together in _modulator_classes() if own else ():
        met = [next((one for one in own if each.has(one)), None) for each in wanted]
        if all(met) if together else any(met):
            found[name] = ", ".join(dict.fromkeys(str(one) for one in met if one))
    return found


def wanted_of(drug: str, name: str) -> tuple[Modulator, ...]:
    """What the table of modulators says of a drug and the enzymes of a class, in the class's role and any strength."""
    asked = {(each.enzyme, each.role) for kind, wanted, _ in _modulator_classes() if kind == name for each in wanted}
    return tuple(one for one in modulators_of(drug) if (one.enzyme, one.role) in asked)


@cache
def modulators_of(drug: str) -> tuple[Modulator, ...]:
    """What the table of modulators says of a drug."""
    return _modulators().get(drug.casefold(), ())


@lru_cache(maxsize=4096)
def class_named(entry: str) -> str:
    """The listed class that an entry of a medication list is, in whichever of its words ("NSAIDs as needed")."""
    said = f" {words_of(entry)} "
    return next((name for words, name in _class_words() if f" {words} " in said), "")


@cache
def _modulators() -> dict[str, tuple[Modulator, ...]]:
    made: defaultdict[str, list[Modulator]] = defaultdict(list)
    for row in records("modulators"):
        one = Modulator(*(row[name] for name in Modulator._fields))
        made[one.drug.casefold()].append(one)
    return {drug: tuple(found) for drug, found in made.items()}


@cache
def _listed() -> dict[str, tuple[tuple[str, str], ...]]:
    """Drug in small letters to (class, source)."""
    made: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in records("interaction_classes"):
        for item in pieces(row["members"]):
            drug, _, source = item.partition("=")
            made[drug.casefold()].append((row["class"], source))
    return {drug: tuple(found) for drug, found in made.items()}


@cache
def _modulator_classes() -> tuple[tuple[str, tuple[_Wanted, ...], bool], ...]:
    """(class, what a drug must be, whether it must be all of that)."""
    return tuple(_read_wanted())


def _read_wanted() -> Iterator[tuple[str, tuple[_Wanted, ...], bool]]:
    for row in records("interaction_classes"):
        if said := row["wanted"]:
            together = "&" in said
            parts = (part.split(" ") for part in said.split("&" if together else "|"))
            wanted = tuple(_Wanted(enzyme, role, tuple(strengths.split(","))) for enzyme, role, strengths in parts)
            yield row["class"], wanted, together


@cache
def _class_words() -> tuple[tuple[str, str], ...]:
    """Words that name a listed class, the longest first, and the class; also in the singular."""
    made: dict[str, str] = {}
    for row in records("interaction_classes"):
        if not row["wanted"]:
            for form in (row["class"], *pieces(row["words"])):
                words = words_of(form)
                if not drug_of(form):
                    made.setdefault(words, row["class"])
                    made.setdefault(words.removesuffix("s"), row["class"])
    return tuple(sorted(made.items(), key=lambda item: -len(item[0])))
