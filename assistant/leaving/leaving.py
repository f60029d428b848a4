"""What a question to the model of the settings sends away, and to whom: for a door that says so before it is sent."""

from __future__ import annotations

import msgspec

from assistant.engines.llm import host_of, is_chat
from assistant.leaving.sharing import shareable
from assistant.records.patient import Patient
from assistant.settings import Settings

__all__ = ["Leaving", "what_leaves"]


class Leaving(msgspec.Struct, frozen=True):
    """`host` is empty when nothing leaves; then no field does. The question goes along, scrubbed, with records found.

    `fields` are those of the patient that leave as parsed values, `values` these values as (field, value), `withheld`
    the fields of which something stays here; a field may be in both.
    """

    host: str
    fields: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    withheld: tuple[str, ...] = ()
    judge: str = ""
    """Another host to which the writer's sentences go with their evidence; empty when they go to none."""


def what_leaves(patient: Patient | None, settings: Settings) -> Leaving:
    """What of this patient would leave this machine with the next question, and the host it would go to.

    Nothing is sent and no model need be there: a client that cannot be built is known by its provider's name.
    """
    host = host_of(settings.model, settings.model_url, settings.model_key)
    judge = _judge_host(settings)
    judge = judge if judge != host else ""
    if not host or patient is None:
        return Leaving(host, judge=judge)
    shared = shareable(patient)
    fields = tuple(dict.fromkeys(field for field, _ in shared.facts))
    return Leaving(host, fields, shared.facts, shared.withheld, judge)


def _judge_host(settings: Settings) -> str:
    """Where a judge of its own name would be asked; without a model that writes none is."""
    if settings.model == "extractive" or not is_chat(settings.judge):
        return ""
    return host_of(settings.judge, *settings.judged_at)
