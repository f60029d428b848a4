"""Small real things for the library's tests: records, an embedder, a source. Importable by the processes we kill."""

from __future__ import annotations

import hashlib
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from ingest.embed.model_files import EmbedderIdentity
from ingest.errors import BadFile
from ingest.index.words import WordTerm
from ingest.library.library import Library
from ingest.records.article import Article, Deletion, PartialDate, Problem, compose

TOPICS = ("osimertinib resistance", "clopidogrel loading", "warfarin dosing", "crizotinib response", "abacavir rash")


def article(pmid: int | str, title: str = "", abstract: str = "", **fields: Any) -> Article:
    """A record of our own; without words of its own it gets some that depend on its number."""
    number = int(pmid)
    title = title or f"Study {number} of {TOPICS[number % len(TOPICS)]}"
    abstract = abstract or f"The cohort was followed. {chatter(number, 30)}. The marker m{number} came out."
    text, sections = compose(title, [("abstract", "", "", abstract)])
    fields.setdefault("published", PartialDate(2000 + number % 25))
    fields.setdefault("languages", ("eng",))
    return Article(pmid=str(pmid), title=title, text=text, sections=sections, **fields)


def chatter(seed: int, words: int) -> str:
    """Made-up words that differ from seed to seed, so that vectors do."""
    rng = random.Random(seed)  # noqa: S311 - the same words on every run
    return " ".join(f"w{rng.randrange(400)}" for _ in range(words))


def revised(day: int, month: int = 1) -> PartialDate:
    return PartialDate(2024, month, day)


class HashingEmbedder:
    """Counts words into 32 buckets: the same text has the same vector on every run, shared words bring texts near."""

    identity = EmbedderIdentity("hashing", "0" * 64, 32, 40, "fp32")

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        time.sleep(self.pause)
        self.embedded += len(texts)
        rows = np.full((len(texts), 32), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.blake2b(word.encode(), digest_size=2).digest()
                row[digest[0] % 32] += 1 if digest[1] % 2 else -1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\S+", text)]


class ListSource:
    """Records at hand, as a source; `fault` is raised after them."""

    def __init__(self, name: str, items: Sequence[Article | Deletion], fault: str = "", mark: str = "") -> None:
        self.name, self.items, self.fault, self.mark = name, items, fault, mark
        self.size = len(items)
        self.read = 0

    def fingerprint(self) -> str:
        return self.mark

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        for item in self.items:
            self.read += 1
            yield item
        if self.fault:
            raise BadFile(self.fault)

    def position(self) -> int:
        return self.read


class JsonLinesSource:
    """A file of articles and deletions, one a line."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self.size, self.read = path.stat().st_size, 0

    def fingerprint(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        with self.path.open("rb") as lines:
            for line in lines:
                self.read += len(line)
                fields = msgspec.json.decode(line)
                yield Deletion(fields["pmid"]) if "title" not in fields else Article.from_dict(fields)

    def position(self) -> int:
        return self.read


def write_lines(path: Path, items: Sequence[Article | Deletion]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(item) + b"\n" for item in items))
    return path


def contents(path: Path) -> dict[str, Any]:
    """Everything a library holds and finds, for comparing two of them."""
    with Library.open(path) as library:
        catalog = library.catalog
        found: dict[str, Any] = {
            "articles": [library.get(pmid) for pmid in library.pmids()],
            "history": catalog.rows("SELECT id, revision, body FROM history ORDER BY id, revision"),
            "tombstones": catalog.rows("SELECT * FROM tombstones ORDER BY id"),
            "vectors": catalog.rows("SELECT * FROM vectors ORDER BY id"),
            "content": library.snapshot(),
            "sources": catalog.rows("SELECT fingerprint, name, items, counts, done FROM sources ORDER BY name"),
        }
        for topic in TOPICS:
            hits = library.search_words([WordTerm(word) for word in topic.split()], 1000)
            found[f"words {topic}"] = sorted(hit.pmid for hit in hits)
            near = library.search_vectors(HashingEmbedder().embed([topic])[0], 20)
            found[f"vectors {topic}"] = [(hit.pmid, hit.passage, round(hit.score, 4)) for hit in near]
        if found["vectors"]:
            rows = [row for ids, page in library._vectors_now().rows() for row in zip(ids, page.tolist(), strict=True)]
            found["rows"] = sorted((identifier, [round(value, 5) for value in row]) for identifier, row in rows)
        return found
