"""Ray: the same end state as without, also when workers are killed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.errors import MissingExtra
from ingest.intake.cluster import add_on_ray
from ingest.intake.job import add
from ingest.library.library import Library
from tests.ingest.fakes import HashingEmbedder, JsonLinesSource, contents
from tests.ingest.library.test_writer import files_of_an_update

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install 'vouch[ray]'")
def test_a_run_on_ray_ends_as_one_without_though_workers_are_killed(tmp_path: Path) -> None:
    """A local cluster of two workers; one is killed while parsing, one while embedding."""
    files = files_of_an_update(tmp_path)
    with Library.open(tmp_path / "plain", create=True) as library:
        add(library, [JsonLinesSource(path) for path in files], embedder=HashingEmbedder())
    command = [sys.executable, "-m", "tests.ingest.ray_run", str(tmp_path / "ray"), *map(str, files)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr
    assert len(list(tmp_path.glob("*.killed"))) == 2
    assert contents(tmp_path / "ray") == contents(tmp_path / "plain")


def test_without_ray_the_error_carries_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that cures it."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with Library.open(tmp_path, create=True) as library, pytest.raises(MissingExtra, match=r"vouch\[ray\]"):
        add_on_ray(library, [])
