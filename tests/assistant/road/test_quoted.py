"""From what a model offers to findings: whole sentences of the record, on this case."""

from __future__ import annotations

import pytest

from assistant.records.answer import Draft, Quote
from assistant.road.quoted import Quoted
from tests.assistant.made_records import EGFR_REVIEW, EGFR_TRIAL, article, drug, evidence, gene, query

ASKED = query("Is osimertinib better than gefitinib in EGFR-mutated cancer?", gene("EGFR"), drug("osimertinib"))
LONGER = "Osimertinib prolonged progression-free survival compared with gefitinib in EGFR-mutated cancer."
ITEMS = tuple(evidence(ASKED, EGFR_TRIAL, EGFR_REVIEW))
PMID = EGFR_TRIAL.pmid


def quoted() -> Quoted:
    return Quoted(ASKED, None, ITEMS, ())


def texts(*quotes: str, said: str = "") -> list[str]:
    heard = quoted().heard(Draft(said, tuple(Quote(PMID, quote) for quote in quotes)))
    return [claim.text for claim in heard.claims] if heard else []


def test_a_clipped_quote_is_completed_to_its_sentence() -> None:
    """What a finding leaves off could be what limits it."""
    assert texts("prolonged progression-free survival compared with gefitinib") == [LONGER]


def test_the_citation_spans_the_finding() -> None:
    """The text of the claim is the record's, at the offsets of its first citation."""
    heard = quoted().heard(Draft("", (Quote(PMID, LONGER.lower()),)))
    assert heard is not None
    (claim,) = heard.claims
    (citation,) = claim.citations
    assert claim.text == citation.quote == EGFR_TRIAL.text[citation.start : citation.end] == LONGER
    assert claim.verdict.label == "supported"
    assert (claim.wording, claim.judged_by) == ("", "")


@pytest.mark.parametrize(
    "quote",
    [
        EGFR_TRIAL.title,
        "We randomly assigned 412 adults with untreated EGFR-mutated lung cancer to one of two drugs.",
        "Osimertinib cured all of the patients with EGFR-mutated cancer.",
        "of one of two drugs",
    ],
    ids=["title", "methods", "invented", "too short"],
)
def test_what_is_no_finding_is_dropped(quote: str) -> None:
    """A title beside an abstract, a method, and what stands nowhere are none, and are counted."""
    held = quoted()
    assert held.heard(Draft("It is so.", (Quote(PMID, quote),))) is None
    assert held.dropped == 1


def test_a_wording_may_rest_on_who_was_studied() -> None:
    """A method quoted beside a finding is no finding of its own, and goes with the sentence on both."""
    who = "We randomly assigned 412 adults with untreated EGFR-mutated lung cancer to one of two drugs."
    held = quoted()
    heard = held.heard(Draft("In 412 adults osimertinib did better.", (Quote(PMID, LONGER), Quote(PMID, who))))
    assert heard is not None
    assert [claim.text for claim in heard.claims] == [LONGER]
    assert [citation.quote for citation in heard.citations] == [LONGER, who]
    assert held.together(heard, "In 412 adults osimertinib did better.", "checks").citations[1].quote == who
    assert held.dropped == 0


def test_a_sentence_with_an_invented_quote_is_not_heard() -> None:
    """Beside a true quote an invented one costs the sentence, and the true quote stands."""
    heard = quoted().heard(
        Draft("It cured all.", (Quote(PMID, LONGER), Quote(PMID, "Osimertinib cured all of the patients at once.")))
    )
    assert heard is not None
    assert [claim.text for claim in heard.claims] == [LONGER]
    assert heard.wordings == ()


def test_a_quote_spliced_within_a_sentence_is_that_sentence() -> None:
    """What an ellipsis leaves out is shown again."""
    assert texts("Osimertinib prolonged progression-free survival ... in EGFR-mutated cancer") == [LONGER]


def test_a_quote_of_a_whole_abstract_is_one_sentence() -> None:
    """Of more than three sentences one is the finding."""
    (text,) = texts(EGFR_TRIAL.text.partition("\n")[2].replace("\n", " "))
    assert text in EGFR_TRIAL.text
    assert len(text) < 200


def test_another_gene_is_no_finding() -> None:
    """A sentence on another gene, in a record that does not name the asked one, is on another case."""
    other = article(
        "90000005", "Alpelisib in PIK3CA", "Alpelisib prolonged survival in 90 adults with PIK3CA mutations."
    )
    held = Quoted(ASKED, None, tuple(evidence(ASKED, EGFR_TRIAL, other)), ())
    assert held.heard(Draft("", (Quote(other.pmid, other.text.partition("\n")[2]),))) is None


def test_a_finding_is_the_same_however_it_was_quoted() -> None:
    """Two quotes of one sentence are one finding."""
    held = quoted()
    first = held.heard(Draft("", (Quote(PMID, LONGER),)))
    second = held.heard(Draft("More.", (Quote(PMID, LONGER[:60]),)))
    assert first is not None
    assert second is not None
    assert first.claims == second.claims
