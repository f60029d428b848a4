"""The lines of a VCF that matter, as calls of one sample: known positions, and changes that an annotation names.

A genome has millions of lines and a patient's record a few; so lines are looked at as bytes first, in time that grows
with their number and no faster, and only the few that are kept are parsed, by `vcfpy`.
"""

from __future__ import annotations

import gzip
import io
import re
import warnings
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import IO, Any, NamedTuple

from assistant.errors import PatientError
from assistant.knowledge.tables import pieces, rows
from assistant.patient.positions import build_named, by_rsid, chromosome, chromosome_of_sequence, places_of
from ingest.errors import MissingExtra, one_line, shown

__all__ = ["LINES", "Call", "VcfFile", "read_file"]

LINES = 1_000_000
"""Lines of a file."""
_LINE = 1 << 20
"""Bytes of a line."""
_BYTES = 1 << 29
"""Bytes of a file, unpacked."""
_HEADER = 20_000
_KEPT = 50_000
_CHANGE = re.compile(rb"p\.(?:\()?([A-Z][a-z]{2}\d+(?:[A-Z][a-z]{2}|\*|=))")
_END = re.compile(rb"[;\t]END=(\d{1,11})\b")
_ACCESSION = re.compile(r"^##contig=<ID=(NC_\d{6}\.\d+)")
_NO_ALT = frozenset([b".", b"<NON_REF>", b"<*>"])
_CURE = "cut it to the genes that matter (bcftools view -R genes.bed)"


class Call(NamedTuple):
    """What the sample has at a place. `alleles`: the bases of each copy; None where no call was made."""

    line: int
    chromosome: str
    position: int
    end: int
    rsids: tuple[str, ...]
    ref: str
    alts: tuple[str, ...]
    alleles: tuple[str | None, ...]
    phased: bool
    phase_set: str
    passed: bool
    somatic: bool
    named: tuple[tuple[str, str], ...]
    """(gene, protein change) that the file's own annotation gives."""


class VcfFile(NamedTuple):
    """The calls of one sample; `build` is empty where the header names none, or two."""

    build: str
    sample: str
    somatic: bool
    calls: tuple[Call, ...]
    lines: int


def read_file(stream: IO[bytes], sample: str = "") -> VcfFile:
    """Reads a VCF, packed or plain, from its first byte.

    Raises PatientError for a file of several samples where none is chosen, without a sample, broken or beyond the
    limits, and MissingExtra without `vcfpy`.
    """
    try:
        return _read(_unpacked(stream), sample)
    except (OSError, EOFError, zlib.error) as error:
        raise PatientError(f"the VCF cannot be read: {one_line(str(error))}; unpack it, or write it anew") from error


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    start = stream.peek(2)[:2] if isinstance(stream, io.BufferedReader) else stream.read(2)
    if not isinstance(stream, io.BufferedReader):
        stream.seek(0)
    return io.BufferedReader(gzip.GzipFile(fileobj=stream)) if start == b"\x1f\x8b" else stream


def _read(stream: IO[bytes], sample: str) -> VcfFile:
    header: list[str] = []
    kept: list[tuple[int, bytes]] = []
    build, number, column, titles = "", 0, 0, b""
    wanted = _Wanted("", False)
    for number, line in _lines(stream):
        if not header and not line.startswith(b"##fileformat=VCF"):
            raise PatientError("the file is packed, and what it holds is no VCF: unpack it")
        if line.startswith(b"##"):
            header.append(line.decode("utf-8", "replace"))
            if len(header) > _HEADER:
                raise PatientError(f"the VCF has more than {_HEADER:,} header lines; at most so many are read: {_CURE}")
        elif line.startswith(b"#"):
            titles = line
            column = _column(line.decode("utf-8", "replace").split("\t"), sample)
            build = _build(header)
            wanted = _Wanted(build, any("|" in told for told in header if told.startswith("##INFO")))
        elif not titles:
            raise PatientError(f"the VCF has no line that begins with #CHROM before line {number}: send the whole file")
        elif wanted.keeps(number, line):
            kept.append((number, line))
    if not titles:
        raise PatientError(
            "the VCF has no line that begins with #CHROM, so its columns are not known: send the whole file"
        )
    name = titles.decode("utf-8", "replace").split("\t")[column].strip()
    somatic = any(told.startswith("##tumor_sample=") for told in header)  # as Mutect2 writes it
    return VcfFile(build, name, somatic, tuple(_calls(header, titles, kept, column)), number)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    size = 0
    number = 0
    while line := stream.readline(_LINE + 1):
        number += 1
        size += len(line)
        if len(line) > _LINE:
            raise PatientError(
                f"line {number:,} of the VCF has more than {_LINE:,} bytes; at most so many are read: {_CURE}"
            )
        if number > LINES:
            raise PatientError(f"the VCF has more than {LINES:,} lines; at most so many are read: {_CURE}")
        if size > _BYTES:
            raise PatientError(f"the VCF has more than {_BYTES:,} bytes; at most so many are read: {_CURE}")
        line = line.rstrip(b"\r\n")
        if line:
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _column(titles: Sequence[str], sample: str) -> int:
    """Where the sample's genotypes stand."""
    samples = [title.strip() for title in titles[9:]]
    if not samples:
        raise PatientError(
            "the VCF lists variants without a sample's genotypes, so it says nothing of a patient: send the file with "
            "the patient's own column"
        )
    if sample and sample in samples:
        return 9 + samples.index(sample)
    if len(samples) == 1 and not sample:
        return 9
    told = ", ".join(shown(name) for name in samples[:10]) + (f" and {len(samples) - 10} more" * (len(samples) > 10))
    if sample:
        raise PatientError(f"the VCF has no sample {shown(sample)}: its samples are {told}")
    raise PatientError(
        f"the VCF has {len(samples)} samples: {told}; choose one with --sample NAME (in Python: read_patient(…, "
        'sample="NAME"))'
    )


def _build(header: Sequence[str]) -> str:
    """The build that lines on the reference name, or the length of chromosome 1; "" where they disagree."""
    found = {build_named(line) for line in header if line.startswith(("##reference", "##contig", "##assembly"))}
    found |= {chromosome_of_sequence(name)[0] for line in header for name in _ACCESSION.findall(line)}
    lengths = {row[0]: row[1] for row in rows("genome_builds") if row[0].startswith("length=")}
    for line in header:
        if re.match(r"##contig=<ID=(?:chr)?1[,>]", line):
            found |= {build for length, build in lengths.items() if re.search(rf"\b{length}\b", line)}
    found.discard("")
    return found.pop() if len(found) == 1 else ""


class _Wanted:
    """Which lines are kept, told from their bytes."""

    def __init__(self, build: str, annotated: bool) -> None:
        self._places = places_of(build)
        self._by_name: dict[bytes, tuple[str, frozenset[bytes]]] = {}
        self._annotated = annotated
        self._kept = 0

    def keeps(self, number: int, line: bytes) -> bool:
        fields = line.split(b"\t", 5)
        if len(fields) < 6:
            raise PatientError(
                f"line {number:,} of the VCF has {len(fields)} columns, not eight or more: write it anew"
            )
        if not self._is_wanted(fields, line):
            return False
        self._kept += 1
        if self._kept > _KEPT:
            raise PatientError(f"the VCF has more than {_KEPT:,} lines at known positions, which no patient's has")
        return True

    def _is_wanted(self, fields: list[bytes], line: bytes) -> bool:
        name, position, identifiers, _, alt, _ = fields
        chromosome_name, at = self._by_name.get(name) or self._named(name)
        if position in at:
            return True
        if identifiers != b"." and any(by_rsid(one) for one in identifiers.decode("ascii", "replace").split(";")):
            return True
        wide = alt in _NO_ALT or alt.startswith(b"<")
        if at and wide and (end := _END.search(line)) and position.isdigit() and len(position) < 12:
            return self._covers(chromosome_name, int(position), int(end[1]))
        return self._annotated and any(change.decode() in _changes() for change in _CHANGE.findall(line))

    def _named(self, name: bytes) -> tuple[str, frozenset[bytes]]:
        plain = chromosome(name.decode("ascii", "replace"))
        found = plain, frozenset(str(at).encode() for at in self._places.get(plain, ()))
        if len(self._by_name) < _HEADER:
            self._by_name[name] = found
        return found

    def _covers(self, name: str, start: int, end: int) -> bool:
        at = self._places[name]
        place = bisect_left(at, start)
        return place < len(at) and at[place] <= end


@cache
def _changes() -> frozenset[str]:
    """The protein changes of CIViC, in three letters, as annotations write them."""
    return frozenset(text.removeprefix("p.") for row in rows("variants") for text in pieces(row[2]))


def _calls(header: Sequence[str], titles: bytes, kept: Sequence[tuple[int, bytes]], column: int) -> Iterator[Call]:
    """Kept lines as `vcfpy` reads them, cut to the one sample."""
    try:
        import vcfpy
    except ModuleNotFoundError as error:
        raise MissingExtra("vcf", "vcfpy") from error
    if not kept:
        return
    cut = (_cut(titles, column), *(_cut(line, column) for _, line in kept))
    text = "\n".join([*header, *(line.decode("utf-8", "replace") for line in cut)]) + "\n"
    number = kept[0][0]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on what headers leave out; what is wrong is an error
            reader = vcfpy.Reader.from_stream(io.StringIO(text))  # type: ignore[arg-type]
            annotations = _annotations(reader.header)
            for (number, _), record in zip(kept, reader, strict=False):
                yield _call(number, record, annotations)
    except (vcfpy.exceptions.VCFPyException, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        said = one_line(str(error)) or type(error).__name__
        raise PatientError(f"the VCF is broken at or behind line {number:,}: {said}; write it anew") from error


def _cut(line: bytes, column: int) -> bytes:
    fields = line.split(b"\t")
    return b"\t".join([*fields[:9], fields[column] if column < len(fields) else b"."])


def _annotations(header: Any) -> dict[str, list[str]]:
    """The fields of an annotation (CSQ of VEP, ANN of SnpEff) in their order, as the header describes them."""
    found: dict[str, list[str]] = {}
    for line in header.get_lines("INFO"):
        described = str(line.mapping.get("Description", ""))
        if described.count("|") >= 3:
            names = described.split(":", 1)[-1] if ":" in described else described
            found[line.id] = [name.strip(" '\"").casefold() for name in names.split("|")]
    return found


_GENE_FIELDS = ("symbol", "gene_name")
_PROTEIN_FIELDS = ("hgvsp", "hgvs.p")


def _call(number: int, record: Any, annotations: dict[str, list[str]]) -> Call:
    alts = tuple(str(alt.serialize()) for alt in record.ALT)
    call = record.calls[0] if record.calls else None
    data = call.data if call is not None else {}
    indexes = _indexes(data.get("GT"))
    bases = (record.REF, *alts)
    alleles = tuple(bases[i] if i is not None and i < len(bases) else None for i in indexes)
    if _is_unseen(data):
        alleles = (None,) * len(alleles)
    return Call(
        number,
        chromosome(str(record.CHROM)),
        int(record.POS),
        int(record.INFO.get("END") or record.POS),
        tuple(one for one in record.ID if one.startswith("rs")),
        record.REF,
        alts,
        alleles,
        "|" in str(data.get("GT") or ""),
        str(data.get("PS") or ""),
        not [one for one in record.FILTER if one not in ("PASS", ".")],
        "SOMATIC" in record.INFO,
        tuple(_named(record.INFO, annotations)),
    )


def _is_unseen(data: Any) -> bool:
    """Whether no read tells of the place: a gVCF writes such a one as the reference, with a depth of 0."""
    return any(data.get(name) in (0, "0") for name in ("DP", "MIN_DP"))


def _indexes(genotype: Any) -> tuple[int | None, ...]:
    parts = re.split(r"[/|]", str(genotype)) if genotype else ["."]
    return tuple(int(part) if part.isascii() and part.isdigit() and len(part) < 4 else None for part in parts)


def _named(info: Any, annotations: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for key, names in annotations.items():
        told = info.get(key) or ()
        for one in told if isinstance(told, list) else [told]:
            values = dict(zip(names, str(one).split("|"), strict=False))
            gene = next((values[name] for name in _GENE_FIELDS if values.get(name)), "")
            change = next((values[name] for name in _PROTEIN_FIELDS if values.get(name)), "")
            if gene and "p." in change:
                yield gene.strip(), change[change.index("p.") :].strip().replace("%3D", "=")
