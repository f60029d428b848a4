"""Reads a judge's reply, forgivingly in form: what it says of each claim, by the claim's number.

Asked for are four lines a claim (CLAIM, WORDS, WHY, VERDICT). Read are also JSON, XML, tables, numbered lines, a bare
yes or no, headings and bold print, wrapped lines, another order, and what a model thinks aloud before it answers. A
claim of which nothing is said, or two different things, is left out, and whoever asked takes that for "not enough".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import msgspec

from assistant.knowledge.tables import lookup
from assistant.records.answer import Label

__all__ = ["Said", "read_reply", "spoken", "verdict_in"]

_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)|\A(?:(?!<think).)*?</think>", re.S | re.I)
_FENCE = re.compile(r"^[ \t]*```\w*[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"</?([a-z][\w-]{1,20})((?:\s+[\w-]+\s*=\s*[\"']?[^\"'>\s]*[\"']?)*)\s*/?>", re.IGNORECASE)
_NUMBERED_TAG = re.compile(r"\d+")
_LEAD = r"[\s>*_#`•\-–—|]*"
_HEAD = re.compile(
    rf"{_LEAD}(?:(?:claim|statement|sentence|item|answer|no\.?|number|c|s)[\s*_#:.]*)?[(\[#]?(\d{{1,3}})[)\].:]*"
    r"(?P<marks>[\s*_`]*[:.)\-–—|,]?[\s*_`]*)(?P<rest>.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"claim|statement|sentence|item", re.IGNORECASE)
_KEYS = {
    "words": "deciding words|words that decide|copied words|words|quotes?|quotation|evidence|passage|spans?|text",
    "reason": "why|reason(?:ing)?|explanation|comparison|because|rationale|comments?|note",
    "verdict": "final verdict|verdict|label|judge?ment|answer|conclusion|decision|result|status|rating",
    "number": "claim(?: number| no| id)?|id|number|no|index|n|statement|sentence|item",
}
_KEY = re.compile(
    rf"{_LEAD}(?:[123][.)]\s*)?(?P<name>{'|'.join(f'(?P<{kind}>{names})' for kind, names in _KEYS.items())})"
    r"[\s*_`]*(?:\((?:copied|exact)[^)]*\)\s*)?[:=][\s*_`]*(?P<value>.*)",
    re.IGNORECASE,
)
_LONGEST = 200_000
"""Characters of a reply that are read."""
_QUOTED = re.compile(r"[\"“«]([^\"”»“«]{3,})[\"”»“]")
_NOT = re.compile(
    r"\b(?:not|no|never|nothing|neither|nor|hardly|only|partly|partially|without|cannot)\b|n['’]t\b", re.I
)
_INLINE = re.compile(
    r"(?<=[\w\"”'.);,:])(?<!\b[123][.)])[ \t]+(?=[*_]{0,2}(?:WORDS|WHY|VERDICT|[Vv]erdict)[*_]{0,2}\s?:)"
)
"""Where a line goes on with another of the fields asked for."""
_STEPS = {"1": "words", "2": "reason", "3": "verdict"}
"""The three things asked of a claim, by their numbers in the prompt, which some models repeat."""
_APART = re.compile(r"[\s_\-–—]+")


class Said(msgspec.Struct, frozen=True):
    """What a reply says of one claim, nothing of it believed yet."""

    verdict: Label
    words: tuple[str, ...] = ()
    reason: str = ""


def read_reply(text: str, count: int) -> dict[int, Said]:
    """Number of a claim, 1 to `count`, to what is said of it. Of a reply the first 200,000 characters are read."""
    text = _FENCE.sub("", spoken(text))
    found: dict[int, list[Said]] = {}
    for number, said in _from_json(text) or _from_lines(_INLINE.sub("\n", _untagged(text)), count):
        if number is None and count == 1:
            number = 1
        if number is not None and 1 <= number <= count:
            found.setdefault(number, []).append(said)
    return {number: made for number, said in found.items() if (made := _agreed(said)) is not None}


def spoken(text: str) -> str:
    """The reply without what the model thinks aloud, up to its longest."""
    return _THOUGHT.sub("\n", text[:_LONGEST])


def verdict_in(text: str) -> Label | None:
    """The verdict that a cell, a value or a label gives; None when it gives none, or several."""
    plain = _plain(text)
    if not plain:
        return None
    best = next((phrase for phrase in _phrases() if plain == phrase or plain.startswith(f"{phrase} ")), "")
    if not best:
        return None
    rest = plain[len(best) :].lstrip()
    if rest.startswith(("or ", "/ ", "| ")) and any(phrase in rest.split() for phrase in _phrases()):
        return None  # the choice, repeated
    return _label(best)


def _agreed(said: list[Said]) -> Said | None:
    """One opinion of what was said of a claim, perhaps twice; None when that differs."""
    return said[-1] if len({one.verdict for one in said}) == 1 else None


@cache
def _phrases() -> tuple[str, ...]:
    """Longest first, so that "not supported" is not read as "supported"."""
    return tuple(sorted(lookup("verdict_words"), key=lambda phrase: -len(phrase)))


_LABELS: dict[str, Label] = {label: label for label in get_args(Label)}


def _label(phrase: str) -> Label:
    return _LABELS[lookup("verdict_words")[phrase]]


def _plain(text: str) -> str:
    kept = re.sub(r"[^\w\s/|'’-]", " ", text.replace("|", " | ").replace("/", " / ").lower())
    return _APART.sub(" ", kept).strip(" '’")


def _from_json(text: str) -> list[tuple[int | None, Said]]:
    """The objects of a reply that is JSON, or has some in it, each read by itself: a broken one costs only itself."""
    made: list[tuple[int | None, Said]] = []
    for number, entry in _objects(text):
        fields = {_kind_of(name): value for name, value in entry.items()}
        verdict = verdict_in(_cell(fields.get("verdict")))
        if verdict is not None:
            words = fields.get("words")
            offered = [_cell(one) for one in words] if isinstance(words, list) else [_cell(words)]
            place = _whole(fields.get("number")) or number
            made.append((place, Said(verdict, tuple(filter(None, offered)), _cell(fields.get("reason")))))
    if made and all(number is None for number, _ in made):
        return [(place, said) for place, (_, said) in enumerate(made, 1)]
    return made


def _objects(text: str) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """(number it stands under, object) of every JSON object with plain values."""
    decoder = json.JSONDecoder(strict=False)
    place = 0
    while (place := min((at for at in (text.find(mark, place) for mark in "{[") if at >= 0), default=-1)) >= 0:
        try:
            value, place = decoder.raw_decode(text, place)
        except ValueError:
            place += 1
            continue
        except RecursionError:
            return
        yield from _entries(value, None)


def _entries(value: Any, number: int | None) -> Iterator[tuple[int | None, dict[str, Any]]]:
    if isinstance(value, list):
        for one in value:
            yield from _entries(one, None)
    elif isinstance(value, dict):
        if any(_kind_of(name) == "verdict" for name in value):
            yield number, value
            return
        for name, one in value.items():
            if isinstance(one, str) and (place := _whole(name)) is not None:
                yield place, {"verdict": one}
            yield from _entries(one, _whole(name))


def _kind_of(name: str) -> str:
    found = _KEY.fullmatch(f"{_APART.sub(' ', name)}:")
    return next((kind for kind in _KEYS if found.group(kind)), "") if found else ""


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _whole(value: Any) -> int | None:
    found = re.search(r"\d{1,3}", str(value)) if value is not None else None
    return int(found.group()) if found else None


def _untagged(text: str) -> str:
    """XML as lines of the form asked for: "<verdict>x</verdict>" as "verdict: x", "<claim id=1>" as "claim 1"."""

    def line(match: re.Match[str]) -> str:
        name, attributes = match.group(1), match.group(2)
        if match.group().startswith("</"):
            return "\n"
        number = _NUMBERED_TAG.search(attributes) or _NUMBERED_TAG.search(name)
        if number:
            return f"\nclaim {number.group()}\n"
        return f"\n{name}: " if _kind_of(name) else ""

    return _TAG.sub(line, text)


class _Block:
    """The lines on one claim, as they are read."""

    def __init__(self, number: int | None, *, named: bool = False) -> None:
        self.number = number
        self.named = named
        """Whether it is headed by a word ("Claim 1"), so that bare numbers below count the steps."""
        self.fields: dict[str, list[str]] = {}
        self.loose: list[str] = []
        self._last = ""

    def key(self, kind: str, value: str) -> None:
        self.fields.setdefault(kind, []).append(value)
        self._last = kind

    def more(self, line: str) -> None:
        """A line without a key: it goes on with the field before, or is loose."""
        if self._last and self._last != "verdict":
            self.fields[self._last][-1] += f" {line.strip()}"
        else:
            self.loose.append(line.strip())

    def said(self) -> Said | None:
        loose = " ".join(self.loose)
        verdict = next((made for told in reversed(self.fields.get("verdict", [])) if (made := verdict_in(told))), None)
        if verdict is None and "verdict" not in self.fields:
            verdict = _in_prose(loose)
        if verdict is None:
            return None
        words = [value for value in self.fields.get("words", []) if value.strip()]
        words = words or _QUOTED.findall(loose) or _QUOTED.findall(" ".join(self.fields.get("verdict", [])))
        reason = " ".join(self.fields.get("reason", [])) or loose
        return Said(verdict, tuple(words), reason.strip())


def _from_lines(text: str, count: int) -> Iterator[tuple[int | None, Said]]:
    """Blocks that a claim's number heads, or the rows of a table."""
    block = _Block(None)
    columns: list[str] = []
    for line in text.splitlines():
        if line.count("|") >= 2:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            row = _row(cells, columns)
            if row is not None:
                yield row
                continue
            columns = [_kind_of(cell.strip("*_ ")) for cell in cells] if any(map(_kind_of, cells)) else columns
            if columns:
                continue
        head = _head(line, count)
        if head is not None and not (block.named and _is_step(line)):
            yield from _closed(block)
            block = _Block(head[0], named="claim" in line.lower())
            line = head[1]
        key = _KEY.fullmatch(line)
        if key:
            block.key(next(kind for kind in _KEYS if key.group(kind)), key.group("value"))
        elif line.strip():
            block.more(line)
    yield from _closed(block)


def _closed(block: _Block) -> Iterator[tuple[int | None, Said]]:
    said = block.said()
    if said is not None:
        yield block.number, said


def _head(line: str, count: int) -> tuple[int, str] | None:
    """(number, what follows on the line) of a line that opens a claim; a figure in running text opens none."""
    found = _HEAD.fullmatch(line)
    if found is None or not 1 <= int(found.group(1)) <= count:
        return None
    rest, marks = found.group("rest"), found.group("marks")
    named = _NAMED.match(line.lstrip(" >*_#`-")) is not None
    if named or not rest or re.search(r"[:.)\]\-–—|,*]", line[found.start(1) + 1 : found.start("rest")] or marks):
        return int(found.group(1)), rest
    return None


def _is_step(line: str) -> bool:
    key = _KEY.fullmatch(line)
    number = re.search(r"[123]", line)
    return bool(key and number and key.group(_STEPS[number.group()]))


def _row(cells: list[str], columns: list[str]) -> tuple[int | None, Said] | None:
    """A row of a table, by the columns' heads where there are some, else by what the cells are."""
    kinds = columns if len(columns) == len(cells) else [""] * len(cells)
    named = {kind: cell for kind, cell in zip(kinds, cells, strict=True) if kind}
    verdicts = [named["verdict"]] if "verdict" in named else cells
    verdict = next((made for cell in verdicts if (made := verdict_in(cell))), None)
    number = _whole(named.get("number", cells[0]))
    if verdict is None or number is None:
        return None
    rest = [cell for cell in cells[1:] if verdict_in(cell) is None]
    words = named.get("words", max(rest, key=len, default=""))
    return number, Said(verdict, (words,) if words else (), named.get("reason", ""))


def _in_prose(text: str) -> Label | None:
    """The one verdict that running text gives outside of what it quotes; a denied one is "not enough"."""
    bare = _QUOTED.sub(" ", text)
    at_start = verdict_in(bare)
    if at_start is not None:
        return at_start
    plain = f" {_plain(bare)} "
    found: set[Label] = set()
    for phrase in _phrases():
        if f" {phrase} " in plain and len(phrase) > 3:
            before, _, _ = plain.partition(f" {phrase} ")
            label = _label(phrase)
            found.add("not_enough" if label == "supported" and _NOT.search(before) else label)
            plain = plain.replace(f" {phrase} ", "  ")
    return found.pop() if len(found) == 1 else None
