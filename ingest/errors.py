"""Every error Vouch raises, as one tree. A message says what failed, with which value, and what to do.

VouchError
├── SettingsError            a setting has an unusable value
├── BadValue                 a value that was given is out of its range, or names nothing there is
├── MissingExtra             an optional part is not installed; carries the command that cures it
├── SourceError              a source of records cannot be read (file, folder, query)
│   ├── BadFile              a file is broken or not what its name says; what could be read was kept
│   └── NetworkError         a server cannot be reached or keeps failing
├── LibraryError             the library cannot do what was asked
│   ├── LibraryMissing       there is no library at that place
│   ├── LibraryLocked        another process is writing to it
│   ├── LibraryDamaged       a part disagrees with the catalog; `vouch-ingest verify --repair` mends it
│   ├── EmbedderMismatch     the library was built with another embedder
│   ├── LibraryUnreachable   a part is elsewhere and does not answer: a Chroma server, a disk that is not mounted
│   └── StorageFull          the disk is full
│       └── StorageUnwritable  the folder may not be written, or not be read
├── EmbeddingError           the embedding model cannot be found, loaded or trusted
└── AssistantError           (assistant.errors) the answer side
"""

from __future__ import annotations

__all__ = [
    "BadFile",
    "BadValue",
    "EmbedderMismatch",
    "EmbeddingError",
    "LibraryDamaged",
    "LibraryError",
    "LibraryLocked",
    "LibraryMissing",
    "LibraryUnreachable",
    "MissingExtra",
    "NetworkError",
    "SettingsError",
    "SourceError",
    "StorageFull",
    "StorageUnwritable",
    "VouchError",
    "one_line",
    "shown",
]

_MOST = 1000
"""Characters of a message."""


class VouchError(Exception):
    """The root of the tree; `str()` of it is one clear line for the user, whatever stood in the values it names."""

    def __str__(self) -> str:
        return one_line(super().__str__())


class SettingsError(VouchError):
    """A setting has an unusable value."""


class BadValue(VouchError):
    """A value that was given is out of its range, or names nothing there is."""


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


class LibraryUnreachable(LibraryError):
    """A part of the library is elsewhere and does not answer; nothing says that it is not sound."""


class StorageFull(LibraryError):
    """Nothing more can be stored there: the disk is full."""


class StorageUnwritable(StorageFull):
    """Nothing can be stored there: the folder may not be written, or not be read."""


class EmbeddingError(VouchError):
    """The embedding model cannot be found, loaded or trusted."""


def shown(value: object, most: int = 40) -> str:
    """A value as a message names it: quoted, in characters that every terminal takes, and shortened."""
    if isinstance(value, int) and abs(value) >= 10**most:
        return f"a number of over {most} digits"  # int to text is itself limited, and quadratic
    said = _printable(value) if isinstance(value, str) else repr(value)
    said = said if len(said) <= most else f"{said[:most]}…"
    return f"'{said}'" if isinstance(value, str) else said


def one_line(text: str) -> str:
    """A message on one line, of bearable length, in characters that every terminal takes."""
    said = " ".join(_printable(text).split())
    return said if len(said) <= _MOST else f"{said[: _MOST - 2]} …"


def _printable(text: str) -> str:
    """What no terminal and no UTF-8 stream takes, written as an escape."""
    whole = text.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() or c in " \n\t" else c.encode("unicode_escape").decode() for c in whole)
