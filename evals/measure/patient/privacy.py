"""What the scrubber for remote models lets through, and what it takes too much: `./run eval privacy`.

Notes of our own (`sets/privacy_notes.tsv`) mark each identifier as `{KIND:text}`; one is caught when none of its words
is left. Those that the rules were mended with are the tuning half, those written after the rules the held one. Clean
questions of our own and of the gold sets, as written and in lower case, must come out as they went in; so must a term
of medicine: drugs, genes, diseases and variants of public vocabularies, each in a question.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.engines.scrub import scrub
from evals.material.data import SETS, SHARED, fold
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]

_MARK = re.compile(r"\{([A-Z]+):([^}]*)\}")
_WORD = re.compile(r"[\w@.+-]*\w")
_PARTICLES = {"al", "de", "la", "bin", "po", "at"}
_SAMPLE = 400
"""Questions of a gold set, terms of a vocabulary."""
_QUESTIONS = {
    "pgx": "pgx_retrieval_dev.jsonl",
    "pubmedqa": "pubmedqa_dev.jsonl",
    "bioasq": "bioasq_7b-10b.jsonl.gz",
    "scifact": "scifact_claims_train.jsonl",
}
_ASKED = "Does {} matter in the treatment of lung cancer?"

Row = dict[str, Any]


def run(options: Options) -> Report:
    """Recall of identifiers by form and half; share of clean texts and of terms that are left alone."""
    rows = [*_notes(), *_clean()]
    if not options.quick and SHARED.is_dir():
        rows += [*_questions(options.full), *_terms(options.full)]
    figures = [figure for name in dict.fromkeys(row["set"] for row in rows) for figure in _figures(name, rows)]
    missed = Counter(row["kind"] for row in rows if row["set"] == "identifiers" and not row["right"])
    notes = [f"missed identifiers: {', '.join(f'{kind} {n}' for kind, n in missed.items()) or 'none'}"]
    return Report("privacy", tuple(figures), tuple(rows), tuple(notes))


def _figures(name: str, rows: Sequence[Row]) -> Iterator[Figure]:
    """One share a leg, then both halves."""
    legs: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if row["set"] == name:
            legs[row["leg"]].append(row["right"])
            legs[f"all, {row['fold']}"].append(row["right"])
    for leg, right in legs.items():
        measure = "caught" if name == "identifiers" else "left alone"
        yield Figure(name, leg, measure, proportion(sum(right), len(right)))


def _notes() -> Iterator[Row]:
    """A row for each identifier of our own notes, and one for what is said around them."""
    for identifier, half, form, marked in _table("privacy_notes"):
        around, made = Counter(_WORD.findall(_MARK.sub(" ", marked))), Counter(_WORD.findall(scrub(_bare(marked))))
        for number, (kind, said) in enumerate(_MARK.findall(marked)):
            words = [word for word in _WORD.findall(said) if len(word) > 1 and word.lower() not in _PARTICLES]
            caught = all(made[word] <= around[word] for word in words)
            yield _row("identifiers", form, f"{identifier}.{number}", caught, kind) | {"fold": half}


def _clean() -> Iterator[Row]:
    for identifier, text in _table("privacy_clean"):
        yield _row("clean, our own", "as written", identifier, scrub(text) == text)


def _questions(full: bool) -> Iterator[Row]:
    for name, file in _QUESTIONS.items():
        path = SHARED / "gold" / file
        texts = [json.loads(line) for line in _lines(path)] if path.is_file() else []
        asked = [str(row.get("question") or row.get("claim")) for row in texts][:: 1 if full else 4]
        for number, text in enumerate(asked if full else asked[:_SAMPLE]):
            for leg, said in ((name, text), (f"{name}, lower case", text.lower())):
                yield _row("clean questions", leg, f"{name}{number}", scrub(said) == said)


def _terms(full: bool) -> Iterator[Row]:
    for kind, terms in _vocabulary().items():
        step = 1 if full else max(1, len(terms) // _SAMPLE)
        for term in terms[::step]:
            for leg, said in ((kind, term), (f"{kind}, lower case", term.lower())):
                yield _row("terms", leg, f"{kind}:{term}", said in scrub(_ASKED.format(said)))


def _vocabulary() -> dict[str, list[str]]:
    """Names as the public vocabularies write them, in their own order."""
    facts = SHARED / "facts"
    drugs = [cells[2] for cells in _cells(facts / "drugbank_names.tsv.gz") if cells[1] == "NAME"]
    genes = [cells[1] for cells in _cells(facts / "hgnc.tsv.gz") if cells[3] == "Approved"]
    diseases = [
        cells[1] for cells in _cells(facts / "mesh_labels.tsv.gz") if re.search("Disease|Syndrome|oma", cells[1])
    ]
    variants = [f"{cells[2]} {cells[4]}" for cells in _cells(facts / "civic_variants.tsv") if len(cells) > 4]
    return {"drugs": drugs, "genes": genes, "diseases": diseases, "variants": variants}


def _cells(path: Any) -> list[list[str]]:
    return [line.rstrip("\n").split("\t") for line in _lines(path)][1:]


def _lines(path: Any) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return list(lines)


def _table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (SETS / f"{name}.tsv").read_text(encoding="utf-8").split("\n")[1:] if line]


def _bare(marked: str) -> str:
    return _MARK.sub(r"\2", marked)


def _row(name: str, leg: str, identifier: str, right: bool, kind: str = "") -> Row:
    return {"set": name, "leg": leg, "id": identifier, "fold": fold(identifier), "kind": kind, "right": right}
