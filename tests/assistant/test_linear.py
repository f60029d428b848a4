"""Every public entry takes time that grows with its input and no faster, whatever the text is made of.

Processor time is compared, the least of a few runs, at one and at four times the size: what is linear takes four times
as long, what takes the square sixteen times.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from assistant import Assistant, Patient, Settings, verify_claim
from assistant.engines.scrub import scrub
from assistant.errors import BadQuestion, PatientError, TooLong
from assistant.guard.guard import check_question, suspicious_spans
from assistant.language.abbreviations import find_abbreviations
from assistant.language.quotes import locate
from assistant.names.misspelled import meant
from assistant.names.vocabulary import vocabulary
from assistant.patient.notes.text import read_text
from assistant.question.case_said import read_case, read_turns
from assistant.question.understand import understand
from assistant.question.untaken import untaken
from assistant.records.answer_markdown import escape as escape_markdown
from assistant.records.sizes import ENTRIES, EVIDENCE, HISTORY, PATIENT_FILE, QUESTION, RECORD, SENTENCE, WORDS
from assistant.safety.allergy_entries import read_allergies
from assistant.studies.effects import read_effects
from assistant.studies.sample_size import sample_size
from assistant.variants.carriers import find_carriers
from assistant.variants.find import find_variants
from assistant.write.reply import ReplyReader
from ingest.library.library import Library
from ingest.printable import printable
from ingest.read.medline import read_medline
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.read.sentences import sentence_spans
from tests.assistant.made_records import article

_PIECES = {
    "letters": "a",
    "capitals": "A",
    "hyphens": "a-",
    "other hyphens": "a\u2010",
    "digits": "1",
    "thousands": "000,",
    "decimals": "1.",
    "ranges": "1-2-",
    "powers": "1e999 ",
    "blanks": " ",
    "tabs and lines": "\t \n",
    "dots": ". ",
    "initials": "J. ",
    "commas": "a, ",
    "brackets": "(a [",
    "pairs": "()",
    "quotes": "“'",
    "protein changes": "p.V600E ",
    "coding changes": "c.35G>A/",
    "rsIDs": "rs12345 ",
    "star alleles": "*1/*2/",
    "ratios": "HR 0.5 (95% CI 0.1-0.9; p<0.01) ",
    "percent signs": "%",
    "respectively": "1, 2 and 3, respectively, ",
    "abbreviations": "A (A) ",
    "combining marks": "a\u0301\u0302",
    "right to left": "\u202e\u05d0\u05d1 ",
    "half surrogates": "\ud800",
    "joined emoji": "👩\u200d👧",
    "ideographs": "汉字",
    "zero width": "a\u200b",
    "comparisons": "≥",
    "conjunctions": "and ",
    "letters and digits": "A1",
    "slashes": "x/",
    "negations": "no difference not ",
    "names": "John Smith, ",
    "Greek": "TGF-β ",
    "versus": "vs. ",
    "markup": "<b>**[",
    "genes": "BRAF-",
    "worded variants": "mutation in BRAF ",
    "codons": "codon 12 ",
    "comparatives": "A higher than B, ",
    "nucleotides": "ACGT",
    "groups in brackets": "(n = 5), ",
    "counts of people": "12 of 30 patients and ",
    "allergies": "penicillin (rash), tolerates cefazolin; ",
    "allergies but one": "all except codeine, ",
    "no allergies": "no zorblax allergy; ",
    "relatives' allergies": "codeine: mother had hives; ",
    "follow-ups": "And if he snores? ",
    "follow-ups on variants": "And if it has G12D? ",
}
_NUMBERS = count()
_RESULT = "Median survival was 17.2 months with osimertinib in EGFR-mutated lung cancer."


def _made(piece: str, size: int) -> str:
    """A text of that size, unlike any before, so that nothing is answered from memory."""
    return f"t{next(_NUMBERS)} {piece * (size // len(piece))}"


def _claim(text: str) -> object:
    return verify_claim(text, _RESULT)


def _evidence(text: str) -> object:
    return verify_claim(_RESULT, f"{_RESULT} {text}")


def _reply(text: str) -> object:
    reader = ReplyReader({"src-a1b2": "1"}, {"1": "Osimertinib prolonged survival in 412 adults with lung cancer."})
    return [*reader.feed(text), *reader.close()]


def _record(text: str) -> object:
    with contextlib.suppress(PatientError):
        return Patient.parse(text, "patient.yaml")
    return None


def _sample(text: str) -> object:
    return sample_size(text, read_effects(text))


def _case(text: str) -> object:
    return read_case.__wrapped__(text), read_turns.__wrapped__(text)  # what is kept would take no time


def _untaken(text: str) -> object:
    return untaken(text, Patient(conditions=("gout",)), follows=True, turned=False)


def _allergies(text: str) -> object:
    return read_allergies([text]), read_allergies(
        [f"{text[place : place + 90]} {place}" for place in range(0, len(text), 90)]
    )


def _medline(text: str) -> object:
    lines = f"PMID- 1\nTI  - A title.\nAB  - {' '.join(text.split())}\n\n".encode("utf-8", "replace")
    return list(read_medline(io.BytesIO(lines), "x.nbib", []))


def _xml(text: str) -> object:
    plain = escape("".join(c for c in text if c.isprintable()))
    abstract = f"<Abstract><AbstractText>{'<i>' * 50}{plain}{'</i>' * 50}</AbstractText></Abstract>"
    record = f"<MedlineCitation><PMID>1</PMID><Article>{abstract}</Article></MedlineCitation>"
    document = f"<PubmedArticleSet><PubmedArticle>{record}</PubmedArticle></PubmedArticleSet>"
    return list(read_pubmed_xml(io.BytesIO(document.encode("utf-8", "replace")), "x.xml", []))


_ENTRIES: dict[str, tuple[Callable[[str], object], int]] = {
    "verify_claim, sentence": (_claim, 1900),
    "verify_claim, evidence": (_evidence, 2500),
    "understand": (understand, 1900),
    "the case of a question": (_case, 1900),
    "what of a question nothing took": (_untaken, 1900),
    "a list of allergies": (_allergies, 4000),
    "check_question": (check_question, 1900),
    "scrub": (scrub, 1900),
    "find_variants": (find_variants, 4000),
    "find_carriers": (find_carriers, 4000),
    "read_effects": (read_effects, 2500),
    "sample_size": (_sample, 2500),
    "sentence_spans": (sentence_spans, 8000),
    "suspicious_spans": (suspicious_spans, 4000),
    "find_abbreviations": (find_abbreviations, 8000),
    "a quote looked for": (lambda text: locate("17.2 months", text), 8000),
    "a text as the quote": (lambda text: locate(text, _RESULT), 4000),
    "a model's reply": (_reply, 4000),
    "a patient's file": (_record, 4000),
    "a patient's text": (read_text, 2000),
    "MEDLINE": (_medline, 8000),
    "PubMed XML": (_xml, 8000),
    "Markdown": (escape_markdown, 8000),
    "a terminal": (printable, 8000),
}
"""Each entry, and the smaller of the two sizes it is tried at."""
_MOST, _FLOOR = 8.0, 0.03
"""How many times as long four times the text may take, and seconds that noise may add."""


def _seconds(call: Callable[[str], object], piece: str, size: int) -> float:
    text = _made(piece, size)
    begun = time.process_time()
    call(text)
    return time.process_time() - begun


def _too_long(call: Callable[[str], object], piece: str, size: int) -> tuple[float, float] | None:
    """Seconds at both sizes where the larger takes too long for the smaller; measured again before it is believed."""
    many = _seconds(call, piece, 4 * size)
    if many <= _FLOOR:
        return None  # whatever the smaller takes
    few = _seconds(call, piece, size)
    for _ in range(3):
        if many <= _MOST * few + _FLOOR:
            return None
        few, many = max(few, _seconds(call, piece, size)), min(many, _seconds(call, piece, 4 * size))
    return few, many


@pytest.mark.parametrize("entry", _ENTRIES)
def test_four_times_the_text_takes_about_four_times_as_long(entry: str) -> None:
    """No shape of text makes an entry take the square of its length."""
    call, size = _ENTRIES[entry]
    call("Does osimertinib help in EGFR L858R (HR 0.5)?")  # the tables are read once, outside of what is measured
    measured = {name: _too_long(call, piece, size) for name, piece in _PIECES.items()}
    assert {name: taken for name, taken in measured.items() if taken} == {}


def test_a_long_word_is_no_slip_of_a_drug() -> None:
    """One word of 7,900 letters is not spelled in every other way."""
    begun = time.process_time()
    assert meant("b" * 7900, vocabulary()) is None
    assert time.process_time() - begun < 0.1


def test_a_record_of_any_shape_is_stored_and_answered_over(tmp_path: Path) -> None:
    """A record with 200,000 characters of one shape neither breaks nor holds up an answer from those beside it."""
    shapes = ("hyphens", "digits", "blanks", "brackets", "letters")
    records = [article(str(n), _RESULT, _RESULT + _made(_PIECES[name], 200_000)) for n, name in enumerate(shapes, 1)]
    with Library.open(tmp_path / "library", create=True) as library, library.writing() as writer:
        writer.store([*records, article("99", _RESULT, [("RESULTS", _RESULT)])])
    settings = Settings(library=str(tmp_path / "library"), audit=False)
    with Assistant.open(settings) as assistant:
        begun = time.process_time()
        answer = assistant.ask("Does osimertinib prolong survival in lung cancer?")
        assert time.process_time() - begun < 60
        assert len(answer.evidence) == 6
        assert answer.to_markdown()


def test_a_sentence_of_too_many_words_is_not_supported() -> None:
    """A sentence within the characters but of more words than are compared is not enough, and the check says why."""
    verdict = verify_claim("survival " * (WORDS + 1), _RESULT)
    assert verdict.label == "not_enough"
    assert [check.name for check in verdict.checks] == ["length"]
    assert "401" in verdict.checks[0].reason


@pytest.mark.parametrize(
    ("call", "error", "size", "most"),
    [
        (lambda: verify_claim("a" * (SENTENCE + 1), "b"), TooLong, SENTENCE + 1, SENTENCE),
        (lambda: verify_claim("a", "b" * (EVIDENCE + 1)), TooLong, EVIDENCE + 1, EVIDENCE),
        (lambda: verify_claim("a", "b", context="c" * (EVIDENCE + 1)), TooLong, EVIDENCE + 1, EVIDENCE),
        (lambda: Patient(conditions=("gout",) * (ENTRIES + 1)), PatientError, ENTRIES + 1, ENTRIES),
        (lambda: Patient.from_dict({"conditions": ["gout"] * 30_000}), PatientError, 30_000, ENTRIES),
        (lambda: Patient.from_dict({"stage": "I" * (RECORD + 1)}), PatientError, RECORD + 1, RECORD),
    ],
)
def test_beyond_a_limit_one_error_names_the_size_and_the_limit(
    call: Callable[[], object], error: type[Exception], size: int, most: int
) -> None:
    """What is too large is refused in one line before any of it is read."""
    with pytest.raises(error) as told:
        call()
    assert f"{size:,}" in str(told.value)
    assert f"{most:,}" in str(told.value)


def test_questions_and_searches_have_limits(tmp_path: Path) -> None:
    """A question, a search and the earlier questions are refused beyond their limits, by number."""
    with Library.open(tmp_path / "library", create=True) as library, library.writing() as writer:
        writer.store([article("1", _RESULT)])
    with Assistant.open(Settings(library=str(tmp_path / "library"), audit=False)) as assistant:
        with pytest.raises(BadQuestion, match="8,001"):
            assistant.ask("a" * (QUESTION + 1))
        with pytest.raises(BadQuestion, match="8,001"):
            assistant.search("a" * (QUESTION + 1))
        with pytest.raises(BadQuestion, match="101 earlier"):
            assistant.ask("And then?", history=["Why?"] * (HISTORY + 1))
        with pytest.raises(BadQuestion, match="8,001"):
            assistant.ask("And then?", history=["a" * (QUESTION + 1)])


@pytest.mark.parametrize("text", ["[" * 5000, "age: 2020-99-99", f"age: {'1' * 5000}", " " * (PATIENT_FILE + 1)])
def test_a_patients_file_of_any_shape_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    """Deep nesting, a date or a number that cannot be, and too many bytes are the user's mistake, told as one."""
    (tmp_path / "patient.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PatientError) as told:
        Patient.load(tmp_path / "patient.yaml")
    assert "\n" not in str(told.value)
