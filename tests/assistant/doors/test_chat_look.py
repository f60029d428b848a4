"""What the chat looks like to a reader: light and dark, wide and narrow, with the quote beside its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from tests.assistant.chat_browser import ask, needs_browser, on_chat

pytestmark = needs_browser

QUESTION = "A patient with CYP2C19 *2/*2 takes clopidogrel after a stent: what is known of it?"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
SEEN = """([a, b]) => {
    const seen = (e) => {
        const r = e.getClientRects()[0], x = r.left + 4, y = r.top + r.height / 2;
        const on = document.elementFromPoint(x, y);
        return r.top >= 0 && r.top < innerHeight - 8 && !!on && (e.contains(on) || on.contains(e));
    };
    return seen(a) && seen(b);
}"""


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("dark", 800)], ids=str)
def look(request: pytest.FixtureRequest, chat_address: str, chromium: Any) -> Iterator[Any]:
    scheme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield on_chat(context, chat_address)
    context.close()


def test_the_page_is_readable_and_reachable(look: Any) -> None:
    """axe-core finds nothing serious: contrast, names, roles and focus hold in light and dark, wide and narrow, with
    an answer, its evidence, earlier sources, an error and the open form on the page."""
    ask(look, QUESTION)
    ask(look, "And for intermediate metabolizers?", turn=2)
    look.locator("#vouch-patient button").first.click()
    look.get_by_label("Variants, one a line").fill("amplification")
    look.locator("#vouch-ask textarea").fill("x y")
    look.locator("#vouch-send").click()
    look.wait_for_selector(".vouch-error")
    look.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    look.locator(".vouch-cite").first.click()
    look.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = look.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [
        (rule["id"], rule["impact"], node["target"], node["failureSummary"])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
    assert serious == []


def test_a_citation_shows_its_quote_beside_its_sentence(look: Any) -> None:
    """Following any citation marks the very quote of its number in the column of evidence, while the sentence stays
    where it is; the way back leads to the sentence."""
    ask(look, QUESTION)
    links = look.locator("a.vouch-cite")
    assert links.count() > 3
    for place in range(links.count()):
        link = links.nth(place)
        link.scroll_into_view_if_needed()
        before = look.evaluate("scrollY")
        link.click()
        number = link.inner_text().strip("[]")
        shown = look.locator("mark.vouch-shown")
        assert f" {number} " in f" {shown.first.evaluate('m => m.previousElementSibling.dataset.quotes')} "
        assert look.evaluate(SEEN, [link.element_handle(), shown.first.element_handle()])
        assert look.evaluate("scrollY") == before
    back = look.evaluate("document.activeElement.hash")
    look.keyboard.press("Enter")
    assert look.evaluate("document.activeElement.id") == back.strip("#")


def test_an_earlier_citation_shows_its_quote_too(page: Any) -> None:
    """A citation of an earlier answer unfolds that answer's sources beside it."""
    ask(page, QUESTION)
    ask(page, "Which dose of fluorouracil suits an intermediate metabolizer of DPYD?", turn=2)
    link = page.locator('a.vouch-cite[href^="#t1c"]').first
    link.scroll_into_view_if_needed()
    link.click()
    shown = page.locator("mark.vouch-shown").first
    assert page.evaluate(SEEN, [link.element_handle(), shown.element_handle()])


def test_two_quotes_of_one_study_can_be_told_apart(page: Any) -> None:
    """Quotes of different citations carry their numbers, and neighbors differ in color."""
    ask(page, QUESTION)
    told = page.evaluate(
        """() => [...document.querySelectorAll('.vouch-place')].map(place => [place.dataset.number,
            getComputedStyle(place, '::before').content,
            getComputedStyle(place.parentElement.querySelector(
                `.vouch-at[data-quotes~="${place.dataset.number}"] + mark`)).backgroundColor])"""
    )
    assert len(told) > 3
    by_number = {number: color for number, _, color in told}
    assert all(number in content for number, content, _ in told)
    of_one_paper = [(n, n[:-1] + chr(ord(n[-1]) + 1)) for n in by_number if n[-1].isalpha()]
    neighbors = [(one, other) for one, other in of_one_paper if other in by_number]
    assert neighbors
    assert all(by_number[one] != by_number[other] for one, other in neighbors)
