"""The guard that keeps tests, and the processes they start, off the network: see `network_guard.c`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

__all__ = ["UNGUARDED", "attempts", "guard_here", "keep_watched", "preload", "unwatched"]

SOURCE = Path(__file__).with_name("network_guard.c")
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
UNGUARDED = (
    "the guard that started processes inherit is for Linux"
    if sys.platform != "linux"
    else "no C compiler for the guard that started processes inherit (Debian: apt install gcc libc6-dev)"
    if COMPILER is None
    else ""
)
"""Why started processes cannot be watched on this machine; empty when they are."""

_LOOPBACK = {"localhost", "0.0.0.0", "::", ""}


def preload(folder: Path) -> dict[str, str]:
    """The environment of processes that are watched, with the log at `folder/attempts`; empty where UNGUARDED."""
    if UNGUARDED:
        return {}
    built = folder / "network_guard.so"
    subprocess.run(
        [str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(built), str(SOURCE), "-ldl"], check=True, timeout=60
    )
    before = os.environ.get("LD_PRELOAD", "")
    return {"LD_PRELOAD": f"{built} {before}".strip(), "NETWORK_GUARD_LOG": str(folder / "attempts")}


def unwatched() -> dict[str, str]:
    """The environment for a browser: it asks hosts of its maker's on its own account, and is no part of Vouch."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"} | _UNWATCHED


_UNWATCHED = {"NETWORK_UNWATCHED": "a browser"}
"""Says that the guard was left out on purpose."""


def keep_watched(patch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    """Refuses to start a process with an environment of its own that has lost the guard; a browser says that it has."""
    start = subprocess.Popen.__init__

    def started(self: subprocess.Popen[Any], *given: Any, **more: Any) -> None:
        own = more.get("env")
        lost = own is not None and not _UNWATCHED.items() <= dict(own).items()
        if lost and environment and own.get("LD_PRELOAD") != environment["LD_PRELOAD"]:
            raise AssertionError(f"a test's own environment must keep LD_PRELOAD: {more.get('args', given)!r:.200}")
        start(self, *given, **more)

    patch.setattr(subprocess.Popen, "__init__", started)


def attempts(environment: dict[str, str]) -> list[str]:
    """What the watched processes tried so far, one line each."""
    log = Path(environment.get("NETWORK_GUARD_LOG", os.devnull))
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def guard_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process Python's own sockets refuse what would leave; a preloaded library comes too late for it."""

    def refuse(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host or "")
        if name not in _LOOPBACK and not name.startswith("127.") and name != "::1":
            raise socket.gaierror(socket.EAI_NONAME, f"tests run without a network: {name!r} was asked for")

    def by_address(real: Callable[..., Any], place: int) -> Callable[..., Any]:
        def guarded(self: socket.socket, *given: Any) -> Any:
            address = given[place] if len(given) > -place - 1 else None
            refuse(address[0] if isinstance(address, tuple) else "")
            return real(self, *given)

        return guarded

    def by_name(real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(host: Any, *rest: Any, **more: Any) -> Any:
            refuse(host)
            return real(host, *rest, **more)

        return guarded

    for method, place in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
        monkeypatch.setattr(socket.socket, method, by_address(getattr(socket.socket, method), place))
    for function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, function, by_name(getattr(socket, function)))
