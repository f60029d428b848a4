"""The contracts other programs hold on to, over a real library of the digests that ship."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Delta, EvidenceFound, Patient, Settings, Stage, Variant
from assistant.errors import BadQuestion
from ingest.errors import LibraryMissing
from ingest.records.filters import Filters

CLOPIDOGREL = "A patient with CYP2C19 *2/*2 takes clopidogrel after a stent: what is known of it?"
EXON19 = "For an EGFR exon 19 deletion, which EGFR inhibitor should come first, and why?"


@pytest.fixture(scope="module")
def assistant(starter_library: Path) -> Iterator[Assistant]:
    """Opened once, since it loads its models anew each time."""
    with Assistant.open(library=starter_library, audit=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "named"),
    [
        (CLOPIDOGREL, "clopidogrel"),
        (EXON19, "exon 19 deletion"),
        ("Which dose of fluorouracil suits an intermediate metabolizer of DPYD?", "DPYD"),
        ("What was found of imatinib for a GIST that has a KIT exon 11 mutation?", "imatinib"),
    ],
)
def test_every_quote_is_in_its_record(assistant: Assistant, question: str, named: str) -> None:
    """An answered question has claims, and each citation's offsets give back its quote from the record."""
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert any(named.lower() in claim.text.lower() for claim in answer.claims)
    for claim in answer.claims:
        assert claim.verdict.label == "supported"
        assert claim.citations
        for citation in claim.citations:
            record = assistant.library.get(citation.pmid, citation.revision)
            assert record is not None
            assert record.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "What do ZZTOP9 mutations mean in blargoma?",
        "Is quuxonib of use in lung cancer with EGFR T790M?",
        "How is KRAS G12C treated in florbitis?",
    ],
)
def test_a_name_no_record_mentions_gets_no_answer(assistant: Assistant, question: str) -> None:
    """An unknown gene, drug or disease ends in an abstention that says what was searched."""
    answer = assistant.ask(question)
    assert answer.status == "abstained"
    assert answer.claims == ()
    assert answer.abstention is not None
    assert answer.abstention.reason in ("not in library", "wrong variant")
    assert answer.searched


def test_an_emergency_is_redirected_without_a_search(assistant: Assistant) -> None:
    """An emergency gets a redirection, and nothing was searched."""
    answer = assistant.ask("My wife collapsed and cannot breathe after her crizotinib")
    assert answer.status == "redirected"
    assert answer.evidence == ()


def test_the_stream_ends_in_the_answer_it_told(assistant: Assistant) -> None:
    """Stages come first, evidence once, then each claim as a Delta, and the Answer, last, holds those claims."""
    events = list(assistant.stream(CLOPIDOGREL))
    last = events[-1]
    assert isinstance(last, Answer)
    assert isinstance(events[0], Stage)
    assert sum(isinstance(event, EvidenceFound) for event in events) == 1
    assert [event.claim for event in events if isinstance(event, Delta)] == list(last.claims)


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    """Two runs of one question differ in nothing but their timings."""
    first, second = assistant.ask(EXON19).to_dict(), assistant.ask(EXON19).to_dict()
    first.pop("timings"), second.pop("timings")
    assert first == second


def test_the_patient_shapes_the_answer(assistant: Assistant) -> None:
    """The patient's variant is searched for, and the answer says which facts it used."""
    patient = Patient(age=61, conditions=("lung cancer",), variants=(Variant("EGFR", "T790M"),))
    answer = assistant.ask("Which targeted therapy is supported?", patient)
    used = dict(answer.query.patient_facts)
    assert "T790M" in used.get("variants", "")
    assert any("T790M" in claim.text for claim in answer.claims)


def test_a_follow_up_knows_what_was_asked(assistant: Assistant) -> None:
    """A follow-up that names no drug is answered on the earlier question's."""
    answer = assistant.ask("And for intermediate metabolizers?", history=[CLOPIDOGREL])
    assert {"CYP2C19", "clopidogrel"} <= {concept.name for concept in answer.query.concepts}


def test_search_tells_its_ranks(assistant: Assistant) -> None:
    """Hits come best first, each with its rank in the legs that found it."""
    hits = assistant.search("DPYD fluorouracil toxicity", k=5)
    assert 0 < len(hits) <= 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.ranks and set(hit.ranks) <= {"words", "vectors", "rerank"} for hit in hits)
    assert any("DPYD" in hit.article.text for hit in hits[:2])


def test_search_keeps_to_its_filters(assistant: Assistant) -> None:
    """A filter on the year and the type holds for every hit."""
    wished = Filters(year_from=2015, publication_types=("Randomized Controlled Trial",))
    hits = assistant.search("lung cancer", k=20, filters=wished)
    assert hits
    assert all((hit.article.year or 0) >= 2015 for hit in hits)
    assert all("Randomized Controlled Trial" in hit.article.publication_types for hit in hits)


@pytest.mark.parametrize("text", ['EGFR" OR *:*', "title:EGFR AND (", "~^\\", "a" * 5000, "EGFR\x00T790M", "🧬 EGFR"])
def test_no_text_breaks_the_search(assistant: Assistant, text: str) -> None:
    """Query syntax, control characters and very long text are words to search for, never an error."""
    assert isinstance(assistant.search(text, k=3), list)


def test_an_empty_question_is_an_error(assistant: Assistant) -> None:
    """An empty question raises BadQuestion."""
    with pytest.raises(BadQuestion):
        assistant.ask("  ")


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    """Opening a folder without a library names the folder and the cure."""
    with pytest.raises(LibraryMissing, match="nowhere"):
        Assistant.open(library=tmp_path / "nowhere")


def test_the_answer_travels_as_json(assistant: Assistant) -> None:
    """`to_json` is `to_dict`, and carries claims with their citations, verdict and grade."""
    answer = assistant.ask(CLOPIDOGREL)
    plain = json.loads(answer.to_json())
    assert plain == json.loads(json.dumps(answer.to_dict()))
    claim = plain["claims"][0]
    assert {"text", "citations", "verdict", "grade"} <= set(claim)
    assert {"pmid", "quote", "start", "end", "section"} <= set(claim["citations"][0])


def test_markdown_carries_every_claim_and_reference(assistant: Assistant) -> None:
    """The Markdown names each cited PMID and links it."""
    answer = assistant.ask(CLOPIDOGREL)
    text = answer.to_markdown()
    assert all(f"https://pubmed.ncbi.nlm.nih.gov/{c.pmid}/" in text for claim in answer.claims for c in claim.citations)


def test_settings_can_be_given_whole(starter_library: Path) -> None:
    """`Assistant.open` takes a Settings record, and changes on top of it."""
    settings = Settings(library=str(starter_library), audit=False)
    with Assistant.open(settings, evidence=3) as opened:
        assert len(opened.ask(CLOPIDOGREL).evidence) <= 3


def test_a_question_in_a_read_only_library_is_answered(starter_library: Path, tmp_path: Path) -> None:
    """Where no audit record can be written, the answer says so and is not lost."""
    library = tmp_path / "library"
    shutil.copytree(starter_library, library)
    (library / "audit").write_text("in the way", encoding="utf-8")
    with Assistant.open(library=library) as opened:
        answer = opened.ask(CLOPIDOGREL)
    assert answer.status == "answered"
    assert any("No audit record was left" in note for note in answer.notes)
