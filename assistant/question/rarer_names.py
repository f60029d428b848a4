"""Names of a question that only the table of rarer names has, read as the things they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.knowledge.tables import WORD, spell
from assistant.language.covered import Covered
from assistant.names import find as terms
from assistant.names.further import FurtherName, further_names
from assistant.names.vocabulary import Vocabulary
from assistant.records.answer import Concept

__all__ = ["rarer_concept", "rarer_names"]


def rarer_names(text: str, known: Iterable[tuple[int, int]], ordinary: Callable[[str], bool]) -> list[FurtherName]:
    """Names that hold a word which neither the spans that are `known` explain nor the language; in order.

    The table is opened for such a word only.
    """
    covered = Covered(len(text), known)
    odd = Covered(
        len(text),
        [
            match.span()
            for match in WORD.finditer(text)
            if not covered.touches(*match.span()) and len(match[0]) > 2 and not ordinary(spell(match[0]))
        ],
    )
    return list(further_names(text, odd.touches))


def rarer_concept(found: FurtherName, text: str, names: Vocabulary) -> Concept:
    """With all that the vocabulary knows of the thing besides: "Xeloda" is capecitabine, which it has."""
    more = terms.synonyms(found.kind, found.name, names) if (found.kind, found.name) in names.entries else ()
    others = {synonym.text.casefold(): synonym for synonym in (*found.others, *more)}
    entry = names.entries.get((found.kind, found.name))
    surface = text[found.start : found.end]
    return Concept(found.kind, found.name, surface, entry.identifier if entry else "", tuple(others.values()))
