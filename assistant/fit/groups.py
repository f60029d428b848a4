"""The groups of people that a record says it studied: sexes, age groups, ancestries, countries."""

from __future__ import annotations

from collections import defaultdict

from assistant.fit.age_numbers import OLDEST, AgeSaid, ages_said
from assistant.fit.people import People

__all__ = ["AGES", "age_groups", "ancestries", "countries", "sexes"]

AGES = ("children", "adolescents", "adults", "65 and older")
_LIMITS = ((0.0, 12.0), (12.0, 18.0), (18.0, 65.0), (65.0, OLDEST))
_OF_WORDS = {
    "infant": "children",
    "child": "children",
    "adolescent": "adolescents",
    "adult": "adults",
    "older adult": "65 and older",
}
_SEXES = {"female": "women", "male": "men"}
_MARGIN = 1.0
"""Years that a range must reach into a group to be of it: to 18.1 is no adult."""
_ASIAN = "Asian"
_YOUNG = frozenset(["infant", "child"])


def sexes(people: People) -> tuple[str, ...]:
    """ "women", "men"; by check tags where the record has them."""
    told = dict(people.tags["sex"]) if people.tags.get("sex") else people.said("sex", background=False)
    return tuple(name for value, name in _SEXES.items() if value in told)


def age_groups(people: People) -> tuple[str, ...]:
    """Of the study's own people: by numbers, else by words, else by check tags."""
    numbers = [one for one in ages_said(people) if people.own(one.start)]
    if numbers:
        return tuple(
            name for name, limits in zip(AGES, _LIMITS, strict=True) if any(_in(one, *limits) for one in numbers)
        )
    told = people.said("age", background=False)
    spans: defaultdict[int, set[str]] = defaultdict(set)
    for value, one in told.items():
        spans[one.start].add(value)
    words = {value for values in spans.values() for value in (values & _YOUNG or values)}
    if people.told.get("whole"):  # of mothers: the children are theirs
        words -= _YOUNG
    found = {_OF_WORDS[value] for value in (words or dict(people.tags.get("age", ()))) if value in _OF_WORDS}
    return tuple(name for name in AGES if name in found)


def ancestries(people: People) -> tuple[str, ...]:
    """As the table names them; "Asian" where a word is for all of Asia."""
    told = [one for one in people.told.get("ancestry", ()) if people.own(one.start)]
    spans: dict[int, list[str]] = {}
    for one in told:
        spans.setdefault(one.start, []).append(one.value)
    return tuple(dict.fromkeys(values[0] if len(values) == 1 else _ASIAN for values in spans.values()))


def countries(people: People) -> tuple[str, ...]:
    """Of the people, as title and abstract say; the authors' affiliations do not count."""
    return tuple(people.said("country", background=False))


def _in(one: AgeSaid, low: float, high: float) -> bool:
    if one.center is not None:
        return low <= one.center < high
    if one.high >= OLDEST and one.low < low:
        return one.low >= _LIMITS[1][0] and low < _LIMITS[3][0]  # "18 and older" tells of adults, not of old age
    start = _LIMITS[2][0] if one.low == 0 and one.high > _LIMITS[2][0] else one.low  # "younger than 70" tells of adults
    return start < high and one.high >= low + _MARGIN
