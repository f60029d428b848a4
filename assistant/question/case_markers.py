"""Markers of the tumor as a follow-up turns them: "same but HER2 negative" of a "HER2-positive breast cancer".

A marker stands in the name of a disease, in an entry of the pathology, or as a state of its gene among the variants;
all are turned alike. A record's form that says several markers at once ("triple-negative") is not taken apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from assistant.knowledge.patterns import patterns
from assistant.records.patient import Variant
from assistant.variants.find import gene_symbol
from assistant.variants.markers import placed

__all__ = ["MarkerSaid", "TurnedEntries", "markers_said", "turned_entries", "turned_variants"]

_BETWEEN = re.compile(r"\W*(?:and\W+)?")
_ASKS = re.compile(r"\W*(?:(?:and|but|or|so|then)\W+)*(?:is|are|was|were)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]", re.IGNORECASE)
_ENDS = re.compile(r"\W*(?:(?:now|then|instead)\W*)?\Z", re.IGNORECASE)


class MarkerSaid(NamedTuple):
    """The state that a marker is to have."""

    gene: str
    word: str
    form: str = ""
    """The question's own words where they name no marker apart from its state: "MSS", "triple negative"."""


class TurnedEntries(NamedTuple):
    """The entries, and (what stood there, what stands there now) of each that is another."""

    entries: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]


def markers_said(text: str) -> tuple[MarkerSaid, ...]:
    """States that a follow-up begins with, and those listed behind them; without one of them the text has none."""
    said: list[MarkerSaid] = []
    opens, last = patterns("case_facts")["tumor", "wild type"], -1
    for one in placed(text):
        before = text[: one.start]
        begins = bool(opens.search(before)) and not _ASKS.match(before)
        # Alone before more words a marker may be what is asked about.
        begins = begins and bool(_WORD.search(before) or _ENDS.match(text, one.end))
        if begins or one.start <= last or (said and _BETWEEN.fullmatch(text, last, one.start)):
            last = max(last, one.end)
            form = text[one.start : one.end] if one.name_end >= one.end else ""
            said += [MarkerSaid(one.state.gene, one.state.word, form)] if one.state.word else []
    return tuple(dict.fromkeys(said))


def turned_entries(entries: Sequence[str], said: Sequence[MarkerSaid]) -> TurnedEntries:
    """The entries with the states that were said in place of others of the same marker."""
    of_genes = {one.gene: one for one in said}
    made = [_turned(entry, of_genes) for entry in entries]
    return TurnedEntries(tuple(made), tuple((was, now) for was, now in zip(entries, made, strict=True) if was != now))


def _turned(entry: str, of_genes: dict[str, MarkerSaid]) -> str:
    found = list(placed(entry))
    alone = Counter(one.start for one in found)
    parts, last, forms = list[str](), 0, set[str]()
    for one in found:
        said = of_genes.get(one.state.gene)
        if said is None or one.state.word in ("", said.word) or alone[one.start] > 1:
            continue
        if not said.form and one.name_end >= one.end:  # "MSI-H" has no name to keep
            continue
        now = said.form or f"{entry[one.start : one.name_end]}-{said.word}"
        parts += [entry[last : one.start], "" if now in forms else now]
        forms |= {said.form}
        last = one.end
    return " ".join("".join((*parts, entry[last:])).split()) if parts else entry


def turned_variants(variants: Sequence[Variant], said: Sequence[MarkerSaid]) -> tuple[Variant, ...]:
    """The variants that are a state of their gene, turned in the same way."""
    words = {one.gene: one.word for one in said}
    known = set(words.values()) | {"positive", "negative"}
    return tuple(
        replace(one, notation=words[gene_symbol(one.gene)])
        if gene_symbol(one.gene) in words and one.notation in known
        else one
        for one in variants
    )
