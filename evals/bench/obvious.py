"""The pipeline one would write without Vouch, from the same parts its users name: the yardstick of each benchmark."""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.bench.asking import percentiles, query_vectors
from evals.bench.ours import folder_bytes
from evals.bench.simulated import simulated_vectors
from evals.bench.starts import fresh_process
from ingest.embed.model_files import DEFAULT_MODEL, find_model
from ingest.errors import MissingExtra

if TYPE_CHECKING:
    from langchain_core.documents import Document

__all__ = ["embed", "grow", "ingest", "parse", "start"]

Turn = Callable[[], tuple[int, dict[str, Any]]]

_BATCH = 32
"""The default of sentence-transformers and of LangChain's class over it."""
_CHUNK, _OVERLAP = 1000, 200
"""Characters, as LangChain's own tutorials cut."""


def parse(path: str) -> Turn:
    """Biopython's reader; its streaming one (`Entrez.parse`) refuses files of this kind."""

    def turn() -> tuple[int, dict[str, Any]]:
        with gzip.open(path, "rb") as stream:
            return len(_read(stream)["PubmedArticle"]), {}

    return turn


def embed(texts: str, vectors: str) -> Turn:
    """sentence-transformers as it comes."""
    import json

    import numpy as np

    embeddings = _embeddings()
    passages = json.loads(Path(texts).read_text(encoding="utf-8"))

    def turn() -> tuple[int, dict[str, Any]]:
        made = np.array(embeddings.embed_documents(passages), np.float32)
        np.save(vectors, made)
        return len(passages), {}

    return turn


def ingest(path: str) -> Turn:
    """From the file to a Chroma collection with documents and metadata."""
    chroma = _needed("langchain_chroma")
    embeddings = _embeddings()

    def turn() -> tuple[int, dict[str, Any]]:
        # A folder of its own each turn; Chroma holds it open, so it is emptied when the process ends.
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        kept.append(folder)
        store = chroma.Chroma(embedding_function=embeddings, persist_directory=folder.name)
        count = sum(_store(store, batch) for batch in _batches(path))
        return count, {"bytes_per_article": round(folder_bytes(Path(folder.name)) / count)}

    kept: list[Any] = []
    return turn


def grow(path: str, folder: str, queries: int) -> Turn:
    """A Chroma collection with documents, metadata and simulated vectors, one a record as on the other side; then
    plain and filtered queries."""
    chroma = _needed("langchain_chroma")

    def turn() -> tuple[int, dict[str, Any]]:
        store = chroma.Chroma(embedding_function=_Simulated(), persist_directory=folder)
        begun = time.perf_counter()
        count = sum(_store(store, batch) for batch in _batches(path, whole=True))
        seconds = time.perf_counter() - begun
        vectors = query_vectors(queries).tolist()
        recent = {"year": {"$gte": 2015}}
        asked = {
            "vectors_ms": percentiles(lambda n: store.similarity_search_by_vector(vectors[n], 50), queries),
            "since_2015_ms": percentiles(
                lambda n: store.similarity_search_by_vector(vectors[n], 50, filter=recent), queries
            ),
        }
        return count, {"seconds": seconds, "bytes_per_article": round(folder_bytes(Path(folder)) / count)} | asked

    return turn


_START = """
import json, sys
from evals.bench.measure import peak_megabytes
from evals.bench.obvious import _embeddings
from langchain_chroma import Chroma
store = Chroma(embedding_function=_embeddings(), persist_directory={folder!r})
store.similarity_search("Which drug prolongs survival?", k=10)
print(json.dumps({{"peak_mb": peak_megabytes(), "torch": "torch" in sys.modules}}))
"""


def start(folder: str) -> Turn:
    """A fresh process to its first answer from the collection in `folder`."""
    return fresh_process(_START.format(folder=folder))


class _SentenceTransformerEmbeddings:
    """What LangChain's HuggingFaceEmbeddings does with its defaults; its package pins an older hub client."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(find_model(DEFAULT_MODEL).folder), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        plain = [text.replace("\n", " ") for text in texts]
        made: list[list[float]] = self._model.encode(plain, batch_size=_BATCH, show_progress_bar=False).tolist()
        return made

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class _Simulated:
    """The same simulated vectors as on the other side."""

    def __init__(self) -> None:
        self._seed = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self._seed += 1
        made: list[list[float]] = simulated_vectors(len(texts), self._seed).tolist()
        return made

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def _embeddings() -> _SentenceTransformerEmbeddings:
    return _SentenceTransformerEmbeddings()


def _batches(path: str, size: int = 500, *, whole: bool = False) -> Iterator[list[Document]]:
    """Documents of the file's records, each with its record's metadata; cut by LangChain's splitter unless `whole`."""
    cutter = _needed("langchain_text_splitters").RecursiveCharacterTextSplitter(
        chunk_size=_CHUNK, chunk_overlap=_OVERLAP
    )
    with gzip.open(path, "rb") as stream:
        records = _read(stream)["PubmedArticle"]
    for start_at in range(0, len(records), size):
        documents = [_document(record) for record in records[start_at : start_at + size]]
        yield documents if whole else cutter.split_documents(documents)


def _read(stream: Any) -> Any:
    from Bio import Entrez

    # Unvalidated: records of other years hold tags that the newest definition lacks.
    return Entrez.read(stream, validate=False)  # type: ignore[no-untyped-call]  # Biopython has no types


def _document(record: Any) -> Document:
    from langchain_core.documents import Document

    citation = record["MedlineCitation"]
    article = citation["Article"]
    year = article["Journal"]["JournalIssue"].get("PubDate", {}).get("Year", "0")
    abstract = " ".join(str(part) for part in article.get("Abstract", {}).get("AbstractText", []))
    metadata = {"pmid": str(citation["PMID"]), "title": str(article["ArticleTitle"]), "year": int(year)}
    return Document(page_content=f"{article['ArticleTitle']}\n{abstract}", metadata=metadata)


def _store(store: Any, documents: list[Document]) -> int:
    """Adds them; returns how many records they came from."""
    store.add_documents(documents)
    return len({document.metadata["pmid"] for document in documents})


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtra("evals", module.replace("_", "-")) from error
