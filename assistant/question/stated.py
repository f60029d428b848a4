"""The question that an open one stands for: "What fits?" of a patient asks for a drug in this disease, this variant,
this line.

Models that read or embed a question know questions with their subjects, so one that leaves them to the patient's record
is put to all of them as the question it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from assistant.fit.course import settings_of
from assistant.knowledge.tables import rows
from assistant.names.disease_kin import is_tumor
from assistant.question.asked import Asked, asked_for, content_words
from assistant.question.stand_ins import is_implied
from assistant.records.answer import Concept, Query
from assistant.records.kinds import counting_as
from assistant.records.patient import Patient
from assistant.variants.own_gene import with_gene
from assistant.variants.tables import driven_genes

__all__ = ["open_question", "stated", "without_course"]


def stated(query: Query) -> str:
    """What is searched for by meaning: the question's text, or the question that it stands for."""
    kept = without_course(query)
    return open_question(kept, asked_for(kept)) or query.text


def without_course(query: Query) -> Query:
    """The query without the drugs that only the patient's record gives as had before (`question.course`): they say
    which line is asked about, and nothing asks of them."""
    had = {name.casefold() for name in query.roles.prior}

    def of_course(one: Concept) -> bool:
        drug = one.kind in counting_as("drug") and one.origin == "history"
        return drug and not {one.name.casefold(), one.surface.casefold()}.isdisjoint(had)

    return msgspec.structs.replace(query, concepts=tuple(one for one in query.concepts if not of_course(one)))


def open_question(query: Query, asked: Asked, *, after: str | None = None) -> str:
    """ "Which drug works in lung cancer with ALK fusion, first-line?" for a question on therapy that names nothing
    itself; empty for any other. `asked`: what of the query is asked for. `after`: what the patient had before, to be
    said in place of the line; where it is empty, neither is said."""
    all_own = _asks_what_next(query, asked) or _is_case_alone(query, asked)
    own = [concept for concept, _ in asked.concepts if concept.origin == "patient" or all_own]
    disease = next((one.surface for one in own if one.kind == "disease"), "")
    if not disease or query.intent != "therapy" or len(own) < len(asked.concepts):
        return ""
    works = f"works after {after}" if after else "works"
    line = "".join(f", {one}" for one in query.roles.line[:1]) if after is None else ""
    staged = [one for one in query.roles.setting[:1] if one.startswith(_STAGE) and _STAGE not in disease.casefold()]
    stage = "".join(f"{one} " for one in staged)
    return f"Which drug {works} in {stage}{disease}{_with(own, solid=is_tumor(disease, 'solid'))}{line}?"


def _asks_what_next(query: Query, asked: Asked) -> bool:
    """ "CML with T315I after dasatinib: what next?": the question's own subjects are the case, and the drug is open."""
    kinds = {concept.kind for concept, _ in asked.concepts}
    return query.facet in _OPEN and bool(query.roles.prior) and kinds <= _OF_A_CASE


def _is_case_alone(query: Query, asked: Asked) -> bool:
    """ "MSH2 loss, colorectal cancer, first line?": a marker, its tumor, when, and no word that asks for more."""
    kinds = {concept.kind for concept, _ in asked.concepts}
    open_to_drugs = query.facet in _OPEN or (query.facet is None and query.roles.line)
    if not open_to_drugs or not kinds <= _OF_A_CASE or "disease" not in kinds or kinds == {"disease"}:
        return False
    if query.absent or settings_of(Patient(), query.text):
        return False  # what is given after an operation or on and on is asked in its own words
    when = content_words(" ".join((*query.roles.line, *query.roles.setting)))
    called = content_words(" ".join(concept.name for concept, _ in asked.concepts))
    left = {part for word in asked.words for part in word.split("-")}  # "CD117-mutated" was put as "KIT-mutated"
    return left <= when | called | _what_to_do()


@cache
def _what_to_do() -> frozenset[str]:
    """Stems of words that ask what to give and leave open what."""
    return content_words(" ".join(word for word, *_ in rows("open_words")))


_OPEN = ("alternative", "efficacy")
_OF_A_CASE = frozenset(["disease", "gene", "variant"])
_STAGE = "stage "


def _with(own: Sequence[Concept], *, solid: bool) -> str:
    named = [_said(one) if solid else _written(one) for one in own if one.kind == "variant"] or [
        one.name for one in own if one.kind == "gene"
    ]
    return f" with {' and '.join(sorted({*named}))}" if named else ""  # whatever order the record has them in


def _said(one: Concept) -> str:
    """A variant with its gene, and with the state of the tumor that it tells of, by which studies go; of a solid
    tumor's fusion the gene that drives it, since its drugs are for whatever partner (of a leukemia's the partner is
    part of the name)."""
    name = _written(one)
    told = [synonym.text for synonym in one.synonyms if is_implied(synonym) and " " in synonym.text]
    if told:
        return f"{name} ({told[0]})"
    return f"{one.gene} fusion" if _PARTNERS in name and one.gene in driven_genes() else name


def _written(one: Concept) -> str:
    """As the question writes it; a mutation of whatever kind by its name, since "CD117-mutated" is KIT's."""
    return one.name if one.name == f"{one.gene} mutation" else with_gene(one)


_PARTNERS = "::"
