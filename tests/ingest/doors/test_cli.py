"""The command: exit codes, one clear line, what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ingest.doors.cli import main
from ingest.doors.progress import Meter, told
from ingest.doors.report import render_outcome, render_status
from ingest.intake.job import Outcome, Step
from ingest.library.batch import Counts
from ingest.library.library import Library
from ingest.library.lock import writing_lock
from ingest.library.status import LibraryStatus
from ingest.records.article import DIGEST
from tests.ingest.fakes import article

NBIB = """PMID- {pmid}
OWN - NLM
DP  - 2021 Mar
TI  - {title}
AB  - A cohort of adults was followed for two years.
LA  - eng
PT  - Journal Article

"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(str(ended.value.code))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A MEDLINE file of two records."""
    file = tmp_path / "records.nbib"
    file.write_text(NBIB.format(pmid=11, title="First study") + NBIB.format(pmid=12, title="Second study"))
    return file


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "library")


def test_an_update_tells_what_changed_in_standing(
    records: Path, tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A later file with a retraction, a concern and an erratum: how many of each are new here, and what is revised."""
    assert run("add", str(records), "--library", folder, "--no-embed") == 0
    capsys.readouterr()
    first, second = (NBIB.format(pmid=pmid, title=title) for pmid, title in ((11, "First study"), (12, "Second study")))
    notes = "LR  - 20240105\nRIN - J Inv. 2024;1:2. PMID: 99\nECI - J Inv. 2024;1:3. PMID: 98\n\n"
    update = tmp_path / "update.nbib"
    update.write_text(first[:-1] + notes + second[:-1] + "LR  - 20240105\nEIN - J Inv. 2024;1:4. PMID: 97\n\n")
    assert run("add", str(update), "--library", folder, "--no-embed") == 0
    out = capsys.readouterr().out
    assert "2 changed" in out
    assert "integrity signals that are new here: retracted 1, expression of concern 1, erratum 1" in out


def test_adding_and_adding_again(records: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0; the second time nothing is read."""
    assert run("add", str(records), "--library", folder, "--no-embed") == 0
    out = capsys.readouterr().out
    assert "2 new" in out
    assert "2 records are searchable by words and wait for their vectors" in out
    assert run("add", str(records), "--library", folder, "--no-embed") == 0
    assert "1 sources stored before" in capsys.readouterr().out


def test_a_file_with_a_fault_is_named_and_the_rest_kept(
    records: Path, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, the name on standard error, the good records stored."""
    bad = tmp_path / "bad.xml"
    bad.write_text("<NoSuchRoot/>")
    assert run("add", str(bad), str(records), "--library", folder, "--no-embed", "-q") == 1
    caught = capsys.readouterr()
    assert "bad.xml" in caught.err
    assert "Traceback" not in caught.err
    with Library.open(folder) as library:
        assert len(library) == 2


def test_status_as_text_and_json(records: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A histogram for people, every count for programs."""
    run("add", str(records), "--library", folder, "--no-embed", "-q")
    capsys.readouterr()
    assert run("status", "--library", folder) == 0
    out = capsys.readouterr().out
    assert "2021  ████" in out
    assert "by design" in out
    assert run("status", "--library", folder, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["records"], said["backlog"], said["by_year"]) == (2, 2, {"2021": 2})


def test_verify_tells_damage_and_mends_it(records: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 with the cure, then 0."""
    run("add", str(records), "--library", folder, "--no-embed", "-q")
    next(Path(folder, "words-1").glob("*.pos")).write_bytes(b"")
    assert run("verify", "--library", folder) == 1
    assert "verify --repair" in capsys.readouterr().err
    assert run("verify", "--repair", "--no-embed", "--library", folder) == 0
    assert run("verify", "--library", folder) == 0
    assert "2 records agree in all parts" in capsys.readouterr().out


def test_a_second_writer_exits_1_naming_the_first(
    records: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line on standard error."""
    run("add", str(records), "--library", folder, "--no-embed", "-q")
    capsys.readouterr()
    with writing_lock(Path(folder)):
        assert run("compact", "--library", folder) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_compact_gives_disk_back(records: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And says how much there is."""
    run("add", str(records), "--library", folder, "--no-embed", "-q")
    assert run("compact", "--library", folder) == 0
    assert "MB now" in capsys.readouterr().out


def test_refresh_needs_an_address_only_when_there_are_digests(
    records: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without digests there is nothing to fetch; with one, NCBI's wish for an e-mail address is told."""
    run("add", str(records), "--library", folder, "--no-embed", "-q")
    assert run("refresh", "--library", folder) == 0
    with Library.open(folder) as library, library.writing() as writer:
        writer.store([article(1, publication_types=(DIGEST,))])
    assert run("refresh", "--library", folder) == 1
    assert "VOUCH_EMAIL" in capsys.readouterr().err


def test_mirror_copies_a_folder_of_nlm_s_layout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From another folder, here: nothing there is said and exits 1 or tells what was fetched."""
    origin = tmp_path / "origin"
    (origin / "baseline").mkdir(parents=True)
    assert run("mirror", str(tmp_path / "copy"), "--from", str(tmp_path / "nowhere"), "-q") == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("add",), 2), (("nonsense",), 2), (("status", "--nonsense"), 2), (("status", "--library", "/no/where"), 1)],
)
def test_exit_codes(arguments: tuple[str, ...], code: int) -> None:
    """2 for wrong usage, 1 for what failed."""
    assert run(*arguments) == code


def test_the_help_of_every_command_names_its_options() -> None:
    """`python -m ingest` is the command; help ends with 0 and loads no engine."""
    root = Path(__file__).parents[3]
    asked = (
        "import sys; from ingest.doors.cli import cli; assert not {'chromadb', 'tantivy', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", asked], cwd=root, check=True)
    ran = subprocess.run([sys.executable, "-m", "ingest", "--help"], cwd=root, capture_output=True, text=True)
    assert ran.returncode == 0
    for command in ("add", "embed", "status", "verify", "refresh", "compact", "mirror"):
        assert command in ran.stdout


@pytest.fixture
def library_of_years() -> LibraryStatus:
    """Most records without a year."""
    years = {"2020": 80, "2021": 1, "unknown": 9000}
    return LibraryStatus(9081, 9081, 0, 0, 9081, 0, 0, 0, 0, years, {}, (), {}, None, 1)


def test_a_plain_line_tells_rate_and_time_left() -> None:
    """For logs, where no bar can be drawn."""
    assert told(Step("read", "a", 2000, 25, 100), 4.0) == "stored 2,000 records, 500/s, 25 %, 0:12 left"
    assert told(Step("embed", "vectors", 100, 100, 100_000), 4.0) == "embedded 100 records, 25/s, 0 %, 1:06:36 left"
    assert told(Step("read", "search:x", 10, 0, 0), 0.0) == "stored 10 records"


def test_the_meter_writes_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """The last state of each phase, at least; nothing when quiet."""
    with Meter() as meter:
        meter(Step("read", "a", 7, 7, 7))
        meter(Step("embed", "vectors", 7, 7, 7))
    said = capsys.readouterr().err
    assert "stored 7 records" in said
    assert "embedded 7 records" in said
    with Meter(quiet=True) as meter:
        meter(Step("read", "a", 7, 7, 7))
    assert capsys.readouterr().err == ""


def test_the_meter_counts_the_time_before_the_first_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A step is told when it is done, so its rate is over the time since the run, or the phase before it, began."""
    clock = iter([100.0, 110.0, 130.0])
    monkeypatch.setattr("ingest.doors.progress.time", SimpleNamespace(monotonic=lambda: next(clock)))
    with Meter() as meter:
        meter(Step("read", "a", 2000, 50, 50))
        meter(Step("embed", "vectors", 2000, 2000, 2000))
    said = capsys.readouterr().err
    assert "embedded 2,000 records, 100/s" in said
    assert "stored 2,000 records, 200/s" in said


def test_what_is_unknown_does_not_flatten_the_histogram(library_of_years: LibraryStatus) -> None:
    """Bars are measured against the largest known number, to an eighth of a character."""
    said = render_status(library_of_years)
    assert "2020  " + "█" * 40 + " 80" in said
    assert "2021  ▌ 1" in said
    assert "unknown  9,000" in said


def test_the_outcome_names_integrity_signals_an_update_brought() -> None:
    """So that nobody misses a retraction."""
    counts = Counts(new=3, changed=2, superseded=1, deleted=4, retracted=1, erratum=2)
    said = render_outcome(Outcome(counts=counts, skipped=5, embedded=6))
    assert "3 new, 2 changed, 0 unchanged, 1 older than what is kept, 4 deleted" in said
    assert "retracted 1, erratum 2" in said
