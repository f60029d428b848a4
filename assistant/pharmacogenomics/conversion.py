"""What a patient's other drugs make of an enzyme: only as far as a source gives the rule (`conversions.tsv`).

Where none does, the inhibitor or inducer is named in the notes as not counted: the phenotype of the genes then says
less than the patient's enzyme does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from assistant.knowledge.tables import lookup, records, rows, words_of
from assistant.names.medications import drugs_in
from assistant.records.phenotype import GenePhenotype

__all__ = ["Modulator", "converted", "drug_named", "for_drug", "modulators_of"]

_TOLD = ("strong", "moderate")
"""Strengths that a reader is told of; a weak one changes little."""


class Modulator(NamedTuple):
    """A drug that inhibits or induces an enzyme."""

    drug: str
    enzyme: str
    role: str
    strength: str
    source: str

    def __str__(self) -> str:
        return f"{self.drug} ({self.strength} {self.enzyme} {self.role}; {self.source})"


def modulators_of(enzyme: str, drugs: Iterable[str]) -> tuple[Modulator, ...]:
    """Those of the drugs that strongly or moderately inhibit or induce the enzyme."""
    named = dict.fromkeys(name.lower() for drug in drugs for name in drugs_in(drug) or (drug.strip(),))
    return tuple(one for drug in named for one in _modulators().get((enzyme, drug), ()) if one.strength in _TOLD)


def converted(one: GenePhenotype, drugs: Sequence[str]) -> GenePhenotype:
    """The phenotype with what the patient's drugs make of it, or a note for each that is not counted."""
    by, left, notes = list[str](), list[str](), list[str]()
    made, score = "", one.score
    sources = list(one.sources)
    for modulator in modulators_of(one.gene, drugs):
        rule = _rules().get((one.gene, modulator.role, modulator.strength, one.phenotype))
        if rule is None:
            left.append(str(modulator))
            notes.append(_not_counted(modulator))
            continue
        made, score = rule[0], rule[1]
        by.append(str(modulator))
        sources.append(rule[2])
    changed = made != one.phenotype
    return msgspec.structs.replace(
        one,
        converted=made if changed else "",
        converted_by=tuple(by) if changed else (),
        not_counted=tuple(dict.fromkeys(left)),
        notes=(*one.notes, *notes, *(_scored(one, score) if changed and made else ())),
        sources=tuple(dict.fromkeys(sources)) if changed else one.sources,
    )


def for_drug(one: GenePhenotype, ingredients: Collection[str]) -> GenePhenotype:
    """The phenotype that counts for a drug of these ingredients: guidelines on paroxetine go by the genes and by what
    is taken beside it, since what it does to its own enzyme is in the advice already."""
    own = set(map(_as_labels, ingredients))
    by, left = (
        tuple(said for said in some if _as_labels(said.partition(" (")[0]) not in own)
        for some in (one.converted_by, one.not_counted)
    )
    made = one.converted if by or not one.converted_by else ""
    return msgspec.structs.replace(one, converted=made, converted_by=by, not_counted=left)


def _as_labels(drug: str) -> str:
    return lookup("drug_aliases").get(words_of(drug), drug.lower())


def drug_named(said: str) -> str:
    """The first drug that an entry names ("Prozac 20 mg"), in small letters; the entry itself where it names none."""
    found = drugs_in(said)
    return found[0].lower() if found else said.strip().lower()


def _not_counted(modulator: Modulator) -> str:
    kind = f"{modulator.strength} {modulator.enzyme} {modulator.role}"
    return (
        f"The effect of {modulator.drug} ({kind}) is not counted in the phenotype: no source here gives the rule "
        f"({modulator.source} says that it is one)."
    )


def _scored(one: GenePhenotype, score: str) -> Iterator[str]:
    """The score that an inhibitor leaves, beside that of the genes."""
    if one.score and score != one.score:
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
def _rules() -> dict[tuple[str, str, str, str], tuple[str, str, str]]:
    return {
        (gene, role, strength, phenotype): (made, score, source)
        for gene, role, strength, phenotype, made, score, source in rows("conversions")
    }
