"""The command `vouch-ingest`: from PubMed to a searchable library.

Exit codes: 0 done, 1 failed or something could not be read (named on standard error, the rest is kept), 2 wrong usage.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.errors import VouchError, one_line
from ingest.printable import printable, printable_json
from ingest.settings import IngestSettings, library_folder

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder
    from ingest.intake.job import Outcome
    from ingest.library.library import Library

__all__ = ["main"]

_NAMED = 20
"""Problems named one by one; of more, the number is told."""


def library_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--library DIR`, handed on as settings."""

    @click.option("--library", metavar="DIR", help="Folder of the library; the user's data folder if not given.")
    @wraps(command)
    def wrapped(library: str | None, **options: Any) -> Any:
        return command(IngestSettings.load(library=library), **options)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vouch")
def cli() -> None:
    """Build and keep the literature library that Vouch answers from."""


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@library_option
@click.option("--no-embed", is_flag=True, help="Make the records searchable by words only; `embed` does the rest.")
@click.option(
    "--ray", is_flag=False, flag_value="", metavar="[ADDRESS]", help="Parse and embed on Ray: here, or there."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def add(settings: IngestSettings, sources: tuple[str, ...], no_embed: bool, ray: str | None, quiet: bool) -> int:
    """Add records: PubMed XML or MEDLINE files, folders and globs of these, search:QUERY, ids:PMID,PMID.

    The word `starter` stands for the digests that ship.
    """
    from ingest.doors.progress import Meter
    from ingest.intake.job import add as take
    from ingest.sources.sources import resolve

    found = resolve(sources, settings)
    with opened(settings, create=True) as library, Meter(quiet) as meter:
        if ray is None:
            embedder = None if no_embed else load(settings, library)
            outcome = take(library, found, embedder=embedder, progress=meter)
        else:
            from ingest.intake.cluster import add_on_ray

            make = None if no_embed else loader(settings, library)
            outcome = add_on_ray(library, found, address=ray, embedder=make, progress=meter)
        waiting = library.status().backlog
    tell(outcome)
    if waiting:
        say(f"{waiting:,} records are searchable by words and wait for their vectors: vouch-ingest embed")
    return 1 if outcome.problems or outcome.failed else 0


@cli.command()
@library_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def embed(settings: IngestSettings, quiet: bool) -> int:
    """Make the vectors that are still missing; can be stopped and taken up again at any time."""
    from ingest.doors.progress import Meter
    from ingest.intake.job import embed as work_off

    with opened(settings) as library, Meter(quiet) as meter:
        done = work_off(library, load(settings, library), progress=meter)
    say(f"embedded {done:,} records")
    return 0


@cli.command()
@library_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(settings: IngestSettings, as_json: bool) -> int:
    """What the library holds: records by year and design, vectors, disk, the last sources."""
    import msgspec

    from ingest.doors.report import render_status

    with opened(settings) as library:
        found = library.status()
    if as_json:
        click.echo(printable_json(msgspec.json.format(msgspec.json.encode(found), indent=2).decode()))
    else:
        say(render_status(found))
    return 0


@cli.command()
@library_option
@click.option("--repair", is_flag=True, help="Mend words and vectors from the catalog.")
@click.option("--no-embed", is_flag=True, help="Leave vectors that must be made anew to `embed`.")
def verify(settings: IngestSettings, repair: bool, no_embed: bool) -> int:
    """Read everything and compare the parts with the catalog."""
    from ingest.doors.progress import Meter
    from ingest.intake.job import embed as work_off

    with opened(settings) as library:
        report = library.verify(repair)
        if report.mended and report.waiting and not no_embed:
            with Meter() as meter:
                work_off(library, load(settings, library), progress=meter)
    for finding in (*report.findings, *report.unchecked):
        warn(finding)
    for mended in dict.fromkeys(report.mended):
        say(f"mended: {mended}")
    if report.unchecked:
        kept = "nothing of them was changed; mend what is said above, and run it again"
        raise VouchError(f"{len(report.unchecked)} parts could not be checked or mended: {kept}")
    if not report.ok:
        cure = "restore the catalog from a copy" if repair else "vouch-ingest verify --repair"
        raise VouchError(f"the library is damaged in {len(report.findings)} places: {cure}")
    say(f"{report.records:,} records agree in all parts")
    return 0


@cli.command()
@library_option
@click.option("--no-embed", is_flag=True, help="Leave the vectors to `embed`.")
def refresh(settings: IngestSettings, no_embed: bool) -> int:
    """Replace digests by the real records, fetched from NLM."""
    from ingest.doors.progress import Meter
    from ingest.intake.job import add as take
    from ingest.records.filters import Filters
    from ingest.sources.sources import resolve

    with opened(settings) as library, Meter() as meter:
        digests = library.pmids_where(Filters(digests="only", retracted="include"))
        if not digests:
            say("the library holds no digests")
            return 0
        found = resolve([f"ids:{','.join(digests)}"], settings)
        outcome = take(library, found, embedder=None if no_embed else load(settings, library), progress=meter)
        left = len(library.pmids_where(Filters(digests="only", retracted="include")))
    tell(outcome)
    say(f"{len(digests) - left} of {len(digests)} digests were replaced by the real records")
    return 1 if outcome.problems or outcome.failed else 0


@cli.command()
@library_option
def compact(settings: IngestSettings) -> int:
    """Give back the disk that replaced and deleted records took."""
    with opened(settings) as library:
        before = sum(library.status().disk.values())
        library.compact()
        after = sum(library.status().disk.values())
    say(f"{before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now")
    return 0


@cli.command()
@click.argument("folder", metavar="DIR")
@click.option("--from", "base_url", metavar="URL", help="Another server or folder of the same layout than NLM's.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def mirror(folder: str, base_url: str | None, quiet: bool) -> int:
    """Keep a folder of all PubMed files (baseline and updates) in step with NLM; `add DIR` then takes them in."""
    from ingest.doors.progress import Transfers
    from ingest.intake.mirror import OFFICIAL
    from ingest.intake.mirror import mirror as fetch

    with Transfers(quiet) as transfers:
        report = fetch(Path(folder), base_url or OFFICIAL, transfers)
    say(f"{len(report.fetched):,} files fetched ({report.bytes / 1e6:,.1f} MB), {report.kept:,} kept,"
        f" {len(report.removed):,} removed")  # fmt: skip
    for problem in report.problems:
        warn(str(problem))
    return 1 if report.problems else 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    try:
        code = cli.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.ClickException as error:
        vars(error)["message"] = one_line(error.message)  # click repeats a wrong value whole
        shown = io.StringIO()
        error.show(shown)
        click.echo(printable(shown.getvalue().rstrip()), err=True)
        sys.exit(error.exit_code)
    except VouchError as error:
        warn(str(error))
        sys.exit(1)
    except UnicodeError as error:
        warn(f"what was typed is not text in UTF-8 ({type(error).__name__}): type it anew")
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        warn("stopped; what was stored is kept, run it again to go on")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): what is left to say has no listener.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        warn(f"{error.filename or 'the output'} cannot be read or written: {error.strerror or error}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def opened(settings: IngestSettings, *, create: bool = False) -> Iterator[Library]:
    """The library the settings name."""
    from ingest.library.library import Library

    with Library.open(library_folder(settings.library), create=create, chroma_url=settings.chroma_url) as library:
        yield library


def load(settings: IngestSettings, library: Library) -> Embedder:
    """The embedder the settings name; left to "auto", in the way the library was embedded."""
    return loader(settings, library)()


def loader(settings: IngestSettings, library: Library) -> Callable[[], Embedder]:
    """What makes that embedder, here or in another process."""
    from ingest.embed.embedding import load_embedder, load_matching

    known = library.status().embedder
    if known is not None and settings.embedding_mode == "auto" and settings.embedder == known.name:
        return partial(load_matching, known, settings.threads)
    return partial(load_embedder, settings.embedder, settings.embedding_mode, settings.threads)


def tell(outcome: Outcome) -> None:
    """What a run did, on standard output; what went wrong, by name, on standard error."""
    from ingest.doors.report import render_outcome

    say(render_outcome(outcome))
    for problem in outcome.problems[:_NAMED]:
        warn(str(problem))
    if len(outcome.problems) > _NAMED:
        warn(f"and {len(outcome.problems) - _NAMED:,} problems more")
    if outcome.problems:
        warn(f"{len(outcome.problems):,} problems; everything else was kept")


def say(line: str) -> None:
    """Prints what may come from a file or a record, without what a terminal would obey."""
    click.echo(printable(line))


def warn(line: str) -> None:
    click.echo(printable(f"vouch-ingest: {line}"), err=True)
