"""The library: what is stored is found, once, newest, filtered exactly, by many readers."""

from __future__ import annotations

import time
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import EmbeddingError, LibraryError, LibraryMissing
from ingest.index.words import WordTerm
from ingest.library.batch import Counts
from ingest.library.library import Library
from ingest.records.article import DIGEST, Article, Correction, Deletion, PartialDate
from ingest.records.filters import NO_FILTERS, Filters
from tests.ingest.fakes import HashingEmbedder, article, revised

COHORT = (WordTerm("cohort"),)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library", create=True)


def store(library: Library, *batch: Article | Deletion, source: str = "") -> Counts:
    with library.writing() as writer:
        return writer.store(batch, source)


def found(library: Library, filters: Filters = NO_FILTERS, k: int = 50) -> set[str]:
    """What words find; vectors, where there are any, must find the same."""
    words = {hit.pmid for hit in library.search_words(COHORT, k, filters)}
    if library.status().embedded:
        near = {hit.pmid for hit in library.search_vectors(HashingEmbedder().embed(["cohort"])[0], k, filters)}
        assert near == words
    return words


def test_a_library_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Opening says where nothing is and how to make one."""
    with pytest.raises(LibraryMissing, match="vouch-ingest add"):
        Library.open(tmp_path / "nowhere")


def test_a_library_whose_making_was_cut_off_is_made(tmp_path: Path) -> None:
    """A process killed while it made the catalog leaves an empty file, which is no library yet."""
    (tmp_path / "catalog.sqlite").touch()
    with pytest.raises(LibraryMissing):
        Library.open(tmp_path)
    with Library.open(tmp_path, create=True) as library:
        assert len(library) == 0


def test_an_empty_library_answers(library: Library) -> None:
    """Nothing stored: nothing found, nothing counted, nothing wrong."""
    assert (len(library), library.search_words(COHORT, 5), library.count(COHORT)) == (0, [], 0)
    assert library.search_vectors([1.0] * 32, 5) == []
    assert library.verify().findings == ()


def test_a_record_comes_back_as_it_was_stored(library: Library) -> None:
    """Every field survives, and the canonical string with its offsets."""
    given = article(7, "Títle α", "Ünïcode — text.", keywords=("k",), corrections=(Correction("ErratumIn", "8"),))
    store(library, given)
    assert library.get("7") == given
    assert library.get("8") is None
    assert library.get("no PMID") is None
    assert list(library.get_many(["9", "7"])) == ["7"]
    assert "7" in library
    assert list(library.pmids()) == ["7"]


def test_a_changed_record_replaces_and_the_old_revision_stays_readable(library: Library) -> None:
    """The current content is the new one, under the next revision; a quote into the old one still resolves."""
    store(library, article(1, "Old wording"))
    assert store(library, article(1, "New wording")).changed == 1
    now = library.get("1")
    assert now is not None
    assert (now.title, now.revision) == ("New wording", 2)
    before = library.get("1", revision=1)
    assert before is not None
    assert (before.title, before.revision) == ("Old wording", 1)
    assert library.get("1", revision=3) is None
    assert library.count([WordTerm("old wording", phrase=True)]) == 0


def test_storing_the_same_again_changes_nothing(library: Library) -> None:
    """Neither content nor revision nor the name of the snapshot."""
    store(library, article(1), article(2))
    before = library.snapshot()
    assert store(library, article(1), article(2)) == Counts(unchanged=2)
    assert library.snapshot() == before
    assert library.status().revisions == 2


def test_an_older_record_never_replaces_a_newer_one(library: Library) -> None:
    """By DateRevised, version, and kind: a digest gives way to the real record and never comes back over it."""
    store(library, article(1, "newest", version=2), article(2, "newest", revised=revised(5)), article(3, "newest"))
    stale = (article(1, "stale", revised=revised(9)), article(2, "stale", revised=revised(4)))
    assert store(library, *stale, article(3, "stale", publication_types=(DIGEST,))).superseded == 3
    assert {record.title for record in library.get_many(["1", "2", "3"]).values()} == {"newest"}


def test_the_order_of_files_does_not_change_the_end_state(tmp_path: Path) -> None:
    """A baseline and four updates in a dozen of the 120 orders end with the same records and tombstones."""
    files = {
        "pubmed24n0001.xml.gz": (article(1), article(2), article(3), article(4)),
        "pubmed24n1219.xml.gz": (article(1, "revised", revised=revised(2)), Deletion("2"), Deletion("4")),
        "pubmed24n1220.xml.gz": (article(1, "revised twice", revised=revised(3)), article(3, "same day")),
        "pubmed24n1221.xml.gz": (article(4, "back"), article(3, "same day, later file")),
        "pubmed24n1222.xml.gz": (Deletion("3"), article(5)),
    }
    ends = set()
    for number, order in enumerate(permutations(files)):
        if number % 10:
            continue
        library = Library.open(tmp_path / str(number), create=True)
        with library.writing() as writer:
            for name in order:
                writer.store(files[name], name)
            stones = tuple(writer.catalog.rows("SELECT id, version, file FROM tombstones ORDER BY id"))
        titles = tuple((pmid, record.title) for pmid, record in library.get_many(["1", "2", "3", "4", "5"]).items())
        ends.add((library.snapshot(), stones, titles, frozenset(found(library))))
        library.close()
    assert len(ends) == 1
    assert [pmid for pmid, _ in ends.pop()[2]] == ["1", "4", "5"]


def test_a_deleted_record_leaves_search_and_stays_readable_by_revision(library: Library) -> None:
    """Neither words nor vectors find it; an old quote can still be resolved."""
    store(library, article(1), article(2))
    with library.writing() as writer:
        writer.embed_backlog(HashingEmbedder())
        assert writer.store([Deletion("1"), Deletion("77")]).deleted == 1
    assert found(library) == {"2"}
    assert library.get("1") is None
    assert library.get("1", revision=1) is not None
    assert library.status().deleted == 2
    assert library.verify().findings == ()
    library.compact()
    assert found(library) == {"2"}
    assert library.verify().findings == ()


def test_a_stale_copy_does_not_resurrect_and_a_newer_record_does(library: Library) -> None:
    """After a deletion the old file changes nothing; a record revised since is a new revision."""
    store(library, article(1, revised=revised(1)))
    store(library, Deletion("1"))
    assert store(library, article(1, revised=revised(1))).superseded == 1
    assert library.get("1") is None
    assert store(library, article(1, "alive", revised=revised(2))).new == 1
    record = library.get("1")
    assert record is not None
    assert (record.title, record.revision) == ("alive", 2)


def test_integrity_signals_that_arrive_later_are_counted_and_filtered(library: Library) -> None:
    """A retraction that comes with an update takes the record out of a default search and is told."""
    store(library, article(1, publication_types=("Journal Article",)), article(2))
    retracted = article(1, publication_types=("Journal Article", "Retracted Publication"), revised=revised(2))
    counts = store(library, retracted, article(3, corrections=(Correction("ExpressionOfConcernIn", "9"),)))
    assert (counts.changed, counts.retracted, counts.concern) == (1, 1, 1)
    assert found(library, Filters()) == {"2", "3"}
    assert found(library, Filters(retracted="only")) == {"1"}
    assert library.status().retracted == 1


FILTERS = st.builds(
    Filters,
    year_from=st.none() | st.integers(2000, 2026),
    year_to=st.none() | st.integers(2000, 2026),
    publication_types=st.lists(st.sampled_from(["review", "Randomized Controlled Trial", "Nothing"]), max_size=2).map(
        tuple
    ),
    languages=st.lists(st.sampled_from(["eng", "ger"]), max_size=2).map(tuple),
    has_abstract=st.none() | st.booleans(),
    retracted=st.sampled_from(["exclude", "include", "only"]),
    digests=st.sampled_from(["exclude", "include", "only"]),
    pmids=st.lists(st.integers(1, 70).map(str), max_size=5).map(tuple),
)

KINDS = (("Review",), ("Randomized Controlled Trial", "Review"), (DIGEST,), ("Retracted Publication",), ())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Sixty records of all kinds, embedded."""
    shelf = Library.open(tmp_path_factory.mktemp("shelf"), create=True)
    with shelf.writing() as writer:
        for n in range(1, 61):
            body = "" if n % 9 == 0 else "A cohort of adults."
            record = article(n, f"Cohort {n}", body or "x", publication_types=KINDS[n % 5])
            if not body:
                record = Article("0", record.title, record.title, record.sections[:1]).from_dict(
                    record.to_dict() | {"text": record.title, "sections": record.to_dict()["sections"][:1]}
                )
            year = PartialDate() if n % 11 == 0 else PartialDate(2000 + n % 25)
            changed = {"published": {"year": year.year} if year.year else {}, "languages": ["ger" if n % 4 else "eng"]}
            writer.store([Article.from_dict(record.to_dict() | changed)])
        writer.embed_backlog(HashingEmbedder())
    return shelf


def passes(record: Article, filters: Filters) -> bool:
    """The filters' meaning, spelled out on the record itself."""
    types = {kind.casefold() for kind in record.publication_types}
    withdrawn = bool(types & {"retracted publication"})
    wished = {"exclude": lambda yes: not yes, "include": lambda yes: True, "only": lambda yes: yes}
    return all(
        (
            filters.year_from is None or (record.year is not None and record.year >= filters.year_from),
            filters.year_to is None or (record.year is not None and record.year <= filters.year_to),
            not filters.publication_types or bool(types & {kind.casefold() for kind in filters.publication_types}),
            not filters.languages or bool(set(filters.languages) & set(record.languages)),
            filters.has_abstract is None or filters.has_abstract == bool(record.abstract),
            wished[filters.retracted](withdrawn),
            wished[filters.digests](record.digest),
            not filters.pmids or record.pmid in filters.pmids,
        )
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, k=st.sampled_from([1, 5, 60]))
def test_filters_are_honored_exactly(shelf: Library, filters: Filters, k: int) -> None:
    """Words, vectors and counts see just the records that pass, and all of them when `k` allows."""
    expected = {pmid for pmid in shelf.pmids() if passes(shelf.get_many([pmid])[pmid], filters)}
    words = [hit.pmid for hit in shelf.search_words(COHORT, k, filters)]
    near = [hit.pmid for hit in shelf.search_vectors(HashingEmbedder().embed(["cohort"])[0], k, filters)]
    for hits in (words, near):
        assert len(hits) == len(set(hits)) == min(k, len(expected))
        assert set(hits) <= expected
    assert shelf.count(COHORT, filters=filters) == len(expected)
    assert set(shelf.pmids_where(filters)) == expected


def test_a_reader_opened_before_sees_what_was_stored_since(library: Library) -> None:
    """A library that is open for reading finds new records by words and vectors without being opened again."""
    store(library, article(1))
    with library.writing() as writer:
        writer.embed_backlog(HashingEmbedder())
    reader = Library.open(library.path)
    assert found(reader) == {"1"}
    store(library, article(2))
    with library.writing() as writer:
        writer.embed_backlog(HashingEmbedder())
    assert found(reader) == {"1", "2"}


def test_searching_while_writing_finds_what_was_committed(library: Library) -> None:
    """A writer that holds the lock blocks no reader, in this process or another."""
    with library.writing() as writer:
        writer.store([article(1)])
        assert found(Library.open(library.path)) == {"1"}
        writer.store([article(2)])
        assert found(library) == {"1", "2"}


def test_no_reader_waits_for_a_writer(library: Library) -> None:
    """In the middle of a write transaction, a reader that opens then and one that was open answer with what was
    committed, at once."""
    with library.writing() as writer:
        writer.store([article(n) for n in range(1, 40)])
        writer.embed_backlog(HashingEmbedder())
        assert found(library) == {str(n) for n in range(1, 40)}
        with writer.catalog.transaction() as sql:
            sql.execute("DELETE FROM articles WHERE id = 7")
            begun = time.monotonic()
            with Library.open(library.path) as late:
                for reader in (library, late):
                    assert reader.get("7") is not None
                    assert "7" in found(reader)
            assert time.monotonic() - begun < 10  # a wait for the lock would be 30 seconds
            sql.execute("ROLLBACK")
            sql.execute("BEGIN")


def test_a_count_is_of_the_moment(library: Library) -> None:
    """Counts are kept only as long as nothing changes, inside the writer's own transaction not at all."""
    store(library, article(1), article(2))
    assert (len(library), library.embedded) == (2, 0)
    with library.writing() as writer:
        writer.embed_backlog(HashingEmbedder())
        with writer.catalog.transaction() as sql:
            sql.execute("UPDATE vectors SET state = 0 WHERE id = 1")
            assert writer.catalog.embedded == 1
    assert (len(library), library.embedded) == (2, 1)
    store(library, article(3))
    assert len(library) == 3


@pytest.mark.parametrize("pmid", ["", "0", "012", "12a", "-3", "٣", "1" * 19])
def test_what_is_no_pmid_is_refused(library: Library, pmid: str) -> None:
    """Nothing is stored of a batch with a record that cannot be named."""
    record = article(1).to_dict() | {"pmid": pmid}
    with pytest.raises(LibraryError, match="PMID"):
        store(library, article(2), Article.from_dict(record))
    assert len(library) == 0


def test_the_snapshot_names_the_content_whatever_the_order(tmp_path: Path) -> None:
    """Two libraries of the same records have the same name; one record more, another."""
    one, other = (Library.open(tmp_path / name, create=True) for name in ("one", "other"))
    store(one, article(1), article(2))
    store(other, article(2))
    store(other, article(1))
    assert one.snapshot() == other.snapshot()
    store(one, article(3))
    assert one.snapshot() != other.snapshot()


def test_status_counts_by_year_and_design(library: Library) -> None:
    """Each record once, by its strongest design; unknown where it does not say."""
    store(
        library,
        article(1, publication_types=("Journal Article", "Randomized Controlled Trial"), published=PartialDate(2020)),
        article(2, publication_types=("Meta-Analysis", "Randomized Controlled Trial"), published=PartialDate(2020)),
        article(3, published=PartialDate()),
        article(4, publication_types=(DIGEST,), published=PartialDate(2021)),
    )
    status = library.status()
    assert status.by_year == {"2020": 2, "2021": 1, "unknown": 1}
    assert status.by_design == {"meta-analysis": 1, "randomized trial": 1, "digest": 1, "unknown": 1}
    assert (status.records, status.backlog, status.embedded, status.digests) == (4, 4, 0, 1)
    assert status.disk["catalog"] > 0
    assert status.disk["words"] > 0


def test_a_library_cannot_have_a_model_fetched(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that came from elsewhere names its embedder; one that is not on this machine is asked of a model hub
    only when the user named it too."""
    asked: list[str] = []
    monkeypatch.setattr("ingest.embed.model_files._fetched", lambda name: asked.append(name) or Path("/nowhere"))
    store(library, article("1", title="a cohort"))
    with library.writing() as writer:
        writer.embed_backlog(HashingEmbedder())
    with pytest.raises(EmbeddingError, match="VOUCH_EMBEDDER=hashing"):
        library.query_embedder()
    assert asked == []
    with pytest.raises(EmbeddingError, match="no model weights"):
        library.query_embedder(named="hashing")
    assert asked == ["sentence-transformers/hashing"]
