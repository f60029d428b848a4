"""A small server that speaks E-utilities over HTTP on loopback: search, history, paging, and faults on demand."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.ingest.pubmed_records import document, record

Fault = tuple[int, bytes, dict[str, str]]
"""Status, body and headers of a reply that is given instead of the right one; status 0 cuts the right one."""

ENTERED = date(2020, 1, 1)


class EutilsServer(ThreadingHTTPServer):
    """Knows `total` records, PMIDs 1 to total, one more of them entered on each day; gives `faults` first."""

    def __init__(self, total: int, missing: set[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.total = total
        self.missing = missing
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.searches: list[range] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/entrez/eutils"

    def asked(self, utility: str) -> list[dict[str, str]]:
        return [wanted for name, wanted in self.requests if name == utility]


@contextmanager
def serve(total: int = 0, missing: set[int] | None = None) -> Iterator[EutilsServer]:
    with EutilsServer(total, missing or set()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: EutilsServer

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def _answer(self, query: str) -> None:
        utility = urlsplit(self.path).path.rpartition("/")[2].removesuffix(".fcgi")
        wanted = {name: values[0] for name, values in parse_qs(query).items()}
        self.server.requests.append((utility, wanted))
        body = self._search(wanted) if utility == "esearch" else self._fetch(wanted)
        status, headers = 200, {"Content-Type": "text/xml; charset=UTF-8"}
        if self.server.faults:
            status, instead, more = self.server.faults.pop(0)
            headers |= more
            if status:
                body = instead
            else:
                headers["Content-Length"], body, status = str(len(body)), body[: len(body) // 2], 200
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def _search(self, wanted: dict[str, str]) -> bytes:
        found = range(1, self.server.total + 1)
        if wanted.get("datetype") == "edat":
            first, last = (date.fromisoformat(wanted[name].replace("/", "-")) for name in ("mindate", "maxdate"))
            days = [max(0, (day - ENTERED).days * 1000) for day in (first, last)]
            begin = days[0] if first > ENTERED else 0
            end = days[1] + 1000 if last >= ENTERED else 0
            found = range(min(begin, self.server.total) + 1, min(end, self.server.total) + 1)
        self.server.searches.append(found)
        unknown = "".join(f"<PhraseNotFound>{p}</PhraseNotFound>" for p in re.findall(r"zz\w+", wanted["term"]))
        return (
            '<?xml version="1.0"?><!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
            f'"http://192.0.2.1/esearch.dtd"><eSearchResult><Count>{len(found)}</Count><RetMax>0</RetMax>'
            f"<QueryKey>{len(self.server.searches)}</QueryKey><WebEnv>MCID_1</WebEnv><IdList/>"
            f"<ErrorList>{unknown}</ErrorList></eSearchResult>"
        ).encode()

    def _fetch(self, wanted: dict[str, str]) -> bytes:
        if "id" in wanted:
            pmids = [int(pmid) for pmid in wanted["id"].split(",")]
        else:
            start = int(wanted["retstart"])
            pmids = list(self.server.searches[int(wanted["query_key"]) - 1][start : start + int(wanted["retmax"])])
        return document(*(record(pmid) for pmid in pmids if pmid not in self.server.missing))
