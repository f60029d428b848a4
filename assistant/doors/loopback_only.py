"""What a request must be before a door looks at it: from this machine, and of a bearable size.

The server listens on loopback, yet a web page in the user's browser can reach it. So a request must name a loopback
host (a page that rebinds its own domain to 127.0.0.1 cannot), must not come from another site or port, and sends JSON
as JSON (what a plain form cannot). Nothing grants a page of another origin the right to read an answer.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

import msgspec

from assistant.records.strict import read_json
from ingest.errors import BadValue, VouchError

__all__ = ["HOST", "MAX_BODY", "Gate", "listening", "problem", "refuse", "replayed"]

HOST = "127.0.0.1"
"""The address the servers listen on, and the only one."""

MAX_BODY = 1 << 20
"""Bytes of a request's body: a long case fits, a flood does not."""

_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


def problem(status: int, detail: str, error: str = "", **more: Any) -> dict[str, Any]:
    """What is wrong as RFC 9457 has it: `detail` is one line for a person, `error` the name in the tree of errors."""
    made = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return made | ({"error": error} if error else {}) | more


class Gate:
    """An ASGI application before another one."""

    def __init__(self, app: App, max_body: int = MAX_BODY) -> None:
        self._app = app
        self._max_body = max_body

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # no door has one
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refuse(send, *refusal)
            return
        body = await self._body(receive)
        if body is None:
            await refuse(send, 413, f"the request's body is over {self._max_body:,} bytes")
            return
        try:
            if scope["method"] == "POST":
                read_json(b"".join(message.get("body", b"") for message in body))
        except BadValue as error:
            await refuse(send, 422, f"the request's body is not usable: {error}")
            return
        await self._app(scope, replayed(body, receive), send)

    def _refusal(self, scope: MutableMapping[str, Any]) -> tuple[int, str] | None:
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        hosts = headers.get("host", [])
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
            return 421, "this server answers on 127.0.0.1 and localhost only: name one of them as the host"
        own = {f"http://{hosts[0].lower()}", f"https://{hosts[0].lower()}"}
        foreign = any(origin.lower() not in own for origin in headers.get("origin", []))
        if foreign or headers.get("sec-fetch-site", ["none"])[0] in ("cross-site", "same-site"):
            return 403, "pages of other sites are not answered"
        declared = headers.get("content-length", ["0"])[0]
        if not (declared.isascii() and declared.isdecimal()) or len(declared) > 18 or int(declared) > self._max_body:
            return 413, f"the request's body is over {self._max_body:,} bytes"
        kind = headers.get("content-type", [""])[0].partition(";")[0].strip().lower()
        if scope["method"] == "POST" and kind != "application/json":
            return 415, f"the request's body should be application/json, not {kind or 'untyped'}"
        return None

    async def _body(self, receive: Receive) -> list[Message] | None:
        """The messages of the body, or None as soon as it is too large."""
        messages, size = list[Message](), 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._max_body:
                return None
            if message["type"] != "http.request" or not message.get("more_body", False):
                return messages


def replayed(messages: list[Message], receive: Receive) -> Receive:
    """What was received already, once more, and then what comes after it."""
    waiting = iter(messages)

    async def again() -> Message:
        message = next(waiting, None)
        return message if message is not None else await receive()

    return again


async def refuse(send: Send, status: int, detail: str) -> None:
    """Answers with what is wrong, and ends the connection."""
    body = msgspec.json.encode(problem(status, detail))
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})


def listening(port: int) -> socket.socket:
    """A socket that listens on loopback; `port` 0 takes a free one. Raises VouchError when it is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()  # a program that comes before the server is up waits instead of being turned away
    except OSError as error:
        listener.close()
        raise VouchError(f"port {port} on {HOST} is taken: name another with --port (0: any free one)") from error
    return listener
