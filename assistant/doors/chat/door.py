"""The chat's door: behind the gate, only what the page itself asks for, and of that only plain values.

The library the page is made with serves much more than the page needs: uploads, files by path, a proxy, an interface
for programs, a monitor. It also fetches whatever stands for a file in a request's data, from any address in it. None of
that is open: the page sends texts and numbers, and neither sends nor gets a file through the server.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from assistant.doors.loopback_only import App, Message, Receive, Send, refuse, replayed

__all__ = ["Door", "private_folder"]

_OPEN = {
    "GET": re.compile(
        r"/|/(?:theme\.css|favicon\.ico|manifest\.json)|/(?:assets|static)(?:/[\w-][\w.-]*)+"
        r"|/gradio_api/(?:queue/data|app_id|heartbeat/\w{1,64})"
    ),
    "POST": re.compile(r"/gradio_api/queue/join"),
}
_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        b"base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_KEPT = ("/assets/", "/static/")
"""What a browser may keep: the library's own files. All else may hold what was asked."""


class Door:
    """An ASGI application between the gate, which has read the whole body, and the page's."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method, path = scope["method"], scope["path"]
        wanted = _OPEN.get("GET" if method == "HEAD" else method)
        if wanted is None or not wanted.fullmatch(path):
            await refuse(send, 404, "the chat has no such page")
            return
        if method == "POST":
            messages = await _read(receive)
            if not _plain(b"".join(message.get("body", b"") for message in messages)):
                await refuse(send, 422, "the chat takes texts and numbers, and no file by its path or address")
                return
            receive = replayed(messages, receive)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = _HEADERS if path.startswith(_KEPT) else [*_HEADERS, (b"cache-control", b"no-store")]
                named = {name for name, _ in own}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in named]
                message = {**message, "headers": [*kept, *own]}
            await send(message)

        await self._app(scope, receive, guarded)


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder of this user's alone for whatever the page's library may write; it is gone when the chat ends, also
    when the chat is told to end (SIGTERM)."""
    folder = Path(tempfile.mkdtemp(prefix="vouch-chat-"))
    before_it = tempfile.tempdir
    tempfile.tempdir = os.environ["TMPDIR"] = os.environ["GRADIO_TEMP_DIR"] = str(folder)

    def leave(*_: object) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield folder
    finally:
        signal.signal(signal.SIGTERM, before)
        tempfile.tempdir = before_it
        shutil.rmtree(folder, ignore_errors=True)


async def _read(receive: Receive) -> list[Message]:
    messages = []
    while True:
        messages.append(await receive())
        if messages[-1]["type"] != "http.request" or not messages[-1].get("more_body", False):
            return messages


def _plain(body: bytes) -> bool:
    """Whether the body is an object in which no value could stand for a file: its data are texts, numbers or nothing,
    and beside them there are no objects within objects."""
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    if not isinstance(sent, dict):
        return False
    data = sent.pop("data", [])
    if not isinstance(data, list) or any(isinstance(value, dict | list) for value in data):
        return False
    told = sent.pop("event_data", None)
    beside = [*sent.values(), *(told.values() if isinstance(told, dict) else [told])]
    if isinstance(told, dict) and told.keys() & {"path", "url", "meta", "_type"}:
        return False
    return not any(isinstance(value, dict | list) for value in beside)
