"""The libraries that retrieval is measured on: built once with the real ingest, kept, and reused.

A collection's own records make a library of their own. The PubMed corpus is a library the caller names, or one built
under the work folder. PubMedQA's questions are titles, so its papers lose theirs in a copy of that library: the
changed records are stored as any update is.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from evals.material.data import PUBMED, Collection
from evals.material.questions import starter
from evals.report import Options
from ingest.embed.embedding import load_embedder
from ingest.library.library import Library
from ingest.records.article import Article, compose
from ingest.settings import IngestSettings

__all__ = ["answering_libraries", "corpus_library", "prepared", "untitled"]

_BATCH = 2000


@contextmanager
def prepared(collection: Collection, options: Options) -> Iterator[Library]:
    """The library a collection's questions are asked of, complete with vectors."""
    if collection.corpus == "own":
        path = _own(collection, options.work)
    elif collection.corpus == "pubmed":
        path = corpus_library(options)
    else:
        path = _without_titles(collection, options)
    with Library.open(path) as library:
        yield library


def corpus_library(options: Options) -> Path:
    """The folder of the library with the PubMed corpus; built on first use, which takes some minutes."""
    if options.library:
        return Path(options.library)
    path = options.work / "pubmed"
    if not _complete(path):
        from ingest.sources.sources import resolve

        print(f"building {path} (vectors of the whole corpus: 15 minutes and more on two cores)")
        articles = (
            record
            for source in resolve([str(PUBMED / "corpus*.xml.gz")], IngestSettings())
            for record in source.records([])
            if isinstance(record, Article)
        )
        _build(path, articles)
    return path


def answering_libraries(options: Options) -> dict[str, Path]:
    """The folders of the libraries of questions: "starter", and "corpus" where it is at hand and the run not quick."""
    with prepared(starter(), options) as library:
        made = {"starter": library.path}
    if not options.quick and (options.library or _complete(options.work / "pubmed") or PUBMED.is_dir()):
        made["corpus"] = corpus_library(options)
    return made


def untitled(article: Article) -> Article:
    """The record with its abstract alone."""
    parts = [
        (part.kind, part.label, part.category, article.text[part.start : part.end])
        for part in article.sections
        if part.kind != "title"
    ]
    text, sections = compose("", parts)
    return Article(pmid=article.pmid, title="", text=text, sections=sections, published=article.published)


def _own(collection: Collection, work: Path) -> Path:
    articles = list(collection.documents())
    mark = hashlib.sha256("\n".join(f"{article.pmid}\t{article.text}" for article in articles).encode())
    path = work / f"{collection.name}-{mark.hexdigest()[:12]}"
    if not _complete(path):
        _build(path, articles)
    return path


def _without_titles(collection: Collection, options: Options) -> Path:
    source = corpus_library(options)
    path = options.work / f"{collection.name}-untitled"
    if not _complete(path):
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(source, path, ignore=shutil.ignore_patterns("*.lock", "audit"))
        with Library.open(path) as library:
            found = library.get_many([question.id for question in collection.questions])
        _build(path, [untitled(article) for article in found.values()])
    return path


def _build(path: Path, articles: Iterable[Article]) -> None:
    """Stores and embeds, and notes at the end that all is there; a run that was cut off goes on where it was."""
    embedder = load_embedder()
    waiting = iter(articles)
    with Library.open(path, create=True, embedder=embedder) as library, library.writing() as writer:
        while batch := list(islice(waiting, _BATCH)):
            writer.store(batch, source="evals")
        writer.embed_backlog(embedder)
    (path / "complete").touch()


def _complete(path: Path) -> bool:
    return (path / "complete").is_file()
