"""Rows of sources on a pair of drugs: those that name both, those that name a class, and what modulators imply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, cast

from assistant.knowledge.tables import records
from assistant.records.safety import Interaction, Severity
from assistant.safety.classes import Modulator, classes_of_drug, modulators_of
from assistant.safety.conditions import met
from assistant.safety.imported import SEVERITIES, imported_rows, imported_stamp

__all__ = ["SEVERITIES", "Row", "inferred", "rows_on", "spoken_of"]

_STRONG = {"inhibitor": ("strong", "moderate"), "inducer": ("strong", "moderate")}
_SENSITIVE = ("sensitive", "moderate-sensitive", "narrow index")


class Row(NamedTuple):
    """One row of an interaction table."""

    a: tuple[str, ...]
    """One drug, those of a combination, which act as one, or a class."""
    b: str
    """A drug, a combination joined by "+", or a class."""
    b_kind: str
    severity: Severity
    mechanism: str
    only_if: str
    effect: str
    excerpt: str
    date: str
    url: str
    source: str
    boxed: str = ""
    """ "y" where a boxed warning speaks of it."""


def rows_on(taken: frozenset[str]) -> Iterator[tuple[Row, tuple[str, ...], tuple[str, ...], str]]:
    """(row, its own drugs, the others, through) of every row that holds between the drugs of a list; `through` is
    empty where the row names both. A combination counts where all its drugs are there. A row whose condition is not met
    does not hold; of one whose condition nothing here can tell no more than caution is left."""
    for row, own, others, through in _hits(taken):
        told = met(row.only_if, others, taken.difference(own))
        if told == "unknown":
            unknown = f"{row.only_if}; no source here tells it of {' and '.join(others)}"
            yield row._replace(severity="caution", only_if=unknown), own, others, through
        elif told != "no":
            yield row, own, others, through


def _hits(taken: frozenset[str]) -> Iterator[tuple[Row, tuple[str, ...], tuple[str, ...], str]]:
    served = _by_first(imported_stamp())
    for drug in sorted(taken):
        for row in served.get(drug.casefold(), ()):
            if all(each in taken for each in row.a):
                yield from ((row, row.a, others, through) for others, through in _others(row, row.a, taken))
        for name, how in classes_of_drug(drug).items():
            for row in served.get(name.casefold(), ()):
                for others, through in _others(row, (drug,), taken):
                    yield row, (drug,), others, f"{name} ({drug}: {how}) with {through or others[0]}"


def _others(row: Row, own: tuple[str, ...], taken: frozenset[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(others, through) that the second side of a row is met by."""
    if row.b_kind == "drug":
        others = tuple(row.b.split("+"))
        if all(each in taken for each in others) and not set(others) & set(own):
            yield others, ""
        return
    for other in sorted(taken.difference(own)):
        if other == row.b:
            yield (other,), row.b
        elif how := classes_of_drug(other).get(row.b):
            yield (other,), f"{row.b} ({other}: {how})"


def inferred(drug: str, other: str) -> Interaction | None:
    """What the table of modulators implies for a pair that no row speaks of: a strong or moderate inhibitor or inducer
    of an enzyme, with a sensitive substrate of it, or with a drug that it activates; either way round."""
    for actor, acted in ((drug, other), (other, drug)):
        for one in modulators_of(actor):
            for substrate in modulators_of(acted):
                if one.enzyme == substrate.enzyme and one.role in _STRONG and _tells(one, substrate):
                    return _implied(drug, other, one, substrate)
    return None


def _tells(one: Modulator, substrate: Modulator) -> bool:
    if not one.enzyme.startswith("CYP"):
        return one.by_fda and substrate.by_fda and substrate.role == "substrate"
    strong = one.strength in _STRONG[one.role]
    return strong and (
        substrate.role == "prodrug" or (substrate.role, substrate.strength in _SENSITIVE) == ("substrate", True)
    )


def _implied(drug: str, other: str, one: Modulator, substrate: Modulator) -> Interaction:
    inhibits = one.role == "inhibitor"
    active = substrate.role == "prodrug"
    more = inhibits != active
    what = f"active metabolite of {substrate.drug}" if active else substrate.drug
    said = f"{one.drug}: {one}; {substrate.drug}: {substrate}"
    enzyme = "CYP3A" if one.enzyme == "CYP3A4" else one.enzyme
    return Interaction(
        drug=drug,
        other=other,
        through=f"{one.enzyme} {one.role}s with {one.enzyme} substrates ({said})",
        mechanism=f"{enzyme} {'inhibition' if inhibits else 'induction'}",
        severity="monitor",
        effect=f"{'more' if more else 'less'} {what}",
        limits="inferred from what each drug is to the enzyme or transporter; no source here speaks of the pair",
        source=f"{one.source}; {substrate.source}" if one.source != substrate.source else one.source,
        date=min(filter(None, (one.date, substrate.date)), default=""),
        url=one.url,
    )


def spoken_of() -> frozenset[str]:
    """The drugs that rows name, in small letters."""
    return _spoken_of(imported_stamp())


@lru_cache(maxsize=2)
def _spoken_of(stamp: object) -> frozenset[str]:
    found = [row for some in _by_first(stamp).values() for row in some]
    others = {drug.casefold() for row in found if row.b_kind == "drug" for drug in row.b.split("+")}
    return frozenset(others | {drug.casefold() for row in found for drug in row.a})


@lru_cache(maxsize=2)
def _by_first(_: object) -> dict[str, tuple[Row, ...]]:
    """The first drug of a row's own, in small letters, to the rows: the package's, then the user's."""
    made: defaultdict[str, list[Row]] = defaultdict(list)
    for found in (*records("interactions"), *imported_rows()):
        row = Row(
            tuple(found["a"].split("+")),
            found["b"],
            found["b_kind"],
            cast(Severity, found["severity"]),
            *(found.get(name, "") for name in Row._fields[4:]),
        )
        made[row.a[0].casefold()].append(row)
    return {drug: tuple(rows) for drug, rows in made.items()}
