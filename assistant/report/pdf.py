"""A page as PDF by the print of a browser on this machine; nothing is loaded and nothing leaves it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from assistant.errors import AssistantError

__all__ = ["print_pdf"]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_SECONDS = 90
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-client-side-phishing-detection",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-features=NetworkTimeServiceQuerying",
    "--no-pdf-header-footer",
)
"""A browser asks its maker for the time, updates and accounts on its own: here no name leads anywhere. It still opens a
socket to see whether this machine has IPv6, over which nothing is sent."""


def print_pdf(page: str, path: Path) -> None:
    """Writes the HTML document `page` to `path` as PDF.

    Raises AssistantError where no browser is on the PATH, the browser fails, or the file cannot be written.
    """
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise AssistantError(
            f"the report {path} needs a browser to print it, and no Chromium or Chrome is on the PATH: "
            f"write {path.with_suffix('.html').name}, open it in any browser and print it"
        )
    with tempfile.TemporaryDirectory(prefix="vouch-print-") as folder:
        source, made = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        said = _printed([browser, *_flags(folder), f"--print-to-pdf={made}", source.as_uri()])
        if not made.exists():
            raise AssistantError(
                f"{Path(browser).name} could not print the report {path}: {said or 'it gave no reason'}"
            )
        try:
            shutil.copyfile(made, path)
        except OSError as error:
            raise AssistantError(f"the report {path} cannot be written: {error.strerror or error}") from error


def _flags(folder: str) -> tuple[str, ...]:
    """The sandbox of the browser does not start for the superuser; the page has no script that it would hold."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return (*_QUIET, f"--user-data-dir={folder}/profile", *(["--no-sandbox"] if root else []))


def _printed(command: list[str]) -> str:
    """The last line of what the browser said."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603 - the browser found on the PATH, with a file of ours
    except subprocess.TimeoutExpired:
        return f"it was not done after {_SECONDS} seconds"
    except OSError as error:
        return error.strerror or str(error)
    return (ran.stderr.strip().splitlines() or [""])[-1]
