"""Is a sentence on another patient, genotype or drug left out of a case's findings, and one on the case kept?

`sets/bedside_sentences.tsv` labels sentences of the digests for cases of `sets/bedside.jsonl` and for the further ones
of `sets/bedside_further.jsonl`: on this case ("this"), on another phenotype, genotype or drug only ("another"), or on
neither ("general"). They were labeled by reading, before what leaves them out was touched; halves go by the hash of the
row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.choose.features import Case, features, on_another
from assistant.question.understand import understand
from assistant.records.answer import Hit
from assistant.records.patient import Patient
from assistant.studies.grade import grade
from assistant.studies.sentences import every_sentence
from evals.material.bedside import bedside
from evals.material.data import SETS, read_rows
from evals.material.questions import read_table
from evals.measure.patient.sensitivity import half
from evals.report import Figure
from evals.stats import proportion

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["figures", "told"]

_ANOTHER = "another"


class _Case(msgspec.Struct, frozen=True):
    """One question with one patient."""

    id: str
    question: str
    patient: dict[str, Any]


def told(library: Library) -> list[dict[str, Any]]:
    """A row for each label: whether the sentence is left out, and whether that is right."""
    cases = {one.id: _Case(one.id, one.question, one.patient) for one in bedside()}
    cases |= {one.id: one for one in (msgspec.convert(row, _Case) for row in read_rows(SETS / "bedside_further.jsonl"))}
    made = []
    for row in read_table(SETS / "bedside_sentences.tsv"):
        left_out = _left_out(cases[row["case"]], row["pmid"], int(row["start"]), library)
        name = ":".join((row["case"], row["pmid"], row["start"]))
        right = left_out is (row["label"] == _ANOTHER)
        made.append({"id": name, "label": row["label"], "half": half(name), "left_out": left_out, "right": right})
    return made


def figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """Shares that are right, by label and by half."""
    made = []
    for leg in ("all", "label: another", "label: this", "label: general", "half: tune", "half: held"):
        field, _, value = leg.partition(": ")
        chosen = [row for row in rows if not value or row[field] == value]
        share = proportion(sum(row["right"] for row in chosen), len(chosen))
        made.append(Figure("sentences", leg, "right", share, better="" if field == "half" else "higher"))
    return made


def _left_out(asked: _Case, pmid: str, start: int, library: Library) -> bool:
    patient = Patient.from_dict(asked.patient)
    query = understand(asked.question, patient, library=library)
    article = library.get(pmid)
    if article is None:
        raise LookupError(f"the starter library has no record {pmid}, which sets/bedside_sentences.tsv labels")
    case = Case.of(query, patient)
    item = grade(Hit(pmid, 1.0, {"words": 1}, article), query, patient)
    candidate = next(one for one in every_sentence(item, 0) if one.start == start)
    return not case.allows(candidate) or on_another(features(case, [candidate])[0])
