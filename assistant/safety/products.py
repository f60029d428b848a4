"""Products of several drugs that a question names by their parts: "trimethoprim-sulfamethoxazole", in any order.

What labels say of a product stands in rows on all of its drugs together, so one that is asked for part by part is to be
checked as one. Only products that a table has are: two drugs side by side are else two options.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.tables import pieces, records, rows
from assistant.names.medications import placed_drugs

__all__ = ["as_products"]

_JOINED = re.compile(r"\s*(?:[-‐‑–/+&]|and|with)\s*|\s", re.IGNORECASE)
"""What may stand between the parts of a product."""


def as_products(text: str, asked: Sequence[str]) -> tuple[str, ...]:
    """The drugs `asked` about, with each product that `text` spells out in place of its parts."""
    found = list(asked)
    for product in _products_in(text):
        parts = {part.casefold() for part in product}
        places = [place for place, one in enumerate(found) if one.casefold() in parts]
        if places:
            found = [one for one in found if one.casefold() not in parts]
            found.insert(places[0], " + ".join(product))
    return tuple(dict.fromkeys(found))


def _products_in(text: str) -> Iterator[tuple[str, ...]]:
    """The longest runs of names that are together a product, in the order of the text."""
    placed = placed_drugs(text)
    place = 0
    while place < len(placed):
        last = place
        while last + 1 < len(placed) and _JOINED.fullmatch(text[placed[last][1] : placed[last + 1][0]]):
            last += 1
        for end in range(min(last + 1, place + _most()), place, -1):
            drugs = frozenset(drug.casefold() for *_, named in placed[place:end] for drug in named)
            if product := _known().get(drugs):
                yield product
                place = end - 1
                break
        place += 1


@cache
def _most() -> int:
    return max(map(len, _known()))


@cache
def _known() -> dict[frozenset[str], tuple[str, ...]]:
    """The drugs of each product to themselves in the order of its table."""
    made: dict[frozenset[str], tuple[str, ...]] = {}
    said = [drugs for _, drugs, _ in rows("medication_names")]
    said += [row["drugs"].replace("+", "|") for row in records("contraindications")]
    for drugs in said:
        if "|" in drugs:
            made.setdefault(frozenset(map(str.casefold, pieces(drugs))), tuple(pieces(drugs)))
    return made
