"""A small server on loopback that speaks the chat-completions API, well or badly, for the real client to talk to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPLY = "## Osimertinib\n> KEY | words\n- A sentence.\n"

Reply = str | Callable[[dict[str, Any]], str]


class ChatServer:
    """Replies with `reply`, a text or what makes one of the request's body.

    `mode`: "stream", "plain" (answers a stream with one JSON body), "drip", "silent", or an HTTP status."""

    def __init__(self, mode: str, reply: Reply = REPLY) -> None:
        self.mode = mode
        self.reply = reply
        self.requests: list[dict[str, Any]] = []
        self.leave = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                server.answer(self, body)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def answer(self, to: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if self.mode.isdigit():
            _send(to, int(self.mode), {"error": {"message": "key sk-secret123 was wrong", "type": "x", "code": "y"}})
        elif self.mode == "silent":
            self.leave.wait(20)
        elif self.mode == "plain" and not body.get("stream"):
            _send(to, 200, _whole(self._text(body)))
        else:
            self._stream(to, self._text(body))

    def _text(self, body: dict[str, Any]) -> str:
        return self.reply if isinstance(self.reply, str) else self.reply(body)

    def _stream(self, to: BaseHTTPRequestHandler, text: str) -> None:
        to.send_response(200)
        to.send_header("Content-Type", "text/event-stream")
        to.end_headers()
        try:
            for piece in self._pieces(text):
                to.wfile.write(b"data: " + json.dumps(piece).encode() + b"\n\n")
                to.wfile.flush()
            to.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            return  # the client went away, as it should on a time-out

    def _pieces(self, text: str) -> Iterator[dict[str, Any]]:
        if self.mode == "plain":
            return
        while self.mode in ("drip", "endless"):
            yield _chunk("word " * 50 if self.mode == "endless" else "drop ")
            if self.leave.wait(0.05 if self.mode == "drip" else 0):
                return
        for place in range(0, len(text), 7):
            yield _chunk(text[place : place + 7])
        yield {**_chunk(""), "usage": {"prompt_tokens": 11, "completion_tokens": 5, "total_tokens": 16}}

    def close(self) -> None:
        self.leave.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@contextmanager
def chat_server(mode: str, reply: Reply = REPLY) -> Iterator[ChatServer]:
    server = ChatServer(mode, reply)
    try:
        yield server
    finally:
        server.close()


def _chunk(text: str) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    made = int(time.time())
    return {"id": "c", "object": "chat.completion.chunk", "created": made, "model": "m", "choices": [choice]}


def _whole(text: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 11, "completion_tokens": 5, "total_tokens": 16}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def _send(to: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    to.send_response(status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(len(raw)))
    to.end_headers()
    to.wfile.write(raw)
