"""Do citations bear what answers say? `./run eval citations`, over questions whose gold papers the library holds.

Citation recall and precision are ALCE's, with our own verifier as the judge: a sentence is recalled when its quotes
together support it; a citation is precise when its sentence is recalled and it supports the sentence alone, or the
other citations do not without it. The judge reads the record anew from the library, at the offsets of the citation, and
not what the writer gave. PubMedQA's papers stand in their library without their titles, which the questions are.
Measured with the extractive writer, and with a model besides when the settings name one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.api import Assistant
from assistant.language.quotes import surroundings
from assistant.records.answer import Answer, Claim
from assistant.settings import Settings
from assistant.verify.verify import verify_claim
from evals.material.data import gold_rows, pubmedqa
from evals.material.libraries import corpus_library, prepared
from evals.material.questions import Asked, pick, starter, starter_questions
from evals.report import Figure, Options, Report
from evals.stats import mean, proportion
from ingest.library.library import Library

__all__ = ["citation_scores", "run"]

_SAMPLE = 150
"""Questions of each gold set, unless `--full` asks for all."""


def run(options: Options) -> Report:
    """Figures per set and writer; a row per question and writer."""
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    for name, path, questions in _sets(options):
        for writer in dict.fromkeys(("extractive", Settings.load().model)):
            made = _measured(name, path, questions, writer)
            rows += made
            figures += _figures(name, writer, made)
    return Report("citations", tuple(figures), tuple(rows), _notes(rows))


def citation_scores(claim: Claim, library: Library) -> tuple[bool, list[bool]]:
    """Whether the sentence is supported by its citations together, and for each citation whether it is precise."""
    records = {(c.pmid, c.revision): library.get(c.pmid, c.revision) for c in claim.citations}
    texts, titles = [], []
    for citation in claim.citations:
        record = records[(citation.pmid, citation.revision)]
        there = record is not None and record.text[citation.start : citation.end] == citation.quote
        texts.append(surroundings(citation, record) if record is not None and there else "")
        titles.append(record.title if record is not None else "")

    def holds(places: Sequence[int]) -> bool:
        evidence = "\n".join(texts[place] for place in places)
        context = "\n".join(titles[place] for place in places)
        return bool(evidence.strip()) and verify_claim(claim.text, evidence, context=context).label == "supported"

    every = range(len(texts))
    recalled = all(texts) and holds(list(every))
    precise = []
    for place in every:
        others = [other for other in every if other != place]
        precise.append(recalled and (holds([place]) or not holds(others)))
    return recalled, precise


def _sets(options: Options) -> list[tuple[str, Path, list[Asked]]]:
    with prepared(starter(), options) as library:
        sets = [("starter", library.path, [asked for asked in starter_questions() if asked.answerable])]
    if options.quick or not gold_rows("pgx_retrieval_dev.jsonl"):
        return sets
    path = corpus_library(options)
    pgx = [
        Asked(f"pgx-{row['id']}", "pgx", row["question"], True, tuple(row["pmids"]))
        for row in gold_rows("pgx_retrieval_dev.jsonl")
    ]
    papers = [
        Asked(f"qa-{row['pmid']}", "pubmedqa", row["question"], True, (row["pmid"],))
        for row in gold_rows("pubmedqa_dev.jsonl")
    ]
    most = len(pgx) if options.full else _SAMPLE
    with prepared(pubmedqa(), options) as library:
        untitled = library.path
    return [*sets, ("pgx", path, pick(pgx, most)), ("pubmedqa", untitled, pick(papers, most))]


def _measured(name: str, path: Path, questions: Sequence[Asked], writer: str) -> list[dict[str, Any]]:
    rows = []
    with Assistant.open(library=str(path), model=writer, audit=False) as assistant:
        assistant.ask("warm up: aspirin")
        for asked in questions:
            started = time.perf_counter()
            answer = assistant.ask(asked.text)
            spent = time.perf_counter() - started
            rows.append(_row(name, writer, asked, answer, spent, assistant.library))
    return rows


def _row(name: str, writer: str, asked: Asked, answer: Answer, seconds: float, library: Library) -> dict[str, Any]:
    cited = list(dict.fromkeys(citation.pmid for claim in answer.claims for citation in claim.citations))
    judged = [citation_scores(claim, library) for claim in answer.claims]
    return {
        "set": name,
        "writer": writer,
        "wrote": answer.model,
        "id": asked.id,
        "status": answer.status,
        "reason": answer.abstention.reason if answer.abstention else "",
        "gold found": any(item.article.pmid in asked.relevant for item in answer.evidence),
        "gold cited": any(pmid in asked.relevant for pmid in cited),
        "cited": cited,
        "sentences": len(answer.claims),
        "dropped": answer.dropped,
        "recalled": sum(recalled for recalled, _ in judged),
        "citations": sum(len(precise) for _, precise in judged),
        "precise": sum(sum(precise) for _, precise in judged),
        "conflicts": len(answer.conflicts),
        "seconds": round(seconds, 4),
    }


def _figures(name: str, writer: str, rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """Shares over questions; citation measures per answered question, as ALCE averages them."""
    answered = [row for row in rows if row["status"] == "answered"]
    drafted = sum(row["sentences"] + row["dropped"] for row in rows)
    said = sum(row["recalled"] for row in rows)
    values = {
        "cites a gold paper": proportion(sum(row["gold cited"] for row in rows), len(rows)),
        "of the answered": proportion(sum(row["gold cited"] for row in answered), len(answered)),
        "answered": proportion(len(answered), len(rows)),
        "citation recall": mean([row["recalled"] / row["sentences"] for row in answered]),
        "citation precision": mean([row["precise"] / row["citations"] for row in answered]),
        "drafted sentences supported": proportion(said, drafted),
    }
    figures = [Figure(name, writer, measure, value) for measure, value in values.items()]
    seconds = mean([row["seconds"] for row in rows])
    return [*figures, Figure(name, writer, "seconds an answer", seconds, "")]


def _notes(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    gold = [row for row in rows if row["set"] != "starter"]
    found = sum(row["gold found"] for row in gold)
    shown = sum(row["conflicts"] > 0 for row in rows if row["status"] == "answered")
    lost = [f"Of {len(gold)} gold questions {found} had a gold paper among the evidence."] if gold else []
    judge = "The judge of citations is assistant.verify, which also decides what is said: recall near 1 is by design."
    return (judge, *lost, f"{shown} answers show studies that disagree.")
