"""A study's sexes against the patient's, and whether it had pregnant or breastfeeding women."""

from __future__ import annotations

from assistant.fit.people import MESH, People, judged
from assistant.records.answer import FitItem

__all__ = ["breastfeeding_item", "pregnancy_item", "sex_item"]

_STATES = {"pregnancy": "pregnant", "breastfeeding": "breastfeeding"}
_OTHERS = {"pregnancy": "not pregnant"}
"""What a study says of people who are not in the state."""


def sex_item(people: People, sex: str) -> FitItem:
    """A study of both sexes matches; check tags, which are complete, stand before words."""
    if tags := people.tags.get("sex"):
        own = [MESH + ", ".join(tag for _, tag in tags)] if sex in dict(tags) else []
        return judged("sex", sex, own, [MESH + ", ".join(tag for _, tag in tags)])
    words = {value: people.text[one.start : one.end] for value, one in people.said("sex").items()}
    return judged("sex", sex, [words[sex]] if sex in words else [], words.values())


def pregnancy_item(people: People, pregnant: bool) -> FitItem | None:
    """None for a patient who is not pregnant where the study is not of pregnant women."""
    return _state(people, "pregnancy", pregnant)


def breastfeeding_item(people: People, breastfeeding: bool) -> FitItem | None:
    """None for a patient who does not breastfeed where the study is not of women who do."""
    return _state(people, "breastfeeding", breastfeeding)


def _state(people: People, aspect: str, holds: bool) -> FitItem | None:
    value = _STATES[aspect]
    told = people.said(aspect).get(value)
    words = people.text[told.start : told.end] if told else ""
    tag = next((MESH + tag for _, tag in people.tags.get(aspect, ())), "")
    if holds:
        other = people.said(aspect, background=False).get(_OTHERS.get(aspect, ""))
        without = people.text[other.start : other.end] if other else ""
        shut = "" if words else people.shut_out(aspect, (value,)) or without
        return judged(aspect, value, [words or tag] if (words or tag) and not shut else [], [shut] if shut else [])
    titled = told is not None and told.start < people.title_end
    women = told is not None and people.text[told.end - 5 : told.end].casefold() in ("women", "woman")
    if told is not None and (titled or women):
        return FitItem(aspect, "mismatch", f"not {value}", words)
    return None
