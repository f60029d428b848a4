"""Reads what PharmCAT publishes of a gene: its alleles with their functions, and the phenotypes of two of them.

A file is one gene as JSON (`haplotypes` or `namedAlleles`, `activityValues`, `diplotypes`, `diplotypeFunctions`,
`version`), or an archive of such files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assistant.errors import KnowledgeError
from assistant.pharmacogenomics.alleles import named
from assistant.pharmacogenomics.functions import reference_of

__all__ = ["GeneAlleles", "read_gene"]

_BEHIND = re.compile(r"\s*\(\*\w+\)$")
"""The star that CPIC puts behind the HGVS name of an allele of DPYD."""
_NO_SCORE = ("", "n/a", "None")
_MOST = 200_000
"""Rows of one gene: CYP2D6 has some 13,000 diplotypes."""


class _NamedAllele(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    function_value: str | None = None
    activity_value: str | float | None = None


class _Diplotype(msgspec.Struct, frozen=True):
    diplotypekey: dict[str, int] | None = None
    phenotype: str | None = None
    generesult: str | None = None
    activity_score: str | float | None = msgspec.field(default=None, name="activityScore")


class _Functions(msgspec.Struct, frozen=True, rename="camel"):
    lookup_key: dict[str, Any] | None = None
    phenotype: str | None = None


class _File(msgspec.Struct, frozen=True, rename="camel"):
    gene: str
    version: str = ""
    haplotypes: dict[str, str] = {}
    activity_values: dict[str, str | float | None] = {}
    named_alleles: list[_NamedAllele] = []
    diplotypes: list[_Diplotype] = []
    diplotype_functions: list[_Functions] = []


class GeneAlleles(msgspec.Struct, frozen=True):
    """Rows as the tables of alleles, pairs and diplotypes have them; `date` as the file says it."""

    gene: str
    date: str
    alleles: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, ...], ...]
    diplotypes: tuple[tuple[str, ...], ...]


def read_gene(name: str, raw: bytes) -> GeneAlleles:
    """Raises KnowledgeError for what is no such file."""
    try:
        file = msgspec.json.decode(raw, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{name} is not a gene's phenotypes as PharmCAT has them ({error})") from error
    if not (file.haplotypes or file.named_alleles) or len(file.diplotypes) > _MOST:
        raise KnowledgeError(f"{name} has no alleles with functions: give a file of PharmCAT's phenotype folder")
    date = file.version[:10]
    source = f"PharmCAT phenotypes, version {file.version or 'not stated'}"
    return GeneAlleles(
        file.gene,
        date,
        tuple(_alleles(file, source)),
        tuple(_pairs(file, source)),
        tuple(_diplotypes(file, source)),
    )


def _alleles(file: _File, source: str) -> Iterator[tuple[str, ...]]:
    functions = {one.name: (one.function_value or "", one.activity_value) for one in file.named_alleles}
    for allele, function in file.haplotypes.items():
        functions.setdefault(allele, (function, file.activity_values.get(allele)))
    for allele, (function, value) in functions.items():
        said = str(value if value is not None else file.activity_values.get(allele) or "")
        kept = said if re.fullmatch(r"\d{1,2}(\.\d+)?", said) else ""
        yield file.gene, _own_name(file.gene, allele), _tidy(function).lower(), kept, "", source


def _pairs(file: _File, source: str) -> Iterator[tuple[str, ...]]:
    """Rules by function; those by activity values are sums, which need none."""
    for one in file.diplotype_functions:
        two = [_tidy(str(key)).lower() for key, count in (one.lookup_key or {}).items() for _ in range(_times(count))]
        if len(two) == 2 and one.phenotype and not any(re.fullmatch(r"[\d.]+", key) for key in two):
            yield file.gene, two[0], two[1], _tidy(one.phenotype).lower(), source


def _diplotypes(file: _File, source: str) -> Iterator[tuple[str, ...]]:
    for one in file.diplotypes:
        two = [
            _own_name(file.gene, key) for key, count in (one.diplotypekey or {}).items() for _ in range(_times(count))
        ]
        phenotype = _tidy(one.phenotype or one.generesult or "").lower()
        score = str(one.activity_score if one.activity_score is not None else "")
        if len(two) == 2 and phenotype:
            kept = "" if score in _NO_SCORE else re.sub(r"\.0$", "", score)
            yield file.gene, two[0], two[1], phenotype, kept, source


def _times(count: object) -> int:
    return int(count) if isinstance(count, int | float) and 0 <= count <= 2 else 0


def _own_name(gene: str, allele: str) -> str:
    """The allele as it is named here: the reference by its own name, HGVS without the star behind it."""
    plain = _BEHIND.sub("", _tidy(allele))
    if plain.lower() == "reference":
        return reference_of(gene) or plain
    return plain if plain.startswith("*") and gene != "DPYD" else named(gene, plain)


def _tidy(text: str) -> str:
    return " ".join(text.split())
