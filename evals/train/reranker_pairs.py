"""What the reranker learns from: a text and the record it belongs to, against the best wrong hits of the search.

Titles and conclusions of the corpus stand for questions and claims; the pharmacogenomic questions of the "tune" half
stand for themselves. SciFact and BioASQ are left out altogether, so that what they show of the reranker is of sets it
was never trained on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import TYPE_CHECKING

import msgspec

from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.retrieve.rerank import pair_text
from assistant.retrieve.retrieve import retrieve
from evals.material.data import fold, gold_rows
from evals.material.made_claims import conclusions
from evals.train.pair_training import Pair

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder
    from ingest.library.library import Library
    from ingest.records.article import Article

__all__ = ["Asked", "asked_of_corpus", "asked_of_pgx", "groups"]

_SEED = 20_261_124
_WRONG = 3
"""Wrong hits for each right record."""
_DEPTH = 24
_MADE = re.compile(r"\w[\w ,:;()/+-]{30,180}\Z")


class Asked(msgspec.Struct, frozen=True):
    """A text that is searched, the records that fit it, and words one of which a wrong hit must lack."""

    text: str
    right: tuple[str, ...]
    hidden: str = ""
    """What is taken out of the right record, lest the text find itself."""
    understood: bool = False
    apart: tuple[tuple[str, ...], ...] = ()
    """Groups of names: a hit with one of each may well be right, though nobody judged it."""


def asked_of_corpus(titles: int, claims: int) -> Iterator[Asked]:
    """Titles asked of their abstracts, and conclusions asked of the rest of theirs; papers of the tune half only."""
    source = [row for row in conclusions() if fold(row[0]) == "tune"]
    for pmid, sentence, _ in source[:claims]:
        yield Asked(sentence, (pmid,), sentence)
    got = 0
    for pmid, _, text in source[claims:]:
        title = text.partition("\n")[0].rstrip(".? ")
        if got < titles and _MADE.match(title):
            got += 1
            yield Asked(title, (pmid,), text.partition("\n")[0])


def asked_of_pgx(wanted: int) -> Iterator[Asked]:
    """Pharmacogenomic questions of the tune half; their gold is not complete, hence `apart`."""
    rows = [row for row in gold_rows("pgx_retrieval_dev.jsonl") if fold(min(row["pmids"])) == "tune"]
    Random(_SEED).shuffle(rows)  # noqa: S311 - a repeatable draw, not a secret
    for row in rows[:wanted]:
        apart = ((row["gene"],), tuple(row["drugs"])) if row["drugs"] else ()
        yield Asked(row["question"], tuple(row["pmids"]), "", understood=True, apart=apart)


def groups(asked: Iterable[Asked], library: Library, embedder: Embedder | None) -> Iterator[list[Pair]]:
    """For each text the pair with a right record, first, and those with the wrong hits."""
    random = Random(_SEED)  # noqa: S311
    for one in asked:
        query = understand(one.text, library=library) if one.understood else Query(one.text, one.text)
        found = retrieve(query, library, k=_DEPTH, embedder=embedder)
        right = library.get_many([random.choice(one.right)])
        wrong = [hit.article for hit in found.hits if hit.pmid not in one.right and not _may_fit(hit.article, one)]
        # The nearest are the likeliest to be right after all, the farthest teach nothing.
        chosen = random.sample(wrong[:12], min(_WRONG, len(wrong[:12])))
        source = "pgx" if one.understood else "corpus"
        for article in right.values():
            texts = [article.text.replace(one.hidden, " ") if one.hidden else article.text]
            texts += [_alike(other.text, one) for other in chosen]
            yield [
                Pair(one.text, pair_text(one.text, text), int(place == 0), 1.0, source)
                for place, text in enumerate(texts)
            ]


def _alike(text: str, one: Asked) -> str:
    """A wrong record of a title's question loses its title as the right one did, so that its lack tells nothing."""
    return text.partition("\n")[2] if one.hidden and one.hidden.rstrip(".? ") == one.text else text


def _may_fit(article: Article, one: Asked) -> bool:
    low = article.text.lower()
    return bool(one.apart) and all(any(name.lower() in low for name in names) for names in one.apart)
