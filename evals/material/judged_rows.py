"""Sentences with a label, the same rows for every judge: as a model writes them, and claims that people labeled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from assistant.judge.statements import statement_of
from assistant.language.quotes import cite
from assistant.records.answer import Citation, Label, Quote
from assistant.records.judged import Statement
from evals.material.data import SETS, SHARED, Fold, fold, gold_rows, read_rows
from evals.material.gold_claims import gold_claims
from evals.material.made_claims import articles, own_claims
from evals.material.questions import read_table
from evals.material.retold import beside, retold_claims
from evals.train.answering_pairs import part_of
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article

__all__ = ["JUDGED_SETS", "JudgedRow", "RecordClaim", "judged_rows", "labeled_claims", "record_claims"]

JUDGED_SETS = ("own", "retold", "retold records", "model sentences", "labeled claims", "scifact", "healthver", "pgx")
_MOST = 300
"""Rows of a set, the first by their place: a chat model is asked of each."""


class JudgedRow(msgspec.Struct, frozen=True):
    """A statement and what a reader with a name for the error found: `kind` is "true" for what is supported."""

    id: str
    kind: str
    label: Label
    statement: Statement

    @property
    def truth(self) -> bool:
        return self.label == "supported"


def judged_rows(name: str) -> list[JudgedRow]:
    """The held rows of a set, in its order; all of "own" and of "model sentences", which nothing was fitted on.

    None where the shared data are absent.
    """
    if name == "own":
        return list(_own())
    if name in ("retold", "retold records"):
        return _retold() if name == "retold" else _retold_records()
    if name == "model sentences":
        return list(_model_sentences())
    if name == "labeled claims":
        return labeled_claims("held")
    return list(_gold(name))


def labeled_claims(part: Fold) -> list[JudgedRow]:
    """The claims in a model's manner, by record: the "tune" half is what thresholds are fitted on."""
    rows = _labels()
    known = _by_pmid(frozenset(row["pmid"] for row in rows))
    made = []
    for number, row in enumerate(rows):
        statement = _statement(row["sentence"], [(row["pmid"], quote) for quote in row["quotes"]], known)
        if statement is not None and fold(row["pmid"]) == part:
            made.append(JudgedRow(str(number), _kind(row["kind"], row["label"]), row["label"], statement))
    return made


class RecordClaim(msgspec.Struct, frozen=True):
    """A passage of a record retold in a writer's own words, truly or with one fault of the named kind."""

    pmid: str
    kind: str
    truth: bool
    statement: Statement


def record_claims() -> list[RecordClaim]:
    """The rows of `retold_records.tsv` whose record is at hand; none without the shared data."""
    rows = read_table(SETS / "retold_records.tsv")
    known = _by_pmid(frozenset(row["pmid"] for row in rows))
    made = []
    for row in rows:
        if (article := known.get(row["pmid"])) is None:
            continue
        start, end = int(row["start"]), int(row["end"])
        passage = Citation(row["pmid"], article.text[start:end], start, end, "abstract")
        truth = row["truth"] == "same"
        made.append(RecordClaim(row["pmid"], row["kind"], truth, statement_of(row["claim"], [passage], known)))
    return made


def _retold() -> list[JudgedRow]:
    """Of invented passages that nothing learned from, some of each."""
    held = [claim for claim in retold_claims() if part_of(claim.evidence.source) == "held"]
    rows = []
    for number, claim in enumerate(held[:: max(1, len(held) // _MOST)]):
        label: Label = "supported" if claim.truth == "same" else "not_enough"
        rows.append(JudgedRow(f"{claim.evidence.source}-{number}", _kind(claim.kind, label), label, beside(claim)))
    return rows


def _retold_records() -> list[JudgedRow]:
    rows = []
    for number, row in enumerate(row for row in record_claims() if part_of(row.pmid) == "held"):
        label: Label = "supported" if row.truth else "not_enough"
        rows.append(JudgedRow(f"{row.pmid}-{number}", _kind(row.kind, label), label, row.statement))
    return rows


def _labels() -> list[dict[str, Any]]:
    path = SHARED / "labels" / "claims.jsonl"
    return read_rows(path) if path.is_file() else []


def _own() -> Iterator[JudgedRow]:
    for claim in own_claims():
        label: Label = "supported" if claim.truth else "contradicted"
        kind = "true" if claim.truth else claim.kind
        yield JudgedRow(f"{claim.pmid} {claim.kind}", kind, label, _beside(claim.sentence, claim.evidence))


def _model_sentences() -> Iterator[JudgedRow]:
    rows = gold_rows("model_sentences_dev.jsonl")
    known = _by_pmid(frozenset(quote["pmid"] for row in rows for quote in row["quotes"]))
    for number, row in enumerate(rows):
        statement = _statement(row["sentence"], [(quote["pmid"], quote["text"]) for quote in row["quotes"]], known)
        if statement is not None:
            label: Label = "supported" if row["true"] else "not_enough"
            yield JudgedRow(str(number), _kind(row["kind"], label), label, statement)


def _gold(name: str) -> Iterator[JudgedRow]:
    held = [claim for claim in gold_claims(name) if claim.fold == "held" and claim.evidence]
    for claim in held[:_MOST]:
        kind = "true" if claim.label == "supported" else claim.label.replace("_", " ")
        yield JudgedRow(claim.id, kind, claim.label, _beside(claim.claim, claim.evidence))


def _kind(kind: str, label: str) -> str:
    return "true" if label == "supported" else kind.replace("_", " ")


@cache
def _by_pmid(wanted: frozenset[str]) -> Mapping[str, Article]:
    return {article.pmid: article for article in articles() if article.pmid in wanted} if wanted else {}


def _statement(text: str, quotes: Iterable[tuple[str, str]], known: Mapping[str, Article]) -> Statement | None:
    """None for a row whose quote is not in the record as it lies in the corpus."""
    citations = [cite(Quote(pmid, quote), known[pmid]) for pmid, quote in quotes if pmid in known]
    exact = [one for one in citations if isinstance(one, Citation)]
    return statement_of(text, exact, known) if exact and len(exact) == len(citations) else None


def _beside(text: str, evidence: str) -> Statement:
    """With a whole document as evidence, and for a quote its sentence that shares most words with the claim."""
    spans = [evidence[start:end] for start, end in sentence_spans(evidence)] or [evidence]
    asked = set(text.lower().split())
    nearest = max(spans, key=lambda sentence: len(asked & set(sentence.lower().split())))
    return Statement(text, (nearest,), (evidence,), record=evidence)
