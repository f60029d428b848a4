"""A patient's safety in the chat, in a real browser: readable, reachable, and the case taken up where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.chat_browser import ask, needs_browser, on_chat, opened_chat
from tests.assistant.doors.test_chat_cases import open_record, unfold
from tests.assistant.doors.test_chat_look import AXE
from tests.assistant.safe_chat import NOTE

pytestmark = needs_browser

QUESTION = "Is clarifogrel right after a stent?"


@pytest.fixture(scope="module")
def safe_address(starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat over an assistant whose every answer has alerts, in a process of its own."""
    scratch = tmp_path_factory.mktemp("safe") / "temporary"
    with opened_chat(starter_library, scratch, program="tests.assistant.safe_chat") as address:
        yield address


@pytest.fixture
def safe_page(safe_address: str, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield on_chat(context, safe_address)
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
def test_alerts_stand_first_and_everything_is_readable(
    safe_address: str, chromium: Any, scheme: str, width: int
) -> None:
    """Above the bottom line, announced, within the column; axe-core finds nothing serious with the form, what was read
    and every fold open."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = on_chat(context, safe_address)
    read_note(page)
    ask(page, QUESTION)
    alerts = page.locator(".vouch-alerts")
    assert alerts.get_attribute("role") == "alert"
    assert alerts.bounding_box()["y"] < page.locator(".vouch-bottom").bounding_box()["y"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [(rule["id"], rule["nodes"][0]["target"]) for rule in found if rule["impact"] in ("serious", "critical")]
    assert serious == []
    context.close()


def test_the_labels_words_open_on_a_click_and_a_mark_leads_to_its_alert(safe_page: Any) -> None:
    """The excerpt is hidden until it is asked for; "see alert" beside a finding goes to the alert on that drug."""
    ask(safe_page, QUESTION)
    words = safe_page.locator(".vouch-alert blockquote").first
    assert not words.is_visible()
    safe_page.locator(".vouch-alert summary").first.click()
    assert "prior hypersensitivity reaction" in words.inner_text()
    safe_page.locator(".vouch-claim .vouch-see-alert").first.click()
    assert safe_page.evaluate("location.hash") == "#t1a2"


def test_the_case_as_understood_goes_into_the_form(safe_page: Any) -> None:
    """Edit the case fills the form with what the answer took the case to be; what is changed there is asked."""
    ask(safe_page, QUESTION)
    safe_page.locator("button.vouch-edit-case").click()
    said(safe_page, "case as the last answer understood it")
    assert safe_page.get_by_label("Allergies, one a line").input_value() == "eldinib"
    assert safe_page.get_by_label("eGFR (mL/min/1.73 m²)").input_value() == "28"
    safe_page.get_by_label("Allergies, one a line").fill("")
    ask(safe_page, QUESTION, turn=2)
    asked = safe_page.locator(".vouch-question").nth(1).inner_text()
    assert "61 years" in asked
    assert "allergies" not in asked
    assert safe_page.locator("button.vouch-edit-case").count() == 1


def test_the_question_as_read_goes_into_its_box(safe_page: Any) -> None:
    """Edit beside "Read as" puts that text into the question box, where it is asked as any other."""
    ask(safe_page, QUESTION)
    safe_page.locator("button.vouch-edit-question").click()
    assert "in CYP2C19 *2/*2?" in safe_page.locator("#vouch-ask textarea").input_value()
    safe_page.locator("#vouch-send").click()
    safe_page.wait_for_function("document.querySelectorAll('.vouch-writer').length === 2")
    assert "in CYP2C19 *2/*2?" in safe_page.locator(".vouch-question").nth(1).inner_text()


def test_a_note_is_shown_before_it_fills_the_form(safe_page: Any) -> None:
    """Reading a note changes nothing; leaving it neither; taking it over fills the form."""
    read_note(safe_page)
    assert "“allergic to eldinib”" in safe_page.locator(".vouch-reading").inner_text()
    assert safe_page.get_by_label("Age (years)").input_value() == ""
    safe_page.locator("#vouch-leave").click()
    safe_page.wait_for_function("!document.querySelector('.vouch-reading')")
    assert not safe_page.locator("#vouch-use").is_visible()
    safe_page.locator("#vouch-read").click()
    safe_page.wait_for_selector(".vouch-reading")
    safe_page.locator("#vouch-use").click()
    said(safe_page, "The form shows what was read of the note")
    assert safe_page.get_by_label("Age (years)").input_value() == "47"
    assert safe_page.get_by_label("Diplotypes, one a line").input_value() == "CYP2C19 *2/*2"


def test_what_was_read_is_added_to_what_stands_in_the_form(safe_page: Any, tmp_path: Path) -> None:
    """A note after a record: lists grow, a value that stands there stays, and the page says so."""
    record = {"age": 48, "medications": ["paroxamine"], "imaging": ["a mass"]}
    open_record(safe_page, tmp_path, record)
    safe_page.locator("#vouch-use").click()
    said(safe_page, "The form shows")
    assert safe_page.get_by_label("Imaging, one finding a line").is_visible()
    read_note(safe_page)
    safe_page.locator("#vouch-add").click()
    said(safe_page, "age stays 48 years (read: 47 years)")
    assert safe_page.get_by_label("Medications, one a line").input_value() == "paroxamine"
    assert safe_page.get_by_label("Allergies, one a line").input_value() == "eldinib"


@pytest.mark.parametrize(
    ("content", "answer"), [('["a"]\n' * 600_000, "record.json"), ("a\n" * 3_000_000, "too large")]
)
def test_a_large_file_reaches_the_reader(safe_page: Any, tmp_path: Path, content: str, answer: str) -> None:
    """A file of millions of characters full of quotation marks is sent whole, and the reader answers; of one beyond
    the limit it is said that it is."""
    open_record(safe_page, tmp_path, content)
    safe_page.wait_for_selector("#vouch-record .vouch-error", timeout=60_000)
    assert answer in safe_page.locator("#vouch-record").inner_text()


def read_note(page: Any) -> None:
    unfold(page)
    note = page.locator("#vouch-note textarea")
    if not note.is_visible():
        page.locator("#vouch-paste button").first.click()
    note.fill(NOTE)
    page.locator("#vouch-read").click()
    page.wait_for_selector(".vouch-reading")


def said(page: Any, words: str) -> None:
    """Waits until the page says what became of the form, which may have to unfold first."""
    page.wait_for_function("words => document.querySelector('#vouch-record')?.innerText.includes(words)", arg=words)
