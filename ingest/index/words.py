"""The words of a library: a tantivy index (BM25+) over weighted fields, with positions for phrases.

A query is built from terms, never parsed from text, so nothing a user or a record writes is syntax. Text and terms are
folded alike (ingest.folding), split at what is neither letter nor digit, lose case and accents, and are stemmed
(Porter 2). So `BCR-ABL1`, `BCR/ABL1` and `BCR ABL1` agree as a phrase, while `V600E`, `rs1799853` and `*57:01`
stay single tokens.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import msgspec

from ingest.errors import BadValue, LibraryDamaged, VouchError, shown
from ingest.index.folding import fold
from ingest.index.word_files import broken_files
from ingest.index.word_schema import FIELDS, TOKENIZER, analyzer, schema
from ingest.records.article import Article
from ingest.records.facets import Entry, Narrowing
from ingest.records.faults import is_of_a_value, mounted, storage_fault, storage_faults

if TYPE_CHECKING:
    import tantivy

__all__ = ["FIELD_WEIGHTS", "PRESENCE", "WordTerm", "Words"]

FIELD_WEIGHTS: Mapping[str, float] = {"title": 0.4, "abstract": 1.0, "mesh": 0.2, "substances": 0.2, "keywords": 0.2}
"""What a match in each field counts, unless the caller says otherwise.

A title's few words score high by their rarity alone: on 809 SciFact claims nDCG@10 is 0.695 at 0.4, 0.676 at 1 and
0.629 at 2; without stemming it is 0.02 less throughout. The last three stay below the title, being as short.
"""

PRESENCE = 1.0
"""The delta of BM25+ (Lv and Zhai, CIKM 2011), at its authors' value: what it counts, times its rarity, that a word is
there at all. BM25 lets a word said ten times outweigh another that is missing. By words alone, on the half to tune on,
nDCG@10 is 0.641 with it and 0.610 without on pharmacogenomic questions, 0.708 and 0.701 on SciFact claims.
"""

_HEAP = 192_000_000
_PAGE = 20_000
_TIES = 50
_KEPT_COUNTS = 100


class WordTerm(msgspec.Struct, frozen=True):
    """One thing to look for. As a phrase its tokens must stand in this order; otherwise each counts for itself."""

    text: str
    weight: float = 1.0
    phrase: bool = False
    fields: tuple[str, ...] = ()
    """Where to look; empty: in every field."""


class Words:
    """An index in a folder of its own."""

    def __init__(self, folder: Path, index: tantivy.Index) -> None:
        self.folder = folder
        self._index = index
        self._analyzer = analyzer()
        index.register_tokenizer(TOKENIZER, self._analyzer)
        self._schema = index.schema
        self._writer: tantivy.IndexWriter | None = None
        self._counted: dict[Narrowing, int] = {}

    @classmethod
    def create(cls, folder: Path) -> Words:
        """An empty index; one that is there already is opened."""
        import tantivy

        with storage_faults(folder):
            folder.mkdir(parents=True, exist_ok=True)
            return cls(folder, tantivy.Index(schema(), str(folder), reuse=True))

    @classmethod
    def open(cls, folder: Path) -> Words:
        """Raises LibraryDamaged when there is no readable index."""
        import tantivy

        mounted(folder)
        with damage(folder):
            try:
                index = tantivy.Index.open(str(folder))
                index.config_reader("manual")
            except ValueError as error:
                if "ReadOnly" not in str(error) and "PermissionDenied" not in str(error):
                    raise
                return cls._open_shadow(folder)
            return cls(folder, index)

    @classmethod
    def _open_shadow(cls, folder: Path) -> Words:
        """Through a folder of links: tantivy locks a file even to read, which a read-only folder refuses."""
        import tantivy

        with storage_faults(Path(gettempdir())):
            shadow = Path(mkdtemp(prefix="vouch-words-"))
        for path in folder.iterdir():
            if not path.name.endswith(".lock"):
                (shadow / path.name).symlink_to(path.absolute())
        index = tantivy.Index.open(str(shadow))
        index.config_reader("manual")
        made = cls(folder, index)
        finalize(made, shutil.rmtree, shadow, ignore_errors=True)
        return made

    def reload(self) -> None:
        """See what was committed since."""
        with damage(self.folder):
            self._index.reload()
        self._counted.clear()

    def search(
        self,
        terms: Sequence[WordTerm],
        k: int,
        narrowing: Narrowing | None = None,
        weights: Mapping[str, float] = FIELD_WEIGHTS,
        presence: float = PRESENCE,
    ) -> list[tuple[int, float]]:
        """(record, BM25+ score) of the best `k`, best first; equal scores by record, so that runs agree."""
        if k < 1 or (narrowing is not None and narrowing.shut):
            return []
        with damage(self.folder):
            searcher = self._index.searcher()
            query = self._any(terms, weights, presence, searcher)
            if query is None:
                return []
            found = searcher.search(self._narrowed(query, narrowing), limit=k + _TIES, count=False).hits
            keys = _numbers(searcher, "key", [address for _, address in found])
        ranked = sorted(((key, score) for key, (score, _) in zip(keys, found, strict=True)), key=_best_first)
        return ranked[:k]

    def count(self, terms: Sequence[WordTerm], require: int = 1, narrowing: Narrowing | None = None) -> int:
        """How many records match at least `require` of the terms: a phrase as such, else every token of the term."""
        queries = [query for query in map(self._whole, terms) if query is not None]
        if len(queries) < max(require, 1) or (narrowing is not None and narrowing.shut):
            return 0
        import tantivy

        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in queries], require)
        with damage(self.folder):
            searcher = self._index.searcher()
            found: Any = searcher.search(self._narrowed(query, narrowing), limit=1, count=True)
            return int(found.count)

    def passing(self, narrowing: Narrowing) -> int:
        """How many records pass."""
        if narrowing.shut:
            return 0
        with damage(self.folder):
            found: Any = self._index.searcher().search(self._everything(narrowing), limit=1, count=True)
            return int(found.count)

    def about_passing(self, narrowing: Narrowing) -> int:
        """How many records pass, nearly: counted once until `reload`, since of a million that takes 20 ms."""
        if narrowing not in self._counted:
            if len(self._counted) >= _KEPT_COUNTS:
                self._counted.clear()
            self._counted[narrowing] = self.passing(narrowing)
        return self._counted[narrowing]

    def matching(self, narrowing: Narrowing) -> list[int]:
        """The records that pass, in no order."""
        if not (limit := self.passing(narrowing)):
            return []
        with damage(self.folder):
            searcher = self._index.searcher()
            found = searcher.search(self._everything(narrowing), limit=limit, count=False).hits
            return _numbers(searcher, "key", [address for _, address in found])

    def tokens(self, text: str) -> list[str]:
        """The tokens the index sees in a text. Raises BadValue for half characters (lone surrogates)."""
        if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
            raise BadValue(f"{shown(text)} holds half a character (a lone surrogate): write it anew")
        found: list[str] = self._analyzer.analyze(fold(text))
        return found

    # Writing, under the library's lock

    def put(self, entries: Iterable[Entry], known: Iterable[int] = ()) -> None:
        """Index records; those of `known` may be there already and are replaced. Seen after `commit`."""
        import tantivy

        self.remove(known)
        writer = self._writing()
        with storage_faults(self.folder):
            for entry in entries:
                document = tantivy.Document()
                for name in ("key", "mark", "types", "languages"):
                    document.add_unsigned(name, entry.id if name == "key" else getattr(entry, name))
                for bit in _bits(entry.flags):
                    document.add_unsigned("flags", bit)
                if entry.article.year is not None:
                    document.add_integer("year", entry.article.year)
                for field, text in _texts(entry.article):
                    document.add_text(field, fold(text))
                writer.add_document(document)

    def remove(self, ids: Iterable[int]) -> None:
        """Take records out. Seen after `commit`."""
        import tantivy

        if gone := list(ids):
            # Not by term: delete_documents_by_term takes a whole number for a signed one and misses, silently.
            query = tantivy.Query.term_set_query(self._schema, "key", gone)
            with storage_faults(self.folder):
                self._writing().delete_documents_by_query(query)

    def commit(self) -> None:
        """Make what was put and removed durable, and visible to whoever reloads."""
        if self._writer is not None:
            with storage_faults(self.folder):
                self._writer.commit()
            self.reload()

    def rollback(self) -> None:
        if self._writer is not None:
            self._writer.rollback()

    def close(self) -> None:
        """Let go of the writer after its merges; reading goes on."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with storage_faults(self.folder):
                writer.wait_merging_threads()

    # Checking

    def marks(self, ids: Sequence[int] | None = None) -> Iterator[tuple[int, int]]:
        """(record, content mark) of what is indexed, of `ids` or of everything; one there twice comes twice."""
        with damage(self.folder):
            yield from self._marks(ids)

    def _marks(self, ids: Sequence[int] | None) -> Iterator[tuple[int, int]]:
        import tantivy

        searcher = self._index.searcher()
        every = tantivy.Query.all_query()
        query = every if ids is None else tantivy.Query.term_set_query(self._schema, "key", list(ids))
        for offset in range(0, searcher.num_docs, _PAGE):
            found = searcher.search(query, limit=_PAGE, offset=offset, count=False).hits
            addresses = [address for _, address in found]
            yield from zip(_numbers(searcher, "key", addresses), _numbers(searcher, "mark", addresses), strict=True)
            if len(found) < _PAGE:
                return

    def broken_files(self) -> list[str]:
        """The index files whose bytes do not agree with the checksum in their footer."""
        with damage(self.folder):
            return broken_files(self.folder)

    # The query

    def _any(
        self, terms: Sequence[WordTerm], weights: Mapping[str, float], presence: float, searcher: tantivy.Searcher
    ) -> tantivy.Query | None:
        import tantivy

        parts = []
        single: dict[str, set[str]] = {}
        for term in terms:
            tokens = self.tokens(term.text)
            fields = {field: term.weight * weights.get(field, 0.0) for field in term.fields or FIELDS}
            fields = {field: weight for field, weight in fields.items() if weight > 0}
            for group in filter(None, [tokens] if term.phrase else [[token] for token in tokens]):
                for field, weight in fields.items():
                    parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(self._leaf(field, group), weight)))
                if presence and not term.phrase:
                    single.setdefault(group[0], set()).update(fields)
        for token, fields_of in single.items():
            rarity = presence * _rarity(searcher, token)
            there = [(tantivy.Occur.Should, self._leaf(field, [token])) for field in sorted(fields_of)]
            present = tantivy.Query.const_score_query(tantivy.Query.boolean_query(there), rarity)
            parts.append((tantivy.Occur.Should, present))
        return tantivy.Query.boolean_query(parts) if parts else None

    def _whole(self, term: WordTerm) -> tantivy.Query | None:
        import tantivy

        tokens = self.tokens(term.text)
        groups = [tokens] if term.phrase else [[token] for token in tokens]
        fields = term.fields or FIELDS
        wanted = [
            (
                tantivy.Occur.Must,
                tantivy.Query.boolean_query([(tantivy.Occur.Should, self._leaf(field, group)) for field in fields]),
            )
            for group in filter(None, groups)
        ]
        return tantivy.Query.boolean_query(wanted) if wanted else None

    def _leaf(self, field: str, tokens: list[str]) -> tantivy.Query:
        import tantivy

        if len(tokens) > 1:
            return tantivy.Query.phrase_query(self._schema, field, list(tokens))
        return tantivy.Query.term_query(self._schema, field, tokens[0], "freq")

    def _everything(self, narrowing: Narrowing) -> tantivy.Query:
        import tantivy

        return self._narrowed(tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0), narrowing)

    def _narrowed(self, query: tantivy.Query, narrowing: Narrowing | None) -> tantivy.Query:
        if narrowing is None or narrowing.open:
            return query
        import tantivy

        kind, occur, schema = tantivy.Query, tantivy.Occur, self._schema
        wanted = []
        if narrowing.year_from is not None or narrowing.year_to is not None:
            span = (narrowing.year_from, narrowing.year_to)
            wanted.append(kind.range_query(schema, "year", tantivy.FieldType.Integer, *span))
        for field, numbers in (("types", narrowing.types), ("languages", narrowing.languages), ("key", narrowing.ids)):
            if numbers is not None:
                wanted.append(kind.term_set_query(schema, field, list(numbers)))
        wanted += [kind.term_query(schema, "flags", bit) for bit in _bits(narrowing.required)]
        parts = [(occur.Must, query), *((occur.Must, kind.const_score_query(part, 0.0)) for part in wanted)]
        parts += [(occur.MustNot, kind.term_query(schema, "flags", bit)) for bit in _bits(narrowing.forbidden)]
        return kind.boolean_query(parts)

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            with storage_faults(self.folder):
                self._writer = self._index.writer(_HEAP, 1)
        return self._writer


def _rarity(searcher: tantivy.Searcher, token: str) -> float:
    """BM25's idf of a word, by the field that has it most often."""
    holding = max(searcher.doc_freq(field, token) for field in FIELDS)
    return math.log(1 + (max(searcher.num_docs - holding, 0) + 0.5) / (holding + 0.5))


def _bits(mask: int) -> list[int]:
    return [1 << place for place in range(mask.bit_length()) if mask >> place & 1]


def _texts(article: Article) -> Iterator[tuple[str, str]]:
    yield "title", f"{article.title}\n{article.vernacular_title}"
    if abstract := article.abstract:
        yield "abstract", abstract
    headings = (" ".join([h.descriptor, *(q.name for q in h.qualifiers)]) for h in article.mesh)
    yield from (("mesh", text) for text in (*headings, *article.supplementary_mesh))
    yield from (("substances", substance.name) for substance in article.substances)
    yield from (("keywords", text) for text in (*article.keywords, *article.gene_symbols, *article.registry_ids))


def _numbers(searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
    """A field that every document has one of."""
    values: list[Any] = list(searcher.fast_field_values(field, addresses))
    return [int(value) for value in values]


def _best_first(found: tuple[int, float]) -> tuple[float, int]:
    return -found[1], found[0]


@contextmanager
def damage(folder: Path) -> Iterator[None]:
    """Around reading: what tantivy fails with is the disk's fault, or the value's, or else damage."""
    try:
        yield
    except VouchError:
        raise
    except BaseException as error:
        # A panic of the Rust side is no Exception, by pyo3's design.
        failed = isinstance(error, Exception) or type(error).__name__ == "PanicException"
        if not failed or is_of_a_value(error):
            raise
        raise storage_fault(error, folder) or LibraryDamaged(
            f"the words index {folder} cannot be read ({error}): vouch-ingest verify --repair rebuilds it"
        ) from error
