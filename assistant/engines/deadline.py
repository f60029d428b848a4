"""A hard time limit around something that writes piece by piece, and may never answer or never stop."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing

from assistant.errors import ModelTimeout

__all__ = ["bounded"]


def bounded(
    start: Callable[[], Generator[str, None, None]],
    timeout: float,
    cancel: threading.Event | None,
    name: str,
    begun: threading.Event | None = None,
) -> Generator[str, None, None]:
    """What `start` yields, from a thread of its own, for at most `timeout` seconds. Raises ModelTimeout.

    A producer that never answers is left behind in its daemon thread; one that drips stops at its next piece. The time
    that the reader takes between two pieces (to look up a quote) is not the producer's, nor is
    the time before `begun` is set, for which a model that answers one call at a time makes others wait.
    """
    pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    left = threading.Event()

    def work() -> None:
        try:
            with closing(start()) as source:
                for piece in source:
                    if left.is_set():
                        return
                    pieces.put(piece)
            pieces.put(None)
        except BaseException as error:
            pieces.put(error)

    threading.Thread(target=work, name=f"model {name}", daemon=True).start()
    deadline = time.monotonic() + timeout
    try:
        while not (cancel is not None and cancel.is_set()):
            if begun is not None and not begun.is_set():
                deadline = time.monotonic() + timeout
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise ModelTimeout(f"{name} did not finish within {timeout:g} s: VOUCH_MODEL_TIMEOUT raises the limit.")
            try:
                piece = pieces.get(timeout=min(remaining, 0.1))
            except queue.Empty:
                continue
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            given = time.monotonic()
            yield piece
            deadline += time.monotonic() - given
    finally:
        left.set()
