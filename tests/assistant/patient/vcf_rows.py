"""The rows of `tables/patient_vcf.tsv` as files, and what a reading says of a patient in the words of the table."""

from __future__ import annotations

import io
import re
from pathlib import Path

from assistant.knowledge.tables import records
from assistant.patient.vcf import read_vcf
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.records.reading import PatientReading
from ingest.knowledge.tables import read_table

__all__ = ["ROWS", "file_of", "read_row", "said"]

ROWS = read_table(Path(__file__).parents[1] / "tables" / "patient_vcf.tsv").rows
_PLACES = {row["rsid"]: row for row in records("known_positions") if row["build"] == "GRCh38" and not row["notation"]}
_HEADER = """##fileformat=VCFv4.2
##reference={build}
##FILTER=<ID=PASS,Description="passed">
##FILTER=<ID=LowQual,Description="low quality">
##ALT=<ID=NON_REF,Description="any">
##ALT=<ID=DEL,Description="deletion">
##ALT=<ID=DUP,Description="duplication">
##ALT=<ID=INV,Description="inversion">
##ALT=<ID=CN0,Description="no copy">
##INFO=<ID=END,Number=1,Type=Integer,Description="end">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="kind">
##INFO=<ID=SOMATIC,Number=0,Type=Flag,Description="somatic">
##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="quality">
##FORMAT=<ID=PS,Number=1,Type=Integer,Description="phase set">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="least depth">
##FORMAT=<ID=CN,Number=1,Type=Integer,Description="copies">
"""
_COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"
_PLACE = re.compile(r"(rs\d+) (\S+)")


def file_of(lines: str, build: str) -> bytes:
    """The VCF that a row's lines stand for, in the order of the genome."""
    header, body = _HEADER.format(build=build or "GRCh38"), dict[str, str]()
    for line in lines.split(" | "):
        place = _PLACE.fullmatch(line)
        if line.startswith("##"):
            header += f"{line}\n"
        elif line.startswith("gene "):
            body |= {rsid: _at(rsid, "0/0") for rsid, row in _PLACES.items() if row["gene"] == line[5:]}
        elif place and place[2] == "-":
            body.pop(place[1], None)
        elif place:
            body[place[1]] = _at(*place.groups())
        else:
            fields = line.split(" ")
            body[line] = "\t".join([*fields[:5], ".", *fields[5:]])
    ordered = sorted(body.values(), key=lambda line: int(line.split("\t")[1]))
    return (header + _COLUMNS + "".join(f"{line}\n" for line in ordered)).encode()


def _at(rsid: str, genotype: str) -> str:
    row = _PLACES[rsid]
    alts = row["alt"].replace("|", ",")
    return "\t".join(
        (f"chr{row['chromosome']}", row["position"], rsid, row["ref"], alts, ".", "PASS", ".", "GT", genotype)
    )


def read_row(lines: str, build: str) -> PatientReading:
    """The reading of a row's file."""
    return read_vcf(io.BytesIO(file_of(lines, build)))


def said(reading: PatientReading) -> set[str]:
    """Every diplotype, variant and phenotype of a reading; a variant is of the germline where nothing else is said."""
    patient = reading.patient
    made = {
        " ".join(filter(None, (one.gene, one.alleles or "(open)", "by default" * one.by_default)))
        for one in patient.diplotypes
    }
    made |= {
        " ".join(filter(None, (str(one), one.zygosity, one.origin.replace("germline", "")))) for one in patient.variants
    }
    return made | {f"{one.gene} {one.phenotype or '(unknown)'}" for one in phenotypes_of(patient)}
