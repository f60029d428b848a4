"""Vouch inside LangChain: a retriever, a runnable and a tool over the same road and the same checks.

chain = vouch_runnable(assistant) | (lambda answer: answer.to_markdown())

None of them reports to a tracer. A trace (LangSmith's, or a callback's) would carry the question and the patient to
another server in clear, past the scrubber; so these parts run without callbacks, and a chain that begins with the
runnable too. A chain or an agent around them traces what it is given itself; where tracing is on, a warning says so.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from functools import partial
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.runnables.config import run_in_executor, var_child_runnable_config
from langchain_core.tools import StructuredTool
from langchain_core.tracers.context import tracing_v2_callback_var
from langsmith import tracing_context
from langsmith.utils import tracing_is_enabled
from pydantic import ConfigDict

from assistant.api import Assistant
from assistant.errors import BadQuestion
from assistant.records.answer import Answer, Hit
from assistant.records.patient import Patient
from ingest.errors import shown
from ingest.records.filters import Filters

__all__ = ["VouchRetriever", "vouch_runnable", "vouch_tool"]


class VouchRetriever(BaseRetriever):
    """The library's search as a LangChain retriever: one Document per article, best first.

    `page_content` is the article's canonical string, so offsets of citations point into it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = 10
    filters: Filters | None = None

    def invoke(self, input: str, config: Any = None, **kwargs: Any) -> list[Document]:
        found: list[Document] = _untraced(super().invoke, input)
        return found

    async def ainvoke(self, input: str, config: Any = None, **kwargs: Any) -> list[Document]:
        return await run_in_executor(None, self.invoke, input)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.assistant.search(query, k=self.k, filters=self.filters)]


def vouch_runnable(assistant: Assistant) -> Runnable[str | dict[str, Any], Answer]:
    """Question in, Answer out. The input is the question, or a dict with `question` and, as wished, `patient` (a
    Patient or its plain dict), `history` and `depth`."""
    return _Untraced(RunnableLambda(lambda asked: _ask(assistant, asked), name="vouch"))


def vouch_tool(assistant: Assistant) -> StructuredTool:
    """A tool for agents: the answer as Markdown, each sentence with its quote and PMID, curated rows apart."""

    def ask_literature(question: str) -> str:
        return assistant.ask(question).to_markdown()

    return _UntracedTool.from_function(
        ask_literature,
        name="vouch",
        description="Answers a clinical question from a library of PubMed records. Every sentence carries a verbatim "
        "quote with its PMID; alerts stand first, with severity and source; rows of curated sources stand apart, with "
        "source and date, and are no quotes; when the library does not carry an answer, it says so.",
    )


class _Untraced(Runnable[Any, Any]):
    """A chain that runs without callbacks, whatever is piped behind it included."""

    name = "vouch"

    def __init__(self, chain: Runnable[Any, Any]) -> None:
        self._chain = chain

    def invoke(self, input: Any, config: Any = None, **kwargs: Any) -> Any:
        return _untraced(self._chain.invoke, input)

    def stream(self, input: Any, config: Any = None, **kwargs: Any) -> Iterator[Any]:
        """Each piece is made in the context without tracing, and handed out in the reader's own."""
        silent = _silence()
        pieces = silent.run(self._chain.stream, input)
        nothing = object()
        while (piece := silent.run(next, pieces, nothing)) is not nothing:
            yield piece

    def __or__(self, other: Any) -> Any:
        return _Untraced(self._chain | other)

    def pipe(self, *others: Any, name: str | None = None) -> Any:
        return _Untraced(self._chain.pipe(*others, name=name))


class _UntracedTool(StructuredTool):
    """A tool that runs without callbacks."""

    def run(self, tool_input: Any, *shown: Any, **more: Any) -> Any:
        return _untraced(super().run, tool_input, *shown[:3], **more | {"callbacks": None, "config": None})

    async def arun(self, tool_input: Any, *shown: Any, **more: Any) -> Any:
        return await run_in_executor(None, partial(self.run, tool_input, **more))


def _untraced(run: Callable[..., Any], *given: Any, **more: Any) -> Any:
    return _silence().run(run, *given, **more)


def _silence() -> Context:
    """A copy of the context in which nothing is traced, neither by the environment nor by a chain around; says so."""
    if tracing_is_enabled() or tracing_v2_callback_var.get() is not None:
        warnings.warn(
            "LangSmith tracing is on: Vouch's parts stay out of it, for a trace would carry question and patient in "
            "clear; a chain or an agent around them traces what you give it: unset LANGSMITH_TRACING to stop that",
            stacklevel=4,
        )
    silent = copy_context()
    silent.run(tracing_v2_callback_var.set, None)
    silent.run(var_child_runnable_config.set, None)
    silent.run(tracing_context(enabled=False, parent=False).__enter__)
    return silent


def _ask(assistant: Assistant, asked: str | dict[str, Any]) -> Answer:
    if isinstance(asked, str):
        return assistant.ask(asked)
    if not isinstance(asked, dict) or "question" not in asked:
        raise BadQuestion("the input has no question: give a text, or a dict with `question`")
    if unknown := sorted(set(asked) - {"question", "patient", "history", "depth"}):
        raise BadQuestion(f"the input has an unknown field {shown(unknown[0])}: it takes patient, history and depth")
    patient = asked.get("patient")
    known = Patient.from_dict(patient) if isinstance(patient, dict) else patient
    return assistant.ask(asked["question"], known, asked.get("history", ()), asked.get("depth"))


def _document(hit: Hit) -> Document:
    article = hit.article
    known = {
        "pmid": article.pmid,
        "title": article.heading,
        "journal": article.journal,
        "year": article.year,
        "score": hit.score,
        "ranks": hit.ranks,
        "revision": article.revision,
        "digest": article.digest,
        "source": f"https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/",
    }
    return Document(page_content=article.text, metadata=known, id=article.pmid)
