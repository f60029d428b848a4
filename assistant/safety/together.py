"""Interactions that are alerts: what a source forbids, those for which it changes a dose, and its boxed warnings.

What is only to be watched stays with the interactions. Of a dose the source does not always say in comparable words
which of the two drugs it is of: the sentence names both, and the reason and the label's own words say the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.knowledge.tables import records
from assistant.records.safety import Alert, Interaction, Interactions, Severity
from assistant.safety.drugs import UNDATED, Option, Role, option_of

__all__ = ["interaction_alerts"]

_TOLD: tuple[Severity, ...] = ("contraindicated", "avoid", "not recommended", "adjust dose")
_BOXED = "The label has a boxed warning of it."


def interaction_alerts(interactions: Interactions, options: Sequence[Option]) -> Iterator[tuple[Option, Alert]]:
    """Each with the option that it is on. `options`: the drugs that are checked, for the part that each plays."""
    roles = {name: option.role for option in reversed(options) for name in option.ingredients}
    boxed = {(one.drug, one.other) for one in interactions.found if one.boxed}
    for one in interactions.found:
        if one.severity in _TOLD or one.boxed:
            option = option_of(one.drug, _role(one, roles))
            yield option, _alert(one, option, (one.drug, one.other) in boxed)


def _role(one: Interaction, roles: dict[str, Role]) -> Role:
    return next((roles[name] for name in sorted(option_of(one.drug).ingredients) if name in roles), "brought")


def _alert(one: Interaction, option: Option, boxed: bool) -> Alert:
    through = f" ({one.through})" if one.through else ""
    says = _phrase(one.severity).format(drug=one.drug, other=f"{one.other}{through}")
    return Alert(
        kind="interaction",
        severity=one.severity,
        drug=option.name,
        fact=one.other,
        says=_with_amount(says[:1].upper() + says[1:], one.amount),
        why=one.effect or one.mechanism,
        amount=one.amount,
        limits="; ".join(filter(None, (_BOXED if boxed else "", one.limits, "" if _is_dated(one) else UNDATED))),
        source=one.source,
        date=one.date,
        url=one.url,
        pmids=one.pmids,
        excerpt=one.excerpt,
        asked=option.role != "brought",
    )


def _is_dated(one: Interaction) -> bool:
    """Whether a source has a date, a record or a date in its name."""
    return bool(one.date or one.pmids or not one.source or any(letter.isdigit() for letter in one.source))


def _with_amount(says: str, amount: str) -> str:
    """ "…: simvastatin at most 20 mg."; what may be given in place of avoiding it is joined as such ("or …")."""
    if not amount:
        return says
    return f"{says.removesuffix('.')}{', ' if amount.startswith('or ') else ': '}{amount}."


def _phrase(severity: Severity) -> str:
    return next(row["phrase"] for row in records("together_phrases") if row["severity"] == severity)
