"""Every error Vouch raises, as one tree. A message says what failed, with which value, and what to do.

VouchError
├── SettingsError            a setting has an unusable value
├── MissingExtra             an optional part is not installed; carries the command that cures it
├── SourceError              a source of records cannot be read (file, folder, query)
│   ├── BadFile              a file is broken or not what its name says; what could be read was kept
│   └── NetworkError         a server cannot be reached or keeps failing
├── LibraryError             the library cannot do what was asked
│   ├── LibraryMissing       there is no library at that place
│   ├── LibraryLocked        another process is writing to it
│   ├── LibraryDamaged       a part disagrees with the catalog; `vouch-ingest verify --repair` mends it
│   ├── EmbedderMismatch     the library was built with another embedder
│   └── StorageFull          the disk is full or not writable
├── EmbeddingError           the embedding model cannot be found, loaded or trusted
└── AssistantError           (assistant.errors) the answer side
"""

from __future__ import annotations

__all__ = [
    "BadFile",
    "EmbedderMismatch",
    "EmbeddingError",
    "LibraryDamaged",
    "LibraryError",
    "LibraryLocked",
    "LibraryMissing",
    "MissingExtra",
    "NetworkError",
    "SettingsError",
    "SourceError",
    "StorageFull",
    "VouchError",
]


class VouchError(Exception):
    """The root of the tree; `str()` of it is one clear line for the user."""


class SettingsError(VouchError):
    """A setting has an unusable value."""


class MissingExtra(VouchError):
    """An optional part is not installed."""

    def __init__(self, extra: str, package: str) -> None:
        self.extra = extra
        self.package = package
        super().__init__(f"this needs the package {package!r}, which is not installed: pip install 'vouch[{extra}]'")


class SourceError(VouchError):
    """A source of records cannot be read."""


class BadFile(SourceError):
    """A file is broken, or is not what its name says; the records read before and around the fault were kept."""


class NetworkError(SourceError):
    """A server cannot be reached, or keeps failing after every retry."""


class LibraryError(VouchError):
    """The library cannot do what was asked."""


class LibraryMissing(LibraryError):
    """There is no library at that place."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """A part of the library disagrees with its catalog."""


class EmbedderMismatch(LibraryError):
    """The library was built with another embedder than the one at hand."""


class StorageFull(LibraryError):
    """The disk is full, or the folder cannot be written."""


class EmbeddingError(VouchError):
    """The embedding model cannot be found, loaded or trusted."""
