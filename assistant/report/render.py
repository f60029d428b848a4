"""A report: one answer and one patient on paper, on one sheet, or in full.

One file that loads nothing from anywhere, as HTML to print, as PDF by a browser's print, as Markdown, or as JSON for
programs. Everything from a question or a record is escaped by the template engine, not by hand.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from assistant.errors import AssistantError
from assistant.records.answer import Answer
from assistant.records.answer_markdown import escape
from assistant.records.patient import Patient
from assistant.records.safety_words import PHENOTYPE_COLUMNS
from assistant.report.full_page import compose_page
from assistant.report.one_page import compose_sheet
from assistant.report.origin import Origin
from assistant.report.pdf import print_pdf
from assistant.report.safety_part import safety_part
from ingest.printable import printable

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = [
    "full_markdown",
    "full_report",
    "one_page_markdown",
    "one_page_report",
    "report_format",
    "report_json",
    "write_report",
]

Format = Literal["html", "md", "json", "pdf"]
_FORMATS: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
    ".json": "json",
    ".pdf": "pdf",
}


def one_page_report(answer: Answer, patient: Patient | None = None, **origin: Any) -> str:
    """One sheet as a self-contained HTML document; `origin`: fields of `Origin`, by name."""
    return _sheet("html", answer, patient, Origin(**origin))


def one_page_markdown(answer: Answer, patient: Patient | None = None, **origin: Any) -> str:
    """The same sheet as Markdown."""
    return _sheet("md", answer, patient, Origin(**origin))


def full_report(answer: Answer, patient: Patient | None = None, **origin: Any) -> str:
    """All of the answer as a self-contained HTML document, on as many sheets as it takes."""
    return _full("html", answer, patient, Origin(**origin))


def full_markdown(answer: Answer, patient: Patient | None = None, **origin: Any) -> str:
    """The same as Markdown."""
    return _full("md", answer, patient, Origin(**origin))


def report_json(answer: Answer, patient: Patient | None = None, **origin: Any) -> str:
    """The whole answer for programs, and what the report adds to it."""
    known = Origin(**origin)
    part = safety_part(answer, patient, known.kept)
    told = {
        "title": part.title,
        "made": known.day,
        "version": known.by,
        "snapshot": known.snapshot,
        "records": known.records,
        "since": list(known.since),
        "patient": [list(pair) for pair in part.facts],
        "germline": part.germline,
        "trials": list(part.trials),
    }
    return msgspec.json.format(msgspec.json.encode({"report": told, "answer": answer.to_dict()})).decode() + "\n"


def write_report(
    path: Path, answer: Answer, patient: Patient | None = None, *, full: bool = False, **origin: Any
) -> None:
    """Writes the report in the format of the file's ending; `origin` as for `one_page_report`.

    Raises AssistantError when the ending is another one, the file cannot be written, or no browser can print a PDF.
    """
    form = report_format(path)
    if form == "pdf":
        print_pdf((full_report if full else one_page_report)(answer, patient, **origin), path)
        return
    in_full = {"html": full_report, "md": full_markdown, "json": report_json}
    on_one_page = {"html": one_page_report, "md": one_page_markdown, "json": report_json}
    made = (in_full if full else on_one_page)[form](answer, patient, **origin)
    try:
        path.write_text(made, encoding="utf-8")
    except OSError as error:
        raise AssistantError(f"the report {path} cannot be written: {error.strerror or error}") from error


def report_format(path: Path) -> Format:
    """Raises AssistantError when the file's ending names no format."""
    if path.suffix.lower() not in _FORMATS:
        ending = repr(path.suffix) if path.suffix else "no ending"
        raise AssistantError(f"the report {path} has {ending}: name it .html (to print), .pdf, .md or .json")
    return _FORMATS[path.suffix.lower()]


def _sheet(form: str, answer: Answer, patient: Patient | None, origin: Origin) -> str:
    page = compose_sheet(answer, patient, origin)
    return _template(f"one_page.{form}").render(page=page, columns=PHENOTYPE_COLUMNS)


def _full(form: str, answer: Answer, patient: Patient | None, origin: Origin) -> str:
    page = compose_page(answer, patient, origin)
    return _template(f"full_page.{form}").render(page=page, columns=PHENOTYPE_COLUMNS)


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    folder = files("assistant").joinpath("report", "templates")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=select_autoescape(["html"]),
        finalize=_escaped if name.endswith(".md") else _shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _escaped(value: Any) -> Any:
    return escape(value) if isinstance(value, str) else value


def _shown(value: Any) -> Any:
    """Text for the page, which the engine escapes: without hidden characters and marks of direction."""
    return printable(value) if type(value) is str else value
