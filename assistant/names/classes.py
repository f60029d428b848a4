"""Classes of drugs and their members, both ways: capecitabine is a fluoropyrimidine, alirocumab a PCSK9 inhibitor.

What a source puts into a class stands in two tables: the vocabulary's, of what records call by name, and
`class_members`, of public drug facts, which is read when a class or a drug is first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from assistant.knowledge.tables import pieces, rows, words_of
from assistant.names.find import entry_of
from assistant.names.vocabulary import Vocabulary, vocabulary
from assistant.records.answer import Synonym

__all__ = ["classes_of", "has_class", "members"]


def members(drug_class: str, names: Vocabulary | None = None) -> tuple[Synonym, ...]:
    """Drugs that a source puts into this class, with that source; a class may have more that no source row names."""
    entry = entry_of(names or vocabulary(), "drug class", drug_class)
    name = entry.name if entry else drug_class
    parted = (item.partition("=") for item in pieces(entry.members)) if entry else ()
    made = {drug.casefold(): Synonym(drug, f"{name} ({source})") for drug, _, source in parted}
    forms = (name, drug_class, *(synonym.text for synonym in entry.synonyms())) if entry else (drug_class,)
    for key in dict.fromkeys(map(_key, forms)):
        for drug, source in _members().get(key, ()):
            made.setdefault(drug.casefold(), Synonym(drug, f"{name} ({source})"))
    return tuple(made.values())


def classes_of(drug: str) -> tuple[Synonym, ...]:
    """Classes that a source puts this drug into, those of fewest drugs first, with that source."""
    return _classes().get(drug.casefold(), ())


def has_class(name: str) -> bool:
    """Whether the table of drug facts has a class of this name."""
    return _key(name) in _members()


def _key(name: str) -> str:
    return words_of(name).removesuffix("s")


@cache
def _members() -> dict[str, tuple[tuple[str, str], ...]]:
    """Class, by its words in the singular, to (drug, source)."""
    made: dict[str, dict[str, str]] = defaultdict(dict)
    for name, drugs, source in rows("class_members"):
        for drug in pieces(drugs):
            made[_key(name)].setdefault(drug, source)
    return {key: tuple(found.items()) for key, found in made.items()}


@cache
def _classes() -> dict[str, tuple[Synonym, ...]]:
    """Drug in small letters to its classes."""
    made: dict[str, dict[str, tuple[int, Synonym]]] = defaultdict(dict)
    listed = [(name, pieces(drugs), source) for name, drugs, source in rows("class_members")]
    for _, name, _, cell, _ in rows("drug_classes"):
        listed.append((name, [item.partition("=")[0] for item in pieces(cell)], "records"))
    for name, drugs, source in listed:
        for drug in drugs:
            made[drug.casefold()].setdefault(_key(name), (len(drugs), Synonym(name, f"its class ({source})")))
    return {drug: tuple(one for _, one in sorted(found.values(), key=lambda x: x[0])) for drug, found in made.items()}
