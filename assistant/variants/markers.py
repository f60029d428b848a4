"""Markers that a text gives a state of: "HER2-low", "ER-positive, HER2-negative", "PD-L1 TPS 60 %", "MSI-H".

Forms and words are tables: `knowledge/words/asked_markers.tsv` and `marker_words.tsv`. A number is compared with the
limit that a source sets; a word only with the same word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import lookup, rows
from assistant.language.plain_signs import plain_signs

__all__ = ["MarkerState", "PlacedState", "meets", "placed", "placed_states", "states_in"]


class MarkerState(NamedTuple):
    """What is said of a marker: a word ("low"), or a range of its score, both ends included."""

    gene: str
    word: str = ""
    low: float = 0.0
    high: float = float("inf")
    scale: str = ""
    """ "CPS" or "TAP" where the number is one of these; empty for percent of cells."""


class PlacedState(NamedTuple):
    """A state with where the marker's name begins and ends, and where the state ends."""

    start: int
    name_end: int
    end: int
    state: MarkerState


_SCALE = r"(?:TPS|CPS|TAP|IC|TIIC|tumou?r proportion score|combined positive score)"
_ABOVE = r">=|≥|>|at least|over|more than"
_BELOW = r"<=|≤|<|below|under|less than"
_RANGE = re.compile(
    rf"[\s(-]*(?P<scale>{_SCALE})?(?:[\s():=-]|\bof\b|\bexpression\b|\bscore\b|\blevel\b|\bis\b|\bwas\b|\bwere\b|\bon\b){{0,6}}"
    rf"(?P<sign>{_ABOVE}|{_BELOW})?\s*(?P<number>\d{{1,3}}(?:\.\d+)?)(?!\d|\.\d)\s*(?P<percent>%)?"
    rf"(?P<more>\s*(?:or|and) (?:more|greater|higher|above)\b)?",
    re.IGNORECASE,
)
_LACKING = "negative"
_WAY = r"(?:[\s(-]*(?:(?:IHC|FISH|C?ISH)\b|[0-3]\+(?=[\s,/(])[,/]?)){0,3}"
_PARTS = rf"(?:[\s-]*(?:receptor|expression|protein|status)\b)?{_WAY}"
"""What may stand between a marker and its state: what of it was tested, by which way, with which score."""
_MINUS = re.compile(r"-(?![\w-]|(?:,? (?:and|or|and/or) |/)[\w.-]*-[a-z])")
"""Right behind a marker's name, that it is negative; in "ER- or PR-positive" it stands for the word to come."""


def states_in(text: str) -> tuple[MarkerState, ...]:
    """Each state that the text gives a marker, once, in order."""
    return tuple(dict.fromkeys(state for _, state in placed_states(text)))


def placed_states(text: str) -> Iterator[tuple[tuple[int, int], MarkerState]]:
    """Each state, with where the marker's name begins and the state ends."""
    for one in placed(text):
        yield (one.start, one.end), one.state


def placed(text: str) -> Iterator[PlacedState]:
    """Each state in its place, in the order of the text."""
    plain = plain_signs(text)
    for match in _forms().finditer(plain):
        for gene, stated in _known()[_key(match[0])]:
            if stated:
                yield from _affirmed(
                    plain, PlacedState(match.start(), match.end(), match.end(), MarkerState(gene, stated))
                )
            elif said := _stated(plain, match.end(), gene):
                yield PlacedState(match.start(), match.end(), said[1], said[0])


def _affirmed(text: str, one: PlacedState) -> Iterator[PlacedState]:
    """A form that says its state, with a "+" or "positive" behind it; none with "negative" there."""
    word = _words().match(text, one.end)
    state = lookup("marker_words")[word["state"].lower()] if word else ""
    if state != _LACKING:
        yield one._replace(end=word.end()) if word and state == "positive" else one


def meets(limit: str, states: Iterable[MarkerState]) -> bool | None:
    """Whether one of a marker's states meets a source's word or limit (">= 50%", "(CPS) >= 10", "low").

    None where nothing said settles it.
    """
    wanted = _limit(limit)
    verdicts = [_within(state, wanted, limit) for state in states]
    return True if True in verdicts else False if False in verdicts else None


def _stated(text: str, end: int, gene: str) -> tuple[MarkerState, int] | None:
    """The state that stands behind a marker's name, and where it ends."""
    if word := _words().match(text, end):
        return MarkerState(gene, lookup("marker_words")[word["state"].lower()]), word.end()
    if minus := _MINUS.match(text, end):
        return MarkerState(gene, _LACKING), minus.end()
    number = _RANGE.match(text, end)
    return (_range(number, gene), number.end()) if number and (number["percent"] or number["scale"]) else None


def _range(match: re.Match[str], gene: str) -> MarkerState:
    value, sign = float(match["number"]), (match["sign"] or "").lower()
    scale = _scale(match["scale"] or "")
    if re.fullmatch(_ABOVE, sign) or match["more"]:
        return MarkerState(gene, "", value, float("inf"), scale)
    if re.fullmatch(_BELOW, sign):
        return MarkerState(gene, "", 0.0, value if "=" in sign or sign == "≤" else value - 0.5, scale)
    return MarkerState(gene, "", value, value, scale)


def _scale(said: str) -> str:
    low = said.casefold()
    return "CPS" if low in ("cps", "combined positive score") else "TAP" if low == "tap" else ""


def _limit(limit: str) -> MarkerState | None:
    match = _RANGE.fullmatch(limit.strip())
    return _range(match, "") if match and match["sign"] else None


def _within(state: MarkerState, wanted: MarkerState | None, limit: str) -> bool | None:
    if state.word or wanted is None:
        return state.word == limit if state.word and wanted is None else None
    if state.scale != wanted.scale:
        return None
    if state.low >= wanted.low and state.high <= wanted.high:
        return True
    return False if state.high < wanted.low or state.low > wanted.high else None


def _key(form: str) -> str:
    return form.casefold() if len(form) > 3 else form


@cache
def _known() -> dict[str, tuple[tuple[str, str], ...]]:
    made: dict[str, tuple[tuple[str, str], ...]] = {}
    for form, gene, state, _ in rows("asked_markers"):
        made[_key(form)] = (*made.get(_key(form), ()), (gene, state))
    return made


@cache
def _forms() -> re.Pattern[str]:
    """A form of three letters or fewer is matched as written: "er" is no receptor."""
    forms = sorted({row[0] for row in rows("asked_markers")}, key=len, reverse=True)
    written = [re.escape(form) if len(form) <= 3 else f"(?i:{re.escape(form)})" for form in forms]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?![^\W_])")


@cache
def _words() -> re.Pattern[str]:
    words = sorted(lookup("marker_words"), key=len, reverse=True)
    return re.compile(rf"{_PARTS}[\s:=-]*(?P<state>{'|'.join(map(re.escape, words))})(?![^\W_])", re.IGNORECASE)
