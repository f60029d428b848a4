"""What a search may be narrowed by in this library, held against what was asked: a name that no record has is told,
with the one that was likely meant and with what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

from ingest.errors import BadValue, shown
from ingest.knowledge.tables import records
from ingest.library.catalog import Catalog
from ingest.records.filters import Filters

__all__ = ["check_filters", "meant"]

_LISTED = 8
"""Names told of those that there are."""
_LIKE = 0.75

_SAID: dict[str, tuple[Literal["types", "languages"], str]] = {
    "publication_types": ("types", "publication type"),
    "languages": ("languages", "language"),
}


def check_filters(catalog: Catalog, filters: Filters) -> None:
    """Raises BadValue for a year that is none, years the wrong way round, a publication type that neither PubMed nor
    the library has, and a language that the library has no record in. For what a person or a program asked, not for
    what was read out of a text."""
    for name in Filters.__struct_fields__:
        _check_type(name, getattr(filters, name))
    catalog.narrow(filters)
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None and first > last:
        raise BadValue(f"year_from {first} is after year_to {last}: no year is in between; exchange them")
    if not (filters.publication_types or filters.languages):
        return
    held = catalog.labels_held()
    for name, (column, said) in _SAID.items():
        also = _designs() if column == "types" else ()
        known = {label.casefold() for label in (*held[column], *also)}
        for wanted in getattr(filters, name):
            if wanted.casefold() not in known:
                raise BadValue(_unknown(wanted, said, held[column], also))


def meant(wanted: str, known: Iterable[str]) -> str:
    """The one of the known names that was meant; "" when none, or more than one, could be.

    By its initials ("RCT"), by how it begins, or by its letters.
    """
    asked = wanted.strip().casefold()
    names = list(dict.fromkeys(name for name in known if name))
    initials = [name for name in names if len(asked) > 1 and asked in _initials(name)]
    begun = [name for name in names if asked and (_starts(name, asked) or _starts(asked, name))]
    folded = {name.casefold(): name for name in names}
    like = [folded[name] for name in get_close_matches(asked, folded, n=2, cutoff=_LIKE)]
    return next((found[0] for found in (initials, begun, like) if len(found) == 1), "")


def _unknown(wanted: str, said: str, held: Counter[str], also: tuple[str, ...]) -> str:
    likely = meant(wanted, held) or meant(wanted, (*held, *also))
    most = [f"{name} ({number:,})" for name, number in held.most_common(_LISTED)]
    more = f" and {len(held) - _LISTED} more" if len(held) > _LISTED else ""
    question = f" did you mean {likely!r}?" if likely else ""
    there = f"the library holds {', '.join(most)}{more}" if most else f"the library holds no {said} at all"
    return f"no record has the {said} {shown(wanted)}:{question} {there}"


def _initials(name: str) -> set[str]:
    """Of all its words, and of those with a capital ("Clinical Trial, Phase III": ctpi)."""
    words = name.replace("-", " ").split()
    return {"".join(word[0] for word in words).casefold(), "".join(w[0] for w in words if w[0].isupper()).casefold()}


def _starts(longer: str, shorter: str) -> bool:
    return len(shorter) > 1 and longer.casefold().startswith(shorter.casefold())


def _check_type(name: str, value: Any) -> None:
    """Raises BadValue for a value of another kind than the field's, as a program may give it."""
    if name in ("year_from", "year_to"):
        fits, kind = value is None or (isinstance(value, int) and not isinstance(value, bool)), "a year"
    elif name in (*_SAID, "pmids"):
        fits = isinstance(value, tuple | list) and all(isinstance(each, str) for each in value)
        kind = "a tuple of names"
    elif name == "has_abstract":
        fits, kind = value is None or isinstance(value, bool), "True, False or None"
    else:
        fits, kind = value in ("exclude", "include", "only"), '"exclude", "include" or "only"'
    if not fits:
        raise BadValue(f"{name} {shown(value)} is not {kind}: write {kind}")


@cache
def _designs() -> tuple[str, ...]:
    """The publication types of PubMed that name a design."""
    return tuple(row["publication_type"] for row in records("designs"))
