"""Names of drugs down to their ingredients, and what labels warn of for each.

An option is one drug, or one product of several: what is said of an ingredient counts for the product, and what is said
of a combination only for a product that has all of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from assistant.knowledge.tables import WORD, lookup, records, words_of
from assistant.names import medications
from assistant.names.regimens import regimens_in
from assistant.names.salts import base_of
from assistant.records.safety import Alert, AlertKind, Severity

__all__ = [
    "CONDITION",
    "UNDATED",
    "Contraindication",
    "Option",
    "Role",
    "alert_of",
    "drugs_in",
    "has_rows",
    "ingredients",
    "option_of",
    "options_of",
    "rows_of",
    "sentence",
    "severity_of",
]

Role = Literal["asked", "own", "brought"]
"""Asked about, taken by the patient, or brought up by findings and rows."""
CONDITION = "The label says so only"
"""How the limits of an alert begin that holds under a condition which no record tells."""
UNDATED = "The date of this source is not known."
_RECORD = "PMID "
_OLD = "2015"
"""Labels before this year are told to be old."""
_LONGEST = 200
"""Characters of a name that are looked at, and those of a text in which the rarer names are looked for."""


class Contraindication(NamedTuple):
    """A row of the table: what a label says of a group of patients."""

    drugs: tuple[str, ...]
    kind: str
    bound: str
    action: str
    what: str
    only: str
    excerpt: str
    label: str
    date: str
    url: str
    source: str
    amount: str
    """The dose that the source gives for the group, where it was read."""

    @property
    def severity(self) -> Severity:
        """What holds only under a condition that a record does not tell asks for caution, whatever it says then."""
        return "caution" if self.only.startswith("only") else severity_of(self.action)

    @property
    def cited(self) -> str:
        return f"{self.source} ({self.label})" if self.label else self.source


class Option(NamedTuple):
    """A drug that is checked."""

    name: str
    """Generic; of a product the ingredients, " + " between."""
    ingredients: frozenset[str]
    """In small letters."""
    role: Role = "asked"


@lru_cache(maxsize=4096)
def ingredients(said: str) -> tuple[str, ...]:
    """The generic names, in small letters, of what a name stands for; empty where nothing here knows it."""
    said = said[:_LONGEST].strip()
    of_label, named = _of_labels().get(words_of(said), ()), tuple(drugs_in(said))
    if words_of(said) in map(words_of, of_label):
        return of_label  # a drug by its own name, whatever other name stands in it ("trastuzumab emtansine")
    return named if set(of_label) < set(named) else of_label or named  # a label's rows may be on one of its drugs


def drugs_in(text: str) -> list[str]:
    """Generic names, in small letters and as labels have them, of the drugs that a text names, in its order; those of
    regimens first."""
    together = [drug for regimen in regimens_in(text) for drug in regimen.drugs]
    placed = medications.placed_drugs(text)
    named = map(_as_rows_have, (*together, *(drug for *_, drugs in placed for drug in drugs)))
    labels = (name for word in WORD.finditer(text) if _is_free(word, placed) for name in _of_label(word[0]))
    return list(dict.fromkeys([*named, *labels]))


def _is_free(word: re.Match[str], placed: Iterable[tuple[int, int, tuple[str, ...]]]) -> bool:
    """Whether a word is no part of a drug's longer name: there it begins, at most, the name of a form that no row has
    ("bupivacaine in dextrose"), and ethinyl estradiol is no estradiol."""
    within = [(start, drugs) for start, end, drugs in placed if start <= word.start() and word.end() <= end]
    return all(
        start == word.start() and not any(_as_rows_have(drug) in _index() for drug in drugs) for start, drugs in within
    )


def _of_label(word: str) -> tuple[str, ...]:
    return _of_labels().get(word.lower(), ())


def _as_rows_have(name: str) -> str:
    """A drug by its alias; a salt or an ester that no row has by the drug that rows have."""
    return base_of(lookup("drug_aliases").get(words_of(name), name.lower()), _index())


def option_of(said: str, role: Role = "asked") -> Option:
    """An unknown name stands for itself: a label may still have it."""
    found = ingredients(said) or (words_of(said),)
    return Option(" + ".join(found), frozenset(found), role)


def options_of(said: str, role: Role = "asked") -> list[Option]:
    """The one option of a name, or those of a regimen: its drugs are given one by one."""
    if any(one.drugs and not one.is_product for one in regimens_in(said)):
        return [option_of(drug, role) for drug in drugs_in(said)]
    return [option_of(said, role)]


def rows_of(option: Option, *kinds: str) -> list[Contraindication]:
    """Rows of these kinds on the option, or on a part of it."""
    places = {place for name in option.ingredients for place in _index().get(name, ())}
    rows = (_rows()[place] for place in sorted(places))
    return [row for row in rows if row.kind in kinds and option.ingredients.issuperset(row.drugs)]


def alert_of(
    row: Contraindication, kind: AlertKind, option: Option, fact: str, group: str, limits: tuple[str, ...] = ()
) -> Alert:
    """The alert that a row makes. `group`: the patient's own group, with its preposition ("in pregnancy")."""
    only = f"The label says so {row.only}." if row.only else ""
    old = f"The label is of {row.date[:4]} or older." if row.date and row.date < _OLD else ""
    record = row.source.removeprefix(_RECORD) if row.source.startswith(_RECORD) else ""
    undated = "" if row.date or record else UNDATED
    says = sentence(row.action, option.name, group)
    return Alert(
        kind=kind,
        severity=row.severity,
        drug=option.name,
        fact=fact,
        says=f"{says.removesuffix('.')}: {row.amount}." if row.amount else says,
        why=row.what,
        limits=" ".join(filter(None, (only, *limits, old, undated))),
        source=row.cited,
        date=row.date,
        url=row.url,
        pmids=(record,) if record else (),
        excerpt=row.excerpt,
        asked=option.role != "brought",
    )


def sentence(action: str, drug: str, group: str) -> str:
    """What an action says of a drug and a group, as a sentence."""
    said = _phrases()[action][1].format(drug=drug, group=group)
    return said[:1].upper() + said[1:]


def severity_of(action: str) -> Severity:
    """How grave an alert is that tells this action."""
    return _phrases()[action][0]


@cache
def _phrases() -> dict[str, tuple[Severity, str]]:
    severities: dict[str, Severity] = {
        "contraindicated": "contraindicated",
        "avoid": "avoid",
        "not recommended": "not recommended",
        "adjust dose": "adjust dose",
        "monitor": "monitor",
        "caution": "caution",
    }
    return {row["action"]: (severities[row["severity"]], row["phrase"]) for row in records("alert_phrases")}


@cache
def _rows() -> tuple[Contraindication, ...]:
    made = []
    for row in records("contraindications"):
        drugs = tuple(row["drugs"].split("+"))
        made.append(Contraindication(drugs, *(row[name] for name in Contraindication._fields[1:])))
    return tuple(made)


@cache
def _index() -> dict[str, list[int]]:
    made: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(_rows()):
        for drug in row.drugs:
            made[drug].append(place)
    return dict(made)


@cache
def _of_labels() -> dict[str, tuple[str, ...]]:
    """The words of a label's name, or of a drug that a row names, to ingredients: the drugs that all its rows share, as
    one with more is of a combination that the label speaks of. Rows of several labels under one name share none."""
    made: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in _rows():
        made[words_of(row.label)].add(row.drugs)
        for drug in row.drugs:
            made[words_of(drug)].add((drug,))
    shared = {words: set.intersection(*map(set, found)) for words, found in made.items() if words}
    return {
        words: next(tuple(d for d in row if d in shared[words]) for row in sorted(found))
        for words, found in made.items()
        if shared.get(words)
    }


def has_rows(option: Option) -> bool:
    """Whether a label of the option, or of a part of it, is among the rows; one that only asks for a test of a gene
    was not read for more."""
    found = (_rows()[place] for name in option.ingredients for place in _index().get(name, ()))
    return any(row.label and row.kind != "untested" for row in found)
