"""One chat for all tests that look at the page, one browser a module: starting them is what takes long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.chat_browser import browser, on_chat, opened_chat


@pytest.fixture(scope="session")
def chat_scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the chat's process makes its temporary files."""
    return tmp_path_factory.mktemp("chat") / "temporary"


@pytest.fixture(scope="session")
def chat_address(starter_library: Path, chat_scratch: Path) -> Iterator[str]:
    """The chat, started as a user starts it."""
    with opened_chat(starter_library, chat_scratch) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser a module, since its driver keeps an event loop running that other modules' tests would meet;
    `rebound.test` is a name that its owner points at this machine."""
    with browser("--host-resolver-rules=MAP rebound.test 127.0.0.1") as opened:
        yield opened


@pytest.fixture
def page(chat_address: str, chromium: Any) -> Iterator[Any]:
    """A fresh page on the chat, with nothing of another page's storage."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    opened = on_chat(context, chat_address)
    yield opened
    context.close()
