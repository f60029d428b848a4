"""The chat's HTML and form: what is untrusted stays inert, what is quoted is marked at its offsets."""

from __future__ import annotations

import re
from unicodedata import category

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.doors.chat.cards import answer_html, flagged_html, question_html
from assistant.doors.chat.form import FIELDS, form_of, patient_from_form
from assistant.doors.chat.inert import safe
from assistant.doors.chat.panel import evidence_html, sources_html
from assistant.doors.chat.turns import Turn, carried, settled
from assistant.doors.reproduce import AuditEntry
from assistant.errors import PatientError
from assistant.records.answer import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Evidence,
    Fit,
    FitItem,
    Grade,
    Hit,
    Query,
    Verdict,
)
from assistant.records.audit import AuditRecord
from assistant.records.patient import Diplotype, Patient, Variant
from ingest.records.article import Article, compose

EVIL = "<script>alert(1)</script> ${alert(2)} \" onclick='x'"
GRADE = Grade("randomized controlled trial", "2", "Oxford CEBM 2011", "publication type", 8)


def article(title: str, body: str, pmid: str = "101") -> Article:
    text, sections = compose(title, [("abstract", "RESULTS", "RESULTS", body)])
    return Article(pmid, title, text, sections)


def cited(record: Article, quote: str) -> Citation:
    start = record.text.index(quote)
    return Citation(record.pmid, quote, start, start + len(quote), "RESULTS", year=2020, flags=("digest",))


def answer_on(record: Article, *quotes: str, topic: str = "") -> Answer:
    claims = tuple(Claim(q, (cited(record, q),), Verdict("supported", 1.0), GRADE, topic) for q in quotes)
    fit = Fit((FitItem("age group", "mismatch", "8 years", "adults"),))
    evidence = (Evidence(Hit(record.pmid, 1.0, {"words": 1}, record), GRADE, fit),)
    return Answer(question="q", status="answered", claims=claims, evidence=evidence, query=Query("q", "q"))


@given(st.text())
def test_safe_text_is_inert(text: str) -> None:
    """No character that HTML or the page's templates act on survives, nor one that shows text as other than it is."""
    assert not set(safe(text)) & set("<>\"'${")
    assert not {mark for mark in safe(f"{text}\x9b\u202e\u200b") if category(mark) in ("Cc", "Cf") and mark != "\n"}


def test_untrusted_text_is_inert_everywhere() -> None:
    """Markup in a title, an abstract, a question, a topic or a note is shown, not run."""
    record = article(EVIL, f"The drug {EVIL} worked well in all.")
    answer = answer_on(record, f"The drug {EVIL} worked well in all.", topic=EVIL)
    page = answer_html(answer, 1) + evidence_html(answer, answer.evidence, answer.claims, 1) + question_html(EVIL)
    assert "<script" not in page
    assert "${" not in page
    assert "onclick='" not in page


def test_a_citation_links_to_its_card() -> None:
    """Each numbered link of the answer has its target in the evidence, and the quote is marked there."""
    record = article("A title", "First finding is here. Second finding is there.")
    answer = answer_on(record, "First finding is here.", "Second finding is there.")
    links = re.findall(r'href="#(t3c\w+)"', answer_html(answer, 3, whole=False))
    panel = evidence_html(answer, answer.evidence, answer.claims, 3)
    assert links == ["t3c1a", "t3c1b"]
    assert all(f'id="{link}"' in panel for link in links)
    assert re.findall(r"<mark>(.*?)</mark>", panel) == ["First finding is here.", "Second finding is there."]


def test_the_bottom_line_stands_before_all_else() -> None:
    """The first words of the answer are those of its first finding, with its link; while findings still come there
    is none."""
    answer = answer_on(article("A title", "First finding is here."), "First finding is here.")
    answer = msgspec.structs.replace(answer, limits=("Nothing is on children.",))
    page = answer_html(answer, 1)
    said = re.sub(r"<[^>]+>", "", page)
    assert said.startswith("Bottom line First finding is here. [1]1 finding of 1 study, a randomized controlled trial")
    assert page.index("vouch-bottom") < page.index("Before you read on") < page.index('<li class="vouch-claim"')
    assert "Bottom line" not in answer_html(answer, 1, whole=False)


def test_a_card_links_back_to_the_first_finding_that_cites_it() -> None:
    """Each number on a card leads to one place in the answer, though two findings cite the same words."""
    record = article("A title", "First finding is here. Second finding is there.")
    answer = answer_on(record, "First finding is here.", "Second finding is there.", "First finding is here.")
    page = answer_html(answer, 3)
    back = re.findall(r'href="#(t3f\w+)"', evidence_html(answer, answer.evidence, answer.claims, 3))
    assert back == ["t3f1a", "t3f1b"]
    assert [page.count(f'id="{place}"') for place in back] == [1, 1]


def test_an_earlier_answer_keeps_its_sources() -> None:
    """Below an answer of an earlier turn its cited cards stand, so that its links still lead somewhere."""
    record = article("A title", "First finding is here.")
    answer = answer_on(record, "First finding is here.")
    assert 'id="t1c1"' in sources_html(answer, 1)
    assert sources_html(answer_on(record), 1) == ""


def test_words_of_an_emergency_stand_first() -> None:
    """What to do now comes before the findings, as an alert."""
    record = article("A title", "First finding is here.")
    answer = msgspec.structs.replace(answer_on(record, "First finding is here."), warning="Call a poison center now.")
    page = answer_html(answer, 1)
    assert page.index("Call a poison center now.") < page.index("First finding is here.")
    assert 'role="alert"' in page
    assert answer.to_markdown().index("poison center") < answer.to_markdown().index("Bottom line")


def test_a_quote_from_the_title_is_marked_in_the_title() -> None:
    """A citation of the title marks the card's heading and nothing of the abstract."""
    record = article("Drug A cures mice of disease B", "Something else.")
    panel = evidence_html(None, (e := answer_on(record, "Drug A cures mice of disease B")).evidence, e.claims, 1)
    assert "<mark>Drug A cures mice of disease B</mark></h4>" in panel
    assert panel.count("<mark>") == 1


def test_a_mismatch_with_the_patient_is_said() -> None:
    """A study on another age group says so on its card, in words."""
    answer = answer_on(article("T", "A finding."), "A finding.")
    assert "age group: <strong>mismatch</strong> (this case: 8 years; study: adults)" in evidence_html(
        answer, answer.evidence, answer.claims, 1
    )


def test_an_abstention_says_why_and_what_is_near() -> None:
    """An abstention shows its reason, what was searched and the nearest records, marked as no answer."""
    record = article("Near title", "Text.")
    gone = Abstention("not in library", "ZZTOP9 is mentioned in none.", ("words: ZZTOP9",), ("101",))
    evidence = answer_on(record).evidence
    answer = Answer(question="q", status="abstained", abstention=gone, evidence=evidence, query=Query("q", "q"))
    shown = answer_html(answer, 1)
    assert "No answer: not in library" in shown
    assert "Nearest records, not an answer" in shown
    assert "Near title" in shown


def test_the_form_makes_a_record() -> None:
    """Lines of the form become conditions, variants, diplotypes and medications."""
    values = dict.fromkeys(FIELDS) | {
        "age": 61,
        "sex": "female",
        "variants": "EGFR exon 19 deletion\nMET amplification",
        "diplotypes": "CYP2C19 *2/*2",
        "medications": "omeprazole; aspirin",
    }
    patient = patient_from_form(values)
    assert patient is not None
    assert patient.variants == (Variant("EGFR", "exon 19 deletion"), Variant("MET", "amplification"))
    assert patient.diplotypes == (Diplotype("CYP2C19", "*2/*2"),)
    assert patient.medications == ("omeprazole", "aspirin")


def test_an_empty_form_is_no_patient() -> None:
    """A form left alone gives no patient at all."""
    assert patient_from_form({**dict.fromkeys(FIELDS, ""), "sex": "not given"}) is None


def test_a_line_without_a_gene_is_named() -> None:
    """A variant line that is one word is an error that shows how to write it."""
    with pytest.raises(PatientError, match="'amplification' should be a gene"):
        patient_from_form({"variants": "amplification"})


def test_a_record_fills_the_form_and_the_form_counts() -> None:
    """What the form still shows of a record is the record's own value, zygosity and all; what was changed or emptied
    in the form is as the form has it; what has no field comes from the record."""
    variant = Variant("BRCA1", "c.68_69del", zygosity="heterozygous", origin="germline")
    record = Patient(age=5, variants=(variant,), medications=("omeprazole",), performance_status=1)
    shown = form_of(record)
    assert patient_from_form(shown, record) == record
    changed = patient_from_form({**shown, "age": "6", "medications": ""}, record)
    assert changed == Patient(age=6, variants=(variant,), performance_status=1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"age": "x"}, "age should be a number of years, not 'x'"),
        ({"age": "131"}, "age"),
        ({"age": "nan"}, "age"),
        ({"line": "2.5"}, "line"),
        ({"line": "0"}, "line"),
        ({"line": "late"}, "line of therapy should be a whole number"),
    ],
)
def test_a_number_that_is_none_is_named(values: dict[str, str], said: str) -> None:
    """An age or a line that cannot be is an error that names the field."""
    with pytest.raises(PatientError, match=said):
        patient_from_form(values)


def test_a_newborn_has_an_age() -> None:
    """Zero is an age where it was typed, and none where nothing was."""
    assert patient_from_form({"age": "0"}) == Patient(age=0)
    assert patient_from_form({"age": "0,5"}) == Patient(age=0.5)
    assert patient_from_form({"age": ""}) is None


def test_earlier_questions_go_along_while_the_patient_is_the_same() -> None:
    """Facts may be added between questions; once one is changed or gone, nothing asked before is read along."""
    answer = Answer(question="q", status="answered", query=Query("q", "q"))
    past = [Turn("1", answer, None), Turn("2", answer, Patient(age=61)), Turn("3", answer, Patient(age=61, sex="male"))]
    assert carried(past, Patient(age=61, sex="male", stage="IV")) == ["1", "2", "3"]
    assert carried(past, Patient(age=61)) == []
    assert carried(past, Patient(age=8, sex="male")) == []
    assert carried(past, None) == []
    alone = [*past, Turn("4", answer, Patient(age=8), alone=True)]
    assert carried(alone, Patient(age=8)) == ["4"]


def test_questions_that_the_form_counts_are_settled() -> None:
    """A form that was filled with the case after an answer counts the questions up to it, and no later one."""
    cases = (Patient(age=61), Patient(age=61, pregnant=True), Patient(age=61, pregnant=True, stage="IV"))
    past = [Turn("q", Answer(question="q", status="answered", query=Query("q", "q"), case=case)) for case in cases]
    asked = ["1", "2", "3"]
    assert [settled(past, asked, case) for case in cases] == [1, 2, 3]
    assert settled(past, asked[1:], cases[1]) == 1
    assert settled(past, asked[2:], cases[1]) == 0
    assert settled(past, asked, Patient(age=8)) == 0
    assert settled(past, asked, None) == 0
    assert settled(past, [], cases[2]) == 0


def test_overlapping_quotes_are_each_marked() -> None:
    """Where two quotes overlap, the part in common is of both, and the text reads on as it is."""
    record = article("T", "Drug A cures mice of disease B in weeks.")
    at = record.text.index("Drug A")
    first, second = (
        Citation("101", record.text[at + left : at + right], at + left, at + right, "abstract")
        for left, right in ((0, 17), (7, 30))
    )
    answer = answer_on(record, "Drug A cures mice")
    claim = msgspec.structs.replace(answer.claims[0], citations=(first, second))
    panel = evidence_html(None, answer.evidence, (claim,), 1)
    marks = re.findall(r'data-quotes="([\w ]+)"[^>]*></span><mark>([^<]*)</mark>', panel)
    assert marks == [("1a", "Drug A "), ("1a 1b", "cures mice"), ("1b", " of disease B")]
    assert all(f'id="t1q{number}"' in panel for number in ("1a", "1b"))


def test_an_emergency_is_an_alert_and_not_an_answer() -> None:
    """A redirection says to get help, as an alert, claims no writer and no search, and shows no evidence."""
    abstention = Abstention("emergency", "Call your local emergency number now.")
    answer = Answer(question="q", status="redirected", abstention=abstention, query=Query("q", "q"))
    shown = answer_html(answer, 1)
    assert re.search(r'role="alert"><h3>Get help now</h3><p>Call your local emergency number', shown)
    assert "Written by" not in shown
    assert "Nothing was searched" in evidence_html(answer, (), (), 1)


def test_what_the_reader_must_know_is_not_folded_away() -> None:
    """Notes on retracted records and dropped sentences stand open; how the question was read is folded."""
    query = Query("q", "q", notes=("An abbreviation was left alone.",))
    notes = ("1 record that would have ranked left out: retracted.",)
    shown = answer_html(Answer(question="q", status="answered", notes=notes, query=query), 1)
    folded = re.search(r"<details.*</details>", shown)
    assert folded
    assert notes[0] not in folded[0]
    assert query.notes[0] in folded[0]


def test_past_answers_whose_evidence_changed_are_named() -> None:
    """Each flagged answer is listed with its date, id and what happened, inert; none gives an empty panel."""
    record = AuditRecord(
        id="20260101-ab", at="2026-01-01T10:00:00", status="answered", question_sha256="0", question=EVIL
    )
    shown = flagged_html([AuditEntry(record, ("PMID 101 was retracted since",))])
    assert "1 past answer cites" in shown
    assert all(said in shown for said in ("20260101-ab", "2026-01-01", "PMID 101 was retracted since"))
    assert "<script" not in shown
    assert flagged_html([]) == ""


def test_a_grave_flag_comes_first_and_looks_it() -> None:
    """An expression of concern stands before "abstract only", in the style of a warning."""
    import msgspec

    record = article("A trial", "The drug worked well in all.")
    answer = answer_on(record, "The drug worked well in all.")
    marked = msgspec.structs.replace(answer.claims[0].citations[0], flags=("abstract only", "expression of concern"))
    claim = msgspec.structs.replace(answer.claims[0], citations=(marked,))
    shown = answer_html(msgspec.structs.replace(answer, claims=(claim,)), 1)
    assert shown.index("vouch-grave") < shown.index(">abstract only<")
