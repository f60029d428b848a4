"""Records of the PubMed corpus by PMID, from a library that holds it or from its files."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from evals.material.made_claims import articles
from ingest.library.library import Library
from ingest.records.article import Article

__all__ = ["records"]


def records(wanted: Collection[str], library: str = "") -> dict[str, Article]:
    """Those that are there. `library`: its folder; empty: the corpus is read, which takes a minute."""
    if not library:
        return {one.pmid: one for one in articles() if one.pmid in wanted}
    with Library.open(Path(library)) as opened:
        found = {pmid: opened.get(pmid) for pmid in wanted}
    return {pmid: article for pmid, article in found.items() if article is not None}
