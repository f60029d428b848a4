"""Records from NCBI's E-utilities through Biopython: searches on the history server, and lists of PMIDs.

PubMed serves at most the first 9,999 records of a search, so a larger one is split by date of entry until every part
fits. Requests are paced by Biopython (three a second, ten with a key); replies that fail, are cut, or carry an error
inside are asked for again, each time after twice the wait.
"""

from __future__ import annotations

import http.client
import importlib
import io
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from ingest.errors import NetworkError, SettingsError, shown
from ingest.read.pubmed_xml import find_texts, read_pubmed_xml
from ingest.records.article import Article, Deletion, Problem
from ingest.settings import IngestSettings

__all__ = ["EutilsClient", "IdSource", "SearchSource"]

_OFFICIAL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
_TOOL = "vouch"
_TIMEOUT = 60.0
_TRIES = 6
_UNREACHED_TRIES = 3
_LONGEST_WAIT = 60.0
_PAGE = 200
_MOST = 9999
"""Records PubMed serves of one search."""

_FIRST_DAY = date(1780, 1, 1)
_ERROR = re.compile(
    rb"<ERROR>(.*?)</ERROR>|^\s*\{\s*\"error\"\s*:\s*\"([^\"]*)|^\s*(?:Error|ERROR)\b[ :]*([^\n<]*)", re.DOTALL
)
_END = re.compile(rb"</PubmedArticleSet>\s*\Z|<PubmedArticleSet\s*/>\s*\Z")
T = TypeVar("T")

_MODULE = threading.Lock()
"""Biopython keeps its settings in module globals; one request at a time may borrow them."""


class _Failed(Exception):
    """A reply worth asking for again; `wait` is what the server asks for, in seconds."""

    def __init__(self, what: str, wait: float = 0.0, *, unreached: bool = False) -> None:
        super().__init__(what)
        self.wait = wait
        self.unreached = unreached


class EutilsClient:
    """Requests to the E-utilities at `settings.eutils_url`, paced and tried again.

    Raises SettingsError when the settings give no e-mail address or no usable URL.
    """

    def __init__(self, settings: IngestSettings, pause: Callable[[float], None] = time.sleep) -> None:
        if "@" not in settings.email:
            raise SettingsError(
                f"NCBI asks for an e-mail address with every request, and email is {settings.email!r}: "
                "set VOUCH_EMAIL, or email in vouch.toml"
            )
        if not settings.eutils_url.startswith(("https://", "http://")):
            raise SettingsError(f"eutils_url is {settings.eutils_url!r}: it must begin with https:// or http://")
        self.url = settings.eutils_url.rstrip("/")
        self._identity = {"email": settings.email, "tool": _TOOL, "api_key": settings.ncbi_api_key or None}
        self._pause = pause

    def search(self, term: str, **more: str) -> tuple[int, dict[str, str], list[str]]:
        """(number of records, what names the result on the history server, warnings of the server)."""

        def check(body: bytes) -> tuple[int, dict[str, str], list[str]]:
            try:
                said = find_texts(body, "Count", "QueryKey", "WebEnv", "PhraseNotFound", "FieldNotFound")
            except ValueError as error:
                raise _Failed(f"the reply is no XML ({error})") from error
            if not said["Count"]:
                raise _Failed("the reply gives no count")
            if not re.fullmatch("[0-9]{1,9}", said["Count"][0]):
                raise _Failed(f"the reply counts {shown(said['Count'][0])}, which is no number of records")
            history = {"query_key": "".join(said["QueryKey"][:1]), "WebEnv": "".join(said["WebEnv"][:1])}
            return int(said["Count"][0]), history, said["PhraseNotFound"] + said["FieldNotFound"]

        wanted = {"db": "pubmed", "term": term, "usehistory": "y", "retmax": "0", "retmode": "xml", **more}
        return self._ask("esearch", wanted, check)

    def fetch(self, **wanted: Any) -> bytes:
        """One page of records as PubMed XML, whole."""

        def check(body: bytes) -> bytes:
            if not _END.search(body[-200:]):
                raise _Failed("the reply is cut off")
            return body

        return self._ask("efetch", {"db": "pubmed", "retmode": "xml", **wanted}, check)

    def _ask(self, utility: str, wanted: dict[str, Any], check: Callable[[bytes], T]) -> T:
        """The checked body of a reply; raises NetworkError when every try failed."""
        for tried in range(1, _TRIES + 1):
            try:
                return check(self._send(utility, wanted))
            except _Failed as failed:
                if failed.unreached and tried >= _UNREACHED_TRIES:
                    raise NetworkError(
                        f"{self.url} cannot be reached ({failed}): check the network, or add files instead"
                    ) from failed
                if tried == _TRIES:
                    raise NetworkError(f"{self.url}: {utility} failed {tried} times: {failed}; try later") from failed
                self._pause(min(max(failed.wait, 2.0 ** (tried - 1)), _LONGEST_WAIT))
        raise AssertionError("unreachable")

    def _send(self, utility: str, wanted: dict[str, Any]) -> bytes:
        """The body of one reply; raises _Failed when it is worth another try, NetworkError when it is not."""
        try:
            body = self._call_biopython(utility, wanted)
        except HTTPError as error:
            said = _said(error)
            if error.code == 429 or error.code >= 500:
                raise _Failed(said, _seconds(error.headers.get("Retry-After"))) from error
            raise NetworkError(f"{self.url}: {utility} was refused: {said}") from error
        except http.client.IncompleteRead as error:
            raise _Failed("the reply is cut off") from error
        except URLError as error:
            raise _Failed(str(error.reason), unreached=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise _Failed(str(error) or type(error).__name__, unreached=True) from error
        if error_inside := _ERROR.search(body[:4096]):
            raise _Failed(_shown(next(filter(None, error_inside.groups()), b"an error")))
        return body

    def _call_biopython(self, utility: str, wanted: dict[str, Any]) -> bytes:
        """Calls Bio.Entrez, which paces; its way of opening a URL is ours meanwhile (base URL, time-out, one try)."""
        module: Any = importlib.import_module("Bio.Entrez")

        def open_here(request: Request) -> Any:
            request.full_url = request.full_url.replace(_OFFICIAL, self.url, 1)
            return urlopen(request, timeout=_TIMEOUT)  # noqa: S310 - http or https, checked above

        with _MODULE:
            kept = module.urlopen, module.max_tries
            module.urlopen, module.max_tries = open_here, 1
            try:
                with getattr(module, utility)(**wanted, **self._identity) as reply:
                    body = reply.read()
            finally:
                module.urlopen, module.max_tries = kept
        return body.encode() if isinstance(body, str) else bytes(body)


class SearchSource:
    """The records a PubMed query finds, page by page. It has no stable identity: tomorrow it may find more."""

    size = 0

    def __init__(self, query: str, client: EutilsClient) -> None:
        self.name = f"search:{query}"
        self._query = query
        self._client = client
        self._at = 0

    def fingerprint(self) -> str:
        return ""

    def position(self) -> int:
        """Bytes received so far."""
        return self._at

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        """Raises NetworkError when the server cannot be reached or keeps failing."""
        count, history, warnings = self._client.search(self._query)
        ignored = (f"PubMed does not know {phrase!r} and left it out" for phrase in warnings)
        problems.extend(Problem(self.name, "search", what) for what in ignored)
        if not count:
            problems.append(Problem(self.name, "search", "no record matches"))
        came = 0
        for part, where in self._parts(count, history, _FIRST_DAY, date.today() + timedelta(days=366), problems):
            for start in range(0, part, _PAGE):
                body = self._client.fetch(retstart=start, retmax=min(_PAGE, part - start), **where)
                self._at += len(body)
                for record in read_pubmed_xml(io.BytesIO(body), self.name, problems):
                    came += 1
                    yield record
        if came < count:
            problems.append(Problem(self.name, "search", f"{count} records match, {came} came"))

    def _parts(
        self, count: int, history: dict[str, str], first: date, last: date, problems: list[Problem]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """(number, history) of searches that PubMed serves whole: this one, or its halves by date of entry."""
        if count <= _MOST:
            if count:
                yield count, history
            return
        if first == last:
            said = f"{count} records entered on {first}: only the first {_MOST} can be had; narrow the query"
            problems.append(Problem(self.name, "search", said))
            yield _MOST, history
            return
        middle = first + (last - first) // 2
        for begin, end in ((first, middle), (middle + timedelta(days=1), last)):
            days = {"datetype": "edat", "mindate": f"{begin:%Y/%m/%d}", "maxdate": f"{end:%Y/%m/%d}"}
            part, where, _ = self._client.search(self._query, **days)
            yield from self._parts(part, where, begin, end, problems)


class IdSource:
    """The records with these PMIDs, in batches; those NCBI does not have are reported."""

    size = 0

    def __init__(self, pmids: Sequence[str], client: EutilsClient, name: str = "") -> None:
        self._pmids = tuple(dict.fromkeys(pmids))
        shown = ",".join(self._pmids[:3]) + (f",… ({len(self._pmids)} PMIDs)" if len(self._pmids) > 3 else "")
        self.name = name or f"ids:{shown}"
        self._client = client
        self._at = 0

    def fingerprint(self) -> str:
        return ""

    def position(self) -> int:
        """Bytes received so far."""
        return self._at

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        """Raises NetworkError when the server cannot be reached or keeps failing."""
        for start in range(0, len(self._pmids), _PAGE):
            batch = self._pmids[start : start + _PAGE]
            missing = dict.fromkeys(batch)
            body = self._client.fetch(id=",".join(batch), retmax=len(batch))
            self._at += len(body)
            for record in read_pubmed_xml(io.BytesIO(body), self.name, problems):
                missing.pop(record.pmid, None)
                yield record
            if missing:
                problems.append(Problem(self.name, "reply", f"NCBI has no record of PMID {', '.join(missing)}"))


def _said(error: HTTPError) -> str:
    """What a failed reply says, in one line."""
    try:
        with error:
            body = error.read(4096)
    except (OSError, http.client.HTTPException):
        body = b""
    inside = _ERROR.search(body)
    told = _shown(next(filter(None, inside.groups()), b"")) if inside else ""
    return f"HTTP {error.code} {error.reason}" + (f", {told}" if told else "")


def _shown(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").split())[:200]


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isdecimal() else 0.0
