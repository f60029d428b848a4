"""A small server on loopback that speaks the chat-completions API and Ollama's, well or badly, for the real clients."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPLY = "## Osimertinib\n> KEY | words\n- A sentence.\n"

_USED = {"prompt_tokens": 11, "completion_tokens": 5, "total_tokens": 16}

Reply = str | Callable[[dict[str, Any]], str]


class ChatServer:
    """Replies with `reply`, a text or what makes one of the request's body.

    `mode`: "stream"; "plain" (answers a stream with one JSON body); "drip" and "endless" (never stop); "silent" (never
    answers); "dies" (closes in the middle); "cut" (stops at its token limit, in the middle); "malformed" (a piece that
    is no JSON, in the middle); "page" (an HTML page in place of a reply); or an HTTP status.
    """

    def __init__(self, mode: str, reply: Reply = REPLY, host: str = "127.0.0.1") -> None:
        self.mode = mode
        self.reply = reply
        self.requests: list[dict[str, Any]] = []
        self.headers: list[str] = []
        self.leave = threading.Event()
        self.talking = 0
        """Requests that are being answered now."""
        self._counting = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                server.headers.append(str(self.headers))
                server.count(1)
                try:
                    server.answer(self, body)
                finally:
                    server.count(-1)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.root = f"http://{host}:{self._server.server_port}"
        self.url = f"{self.root}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def count(self, more: int) -> None:
        with self._counting:
            self.talking += more

    def answer(self, to: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        talk: _Talk = _Ollama() if to.path.startswith("/api/") else _OpenAI()
        if self.mode.isdigit():
            _send(to, int(self.mode), {"error": {"message": "key sk-secret123 was wrong", "type": "x", "code": "y"}})
        elif self.mode == "silent":
            self.leave.wait(20)
        elif self.mode == "page":
            _page(to)
        elif self.mode == "plain" and not body.get("stream"):
            _send(to, 200, talk.whole(self._text(body)))
        else:
            self._stream(to, talk, self._text(body))

    def _text(self, body: dict[str, Any]) -> str:
        return self.reply if isinstance(self.reply, str) else self.reply(body)

    def _stream(self, to: BaseHTTPRequestHandler, talk: _Talk, text: str) -> None:
        to.send_response(200)
        to.send_header("Content-Type", talk.kind)
        to.end_headers()
        try:
            for raw in self._pieces(talk, text):
                to.wfile.write(raw)
                to.wfile.flush()
            if self.mode == "dies":
                to.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # the client went away, as it should on a time-out

    def _pieces(self, talk: _Talk, text: str) -> Iterator[bytes]:
        if self.mode == "plain":
            yield talk.last("")
            return
        while self.mode in ("drip", "endless"):
            yield talk.piece("word " * 50 if self.mode == "endless" else "drop ")
            if self.leave.wait(0.05 if self.mode == "drip" else 0):
                return
        half = self.mode in ("dies", "cut", "malformed")
        told = text[: text.rindex(" ")] if half else text
        yield from (talk.piece(told[place : place + 7]) for place in range(0, len(told), 7))
        if self.mode == "malformed":
            yield talk.frame("{no json")
        elif self.mode != "dies":
            yield talk.last("length" if self.mode == "cut" else "stop")

    def close(self) -> None:
        self.leave.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@contextmanager
def chat_server(mode: str, reply: Reply = REPLY, host: str = "127.0.0.1") -> Iterator[ChatServer]:
    server = ChatServer(mode, reply, host)
    try:
        yield server
    finally:
        server.close()


class _OpenAI:
    """Server-sent events of chat completions."""

    kind = "text/event-stream"

    def frame(self, raw: str) -> bytes:
        return b"data: " + raw.encode() + b"\n\n"

    def piece(self, text: str, reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}
        return self.frame(json.dumps(self._head() | {"choices": [choice]}))

    def last(self, reason: str) -> bytes:
        if not reason:
            return self.frame("[DONE]")
        used = self.frame(json.dumps(self._head() | {"choices": [], "usage": _USED}))
        return self.piece("", reason) + used + self.frame("[DONE]")

    def whole(self, text: str) -> dict[str, Any]:
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return self._head() | {"object": "chat.completion", "choices": [choice], "usage": _USED}

    @staticmethod
    def _head() -> dict[str, Any]:
        return {"id": "c", "object": "chat.completion.chunk", "created": int(time.time()), "model": "m"}


class _Ollama:
    """Lines of JSON, as Ollama's /api/chat gives them."""

    kind = "application/x-ndjson"

    def frame(self, raw: str) -> bytes:
        return raw.encode() + b"\n"

    def piece(self, text: str) -> bytes:
        return self.frame(json.dumps(self._head(text) | {"done": False}))

    def last(self, reason: str) -> bytes:
        return self.frame(json.dumps(self.whole("") | {"done_reason": reason})) if reason else b""

    def whole(self, text: str) -> dict[str, Any]:
        counted = {"prompt_eval_count": 11, "eval_count": 5, "total_duration": 1, "eval_duration": 1}
        return self._head(text) | {"done": True, "done_reason": "stop", **counted}

    @staticmethod
    def _head(text: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": text}
        return {"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": message}


_Talk = _OpenAI | _Ollama


def _send(to: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    to.send_response(status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(len(raw)))
    to.end_headers()
    to.wfile.write(raw)


def _page(to: BaseHTTPRequestHandler) -> None:
    """What a proxy or a captive portal says in place of a model."""
    raw = b"<html><body>Osimertinib cures everyone. Please sign in.</body></html>"
    to.send_response(200)
    to.send_header("Content-Type", "text/html")
    to.send_header("Content-Length", str(len(raw)))
    to.end_headers()
    to.wfile.write(raw)
