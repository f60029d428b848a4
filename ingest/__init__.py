"""The literature side of Vouch: from PubMed to a searchable library. Importing this loads none of its engines."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ingest.telemetry import switch_off

if TYPE_CHECKING:
    from ingest.errors import LibraryError, SourceError, VouchError
    from ingest.index.words import WordTerm
    from ingest.intake.job import add
    from ingest.library.library import Library, Ranked
    from ingest.records.article import Article, Deletion, Problem
    from ingest.records.filters import NO_FILTERS, Filters
    from ingest.settings import IngestSettings

__all__ = [
    "NO_FILTERS",
    "Article",
    "Deletion",
    "Filters",
    "IngestSettings",
    "Library",
    "LibraryError",
    "Problem",
    "Ranked",
    "SourceError",
    "VouchError",
    "WordTerm",
    "add",
]

switch_off()

_OWNERS = {
    "NO_FILTERS": "records.filters",
    "Article": "records.article",
    "Deletion": "records.article",
    "Filters": "records.filters",
    "IngestSettings": "settings",
    "Library": "library.library",
    "LibraryError": "errors",
    "Problem": "records.article",
    "Ranked": "library.library",
    "SourceError": "errors",
    "VouchError": "errors",
    "WordTerm": "index.words",
    "add": "intake.job",
}


def __getattr__(name: str) -> Any:
    if name not in _OWNERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_OWNERS[name]}"), name)


def __dir__() -> list[str]:
    return __all__
