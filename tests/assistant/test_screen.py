"""The commands on a real terminal and on a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
