"""Plain text of a record, made one way for every reader: white space, invisible characters, section labels, dates.

The canonical string that quotes point into is built of `tidy` strings, so the same abstract gives the same offsets
whichever file it came in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import is_normalized, normalize

from ingest.knowledge.tables import records
from ingest.records.article import DIGEST, DIGEST_MARK, OtherAbstract, PartialDate, SectionKind

__all__ = [
    "LabeledPart",
    "Part",
    "canonical_titles",
    "category_of",
    "labeled_parts",
    "orcid_of",
    "read_date",
    "summary_parts",
    "tidy",
]

_INVISIBLE = ("\u00ad", "\u200b", "\u2060", "\ufeff")
"""Soft hyphen, zero-width space, word joiner, byte order mark: they split words for a search and show as nothing."""

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_PLACEHOLDER = re.compile(r"\[?\s*(not available|in process citation|no title available)\s*\.?\s*\]?\.?", re.IGNORECASE)
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\b")
_PLACEHOLDER_ABSTRACT = re.compile(r"(full )?abstract available from the publisher\.?", re.IGNORECASE)
_LONGEST_LABEL = 60

LabeledPart = tuple[str, str, str]
"""(label, category, body) of one part of an abstract; label and category may be empty."""


Part = tuple[SectionKind, str, str, str]
"""(kind, label, category, body), as `compose` takes them."""


def tidy(text: str) -> str:
    """White space of every kind becomes single spaces, the ends are stripped, invisible characters go; NFC."""
    if not text.isascii():
        for character in _INVISIBLE:
            if character in text:
                text = text.replace(character, "")
        if not is_normalized("NFC", text):
            text = normalize("NFC", text)
    return " ".join(text.split())


def canonical_titles(title: str, vernacular: str, types: Iterable[str] = ()) -> tuple[str, str]:
    """(title, vernacular title): where PubMed has no title, the vernacular one stands in; "" when there is neither.

    `types` are the publication types: the mark on the title of a digest is left off, so that no search finds it.
    """
    if len(title) < 40 and _PLACEHOLDER.fullmatch(title):
        title = ""
    if DIGEST in types:
        title = title.removeprefix(DIGEST_MARK)
    return title or vernacular, vernacular


def summary_parts(others: Iterable[OtherAbstract], main: Iterable[Part]) -> list[Part]:
    """What English abstracts besides the main one add to the canonical string; repetitions and placeholders do not."""
    said = {body for _, _, _, body in main}
    made: list[Part] = []
    for other in others:
        if other.language != "eng":
            continue
        kind = "" if other.kind == "Publisher" else other.kind
        made += [
            ("other", label or kind, category_of(label), body)
            for label, body in other.sections
            if body not in said and not _PLACEHOLDER_ABSTRACT.fullmatch(body)
        ]
    return made


def orcid_of(identifier: str) -> str:
    """The bare sixteen-character form of an ORCID ("0000-0002-1825-0097"), or "" when there is none in it."""
    found = _ORCID.search(identifier)
    return "-".join(found.groups()).upper() if found else ""


def category_of(label: str, given: str = "") -> str:
    """NLM's category of a section: as given, else as NLM maps this label in other records, else ""."""
    if given and given != "UNASSIGNED":
        return given
    return _categories().get(label.upper().strip(" :."), "")


def labeled_parts(text: str, *, keep_labels: bool = True) -> list[LabeledPart]:
    """The parts of a running abstract with labels inside ("AIM: … RESULTS: …"); one part when it has none.

    A label counts where a sentence may begin, when it is a known one, and when there are at least two of them.
    With `keep_labels` the label also stays at the head of its body, for text the authors' publisher wrote that way.
    """
    cuts = _label_cuts(text) if ": " in text else []
    if len(cuts) < 2:
        return [("", "", text)]
    parts: list[LabeledPart] = [("", "", text[: cuts[0][0]].rstrip())] if cuts[0][0] else []
    ends = [start for start, _, _ in cuts[1:]] + [len(text)]
    for (start, body, label), end in zip(cuts, ends, strict=True):
        parts.append((label, category_of(label), text[start if keep_labels else body : end].strip()))
    return parts


def _label_cuts(text: str) -> list[tuple[int, int, str]]:
    """(start of label, start of body, label) of each known label in running text."""
    known = _categories()
    cuts = []
    colon = text.find(": ")
    while colon != -1:
        begin = max(text.rfind(stop, 0, colon) for stop in (". ", "? ", "! ", ") ", "] "))
        start = begin + 2 if begin != -1 else 0
        label = text[start:colon].rstrip()
        if 0 < len(label) <= _LONGEST_LABEL and label[0].isupper() and label.upper() in known:
            cuts.append((start, colon + 2, label))
        colon = text.find(": ", colon + 2)
    return cuts


@lru_cache(maxsize=1)
def _categories() -> dict[str, str]:
    """Label in capitals to category ("" for a label that NLM leaves unassigned), from knowledge/section_labels.tsv."""
    return {row["label"]: row["category"] for row in records("section_labels")}


@lru_cache(maxsize=8192)
def read_date(year: str = "", month: str = "", day: str = "", *, season: str = "", raw: str = "") -> PartialDate:
    """A date from what PubMed wrote of it: months as names or numbers; a part that cannot be one is left out.

    `raw` is a MedlineDate ("1998 Dec-1999 Jan"): its first year counts, and the text is kept. A season keeps its text.
    """
    year, month, day, season, raw = (tidy(part) for part in (year, month, day, season, raw))
    if raw:
        found = _YEAR.search(raw)
        return PartialDate(year=int(found[1]) if found else None, raw=raw)
    number = int(year) if year.isdecimal() and len(year) == 4 else None
    if number is None:
        return PartialDate(raw=" ".join(part for part in (year, month, season, day) if part))
    if season and not month:
        return PartialDate(year=number, raw=f"{number} {season}")
    at = int(month) if month.isdecimal() else _MONTHS.get(month[:3].lower(), 0)
    if not 1 <= at <= 12:
        return PartialDate(year=number, raw=f"{year} {month}".strip() if month else "")
    on = int(day) if day.isdecimal() else 0
    return PartialDate(year=number, month=at, day=on if 1 <= on <= 31 else None)
