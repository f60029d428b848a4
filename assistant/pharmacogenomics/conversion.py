"""What a patient's other drugs make of an enzyme: only as far as a source gives the rule (`conversions.tsv`).

Where none does, the inhibitor or inducer is named in the notes as not counted: the phenotype of the genes then says
less than the patient's enzyme does. A label's or guideline's rule for its own drug counts for that drug alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from assistant.knowledge.tables import lookup, records, words_of
from assistant.names.medications import drugs_in
from assistant.pharmacogenomics.scoring import has_activity
from assistant.records.phenotype import GenePhenotype, Shift

__all__ = ["Modulator", "converted", "drug_named", "for_drug", "modulators_of"]

_TOLD = ("strong", "moderate")
"""Strengths that a reader is told of; a weak one changes little."""
_ANY = ""
"""The drug of a rule that counts whatever is asked about."""
_SHIFTS: dict[frozenset[str], Shift] = {
    frozenset(["inhibitor"]): "less",
    frozenset(["inducer"]): "more",
    frozenset(["inhibitor", "inducer"]): "less or more",
}


class Modulator(NamedTuple):
    """A drug that inhibits or induces an enzyme."""

    drug: str
    enzyme: str
    role: str
    strength: str
    source: str

    def __str__(self) -> str:
        return f"{self.drug} ({self.strength} {self.enzyme} {self.role}; {self.source})"


class _Rule(NamedTuple):
    """What an inhibitor or inducer makes of a phenotype."""

    phenotype: str
    score: str
    source: str


def modulators_of(enzyme: str, drugs: Iterable[str]) -> tuple[Modulator, ...]:
    """Those of the drugs that strongly or moderately inhibit or induce the enzyme."""
    named = dict.fromkeys(name.lower() for drug in drugs for name in drugs_in(drug) or (drug.strip(),))
    return tuple(one for drug in named for one in _modulators().get((enzyme, drug), ()) if one.strength in _TOLD)


def converted(one: GenePhenotype, drugs: Sequence[str]) -> GenePhenotype:
    """The phenotype with what the patient's drugs make of it, or a note for each that is not counted."""
    return _with(one, modulators_of(one.gene, drugs), _ANY)


def for_drug(one: GenePhenotype, ingredients: Collection[str]) -> GenePhenotype:
    """The phenotype that counts for a drug of these ingredients: guidelines on paroxetine go by the genes and by what
    is taken beside it, since what it does to its own enzyme is in the advice already. A rule of that drug alone counts
    here."""
    own = set(map(_as_labels, ingredients))
    by, left = (
        tuple(said for said in some if _as_labels(_drug_of(said)) not in own)
        for some in (one.converted_by, one.not_counted)
    )
    made = one.converted if by or not one.converted_by else ""
    kept = msgspec.structs.replace(one, converted=made, converted_by=by, not_counted=left, may_work="")
    among = modulators_of(one.gene, map(_drug_of, left))
    rule = next((drug for drug in sorted(own) if any(_rule(one, each, drug) for each in among)), _ANY)
    if made or rule == _ANY:
        return msgspec.structs.replace(kept, may_work=_shift(kept, among))
    notes = tuple(note for note in one.notes if note not in {_not_counted(one, each) for each in among})
    return _with(msgspec.structs.replace(kept, not_counted=(), notes=notes), among, rule)


def drug_named(said: str) -> str:
    """The first drug that an entry names ("Prozac 20 mg"), in small letters; the entry itself where it names none."""
    found = drugs_in(said)
    return found[0].lower() if found else said.strip().lower()


def _with(one: GenePhenotype, modulators: Iterable[Modulator], drug: str) -> GenePhenotype:
    """The phenotype with what these make of it by the rules for one drug, or for any."""
    by, left, sources = list[Modulator](), list[Modulator](), list(one.sources)
    made = _Rule("", "", "")
    for modulator in modulators:
        rule = _rule(one, modulator, drug)
        if rule is None:
            left.append(modulator)
            continue
        made = rule
        by.append(modulator)
        sources.append(rule.source)
    changed = made.phenotype != one.phenotype
    said = msgspec.structs.replace(
        one,
        converted=made.phenotype if changed else "",
        converted_by=tuple(map(str, by)) if changed else (),
        converted_for=drug if changed and by else "",
        not_counted=tuple(dict.fromkeys(map(str, left))),
        sources=tuple(dict.fromkeys(sources)) if changed else one.sources,
    )
    notes = (*(_not_counted(one, each) for each in left), *(_scored(one, made.score) if said.converted else ()))
    return msgspec.structs.replace(said, notes=(*one.notes, *notes), may_work=_shift(said, left))


def _rule(one: GenePhenotype, modulator: Modulator, drug: str) -> _Rule | None:
    rules = _rules()
    key = (one.gene, modulator.role, modulator.strength, one.phenotype)
    return rules.get((*key, drug)) or rules.get((*key, _ANY))


def _shift(one: GenePhenotype, left: Iterable[Modulator]) -> Shift:
    """What those that are not counted may do: nothing to an enzyme without activity, nor beside a phenotype that is not
    known."""
    if not one.acting or not has_activity(one.gene, one.acting, "" if one.converted else one.score):
        return ""
    return _SHIFTS.get(frozenset(each.role for each in left), "")


def _drug_of(said: str) -> str:
    return said.partition(" (")[0]


def _as_labels(drug: str) -> str:
    return lookup("drug_aliases").get(words_of(drug), drug.lower())


def _not_counted(one: GenePhenotype, modulator: Modulator) -> str:
    kind = f"{modulator.strength} {modulator.enzyme} {modulator.role}"
    may = _shift(one, [modulator])
    return (
        f"The effect of {modulator.drug} ({kind}) is not counted in the phenotype: no source here gives the rule "
        f"({modulator.source} says that it is one)."
    ) + (f" The enzyme may work {may} than this phenotype says." if may else "")


def _scored(one: GenePhenotype, score: str) -> Iterator[str]:
    """The score that an inhibitor leaves, beside that of the genes."""
    if one.score and score and score != one.score:
        yield f"With the inhibitor the activity score of {one.gene} counts as {score} instead of {one.score}."


@cache
def _modulators() -> dict[tuple[str, str], tuple[Modulator, ...]]:
    found: dict[tuple[str, str], tuple[Modulator, ...]] = {}
    for row in records("modulators"):
        if row["role"] in ("inhibitor", "inducer") and row["strength"]:
            dated = f"{row['source']} {row['date'][:4]}".rstrip()
            made = Modulator(row["drug"], row["enzyme"], row["role"], row["strength"], dated)
            key = (row["enzyme"], row["drug"].lower())
            found[key] = (*found.get(key, ()), made)
    return found


@cache
def _rules() -> dict[tuple[str, str, str, str, str], _Rule]:
    return {
        (row["gene"], row["role"], row["strength"], row["phenotype"], row["drug"]): _Rule(
            row["converted"], row["score"], row["source"]
        )
        for row in records("conversions")
    }
