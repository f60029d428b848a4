"""Whole vocabularies that a user brings, and names learned from a library's records, as tables beside the package's.

They go into the user's data folder, where every library has them, or into the `knowledge` folder of one library.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.abbreviations import find_abbreviations
from assistant.errors import KnowledgeError
from assistant.knowledge.tables import user_folder, words_of
from ingest.article import Article

__all__ = ["Added", "add", "learn"]


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


def learn(articles: Iterable[Article], folder: str | Path) -> tuple[Added, ...]:
    """Takes substances and abbreviations from records; an abbreviation needs two records that define it alike."""
    substances: dict[str, list[str]] = {}
    longs: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    cues: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for article in articles:
        for substance in article.substances:
            row = [f"MESH:{substance.ui}" if substance.ui else "", "drug", substance.name, "", f"PMID {article.pmid}"]
            substances.setdefault(words_of(substance.name), row)
        headings = {word for heading in article.mesh for word in words_of(heading.descriptor).split()}
        for made in find_abbreviations(article.text):
            long = words_of(made.long)
            longs[made.short][long].append(article.pmid)
            cues[made.short, long].update({word for word in (*long.split(), *headings) if len(word) > 3})
    target = Path(folder)
    kept = [substances[words] for words in sorted(substances) if "|" not in substances[words][2]]
    named = Added("substance", len(kept), _write(target, "learned", kept))
    rows = [
        [short, long, "other", str(len(pmids)), " ".join(_best(cues[short, long])), f"PMID {pmids[0]}"]
        for short, found in sorted(longs.items())
        for long, pmids in sorted(found.items())
        if len(pmids) >= 2
    ]
    return named, Added("abbreviation", len(rows), _write(target, "abbreviations", rows))


def _best(counted: Counter[str]) -> list[str]:
    return [word for word, _ in counted.most_common(12)]


def _lines(path: Path) -> list[list[str]]:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
        return [line.rstrip("\r").split("\t") for line in text.split("\n") if line.strip()]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path} cannot be read: {error}") from error


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
