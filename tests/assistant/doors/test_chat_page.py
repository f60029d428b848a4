"""The chat in a real browser, served by the real command: question, cited answer, evidence, and no outside host."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest

from assistant.doors.chat.page import free_port
from ingest.errors import VouchError
from tests.assistant.chat_browser import ask, needs_browser

QUESTION = "A patient with CYP2C19 *2/*2 takes clopidogrel after a stent: what is known of it?"

pytestmark = needs_browser


def test_a_question_gets_its_cited_answer_and_opens_a_citation(page: Any) -> None:
    """A typed question is answered with numbered citations; following one brings its marked passage into view."""
    ask(page, QUESTION)
    link = page.locator(".vouch-cite").first
    target = link.get_attribute("href")
    assert re.fullmatch(r"#t1c\d+[a-z]?", target)
    link.click()
    card = page.locator(f"article.vouch-card:has({target})")
    assert card.is_visible()
    quote = card.locator("mark").first.inner_text()
    assert quote in page.locator(".vouch-claim").first.inner_text().replace("\n", " ") or len(quote) > 20
    assert "pubmed.ncbi.nlm.nih.gov" in card.locator(".vouch-source a").first.get_attribute("href")
    back = card.locator("a.vouch-back").first
    assert page.locator(f"{back.get_attribute('href')}.vouch-cite").count() == 1


def test_the_page_asks_no_other_host(page: Any) -> None:
    """Loading the page and asking a question requests nothing beyond loopback."""
    ask(page, QUESTION)
    outside = [url for url in page.requested if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", url)]
    assert outside == []


def test_the_banner_says_what_is_running(page: Any) -> None:
    """The banner names the library's size, its digests, the writer and that nothing leaves the machine."""
    banner = page.locator("#vouch-banner").inner_text()
    assert re.search(r"\d+ records", banner)
    assert "extractive" in banner
    assert "nothing" in banner


def test_a_follow_up_stands_below_the_first_answer(page: Any) -> None:
    """A second question keeps the first on the page and is answered in its light."""
    ask(page, QUESTION)
    ask(page, "And for intermediate metabolizers?", turn=2)
    assert page.locator(".vouch-question").count() == 2
    assert "CYP2C19" in page.locator(".vouch-answer").nth(1).inner_text()
    earlier = page.locator('.vouch-cite[href^="#t1c"]').first.get_attribute("href")
    assert page.locator(f".vouch-sources article:has({earlier})").count() == 1


def test_an_example_fills_the_question(page: Any) -> None:
    """Clicking an example puts it into the question box."""
    page.get_by_text("How should fluorouracil be dosed").first.click()
    page.wait_for_function("document.querySelector('#vouch-ask textarea').value.includes('fluorouracil')")
    assert "DPYD" in page.locator("#vouch-ask textarea").input_value()


def test_an_abstention_is_shown_as_one(page: Any) -> None:
    """A question on unknown names shows why there is no answer, and no citation."""
    ask(page, "What do ZZTOP9 mutations mean in blargoma?")
    assert "ZZTOP9" in page.locator(".vouch-abstained").inner_text()
    assert page.locator(".vouch-cite").count() == 0


def test_a_wrong_patient_line_is_said_on_the_page(page: Any) -> None:
    """A variant line that cannot be read is told in place of an answer, and the page goes on working."""
    page.locator("#vouch-patient button").first.click()
    page.get_by_label("Variants, one a line").fill("amplification")
    page.locator("#vouch-ask textarea").fill(QUESTION)
    page.locator("#vouch-send").click()
    page.wait_for_selector(".vouch-error")
    assert "amplification" in page.locator(".vouch-error").inner_text()


def test_markup_in_a_question_is_inert(page: Any) -> None:
    """A question with markup is shown as text; nothing of it runs."""
    ask(page, '<img src=x onerror="window.hit=1"> ${window.hit=2} EGFR T790M osimertinib?')
    assert page.evaluate("window.hit") is None
    assert "onerror" in page.locator(".vouch-question").inner_text()


def test_every_field_has_a_label(page: Any) -> None:
    """Every input of the page has an accessible name."""
    page.locator("#vouch-patient button").first.click()
    bare = page.evaluate(
        """() => [...document.querySelectorAll('input, textarea, select')].filter(e => e.offsetParent
        && !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby'))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert bare == []


def test_a_taken_port_is_named() -> None:
    """A named port that is taken is an error with the port; without a name a free one is found."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(VouchError, match=str(port)):
            free_port(port)
        assert free_port(None) != port
