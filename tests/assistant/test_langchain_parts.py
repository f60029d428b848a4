"""Vouch as parts of a LangChain program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.langchain_parts import VouchRetriever, vouch_runnable, vouch_tool


@pytest.fixture
def assistant(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, audit=False) as opened:
        yield opened


def test_the_retriever_gives_documents_to_quote_from(assistant: Assistant) -> None:
    """Each document is an article's canonical string with its PMID, ranks and digest mark."""
    documents = VouchRetriever(assistant=assistant, k=3).invoke("EGFR T790M osimertinib")
    assert 0 < len(documents) <= 3
    for document in documents:
        record = assistant.library.get(document.metadata["pmid"])
        assert record is not None
        assert document.page_content == record.text
        assert document.metadata["digest"] is True
        assert document.metadata["ranks"]


def test_the_runnable_composes(assistant: Assistant) -> None:
    """The runnable takes a question or a dict with a patient, and pipes into the next step."""
    chain = vouch_runnable(assistant) | (lambda answer: answer.status)
    assert chain.invoke("What is the role of ZZTOP9 mutations in blargoma?") == "abstained"
    answer = vouch_runnable(assistant).invoke(
        {"question": "Is clopidogrel advised?", "patient": {"diplotypes": [{"gene": "CYP2C19", "alleles": "*2/*2"}]}}
    )
    assert isinstance(answer, Answer)
    assert answer.query.patient_facts


def test_the_tool_answers_with_citations(assistant: Assistant) -> None:
    """The tool's text carries the PMIDs of its sentences."""
    text = vouch_tool(assistant).invoke({"question": "Does CYP2C19*2 change the effect of clopidogrel?"})
    assert "PMID" in text
