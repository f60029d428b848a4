"""The reader of replies: what weak models write is read, and nothing else becomes a finding."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from assistant.language.nearest_quote import nearest
from assistant.records.answer import Draft
from assistant.write.reply import LONGEST, ReplyReader, is_english

TABLE = Path(__file__).parents[1] / "tables" / "replies.txt"
QUOTES = {
    "Q1": "Median progression-free survival was 17.2 months with osimertinib and 9.8 months with gefitinib (hazard "
    "ratio 0.48; 95% CI 0.38 to 0.61; p<0.001).",
    "Q2": "Osimertinib prolonged progression-free survival compared with gefitinib in EGFR-mutated cancer.",
    "Q3": "Grade 3 or higher adverse events occurred in 34% of patients given osimertinib and in 45% given gefitinib.",
    "Q4": "Osimertinib crosses the blood-brain barrier and reduced brain metastases in EGFR-mutated cancer.",
    "Q5": "Resistance to osimertinib was most often explained by MET amplification, found in 15 of 91 tumors.",
    "Q6": "Rash and diarrhea were the commonest side effects and led to dose reductions in 4% of patients.",
}
SENTENCES = {
    "S1": "Half of the patients on osimertinib were free of progression for 17.2 months, against 9.8 months on "
    "gefitinib.",
    "T1": "The risk of progression was halved, with a hazard ratio of 0.48.",
    "S2": "Patients with EGFR-mutated cancer went longer without progression on osimertinib than on gefitinib.",
    "S3": "Severe adverse events were rarer with osimertinib, 34% against 45% with gefitinib.",
    "S4": "Osimertinib reaches the brain, where it made metastases fewer.",
    "S5": "Most resistance to osimertinib came with an amplified MET gene, in 15 of 91 tumors.",
    "S6": "Skin and bowel were hit most, and 4% of patients needed a lower dose.",
}
TEXTS = {
    "91000001": f"Osimertinib or gefitinib\n{QUOTES['Q1']} {QUOTES['Q2']} {QUOTES['Q3']}",
    "91000002": f"Osimertinib beyond the first year\n{QUOTES['Q4']} {QUOTES['Q5']} {QUOTES['Q6']}",
}
KEYS = {"src-k7f2": "91000001", "src-m3xb": "91000002"}
NAMES = {"A": "src-k7f2", "B": "src-m3xb", "A4": "k7f2", "B4": "m3xb", **QUOTES, **SENTENCES}


@cache
def replies() -> dict[str, tuple[str, list[str]]]:
    """Name -> (reply, its findings)."""
    made = {}
    blocks = re.split(r"^=== ", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for block in blocks:
        head, _, body = block.partition("\n")
        name, _, found = head.partition(" | ")
        made[name] = (body.format(**NAMES), [] if found == "none" else found.split())
    return made


def read(reply: str, step: int = 11) -> tuple[list[Draft], ReplyReader]:
    reader = ReplyReader(KEYS, TEXTS)
    drafts = [d for at in range(0, len(reply), step) for d in reader.feed(reply[at : at + step])]
    return [*drafts, *reader.close()], reader


def findings(drafts: list[Draft]) -> list[str]:
    """Each draft that quotes a record, as its quotes and sentences by name; what is no sentence of ours is "?"."""
    made = []
    for draft in drafts:
        quotes = [name for quote in draft.quotes for name in passages(quote.text, quote.pmid)]
        said = [_sentence(text) for text in (draft.text, *draft.further) if text]
        if quotes:
            made.append("+".join([*quotes, *said]))
    return made


def passages(words: str, pmid: str) -> list[str]:
    """The sentences of the records that a quote means."""
    for text in (*(TEXTS[one] for one in (pmid,) if one in TEXTS), *TEXTS.values()):
        found = nearest(words, text)
        if not isinstance(found, str):
            start, end = found
            places = {name: text.find(sentence) for name, sentence in QUOTES.items() if sentence in text}
            return [name for name, at in places.items() if at < end and start < at + len(QUOTES[name])]
    return []


def _sentence(text: str) -> str:
    return next((name for name, sentence in SENTENCES.items() if sentence == text), "?")


@pytest.mark.parametrize("name", replies())
def test_a_reply_is_read(name: str) -> None:
    """The quotes of a reply that stand in a record are found, each with the sentences that belong to it, no others."""
    reply, wanted = replies()[name]
    drafts, _ = read(reply)
    assert findings(drafts) == wanted


def test_the_set_is_large_and_hard() -> None:
    """More than 60 replies, with more than 60 findings in other forms than the one asked for."""
    found = [one for name, (_, wanted) in replies().items() if name != "as asked" for one in wanted]
    assert len(replies()) > 60
    assert len(found) > 60
    assert sum(not wanted for _, wanted in replies().values()) >= 12


@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_pieces_may_be_of_any_size(step: int) -> None:
    """A reply is read alike in single letters, in pieces and as a whole."""
    for reply, wanted in list(replies().values())[::6]:
        assert findings(read(reply, step)[0]) == wanted


@pytest.mark.parametrize(
    "name", ["no answer", "no answer, with a reason", "no answer, thought over", "JSON without an answer"]
)
def test_no_answer_is_heard(name: str) -> None:
    """A model that sees no answer says so in its own way."""
    assert read(replies()[name][0])[1].no_answer


def test_a_first_finding_is_given_before_the_last_is_read() -> None:
    """A finding is complete when the next begins."""
    reader = ReplyReader(KEYS, TEXTS)
    reply = replies()["as asked"][0]
    assert [d.text for d in reader.feed(reply[: reply.index("## Brain") + 9])] == [SENTENCES["S1"]]


def test_what_breaks_off_is_not_believed() -> None:
    """Of a reply that is cut, the last line is left out and what stood before it is given."""
    reader = ReplyReader(KEYS, TEXTS)
    begun = f"> src-k7f2 | {QUOTES['Q2']}\n- {SENTENCES['S2']}\n> src-m3xb | {QUOTES['Q4']}\n- Osimertinib reaches"
    drafts = [*reader.feed(begun), *reader.cut()]
    assert findings(drafts) == ["Q2+S2", "Q4"]


def test_a_reply_without_an_end_is_left() -> None:
    """No more than so many characters are read, in whatever form."""
    for endless in ("word " * 1000, "{" * 5000, "> src-k7f2 | " * 400, "<quote>" * 700, "[[" * 2500):
        reader = ReplyReader(KEYS, TEXTS)
        while not reader.full:
            list(reader.feed(endless + "\n"))
        list(reader.cut())
        assert reader.full
        assert LONGEST <= 100_000


def test_another_language_is_told_from_english() -> None:
    """Enough English function words make a sentence English; a short one is believed."""
    assert is_english(SENTENCES["S2"])
    assert not is_english("L'osimertinib prolonge la survie sans progression chez les malades du poumon.")
    assert is_english("Osimertinib: 17.2 months.")
