"""A report for a tumor board: one answer and one patient on paper.

The findings by option with their grades, the words they rest on, how each study's people compare with the patient,
where studies disagree, what was searched and what nobody said. One file that loads nothing from anywhere, as HTML to
print or as Markdown. Everything from a question or a record is escaped by the template engine, not by hand.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.errors import AssistantError
from assistant.records.answer import Answer
from assistant.records.answer_markdown import escape
from assistant.records.patient import Patient
from assistant.report.tumor_board import compose_page
from ingest.printable import printable

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["report_format", "tumor_board_markdown", "tumor_board_report", "write_report"]

Format = Literal["html", "md"]
_FORMATS: dict[str, Format] = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md"}


def tumor_board_report(
    answer: Answer, patient: Patient | None = None, *, snapshot: str = "", records: int = 0, made: date | None = None
) -> str:
    """The report as a self-contained HTML document for A4 or Letter. `snapshot` and `records` name the library."""
    return _template("html").render(page=compose_page(answer, patient, snapshot, records, made))


def tumor_board_markdown(
    answer: Answer, patient: Patient | None = None, *, snapshot: str = "", records: int = 0, made: date | None = None
) -> str:
    """The same report as Markdown."""
    return _template("md").render(page=compose_page(answer, patient, snapshot, records, made))


def write_report(path: Path, answer: Answer, patient: Patient | None = None, **known: Any) -> None:
    """Writes the report in the format of the file's ending; `known` as for `tumor_board_report`.

    Raises AssistantError when the ending is another one, or the file cannot be written.
    """
    render = tumor_board_report if report_format(path) == "html" else tumor_board_markdown
    try:
        path.write_text(render(answer, patient, **known), encoding="utf-8")
    except OSError as error:
        raise AssistantError(f"the report {path} cannot be written: {error.strerror or error}") from error


def report_format(path: Path) -> Format:
    """Raises AssistantError when the file's ending names no format."""
    if path.suffix.lower() not in _FORMATS:
        ending = repr(path.suffix) if path.suffix else "no ending"
        raise AssistantError(f"the report {path} has {ending}: name it .html (to print) or .md")
    return _FORMATS[path.suffix.lower()]


@cache
def _template(form: Format) -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    folder = files("assistant").joinpath("report", "templates")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=select_autoescape(["html"]),
        finalize=_escaped if form == "md" else _shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(f"tumor_board.{form}")


def _escaped(value: Any) -> Any:
    return escape(value) if isinstance(value, str) else value


def _shown(value: Any) -> Any:
    """Text for the page, which the engine escapes: without hidden characters and marks of direction."""
    return printable(value) if type(value) is str else value
