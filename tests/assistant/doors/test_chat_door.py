"""The chat's door: who may knock, what may come in, and what the page may reach."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.doors.chat.page import MAX_BODY
from tests.assistant.chat_browser import ROOT, ask, needs_browser

JSON = {"Content-Type": "application/json"}
JOIN = "/gradio_api/queue/join"


@pytest.fixture(scope="session")
def chat_port(chat_address: str) -> int:
    return int(chat_address.rstrip("/").rsplit(":", 1)[1])


def call(
    port: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    """Status, headers and the first bytes of the body (a stream goes on for ever)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body)
        connection.request(method, path, sent, {**(JSON if method == "POST" else {}), **(headers or {})})
        reply = connection.getresponse()
        return reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read(2000).decode(errors="replace")
    finally:
        connection.close()


def joined(data: list[Any], **more: Any) -> dict[str, Any]:
    return {"data": data, "event_data": None, "fn_index": 0, "trigger_id": 1, "session_hash": "abc", **more}


@contextmanager
def web(host: str, page: str = "seen") -> Iterator[tuple[str, list[str]]]:
    """A web server on another loopback address, which stands for the world: its address, and the paths asked for."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer((host, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Host": "localhost:99@evil.example"}, 421),
        ({"Host": "0.0.0.0"}, 421),
        ({"Host": "127.0.0.2"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
def test_other_sites_are_refused(chat_port: int, headers: dict[str, str], status: int) -> None:
    """A rebound name, another site or port, and what a plain form can send are refused, with no leave to read."""
    found, known, _ = call(chat_port, "POST", JOIN, joined([""]), headers)
    assert found == status
    assert not [name for name in known if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=a"])
def test_a_rebound_name_reads_nothing(chat_port: int, path: str) -> None:
    """No page of the chat is handed to another host name."""
    assert call(chat_port, "GET", path, None, {"Host": "evil.example"})[0] == 421


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file=https://example.com/"),
        ("GET", "/gradio_api/file=README.md"),
        ("GET", "/gradio_api/file//etc/passwd"),
        ("GET", "/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://example.hf.space/"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/api/predict"),
        ("POST", "/gradio_api/call/answer"),
        ("POST", "/gradio_api/call/v2/answer"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/token"),
        ("GET", "/gradio_api/user"),
        ("GET", "/gradio_api/startup-events"),
        ("GET", "/gradio_api/dev/reload"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/vibe-code"),
        ("POST", "/gradio_api/vibe-code"),
        ("POST", "/gradio_api/vibe-edit"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/reset"),
        ("POST", "/gradio_api/cancel"),
        ("GET", "/config"),
        ("GET", "/monitoring"),
        ("GET", "/monitoring/summary"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("POST", "/login"),
        ("GET", "/logout"),
        ("GET", "/gradio_api/queue/status"),
        ("PUT", "/"),
        ("OPTIONS", JOIN),
        ("GET", "/assets/../../blocks.py"),
        ("GET", "/assets/%2e%2e/%2e%2e/blocks.py"),
        ("GET", "/assets//etc/passwd"),
    ],
)
def test_what_the_page_does_not_need_is_not_there(chat_port: int, method: str, path: str) -> None:
    """Of all that the page's library can serve, only what the page itself asks for is open."""
    status, _, body = call(chat_port, method, path, {} if method == "POST" else None)
    assert status == 404
    assert "root:" not in body


FILE = {"path": "URL", "meta": {"_type": "gradio.FileData"}}
CRAFTED = [
    FILE,
    {**FILE, "url": "URL", "path": "/nowhere"},
    {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    [FILE],
    [[{"deep": {"er": FILE}}]],
    {"file": FILE},
    {"url": "URL"},
]


@pytest.mark.parametrize("entry", CRAFTED)
def test_a_crafted_file_entry_fetches_nothing(chat_port: int, entry: Any) -> None:
    """Whatever stands for a file in a request's data is refused: the server asks no other host for it."""
    with web("127.0.0.2") as (address, seen):
        made = json.loads(json.dumps(entry).replace("URL", f"{address}/x.json"))
        for place in range(12):
            data = [None] * 12
            data[place] = made
            assert call(chat_port, "POST", JOIN, joined(data, fn_index=place))[0] == 422
        assert call(chat_port, "POST", JOIN, joined([""], event_data=made))[0] == 422
    assert seen == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"data": {}}', b'{"data": null}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_request_is_refused(chat_port: int, body: bytes) -> None:
    """What is not JSON, or not a request of the page, is refused before the page's library reads it."""
    assert call(chat_port, "POST", JOIN, body)[0] == 422


def test_a_body_too_large_is_refused(chat_port: int) -> None:
    """A flood is not read to its end."""
    with socket.create_connection(("127.0.0.1", chat_port), timeout=30) as line:
        head = f"POST {JOIN} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Content-Length: {MAX_BODY + 1}\r\n\r\n".encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 413")


def test_only_loopback_is_listened_on(chat_port: int) -> None:
    """The port is not open on another address of this machine."""
    with socket.socket() as line:
        line.settimeout(5)
        assert line.connect_ex(("127.0.0.2", chat_port)) != 0


def test_the_page_may_reach_no_other_host(chat_port: int) -> None:
    """The page's own policy forbids other hosts, frames around it and forms out of it, and is kept nowhere."""
    _, headers, _ = call(chat_port, "GET", "/")
    policy = headers["content-security-policy"]
    for wanted in ("default-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'"):
        assert wanted in policy
    assert "http:" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.browser
@pytest.mark.skipif(needs_browser[1].args[0], reason="no Chromium on this machine (Debian: apt install chromium)")
def test_a_page_of_another_site_gets_nowhere(chat_port: int, chat_scratch: Path, chromium: Any) -> None:
    """In a real browser: a name rebound to this machine shows no page, and another site's page can neither ask, nor
    plant a file, nor show the chat in a frame."""
    attack = f"""<script>window.done = (async () => {{
        const to = 'http://127.0.0.1:{chat_port}', form = new FormData();
        form.append('files', new File(['{{"age": 1}}'], 'planted.json'));
        const body = JSON.stringify({json.dumps(joined(["x"]))});
        const sent = [
            fetch(to + '/gradio_api/upload', {{method: 'POST', body: form}}),
            fetch(to + '/gradio_api/upload', {{method: 'POST', body: form, mode: 'no-cors'}}),
            fetch(to + '{JOIN}', {{method: 'POST', body, mode: 'no-cors'}}),
            fetch(to + '{JOIN}', {{method: 'POST', body, headers: {{'Content-Type': 'application/json'}}}}),
            fetch(to + '/')];
        return (await Promise.allSettled(sent)).map(r => r.value ? r.value.type + r.value.status : 'refused');
    }})()</script><iframe src="http://127.0.0.1:{chat_port}/"></iframe>"""
    with web("127.0.0.2", attack) as (address, _):
        page = chromium.new_page()
        statuses = []
        page.on("response", lambda reply: statuses.append((reply.url, reply.status)))
        assert page.goto(f"http://rebound.test:{chat_port}/").status == 421
        assert page.evaluate(f"fetch('{JOIN}', {{method: 'POST', body: '{{}}'}}).then(r => r.status)") == 421
        page.goto(address)
        outcome = page.evaluate("window.done")
        assert set(outcome) <= {"refused", "opaque0"}
        page.wait_for_timeout(300)
        asked = [status for url, status in statuses if f"127.0.0.1:{chat_port}" in url]
        assert all(status in (403, 404, 415) for status in asked)
        assert all("vouch-ask" not in frame.content() for frame in page.frames[1:])
        page.close()
    assert [path for path in chat_scratch.rglob("*") if path.is_file() and b"age" in path.read_bytes()] == []


@pytest.mark.browser
@pytest.mark.skipif(needs_browser[1].args[0], reason="no Chromium on this machine (Debian: apt install chromium)")
def test_the_page_works_within_its_policy(page: Any) -> None:
    """The chat asks and answers without once running against its own policy."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    page.wait_for_selector("#vouch-ask textarea")
    ask(page, "Which dose of fluorouracil suits an intermediate metabolizer of DPYD?")
    assert [line for line in said if re.search("policy|refused|Failed to load", line, re.IGNORECASE)] == []


def test_an_open_page_does_not_hold_up_the_end(starter_library: Path, tmp_path: Path) -> None:
    """Interrupted while a page is open, the chat ends within seconds and leaves no temporary file behind."""
    scratch = tmp_path / "temporary"
    scratch.mkdir()
    command = [sys.executable, "-m", "assistant", "chat", "--library", str(starter_library)]
    there = {**os.environ, "TMPDIR": str(scratch), "VOUCH_AUDIT": "false"}
    with subprocess.Popen(
        command, cwd=ROOT, env=there, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found
        for _ in range(100):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", int(found[1]))) == 0:
                    break
            time.sleep(0.1)
        with socket.create_connection(("127.0.0.1", int(found[1])), timeout=30) as line:
            line.sendall(b"GET /gradio_api/heartbeat/abc HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 200")
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
        assert time.monotonic() - began < 10
    assert "Traceback" not in errors
    assert list(scratch.iterdir()) == []
