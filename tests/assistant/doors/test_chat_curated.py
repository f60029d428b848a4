"""Curated evidence in the chat, in a real browser: a finding opens, a command is copied, nothing is unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.chat_browser import ask, needs_browser, on_chat, opened_chat
from tests.assistant.doors.test_chat_look import AXE
from tests.assistant.made_knowledge import QUOTE

pytestmark = needs_browser

GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def knowing_address(starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat over an assistant whose every answer has the rows, in a process of its own."""
    scratch = tmp_path_factory.mktemp("knowing") / "temporary"
    with opened_chat(starter_library, scratch, program="tests.assistant.knowing_chat") as address:
        yield address


@pytest.fixture(params=[("light", 1400), ("dark", 600)], ids=str)
def knowing_page(request: pytest.FixtureRequest, knowing_address: str, chromium: Any) -> Iterator[Any]:
    scheme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield on_chat(context, knowing_address)
    context.close()


def test_a_finding_opens_and_a_command_is_copied(knowing_page: Any) -> None:
    """The verbatim finding of a row is hidden until it is asked for; a click on a row's button, or on that for all
    rows, puts the command that adds the records into the clipboard, and the button says so."""
    ask(knowing_page, "Which made-up inhibitor?")
    section = knowing_page.locator(".vouch-curated")
    quote = section.locator("blockquote")
    assert not quote.is_visible()
    section.get_by_text("What its record says").click()
    assert QUOTE in quote.inner_text()
    buttons = section.locator("button.vouch-copy")
    for place, command in (
        (0, "vouch-ingest add ids:90000021"),
        (2, "vouch-ingest add ids:90000021,90000012"),
    ):
        buttons.nth(place).click()
        knowing_page.wait_for_function(
            "place => document.querySelectorAll('button.vouch-copy')[place].textContent === 'Copied'", arg=place
        )
        assert knowing_page.evaluate("navigator.clipboard.readText()") == command


def test_the_section_stands_below_the_bottom_line_and_fits(knowing_page: Any) -> None:
    """The first row is on the first screen, below the bottom line; nothing is wider than its column."""
    ask(knowing_page, "Which made-up inhibitor?")
    knowing_page.locator(".vouch-bottom").scroll_into_view_if_needed()
    bottom = knowing_page.locator(".vouch-bottom").bounding_box()
    first = knowing_page.locator(".vouch-row").first.bounding_box()
    finding = knowing_page.locator(".vouch-claim").first.bounding_box()
    assert bottom["y"] < first["y"] < finding["y"]
    assert first["y"] - bottom["y"] < 400
    wider = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not knowing_page.evaluate(wider)


def test_the_section_is_readable_and_reachable(knowing_page: Any) -> None:
    """axe-core finds nothing serious in the section, with its findings open: contrast, names, roles."""
    ask(knowing_page, "Which made-up inhibitor?")
    knowing_page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    knowing_page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = knowing_page.evaluate("axe.run('.vouch-curated', {resultTypes: ['violations']})")["violations"]
    serious = [(rule["id"], node["target"]) for rule in found for node in rule["nodes"] if rule["impact"] in GRAVE]
    assert serious == []
