"""The chat as its user has it: started by the real command, opened in a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.doors.chat.page import free_port
from tests.network import unwatched

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).parent.parent.parent

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt install chromium)"),
]


@contextmanager
def opened_chat(library: Path, scratch: Path, program: str = "assistant", **settings: str) -> Iterator[str]:
    """The chat's address; `scratch` is the process's folder for temporary files, `settings` are VOUCH_ variables,
    `program` is the module whose command `chat` opens it."""
    port = free_port(None)
    log = scratch.with_name(f"{scratch.name}.log")
    scratch.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOUCH_")}
    named = {f"VOUCH_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", program, "chat", "--library", str(library), "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**kept, "VOUCH_AUDIT": "false", "TMPDIR": str(scratch), **named},
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@contextmanager
def browser(*arguments: str) -> Iterator[Any]:
    """Chromium without a call of its own to any host."""
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-sync", *arguments]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet, env=unwatched())
        try:
            yield chromium
        finally:
            chromium.close()


def on_chat(chromium: Any, address: str, **look: Any) -> Any:
    """A page on the chat; `page.requested` holds every address it asked for."""
    page = chromium.new_page(**look)
    page.requested = []
    page.on("request", lambda request: page.requested.append(request.url))
    page.goto(address)
    page.wait_for_selector("#vouch-ask textarea")
    return page


def ask(page: Any, question: str, turn: int = 1) -> None:
    """Types the question, sends it and waits for the finished answer of that turn."""
    page.locator("#vouch-ask textarea").fill(question)
    page.locator("#vouch-send").click()
    answered(page, turn)


def answered(page: Any, turn: int = 1) -> None:
    """Waits for the finished answer of that turn."""
    page.wait_for_function(
        "turn => document.querySelectorAll('.vouch-writer').length === turn"
        " && !document.querySelector('.vouch-working')",
        arg=turn,
        timeout=60_000,
    )


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise AssertionError(f"the chat ended: {log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"the chat did not open: {log.read_text(encoding='utf-8')}")
