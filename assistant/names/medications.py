"""The drugs that an entry of a medication list names: doses, salts, brands and combinations, each drug by its own name.

"metoprolol succinate 50 mg bid" is metoprolol, "lopinavir/ritonavir" two drugs. A name that no vocabulary has gives
nothing, so that the caller can say that it is not recognized.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.knowledge.tables import WORD, pieces, rows, values, words_of
from assistant.names.find import entry_of, find
from assistant.names.further import further_at
from assistant.names.vocabulary import Vocabulary, vocabulary

__all__ = ["drug_of", "drugs_in", "drugs_sold_as", "placed_drugs"]

_LONGEST = 5
"""Words of a name."""
_MOST = 2000
"""Characters of an entry that are read; a patient's whole record has at most ten times as many."""


def drugs_in(entry: str) -> tuple[str, ...]:
    """The drugs that an entry names, in its order, each once by the name that `drug_of` gives; empty for none."""
    return tuple(dict.fromkeys(drug for _, _, drugs in placed_drugs(entry) for drug in drugs))


def placed_drugs(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """(start, end, drugs) of each name of drugs in a text, in its order."""
    return _placed(text[:_MOST], vocabulary())


def drug_of(name: str) -> str:
    """The drug that a name names, by its preferred name; "" where no vocabulary has it, or where it names several."""
    drugs = _named(name, vocabulary()) if len(name) <= _MOST else ()
    return drugs[0] if len(drugs) == 1 else ""


def drugs_sold_as(name: str) -> tuple[str, ...]:
    """The drugs of a name that labels, lists or records use, each by its preferred name; empty where the table of
    such names does not have it."""
    return _label_names().get(words_of(name), ())


@lru_cache(maxsize=8192)
def _placed(text: str, known: Vocabulary) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    words = [match.span() for match in WORD.finditer(text) if not match[0][0].isdigit()]
    found = _spans(text, words, known)
    for mention in find(text, names=known):
        taken = any(start < mention.end and mention.start < end for start, end, _ in found)
        if mention.kind == "drug" and mention.known and not taken:
            found.append((mention.start, mention.end, _parts(mention.name, known)))
    return tuple(sorted(found))


def _spans(text: str, words: list[tuple[int, int]], known: Vocabulary) -> list[tuple[int, int, tuple[str, ...]]]:
    """(start, end, drugs) of the longest runs of words that name drugs, in their order."""
    found = []
    place = 0
    while place < len(words):
        step = 1
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            start, end = words[place][0], words[place + length - 1][1]
            if drugs := _named(text[start:end], known):
                salts = _salts_behind(text, words[place + length :], end)
                found.append((start, salts[-1][1] if salts else end, drugs))
                step = length + len(salts)
                break
        place += step
    return found


def _salts_behind(text: str, words: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """The words of a salt that follow a name at once: "maleate" is no drug there. A metal is one only where nothing
    goes on behind it, as it may begin another name."""
    salts = []
    for place, (start, stop) in enumerate(words):
        word = text[start:stop].lower()
        goes_on = place + 1 < len(words) and text[stop : words[place + 1][0]].isspace()
        if word not in values("salt_words") or not text[end:start].isspace() or (goes_on and word in values("cations")):
            break
        salts.append((start, stop))
        end = stop
    return salts


@lru_cache(maxsize=32768)
def _named(name: str, known: Vocabulary) -> tuple[str, ...]:
    """The drugs of a whole name: this table's names first, as they were looked up for the words of labels."""
    words = words_of(name)
    if words in _label_names():
        return _label_names()[words]
    if len(words) < 3 or words.isdigit():
        return ()
    entry = entry_of(known, "drug", name)
    if entry is not None and (len(words) > 3 or name.isupper()):
        return _parts(entry.name, known)
    further = further_at(name, 0, len(name)) if len(words) > 3 else None
    return _parts(further.name, known) if further is not None and further.kind == "drug" else ()


def _parts(name: str, known: Vocabulary) -> tuple[str, ...]:
    """The ingredients of a combination ("sulfamethoxazole + trimethoprim"), each by its preferred name."""
    words = words_of(name)
    if words in _label_names():
        return _label_names()[words]
    parts = [part.strip() for part in re.split(r" \+ |/|-(?=[a-z]{5})", name)]
    if len(parts) == 1:
        return (name,)
    found = [_ingredients(part, known) for part in parts]
    return tuple(drug for drugs in found for drug in drugs) if all(found) else (name,)


def _ingredients(part: str, known: Vocabulary) -> tuple[str, ...]:
    """Of one part of a combination. A part whose own name is a combination again is not parted further: names of the
    vocabulary lead back to each other."""
    names = _label_names()
    if drugs := names.get(words_of(part)):
        return drugs
    entry, further = entry_of(known, "drug", part), further_at(part, 0, len(part))
    own = entry.name if entry else further.name if further is not None and further.kind == "drug" else ""
    return names.get(words_of(own), (own,)) if own else ()


@cache
def _label_names() -> dict[str, tuple[str, ...]]:
    """Names by their words to the drugs they stand for; those of two words for two drugs in either order."""
    made = {words_of(name): tuple(pieces(drugs)) for name, drugs, _ in rows("medication_names")}
    turned = ((words.split()[::-1], drugs) for words, drugs in made.items() if words.count(" ") == len(drugs) - 1 == 1)
    return {" ".join(words): drugs for words, drugs in turned} | made
