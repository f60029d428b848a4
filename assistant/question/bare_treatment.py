"""What is asked by a question that only says which treatment is given when: "lorlatinib after alectinib".

It has no word that asks, and so nothing a model could read a facet from. Whether the treatment works there is what such
a question wants to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.tables import pieces, records, values
from assistant.names.medications import drugs_in
from assistant.names.regimens import regimens_in
from assistant.question.leveled import Named, Token, tokens
from assistant.question.roles import role_spans
from assistant.records.answer import Facet, Roles

__all__ = ["asked_of_treatment"]

_UNSAID: tuple[Facet | None, ...] = (None, "alternative", "interaction", "monitoring", "pharmacokinetics")
"""What the model makes of a question without a word that asks."""
_WHEN = frozenset(["option", "prior", "setting", "line"])
"""Parts of a question that say what is given and when."""
_SIDES = frozenset(["A_PHENOTYPE"])
"""Names that may be what is asked about the treatment: a harm of it."""


def asked_of_treatment(text: str, names: Sequence[Named], facet: Facet | None, roles: Roles) -> Facet | None:
    """Efficacy for a question of nothing but a treatment, its setting or what was had before, and names; else `facet`.

    Two drugs of which neither is one of tumors may be asked about for what they do to each other, and keep it.
    """
    if facet not in _UNSAID or not (roles.setting or (roles.option and roles.prior)):
        return facet
    if facet == "interaction" and not _of_tumors(roles):
        return facet
    small = values("function_words") | values("treating_words")
    return facet if any(token.word not in small for token in _other_words(text, names)) else "efficacy"


def _other_words(text: str, names: Sequence[Named]) -> Iterator[Token]:
    """Words that neither name a thing nor say what is given and when."""
    told = [(start, end) for part, start, end in role_spans(text, names) if part in _WHEN]
    told += [(one.start, one.end) for one in regimens_in(text)]
    covered, place = sorted(told), 0
    for token in tokens(text, names):
        while place < len(covered) and covered[place][1] <= token.start:
            place += 1
        within = place < len(covered) and covered[place][0] <= token.start
        if token.word in _SIDES or not (within or token.named or not token.word[0].isalpha()):
            yield token


def _of_tumors(roles: Roles) -> bool:
    return any(drug.casefold() in _tumor_drugs() for words in (*roles.option, *roles.prior) for drug in drugs_in(words))


@cache
def _tumor_drugs() -> frozenset[str]:
    """Drugs that a curated source gives in a tumor."""
    listed = (row["therapies"] for name in ("civic", "approvals") for row in records(name))
    return frozenset(drug.casefold() for cell in listed for drug in pieces(cell))
