"""Retrieval over a real library with real vectors: legs, fusion, agreement, filters, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.answer import Concept, Query, Synonym
from assistant.retrieve.name_agreement import agreement
from assistant.retrieve.ranking import RANKING, mix, scaled
from assistant.retrieve.retrieve import retrieve, search
from assistant.retrieve.search_terms import word_terms
from ingest.embed.embedding import load_embedder
from ingest.errors import EmbeddingError
from ingest.library.library import Library, Ranked
from ingest.records.article import Article, PartialDate, compose
from ingest.records.filters import Filters

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder

RECORDS = {
    "101": ("Clopidogrel and CYP2C19*2", "Carriers of CYP2C19*2 had more stent thrombosis on clopidogrel.", 2010, ()),
    "102": ("Clopidogrel after stroke", "Clopidogrel, clopidogrel and again clopidogrel was compared.", 2012, ()),
    "103": ("Escitalopram by CYP2C19", "CYP2C19 decided how much escitalopram was found in blood.", 2018, ()),
    "104": ("Vemurafenib in BRAF V600E melanoma", "Tumors with V600E shrank under vemurafenib.", 2011, ()),
    "105": ("Melanoma with BRAF V600K", "Patients with V600K were older.", 2013, ()),
    "106": ("Vemurafenib and the heart", "This trial of vemurafenib was withdrawn.", 2014, ("Retracted Publication",)),
    "107": ("Metformin in diabetes", "Blood sugar fell.", 2001, ("Randomized Controlled Trial",)),
    "108": ("Metformin in diabetes", "Blood sugar fell.", 2005, ("Case Reports",)),
    "109": ("Metformin in diabetes", "Blood sugar fell.", 2009, ("Case Reports",)),
}

CLOPIDOGREL = Concept("drug", "clopidogrel", "clopidogrel", synonyms=(Synonym("Plavix", "brand name"),))
CYP2C19 = Concept("gene", "CYP2C19", "CYP2C19")


def article(pmid: str) -> Article:
    title, abstract, year, types = RECORDS[pmid]
    text, sections = compose(title, [("abstract", "", "", abstract)])
    return Article(
        pmid=pmid, title=title, text=text, sections=sections, published=PartialDate(year), publication_types=types
    )


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as made:
        with made.writing() as writer:
            writer.store([article(pmid) for pmid in RECORDS])
            writer.embed_backlog(embedder)
        yield made


def query(text: str, *concepts: Concept, filters: Filters | None = None) -> Query:
    return Query(text, text, concepts=concepts, filters=filters or Filters())


def test_a_hit_carries_its_place_in_each_leg(library: Library, embedder: Embedder) -> None:
    """The record on gene and drug comes first, with both ranks, and its reasons name them."""
    asked = query("How does CYP2C19 affect clopidogrel?", CYP2C19, CLOPIDOGREL)
    found = retrieve(asked, library, embedder=embedder)
    best = found.hits[0]
    assert best.pmid == "101"
    assert set(best.ranks) == {"words", "vectors"}
    assert "names CYP2C19, clopidogrel" in best.reasons
    assert best.article == library.get("101")
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


def test_gene_and_drug_together_beat_the_drug_said_often(library: Library) -> None:
    """By words alone, a record that repeats the drug does not outrank the one that has gene and drug."""
    found = retrieve(query("CYP2C19 and clopidogrel", CYP2C19, CLOPIDOGREL), library)
    assert found.hits[0].pmid == "101"
    second = next(hit for hit in found.hits if hit.pmid == "102")
    assert "does not name CYP2C19" in second.reasons


def test_neighboring_variants_stay_apart(library: Library, embedder: Embedder) -> None:
    """V600K asks for the V600K record, although the V600E record is the nearest neighbor in meaning."""
    asked = query("BRAF V600K", Concept("gene", "BRAF", "BRAF"), Concept("variant", "V600K", "V600K", gene="BRAF"))
    assert retrieve(asked, library, embedder=embedder).hits[0].pmid == "105"


def test_without_vectors_words_decide_and_the_counts_say_so(library: Library, tmp_path: Path) -> None:
    """A library whose backlog is not worked off finds by words, and `embedded` is 0."""
    with Library.open(tmp_path / "fresh", create=True) as fresh:
        with fresh.writing() as writer:
            writer.store([article("104"), article("105")])
        found = retrieve(query("vemurafenib"), fresh, embedder=_never)
    assert [hit.ranks for hit in found.hits] == [{"words": 1}]
    assert (found.library_size, found.embedded) == (2, 0)
    assert retrieve(query("vemurafenib"), library).embedded == len(RECORDS)


def _never() -> Embedder:
    raise AssertionError("an embedder was loaded for a library without vectors")


def test_an_embedder_that_cannot_load_leaves_words_and_says_so(library: Library) -> None:
    """The search goes on by words, and the reader is told why."""

    def broken() -> Embedder:
        raise EmbeddingError("the weights are gone: restore them")

    found = retrieve(query("vemurafenib"), library, embedder=broken)
    assert found.hits[0].pmid == "104"
    assert "by words alone: the weights are gone: restore them" in found.searched


def test_retracted_records_are_left_out_and_counted(library: Library, embedder: Embedder) -> None:
    """A retracted record is no hit, is counted, and comes back only when it is asked for."""
    excluded = retrieve(query("vemurafenib heart"), library, embedder=embedder)
    assert "106" not in {hit.pmid for hit in excluded.hits}
    assert excluded.retracted_left_out == 1
    included = retrieve(query("vemurafenib heart", filters=Filters(retracted="include")), library, embedder=embedder)
    assert included.hits[0].pmid == "106"
    assert included.retracted_left_out == 0


def test_design_then_year_order_ties_only(library: Library) -> None:
    """Of three records with the same text the trial comes first, then the newer report."""
    assert [hit.pmid for hit in retrieve(query("metformin"), library).hits] == ["107", "109", "108"]


def test_names_that_no_record_mentions_are_told(library: Library) -> None:
    """A gene nobody wrote of is unmatched; one known by a synonym is not; the patient's own facts never are."""
    brand = Concept("drug", "Plavix", "Plavix", synonyms=(Synonym("clopidogrel", "generic name"),))
    unknown = Concept("gene", "ZZTOP9", "ZZTOP9", known=False)
    patient = Concept("disease", "blargoma", "blargoma", origin="patient")
    found = retrieve(query("ZZTOP9 and Plavix", unknown, brand, patient), library)
    assert found.unmatched == ("ZZTOP9",)


def test_the_filter_that_emptied_the_search_is_named(library: Library, embedder: Embedder) -> None:
    """Nothing was published after 2030: without that filter there would have been hits."""
    found = retrieve(query("metformin", filters=Filters(year_from=2030)), library, embedder=embedder)
    assert found.hits == ()
    assert found.emptied_by == ("published 2030 or later",)
    assert "published 2030 or later" in found.searched


def test_filters_that_empty_only_together_are_named_together(library: Library) -> None:
    """Neither the year nor the type alone leaves nothing; both do, and both are said."""
    narrow = Filters(year_from=2030, languages=("xxx",), retracted="include")
    assert retrieve(query("metformin", filters=narrow), library).emptied_by == (
        "published 2030 or later",
        "language xxx",
    )


@pytest.mark.parametrize(
    "text",
    [
        'title:"x" OR (metformin',
        "metformin AND NOT diabetes^9",
        "[metformin TO *]",
        "métformin ~2 \\",
        "\x00 metformin",
    ],
)
def test_no_text_is_syntax(library: Library, embedder: Embedder, text: str) -> None:
    """Operators, fields, quotes and brackets are words or nothing: the metformin records are found."""
    assert retrieve(query(text), library, embedder=embedder).hits[0].pmid in {"107", "108", "109"}


@pytest.mark.parametrize("text", ["", "   ", "???", "of the and"])
def test_a_text_without_words_is_no_error(library: Library, text: str) -> None:
    """Nothing to look for finds nothing by words."""
    assert retrieve(query(text), library).hits == ()


def test_search_takes_a_plain_text(library: Library, embedder: Embedder) -> None:
    """The plain contract: a text in, hits out, at most `k`, filters honored."""
    hits = search("clopidogrel CYP2C19", library, k=2, embedder=embedder)
    assert hits[0].pmid == "101"
    assert len(hits) == 2
    assert search("metformin", library, filters=Filters(year_to=2002))[0].pmid == "107"


def test_search_reads_the_text_where_it_can(library: Library) -> None:
    """What reading finds is used; a narrowing of the text's that leaves nothing is dropped, a given one stands."""

    def read(text: str) -> Query:
        return query(text, CYP2C19, CLOPIDOGREL, filters=Filters(year_from=2030))

    wide = search("CYP2C19 and clopidogrel", library, read=read)
    assert {hit.reasons[-1] for hit in wide} == {
        "not narrowed to published 2030 or later as the text asks: nothing fits that"
    }
    assert search("CYP2C19 and clopidogrel", library, read=read, filters=Filters(year_from=2030)) == []
    best = search("CYP2C19 and clopidogrel", library, read=read, filters=Filters())[0]
    assert "names CYP2C19, clopidogrel" in best.reasons


def test_a_text_that_cannot_be_read_is_searched_as_it_stands(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    """A failure of understanding costs no hit, and is on the log."""

    def broken(text: str) -> Query:
        raise ValueError("no such table")

    assert search("vemurafenib", library, read=broken)[0].pmid == "104"
    assert "could not be understood" in caplog.text


class Backwards:
    """A reranker that likes best what came last."""

    name, candidates, weight = "backwards", 3, 1.0

    def score(self, question: str, texts: list[str]) -> list[float]:
        return [float(place) for place in range(len(texts))]


def test_a_reranker_reorders_only_the_best(library: Library, embedder: Embedder) -> None:
    """The first three turn around and carry a rerank place; the others stay below, as they were."""
    plain = [hit.pmid for hit in retrieve(query("clopidogrel"), library, embedder=embedder).hits]
    hits = retrieve(query("clopidogrel"), library, embedder=embedder, reranker=Backwards()).hits
    assert [hit.pmid for hit in hits] == [*reversed(plain[:3]), *plain[3:]]
    assert [hit.ranks.get("rerank") for hit in hits[:4]] == [1, 2, 3, None]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_agreement_is_none_for_a_question_without_names() -> None:
    """A plain question has nothing to agree with."""
    assert agreement(query("what is new in medicine?"), "any text", RANKING) is None


def test_another_way_of_writing_is_told_with_its_reason() -> None:
    """A record that has only the brand name names the drug, and the hit says as what and why."""
    asked = query("clopidogrel", CLOPIDOGREL)
    brand = agreement(asked, "Plavix was given.", RANKING)
    own = agreement(asked, "Clopidogrel (Plavix) was given.", RANKING)
    assert brand is not None
    assert own is not None
    assert brand.named == ("clopidogrel as “Plavix” (brand name)",)
    assert own.named == ("clopidogrel",)


def test_a_drug_of_the_class_stands_for_the_class() -> None:
    """A record on olaparib agrees with a question on PARP inhibitors, and the source that says so is told."""
    asked = query("PARP inhibitors", Concept("drug class", "PARP inhibitor", "PARP inhibitors"))
    found = agreement(asked, "Olaparib was given.", RANKING)
    assert found is not None
    assert found.named == ("PARP inhibitor as “olaparib” (PARP inhibitor (PMID 31075528))",)
    assert found.score == found.most


def test_every_expansion_is_told_with_its_reason(library: Library) -> None:
    """What is searched besides the question's words is in the result, each with why it counts as the same."""
    gene = Concept("gene", "CYP2C19", "CYP2C19", synonyms=(Synonym("P450IIC19", "HGNC alias"),))
    assert "gene CYP2C19 (also as P450IIC19, HGNC alias)" in retrieve(query("CYP2C19", gene), library).searched


def test_short_symbols_are_compared_with_case() -> None:
    """The gene MET is not the verb: "criteria were met" does not name it."""
    asked = query("MET", Concept("gene", "MET", "MET"))
    verb = agreement(asked, "The criteria were met.", RANKING)
    gene = agreement(asked, "MET was amplified.", RANKING)
    assert verb is not None
    assert gene is not None
    assert (verb.score, verb.missing) == (0.0, ("MET",))
    assert (gene.score, gene.named) == (gene.most, ("MET",))


def test_a_name_is_searched_once_however_often_it_is_listed() -> None:
    """Eight alleles of a gene name the gene once: its word has one term, with the weight of its kind."""
    alleles = ", ".join(f"CYP2D6 *{number}" for number in range(1, 9))
    terms = word_terms(query(f"How does {alleles} affect codeine?", Concept("gene", "CYP2D6", "CYP2D6")), RANKING)
    texts = [term.text for term in terms]
    assert texts.count("cyp2d6") == 1
    assert "affect" not in texts
    assert max(terms, key=lambda term: term.weight).text == "cyp2d6"


def test_synonyms_are_phrases_with_the_weight_of_their_kind() -> None:
    """A kind that is switched on adds its synonyms as phrases; one that is off adds none."""
    asked = query("clopidogrel", CLOPIDOGREL)
    on = msgspec.structs.replace(RANKING, synonyms={"drug": 0.5})
    off = msgspec.structs.replace(RANKING, synonyms={})
    phrases = [(term.text, term.weight) for term in word_terms(asked, on) if term.phrase]
    assert phrases == [("Plavix", 0.5 * RANKING.kinds["drug"])]
    assert not any(term.phrase for term in word_terms(asked, off))


def test_a_brand_name_finds_what_is_written_of_the_drug(library: Library) -> None:
    """Asked by its brand, a drug is searched by its usual name too, and the result says so."""
    brand = Concept("drug", "clopidogrel", "Plavix", synonyms=(Synonym("Plavix", "brand name"),))
    found = retrieve(query("Plavix after stroke", brand), library)
    assert found.hits[0].pmid == "102"
    assert "drug clopidogrel (also as clopidogrel, which “Plavix” means)" in found.searched


ranked = st.dictionaries(st.integers(1, 60).map(str), st.floats(0.001, 50), max_size=25).map(
    lambda scores: [Ranked(pmid, score) for pmid, score in sorted(scores.items(), key=lambda item: -item[1])]
)


@given(ranked, ranked, st.floats(0, 1))
def test_fusion_keeps_every_record_within_zero_and_one(
    words: list[Ranked], vectors: list[Ranked], share: float
) -> None:
    """Every record of either leg is in the fused order, with a score from 0 to 1."""
    fused = mix(words, vectors, share)
    assert set(fused) == {hit.pmid for hit in (*words, *vectors)}
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


def test_vectors_that_hardly_differ_leave_the_order_to_the_words() -> None:
    """Each leg counts from its own zero: a lead of 0.01 in cosine does not undo twice the words."""
    words = [Ranked("1", 20.0), Ranked("2", 10.0)]
    near = [Ranked("2", 0.61), Ranked("1", 0.60)]
    far = [Ranked("2", 0.60), Ranked("1", 0.20)]
    assert mix(words, near, 0.7)["1"] > mix(words, near, 0.7)["2"]
    assert mix(words, far, 0.7)["2"] > mix(words, far, 0.7)["1"]


def test_what_only_the_words_found_counts_as_far_as_the_farthest() -> None:
    """A record beyond the vectors' reach gets what the last of theirs has, not nothing."""
    fused = mix([Ranked("1", 10.0), Ranked("2", 10.0)], [Ranked("3", 0.5), Ranked("2", 0.4)], 0.5)
    assert fused["1"] == fused["2"]


@given(ranked, st.floats(0, 1))
def test_one_leg_alone_keeps_its_order(words: list[Ranked], share: float) -> None:
    """Where the other leg found nothing, fusion changes no order."""
    fused = mix(words, [], share)
    scores = [fused[hit.pmid] for hit in words]
    assert scores == sorted(scores, reverse=True)
    assert scaled({}) == {}
