"""The `vouch` command. Exit codes: 0 done, 1 failed (one line on stderr), 2 wrong usage, 3 abstained."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.doors.knowledge import knowledge
from assistant.doors.speaking import (
    depth_option,
    json_option,
    library_option,
    model_option,
    opened,
    patient_option,
    sample_option,
    say,
    say_json,
)
from ingest.errors import VouchError, one_line

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.records.answer import Answer

__all__ = ["main"]

ABSTAINED = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vouch", prog_name="vouch")
def vouch() -> None:
    """Answers clinical questions from a library of PubMed records, every sentence vouched for by a verbatim quote.

    Decision support for professionals; not a medical device, not for patients.
    """


@vouch.command()
@click.argument("question")
@patient_option
@sample_option
@library_option
@model_option
@depth_option
@json_option
def ask(question: str, patient_file: str | None, sample: str, depth: str | None, as_json: bool, **chosen: Any) -> None:
    """Answer QUESTION with cited, checked sentences. Exit code 3: the library does not carry an answer."""
    from assistant.doors.terminal import show as show_markdown

    patient = _patient(patient_file, sample)
    with opened(depth=depth, **chosen) as assistant:
        answer = _asked(assistant, question, patient)
    if as_json:
        say_json(answer.to_json())
    else:
        show_markdown(answer.to_markdown())
    if answer.status != "answered":
        sys.exit(ABSTAINED)


@vouch.command()
@click.argument("query")
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many articles.")
@click.option("--year-from", type=int, metavar="Y", help="Published in Y or later.")
@click.option("--year-to", type=int, metavar="Y", help="Published in Y or earlier.")
@click.option("--type", "types", multiple=True, metavar="T", help="Publication type, as PubMed names it; may repeat.")
@click.option("--language", "languages", multiple=True, metavar="L", help='Language code ("eng"); may repeat.')
@click.option("--has-abstract", is_flag=True, default=None, help="Only records with an abstract.")
@click.option("--include-retracted", is_flag=True, help="Show retracted records, too.")
@library_option
@json_option
def search(query: str, k: int, as_json: bool, library: str | None, **wishes: Any) -> None:
    """Find the articles that fit QUERY best."""
    from assistant.doors.wire import hit_line, hit_to_dict, narrowing

    with opened(library=library) as assistant:
        hits = assistant.search(query, k=k, filters=narrowing(_filters(**wishes)))
    if as_json:
        say_json([hit_to_dict(hit) for hit in hits])
        return
    if not hits:
        say("Nothing found.")
    for place, hit in enumerate(hits, 1):
        say(hit_line(place, hit))


@vouch.command()
@click.argument("pmid")
@click.option("--revision", type=int, help="An older revision, as a citation names it.")
@library_option
@json_option
def show(pmid: str, revision: int | None, library: str | None, as_json: bool) -> None:
    """Show the record PMID as the library has it."""
    from assistant.doors.wire import article_to_dict, find_article

    with opened(library=library) as assistant:
        article = find_article(assistant.library, pmid, revision)
    if as_json:
        say_json(article_to_dict(article))
        return
    from assistant.doors.terminal import show as show_markdown
    from assistant.records.answer_markdown import article_to_markdown

    show_markdown(article_to_markdown(article))


@vouch.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port on 127.0.0.1; default: 7860, or a free one.")
@library_option
@model_option
def chat(port: int | None, **chosen: Any) -> None:
    """Open the chat in the browser's reach, on 127.0.0.1 only."""
    from assistant.doors.chat import serve

    _started(chosen)
    with opened(**chosen) as assistant:
        serve(assistant, port)


@vouch.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any free one.")
@click.option("--mcp", is_flag=True, help="MCP over standard input and output instead, for a program that starts it.")
@library_option
@model_option
def serve(port: int, mcp: bool, **chosen: Any) -> None:
    """Answer other programs: REST and MCP on 127.0.0.1 only."""
    from assistant.doors.serve import serve as serve_http
    from assistant.doors.serve import serve_stdio

    _started(chosen)
    with opened(**chosen) as assistant:
        serve_stdio(assistant) if mcp else serve_http(assistant, port, say)


@vouch.command()
@click.argument("question", required=False)
@patient_option
@sample_option
@click.option(
    "--out",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="FILE.html, .pdf (printed by a browser on the PATH), .md or .json.",
)
@click.option("--full", is_flag=True, help="All of the answer, on as many pages as it takes, instead of one page.")
@click.option("--from-audit", "answer_id", metavar="ID", help="The page of a stored answer, instead of a new one.")
@library_option
@model_option
@depth_option
def report(question: str | None, patient_file: str | None, sample: str, out: Path, **chosen: Any) -> None:
    """Write the answer to QUESTION on one printed page. Exit code 3: there is no answer, and the page says why."""
    from assistant.doors.reports import origin_now, reported
    from assistant.report.render import report_format, write_report

    full, answer_id = chosen.pop("full"), chosen.pop("answer_id")
    if not (question or answer_id):
        raise click.UsageError("give a QUESTION, or a stored answer with --from-audit ID")
    report_format(out)  # before the work, not after it
    patient = _patient(patient_file, sample)
    with opened(**chosen) as assistant:
        if answer_id:
            answer, patient, origin = reported(assistant, answer_id, question=question, patient=patient)
        else:
            answer, origin = _asked(assistant, question or "", patient), origin_now(assistant)
        write_report(out, answer, patient, full=full, **origin)
    say(f"wrote {out}")
    if answer.status != "answered":
        sys.exit(ABSTAINED)


@vouch.command()
@click.argument("answer_id", metavar="ID")
@click.option("--question", help="The question, when the record holds only its hash.")
@patient_option
@sample_option
@library_option
@json_option
def reproduce(
    answer_id: str, question: str | None, patient_file: str | None, sample: str, library: str | None, as_json: bool
) -> None:
    """Run the answer ID again and compare. Exit code 1 when it differs."""
    from assistant.doors.reproduce import reproduce as again

    patient = _patient(patient_file, sample)
    with opened(library=library) as assistant:
        comparison = again(assistant, answer_id, question=question, patient=patient)
    say_json(comparison.to_dict()) if as_json else say(comparison.to_text())
    if not comparison.same:
        sys.exit(1)


@vouch.command()
@click.argument("file", type=click.Path(path_type=Path))
@sample_option
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write the record to FILE.yaml.")
@json_option
def patient(file: Path, sample: str, out: Path | None, as_json: bool) -> None:
    """Show what is read of the patient in FILE: a record (JSON, YAML), a FHIR R4 bundle, a VCF or a free text."""
    from assistant.doors.patients import lines_of, reading_to_dict, write_record
    from assistant.patient.reading import read_patient

    reading = read_patient(file, sample=sample)
    if out is not None:
        write_record(reading, out)
    if as_json:
        say_json(reading_to_dict(reading))
    else:
        say("\n".join(lines_of(reading)))
    if out is not None:
        say(f"wrote {out}: look it through before it is used", err=as_json)


@vouch.command()
@click.option("--since", metavar="DATE", help="Only answers since this date (YYYY-MM-DD).")
@click.option("--status", type=click.Choice(["answered", "abstained", "redirected"]))
@click.option("--cites", metavar="PMID", help="Only answers that cite this record.")
@click.option("--flagged", is_flag=True, help="Only answers that cite a record retracted or corrected since.")
@click.option("--export", metavar="FILE", type=click.Path(path_type=Path), help="Write them to FILE.csv or FILE.jsonl.")
@library_option
@json_option
def audit(export: Path | None, library: str | None, as_json: bool, **wanted: Any) -> None:
    """List the stored answers, and flag those whose evidence was retracted or corrected since."""
    from assistant.doors.reproduce import export_audit, list_audit

    with opened(library=library) as assistant:
        entries = list_audit(assistant, **wanted)
    if export is not None:
        export_audit(entries, export)
        say(f"wrote {len(entries)} answer{'s' * (len(entries) != 1)} to {export}")
        return
    if as_json:
        say_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        say(entry.to_text())
    say(f"{len(entries)} answer{'s' * (len(entries) != 1)}, {sum(bool(e.flags) for e in entries)} flagged")


@vouch.command()
@library_option
@json_option
def doctor(library: str | None, as_json: bool) -> None:
    """Say what is installed, what the library holds, and what would run."""
    from assistant.doors.doctor import examine

    findings = examine(library)
    say_json(findings) if as_json else say("\n".join(f"{k}: {v}" for k, v in findings.items()))


vouch.add_command(knowledge)


def main() -> None:
    """Runs the command; a user's mistake is one line, never a traceback."""
    try:
        vouch.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        vars(error)["message"] = one_line(error.message)  # click repeats a wrong value whole
        shown = io.StringIO()
        error.show(shown)
        say(shown.getvalue().rstrip(), err=True)
        sys.exit(error.exit_code)
    except VouchError as error:
        say(f"vouch: {error}", err=True)
        sys.exit(1)
    except UnicodeError as error:
        say(f"vouch: what was typed is not text in UTF-8 ({type(error).__name__}): type it anew", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        where = error.filename or "the output"
        say(f"vouch: {where} cannot be read or written: {error.strerror or error}", err=True)
        # What is left to say has nowhere to go, and would fail again at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _started(chosen: dict[str, Any]) -> None:
    """The first library, where there is none; what is wrong with the settings is told before anything is built."""
    from assistant.settings import Settings
    from ingest.doors.starting import ensure_starter

    Settings.load(**chosen)
    ensure_starter(chosen["library"], lambda said: say(said, err=True))


def _patient(file: str | None, sample: str) -> Any:
    """The patient of a file; what was changed in reading or left out is told as lines."""
    if file is None:
        return None
    from assistant.doors.patients import patient_of

    return patient_of(file, sample, lambda line: say(line, err=True))


def _asked(assistant: Assistant, question: str, patient: Any) -> Answer:
    """The answer; on a terminal each step is told while it runs."""
    from assistant.records.answer import Answer, Stage

    told = sys.stderr.isatty()
    for event in assistant.stream(question, patient):
        if isinstance(event, Stage) and told:
            say(f"{event.detail} …", err=True)
        if isinstance(event, Answer):
            return event
    raise VouchError("the road ended without an answer")


def _filters(
    year_from: int | None,
    year_to: int | None,
    types: tuple[str, ...],
    languages: tuple[str, ...],
    has_abstract: bool | None,
    include_retracted: bool,
) -> Any:
    from ingest.records.filters import Filters

    return Filters(
        year_from=year_from,
        year_to=year_to,
        publication_types=types,
        languages=languages,
        has_abstract=has_abstract,
        retracted="include" if include_retracted else "exclude",
    )
