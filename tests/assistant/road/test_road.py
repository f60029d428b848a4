"""Abstention and integrity over the whole road, on a small library of invented records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.records.patient import Patient
from ingest.library.library import Library
from ingest.records.article import Article, Correction
from ingest.records.filters import Filters
from tests.assistant.made_records import article

ASPIRIN = "Does aspirin reduce recurrent stroke?"
SOUND = article(
    "92000001",
    "Aspirin after stroke: a randomized trial",
    [("RESULTS", "Aspirin reduced recurrent stroke by 20% over two years in 900 adults.")],
    types=("Randomized Controlled Trial",),
)
CONCERN = article(
    "92000002",
    "Aspirin and recurrent stroke in a registry",
    [("RESULTS", "Aspirin users had 30% fewer recurrent strokes in 4,000 adults of the registry.")],
    types=("Observational Study",),
)
RETRACTED = article(
    "92000003",
    "Aspirin prevents recurrent stroke entirely",
    [("RESULTS", "Aspirin reduced recurrent stroke by 99% in a trial of stroke patients given aspirin.")],
    types=("Journal Article", "Retracted Publication"),
)
BARE = article("92000004", "Aspirin and stroke", "Aspirin lowered recurrent stroke from 12% to 9% within one year.")
OTHERS = [
    article(
        "92000005", "BRAF V600E melanoma", "Vemurafenib prolonged survival in BRAF V600E melanoma in 300 patients."
    ),
    article("92000006", "Metformin in diabetes", "Metformin lowered glucose in 200 adults with type 2 diabetes."),
    article("92000007", "Psoriasis in the north", "Psoriasis was found in 3% of 5,000 adults of the north."),
]


def noted(record: Article, *kinds: str) -> Article:
    """The record with PubMed's links of these kinds."""
    import msgspec

    return msgspec.structs.replace(record, corrections=tuple(Correction(kind=kind, pmid="92000099") for kind in kinds))


def opened(path: Path, records: Sequence[Article]) -> Assistant:
    with Library.open(path, create=True) as library, library.writing() as writer:
        writer.store(records, source="test")
    return Assistant.open(library=path, audit=False)


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with opened(tmp_path, [SOUND, noted(CONCERN, "ExpressionOfConcernIn", "ErratumIn"), RETRACTED, BARE, *OTHERS]) as a:
        yield a


def flags(answer: Answer) -> dict[str, tuple[str, ...]]:
    return {citation.pmid: citation.flags for claim in answer.claims for citation in claim.citations}


def test_a_retracted_record_supports_nothing_and_is_counted(assistant: Assistant) -> None:
    """The retracted record that would have ranked is left out, and the reader is told how many were."""
    answer = assistant.ask(ASPIRIN)
    assert answer.status == "answered"
    assert RETRACTED.pmid not in flags(answer)
    assert RETRACTED.pmid not in {item.article.pmid for item in answer.evidence}
    assert any(note.startswith("1 record that would have ranked left out: retracted") for note in answer.notes)


def test_a_retraction_notice_is_no_study(tmp_path: Path) -> None:
    """The notice of a retraction supports nothing either, and is not counted among the retracted records."""
    notice = article(
        "92000009",
        "Retraction: Aspirin prevents recurrent stroke entirely",
        "The trial in which aspirin reduced recurrent stroke by 99% is retracted.",
        types=("Retraction of Publication",),
    )
    with opened(tmp_path, [SOUND, RETRACTED, notice, *OTHERS]) as assistant:
        answer = assistant.ask(ASPIRIN)
    assert {item.article.pmid for item in answer.evidence} & {notice.pmid, RETRACTED.pmid} == set()
    assert any(note.startswith("1 record that would have ranked left out: retracted") for note in answer.notes)


def test_every_door_says_what_is_known_of_the_record(assistant: Assistant, tmp_path: Path) -> None:
    """Markdown, the chat's cards and the report show concern, erratum, unknown and abstract-only, and the count."""
    from assistant.doors.chat.cards import answer_html
    from assistant.doors.chat.panel import evidence_html
    from assistant.report.render import full_markdown, full_report

    answer = assistant.ask(ASPIRIN)
    shown = {
        "markdown": answer.to_markdown(),
        "answer": answer_html(answer, 1),
        "report": full_report(answer),
        "report as markdown": full_markdown(answer),
        "json": answer.to_json(),
    }
    signals = ("expression of concern", "erratum", "retraction unknown", "abstract only", "left out: retracted")
    assert {door: [s for s in signals if s not in text] for door, text in shown.items()} == {d: [] for d in shown}
    panel = evidence_html(answer, answer.evidence, answer.claims, 1)
    assert all(signal in panel for signal in signals[:4])


@pytest.mark.parametrize("wish", ["include", "only"])
def test_a_retracted_record_supports_nothing_even_when_asked_for(assistant: Assistant, wish: str) -> None:
    """A search that includes retracted records shows them as evidence, marked, and quotes none."""
    answer = assistant.ask(ASPIRIN, filters=Filters(retracted=wish))  # type: ignore[arg-type]  # one of its values
    shown = {item.article.pmid: item.flags for item in answer.evidence}
    assert "retracted" in shown[RETRACTED.pmid]
    assert RETRACTED.pmid not in flags(answer)


def test_a_library_of_retracted_records_answers_nothing(tmp_path: Path) -> None:
    """With nothing but a retracted record there is no answer; the filter that emptied the result is named."""
    with opened(tmp_path, [RETRACTED]) as assistant:
        answer = assistant.ask(ASPIRIN)
    assert answer.abstention is not None
    assert answer.abstention.reason == "nothing found"
    assert any("retracted" in said for said in answer.abstention.emptied_by)


def test_concern_and_erratum_stand_on_the_citation(assistant: Assistant) -> None:
    """An expression of concern and an erratum are flags of every citation of that record."""
    cited = flags(assistant.ask(ASPIRIN))
    assert {"expression of concern", "erratum"} <= set(cited[CONCERN.pmid])
    assert not {"expression of concern", "erratum"} & set(cited[SOUND.pmid])


def test_unknown_is_said_as_unknown(assistant: Assistant) -> None:
    """A record without publication types says that its retraction is unknown; one with them does not."""
    cited = flags(assistant.ask(ASPIRIN))
    assert "retraction unknown" in cited[BARE.pmid]
    assert "retraction unknown" not in cited[SOUND.pmid]


def test_abstract_only_and_digest_are_said(tmp_path: Path) -> None:
    """A citation says whether its record is a digest or the abstract alone."""
    digest = article("92000008", SOUND.title, "Aspirin reduced recurrent stroke by 22% in adults.", types=("Digest",))
    with opened(tmp_path, [digest, BARE]) as assistant:
        cited = flags(assistant.ask(ASPIRIN))
    assert "digest" in cited[digest.pmid]
    assert "abstract only" in cited[BARE.pmid]


@pytest.mark.parametrize(
    ("question", "reason", "said"),
    [
        ("Does aspirin help in psoriasis?", "wrong disease", "psoriasis"),
        ("Does metformin prolong survival with BRAF V600E?", "too little evidence", "together"),
        ("Which drug works against BRAF L999Q?", "wrong variant", "L999Q"),
        ("Is aspirin better than metformin?", "too little evidence", "together"),
        ("Does quuxonib reduce stroke?", "not in library", "quuxonib"),
        ("Does aspirin help in zwubbelosis?", "not in library", "zwubbelosis"),
        ("How common is deafness in adults of the north?", "too little evidence", "on this"),
    ],
)
def test_a_gap_is_named(assistant: Assistant, question: str, reason: str, said: str) -> None:
    """What the library lacks is named, with what was searched and the nearest records."""
    answer = assistant.ask(question)
    assert answer.abstention is not None, [claim.text for claim in answer.claims]
    assert (answer.abstention.reason, said in answer.abstention.explanation) == (reason, True), answer.abstention
    assert answer.abstention.searched
    assert answer.claims == ()


def test_the_filter_that_emptied_the_result_is_named(assistant: Assistant) -> None:
    """Where a year shuts out every record, the abstention says so."""
    answer = assistant.ask(ASPIRIN, filters=Filters(year_from=2024))
    assert answer.abstention is not None
    assert answer.abstention.reason == "nothing found"
    assert any("2024" in said for said in answer.abstention.emptied_by)


def test_a_poisoning_and_a_gene_get_the_warning_and_the_findings(tmp_path: Path) -> None:
    """The warning is in the answer, and the findings on the gene are, too."""
    record = article("92000020", "CYP2E1 in overdose", "CYP2E1 raised the toxicity of paracetamol in 80 adults.")
    with opened(tmp_path, [record]) as assistant:
        answer = assistant.ask("My patient took too much paracetamol: does CYP2E1 matter?")
    assert answer.status == "answered"
    assert "poison center" in answer.warning
    assert [claim.citations[0].pmid for claim in answer.claims] == ["92000020"]


@pytest.mark.parametrize("question", ["What are the treatment options?", "What next?"])
def test_a_line_that_no_record_names_refuses_no_open_question(tmp_path: Path, question: str) -> None:
    """Records on the patient's disease are on the question, though none says the line of the record's course."""
    record = article("92000021", "Ibrutinib in chronic lymphocytic leukemia", "Ibrutinib is a treatment option.")
    patient = Patient.from_dict({"conditions": ["chronic lymphocytic leukemia"], "line": 4})
    with opened(tmp_path, [record, *OTHERS]) as assistant:
        answer = assistant.ask(question, patient)
    assert answer.abstention is None or "lack" not in answer.abstention.explanation


@pytest.mark.parametrize("question", ["What next?", "Which drug should we give?", "What can we still offer?"])
def test_what_to_do_next_for_a_patient_is_not_turned_away(starter_library: Path, question: str) -> None:
    """A question that is put by its words alone to no literature is searched for where a record says what it is on."""
    patient = {"conditions": ["gastrointestinal stromal tumor"], "prior_therapies": ["imatinib"], "line": 2}
    with Assistant.open(library=starter_library, audit=False) as assistant:
        answer = assistant.ask(question, Patient.from_dict(patient))
    assert answer.searched
