"""Which judge a name means.

""                     the writer's own model; none where the writer is no model
"none"                 none
"openai:…", "ollama:…", "anthropic:…", "local:…"   a chat model
any other              a model for natural language inference or attribution: a name of a hub, or a folder; one that
                       writes text is asked as a chat model ("local:…")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.engines.llm import is_chat, load_model
from assistant.judge.chat import ChatJudge
from assistant.judge.one_claim import OneClaimJudge, form_of
from assistant.records.judged import Judge

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel

__all__ = ["NONE", "load_judge"]

NONE = "none"


def load_judge(
    name: str,
    *,
    writer: ChatModel | None = None,
    url: str = "",
    key: str = "",
    timeout: float = 120.0,
    max_tokens: int = 1500,
    scrub: Callable[[str], str] | None = None,
    prices: tuple[float, float] = (0.0, 0.0),
) -> Judge | None:
    """The judge of that name, ready to be asked; nothing is sent yet. Raises MissingExtra, ModelUnavailable.

    `writer` is the model that wrote, which judges where the name is empty. The other options are those of
    `assistant.engines.llm.load_model`.
    """
    if name == NONE:
        return None
    if not name:
        return _reading(writer) if writer is not None else None
    if not is_chat(name):
        from assistant.engines.pair_reader import is_writer
        from assistant.judge.attribution import load_attribution

        if not is_writer(name):
            return load_attribution(name, timeout=timeout)
        name = f"local:{name}"
    return _reading(
        load_model(name, url=url, key=key, timeout=timeout, max_tokens=max_tokens, scrub=scrub, prices=prices)
    )


def _reading(model: ChatModel) -> Judge:
    """In the form the model was trained on, where it is known by its name; else in the common one."""
    form = form_of(model.name)
    return OneClaimJudge(model, form) if form else ChatJudge(model)
