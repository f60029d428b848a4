"""The `run` script on machines that lack something: one clear line each, and nothing half made."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OLD_PYTHON = '#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac\n'
FULL_DISK = '#!/bin/sh\nprintf "Filesystem 1M-blocks Used Available\\n/dev/x 100 99 1\\n"\n'


def run(*arguments: str, tools: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """`./run` with `tools` before everything else on PATH."""
    path = f"{tools}:{os.environ['PATH']}" if tools else os.environ["PATH"]
    return subprocess.run(
        [str(ROOT / "run"), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path, **environment},
        timeout=60,
    )


def tool(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(script, encoding="utf-8")
    (folder / name).chmod(0o755)


def test_help_tells_every_command() -> None:
    """`./run help` names each command and needs no environment."""
    done = run("help", VOUCH_VENV="/nowhere/venv")
    assert done.returncode == 0
    assert all(f"./run {name}" in done.stdout for name in ("test", "check", "eval", "bench", "python"))


def test_an_unknown_command_is_wrong_usage() -> None:
    """An unknown command is named, the known ones are listed, and the exit code is 2."""
    done = run("tset")
    assert done.returncode == 2
    assert "'tset'" in done.stderr
    assert "./run test" in done.stderr


def test_an_old_python_is_named(tmp_path: Path) -> None:
    """Where every Python is too old, one line says which was found and how to name another."""
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        tool(tmp_path, name, OLD_PYTHON)
    done = run("test", tools=tmp_path, VOUCH_VENV=str(tmp_path / "venv"))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "vouch: Python 3.11 or newer is needed, found: Python 3.9.2. "
        "Install it, or name it: VOUCH_PYTHON=/path/to/python3.11 ./run"
    ]
    assert not (tmp_path / "venv").exists()


def test_a_full_disk_is_said_before_anything_is_made(tmp_path: Path) -> None:
    """Too little free disk is one line with both figures, and no environment is begun."""
    tool(tmp_path, "df", FULL_DISK)
    done = run("test", tools=tmp_path, VOUCH_VENV=str(tmp_path / "venv"))
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert "1 MB free" in line
    assert "4000 MB needed" in line
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_the_script_is_plain_sh(shell: str) -> None:
    """The script parses in more than one POSIX shell."""
    from shutil import which

    if which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    assert subprocess.run([shell, "-n", str(ROOT / "run")], capture_output=True).returncode == 0
