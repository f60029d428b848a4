"""Whole vocabularies that a user brings, and names learned from a library's records, as tables beside the package's.

They go into the user's data folder, where every library has them, or into the `knowledge` folder of one library.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.errors import KnowledgeError
from assistant.knowledge.tables import user_folder, words_of
from assistant.language.abbreviations import find_abbreviations
from assistant.names.vocabulary import Vocabulary, vocabulary
from assistant.records.answer import ConceptKind
from ingest.errors import shown
from ingest.records.article import Article

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["Added", "add", "content", "learn", "no_table"]


_MOST_BYTES = 256 << 20
"""Of a vocabulary, unpacked; a whole one (HGNC, MeSH's labels) is some tens of millions."""
_LONGEST = 1000
"""Characters of a name; the longest systematic names of chemicals have some hundreds."""
_HEAD = 4096
_PAGE = 1000
"""Records read at a time."""


class Added(NamedTuple):
    """What was written where."""

    kind: str
    rows: int
    path: Path

    def __str__(self) -> str:
        return f"{self.rows:,} {self.kind} rows in {self.path}"


_Table = tuple[str, list[list[str]]]


def add(kind: str, path: str | Path, folder: str | Path | None = None) -> Added:
    """Reads a vocabulary file (plain or .gz) into `folder`, or the user's data folder; an earlier import is replaced.

    `kind`: "hgnc" (the HGNC table with its header), "mesh" (descriptor, label, entry terms divided by "|") or "drugs"
    (DrugBank names, or one name a line with synonyms behind tabs). Raises KnowledgeError.
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise KnowledgeError(f"there is no vocabulary of kind {kind!r}: it is one of {', '.join(sorted(_READERS))}")
    source = Path(path)
    table, rows = reader(_lines(source), source)
    if not rows:
        raise KnowledgeError(f"{source} has no row that reads as {kind}: is it the right file?")
    return Added(kind, len(rows), _write(Path(folder) if folder else user_folder(), table, rows))


def learn(library: Library) -> tuple[Added, ...]:
    """Takes names from a library's own records into its `knowledge` folder; an earlier learning is replaced.

    Compounds and drug classes from the substances, diseases from the MeSH headings, and abbreviations that at least
    two records define alike.
    """
    named: dict[str, list[str]] = {}
    found: dict[str, dict[str, _Definition]] = {}
    pmids = library.pmids()
    while page := list(islice(pmids, _PAGE)):
        for article in library.get_many(page).values():
            for kind, name, number in _names(article):
                row = [f"MESH:{number}" if number else "", kind, name, "", f"PMID {article.pmid}"]
                named.setdefault(words_of(name), row)
            headings = {word for heading in article.mesh for word in words_of(heading.descriptor).split()}
            for made in find_abbreviations(article.text):
                long = words_of(made.long)
                kept = found.setdefault(made.short, {}).setdefault(long, _Definition(article.pmid))
                kept.pmids.add(article.pmid)
                kept.cues.update(word for word in {*long.split(), *headings} if len(word) > 3)
    folder = library.path / "knowledge"
    rows = [named[words] for words in sorted(named) if "|" not in named[words][2]]
    known = vocabulary()
    senses = [
        [short, long, _kind(long, known), str(len(kept.pmids)), " ".join(_best(kept.cues)), f"PMID {kept.first}"]
        for short, longs in sorted(found.items())
        for long, kept in sorted(longs.items())
        if len(kept.pmids) >= 2
    ]
    return (
        Added("name", len(rows), _write(folder, "learned", rows)),
        Added("abbreviation", len(senses), _write(folder, "abbreviations", senses)),
    )


def _kind(long: str, known: Vocabulary) -> ConceptKind:
    """What an abbreviation's long form names, as far as a vocabulary has it."""
    found = known.read(long)
    return found[0].entry.kind if found else "other"


class _Definition:
    """What the records say of one meaning of an abbreviation."""

    def __init__(self, first: str) -> None:
        self.first = first
        self.pmids: set[str] = set()
        self.cues: Counter[str] = Counter()


def _names(article: Article) -> Iterator[tuple[ConceptKind, str, str]]:
    """(kind, name, MeSH number) of what a record is indexed with, where its kind can be told.

    A substance with a registry number of its own is a compound; enzymes ("EC …") and proteins (none) are no drugs.
    """
    for substance in article.substances:
        if substance.registry and not substance.registry.startswith("EC "):
            yield "drug", substance.name, substance.ui
        elif _CLASS.search(substance.name):
            yield "drug class", substance.name, substance.ui
    for heading in article.mesh:
        if _CONDITION.search(heading.descriptor):
            yield "disease", heading.descriptor, heading.ui


def _best(counted: Counter[str]) -> list[str]:
    return [word for word, _ in counted.most_common(12)]


def _lines(path: Path) -> list[list[str]]:
    try:
        raw = content(path)
        if wrong := no_table(raw):
            raise KnowledgeError(f"{path} {wrong}: give the table itself, as plain text with tabs or its .gz")
        lines = [line.rstrip("\r").split("\t") for line in raw.decode("utf-8-sig").split("\n") if line.strip()]
    except (OSError, EOFError, zlib.error, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise KnowledgeError(f"{path} cannot be read: {said}; is it the right file, whole and in UTF-8?") from error
    if long := next((cells[0] for cells in lines if len(cells[0]) > _LONGEST), ""):
        raise KnowledgeError(
            f"{path} has a name of over {_LONGEST} characters ({shown(long)}): is it a table of names?"
        )
    return lines


def content(path: Path, most: int = _MOST_BYTES) -> bytes:
    """The bytes of a plain or gzipped file, by its first bytes, up to `most` of them, which no such file has.

    Raises KnowledgeError, and what reading raises (OSError, EOFError, zlib.error).
    """
    if path.exists() and not path.is_file():
        raise KnowledgeError(f"{path} is no plain file: write the table to one")
    with path.open("rb") as file:
        gzipped = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        with gzip.open(file) if gzipped else nullcontext(file) as stream:
            raw = stream.read(most + 1)
    if len(raw) > most:
        raise KnowledgeError(f"{path} holds over {most:,} bytes, which none has: is it the right file?")
    return raw


def no_table(raw: bytes) -> str:
    """What a content is that cannot be a table of names; "" for one that can."""
    head = raw[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return "is XML or HTML, not a table"
    if head.startswith((b"{", b"[")):
        return "is JSON, not a table"
    if raw.startswith((b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"%PDF")) or b"\0" in raw[:_HEAD]:
        return "is packed or binary, not a table"
    return ""


def _write(folder: Path, table: str, rows: Sequence[Sequence[str]]) -> Path:
    """Written beside and moved into place, so that a reader never meets half a table."""
    target = folder / f"{table}.tsv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".part")
        beside.write_text("\n".join([_HEADERS[table], *("\t".join(row) for row in rows), ""]), encoding="utf-8")
        beside.replace(target)
    except OSError as error:
        raise KnowledgeError(f"{target} cannot be written: {error.strerror or error}") from error
    return target


_HEADERS = {
    "genes": "id\tsymbol\tname\taliases\tneed_context\tsource",
    "drugs": "id\tname\tsynonyms\tbrands\tcodes\tsource",
    "learned": "id\tkind\tname\tsynonyms\tsource",
    "abbreviations": "short\tlong\tkind\trecords\tcues\tsource",
}


def _bar(forms: Iterable[str]) -> str:
    """Forms in one cell; a form that holds the divider itself is left out."""
    return "|".join(dict.fromkeys(form.strip() for form in forms if form.strip() and "|" not in form))


def _hgnc(lines: list[list[str]], source: Path) -> _Table:
    header = [name.strip().lower() for name in lines[0]] if lines else []
    try:
        places = [header.index(name) for name in ("hgnc id", "approved symbol", "approved name", "status")]
    except ValueError:
        raise KnowledgeError(f"{source} is no HGNC table: its header has no 'HGNC ID' and 'Approved Symbol'") from None
    aliases = [place for place, name in enumerate(header) if name in ("synonyms", "alias symbols", "previous symbols")]
    rows = []
    for line in lines[1:]:
        if len(line) <= max(places) or line[places[3]] != "Approved":
            continue
        identifier, symbol, name = (line[place] for place in places[:3])
        forms = [form.strip() for place in aliases if place < len(line) for form in line[place].split(",")]
        careful = [form for form in (symbol, *forms) if len(form) < 4 and not re.search(r"\d", form)]
        rows.append([identifier, symbol, name, _bar(forms), _bar(careful), "HGNC, imported"])
    return "genes", rows


_CONDITION = re.compile(
    r"(?:Neoplasms?|Diseases?|Disorders?|Syndromes?|Infections?)\b|(?:oma|itis|emia|osis|pathy|penia)s?(?:,|$)"
)
_CLASS = re.compile(r"(?:Inhibitors|Antagonists|Agonists|Blockers|Agents|Vaccines)\b")


def _mesh(lines: list[list[str]], _: Path) -> _Table:
    rows = []
    for line in lines:
        if len(line) >= 2 and re.fullmatch(r"[DC]\d{6,9}", line[0]):
            kind = "drug class" if _CLASS.search(line[1]) else "disease" if _CONDITION.search(line[1]) else "other"
            rows.append([f"MESH:{line[0]}", kind, line[1], line[2] if len(line) > 2 else "", "MeSH, imported"])
    return "learned", rows


def _drugs(lines: list[list[str]], _: Path) -> _Table:
    if lines and lines[0][:2] == ["DRUGBANK_ID", "NAMESPACE"]:
        named = [(line[0], line[2], "") for line in lines[1:] if len(line) > 2 and line[1] == "NAME"]
    else:
        named = [("", line[0], _bar(line[1:])) for line in lines if line[0].strip() and not line[0].startswith("#")]
    return "drugs", [[number, name, others, "", "", "imported"] for number, name, others in named if "|" not in name]


_READERS: dict[str, Callable[[list[list[str]], Path], _Table]] = {"drugs": _drugs, "hgnc": _hgnc, "mesh": _mesh}
