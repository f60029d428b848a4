"""Verification: a table of sentences, evidence and verdicts; then what must hold for any of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records.answer import Quote
from assistant.verify.checks import CHECKS
from assistant.verify.verify import verify_citations, verify_claim
from ingest.records.article import Article, compose

TABLE = Path(__file__).parents[1] / "tables" / "verify.tsv"
ROWS = [row.split("\t") for row in TABLE.read_text(encoding="utf-8").splitlines()[1:]]

TITLE = "Vemurafenib for BRAF V600E melanoma."
ABSTRACT = (
    "We treated 412 adults. Overall survival was not longer with vemurafenib than with “temozolomide” – a surprise. "
    "Rash was seen in 37% of women, and it was ineffective in patients with brain metastases."
)


def article() -> Article:
    """A record of our own with a title, a labeled section and unusual quotation marks and dashes."""
    text, sections = compose(TITLE, [("abstract", "RESULTS", "RESULTS", ABSTRACT)])
    return Article(pmid="990000001", title=TITLE, text=text, sections=sections)


@pytest.mark.parametrize(("check", "sentence", "evidence", "label"), ROWS, ids=[f"{r[0]}: {r[1][:40]}" for r in ROWS])
def test_gives_the_verdict_of_the_table(check: str, sentence: str, evidence: str, label: str) -> None:
    """The label is the table's, and when it is not "supported" the named check or a sister of it has failed."""
    verdict = verify_claim(sentence, evidence)
    assert verdict.label == label
    assert (label == "supported") == all(one.passed is not False for one in verdict.checks)
    assert check in {one.name for one in verdict.checks}


@pytest.mark.parametrize(
    "name", ["numbers", "drugs", "genes", "variants", "negation", "direction", "sides", "population"]
)
def test_every_check_that_matters_fails_somewhere_in_the_table(name: str) -> None:
    """No check is decoration: some row of its own fails by it."""
    mine = [row for row in ROWS if row[0] == name and row[3] != "supported"]
    failed = [one.name for row in mine for one in verify_claim(row[1], row[2]).checks if one.passed is False]
    assert name in failed


def test_each_check_reports_once_with_a_sentence() -> None:
    """A verdict shows every check of the list in order, each with a reason a reader can understand."""
    verdict = verify_claim("Survival was longer in 12 patients.", "Survival was longer in 12 patients.")
    assert len(verdict.checks) == len(CHECKS)
    assert all(one.reason.endswith(".") and " " in one.reason for one in verdict.checks)
    assert 0.0 <= verdict.score <= 1.0


@pytest.mark.parametrize(("sentence", "evidence"), [("", "Evidence."), ("A sentence.", ""), (" ", "\n")])
def test_nothing_is_never_support(sentence: str, evidence: str) -> None:
    """An empty side gives "not enough" and says so."""
    assert verify_claim(sentence, evidence).label == "not_enough"


def test_any_sentence_of_the_evidence_is_supported_by_it() -> None:
    """Verbatim sentences pass, whatever stands around them."""
    evidence = "\n".join(row[2] for row in ROWS)
    assert all(verify_claim(row[2], evidence).label == "supported" for row in ROWS)


def test_a_title_may_name_the_drug_but_gives_no_numbers() -> None:
    """Context supplies names and groups only."""
    said = "Vemurafenib gave longer survival in 80% of patients."
    shown = "The drug gave longer survival in 80% of patients."
    assert verify_claim(said, shown).label == "not_enough"
    assert verify_claim(said, shown, context="Vemurafenib in melanoma").label == "supported"
    hidden = "The drug gave longer survival in most patients."
    assert verify_claim(said, hidden, context="Vemurafenib in 80%").label != "supported"


def test_a_quote_becomes_a_citation_with_the_records_own_characters() -> None:
    """Quotation marks, dashes and blanks may differ; the citation holds what the record prints."""
    record = article()
    quote = Quote(record.pmid, 'not longer with vemurafenib than with "temozolomide" - a  surprise')
    text = "Overall survival was not longer with vemurafenib than with temozolomide."
    verdict, citations = verify_citations(text, [quote], {record.pmid: record})
    assert verdict.label == "supported"
    (citation,) = citations
    assert citation.quote == record.text[citation.start : citation.end]
    assert "“temozolomide” – a surprise" in citation.quote
    assert citation.section == "RESULTS"


def test_a_quote_cannot_leave_out_the_negation_before_it() -> None:
    """What stands around the quote in its sentence is part of the evidence."""
    record = article()
    quote = Quote(
        record.pmid, "longer with vemurafenib than with temozolomide".replace("temozolomide", "“temozolomide”")
    )
    text = "Overall survival was longer with vemurafenib than with temozolomide."
    verdict, _ = verify_citations(text, [quote], {record.pmid: record})
    assert verdict.label == "contradicted"


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("Rash was seen in 73% of women", "does not stand"),
        ("We treated 412 adults ... Rash was seen in 37% of women", "spliced"),
        ("412 adults", "too short"),
        ("effective in patients with brain metastases", "inside a word"),
    ],
)
def test_what_is_no_quote_is_refused_and_its_sentence_with_it(quote: str, reason: str) -> None:
    """Invented, spliced, short and cut quotes give no citation and no support."""
    record = article()
    verdict, citations = verify_citations("We treated 412 adults.", [Quote(record.pmid, quote)], {record.pmid: record})
    assert verdict.label == "not_enough"
    assert citations == ()
    assert reason in verdict.checks[0].reason


def test_one_invented_quote_spoils_the_sentence() -> None:
    """A good quote beside an invented one does not make the sentence a finding."""
    record = article()
    quotes = [Quote(record.pmid, "Rash was seen in 37% of women"), Quote("990000002", "Rash was seen in 37% of women")]
    verdict, citations = verify_citations("Rash was seen in 37% of women.", quotes, {record.pmid: record})
    assert verdict.label == "not_enough"
    assert len(citations) == 1
    assert "990000002" in verdict.checks[0].reason


def test_a_sentence_without_a_quote_is_not_supported() -> None:
    """No quote, no finding."""
    assert verify_citations("Rash is common.", [], {})[0].label == "not_enough"


def test_what_stands_there_is_not_held_against_its_neighbors() -> None:
    """A sentence that the evidence has word for word passes, though the next one says the opposite of other people."""
    one = "Carriers of the T allele had a lower clearance of warfarin than CC homozygotes."
    other = "In the replication cohort T allele carriers had a higher clearance of warfarin than CC homozygotes."
    again = "Here too T allele carriers had a higher clearance of warfarin."
    assert verify_claim(one, f"{one} {other} {again}").label == "supported"


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Exercise cheers people up.", "Daily walks raised the mood of all who took part."),
        ("Erlotinib cheers people up.", "Daily walks raised the mood of all who took part."),
    ],
)
def test_a_free_wording_is_said_to_be_for_a_judge(sentence: str, evidence: str) -> None:
    """Checks do not read: what is in words of its own, true or not, is not enough, and the last check says why."""
    verdict = verify_claim(sentence, evidence)
    assert verdict.label == "not_enough"
    assert verdict.checks[-1].name == "reading"
    assert "worded freely" in verdict.checks[-1].reason


def test_a_line_break_is_no_other_wording() -> None:
    """A sentence that stands in its evidence but for line breaks is supported, and no judge is missed."""
    verdict = verify_claim("The drug helps.", "We asked.\nThe drug\nhelps.")
    assert verdict.label == "supported"
    assert "reading" not in {check.name for check in verdict.checks}
