"""The heading a sentence belongs under: the therapy option it is on, else what the question asked about."""

from __future__ import annotations

from assistant.answer import Concept
from assistant.asked import Asked
from assistant.terms import find
from ingest.article import Article

__all__ = ["topic_of"]


def topic_of(sentence: str, article: Article, asked: Asked) -> str:
    """A drug of the question that the sentence names; else a drug it names; else the drug of the title; else what was
    asked and is named here; "Findings" when there is nothing of the kind."""
    named = asked.named_in(sentence)
    for kinds in (("drug", "drug class"),):
        if own := [concept for concept in named if concept.kind in kinds]:
            return _title(own[0])
    for text in (sentence, article.title):
        if drugs := [mention for mention in find(text) if mention.kind == "drug"]:
            return _capital(drugs[0].name)
    return _title(named[0]) if named else "Findings"


def _title(concept: Concept) -> str:
    return _capital(concept.surface if concept.origin == "question" and concept.surface else concept.name)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
