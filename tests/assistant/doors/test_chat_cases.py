"""One case after another in the chat: what belongs to a patient goes with that patient, and nothing is left hanging."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.chat_browser import answered, ask, needs_browser, on_chat, opened_chat
from tests.assistant.chat_server import ChatServer, chat_server

pytestmark = needs_browser

CLOPIDOGREL = "A patient with CYP2C19 *2/*2 takes clopidogrel after a stent: what is known of it?"
FLUOROURACIL = "Which dose of fluorouracil suits an intermediate metabolizer of DPYD?"
FIELDS = {
    "Age (years)": "61",
    "Stage": "IV",
    "Line of therapy asked about": "2",
    "Conditions, the treated one first": "melanoma",
    "Variants, one a line": "BRAF V600E",
    "Diplotypes, one a line": "DPYD *1/*2A",
    "Medications, one a line": "omeprazole",
    "Ancestry": "Finnish",
}


@pytest.fixture(scope="module")
def dripping() -> Iterator[ChatServer]:
    """A model that writes without end, drop by drop, on a host that is not this machine's own name."""
    with chat_server("drip", host="127.0.0.2") as server:
        yield server


@pytest.fixture(scope="module")
def slow_address(
    dripping: ChatServer, starter_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    scratch = tmp_path_factory.mktemp("slow") / "temporary"
    settings = {"model": "openai:test", "model_url": dripping.url, "model_key": "k"}
    with opened_chat(starter_library, scratch, **settings) as address:
        yield address


@pytest.fixture
def slow_page(slow_address: str, chromium: Any) -> Iterator[Any]:
    """A page on a chat whose model never comes to an end."""
    context = chromium.new_context()
    yield on_chat(context, slow_address)
    context.close()


def test_saving_gives_the_conversation_on_the_page_with_one_click(page: Any) -> None:
    """Each Save hands over the case that is shown: after New case nothing of the case before is in the file."""
    ask(page, CLOPIDOGREL)
    first = saved(page)
    assert "clopidogrel" in first
    new_case(page)
    ask(page, FLUOROURACIL)
    second = saved(page)
    assert "fluorouracil" in second.lower()
    assert "clopidogrel" not in second


def test_an_empty_conversation_gives_no_file(page: Any) -> None:
    """Save on a new case says that there is nothing yet, and downloads nothing, least of all the case before."""
    ask(page, CLOPIDOGREL)
    saved(page)
    new_case(page)
    downloads: list[Any] = []
    page.on("download", lambda download: downloads.append(download))
    page.locator("#vouch-export").click()
    page.get_by_text("nothing to save").first.wait_for()
    assert downloads == []


def test_a_saved_file_names_its_patient(page: Any) -> None:
    """The file says for which patient each question was asked."""
    fill(page, FIELDS)
    ask(page, "What does the evidence show for vemurafenib?")
    assert "61 years" in saved(page)
    assert "61 years" in page.locator(".vouch-question").inner_text()


def test_a_new_case_begins_with_nothing_of_the_last(page: Any) -> None:
    """New case empties the page, the question box, every field of the form and the record that was opened."""
    fill(page, FIELDS)
    page.get_by_label("Sex").click()
    page.get_by_role("option", name="female", exact=True).click()
    ask(page, CLOPIDOGREL)
    page.locator("#vouch-ask textarea").fill("half a question")
    new_case(page)
    assert {label: page.get_by_label(label, exact=True).input_value() for label in FIELDS} == dict.fromkeys(FIELDS, "")
    assert page.get_by_label("Sex").input_value() == "not given"
    assert page.locator("#vouch-ask textarea").input_value() == ""
    assert page.locator("#vouch-transcript").inner_text().strip() == ""
    assert page.locator("article.vouch-card").count() == 0


def test_empty_fields_show_nothing(page: Any) -> None:
    """Age and line are empty until someone fills them: a zero would be an age."""
    unfold(page)
    assert {label: page.get_by_label(label, exact=True).input_value() for label in FIELDS} == dict.fromkeys(FIELDS, "")


def test_a_record_shows_in_the_form_and_the_form_is_what_counts(page: Any, tmp_path: Path) -> None:
    """An opened record is shown first; taken over it fills the form, replacing what stood there, and a field changed
    after that is asked as changed."""
    record = {"age": 8, "sex": "male", "variants": [{"gene": "BRAF", "notation": "V600E"}], "performance_status": 1}
    fill(page, {"Age (years)": "61", "Medications, one a line": "omeprazole"})
    open_record(page, tmp_path, record)
    page.wait_for_function("document.querySelector('#vouch-record').innerText.includes('ECOG 1')")
    assert page.get_by_label("Age (years)").input_value() == "61"
    page.locator("#vouch-use").click()
    page.wait_for_function("document.querySelector('#vouch-record').innerText.includes('The form shows')")
    assert page.get_by_label("Age (years)").input_value() == "8"
    assert page.get_by_label("Medications, one a line").input_value() == ""
    assert page.get_by_label("Variants, one a line").input_value() == "BRAF V600E"
    assert page.get_by_label("ECOG (0 to 5)").input_value() == "1"
    page.get_by_label("Age (years)").fill("9")
    ask(page, "What does the evidence show for vemurafenib?")
    asked = page.locator(".vouch-question").inner_text()
    assert "9 years" in asked
    assert "ECOG 1" in asked
    assert "61" not in asked
    new_case(page)
    assert page.get_by_label("ECOG (0 to 5)").input_value() == ""
    assert page.locator("#vouch-record").inner_text().strip() == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "neither JSON nor YAML"), ("[1]", "one record"), ('{"age": -1}', "age")],
)
def test_a_record_that_is_none_is_said_and_changes_nothing(page: Any, tmp_path: Path, content: str, said: str) -> None:
    """A file that is no patient's record is told beside the form, in one line; the form stays as it was."""
    fill(page, {"Age (years)": "61"})
    open_record(page, tmp_path, content)
    page.wait_for_function("said => document.querySelector('#vouch-record').innerText.includes(said)", arg=said)
    assert page.get_by_label("Age (years)").input_value() == "61"


def test_a_mistake_in_the_form_keeps_the_question(page: Any) -> None:
    """A form that cannot be read is told, and the typed question stands in its box to be sent again."""
    fill(page, {"Variants, one a line": "amplification"})
    page.locator("#vouch-ask textarea").fill(CLOPIDOGREL)
    page.locator("#vouch-send").click()
    page.wait_for_selector(".vouch-error")
    assert page.locator("#vouch-ask textarea").input_value() == CLOPIDOGREL
    page.get_by_label("Variants, one a line").fill("")
    page.locator("#vouch-send").click()
    answered(page)


def test_earlier_questions_on_another_patient_are_not_read_along(page: Any) -> None:
    """When a fact of the patient is changed between two questions, the second is read without the first."""
    fill(page, {"Diplotypes, one a line": "CYP2C19 *2/*2", "Age (years)": "61"})
    ask(page, "Should clopidogrel be given after a stent?")
    page.get_by_label("Age (years)").fill("8")
    ask(page, "And what of prasugrel?", turn=2)
    assert "read by itself" in page.locator(".vouch-question").nth(1).inner_text()


def test_enter_sends_and_shift_enter_makes_a_line(page: Any) -> None:
    """Shift and Enter begin a new line of the question; Enter alone asks it."""
    box = page.locator("#vouch-ask textarea")
    box.click()
    page.keyboard.type("Which dose of fluorouracil suits")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("an intermediate metabolizer of DPYD?")
    assert "\n" in box.input_value()
    assert page.locator(".vouch-question").count() == 0
    page.keyboard.press("Enter")
    answered(page)
    assert box.input_value() == ""


def test_stop_ends_the_question_and_the_next_one_is_asked(slow_page: Any, dripping: ChatServer) -> None:
    """After Stop no step goes on, the question is back in its box, the model is left, and Ask asks again at once."""
    for _ in range(3):
        before = len(dripping.requests)
        start_slowly(slow_page, dripping)
        assert len(dripping.requests) > before
        slow_page.locator("#vouch-stop").click()
        slow_page.wait_for_selector(".vouch-stopped", timeout=2000)
        assert slow_page.locator(".vouch-working").count() == 0
        assert slow_page.locator("#vouch-ask textarea").input_value() == CLOPIDOGREL
        left(dripping)
    assert slow_page.locator(".vouch-working").count() == 0
    assert slow_page.locator(".vouch-stopped").count() == 1


def test_a_question_beside_a_running_one_waits_in_its_box(slow_page: Any, dripping: ChatServer) -> None:
    """Ask while a question runs says so and keeps what was typed; the running question goes on."""
    start_slowly(slow_page, dripping)
    slow_page.locator("#vouch-ask textarea").fill("the next one")
    slow_page.locator("#vouch-send").click()
    slow_page.get_by_text("still being answered").first.wait_for()
    assert slow_page.locator("#vouch-ask textarea").input_value() == "the next one"
    assert slow_page.locator(".vouch-working").count() == 1


def test_a_new_case_ends_the_question_of_the_last(slow_page: Any, dripping: ChatServer) -> None:
    """New case while a question runs: nothing of it comes up on the new case, however long one waits."""
    start_slowly(slow_page, dripping)
    slow_page.locator("#vouch-clear").click()
    slow_page.wait_for_function("!document.querySelector('.vouch-question')")
    slow_page.wait_for_timeout(2000)
    assert slow_page.locator(".vouch-question, .vouch-working, article.vouch-card").count() == 0


def test_what_leaves_is_said_before_it_is_sent(slow_page: Any, dripping: ChatServer) -> None:
    """With a model elsewhere, the page names its host and the very values that Ask would send, as the form is filled,
    and what stays here; nothing claims that the facts stay, and nothing is sent for that."""
    before = len(dripping.requests)
    told = slow_page.locator("#vouch-leaving")
    assert "127.0.0.2" in told.inner_text()
    assert "127.0.0.2" in slow_page.locator("#vouch-banner").inner_text()
    assert "stay on this machine" not in slow_page.locator("#vouch-patient").inner_text()
    fill(slow_page, FIELDS)
    slow_page.wait_for_function("document.querySelector('#vouch-leaving').innerText.includes('ancestry')")
    said = told.inner_text()
    sent, kept = said.split("What stays here")
    assert all(value in sent for value in ("61", "BRAF V600E", "omeprazole", "melanoma"))
    assert "Finnish" not in said
    assert "ancestry" in kept
    slow_page.get_by_label("Age (years)", exact=True).fill("x")
    slow_page.wait_for_function("document.querySelector('#vouch-leaving').innerText.includes('number of years')")
    new_case(slow_page)
    slow_page.wait_for_function("document.querySelector('#vouch-leaving').innerText.includes('nothing')")
    assert len(dripping.requests) == before


def test_a_closed_page_leaves_the_model(slow_address: str, chromium: Any, dripping: ChatServer) -> None:
    """When the page is closed, its running question ends: the model's connection is given up."""
    context = chromium.new_context()
    page = on_chat(context, slow_address)
    start_slowly(page, dripping)
    assert dripping.talking
    context.close()
    left(dripping)


def test_nothing_of_a_case_is_left_behind(page: Any, chat_scratch: Path, tmp_path: Path) -> None:
    """A record that was opened and a file that was saved lie nowhere: not among the server's temporary files, and
    not in the browser's storage."""
    open_record(page, tmp_path, {"age": 77, "medications": ["warfarin-marker"]})
    page.locator("#vouch-use").click()
    page.wait_for_function("document.querySelector('#vouch-record').innerText.includes('record.json')")
    ask(page, CLOPIDOGREL)
    saved(page)
    for path in chat_scratch.rglob("*"):
        assert path.is_dir() or not any(mark in path.read_bytes() for mark in (b"clopidogrel", b"warfarin", b"CYP2C19"))
    kept = page.evaluate(
        """async () => {
            const names = await indexedDB.databases();
            return JSON.stringify([names, {...localStorage}, {...sessionStorage}]);
        }"""
    )
    assert "clopidogrel" not in kept
    assert json.loads(kept)[0] == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in chat_scratch.iterdir())


def start_slowly(page: Any, model: ChatServer) -> None:
    """Asks, and waits until the model is writing."""
    if not page.locator("#vouch-ask textarea").input_value():
        page.locator("#vouch-ask textarea").fill(CLOPIDOGREL)
    page.locator("#vouch-send").click()
    page.wait_for_function(
        "(document.querySelector('.vouch-working') || {innerText: ''}).innerText.startsWith('Choosing')", timeout=60_000
    )
    for _ in range(300):
        if model.talking:
            return
        model.leave.wait(0.1)
    raise AssertionError("the model was not asked")


def left(model: ChatServer) -> None:
    """Waits until nobody listens to the model."""
    for _ in range(100):
        if not model.talking:
            return
        model.leave.wait(0.1)
    raise AssertionError(f"{model.talking} requests are still being answered")


def saved(page: Any) -> str:
    """What one click on Save downloads."""
    with page.expect_download(timeout=10_000) as download:
        page.locator("#vouch-export").click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def new_case(page: Any) -> None:
    page.locator("#vouch-clear").click()
    page.wait_for_function("!document.querySelector('.vouch-question')")
    page.wait_for_function("!document.querySelector('#vouch-ask textarea').value")


def unfold(page: Any) -> None:
    """Opens the patient's form."""
    if not page.get_by_label("Age (years)", exact=True).is_visible():
        page.locator("#vouch-patient button").first.click()
        page.get_by_label("Age (years)", exact=True).wait_for()


def fill(page: Any, values: dict[str, str]) -> None:
    unfold(page)
    for label, value in values.items():
        page.get_by_label(label, exact=True).fill(value)


def open_record(page: Any, folder: Path, record: Any) -> None:
    unfold(page)
    path = folder / "record.json"
    path.write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")
    page.locator("#vouch-patient input[type=file]").set_input_files(path)
