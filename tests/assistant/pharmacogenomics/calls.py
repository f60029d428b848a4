"""Turns the calls of the table of pharmacogenomics into a patient."""

from __future__ import annotations

import csv
from pathlib import Path

from assistant.records.patient import Diplotype, Patient, Variant

__all__ = ["ROWS", "patient_of"]

TABLE = Path(__file__).parents[1] / "tables" / "pharmacogenomics.tsv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


ROWS = rows()


def patient_of(row: dict[str, str]) -> Patient:
    """The patient of a row: its call, those of other genes, and the drugs that inhibit or induce."""
    calls = [(row["gene"], row["call"]), *(split(call) for call in filter(None, row["further"].split("; ")))]
    entries = [entry_of(gene, call) for gene, call in calls if call != "untested"]
    words = row["call"].split()
    sex = next((word for word in words if word in ("male", "female")), "")
    return Patient(
        sex=sex,  # type: ignore[arg-type]
        age=40,
        diplotypes=tuple(one for one in entries if isinstance(one, Diplotype)),
        variants=tuple(one for one in entries if isinstance(one, Variant)),
        medications=tuple(filter(None, row["taking"].split("; "))),
    )


def split(call: str) -> tuple[str, str]:
    gene, _, rest = call.partition(" ")
    return gene, rest


def entry_of(gene: str, call: str) -> Diplotype | Variant:
    call = call.removesuffix(" male").removesuffix(" female")
    kind, _, rest = call.partition(" ")
    if kind == "variant":
        notation, _, zygosity = rest.rpartition(" ")
        if zygosity in ("heterozygous", "homozygous"):
            return Variant(gene, notation, zygosity)  # type: ignore[arg-type]
        return Variant(gene, rest)
    if kind == "phenotype":
        return Diplotype(gene, phenotype=rest)
    if kind == "score":
        return Diplotype(gene, activity_score=float(rest))
    if kind == "default":
        return Diplotype(gene, rest, by_default=True)
    return Diplotype(gene, call)
