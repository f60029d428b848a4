"""A study's populations and countries against the patient's ancestry: only what the title and the abstract say."""

from __future__ import annotations

from assistant.fit.people import People, judged, people_of_text
from assistant.records.answer import FitItem

__all__ = ["ancestry_item", "ancestry_of"]

_KINDS = ("ancestry", "place ancestry")


def ancestry_item(people: People, ancestry: str) -> FitItem:
    """Populations before places, the title's alone where it names some; unknown where the patient's is unknown."""
    wanted = ancestry_of(ancestry)
    found = people.said("ancestry", title_first=True) or people.said("place ancestry", title_first=True)
    words = {value: people.text[one.start : one.end] for value, one in found.items()}
    own = [words[value] for value in words if value in wanted]
    return judged("ancestry", ancestry, own, words.values() if wanted else ())


def ancestry_of(ancestry: str) -> frozenset[str]:
    """The groups of a patient's ancestry as a record writes it; none where no table knows it."""
    told = people_of_text(ancestry).told
    return frozenset(one.value for kind in _KINDS for one in told.get(kind, ()))
