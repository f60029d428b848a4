"""What may be an allergen in a question: a drug, a class of drugs, a group of the table, or a word that nothing knows.

Whether it is one, the words beside it say (`case_allergies`). "Latex" and "iodinated contrast" are in no vocabulary and
still allergens; a word of the language by itself ("pregnant") is none, nor is what says that there is none ("NKDA").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.engines.name_lists import grammar
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import spell, words_of
from assistant.language.allergy_standing import words as told
from assistant.language.covered import Covered
from assistant.names import find as terms
from assistant.names.group_names import group_names
from assistant.names.vocabulary import vocabulary
from assistant.question.rarer_names import ordinary
from assistant.records.answer import ConceptKind

__all__ = ["UNLISTED", "allergen_names"]

UNLISTED = "an unlisted word"
"""Why a word is a candidate that no vocabulary has."""
_WORD = re.compile(r"[^\W\d_][\w-]{2,}")
_MARK = re.compile(r"[,;.:?!()\n/]|\b(?:and|or)\b", re.IGNORECASE)
_HEADS = re.compile(r"(?:\A|[;.?!\n])\s*\Z")
"""What stands before the heading of another list ("penicillin; meds: warfarin")."""
_LONGEST = 3
"""Words of an allergen that no vocabulary has."""


def allergen_names(text: str, named: Sequence[terms.Mention]) -> list[terms.Mention]:
    """In the order of the text, none overlapping another. `named`: what the vocabulary finds."""
    made = [one for one in named if one.kind in ("drug", "drug class")]
    covered = Covered(len(text), ((one.start, one.end) for one in named))
    for one in group_names(text):
        if not covered.touches(one.start, one.end):
            covered.add(one.start, one.end)
            made.append(_mention("drug class", text, one.start, one.end, "a group of drugs"))
    made += (
        _mention("other", text, start, end, UNLISTED)
        for start, end in _unlisted(text, covered)
        if not _is_none(text, start, end)
    )
    return sorted(made, key=lambda one: one.start)


def _mention(kind: ConceptKind, text: str, start: int, end: int, reason: str) -> terms.Mention:
    return terms.Mention(kind, text[start:end].lower(), "", start, end, text[start:end], reason, known=False)


def _unlisted(text: str, covered: Covered) -> Iterator[tuple[int, int]]:
    """Words that are none of the language's, each with all between two marks where that is a name's length."""
    marks = [0, *(edge for mark in _MARK.finditer(text) for edge in mark.span()), len(text)]
    for start, end in zip(marks[::2], marks[1::2], strict=True):
        words = [match for match in _WORD.finditer(text, start, end) if not covered.touches(*match.span())]
        odd = [match for match in words if not ordinary(spell(match[0]), vocabulary())]
        whole = (words[0].start(), words[-1].end()) if words else (0, 0)
        if odd and _is_name(text[start:end], words) and not covered.touches(*whole):
            yield whole
        else:
            yield from (match.span() for match in odd)


def _is_none(text: str, start: int, end: int) -> bool:
    """Whether the words say that no allergy is known, or where it is written, or are the heading of what follows."""
    said = text[start:end]
    known = words_of(said) in told("whole") | told("open") or patterns("allergy_entries")["denial",].match(said)
    general = patterns("case_facts")["allergy", "general"].search(said)
    return bool(known or general or (text[end : end + 1] == ":" and _HEADS.search(text[:start])))


def _is_name(between: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether all between two marks is one name: a few words, none of grammar or with a figure."""
    said = between.split()
    return len(said) == len(words) <= _LONGEST and grammar().isdisjoint(word.casefold() for word in said)
