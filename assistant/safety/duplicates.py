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
    """Alerts of one option, for each medication that it doubles. Of two of the patient's own the one of fewer drugs,
    then the first by name, has the alert, in whatever order they are listed; what is listed twice in other words is
    one drug."""
    for said in _others(option, medications) if option.role == "own" else medications:
        taken = frozenset(ingredients(said))
        if same := sorted(taken & option.ingredients):
            name = option.name if option.ingredients == taken else same[0]
            says = (
                f"{said} already has {name}."
                if not taken <= option.ingredients
                else f"{name} is already among the medications."
            )
            yield _alert(option, said, says, "", _RECORD)
            continue
        for group in (group for drug in sorted(option.ingredients) for group in groups_of(drug)):
            if group.doubled and taken & group.members:
                says = f"{option.name} and {said} are of one class, {group.name}."
                yield _alert(option, said, says, "the same class twice", f"class: {group.source}")
                break


def _others(option: Option, medications: Sequence[str]) -> Iterator[str]:
    """The entries that come after the option, as all are ordered; of a drug of a regimen the regimen is its own."""
    entries = sorted((_rank(frozenset(ingredients(said))), said) for said in medications)
    own = _rank(option.ingredients)
    named = any(rank == own for rank, _ in entries)
    holding = (said for _, said in entries if option.ingredients <= frozenset(ingredients(said)))
    regimen = "" if named else next(holding, "")
    yield from (said for rank, said in entries if rank > own and said != regimen)


def _rank(drugs: frozenset[str]) -> tuple[int, list[str]]:
    return len(drugs), sorted(drugs)


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
