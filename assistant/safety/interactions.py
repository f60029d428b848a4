"""The interactions of a patient's drugs with each other and with each drug that is asked about.

A row of a source that names both drugs comes first, then rows that name a class of one, then what modulators imply. A
pair without a row is unknown and told as such, and so is a name that no vocabulary has: neither is ever safe.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

from assistant.knowledge.tables import mapping
from assistant.names.medications import drugs_in
from assistant.names.regimens import regimens_in
from assistant.names.salts import base_of
from assistant.names.vocabulary import vocabulary
from assistant.patient.stopped_entries import stopped_apart
from assistant.records.patient import Patient
from assistant.records.safety import Interaction, Interactions
from assistant.safety.added_parts import added_parts
from assistant.safety.classes import class_named
from assistant.safety.pairs import SEVERITIES, Row, inferred, rows_on, spoken_of

__all__ = ["MOST_DRUGS", "MOST_MEDICATIONS", "interactions_of"]

MOST_MEDICATIONS = 50
MOST_DRUGS = 20
_MOST_OF_A_PAIR = 3
_OLD = "2016"
"""Labels before it are of one snapshot of 2014."""
_DIVIDED = re.compile(r"[,;\n]| and | with ")
"""What divides the drugs of one entry into several products; those of a product are meant to be taken together."""


class _Taken(NamedTuple):
    """The drugs of a list, each with where it first stands, and the products they are of."""

    order: dict[str, int]
    products: dict[str, set[int]]
    asked: frozenset[str]
    unknown: tuple[str, ...]


def interactions_of(patient: Patient | None, drugs: Sequence[str]) -> Interactions:
    """Pairs of the patient's medications with each other and with each of `drugs`; of `drugs` with each other where
    there is no patient or none of its medications is known.

    At most `MOST_MEDICATIONS` entries and `MOST_DRUGS` drugs are read; what is beyond them is not recognized.
    """
    patient = stopped_apart(patient)
    medications = patient.medications if patient else ()
    taken = _read(medications[:MOST_MEDICATIONS], drugs[:MOST_DRUGS])
    unread = (*medications[MOST_MEDICATIONS:], *drugs[MOST_DRUGS:])
    pairs = _pairs(taken, bool(medications))
    hits = _hits(taken)
    found: list[Interaction] = []
    silent: list[tuple[str, str]] = []
    for drug, other in pairs:
        told = _told(drug, other, hits.pop(frozenset((drug, other)), []))
        found += told
        if not told:
            silent.append((drug, other))
    found += _of_combinations(hits, taken, frozenset(map(frozenset, pairs)))
    spoken_of = _pairs_of_combinations(found)
    silent = [pair for pair in silent if frozenset(pair) not in spoken_of]
    found.sort(key=lambda one: SEVERITIES.index(one.severity))
    return Interactions(tuple(found), tuple(silent), (*taken.unknown, *unread))


def _read(medications: Iterable[str], drugs: Iterable[str]) -> _Taken:
    order: dict[str, int] = {}
    products: defaultdict[str, set[int]] = defaultdict(set)
    asked: set[str] = set()
    unknown: list[str] = []
    number = 0
    entries = [(entry, False) for entry in medications] + [(entry, True) for entry in drugs]
    for entry, is_asked in entries:
        silent = []
        known = False
        for part in _DIVIDED.split(entry):
            number += 1
            regimen = (drug for one in regimens_in(part) for drug in one.drugs)
            plain = (base_of(drug, spoken_of()) for drug in drugs_in(part))
            named = (*regimen, *plain) or tuple(filter(None, (class_named(part),)))
            known = known or bool(named)
            silent += [] if named or not part.strip() else [part.strip()]
            for drug in named:
                if is_asked and drug not in order:
                    asked.add(drug)
                order.setdefault(drug, len(order))
                products[drug].add(number)
        unknown += filter(_names_something, silent) if known else [entry] if silent else []
        unknown += (f"{part} (of {entry})" for part in added_parts(entry))
    return _Taken(order, products, frozenset(asked), tuple(dict.fromkeys(unknown)))


def _names_something(part: str) -> bool:
    """Whether what stands beside a known drug has a word that is neither ordinary nor of a schedule."""
    words = (word.casefold() for word in re.findall(r"[^\W\d_]{4,}", part))
    return any(word not in vocabulary().ordinary for word in words)


def _pairs(taken: _Taken, has_patient: bool) -> list[tuple[str, str]]:
    """(drug, other) to look up: an option first, and never two drugs that are only taken as one product."""
    names = sorted(taken.order, key=lambda drug: (drug not in taken.asked, taken.order[drug]))
    has_own = has_patient and len(taken.asked) < len(names)
    made = []
    for drug, other in combinations(names, 2):
        if has_own and {drug, other} <= taken.asked:
            continue
        if taken.products[drug] == taken.products[other]:
            continue
        made.append((drug, other))
    return made


_Hit = tuple[Row, tuple[str, ...], tuple[str, ...], str]


def _hits(taken: _Taken) -> dict[frozenset[str], list[_Hit]]:
    made: defaultdict[frozenset[str], list[_Hit]] = defaultdict(list)
    for hit in rows_on(frozenset(taken.order)):
        made[frozenset((*hit[1], *hit[2]))].append(hit)
    return made


def _told(drug: str, other: str, hits: list[_Hit]) -> list[Interaction]:
    """What is shown of one pair: the strongest row that names both, and further rows only where they tell more."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=_order):
        if len(kept) < _MOST_OF_A_PAIR and all(_adds(hit[0], one[0]) for one in kept):
            kept.append(hit)
    if not kept:
        implied = inferred(drug, other)
        return [implied] if implied else []
    return [_interaction(drug, other, row, through) for row, _, _, through in kept]


def _order(hit: _Hit) -> tuple[bool, int, bool, bool]:
    row, _, _, through = hit
    return bool(through), SEVERITIES.index(row.severity), bool(row.only_if), bool(_aged(row.date))


def _adds(row: Row, kept: Row) -> bool:
    """Whether a row says more than one that is shown: it is stronger, only it is of a boxed warning, or it has a
    mechanism where that one has another or none."""
    if row.boxed and not kept.boxed:
        return True
    stronger = SEVERITIES.index(row.severity) - SEVERITIES.index(kept.severity)
    if stronger < 0:
        return True
    return bool(row.mechanism) and row.mechanism != kept.mechanism


def _interaction(drug: str, other: str, row: Row, through: str) -> Interaction:
    effect, only, amount = _with_amount(row)
    return Interaction(
        drug=drug,
        other=other,
        through=through,
        mechanism=row.mechanism,
        severity=row.severity,
        effect=effect,
        amount=amount,
        limits="; ".join(filter(None, (f"only: {only}" if only else "", _aged(row.date)))),
        source=row.source,
        date=row.date,
        url=row.url,
        excerpt=row.excerpt,
        boxed=bool(row.boxed),
    )


def _with_amount(row: Row) -> tuple[str, str, str]:
    """Effect, condition and amount: a dose that the source gives is no condition, wherever the row has it."""
    amounts = mapping("interaction_amounts")
    for words in filter(None, (row.only_if, row.effect)):
        column, amount, effect = amounts.get(words, ("", "", ""))
        if column == "only_if" and words == row.only_if:
            return row.effect, "", amount
        if column == "effect" and words == row.effect:
            return effect, row.only_if, amount
    return row.effect, row.only_if, ""


def _aged(date: str) -> str:
    """What a reader is told of a source that is older than `_OLD`."""
    return f"from a source of {date[:4]}: see the current one" if date and date < _OLD else ""


def _of_combinations(
    hits: dict[frozenset[str], list[_Hit]], taken: _Taken, pairs: frozenset[frozenset[str]]
) -> Iterator[Interaction]:
    """Rows on a combination and another drug, told once for the combination."""
    for drugs, group in hits.items():
        if len(drugs) < 3:
            continue
        for row, own, others, through in sorted(group, key=_order)[:1]:
            if not any(frozenset((one, two)) in pairs for one in own for two in others):
                continue
            first, second = " + ".join(own), " + ".join(others)
            if set(others) & taken.asked and not set(own) & taken.asked:
                first, second = second, first
            yield _interaction(first, second, row, through)


def _pairs_of_combinations(found: Iterable[Interaction]) -> set[frozenset[str]]:
    """The pairs of single drugs that a row on a combination speaks of."""
    made: set[frozenset[str]] = set()
    for one in found:
        if " + " in one.drug or " + " in one.other:
            made |= {frozenset(pair) for pair in product(one.drug.split(" + "), one.other.split(" + "))}
    return made
