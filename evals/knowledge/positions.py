"""Makes the table `known_positions`, where known variants lie in the genome: `python -m evals.knowledge.positions`.

Reads `../shared/data`: the positions of pharmacogenes that PharmCAT's example lists (GRCh38), the variants of CIViC
(GRCh37) and the one variant whose position on GRCh38 a FHIR sample gives with its CIViC id. Only facts are carried:
gene, change, build, place, bases, rsID.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "assistant" / "knowledge" / "vocabulary" / "known_positions.tsv"
HEADER = "gene\tnotation\tbuild\tchromosome\tposition\tref\talt\trsid\tsource"
_BASES = re.compile(r"[ACGT]+")
_PROTEIN = re.compile(r"NP_\d+(?:\.\d+)?:(p\.[A-Za-z]{3}\d+(?:[A-Za-z]{3}|=|\*|Ter|fs|del|dup|_)[^,&|]*)")
_CODING = re.compile(r"(?:NM_|ENST)\d+(?:\.\d+)?:(c\.[^,&|]+)")


def main() -> None:
    """Writes the table and prints its rows by source."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in (*_pharmacogenes(data), *_civic_table(data), *_civic_vcf(data), *_fhir(data)):
        rows.setdefault((row[0], *row[2:7]), row)
    made = sorted(rows.values(), key=lambda row: (row[2], row[0], int(row[4]), row[5:]))
    TABLE.write_text("\n".join([HEADER, *("\t".join(row) for row in made)]) + "\n", encoding="utf-8")
    print(len(made), "positions")


def _pharmacogenes(data: Path) -> Iterator[tuple[str, ...]]:
    """Every listed position, with each of its other alleles; without an rsID it has no name that could be told."""
    for line in (data / "patients" / "pharmcat.example.vcf").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        chromosome, position, rsid, ref, alts, _, _, info, *_ = line.split("\t")
        gene = re.search(r"PX=(\w+)", info)
        if gene and rsid.startswith("rs"):
            place = ("GRCh38", chromosome.removeprefix("chr"), position, ref, alts.replace(",", "|"))
            yield (gene[1], "", *place, rsid, "PharmCAT example positions")


def _civic_table(data: Path) -> Iterator[tuple[str, ...]]:
    """Single bases only: longer changes stand without the base before them, as no VCF writes them."""
    with (data / "facts" / "civic_variants.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            ref, alt = row["reference_bases"], row["variant_bases"]
            single = len(ref) == len(alt) == 1 and _BASES.fullmatch(ref + alt)
            notation = _notation(row["variant"], row["hgvs_expressions"])
            if single and notation and row["reference_build"] == "GRCh37" and row["chromosome2"] == "":
                rsid = re.search(r"\bRS(\d+)\b", row["variant_aliases"].upper())
                place = (row["reference_build"], row["chromosome"], row["start"], ref, alt)
                source = f"CIViC VID{row['variant_id']}"
                yield (row["gene"], notation, *place, f"rs{rsid[1]}" if rsid else "", source)


def _civic_vcf(data: Path) -> Iterator[tuple[str, ...]]:
    """Longer changes, too; of several variants at one place that of the first row."""
    with gzip.open(data / "patients" / "civic_accepted.vcf.gz", "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            chromosome, position, identifier, ref, alt, _, _, info = line.rstrip("\n").split("\t")[:8]
            plain = re.sub(r"\\x([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), info)
            gene, name = re.search(r"GN=([^;]+)", plain), re.search(r"VT=([^;]+)", plain)
            notation = _notation(name[1].replace("_", " ") if name else "", plain)
            if gene and notation and _BASES.fullmatch(ref + alt):
                rsid = re.search(r"\bRS(\d{3,})\b", plain)
                source = f"CIViC VID{identifier}"
                yield (
                    gene[1],
                    notation,
                    "GRCh37",
                    chromosome,
                    position,
                    ref,
                    alt,
                    f"rs{rsid[1]}" if rsid else "",
                    source,
                )


def _notation(name: str, expressions: str) -> str:
    """The protein's change, else that of the coding sequence; nothing for a class of variants or several at once."""
    if not re.search(r"\d", name) or re.search(r"HOMOZYG|\band\b|\bAND\b|/|::", name):
        return ""
    protein, coding = _PROTEIN.search(expressions), _CODING.search(expressions)
    if re.fullmatch(r"[A-Z*]\d+[A-Z*]", name) or (not protein and re.fullmatch(r"[A-Z]\d+\S*", name)):
        return name  # as people write it
    return protein[1] if protein else coding[1] if coding else ""


def _fhir(data: Path) -> Iterator[tuple[str, ...]]:
    """A variant observation that an implication ties to a variant of CIViC."""
    path = data / "patients" / "fhir" / "find_subject_tx_implications_1.json"
    told = json.loads(path.read_text(encoding="utf-8"))["parameter"]
    ids = {
        one["value"] for item in told for one in item["resource"].get("identifier", ()) if "variant" in one["system"]
    }
    spdi = re.findall(r'"(NC_0000(\d\d)\.14:(\d+):([ACGT]+):([ACGT]+))"', path.read_text(encoding="utf-8"))
    if ids == {"12"} and spdi:
        _, chromosome, place, ref, alt = spdi[0]
        yield (
            "BRAF",
            "V600E",
            "GRCh38",
            str(int(chromosome)),
            str(int(place) + 1),
            ref,
            alt,
            "",
            "CIViC VID12; FHIR sample",
        )


if __name__ == "__main__":
    main()
