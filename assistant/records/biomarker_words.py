"""A biomarker of a curated row as a reader says it, where the source writes it with signs of its own."""

from __future__ import annotations

import re

from assistant.records.curated import CuratedFact

__all__ = ["biomarker_said"]

_EITHER = " OR "
_ANY_PARTNER = re.compile(r"(?<!\S)(?:[v?]::([\w.@-]+)|([\w.@-]+)::[v?])(?: [Ff]usion)?(?!\S)")


def biomarker_said(fact: CuratedFact) -> str:
    """As the source names it, without its sign for a partner left open: "NTRK2 fusion" for "v::NTRK2 Fusion", and once
    where it may stand on either side."""
    said = _ANY_PARTNER.sub(lambda found: f"{found[1] or found[2]} fusion", fact.biomarker)
    return _EITHER.join(dict.fromkeys(said.split(_EITHER))) if said != fact.biomarker else said
