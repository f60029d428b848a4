"""Markdown on a terminal: laid out for a person who reads it there, left as it is for a pipe or a file."""

from __future__ import annotations

import sys

import click

from ingest.printable import printable

__all__ = ["show"]

_WIDEST = 110
"""Columns; longer lines are hard to follow with the eye."""


def show(markdown: str) -> None:
    """Prints the document: headings, lists and links drawn on a terminal, plain Markdown anywhere else."""
    markdown = printable(markdown)
    if not sys.stdout.isatty():
        click.echo(markdown)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.print(Markdown(markdown), width=min(console.width, _WIDEST))
