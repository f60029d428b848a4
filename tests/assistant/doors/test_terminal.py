"""The commands on a real terminal and on a pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from unicodedata import category

import pytest

pty = pytest.importorskip("pty", reason="pseudo-terminals are a POSIX thing")
ASK = [sys.executable, "-m", "assistant", "ask", "Does CYP2C19*2 change the effect of clopidogrel?", "--library"]


def on_a_terminal(command: list[str]) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, env={**os.environ, "VOUCH_AUDIT": "false", "TERM": "xterm"}) as ran:
        os.close(theirs)
        shown = b""
        while True:
            try:
                got = os.read(ours, 65_536)
            except OSError:  # Linux says so when the other end has closed
                break
            if not got:
                break
            shown += got
    os.close(ours)
    assert ran.returncode == 0
    return shown.decode("utf-8")


def test_a_terminal_shows_names_without_escapes(starter_library: Path) -> None:
    """On a terminal the answer is laid out: no Markdown marks, and star alleles as they are written."""
    shown = on_a_terminal([*ASK, str(starter_library)])
    assert "CYP2C19*2" in shown
    assert "\\*" not in shown
    assert "## Findings" not in shown


def test_a_pipe_gets_markdown(starter_library: Path) -> None:
    """Into a pipe the answer goes as Markdown, with strangers' marks escaped and no terminal codes."""
    done = subprocess.run(
        [*ASK, str(starter_library)], capture_output=True, text=True, env={**os.environ, "VOUCH_AUDIT": "false"}
    )
    assert done.returncode == 0
    assert "## Findings" in done.stdout
    assert "CYP2C19\\*2" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_hostile_record_only_shows_on_a_terminal(tmp_path: Path) -> None:
    """Searched, shown, listed or asked for as JSON, a record, a file's name and a user's words reach a terminal
    without a C0 or C1 control or a mark of direction."""
    library, source = tmp_path / "library", tmp_path / "evil\x9b2J\u202e.nbib"
    source.write_text(
        "PMID- 91\nTI  - Clopidogrel\x9b2J and \u202eCYP2C19\u2069 \x9d0;x\x9c in stents\n"
        "JT  - Journal\x9b31m of Hearts\n"
        "DP  - 2020\nAB  - CYP2C19*2 lowered the effect\u202e of clopidogrel\x9b31m.\nPT  - Journal Article\n",
        encoding="utf-8",
    )
    ingest, vouch = [sys.executable, "-m", "ingest"], [sys.executable, "-m", "assistant"]
    at = ["--library", str(library)]
    commands = [
        [*ingest, "add", str(source), "--no-embed", *at],
        [*ingest, "status", *at],
        [*ingest, "status", "--json", *at],
        [*vouch, "search", "clopidogrel\x9b2J", *at],
        [*vouch, "search", "clopidogrel", "--json", *at],
        [*vouch, "show", "91", *at],
        [*vouch, "show", "91", "--json", *at],
    ]
    shown = {" ".join(command[2:5]): on_a_terminal(command) for command in commands}
    assert "Clopidogrel" in shown["assistant search clopidogrel"]
    for command, text in shown.items():
        left = {mark for mark in text if category(mark) in ("Cc", "Cf") and mark not in "\r\n\x1b"}
        assert left == set(), command
        assert not re.findall(r"\x1b(?!\[[0-9;?]*[A-Za-z]|\]8;)", text), command
