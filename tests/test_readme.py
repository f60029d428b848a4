"""The README's Python runs as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_python_examples_run(starter_library: Path) -> None:
    """The README's Python blocks, run in order in one program, work on the default library."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 2
    program = "\n".join(blocks)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(starter_library),
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "answered" in done.stdout
    assert "supported" in done.stdout or "contradicted" in done.stdout or "not_enough" in done.stdout


def test_the_patient_example_is_a_patient() -> None:
    """The README's YAML loads as a patient's record."""
    import yaml

    from assistant import Patient

    (block,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert Patient.from_dict(yaml.safe_load(block)).facts()


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#h][^)]*)\)", (ROOT / "README.md").read_text(encoding="utf-8")))
def test_links_lead_somewhere(link: str) -> None:
    """Every relative link of the README names a file of the project."""
    assert (ROOT / link).exists()


def environment(library: Path) -> dict[str, str]:
    import os

    return {**os.environ, "VOUCH_LIBRARY": str(library), "VOUCH_AUDIT": "false"}


@pytest.mark.parametrize("package", ["assistant", "ingest"])
def test_the_architecture_names_every_folder(package: str) -> None:
    """Each folder of a package that holds code or tables stands in ARCHITECTURE.md."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = [path.name for path in (ROOT / package).iterdir() if any(path.glob("*.py")) or any(path.glob("*.xml"))]
    assert [name for name in folders if f"`{name}/`" not in page] == []


def test_every_path_of_the_architecture_is_there() -> None:
    """A path written whole in ARCHITECTURE.md or CONTRIBUTING.md exists."""
    pages = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"))
    written = re.findall(r"`((?:assistant|ingest|evals|tests|prompts)/[\w./]+)`", pages)
    assert written
    assert [path for path in written if not (ROOT / path).exists()] == []
