"""Text of strangers as inert HTML, and the one kind of link that leads out of the page."""

from __future__ import annotations

import html

from ingest.printable import printable

__all__ = ["link_out", "outside", "safe"]


def safe(text: object) -> str:
    """Text as inert HTML, without hidden characters or marks of direction. `$` and `{` are escaped, too: the page's
    template language gives them a meaning."""
    return html.escape(printable(str(text))).replace("$", "&#36;").replace("{", "&#123;")


def link_out(pmid: str) -> str:
    """A record's page at PubMed."""
    return outside(f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", f"PMID {pmid}", "PubMed")


def outside(address: str, said: str, place: str) -> str:
    """A link that opens beside this page, and says where it leads."""
    return (
        f'<a href="{safe(address)}" target="_blank" rel="noopener noreferrer">{safe(said)}'
        f'<span class="vouch-hidden"> (opens {safe(place)})</span></a>'
    )
