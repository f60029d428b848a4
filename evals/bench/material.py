"""What the benchmarks read: real records where the shared data are, the starter digests otherwise, in any number.

Larger numbers than there are records are recombined: each goes round again under a new PMID with the abstract of
another record, so that sizes and words stay those of real text. Files are made once and kept in the work folder.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from evals.material.data import PUBMED
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.records.article import Article

__all__ = ["WORK", "articles", "described", "full_records", "library_records", "write_records"]

WORK = Path(__file__).resolve().parents[2] / ".work" / "bench"

_STARTER = Path(__file__).resolve().parents[2] / "ingest" / "starter"
_RECORD = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
_PMID = re.compile(rb"(<PMID[^>]*>)\d+(</PMID>)")
_ABSTRACT = re.compile(rb"<Abstract>.*?</Abstract>", re.DOTALL)
_HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\n'
    b'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)
_TAIL = b"</PubmedArticleSet>\n"
_DATE = re.compile(rb"<PubDate>.*?</PubDate>|<PubDate/>", re.DOTALL)
_END = re.compile(rb"</Article>")
_YEARS = tuple(range(1966, 2026))
_TYPES = {
    "Review": 0.12,
    "Case Reports": 0.06,
    "Clinical Trial": 0.02,
    "Randomized Controlled Trial": 0.02,
    "Meta-Analysis": 0.005,
}
"""Made up, in the order of size that PubMed has: so that filters leave from nearly all records to one in a thousand."""
_FIRST_PMID = 50_000_000
"""Above what PubMed has given out, so that a made record is never taken for a real one."""
_SHIFT = 7919
"""A prime: how far on the record stands whose abstract is taken in the first round."""


def described() -> str:
    """What the records are, for the result."""
    if PUBMED.is_dir():
        return "real PubMed records; recombined where more are asked for than there are"
    return "the starter library's digests, recombined"


@cache
def library_records() -> tuple[bytes, ...]:
    """Records as the library sees them in development: the corpus, or the digests."""
    return _cut(sorted(PUBMED.glob("corpus*.xml.gz")) or sorted(_STARTER.glob("*.xml")))


@cache
def full_records() -> tuple[bytes, ...]:
    """Records with everything PubMed ships (references, MeSH, grants), for parsing; or the digests."""
    found = _cut(sorted((PUBMED / "fixtures").rglob("*.xml")))
    return tuple(record for record in found if b"<ReferenceList>" in record or b"<MeshHeadingList>" in record) or (
        library_records()
    )


def write_records(kind: str, count: int) -> Path:
    """A gzip file of `count` "full", "library" or "dated" records, made when it is not there yet.

    "dated" are those of the library, each with a year and publication types that were drawn, for filters to work on.
    """
    path = WORK / f"{kind}-{count}.xml.gz"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".making")
        with gzip.open(aside, "wb", compresslevel=3) as stream:
            stream.write(_HEAD)
            for number, record in enumerate(_made(full_records() if kind == "full" else library_records(), count)):
                stream.write((_dated(record, number) if kind == "dated" else record) + b"\n")
            stream.write(_TAIL)
        aside.replace(path)
    return path


def articles(count: int) -> list[Article]:
    """The first `count` library records with an abstract, parsed."""
    with gzip.open(write_records("library", count * 2), "rb") as stream:
        found = (item for item in read_pubmed_xml(stream, "bench", []) if isinstance(item, Article) and item.abstract)
        return [item for item, _ in zip(found, range(count), strict=False)]


def _cut(files: list[Path]) -> tuple[bytes, ...]:
    contents = (gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files)
    return tuple(record for content in contents for record in _RECORD.findall(content))


def _made(records: tuple[bytes, ...], count: int) -> Iterator[bytes]:
    for number in range(count):
        turn, place = divmod(number, len(records))
        record = records[place]
        if turn:
            other = _ABSTRACT.search(records[(place + turn * _SHIFT) % len(records)])
            if other:
                record = _ABSTRACT.sub(lambda _, text=other[0]: text, record, count=1)  # type: ignore[misc]
        pmid = str(_FIRST_PMID + number).encode()
        yield _PMID.sub(rb"\g<1>" + pmid + rb"\g<2>", record, count=1)


def _dated(record: bytes, number: int) -> bytes:
    """With a drawn year, later ones more often, and drawn publication types; which real ones here lack."""
    draw = random.Random(number)  # noqa: S311 - the same records each time
    year = draw.choices(_YEARS, range(1, len(_YEARS) + 1))[0]
    kind = draw.choices([*_TYPES, ""], [*_TYPES.values(), 1 - sum(_TYPES.values())])[0]
    types = "".join(f"<PublicationType>{name}</PublicationType>" for name in ("Journal Article", kind) if name)
    record = _DATE.sub(b"<PubDate><Year>%d</Year></PubDate>" % year, record, count=1)
    return _END.sub(b"<PublicationTypeList>%s</PublicationTypeList></Article>" % types.encode(), record, count=1)
