"""What every test stands on: a clean environment, no network beyond loopback, the shared data where they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from tests.kinds import kind_of, times
from tests.network import attempts, guard_here, keep_watched, preload
from tests.sharing import ByFile, by_length

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"


settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")
"""The time of one made example says how busy the machine is; what must be linear is held to it by tests of its own."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    """Under `--dist loadfile`, as `./run test` has it."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # the order is that of `by_length`
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    by_length(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    for item in session.items:  # a report carries it, also from another process
        item.user_properties.append(("kind", kind_of(item)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """With `--durations`, the time of each kind of test under the slowest tests."""
    if config.getoption("durations") is not None:
        terminalreporter.section("time by kind of test")
        ran = [one for found in terminalreporter.stats.values() for one in found if isinstance(one, pytest.TestReport)]
        for line in times(ran):
            terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting, key or proxy of the machine reaches a test; the data and cache folders are the test's own."""
    for name in list(os.environ):
        if name.startswith("VOUCH_") or name.endswith(("_API_KEY", "_PROXY", "_proxy")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session", autouse=True)
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The guard in the environment of every process that a test or a fixture starts; empty where it cannot be built."""
    environment = preload(tmp_path_factory.mktemp("network"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        keep_watched(patch, environment)
        yield environment


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, watched: dict[str, str]) -> Iterator[None]:
    """What would leave this machine is refused, by name; a process started here that tries it fails the test."""
    guard_here(monkeypatch)
    before = len(attempts(watched))
    yield
    assert attempts(watched)[before:] == [], "a process that was started tried to leave this machine"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records and gold sets; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared data are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of a run: what takes long to make is made there by the first that needs it."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def starter_library(shared_folder: Path) -> Path:
    """A library of the digests that ship, with words and vectors, made once a run; read it, do not write to it."""
    path, made = shared_folder / "starter" / "library", shared_folder / "starter.complete"
    with FileLock(shared_folder / "starter.lock"):
        if not made.exists():
            shutil.rmtree(path.parent, ignore_errors=True)  # where the first that tried was cut off
            path.parent.mkdir()
            fill_with_digests(path)
            made.touch()
    return path


def fill_with_digests(path: Path) -> None:
    """A new library at `path` of all digests that ship, each with its vectors."""
    from ingest.embed.embedding import load_embedder
    from ingest.intake.job import add
    from ingest.library.library import Library
    from ingest.settings import IngestSettings
    from ingest.sources.sources import resolve

    with Library.open(path, create=True) as library:
        outcome = add(
            library, resolve([str(ROOT / "ingest" / "starter")], IngestSettings()), embedder=load_embedder(mode="int8")
        )
        assert not outcome.problems
        assert len(library) == library.embedded == outcome.embedded > 0
