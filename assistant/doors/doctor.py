"""What is installed, what the library holds, and what would run: for a person who wonders why."""

from __future__ import annotations

import importlib.metadata
import platform
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.curated.store import release_dates
from assistant.settings import Settings, departures
from ingest.errors import VouchError
from ingest.library.library import Library
from ingest.settings import library_folder

__all__ = ["examine"]

_EXTRAS = {
    "chat": "gradio",
    "serve": "fastapi",
    "openai": "langchain_openai",
    "ollama": "langchain_ollama",
    "anthropic": "langchain_anthropic",
    "local": "torch",
    "ray": "ray",
    "fhir": "fhir",
    "vcf": "vcfpy",
}


def examine(library: str | None = None) -> dict[str, Any]:
    """One plain value per finding; a library that cannot be opened is a finding, not an error."""
    settings = Settings.load(library=library)
    path = library_folder(settings.library)
    missing = [extra for extra, module in _EXTRAS.items() if find_spec(module) is None]
    findings: dict[str, Any] = {
        "vouch": importlib.metadata.version("vouch"),
        "python": platform.python_version(),
        "library": str(path),
        **_library(path, settings),
        "model": settings.model,
        "curated knowledge": ", ".join(f"{source} of {day}" for source, day in sorted(release_dates().items())),
        "leaves this machine": departures(settings),
        "extras not installed": ", ".join(missing) or "none",
    }
    return findings


def _library(path: Path, settings: Settings) -> dict[str, Any]:
    try:
        with Library.open(path, chroma_url=settings.chroma_url) as library:
            status = library.status()
    except VouchError as error:
        return {"library state": str(error)}
    return {
        "records": status.records,
        "digests": status.digests,
        "records with vectors": status.embedded,
        "embedder": status.embedder.name if status.embedder else "none yet",
    }
