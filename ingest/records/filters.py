"""What a search may be narrowed by. Filters run in the catalog, never in Chroma, whose local filter scans the table."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["NO_FILTERS", "Filters"]


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every field left at its default does not narrow. Fields combine by AND, the values of one field by OR."""

    year_from: int | None = None
    year_to: int | None = None
    publication_types: tuple[str, ...] = ()
    """As PubMed names them ("Randomized Controlled Trial"), case ignored."""
    languages: tuple[str, ...] = ()
    """Three-letter codes as PubMed writes them ("eng")."""
    has_abstract: bool | None = None
    retracted: Literal["exclude", "include", "only"] = "exclude"
    """Records known to be retracted, and retraction notices; a record of unknown state is never excluded by this."""
    digests: Literal["exclude", "include", "only"] = "include"
    pmids: tuple[str, ...] = ()

    def describe(self) -> tuple[str, ...]:
        """One phrase per narrowing, for "what was searched"; empty when nothing narrows."""
        said: list[str] = []
        if self.year_from is not None:
            said.append(f"published {self.year_from} or later")
        if self.year_to is not None:
            said.append(f"published {self.year_to} or earlier")
        if self.publication_types:
            said.append("publication type " + " or ".join(self.publication_types))
        if self.languages:
            said.append("language " + " or ".join(self.languages))
        if self.has_abstract is not None:
            said.append("with an abstract" if self.has_abstract else "without an abstract")
        if self.retracted != "include":
            said.append("retracted records excluded" if self.retracted == "exclude" else "retracted records only")
        if self.digests != "include":
            said.append("digests excluded" if self.digests == "exclude" else "digests only")
        if self.pmids:
            said.append(f"within {len(self.pmids)} named records")
        return tuple(said)


NO_FILTERS = Filters(retracted="include")
