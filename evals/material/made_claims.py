"""The rows of the made verification set: conclusions of the corpus as they stand, reworded, and made false."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from random import Random

import msgspec

from evals.material.corrupt import CORRUPTIONS, REWORDINGS, pools
from evals.material.data import PUBMED, SETS, Fold, fold, read_rows
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article, Problem

__all__ = ["MadeClaim", "articles", "conclusions", "make_claims", "own_claims"]

_SEED = 20_260_301
_CONCLUDES = re.compile(
    r"conclu|result|suggest|show|demonstrat|found|associat|signific|compar|higher|lower|effective|\d"
)


class MadeClaim(msgspec.Struct, frozen=True):
    """A sentence with the record that supports it, or would if it were true."""

    pmid: str
    kind: str
    """"kept", a rewording, or the corruption."""
    truth: bool
    sentence: str
    evidence: str

    @property
    def fold(self) -> Fold:
        return fold(self.pmid)


def conclusions() -> list[tuple[str, str, str]]:
    """(PMID, sentence, whole text) of one of the last three sentences of each abstract of the corpus."""
    random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret
    made = []
    for article in articles():
        spans = sentence_spans(article.text)
        chosen = [article.text[a:b] for a, b in spans[-3:] if 60 <= b - a <= 420]
        chosen = [text for text in chosen if text.endswith(".") and text[0].isupper() and _CONCLUDES.search(text)]
        if len(spans) > 3 and chosen:
            made.append((article.pmid, random.choice(chosen), article.text))
    random.shuffle(made)
    return made


def make_claims(kept: int, per_corruption: int, per_rewording: int) -> list[MadeClaim]:
    """At most so many of each kind, each from another conclusion where there are enough; in a fixed order."""
    source = conclusions()
    stock = pools([text for _, _, text in source])
    random = Random(_SEED)  # noqa: S311
    rows = [MadeClaim(pmid, "kept", True, sentence, text) for pmid, sentence, text in source[:kept]]
    for changes, truth, wanted in ((CORRUPTIONS, False, per_corruption), (REWORDINGS, True, per_rewording)):
        for kind, change in changes.items():
            got = 0
            for pmid, sentence, text in source:
                made = change(sentence, text, stock, random) if got < wanted else None
                if made is not None and made != sentence and made not in text:
                    rows.append(MadeClaim(pmid, kind, truth, made, text))
                    got += 1
    return rows


def articles() -> Iterator[Article]:
    problems: list[Problem] = []
    for path in sorted(PUBMED.glob("*.xml.gz")):
        with gzip.open(path, "rb") as stream:
            yield from (one for one in read_pubmed_xml(stream, path.name, problems) if isinstance(one, Article))


def own_claims() -> list[MadeClaim]:
    """The committed set, in our own words: every kind of falsehood, and true sentences, on records of no real study."""
    rows = read_rows(SETS / "verification_claims.jsonl")
    return [MadeClaim(row["id"], row["kind"], row["truth"], row["sentence"], row["evidence"]) for row in rows]
