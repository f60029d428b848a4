"""`vouch knowledge`: what serves besides the library, newer releases of it, and names from its own records."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.doors.speaking import json_option, library_option, opened, say, say_json

__all__ = ["knowledge"]


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def knowledge(context: click.Context, as_json: bool) -> None:
    """What serves besides the library: curated evidence, guidelines and approvals, each with its date."""
    if context.invoked_subcommand is not None:
        return
    from assistant.curated.store import serving

    found = serving()
    if as_json:
        say_json([one._asdict() for one in found])
        return
    for one in found:
        say(f"{one.source} of {one.date}: {one.facts:,} facts, {one.origin}")


@knowledge.command("add")
@click.argument(
    "kind",
    type=click.Choice(["civic", "clinpgx", "cpic", "drugs", "hgnc", "interactions", "mesh", "phenotypes"]),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--date", "on", metavar="DATE", default="", help="Of a release that does not say its own (YYYY-MM-DD).")
@click.option("--older", is_flag=True, help="Take a release although a newer one serves.")
def knowledge_add(kind: str, file: Path, on: str, older: bool) -> None:
    """Read a newer release of curated evidence or guidelines (CIViC, CPIC, ClinPGx) from FILE, a whole vocabulary
    (HGNC table, MeSH labels or drug names), the functions of alleles (PharmCAT's phenotypes), or a table of drug
    interactions.
    """
    if kind == "interactions":
        from assistant.safety.imported import add_interactions

        say(str(add_interactions(file, lambda line: say(line, err=True))))
        return
    from assistant.curated.added_alleles import add_alleles
    from assistant.curated.imported import KINDS, add_release
    from assistant.names.import_vocabulary import add

    if kind == "phenotypes":
        say(str(add_alleles(file)))
        return
    say(str(add_release(kind, file, on, older) if kind in KINDS else add(kind, file)))


@knowledge.command("learn")
@library_option
def knowledge_learn(library: str | None) -> None:
    """Take names and abbreviations from the library's own records, for questions on this library."""
    from assistant.names.import_vocabulary import learn

    with opened(library=library) as assistant:
        for added in learn(assistant.library):
            say(str(added))
