"""One chat and one browser for all tests that look at the page: starting them is what takes long."""

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture
def page(chat_address: str, chromium: Any) -> Iterator[Any]:
    """A fresh page on the chat, with nothing of another page's storage."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    opened = on_chat(context, chat_address)
    yield opened
    context.close()
