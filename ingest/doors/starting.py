"""The first library: built from the digests that ship when a door is opened and there is none yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.doors.progress import Meter
from ingest.embed.embedding import load_embedder
from ingest.errors import LibraryMissing
from ingest.intake.job import add
from ingest.library.library import Library
from ingest.settings import IngestSettings, default_library
from ingest.sources.sources import STARTER, resolve

__all__ = ["ensure_starter"]


def ensure_starter(library: str | None, say: Callable[[str], None]) -> None:
    """Builds the default library from the starter digests unless it is there. A named library is never made up: one
    that is missing is the user's to name right, so this leaves it to the opening to say so."""
    settings = IngestSettings.load(library=library)
    path = default_library()
    if settings.library or _there(path):
        return
    say(f"vouch: building the starter library in {path}")
    embedder = load_embedder(settings.embedder, settings.embedding_mode, settings.threads)
    with Library.open(path, create=True, chroma_url=settings.chroma_url) as made, Meter(quiet=False) as meter:
        outcome = add(made, resolve([STARTER], settings), embedder=embedder, progress=meter)
    say(f"vouch: {outcome.counts.new} digests are in; add real records with vouch-ingest add")


def _there(path: Path) -> bool:
    """Whether a library is there and holds something; one that was cut off before its first record is begun again."""
    try:
        with Library.open(path) as library:
            return len(library) > 0
    except LibraryMissing:
        return False
