"""E-utilities end to end against a server on loopback: history, paging, pacing, and every fault NCBI is known for."""

from __future__ import annotations

import importlib
import socket
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from ingest.errors import NetworkError, SettingsError
from ingest.records.article import Problem
from ingest.settings import IngestSettings
from ingest.sources.eutils import EutilsClient, IdSource, SearchSource
from tests.ingest.eutils_server import EutilsServer, Fault, serve

KEY = "0123456789abcdef"


@pytest.fixture
def server() -> Iterator[EutilsServer]:
    """450 records, one of which NCBI has lost."""
    with serve(450, missing={7}) as made:
        yield made


@pytest.fixture
def waits() -> list[float]:
    """What the client would have waited before trying again."""
    return []


def client(url: str, waits: list[float], key: str = KEY) -> EutilsClient:
    return EutilsClient(IngestSettings(email="a@example.org", ncbi_api_key=key, eutils_url=url), pause=waits.append)


def test_a_search_comes_page_by_page_from_the_history_server(server: EutilsServer, waits: list[float]) -> None:
    """One search, then pages of its result; who asks is said each time."""
    problems: list[Problem] = []
    source = SearchSource("egfr AND osimertinib", client(server.url, waits))
    pmids = [record.pmid for record in source.records(problems)]
    assert pmids == [str(n) for n in range(1, 451) if n != 7]
    (search,) = server.asked("esearch")
    assert (search["term"], search["usehistory"], search["db"]) == ("egfr AND osimertinib", "y", "pubmed")
    pages = server.asked("efetch")
    assert [(page["retstart"], page["retmax"]) for page in pages] == [("0", "200"), ("200", "200"), ("400", "50")]
    assert all(page["WebEnv"] == "MCID_1" and page["query_key"] == "1" for page in pages)
    assert all((w["email"], w["tool"], w["api_key"]) == ("a@example.org", "vouch", KEY) for _, w in server.requests)
    assert problems == [Problem(source.name, "search", "450 records match, 449 came")]
    assert (source.fingerprint(), source.size, source.position() > 50_000, waits) == ("", 0, True, [])


def test_a_search_larger_than_pubmed_serves_is_split_by_day_of_entry(waits: list[float]) -> None:
    """Past 9,999 records no part is larger than that, and all of them come once."""
    with serve(25_000) as server:
        problems: list[Problem] = []
        source = SearchSource("cancer", client(server.url, waits))
        parts = source._parts(25_000, {}, date(2019, 12, 1), date(2020, 3, 1), problems)
        sizes = [size for size, _ in parts]
    assert sum(sizes) == 25_000
    assert max(sizes) <= 9_999
    assert problems == []


def test_a_search_that_finds_nothing_says_so(waits: list[float]) -> None:
    """A phrase PubMed does not know is named."""
    with serve(0) as server:
        problems: list[Problem] = []
        assert list(SearchSource("zztop9", client(server.url, waits)).records(problems)) == []
    assert [problem.what for problem in problems] == [
        "PubMed does not know 'zztop9' and left it out",
        "no record matches",
    ]


def test_named_records_come_in_batches_and_the_missing_are_named(server: EutilsServer, waits: list[float]) -> None:
    """Each PMID is asked for once; what NCBI does not have is reported."""
    problems: list[Problem] = []
    source = IdSource([str(n) for n in (*range(1, 206), 5, 6)], client(server.url, waits))
    assert [int(record.pmid) for record in source.records(problems)] == [n for n in range(1, 206) if n != 7]
    assert [len(wanted["id"].split(",")) for wanted in server.asked("efetch")] == [200, 5]
    assert problems == [Problem(source.name, "reply", "NCBI has no record of PMID 7")]
    assert source.name == "ids:1,2,3,… (205 PMIDs)"


CUT: Fault = (0, b"", {})
FAULTS: dict[str, Fault] = {
    "429": (429, b'{"error":"API rate limit exceeded","count":"11"}', {}),
    "500": (500, b"", {}),
    "cut": CUT,
    "cut without a length": (200, b"<PubmedArticleSet><PubmedArticle>", {}),
    "an error in a 200": (200, b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", {}),
    "a JSON error in a 200": (200, b'{"error":"API rate limit exceeded"}', {"Content-Type": "application/json"}),
    "plain text": (200, b"Error: no backend", {"Content-Type": "text/plain"}),
    "nothing": (200, b"", {}),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_failed_reply_is_asked_for_again(server: EutilsServer, waits: list[float], fault: Fault) -> None:
    """Once failed, then right: the records come as if nothing had been."""
    server.faults = [fault]
    problems: list[Problem] = []
    assert [record.pmid for record in IdSource(["1", "2"], client(server.url, waits)).records(problems)] == ["1", "2"]
    assert (len(server.requests), waits, problems) == (2, [1.0], [])


def test_each_wait_is_twice_the_one_before_until_it_gives_up(server: EutilsServer, waits: list[float]) -> None:
    """Six tries, then one line that says what the server said."""
    server.faults = [FAULTS["an error in a 200"]] * 6
    with pytest.raises(NetworkError, match=r"efetch failed 6 times: Unable to obtain query #1") as caught:
        list(IdSource(["1"], client(server.url, waits)).records([]))
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert "\n" not in str(caught.value)


def test_the_wait_a_server_asks_for_is_kept(server: EutilsServer, waits: list[float]) -> None:
    """Retry-After counts where it is longer."""
    server.faults = [(429, b"", {"Retry-After": "7"})]
    list(IdSource(["1"], client(server.url, waits)).records([]))
    assert waits == [7.0]


def test_a_refused_request_is_not_repeated(server: EutilsServer, waits: list[float]) -> None:
    """A wrong key will not become right."""
    server.faults = [(400, b'{"error":"API key invalid"}', {})]
    with pytest.raises(NetworkError, match="HTTP 400 Bad Request, API key invalid"):
        list(IdSource(["1"], client(server.url, waits)).records([]))
    assert (len(server.requests), waits) == (1, [])


@pytest.mark.parametrize("reply", [b"<eSearchResult><Count>x", b"<eSearchResult/>", b"no XML"])
def test_a_search_reply_that_makes_no_sense_is_asked_for_again(
    server: EutilsServer, waits: list[float], reply: bytes
) -> None:
    """Broken, empty, or another thing altogether."""
    server.faults = [(200, reply, {})]
    assert client(server.url, waits).search("x")[0] == 450
    assert waits == [1.0]


def test_without_a_network_one_line_says_so(waits: list[float]) -> None:
    """A few tries, the address, and the cure."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(NetworkError, match=r"cannot be reached .* check the network") as caught:
        list(SearchSource("x", client(url, waits)).records([]))
    assert "\n" not in str(caught.value)
    assert waits == [1.0, 2.0]


def test_requests_are_paced_as_ncbi_asks(
    server: EutilsServer, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Biopython waits a third of a second and a little between requests, a tenth with a key."""
    module = importlib.import_module("Bio.Entrez")
    slept: list[float] = []
    monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: 1000.0, sleep=slept.append))
    for key, wait in (("", 0.37), (KEY, 0.1)):
        monkeypatch.setattr(module._open, "previous", 0.0)
        slept.clear()
        asking = client(server.url, waits, key)
        asking.search("x")
        asking.search("x")
        assert slept == [pytest.approx(wait)]


def test_biopython_is_left_as_it_was_found(server: EutilsServer, waits: list[float]) -> None:
    """Its module globals are borrowed for a request and given back, after a fault, too."""
    module = importlib.import_module("Bio.Entrez")
    before = (module.urlopen, module.max_tries, module.email, module.api_key)
    server.faults = [(400, b"", {})]
    with pytest.raises(NetworkError):
        client(server.url, waits).fetch(id="1")
    assert (module.urlopen, module.max_tries, module.email, module.api_key) == before


@pytest.mark.parametrize("email", ["", "nobody"])
def test_without_an_email_address_nothing_is_asked(email: str) -> None:
    """NCBI wants one; the setting is named."""
    with pytest.raises(SettingsError, match="VOUCH_EMAIL"):
        EutilsClient(IngestSettings(email=email))


def test_an_address_that_is_no_url_is_refused() -> None:
    """A file is no server."""
    with pytest.raises(SettingsError, match="eutils_url"):
        EutilsClient(IngestSettings(email="a@example.org", eutils_url="file:///etc"))
