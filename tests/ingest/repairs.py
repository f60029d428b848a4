"""Repairs for the tests to kill, and servers to stop: `python -m tests.ingest.repairs LIBRARY WHAT PLACE TIMES`.

The process is ended by SIGKILL when the function PLACE of ingest is about to be called for the TIMES-th time.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ingest.library import mending
from ingest.library.catalog import CATALOG_FILE, Catalog
from ingest.library.library import Library

PASSING = {"write.lock", "writer.pid", "catalog.sqlite-wal", "catalog.sqlite-shm", "chroma.sqlite3"}
"""Files that come and go with whoever looks, and the one that Chroma writes to even when it is only asked."""


def killed_at(place: str, times: int) -> None:
    """From now on the process dies at that call; `place` is "module:Class.function" or "module:function"."""
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    real, left = getattr(owner, name), [times]

    def dying(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(owner, name, dying)


def digests(folder: Path) -> dict[str, str]:
    """Every file of a folder by its content."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name not in PASSING)
    return {str(file.relative_to(folder)): blake2b(file.read_bytes()).hexdigest() for file in files}


@contextmanager
def chroma_server(folder: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`chroma run` on a port of loopback, over a folder; the process, to be stopped, and the port."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--port", str(port)]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([*command, "--host", "127.0.0.1"], stdout=log, stderr=log)
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
            yield process, port
        finally:
            process.kill()
            process.wait()


def main(library: str, what: str, place: str, times: str) -> None:
    killed_at(place, int(times))
    with Library.open(library) as opened:
        if what == "repair":
            opened.verify(repair=True)
        elif what == "compact":
            opened.compact()
        else:
            with closing(Catalog.open(Path(library) / CATALOG_FILE, writable=True)) as catalog:
                mending.mend_flat(catalog, "")


if __name__ == "__main__":
    main(*sys.argv[1:])
