"""Draws, for each question, the sentences that a reader labels: which of them answer?

Drawn from the records the search finds for the question: the sentences nearest in meaning, those that state results or
conclusions whatever their nearness, the first records' titles, and a few by lot, so that what the present writer would
never choose is among them. A question gives a text to read, and a JSON file with the offsets into the records' texts.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec

from assistant import Assistant
from assistant.records.answer import Hit
from ingest.read.sentences import sentence_spans

__all__ = ["draw", "main"]

_RECORDS, _NEAREST, _FINDINGS, _TITLES, _MOST = 14, 9, 5, 3, 20
_SHORTEST = 25
"""Characters; what is shorter is a stray label."""
_FINDING_SECTIONS = frozenset(["RESULTS", "CONCLUSIONS"])
_PLACE = 0.01
"""What a place further down the search costs, as a cosine: of two alike, the better found record's is drawn."""


class Sentence(msgspec.Struct, frozen=True):
    """`start` and `end` are offsets into the record's text, `rank` the record's 0-based place in the search."""

    pmid: str
    start: int
    end: int
    rank: int
    finding: bool
    nearness: float


def draw(assistant: Assistant, question: str, lot: random.Random) -> tuple[list[Hit], list[Sentence]]:
    """The records found and at most twenty of their sentences, in the records' order."""
    hits = assistant.search(question, k=_RECORDS)
    found = [sentence for rank, hit in enumerate(hits) for sentence in _sentences(assistant, question, hit, rank)]
    order = sorted(found, key=lambda one: one.rank * _PLACE - one.nearness)
    chosen = order[:_NEAREST]
    chosen += [one for one in order if one.finding and one not in chosen][:_FINDINGS]
    chosen += [one for one in found if one.start == 0 and one.rank < _TITLES and one not in chosen]
    rest = [one for one in found if one not in chosen]
    chosen += lot.sample(rest, min(len(rest), max(0, _MOST - len(chosen))))
    return hits, sorted(chosen[:_MOST], key=lambda one: (one.rank, one.start))


def _sentences(assistant: Assistant, question: str, hit: Hit, rank: int) -> list[Sentence]:
    article = hit.article
    spans = [span for span in sentence_spans(article.text) if span[1] - span[0] >= _SHORTEST]
    if not spans:
        return []
    embedder = assistant.embedder
    if embedder is None:
        raise SystemExit("the library has no vectors: vouch-ingest embed")
    vectors = embedder.embed([question, *(article.text[start:end] for start, end in spans)])
    near = vectors[1:] @ vectors[0]
    made = []
    for number, ((start, end), cosine) in enumerate(zip(spans, near, strict=True)):
        section = article.section_at(start)
        labeled = section is not None and section.category in _FINDING_SECTIONS
        made.append(Sentence(hit.pmid, start, end, rank, labeled or number >= 0.6 * len(spans), float(cosine)))
    return made


def _page(row: dict[str, object], hits: Sequence[Hit], chosen: Sequence[Sentence]) -> str:
    """What the reader sees: the question, then the numbered sentences under the titles of their records."""
    lines = [f"{row['id']} [{row['library']}] {row['question']}"]
    if row.get("patient"):
        lines.append(f"patient: {json.dumps(row['patient'], ensure_ascii=False)}")
    shown = -1
    for number, one in enumerate(chosen, 1):
        article = hits[one.rank].article
        if one.rank != shown:
            shown = one.rank
            lines.append(f"\n## {one.pmid} ({article.year}) {article.title}")
        where = "TITLE" if one.start == 0 else article.text[one.start : one.end].replace("\n", " ")
        lines.append(f"{number}. {where}")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes ID.txt and ID.json for each question of a file; what is there already is left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", required=True, help="the library of questions that name `corpus`")
    parser.add_argument("--starter", required=True, help="the library of questions that name `starter`")
    parser.add_argument("--rows", default="0:", help="which rows of the file, as FROM:TO")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    opened = {name: Assistant.open(library=getattr(given, name), audit=False) for name in ("corpus", "starter")}
    first, last = (int(part) if part else None for part in given.rows.split(":"))
    for line in given.questions.read_text(encoding="utf-8").splitlines()[first:last]:
        row = json.loads(line)
        target = given.out / f"{row['id']}.json"
        if target.exists():
            continue
        hits, chosen = draw(opened[row["library"]], row["question"], random.Random(row["id"]))  # noqa: S311 - a lot that anybody can draw again
        (given.out / f"{row['id']}.txt").write_text(_page(row, hits, chosen), encoding="utf-8")
        kept = [msgspec.to_builtins(one) for one in chosen]
        target.write_text(
            json.dumps({"id": row["id"], "library": row["library"], "candidates": kept}), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
