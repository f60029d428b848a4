"""The guard: what is not answered, what is asked for elsewhere, and when the evidence does not carry an answer.

Before the search it looks at the question (emergencies, self-harm, matters outside the literature, questions no
abstract can carry). After the search it looks at what came back. Text of records is data: a record that addresses its
reader as a program is marked, and no sentence of the marked passage is quoted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from assistant.answer import Abstention, Concept, Evidence, Retrieval
from assistant.errors import BadQuestion

__all__ = ["MAX_QUESTION", "Refusal", "check_evidence", "check_question", "clean_question", "suspicious_spans"]

MAX_QUESTION = 8000
"""Characters. A pasted case fits; a pasted book does not."""


class Refusal(msgspec.Struct, frozen=True):
    """A question that is not searched for, and what the reader is told. `redirect`: help is elsewhere."""

    abstention: Abstention
    redirect: bool


def clean_question(question: str) -> str:
    """The question without control characters and outer white space. Raises BadQuestion when empty or far too long."""
    cleaned = "".join(c if c.isprintable() else " " for c in question).strip()
    if not cleaned:
        raise BadQuestion("the question is empty: ask about a gene, a variant, a drug or a disease")
    if len(cleaned) > MAX_QUESTION:
        raise BadQuestion(
            f"the question has {len(cleaned):,} characters; at most {MAX_QUESTION:,} are read: shorten it"
        )
    return cleaned


def check_question(question: str) -> Refusal | None:
    """The first rule that fires, in the order of the table; None when the question may be searched for."""
    for kind, pattern, message in _rules():
        if kind != "injection" and pattern.search(question):
            return _refusal(kind, message)
    return None


def check_evidence(retrieval: Retrieval, evidence: Sequence[Evidence]) -> Abstention | None:
    """Whether what came back carries an answer at all; None when it may. See `pipeline` for the check after writing."""
    nearest = tuple(item.article.pmid for item in evidence[:3])
    searched = retrieval.searched
    if retrieval.library_size == 0:
        return Abstention("nothing found", "The library is empty: add records with vouch-ingest add.", searched)
    if not evidence:
        emptied = retrieval.emptied_by
        why = f" Without this there would be some: {'; '.join(emptied)}." if emptied else ""
        return Abstention("nothing found", f"No record matches the question.{why}", searched, (), emptied)
    if missing := _missing(retrieval):
        names = _listed([concept.surface or concept.name for concept in missing])
        verb = "is" if len(missing) == 1 else "are"
        explanation = f"{names} {verb} mentioned in none of the {retrieval.library_size:,} records searched."
        wrong_variant = all(concept.kind == "variant" for concept in missing)
        return Abstention("wrong variant" if wrong_variant else "not in library", explanation, searched, nearest)
    return None


def suspicious_spans(text: str) -> list[tuple[int, int]]:
    """Spans of a record's text that address a program instead of a reader."""
    return [match.span() for kind, pattern, _ in _rules() if kind == "injection" for match in pattern.finditer(text)]


def _missing(retrieval: Retrieval) -> list[Concept]:
    """The question's own genes, drugs and diseases, and its exact protein variants, that no record names.

    rsIDs and star alleles are not counted: abstracts often give such a variant under another name, so the answer is
    written on the gene and says that the exact name was not found.
    """
    unmatched = set(retrieval.unmatched)
    asked = [c for c in retrieval.query.concepts if c.origin == "question" and c.name in unmatched]
    return [c for c in asked if c.kind in ("gene", "drug", "disease") or _protein_variant(c)]


def _protein_variant(concept: Concept) -> bool:
    return concept.kind == "variant" and not concept.name.lower().startswith("rs") and "*" not in concept.name


def _listed(names: list[str]) -> str:
    quoted = list(dict.fromkeys(f"“{name}”" for name in names))
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _refusal(kind: str, message: str) -> Refusal:
    match kind:
        case "emergency" | "self-harm":
            return Refusal(Abstention("emergency", message), redirect=True)
        case "future":
            return Refusal(Abstention("future", message), redirect=False)
        case "protocol":
            return Refusal(Abstention("protocol detail", message), redirect=False)
        case _:
            return Refusal(Abstention("out of scope", message), redirect=True)


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    table = files("assistant").joinpath("knowledge/guard.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple((row["kind"], re.compile(row["pattern"], re.IGNORECASE), row["message"]) for row in rows)
