"""A patient's file at the commands: what is used, what is shown, and the record that is written."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.doors.patients import lines_of, patient_of, reading_to_dict, write_record
from assistant.errors import PatientError
from assistant.patient.reading import read_content, read_patient
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading, Span
from tests.assistant.patient.made_fhir import bundle, concept, observation, person, quantity

FHIR = json.dumps(bundle(person(), observation(concept("33914-3"), **quantity(48, "mL/min/{1.73_m2}"))))


@pytest.fixture(autouse=True)
def no_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is shared by the session's tests: nothing is written to it."""
    monkeypatch.setenv("VOUCH_AUDIT", "false")


def vouch(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "assistant", *words], capture_output=True, text=True, timeout=240)


def test_the_command_shows_each_value_with_its_place(tmp_path: Path) -> None:
    """`vouch patient FILE`: the kind of file, each value and path, what was not understood, and notes."""
    file = tmp_path / "p.json"
    file.write_text('{"Gender": "F", "crcl": "38 mL/min", "variants": ["EGFR L858R", "PD-L1 50%"], "name": "Quux"}')
    done = vouch("patient", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("record: 4 values\n")
    for said in ("female  [$.Gender]", "EGFR L858R  [$.variants[0]]", "Not understood:\n  name:", "Notes:\n"):
        assert said in done.stdout


def test_the_command_gives_json_and_writes_a_record(tmp_path: Path) -> None:
    """`--json` is the reading; `--out` writes YAML that reads as the same patient, strictly."""
    file, out = tmp_path / "p.json", tmp_path / "out.yaml"
    file.write_text(FHIR)
    done = vouch("patient", str(file), "--json", "--out", str(out))
    told = json.loads(done.stdout)
    assert (told["source"], told["patient"]["egfr"]) == ("FHIR R4 bundle", 48)
    assert Patient.load(out) == read_patient(file).patient
    assert "look it through" in done.stderr


def test_asking_takes_a_file_of_any_kind_and_says_what_was_changed(starter_library: Path, tmp_path: Path) -> None:
    """`vouch ask --patient`: the facts are used, and what was read otherwise or left out stands on stderr as lines."""
    file = tmp_path / "p.json"
    file.write_text('{"Diplotype": "CYP2C19 *2/*2", "name": "Quux"}')
    done = vouch("ask", "Is clopidogrel advised?", "--patient", str(file), "--json", "--library", str(starter_library))
    facts = [tuple(fact) for fact in json.loads(done.stdout)["query"]["patient_facts"]]
    assert ("diplotypes", "CYP2C19 *2/*2") in facts
    assert "not understood: name: left out" in done.stderr


def test_a_sample_of_several_is_chosen_at_the_command(tmp_path: Path) -> None:
    """Without a choice one line that names them; with `--sample` the patient."""
    file = tmp_path / "two.vcf"
    file.write_text(
        "##fileformat=VCFv4.2\n##reference=hg19\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN\tT\n"
        "7\t140453136\t.\tA\tT\t.\tPASS\t.\tGT\t0/0\t0/1\n"
    )
    refused = vouch("patient", str(file))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "'N', 'T'; choose one with --sample" in refused.stderr
    assert "BRAF V600E" in vouch("patient", str(file), "--sample", "T").stdout


@pytest.mark.skipif(find_spec("assistant.patient.notes.text") is None, reason="the reader of free text is not there")
def test_free_text_is_not_used_before_it_is_confirmed(tmp_path: Path) -> None:
    """The command names the one that writes a record; nothing is asked."""
    file = tmp_path / "note.txt"
    file.write_text("A 61-year-old woman with metastatic lung adenocarcinoma and an EGFR L858R mutation.")
    with pytest.raises(PatientError, match=r"must be confirmed.*vouch patient .*note.txt --out patient.yaml"):
        patient_of(str(file), "", print)


def test_a_written_record_reads_as_what_it_was(tmp_path: Path) -> None:
    """Every field, words that YAML could take for something else, and what was left out as comments."""
    patient = Patient(
        age=61.5,
        sex="female",
        pregnant=False,
        conditions=("2024-01-01", "off", "1:30", "a: b # c", "Guðrún\u2028x"),
        stage="0x10",
        performance_status=1,
        variants=(Variant("EGFR", "L858R", "heterozygous", "somatic"),),
        diplotypes=(Diplotype("CYP2C19", "*1/*2", activity_score=1.5, by_default=True, not_called=("rs4986893",)),),
        medications=("- warfarin", "*x", "&y", "!z"),
    )
    reading = PatientReading(patient, not_understood=("one\nline: &a",), source="VCF")
    write_record(reading, tmp_path / "p.yaml")
    assert Patient.load(tmp_path / "p.yaml") == patient
    assert read_patient(tmp_path / "p.yaml").patient == patient
    assert "# not understood: one line: &a" in (tmp_path / "p.yaml").read_text(encoding="utf-8")


def test_words_of_a_text_are_quoted_and_paths_are_not() -> None:
    """A span with an offset shows the words it stands for; nothing of the source begins a line."""
    patient = Patient(age=61)
    words = PatientReading(patient, (Span("age", "61 years", "61-year-\nold", 3, 15),), source="free text")
    assert "age  61 years  [“61-year- old”]" in "\n".join(lines_of(words))
    plain = reading_to_dict(read_content({"age": 61}))
    assert plain["spans"] == [{"field": "age", "value": "61 years", "text": "$.age"}]


def test_a_clearance_is_named_with_its_unit() -> None:
    """In the chat and in the report, beside the eGFR that has another unit."""
    from assistant.records.case_words import joined_facts

    assert dict(joined_facts(Patient(creatinine_clearance=38.5))) == {"Creatinine clearance": "38.5\u00a0mL/min"}
