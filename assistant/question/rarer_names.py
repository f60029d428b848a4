"""Names of a question that only the table of rarer names has, read as the things they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.knowledge.tables import WORD, spell, words_in, words_of
from assistant.language.covered import Covered
from assistant.language.writings import in_latin
from assistant.names import find as terms
from assistant.names.classes import classes_of, has_class
from assistant.names.further import FurtherName, further_at, further_names
from assistant.names.vocabulary import Vocabulary, vocabulary
from assistant.records.answer import Concept

__all__ = ["drugs_in", "ordinary", "rarer_concept", "rarer_names"]


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
    return list(further_names(text, odd.touches, _at))


def drugs_in(text: str) -> list[terms.Mention]:
    """The drugs that a text names, by their usual names and in its order; a rarer name or a brand as the drug it is."""
    names = vocabulary()
    found = terms.find(text, names=names)
    spans = [(one.start, one.end) for one in found if one.known]
    for one in rarer_names(text, spans, lambda word: ordinary(word, names)):
        if one.kind == "drug":
            surface = text[one.start : one.end]
            found.append(terms.Mention("drug", one.name, "", one.start, one.end, surface, "rarer name"))
    return sorted((one for one in found if one.kind == "drug"), key=lambda one: one.start)


def _at(text: str, start: int, end: int) -> FurtherName | None:
    """A rarer name, a class of drugs, or a drug that only a class has."""
    said = text[start:end]
    if found := further_at(text, start, end) or _with_greek(said, start, end):
        return found
    if " " in said and has_class(said):
        return FurtherName("drug class", said.removesuffix("s"), start, end, ())
    return FurtherName("drug", said.lower(), start, end, ()) if classes_of(said) else None


def _with_greek(said: str, start: int, end: int) -> FurtherName | None:
    """A gene whose symbol has the letter that HGNC writes for a Greek one: "RAR-β" is RARB, "IFNλ3" is IFNL3."""
    symbol = in_latin(said)
    found = vocabulary().read(words_of(symbol), "gene") if symbol else []
    known = next((one.entry.name for one in found if one.form == symbol and not one.careful), "")
    return FurtherName("gene", known, start, end, ()) if known else None


def rarer_concept(found: FurtherName, text: str, names: Vocabulary) -> Concept:
    """With all that the vocabulary knows of the thing besides: "Xeloda" is capecitabine, which it has."""
    more = terms.synonyms(found.kind, found.name, names) if (found.kind, found.name) in names.entries else ()
    others = {synonym.text.casefold(): synonym for synonym in (*found.others, *more)}
    entry = names.entries.get((found.kind, found.name))
    surface = text[found.start : found.end]
    return Concept(found.kind, found.name, surface, entry.identifier if entry else "", tuple(others.values()))


def ordinary(word: str, names: Vocabulary) -> bool:
    """Whether a word, spelled plainly, is one of the language, and so names nothing."""
    if word in names.ordinary or word.removesuffix("s") in names.ordinary or word.isdigit() or len(word) < 3:
        return True
    if word in words_in("measure_names", "scale"):
        return True
    for ending, others in _ENDINGS:
        if word.endswith(ending) and any(word.removesuffix(ending) + other in names.ordinary for other in others):
            return True
    return False


_ENDINGS = (
    ("ed", ("", "e", "ing")),
    ("ing", ("", "e", "ed")),
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("ly", ("",)),
    ("ally", ("al", "")),
)
