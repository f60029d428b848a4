"""Symbols of genes as clinicians type them: alone ("KRAS in lung cancer"), and in small letters ("met amplification").

Some of them are words, units or other abbreviations besides: `knowledge/words/symbol_homographs.tsv`. In small letters
such a symbol counts where what stands right beside it is said of genes (`knowledge/patterns/symbol_cues.tsv`); in
capitals, where the text is on a tumor or names a drug that acts on the gene, and no word speaks for the other meaning.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import lookup, pieces, rows, values

__all__ = [
    "bare_reason",
    "beside_cue",
    "is_marker",
    "is_marker_form",
    "is_reported_marker",
    "of_other_marker",
    "small_symbol",
]

_NEAR = 24
_SHORT = 3
"""Letters up to which a symbol in small letters is likely something else."""


_LISTED_AFTER = re.compile(r"/([A-Za-z0-9]{4,})(?![\w-])")
_LISTED_BEFORE = re.compile(r"(?<![\w-])([A-Za-z0-9]{4,})/$")
"""Another gene over a stroke: "kit/pdgfra"."""


def is_marker(symbol: str) -> bool:
    """Whether evidence or guidelines on medicines are about this gene, so that it is asked for by its symbol alone."""
    return symbol in _markers()


def of_other_marker(form: str, symbol: str) -> bool:
    """Whether a tumor is tested for another gene under this name: "ER" is ESR1, and an old alias of EREG."""
    return _marker_genes().get(form, symbol) != symbol


def is_marker_form(word: str) -> bool:
    """Whether what tumors are tested for is read of the word wherever it stands: "ER", "MSI-H", "TNBC"."""
    return word in _marker_forms()


def is_reported_marker(text: str, start: int, form: str) -> bool:
    """Whether the `form` that begins at `start` is what a tumor was tested for: with its result ("PR-negative"), or in
    a list of such ("ER/PR", "PR and HER2"). Elsewhere "PR" is a partial response, and here it is never the hormone.
    """
    if not is_marker_form(form):
        return False
    before, after = _report()
    return bool(after.match(text, start + len(form)) or before.search(text[max(0, start - _NEAR) : start]))


def beside_cue(text: str, start: int, end: int) -> str:
    """What right beside `text[start:end]` is said of genes alone; empty where nothing is."""
    if after := patterns("symbol_cues")["after",].match(text, end):
        return after[0].strip(" -")
    near = text[max(0, start - _NEAR) : start]
    if before := _ending().search(near):
        return before[0].strip(" ")
    listed = (_LISTED_AFTER.match(text, end), _LISTED_BEFORE.search(near))
    return next((found[0] for found in listed if found and is_marker(found[1].upper())), "")


def small_symbol(symbol: str, text: str, start: int, end: int) -> str:
    """Why a symbol that is written in small letters, or with a hyphen, is the gene; empty where it is not."""
    written = text[start:end]
    if not is_marker(symbol) or not (written.islower() or written.istitle() or written.isupper()):
        return ""  # "eGFR" is a rate of the kidney
    if len(symbol) > _SHORT and symbol not in _homographs():
        return "HGNC symbol"
    cue = beside_cue(text, start, end) if written.islower() else ""
    return f"HGNC symbol; beside “{cue}”" if cue else ""


def bare_reason(symbol: str, text: str, start: int, around: Collection[str]) -> str:
    """Why a symbol in capitals that begins at `start` is the gene; empty where it is not.

    `around`: the words of the text and its context, spelled alike.
    """
    if not is_marker(symbol):
        return ""
    if cue := beside_cue(text, start, start + len(symbol)):
        return f"HGNC symbol; beside “{cue}”"
    meanings = _homographs().get(symbol)
    if meanings is None:
        return "HGNC symbol"
    if any(not cues.isdisjoint(around) for cues in meanings):
        return ""
    if not _drugs_on(symbol).isdisjoint(around):
        return "HGNC symbol; a drug that acts on it is named"
    return "HGNC symbol; in a text on a tumor" if _tumor().search(text) else ""


@cache
def _marker_genes() -> dict[str, str]:
    return {form: gene for form, gene, state, _ in rows("asked_markers") if not state}


@cache
def _marker_forms() -> frozenset[str]:
    return frozenset(row[0] for row in rows("asked_markers"))


@cache
def _report() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a marker in a list of markers; and what behind one with a result, or in such a list."""
    forms = "|".join(map(re.escape, sorted(_marker_forms(), key=len, reverse=True)))
    words = "|".join(re.escape(word) for word in lookup("marker_words") if word.isalpha())
    result = rf"(?:[+-](?![^\W_])|[\s-]*(?i:{words})(?![^\W_]))"
    joined = r"\s*(?:/|,|\+|&|\band\b|\bor\b)\s*"
    before = re.compile(rf"(?<![\w-])(?:{forms}){result}?{joined}\Z")
    return before, re.compile(rf"{result}|{joined}(?:{forms})(?![^\W_])")


@cache
def _markers() -> frozenset[str]:
    return frozenset(row[1] for row in rows("genes") if "CIViC" in row[-1] or "CPIC" in row[-1])


@cache
def _homographs() -> dict[str, list[frozenset[str]]]:
    made: dict[str, list[frozenset[str]]] = {}
    for symbol, _, cues, _ in rows("symbol_homographs"):
        made.setdefault(symbol, []).append(frozenset(cues.split()))
    return made


@cache
def _drugs_on(symbol: str) -> frozenset[str]:
    acting = {f"{symbol} inhibitor".casefold()}
    return frozenset(
        drug.casefold()
        for name, drugs, _ in rows("class_members")
        if name.casefold() in acting
        for drug in pieces(drugs)
    )


@cache
def _tumor() -> re.Pattern[str]:
    """The ends of names of tumors, and the abbreviations that records define by one."""
    endings = [*values("tumor_words")]
    named = re.compile("|".join(endings), re.IGNORECASE)
    short = {row[0] for row in rows("abbreviations") if named.search(row[1]) and len(row[0]) > 2}
    written = "|".join(re.escape(one) for one in sorted(short, key=len, reverse=True))
    return re.compile(rf"(?i:{'|'.join(endings)})|(?<![\w-])(?:{written})(?![\w-])")


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(f"(?:{patterns('symbol_cues')['before',].pattern})$", re.IGNORECASE)
