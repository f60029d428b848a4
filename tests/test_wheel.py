"""The package as another project gets it: built, installed elsewhere, run and type-checked from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

CALLER = """
from assistant import Answer, Assistant, Patient, Verdict, verify_claim
from ingest import Article, Library

def first_quotes(assistant: Assistant, question: str) -> list[str]:
    answer: Answer = assistant.ask(question, Patient(age=61))
    return [citation.quote for claim in answer.claims for citation in claim.citations]

verdict: Verdict = verify_claim("a", "b")
label: int = verdict.label
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)])
    (made,) = out.glob("vouch-*.whl")
    return made


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing of this checkout; its dependencies are this environment's."""
    target = tmp_path_factory.mktemp("site")
    run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)])
    return target


def test_the_wheel_holds_prompts_digests_and_knowledge(wheel: Path) -> None:
    """Prompts, digests, knowledge tables, the chat's style, whatever model ships and the type marks are in the wheel;
    tests are not."""
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "assistant/prompt_files/",
        "ingest/starter/",
        "assistant/doors/chat/style.css",
        "assistant/doors/chat/page.js",
    ):
        assert any(name.startswith(wanted) for name in names), wanted
    assert {"assistant/py.typed", "ingest/py.typed"} <= set(names)
    known = (path for package in ("assistant", "ingest") for path in (ROOT / package / "knowledge").rglob("*.*"))
    assert {str(path.relative_to(ROOT)) for path in known if path.suffix != ".pyc"} <= set(names)
    assert not any(name.startswith(("tests/", "evals/")) for name in names)


def test_the_installed_package_answers_from_its_starter_library(site: Path, tmp_path: Path) -> None:
    """Installed elsewhere, the commands build a library of the digests that ship and answer from it."""
    library = tmp_path / "library"
    there = {**os.environ, "PYTHONPATH": str(site), "VOUCH_LIBRARY": str(library)}
    run([sys.executable, "-P", "-m", "ingest", "add", "starter", "--no-embed"], cwd=tmp_path, env=there)
    where = run([sys.executable, "-P", "-c", "import assistant; print(assistant.__file__)"], cwd=tmp_path, env=there)
    assert where.strip().startswith(str(site))
    question = "Does CYP2C19*2 change the effect of clopidogrel?"
    said = run([sys.executable, "-P", "-m", "assistant", "ask", question], cwd=tmp_path, env=there)
    assert "PMID" in said
    assert "digest" in said


def test_the_types_hold_from_outside(site: Path, tmp_path: Path) -> None:
    """A program that uses the installed package is type-checked by its annotations: its one mistake is found.

    What `./run check` learned of the dependencies is read and not found anew; hence our own settings, which are strict.
    """
    known = ROOT / ".mypy_cache"
    if known.is_dir():
        shutil.copytree(known, tmp_path / "cache")
    caller = tmp_path / "caller.py"
    caller.write_text(CALLER, encoding="utf-8")
    settings = ["--strict", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path / "cache")]
    command = [sys.executable, "-m", "mypy", *settings, str(caller)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": "", "PYTHONPATH": str(site)},
    )
    errors = [line for line in done.stdout.splitlines() if "error:" in line]
    assert len(errors) == 1, done.stdout
    assert "caller.py:10" in errors[0]


def run(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
