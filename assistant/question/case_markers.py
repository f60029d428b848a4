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
from assistant.variants.markers import MarkerState, placed

__all__ = ["MarkerSaid", "TurnedEntries", "markers_said", "stated", "turned_entries", "turned_variants"]

_BETWEEN = re.compile(r"\W*(?:and\W+)?")
_ASKS = re.compile(r"\W*(?:(?:and|but|or|so|then)\W+)*(?:is|are|was|were)\b", re.IGNORECASE)
_LINKING = re.compile(r"\A(?:[\s():=-]|\b(?:is|was|were|of)\b)*", re.IGNORECASE)
_SCORED = r"(?:(?:IHC|FISH|C?ISH|score|by|TPS|CPS|[0-3]\+|\d{1,3}(?:\.\d+)? ?%?|[\s,;/:=])++)"
_SCORE = re.compile(rf" ?\({_SCORED}\)|,? (?:IHC|FISH|C?ISH) [0-3]\+", re.IGNORECASE)
"""The score that a state stands on, behind it: it goes with the state."""
_WORD = re.compile(r"[a-z]", re.IGNORECASE)
_ENDS = re.compile(r"\W*(?:(?:now|then|instead)\W*)?\Z", re.IGNORECASE)


class MarkerSaid(NamedTuple):
    """The state that a marker is to have."""

    gene: str
    word: str
    form: str = ""
    """The question's own words where they name no marker apart from its state: "MSS", "triple negative"."""
    words: str = ""
    """The question's words for the marker and its state."""
    state: MarkerState = MarkerState("")


class TurnedEntries(NamedTuple):
    """The entries, and (what stood there, what stands there now) of each that is another."""

    entries: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]
    met: frozenset[str] = frozenset()
    """Genes whose state an entry has now."""


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
            value = _LINKING.sub("", text[one.name_end : one.end]).rstrip()
            said.append(MarkerSaid(one.state.gene, one.state.word or value, form, text[one.start : one.end], one.state))
    return tuple(dict.fromkeys(said))


def turned_entries(entries: Sequence[str], said: Sequence[MarkerSaid]) -> TurnedEntries:
    """The entries with the states that were said in place of others of the same marker."""
    of_genes = {one.gene: one for one in said}
    made = [_turned(entry, of_genes) for entry in entries]
    changed = tuple((was, now) for was, now in zip(entries, made, strict=True) if was != now)
    states = {one.state for entry in made for one in placed(entry)}
    return TurnedEntries(tuple(made), changed, frozenset(one.gene for one in said if one.state in states))


def _turned(entry: str, of_genes: dict[str, MarkerSaid]) -> str:
    found = list(placed(entry))
    alone = Counter(one.start for one in found)
    parts, last, forms = list[str](), 0, set[str]()
    for one in found:
        said = of_genes.get(one.state.gene)
        if said is None or one.state == said.state or alone[one.start] > 1 or not _is_instead(said, one.state):
            continue
        name = entry[one.start : one.name_end] if one.name_end < one.end else _name(entry[one.start : one.end])
        if not said.form and not name:  # "MSI-H" has no name to keep
            continue
        now = said.form or f"{name}{'-' if said.state.word else ' '}{said.word}"
        parts += [entry[last : one.start], "" if now in forms else now]
        forms |= {said.form}
        score = _SCORE.match(entry, one.end)
        last = score.end() if score else one.end
    return " ".join("".join((*parts, entry[last:])).split()) if parts else entry


def _is_instead(said: MarkerSaid, state: MarkerState) -> bool:
    """Whether they cannot stand side by side: percent of cells and a combined score can."""
    return bool(said.state.word or state.word) or said.state.scale == state.scale


def _name(form: str) -> str:
    """That of the marker in a form that says its state: "HER2" of "HER2 IHC 3+"; none in "MSI-H"."""
    first = re.split(r"[\s(]", form, maxsplit=1)[0]
    known = first != form and any(one.start == 0 and one.name_end == len(first) for one in placed(f"{first} positive"))
    return first if known else ""


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


def stated(variants: Sequence[Variant], said: Sequence[MarkerSaid]) -> frozenset[str]:
    """The genes of which a variant is the state that was said."""
    states = {(one.gene, one.word) for one in said}
    return frozenset(gene for one in variants if ((gene := gene_symbol(one.gene)), one.notation) in states)
