"""Where the answer of a report comes from: the library, the day, the version, and what the audit record adds."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import msgspec

__all__ = ["Origin"]


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Printed as it is, so that a page made again from the audit record is the same page."""

    snapshot: str = ""
    records: int = 0
    """Of the library; 0 where that is not known."""
    made: date | None = None
    """The day of the answer; None is today."""
    version: str = ""
    """Of the Vouch that gave the answer; empty is this one."""
    kept: bool = True
    """False where the audit record holds no patient."""
    since: tuple[str, ...] = ()
    """What happened to cited papers after the answer was given."""

    @property
    def day(self) -> str:
        return (self.made or date.today()).isoformat()

    @property
    def by(self) -> str:
        return self.version or version("vouch")
