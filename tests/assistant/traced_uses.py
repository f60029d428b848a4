"""A program that has LangSmith's tracing on and uses Vouch's LangChain parts in every way there is. Takes LIBRARY."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from langchain_core.runnables import RunnableLambda
from langchain_core.tracers import LangChainTracer
from langchain_core.tracers.context import tracing_v2_enabled
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith import traceable

from assistant import Assistant
from assistant.engines.llm import load_model
from assistant.langchain_parts import VouchRetriever, vouch_runnable, vouch_tool
from tests.assistant.chat_server import chat_server

__all__ = ["USES", "patient", "question"]


def question(use: str) -> str:
    return f"Is clopidogrel advised for Quorvax {use.replace(' ', '-')} with CYP2C19*2?"


def patient(use: str) -> dict[str, Any]:
    return {"conditions": [f"zanthorrhea {use.replace(' ', '-')}"]}


def asked(use: str) -> dict[str, Any]:
    return {"question": question(use), "patient": patient(use)}


def in_a_trace(assistant: Assistant, use: str) -> object:
    with tracing_v2_enabled():
        return vouch_runnable(assistant).invoke(asked(use))


def in_a_traced_function(assistant: Assistant, use: str) -> object:
    @traceable
    def outer() -> str:
        return str(vouch_runnable(assistant).invoke(asked(use)).status)

    return outer()


def in_a_chain_of_its_own(assistant: Assistant, use: str) -> object:
    """The chain around is given nothing of the patient; the step inside it is."""
    return RunnableLambda(lambda _: vouch_runnable(assistant).invoke(asked(use)).status).invoke("go")


def as_tool_call(assistant: Assistant, use: str) -> object:
    return vouch_tool(assistant).invoke(
        {"name": "vouch", "args": {"question": question(use)}, "id": "1", "type": "tool_call"}
    )


def by_a_model(_: Assistant, use: str) -> object:
    with chat_server("stream") as server:
        return list(load_model("openai:test", url=server.url).complete("system", question(use)))


def title(answer: Any) -> str:
    return str(answer.question)


USES: dict[str, Callable[[Assistant, str], object]] = {
    "plainly": lambda a, use: vouch_runnable(a).invoke(asked(use)),
    "piped": lambda a, use: (vouch_runnable(a) | title).pipe(str.upper).invoke(asked(use)),
    "streamed": lambda a, use: list((vouch_runnable(a) | title).stream(asked(use))),
    "in a batch": lambda a, use: vouch_runnable(a).batch([asked(use), asked(use)]),
    "awaited": lambda a, use: asyncio.run(vouch_runnable(a).ainvoke(asked(use))),
    "told to trace": lambda a, use: vouch_runnable(a).invoke(asked(use), {"callbacks": [LangChainTracer()]}),
    "in a trace": in_a_trace,
    "in a traced function": in_a_traced_function,
    "in a chain of its own": in_a_chain_of_its_own,
    "by a model": by_a_model,
    "retrieved": lambda a, use: VouchRetriever(assistant=a, k=2).invoke(question(use)),
    "retrieved, awaited": lambda a, use: asyncio.run(VouchRetriever(assistant=a, k=2).ainvoke(question(use))),
    "as a tool": as_tool_call,
    "as a tool told to trace": lambda a, use: vouch_tool(a).invoke(question(use), {"callbacks": [LangChainTracer()]}),
    "as a tool, awaited": lambda a, use: asyncio.run(vouch_tool(a).ainvoke({"question": question(use)})),
}
"""How a part may be used, by name; each asks about a disease and a patient that carry the name."""


def main(library: str) -> None:
    """Every use, and one step that is not Vouch's."""
    with Assistant.open(library=library, audit=False) as assistant:
        for name, use in USES.items():
            use(assistant, name)
    RunnableLambda(str.upper, name="marked canary").invoke("x")
    wait_for_all_tracers()


if __name__ == "__main__":
    main(sys.argv[1])
