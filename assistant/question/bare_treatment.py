"""What is asked by a question that only says which treatment is given when: "lorlatinib after alectinib".

It has no word that asks, and so nothing a model could read a facet from. Whether the treatment works there is what such
a question wants to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.tables import pieces, records, values
from assistant.language.covered import Covered
from assistant.names.disease_kin import is_tumor
from assistant.names.find import find
from assistant.names.medications import drugs_in
from assistant.names.regimens import regimens_in
from assistant.question.leveled import Named, Token, tokens
from assistant.question.roles import role_spans
from assistant.records.answer import Facet, Roles
from assistant.variants.markers import placed_states

__all__ = ["asked_of_treatment"]

_UNSAID: tuple[Facet | None, ...] = (None, "alternative", "interaction", "monitoring", "pharmacokinetics")
"""What the model makes of a question without a word that asks."""
_UNASKED: frozenset[Facet | None] = frozenset([None, "toxicity", "diagnosis", "prognosis", "interaction", "monitoring"])
"""What the model makes of a case in which a drug is named and nothing is asked."""
_WHEN = frozenset(["option", "prior", "setting", "line"])
"""Parts of a question that say what is given and when."""
_WHOM = "circumstances"
_MARKED = frozenset(["gene", "variant"])
_SIDES = frozenset(["A_PHENOTYPE"])
"""Names that may be what is asked about the treatment: a harm of it."""


def asked_of_treatment(text: str, names: Sequence[Named], facet: Facet | None, roles: Roles) -> Facet | None:
    """Efficacy for a question of nothing but a treatment, its setting or what was had before, and names; of a case with
    its tumor, its marker and its course alone what is given instead, or nothing in particular; else `facet`.

    Two drugs of which neither is one of tumors may be asked about for what they do to each other, and keep it.
    """
    sequence = bool(roles.option and roles.prior)
    if facet in _UNASKED and not sequence and _is_bare(text, names, facet, roles):
        return "alternative" if roles.prior else None
    if facet not in _UNSAID or not (roles.setting or sequence):
        return facet
    if facet == "interaction" and not _of_tumors(roles):
        return facet
    small = values("function_words") | values("treating_words")
    return facet if any(token.word not in small for token in _other_words(text, names)) else "efficacy"


def _is_bare(text: str, names: Sequence[Named], facet: Facet | None, roles: Roles) -> bool:
    """Whether the text asks nothing: of a tumor with a marker or a line it has only names and the course of treatment,
    or it is one drug and its patient, which is no interaction ("vincristine in a child")."""
    names = [*_markers_as_genes(text, names)]
    kinds = [kind for _, _, kind in names]
    drugs = len({text[start:end].casefold() for start, end, kind in names if kind == "drug"})
    if (
        facet == "interaction"
        and drugs == 1
        and roles.circumstances
        and {*kinds} <= {"drug", "population", "phenotype"}
    ):
        parts = _WHEN | {_WHOM}
    elif kinds.count("disease") == 1 and "phenotype" not in kinds and _names_a_tumor(text, names):
        course = roles.prior or roles.option or roles.line
        if not course or not (_MARKED & {*kinds} or roles.line):
            return False  # a tumor behind a drug may be a harm of it
        parts = _WHEN
    else:
        return False
    small = values("function_words") | values("treating_words") | values("marker_words") | values("course_words")
    small |= {part for words in values("variant_words", 2) for part in words.split()}
    words = (text[token.start : token.end].casefold() for token in _other_words(text, names, parts))
    return all({*word.split("-")} <= small or word in small for word in words)


def _markers_as_genes(text: str, names: Sequence[Named]) -> Iterator[Named]:
    """A state of the whole tumor stands for a gene ("MSI-high")."""
    states = Covered(len(text), (span for span, _ in placed_states(text)))
    for start, end, kind in names:
        yield start, end, "gene" if kind == "phenotype" and states.touches(start, end) else kind


def _names_a_tumor(text: str, names: Sequence[Named]) -> bool:
    """By its name or by the one that the vocabulary has for it ("NSCLC")."""
    said = [text[start:end] for start, end, kind in names if kind == "disease"]
    known = (one.name for words in said for one in find(words) if one.kind == "disease")
    return any(is_tumor(name, "any") for name in (*known, *map(str.lower, said)))


def _other_words(text: str, names: Sequence[Named], parts: frozenset[str] = _WHEN) -> Iterator[Token]:
    """Words that neither name a thing nor say what is given and when."""
    told = [(start, end) for part, start, end in role_spans(text, names) if part in parts]
    told += [(one.start, one.end) for one in regimens_in(text)]
    covered, place = sorted(told), 0
    for token in tokens(text, names):
        while place < len(covered) and covered[place][1] <= token.start:
            place += 1
        within = place < len(covered) and covered[place][0] <= token.start
        aside = token.word in _SIDES and not (within and _WHOM in parts)
        if aside or not (within or token.named or not token.word[0].isalpha()):
            yield token


def _of_tumors(roles: Roles) -> bool:
    return any(drug.casefold() in _tumor_drugs() for words in (*roles.option, *roles.prior) for drug in drugs_in(words))


@cache
def _tumor_drugs() -> frozenset[str]:
    """Drugs that a curated source gives in a tumor."""
    listed = (row["therapies"] for name in ("civic", "approvals") for row in records(name))
    return frozenset(drug.casefold() for cell in listed for drug in pieces(cell))
