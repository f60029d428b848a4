"""The `vouch` command as a user runs it: a real process, its output and its exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def no_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is shared by the session's tests: nothing is written to it."""
    monkeypatch.setenv("VOUCH_AUDIT", "false")


def vouch(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd or ROOT, timeout=120)


def test_ask_prints_a_cited_answer(starter_library: Path) -> None:
    """`ask` prints findings with their PMIDs and ends with 0."""
    done = vouch("ask", "Does CYP2C19*2 change the effect of clopidogrel?", "--library", str(starter_library))
    assert done.returncode == 0, done.stderr
    assert "PMID" in done.stdout
    assert "clopidogrel" in done.stdout


def test_ask_gives_json_for_a_patient(starter_library: Path, tmp_path: Path) -> None:
    """`ask --json --patient` prints the answer's record, with the facts it used."""
    record = tmp_path / "patient.yaml"
    record.write_text('diplotypes: [{gene: CYP2C19, alleles: "*2/*2"}]\n', encoding="utf-8")
    done = vouch(
        "ask", "Is clopidogrel advised?", "--patient", str(record), "--json", "--library", str(starter_library)
    )
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert answer["query"]["patient_facts"]
    assert answer["claims"][0]["citations"][0]["pmid"]


def test_ask_ends_with_3_when_it_abstains(starter_library: Path) -> None:
    """A question on names no record mentions ends with exit code 3 and says what was searched."""
    done = vouch("ask", "What do ZZTOP9 mutations mean in blargoma?", "--library", str(starter_library))
    assert done.returncode == 3
    assert "ZZTOP9" in done.stdout
    assert "searched" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ask", "EGFR?", "--library", "/nowhere/at/all"), 1, "/nowhere/at/all"),
        (("ask", "", "--library", "{library}"), 1, "empty"),
        (("ask", "EGFR?", "--patient", "missing.json", "--library", "{library}"), 1, "missing.json"),
        (("ask", "EGFR?", "--model", "nonsense:model", "--library", "{library}"), 1, "nonsense:model"),
        (("ask", "EGFR?", "--depth", "deepest"), 2, "deepest"),
        (("show", "999", "--library", "{library}"), 1, "PMID 999"),
        (("search", "x", "-k", "0"), 2, "-k"),
        (("frobnicate",), 2, "frobnicate"),
        (("reproduce", "nothing", "--library", "{library}"), 1, "nothing"),
    ],
)
def test_a_mistake_is_one_line(starter_library: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    """A user's mistake ends with its code and a line that names the value, never a traceback."""
    done = vouch(*(argument.format(library=starter_library) for argument in arguments))
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    if code == 1:
        assert len(done.stderr.strip().splitlines()) == 1


def test_search_prints_ranks_and_json(starter_library: Path) -> None:
    """`search` lists articles with their ranks, and the same as JSON."""
    plain = vouch("search", "DPYD fluorouracil", "-k", "2", "--library", str(starter_library))
    assert "PMID" in plain.stdout
    assert "[digest]" in plain.stdout
    hits = json.loads(
        vouch("search", "DPYD fluorouracil", "-k", "2", "--json", "--library", str(starter_library)).stdout
    )
    assert len(hits) == 2
    assert hits[0]["ranks"]


def test_show_prints_the_record(starter_library: Path) -> None:
    """`show` prints title, abstract, and that a digest is a digest."""
    hits = json.loads(
        vouch("search", "CYP2C19 clopidogrel", "-k", "1", "--json", "--library", str(starter_library)).stdout
    )
    shown = vouch("show", hits[0]["pmid"], "--library", str(starter_library))
    assert hits[0]["title"] in shown.stdout
    assert "igest" in shown.stdout


def test_doctor_says_what_would_run(starter_library: Path) -> None:
    """`doctor` names the library, its size and that nothing leaves the machine."""
    findings = json.loads(vouch("doctor", "--json", "--library", str(starter_library)).stdout)
    assert findings["records"] > 100
    assert findings["leaves this machine"] == "nothing"


def test_help_needs_no_library() -> None:
    """`--help` lists the commands, and none of the heavy libraries is needed for it."""
    done = vouch("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("ask", "search", "show", "chat", "reproduce", "doctor"))


def test_knowledge_is_added_and_learned(starter_library: Path, tmp_path: Path) -> None:
    """`knowledge add` and `learn` say how many rows went where; an unusable file is one line and exit code 1."""
    names = tmp_path / "drugs.tsv"
    names.write_text("blargotin\tBlargex\n", encoding="utf-8")
    added = vouch("knowledge", "add", "drugs", str(names))
    assert added.stdout.startswith("1 drugs rows in "), added.stderr
    copy = tmp_path / "library"
    shutil.copytree(starter_library, copy)
    learned = vouch("knowledge", "learn", "--library", str(copy))
    assert "abbreviation rows in" in learned.stdout, learned.stderr
    assert (copy / "knowledge" / "learned.tsv").is_file()
    refused = vouch("knowledge", "add", "hgnc", str(names))
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
