"""An option that the patient takes already, by itself or as another drug of its class; and the patient's own drugs
that double one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.records.safety import Alert
from assistant.safety.drug_groups import groups_of
from assistant.safety.drugs import Option, ingredients

__all__ = ["duplicate_alerts"]

_RECORD = "the patient's record"


def duplicate_alerts(option: Option, medications: Sequence[str]) -> Iterator[Alert]:
    """Alerts of one option, for each medication that it doubles. Of two of the patient's own the one that is listed
    first has the alert, and what is listed twice in other words is one drug."""
    own = option.role == "own"
    for said in _later(option, medications) if own else medications:
        taken = frozenset(ingredients(said))
        if own and taken == option.ingredients:
            continue
        if same := sorted(taken & option.ingredients):
            whole = option.ingredients == taken
            says = f"{option.name} is already among the medications." if whole else f"{said} already has {same[0]}."
            yield _alert(option, said, says, "", _RECORD)
            continue
        for group in (group for drug in sorted(option.ingredients) for group in groups_of(drug)):
            if group.doubled and taken & group.members:
                says = f"{option.name} and {said} are of one class, {group.name}."
                yield _alert(option, said, says, "the same class twice", f"class: {group.source}")
                break


def _later(option: Option, medications: Sequence[str]) -> Sequence[str]:
    """The medications that are listed after the option."""
    places = [place for place, said in enumerate(medications) if frozenset(ingredients(said)) == option.ingredients]
    return medications[places[0] + 1 :] if places else ()


def _alert(option: Option, fact: str, says: str, why: str, source: str) -> Alert:
    return Alert(
        kind="duplicate",
        severity="caution",
        drug=option.name,
        fact=fact,
        says=says[:1].upper() + says[1:],
        why=why,
        source=source,
        asked=option.role != "brought",
    )
