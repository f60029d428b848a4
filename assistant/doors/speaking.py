"""What all commands share: their options, the library they open, and how they speak on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ingest.printable import printable, printable_json

if TYPE_CHECKING:
    from assistant.api import Assistant

__all__ = [
    "depth_option",
    "json_option",
    "library_option",
    "model_option",
    "opened",
    "patient_option",
    "sample_option",
    "say",
    "say_json",
]

library_option = click.option("--library", metavar="DIR", help="Folder of the library; default: your data folder.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
patient_option = click.option(
    "--patient", "patient_file", metavar="FILE", help="The patient: a record (JSON, YAML), a FHIR R4 bundle or a VCF."
)
sample_option = click.option("--sample", default="", metavar="NAME", help="Which sample of a VCF that has several.")
model_option = click.option("--model", metavar="NAME", help='"extractive", "openai:…", "ollama:…", "local:FOLDER" …')
depth_option = click.option("--depth", type=click.Choice(["fast", "thorough"]), help="How a model works.")


def say(line: str, err: bool = False) -> None:
    """Prints what may come from a record, a model or a user, without what a terminal would obey."""
    click.echo(printable(line), err=err)


def say_json(value: Any) -> None:
    """Prints a value, or a text that is JSON already."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(printable_json(text))


@contextmanager
def opened(**chosen: Any) -> Iterator[Assistant]:
    from assistant.api import Assistant

    with Assistant.open(**chosen) as assistant:
        yield assistant
