"""A study's ages against the patient's: numbers first, then words, then MeSH check tags."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.fit.age_numbers import AgeSaid, ages_said
from assistant.fit.people import MESH, People, excluded, judged
from assistant.records.answer import FitItem

__all__ = ["age_item", "group_of"]

_GROUPS = ((2.0, "infant"), (12.0, "child"), (18.0, "adolescent"), (65.0, "adult"), (200.0, "older adult"))
_LIKE = {
    "infant": ("infant", "child"),
    "older adult": ("older adult", "adult"),
}
"""Groups whose words a study may use for people of the patient's group; else only its own."""
_MENOPAUSE = 45.0
"""Years (see the source of "after menopause" in the table)."""


def age_item(people: People, age: float) -> FitItem:
    """The aspect "age" for a patient of so many years."""
    said = f"{age:g} years"
    for own in (True, False):
        numbers = [one for one in ages_said(people) if people.own(one.start) is own]
        if numbers:
            return _by_numbers(people, age, said, numbers)
        if own and (item := _by_words(people, age, said, background=False)).status != "unknown":
            return item
        if own and (item := _by_tags(people, age, said)).status != "unknown":
            return item
    return _by_words(people, age, said, background=True)


def group_of(age: float) -> str:
    """The name of the group in the table of phrases."""
    return next(name for limit, name in _GROUPS if age < limit)


def _by_numbers(people: People, age: float, said: str, numbers: Sequence[AgeSaid]) -> FitItem:
    shown = {people.text[one.start : one.end]: one for one in numbers}
    inside = [words for words, one in shown.items() if one.low <= age <= one.high]
    if inside and (shut := excluded(people.text, shown[inside[0]].start, shown[inside[0]].end)):
        return FitItem("age", "mismatch", said, shut)
    return judged("age", said, inside, shown)


def _by_words(people: People, age: float, said: str, *, background: bool) -> FitItem:
    found = people.said("age", background=background)
    if people.told.get("whole"):  # of mothers: the children are theirs
        found = {value: one for value, one in found.items() if value not in ("infant", "child")}
    words = {value: people.text[one.start : one.end] for value, one in found.items()}
    group = group_of(age)
    like = (*_LIKE.get(group, (group,)), "after menopause" if age >= _MENOPAUSE else "before menopause")
    mine = [words[value] for value in like if value in words]
    if not mine and background and (shut := people.shut_out("age", like)):
        return FitItem("age", "mismatch", said, shut)
    return judged("age", said, mine, words.values())


def _by_tags(people: People, age: float, said: str) -> FitItem:
    tags = people.tags.get("age", ())
    if people.tags.get("pregnancy"):  # of mothers: the newborns are theirs
        tags = tuple(one for one in tags if one[0] != "infant")
    group = group_of(age)
    own = [MESH + tag for value, tag in tags if value == group]
    return judged("age", said, own, [MESH + ", ".join(tag for _, tag in tags)] if tags else ())
