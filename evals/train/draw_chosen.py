"""Draws, for each question, the sentences that answers would put first: which of them do answer?

Of the questions written from records (`record_questions.tsv`) and of those written as users ask
(`asked_questions.tsv`), all of the corpus. What is drawn is what the present chooser puts first and nobody has labeled,
so that a model learns from its own mistakes. A question gives a page to read and a JSON file with offsets.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from assistant.choose.choosing import Chosen, choose
from assistant.question.understand import understand
from assistant.retrieve.retrieve import retrieve
from assistant.studies.grade import grade
from evals.material.data import SETS
from evals.material.questions import read_table
from evals.train.answering_pairs import Span, spans_labeled
from ingest.embed.embedding import load_embedder
from ingest.library.library import Library

__all__ = ["main"]

_DEPTH, _FIRST = 40, 7


def main(arguments: Iterable[str] | None = None) -> None:
    """Writes ID.txt and ID.json for each question drawn; what is there already is left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", required=True, metavar="DIR", help="the library that is asked")
    parser.add_argument("--sets", nargs="+", default=["record_questions", "asked_questions"], help="whose questions")
    parser.add_argument("--share", type=int, default=30, metavar="N", help="how many of a hundred questions, by hash")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    options.out.mkdir(parents=True, exist_ok=True)
    labels, embedder = spans_labeled(), load_embedder(mode="int8")
    questions = [
        row for name in options.sets for row in read_table(SETS / f"{name}.tsv") if _place(row["id"]) < options.share
    ]
    with Library.open(options.corpus) as library:
        for row in sorted(questions, key=lambda row: _place(row["id"])):
            target = options.out / f"{row['id']}.json"
            if target.exists():
                continue
            query = understand(row["question"], None, library=library)
            found = retrieve(query, library, k=_DEPTH, embedder=embedder)
            first = _first(choose(query, [grade(hit, query, None) for hit in found.hits]), labels.get(row["id"], {}))
            (options.out / f"{row['id']}.txt").write_text(_page(row, first), encoding="utf-8")
            spans = [(one.candidate.evidence.article.pmid, one.candidate.start, one.candidate.end) for one in first]
            target.write_text(json.dumps({"id": row["id"], "spans": spans}), encoding="utf-8")


def _place(name: str) -> int:
    """0 to 99, by hash: a larger share holds the smaller one."""
    return int(sha256(f"chosen {name}".encode()).hexdigest(), 16) % 100


def _first(chosen: Iterable[Chosen], known: Mapping[str, Sequence[Span]]) -> list[Chosen]:
    """The first ones that nobody has labeled."""
    return [one for one in chosen if not _in(one, known)][:_FIRST]


def _in(one: Chosen, known: Mapping[str, Sequence[Span]]) -> bool:
    spans = known.get(one.candidate.evidence.article.pmid, ())
    return any(span.start <= one.candidate.start and one.candidate.end <= span.end for span in spans)


def _page(row: Mapping[str, str], chosen: Sequence[Chosen]) -> str:
    """What a reader sees: the question, then the numbered sentences, each with its record's title."""
    lines = [f"{row['id']} {row['question']}"]
    for number, one in enumerate(chosen, 1):
        article = one.candidate.evidence.article
        title = "" if one.candidate.start == 0 else f"[{article.title}] "
        lines.append(f"{number}. {title}{' '.join(one.candidate.text.split())}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
