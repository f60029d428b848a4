"""Every door, in processes of its own: nothing is connected to, looked up or kept that the reader was not told of."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.network import UNGUARDED, attempts

ROOT = Path(__file__).parent.parent
QUESTION = "Does CYP2C19*2 change the effect of clopidogrel?"
HUSHED = ("TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "TRAVIS", "JENKINS_URL", "CODEBUILD_BUILD_ID")
HUSHED += ("BUILDKITE", "TEAMCITY_VERSION", "CI", "ORT_RUNNING_UNIT_TESTS", "HF_HUB_OFFLINE", "ANONYMIZED_TELEMETRY")
"""Variables in whose presence some library keeps quiet of itself: a reader's machine has none of them."""
TALKATIVE = {"ORT_DISABLE_TELEMETRY": "0", "GRADIO_ANALYTICS_ENABLED": "True", "RAY_USAGE_STATS_ENABLED": "1"}
TALKATIVE |= {"HF_HUB_DISABLE_TELEMETRY": "0", "GRADIO_SHARE": "True", "DO_NOT_TRACK": "0"}

pytestmark = pytest.mark.skipif(bool(UNGUARDED), reason=UNGUARDED)


class Home:
    """A user's empty home, an environment that asks every library to talk, and what was tried from there."""

    def __init__(self, folder: Path, watched: dict[str, str]) -> None:
        self.folder = folder
        self.library = folder / "library"
        self.kept: list[str] = []
        kept = {n: v for n, v in os.environ.items() if n not in HUSHED and not n.startswith(("XDG_", "VOUCH_"))}
        self.environment = kept | watched | TALKATIVE
        self.environment |= {"HOME": str(folder), "NETWORK_GUARD_LOG": str(folder / "attempts")}
        self.environment |= {"PYTHONPATH": str(ROOT), "VOUCH_LIBRARY": str(self.library)}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=240
        )
        assert ran.returncode in (0, 3), ran.stderr
        return ran

    @contextmanager
    def server(self, *words: str) -> Iterator[str]:
        """The address of a server of ours while it runs."""
        line = [sys.executable, "-m", "assistant", *words]
        with subprocess.Popen(line, env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, text=True) as ran:
            assert ran.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", ran.stdout.readline())
            assert found
            try:
                yield found[0]
            finally:
                ran.send_signal(signal.SIGINT)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, watched: dict[str, str]) -> Home:
    """After `add`, `ask`, `search`, `report`, `doctor`, `serve` and `chat` were used."""
    made = Home(tmp_path_factory.mktemp("home"), watched)
    made.run("-m", "ingest", "add", "starter", "--quiet")
    with made.server("serve", "--port", "0") as rest, made.server("chat") as chat:
        began = time.monotonic()
        made.run("-m", "assistant", "ask", QUESTION)
        made.run("-m", "assistant", "report", QUESTION, "--out", "report.html")
        made.run("-m", "assistant", "doctor")
        body = b'{"question": "Does CYP2C19*2 change the effect of clopidogrel?"}'
        asked = urllib.request.Request(f"{rest}/ask", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        for request in (asked, urllib.request.Request(chat)):  # noqa: S310 - loopback
            with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310 - loopback
                assert reply.status == 200
        time.sleep(max(0.0, 12 - (time.monotonic() - began)))  # ONNX Runtime's first report is due after ten seconds
    made.kept = sorted(str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file())
    return made


def test_no_door_connects_or_looks_up(home: Home) -> None:
    """Not one connection, datagram or look-up beyond loopback, though the environment asks for every report."""
    assert attempts(home.environment) == []


def test_no_door_leaves_what_is_not_vouchs(home: Home) -> None:
    """No library keeps an id of this machine, or what it means to send later, in the user's folders."""
    ours = ("library/", ".cache/vouch/", ".local/share/vouch/", "report.html", "attempts")
    assert "report.html" in home.kept
    assert [name for name in home.kept if not name.startswith(ours)] == []


def test_no_benchmark_connects_or_looks_up(home: Home) -> None:
    """Neither side of a benchmark reports: the usual pipeline's Chroma and sentence-transformers neither."""
    code = (
        "from pathlib import Path\n"
        "from evals.bench import material, obvious, ours\n"
        "material.WORK, material.PUBMED = Path('work'), Path('absent')\n"
        "path = str(material.write_records('library', 4))\n"
        "for turn in (ours.ingest(path, 'int8', 1), obvious.ingest(path)): assert turn()[0] == 4\n"
    )
    before = len(attempts(home.environment))
    home.run("-c", code)
    assert attempts(home.environment)[before:] == []


def test_a_file_in_the_folder_cannot_have_chroma_report(home: Home, tmp_path: Path) -> None:
    """Chroma would read a .env of the working folder: another server, and a host for its traces."""
    (home.folder / ".env").write_text(
        "chroma_otel_collection_endpoint=http://192.0.2.7:4317\nchroma_otel_granularity=all\n"
        "chroma_api_impl=chromadb.api.fastapi.FastAPI\nchroma_server_host=192.0.2.8\nanonymized_telemetry=true\n",
        encoding="utf-8",
    )
    before = len(attempts(home.environment))
    code = f"""
from pathlib import Path
from ingest.index.vectors import Vectors
vectors = Vectors(Path({str(tmp_path)!r}), "some")
vectors.create()
print(len(vectors))
"""
    assert home.run("-c", code).stdout == "0\n"
    assert attempts(home.environment)[before:] == []
    (home.folder / ".env").unlink()


def test_a_model_in_a_folder_asks_no_hub(home: Home, tmp_path: Path) -> None:
    """A reranker, a judge, a writer and the embedder by way of torch, each from a folder, look nothing up."""
    before = len(attempts(home.environment))
    assert home.run("-m", "tests.folder_models", str(tmp_path)).stdout.endswith("(1, 384)\n")
    assert attempts(home.environment)[before:] == []
