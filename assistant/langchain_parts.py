"""Vouch inside LangChain: a retriever, a runnable and a tool over the same road and the same checks.

chain = vouch_runnable(assistant) | (lambda answer: answer.to_markdown())
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import StructuredTool
from pydantic import ConfigDict

from assistant.answer import Answer, Hit
from assistant.api import Assistant
from assistant.errors import BadQuestion
from assistant.patient import Patient
from ingest.errors import shown
from ingest.filters import Filters

__all__ = ["VouchRetriever", "vouch_runnable", "vouch_tool"]


class VouchRetriever(BaseRetriever):
    """The library's search as a LangChain retriever: one Document per article, best first.

    `page_content` is the article's canonical string, so offsets of citations point into it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = 10
    filters: Filters | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.assistant.search(query, k=self.k, filters=self.filters)]


def vouch_runnable(assistant: Assistant) -> Runnable[str | dict[str, Any], Answer]:
    """Question in, Answer out. The input is the question, or a dict with `question` and, as wished, `patient` (a
    Patient or its plain dict), `history` and `depth`."""
    return RunnableLambda(lambda asked: _ask(assistant, asked), name="vouch")


def vouch_tool(assistant: Assistant) -> StructuredTool:
    """A tool for agents: the answer as Markdown, each sentence with its quote and PMID."""

    def ask_literature(question: str) -> str:
        return assistant.ask(question).to_markdown()

    return StructuredTool.from_function(
        ask_literature,
        name="vouch",
        description="Answers a clinical question from a library of PubMed records. Every sentence carries a verbatim "
        "quote with its PMID; when the library does not carry an answer, it says so.",
    )


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
        "title": article.title,
        "journal": article.journal,
        "year": article.year,
        "score": hit.score,
        "ranks": hit.ranks,
        "revision": article.revision,
        "digest": article.digest,
        "source": f"https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/",
    }
    return Document(page_content=article.text, metadata=known, id=article.pmid)
