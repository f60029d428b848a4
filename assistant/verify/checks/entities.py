"""Every gene, drug, disease, exact variant and code of the sentence is one the evidence names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from assistant.knowledge.tables import grouped
from assistant.language.abbreviations import words_abbreviated
from assistant.language.lexicon import lemma
from assistant.variants.carriers import stated_by_allele
from assistant.variants.find import approved
from assistant.verify.checks.associations import reworded
from assistant.verify.checks.finding import Finding, Sides, failed, nothing, passed
from assistant.verify.checks.names import Name, NameKind, same_name
from assistant.verify.checks.reading import sentences

__all__ = ["check_codes", "check_diseases", "check_drugs", "check_genes", "check_variants"]

_WORDS: dict[NameKind, str] = {
    "gene": "gene",
    "drug": "drug",
    "disease": "disease",
    "variant": "variant",
    "code": "name",
}


def _check(sides: Sides, title: str, kind: NameKind) -> Finding:
    said = [token.name for token in sides.claim.tokens if token.name is not None and token.name.kind == kind]
    noun = _WORDS[kind]
    if kind in _SWAPPED and sides.close and (swap := _unnamed(sides, kind)):
        return failed(title, "lacks", f"The sentence says {swap[0]!r} where the evidence names {swap[1]}.")
    if not said:
        return nothing(title, f"The sentence names no {noun}.")
    for name in said:
        stands = (kind == "variant" and reworded(sides)) or _abbreviates(name, sides.text)
        other = "" if stands else _instead(sides, name)
        if other:
            return failed(title, "lacks", f"The sentence names the {noun} {name.text} where the evidence has {other}.")
    missing = _nowhere(sides, kind)
    if missing is not None:
        return failed(title, "lacks", f"The evidence does not name the {noun} {missing.text}.")
    listed = ", ".join(dict.fromkeys(name.text for name in said))
    return passed(title, f"The evidence names {listed}.")


def _nowhere(sides: Sides, kind: NameKind) -> Name | None:
    """The first name of this kind in the sentence that neither the evidence nor its context has."""
    known = f"{sides.text}\n{sides.context}"
    readings = (*sides.evidence, *sentences(sides.context))
    given = [token.name for reading in readings for token in reading.tokens if token.name is not None]
    for name in (token.name for token in sides.claim.tokens if token.name is not None):
        there = any(same_name(name, other) for other in given) or _spelled_out(name, known) or _by_allele(sides, name)
        if name.kind == kind and not there:
            return name
    return None


def _spelled_out(name: Name, text: str) -> bool:
    """The name stands there in another shape: as a word, or, for an acronym, as the words it abbreviates."""
    if name.kind == "variant":
        return False
    if name.kind == "code" and name.key in text.lower():
        return True
    if re.search(rf"(?<![\w-]){re.escape(name.text)}(?![\w-])", text, re.IGNORECASE):
        return True
    if name.kind == "disease":
        words = {lemma(word) for word in re.findall(r"\w+", text.lower())}
        named = {lemma(word) for word in re.findall(r"\w{3,}", name.text.lower())} - _INFECTED
        return bool(named) and named <= words | {form for form in named if any(_kin(form, word) for word in words)}
    if _abbreviates(name, text):
        return True
    if name.kind == "gene" and not approved(name.text) and words_abbreviated(name.text, text):
        return True
    return name.kind == "code" and name.text.isalpha() and name.text.lower() in _initials(text)


def _abbreviates(name: Name, text: str) -> bool:
    """Whether the text has what a code usually abbreviates."""
    return name.kind == "code" and any(long in text.lower() for long in _usual().get(name.key, ()))


def _kin(first: str, second: str) -> bool:
    """Whether two words are an adjective and its noun ("deficient", "deficiency")."""
    return len(first) > _STEM and len(second) > _STEM and first[:-3] == second[: len(first) - 3] and first != second


_STEM = 7
"""Letters of a word from which its beginning tells what it comes of."""


@cache
def _usual() -> dict[str, tuple[str, ...]]:
    """An abbreviation of outcomes, in small letters, to what it stands for."""
    return {
        short.lower(): tuple(cells[0].lower() for cells in found)
        for short, found in grouped("outcome_abbreviations").items()
    }


_INFECTED = frozenset({lemma("infection")})
"""Left out of a disease's name: a paper on people with HIV is on their infection."""


def _by_allele(sides: Sides, name: Name) -> bool:
    """A genotype that the evidence writes by its alleles ("TT", where it speaks of carriers of the T allele)."""
    if name.kind != "variant" or (sides.near and not reworded(sides)):
        return False
    return stated_by_allele(sides.claim.text, name.start, name.end, sides.text)


def _initials(text: str) -> str:
    """First letters of all words in a row, so that an acronym's expansion contains the acronym."""
    return "".join(word[0].lower() for word in re.findall(r"[A-Za-z]+", text))


_SWAPPED = frozenset({"gene", "drug"})


def _unnamed(sides: Sides, kind: NameKind) -> tuple[str, str] | None:
    """(our word, the name) where one word that no vocabulary knows stands in the place of a name that we never give."""
    ours = [token.name for token in sides.claim.tokens if token.name is not None]
    for change in sides.match.changes:
        if not change.enclosed or len(change.said) != 1 or len(change.found) != 1:
            continue
        (word,), (other,) = change.said, change.found
        if word.kind != "word" or word.weight < 1 or other.name is None or other.name.kind != kind:
            continue
        elsewhere = any(word.key == token.key for reading in sides.evidence for token in reading.tokens)
        if elsewhere and not any(same_name(name, other.name) for name in ours):
            return sides.claim.words([word]), other.name.text
    return None


_CALLED_ALIKE = frozenset({"gene", "drug", "code"})
"""Kinds that a vocabulary with gaps may take for one another."""


def _instead(sides: Sides, name: Name) -> str:
    """The name that the evidence has at this place, when it has that one more often, and ours less often."""
    if not sides.close:
        return ""
    said = [token.name for token in sides.claim.tokens if token.name is not None]
    window = [token.name for token in sides.match.window.tokens if token.name is not None]
    for change in sides.match.changes:
        if not change.enclosed or not any(token.name == name for token in change.said):
            continue
        others = [token.name for token in change.found if token.name is not None and _alike(token.name, name)]
        if any(same_name(name, other) for other in others) or _count(name, said) <= _count(name, window):
            return ""
        return next((other.text for other in others if _count(other, said) < _count(other, window)), "")
    return ""


def _count(name: Name, names: list[Name]) -> int:
    return sum(other.key == name.key for other in names)


def _alike(first: Name, second: Name) -> bool:
    return first.kind == second.kind or {first.kind, second.kind} <= _CALLED_ALIKE


def _named(title: str, kind: NameKind) -> Callable[[Sides], Finding]:
    def check(sides: Sides) -> Finding:
        return _check(sides, title, kind)

    check.__name__ = f"check_{title}"
    return check


check_genes = _named("genes", "gene")
check_drugs = _named("drugs", "drug")
check_diseases = _named("diseases", "disease")
check_variants = _named("variants", "variant")
check_codes = _named("names", "code")
