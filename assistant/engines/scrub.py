"""What may leave this machine of a text that people typed: all but the identifiers.

The scrubber knows the identifiers of the HIPAA safe harbor rule (45 CFR 164.514(b)(2)) by their form, a table in
`knowledge/patterns/identifiers.tsv`, and people by the names they have (`assistant.engines.person_names`), in any case
and order. What it cannot read does not leave at all (`assistant.engines.readable`). It would rather blank a word too
many than let a name through; genes, drugs, variants and diseases stay.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, partial

import msgspec

from assistant.engines.known_words import known, medical
from assistant.engines.name_lists import is_brand, is_term
from assistant.engines.person_names import bare, name_spans
from assistant.engines.readable import plain_form, withhold_foreign, withhold_scripts
from assistant.knowledge.patterns import filled
from assistant.knowledge.tables import rows

__all__ = ["Scrubbed", "blanks", "scrub", "scrub_text"]


class Scrubbed(msgspec.Struct, frozen=True):
    """The text with "[KIND]" for each identifier, and how many of each kind there were."""

    text: str
    removed: dict[str, int]


def scrub(text: str) -> str:
    """The text with every identifier replaced by its kind in brackets ("[NAME]"). Running it again changes nothing."""
    return scrub_text(text).text


def scrub_text(text: str) -> Scrubbed:
    """The same, with what was taken out. A text of 8,000 characters takes about a second at worst."""
    before = blanks(text)
    text = _blank_stage("early", plain_form(text))
    text, kept = _set_aside(withhold_scripts(text))
    text = withhold_foreign(_blank_names(_blank_stage("", text)))
    text = _put_back(_blank_stage("late", text), kept)
    return Scrubbed(text, dict(blanks(text) - before))


def blanks(text: str) -> Counter[str]:
    """How often each kind stands in brackets in a text."""
    return Counter(_BLANK.findall(text))


_BLANK = re.compile(r"\[([A-Z]+)\]")


def _blank(kind: str, match: re.Match[str]) -> str:
    found = match.groupdict()
    lead, cue = found.get("lead") or "", found.get("cue") or ""
    return f"{lead}{cue}[{kind}]" if _identifies(match.group(), cue, found) else match.group()


def _blank_stage(stage: str, text: str) -> str:
    for kind, pattern in _patterns(stage):
        text = pattern.sub(partial(_blank, kind), text)
    return text


def _set_aside(text: str) -> tuple[str, list[str]]:
    """The text with a private letter for what names a study, a paper or a place in the genome, and these."""
    kept: list[str] = []

    def mark(match: re.Match[str]) -> str:
        kept.append(match.group())
        return chr(_FIRST_MARK + len(kept) - 1)

    for pattern in _kept():
        text = pattern.sub(lambda match: mark(match) if len(kept) < _MOST_MARKS else match.group(), text)
    return text, kept


def _put_back(text: str, kept: list[str]) -> str:
    for place in reversed(range(len(kept))):
        text = text.replace(chr(_FIRST_MARK + place), kept[place])
    return text


_FIRST_MARK, _MOST_MARKS = 0xE000, 6000


def _identifies(said: str, cue: str, found: dict[str, str | None]) -> bool:
    """Whether what has the form of an identifier is one, by the words around it and within."""
    if cue and not _introduces(cue, said[len(cue) :]):
        return False
    beside = [word for word in (found.get("beside") or "").split() if len(word) >= _LONG]
    if any(medical(word) or is_brand(bare(word)) for word in beside):
        return False
    strangers = [word for word in (found.get("unknown") or "").split() if any(map(str.isalpha, word))]
    if any(known(word) or is_term(bare(word)) for word in strangers):
        return False
    figures = found.get("figures")
    return figures is None or sum(map(str.isdigit, figures)) >= _FIGURES


_LONG = 4
"""Letters from which a word that medicine has is no name beside one; shorter ones are symbols ("Na")."""
_FIGURES = 5
"""Figures that an identifier behind a cue such as "number" has at least."""


def _introduces(cue: str, name: str) -> bool:
    """Whether the words after "attending:", "wife" … are a name: told by a colon, by a lower-case cue, or unknown."""
    return ":" in cue or "=" in cue or cue[:1].islower() or not all(known(word) for word in name.split())


def _blank_names(text: str) -> str:
    kept: list[str] = []
    last = 0
    for start, end in name_spans(text):
        kept += [text[last:start], "[NAME]"]
        last = end
    return re.sub(r"\[NAME\](?:[\s,-]*\[NAME\])+", "[NAME]", "".join([*kept, text[last:]]))


@cache
def _patterns(stage: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """A group "lead" stays; "cue" stays, and is believed only as `_introduces` says; "unknown" must be in no table,
    "beside" in none of medicine.

    `stage`: "early" ones read every script; "late" ones look at what was blanked before them.
    """
    chosen = (row for row in rows("identifiers") if row[0] != "KEEP" and row[2].removesuffix("i").strip() == stage)
    return tuple((row[0], _compiled(row)) for row in chosen)


@cache
def _kept() -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(row) for row in rows("identifiers") if row[0] == "KEEP")


def _compiled(row: tuple[str, ...]) -> re.Pattern[str]:
    r"""With \p{Lu}, \p{Ll} and \p{L} as classes of Latin letters, alone or within brackets; `re` has none."""
    made = ""
    for piece in re.split(r"\\p\{(\w+)\}", filled(row[1], "identifiers")):
        letters = _classes().get(piece)
        within = made.rfind("[") > made.rfind("]")
        made += piece if letters is None else letters if within else f"[{letters}]"
    return re.compile(made, re.IGNORECASE if row[2].endswith("i") else 0)


@cache
def _classes() -> dict[str, str]:
    latin = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
    upper = "".join(letter for letter in latin if letter.isupper())
    lower = "".join(letter for letter in latin if letter.islower())
    return {"Lu": upper, "Ll": lower, "L": upper + lower}
