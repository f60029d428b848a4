"""The heading a sentence belongs under: the therapy option it is on, else what the question asked about."""

from __future__ import annotations

import re

from assistant.names.find import find
from assistant.question.asked import Asked
from assistant.records.answer import Concept
from ingest.records.article import Article

__all__ = ["topic_of"]

_TOGETHER = r"plus|and|with|combined with|in combination with|/|-"


def topic_of(sentence: str, article: Article, asked: Asked) -> str:
    """A drug of the question that the sentence names; else a drug it names; else the drug of the title, an asked one
    first; else what was asked and is named here; "Findings" when there is nothing of the kind."""
    named = asked.named_in(sentence)
    if drugs := [concept for concept in named if concept.kind == "drug"]:
        return _combined(sentence, drugs)
    classes = [concept for concept in named if concept.kind == "drug class"]
    if mentions := _drugs(sentence):
        return mentions[0]
    if not classes:
        if drugs := [concept for concept in asked.named_in(article.title) if concept.kind == "drug"]:
            return _title(drugs[0])
        if mentions := _drugs(article.title):
            return mentions[0]
    return _title((classes or named)[0]) if named else "Findings"


def _drugs(text: str) -> list[str]:
    return [_capital(mention.name) for mention in find(text) if mention.kind == "drug"]


def _combined(sentence: str, drugs: list[Concept]) -> str:
    """ "Dabrafenib plus trametinib" where the sentence gives both together, else the first."""
    first, *others = (_title(drug) for drug in drugs)
    for other in others:
        together = rf"(?i)\b(?:{re.escape(first)}|{re.escape(other)})\W+(?:(?:{_TOGETHER})\W+)(?:\w+\W+)?"
        if re.search(rf"{together}(?:{re.escape(first)}|{re.escape(other)})\b", sentence):
            return f"{first} plus {other[:1].lower()}{other[1:]}"
    return first


def _title(concept: Concept) -> str:
    return _capital(concept.surface if concept.origin == "question" and concept.surface else concept.name)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
