"""A user's own file of allele functions, kept in the user's data folder: it counts before what ships, gene by gene."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from assistant.curated.formats.files import members
from assistant.curated.formats.pharmcat import GeneAlleles, read_gene
from assistant.errors import KnowledgeError
from assistant.knowledge.tables import rows
from assistant.pharmacogenomics.functions import ALLELES, DIPLOTYPES, PAIRS, import_folder, pharmacogenes

__all__ = ["AddedAlleles", "add_alleles"]

_COLUMNS = {
    ALLELES: ("gene", "allele", "function", "value", "note", "source"),
    PAIRS: ("gene", "function", "other", "phenotype", "source"),
    DIPLOTYPES: ("gene", "allele", "other", "phenotype", "score", "source"),
}


class AddedAlleles(NamedTuple):
    """What of a file was written where."""

    genes: tuple[str, ...]
    alleles: int
    diplotypes: int
    path: Path

    def __str__(self) -> str:
        named = ", ".join(self.genes)
        return f"{self.alleles:,} alleles and {self.diplotypes:,} diplotypes of {named} in {self.path}"


def add_alleles(path: str | Path) -> AddedAlleles:
    """Reads one gene's JSON, or an archive of several; what was imported of a gene before is replaced. Raises
    KnowledgeError."""
    file = Path(path)
    found = [read_gene(name, raw) for name, raw in members(file) if _is_gene(name, raw)]
    if not found:
        raise KnowledgeError(f"{file} has no gene's phenotypes: give a file of PharmCAT's phenotype folder")
    strange = sorted({one.gene for one in found} - pharmacogenes())
    kept = [one for one in found if one.gene not in strange]
    if not kept:
        raise KnowledgeError(f"no guideline here is on {', '.join(strange)}, so that its alleles would tell nothing")
    folder = import_folder()
    genes = {one.gene for one in kept}
    for name, own in (
        (ALLELES, _of("alleles", kept)),
        (PAIRS, _of("pairs", kept)),
        (DIPLOTYPES, _of("diplotypes", kept)),
    ):
        before = [row for row in rows(name, folder) if row[0] not in genes]
        _write(folder, name, [*before, *own])
    count = sum(len(one.alleles) for one in kept)
    return AddedAlleles(tuple(sorted(genes)), count, sum(len(one.diplotypes) for one in kept), folder)


def _is_gene(name: str, raw: bytes) -> bool:
    return name.endswith((".json", ".json.gz")) or raw.lstrip()[:1] == b"{"


def _of(field: str, found: list[GeneAlleles]) -> list[tuple[str, ...]]:
    return [row for one in found for row in getattr(one, field)]


def _write(folder: Path, name: str, table: list[tuple[str, ...]]) -> None:
    """Written beside and moved into place, so that a reader never meets half a table."""
    lines = dict.fromkeys("\t".join(cell.replace("\t", " ") for cell in row) for row in table)
    text = "\n".join(["\t".join(_COLUMNS[name]), *lines, ""])
    target = folder / f"{name}.tsv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=folder, prefix=f"{name}-", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(beside).replace(target)
    except OSError as error:
        raise KnowledgeError(f"{target} cannot be written: {error.strerror or error}") from error
