"""What a record says of the people it studied, read once for every patient and question.

The words are those of the title and the abstract; MeSH check tags count where the record has them. What the abstract
says of others before it comes to its own people (its background) counts only where nothing else is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import msgspec

from assistant.fit.phrases import as_phrase
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import pieces, records, rows
from assistant.language.phrase_words import PhraseWords, Told, Words
from assistant.names.disease_kin import called
from assistant.records.answer import FitItem, Match
from ingest.records.article import Article

__all__ = ["MESH", "People", "chosen", "excluded", "judged", "people_of", "people_of_text"]

MESH = "MeSH: "
"""What stands before check tags that are shown in place of words."""
_BACKGROUND = ("BACKGROUND", "INTRODUCTION")
_BEFORE, _AFTER = 50, 60
"""Characters on either side of a phrase in which words that shut it out are looked for."""
_PLACES = ("country", "place ancestry")
_SHORT = 3
"""Letters of a country's abbreviation, which stands in capitals."""
_SHORTEST = 5
"""Letters of a disease's name from which it is looked for; shorter ones have other meanings."""
_CLAUSE = re.compile(r"[.;:]")


class People(msgspec.Struct, frozen=True):
    """What is said, by kind ("age", "line", "ancestry" …), in the order of the text; `tags` by aspect."""

    text: str
    read: Words
    title_end: int
    background_end: int
    told: dict[str, tuple[Told, ...]]
    tags: dict[str, tuple[tuple[str, str], ...]] = {}
    """Aspect to (value, check tag)."""

    def own(self, start: int) -> bool:
        """Whether a place is of the study itself, and not of its background."""
        return start < self.title_end or start >= self.background_end

    def said(self, kind: str, *, title_first: bool = False, background: bool = True) -> dict[str, Told]:
        """Value to the first phrase that says so of the study itself and is no exclusion; of its background where the
        rest is silent. With `title_first` what the title says stands alone."""
        told = [one for one in self.told.get(kind, ()) if not excluded(self.text, one.start, one.end)]
        if title_first and (titled := [one for one in told if one.start < self.title_end]):
            told = titled
        mine = [one for one in told if self.own(one.start)]
        found: dict[str, Told] = {}
        for one in mine or (told if background else ()):
            found.setdefault(one.value, one)
        return found

    def shut_out(self, kind: str, values: Iterable[str]) -> str:
        """The words that exclude people of one of these values; empty where none do."""
        wanted = set(values)
        shut = (excluded(self.text, one.start, one.end) for one in self.told.get(kind, ()) if one.value in wanted)
        return next(filter(None, shut), "")


def people_of(article: Article) -> People:
    """Of a record; the last 256 are kept."""
    tags = tuple(heading.descriptor for heading in article.mesh)
    return _people(article.text, len(article.title), _background_end(article), tags)


def people_of_text(text: str) -> People:
    """Of a few words, such as a question or a patient's ancestry."""
    return _people(text, 0, 0, ())


def chosen(people: People, kind: str, aspect: str, values: Iterable[str], said: str, **how: bool) -> FitItem:
    """The patient's values of a closed set, against those whose phrases the record holds."""
    wanted = tuple(values)
    found = {value: people.text[one.start : one.end] for value, one in people.said(kind, **how).items()}
    own = [found[value] for value in wanted if value in found]
    if not own and (shut := people.shut_out(kind, wanted)):
        return FitItem(aspect, "mismatch", said, shut)
    return judged(aspect, said, own, found.values() if wanted else ())


def judged(aspect: str, said: str, own: Iterable[str], others: Iterable[str]) -> FitItem:
    """A match with the first of the patient's own words, a mismatch with all others, unknown without any."""
    first = next(iter(own), "")
    rest = ", ".join(dict.fromkeys(others))
    status: Match = "match" if first else "mismatch" if rest else "unknown"
    return FitItem(aspect, status, said, first or rest)


def excluded(text: str, start: int, end: int) -> str:
    """What stands there, with the words right before or after it that shut it out ("excluding", "were excluded");
    empty where none do."""
    shut = patterns("people_in_questions")["exclusion", ""].search(
        _CLAUSE.split(text[max(0, start - _BEFORE) : start])[-1]
    )
    if shut:
        return shut.group() + text[start:end]
    after = patterns("people_in_questions")["exclusion", "after"].search(text[end : end + _AFTER])
    return text[start:end] + after.group() if after else ""


@lru_cache(maxsize=256)
def _people(text: str, title_end: int, background_end: int, tags: tuple[str, ...]) -> People:
    read = Words(text)
    told: dict[str, list[Told]] = {}
    for one in _phrases().find(read):
        if one.kind in _PLACES and one.end - one.start <= _SHORT and not text[one.start : one.end].isupper():
            continue  # "us" is no country
        told.setdefault(one.kind, []).append(one)
    tagged: dict[str, list[tuple[str, str]]] = {}
    for tag in tags:
        if known := _tags().get(tag):
            tagged.setdefault(known[0], []).append((known[1], tag))
    return People(
        text,
        read,
        title_end,
        background_end,
        {kind: tuple(found) for kind, found in told.items()},
        {aspect: tuple(found) for aspect, found in tagged.items()},
    )


def _background_end(article: Article) -> int:
    """Where the abstract comes to its own people: behind a section or a line that is labeled as background."""
    end = len(article.title)
    if article.digest:
        return end  # its first part says whom the study took
    for section in article.sections:
        if section.kind == "abstract" and (section.category or section.label).upper().startswith(_BACKGROUND):
            end = section.end
    if end == len(article.title):
        label = _labels().match(article.text, end)
        line = article.text.find("\n", end + 1) if label else -1
        end = line if line >= 0 else end
    return end


@cache
def _labels() -> re.Pattern[str]:
    """The label of a background as it opens the abstract."""
    words = "|".join(phrase for kind, _, phrase, _ in rows("people_in_records") if kind == "section")
    return re.compile(rf"\s*(?:{words})\b[^.\n]{{0,30}}?:", re.IGNORECASE)


@cache
def _phrases() -> PhraseWords:
    return PhraseWords(_entries())


def _entries() -> Iterator[tuple[str, str, str]]:
    for kind, value, phrase, _ in rows("people_in_records"):
        if kind not in ("section", "prior drug", "drug again"):
            yield kind, value, phrase
    for row in records("diseases"):
        name = called(row["name"])
        for form in (row["name"], *pieces(row["synonyms"]), *pieces(row["mesh"])):
            if len(form) >= _SHORTEST and "," not in form:
                yield from (("disease", name, phrase) for phrase in as_phrase(form))
    for row in records("countries"):
        for kind, form in (
            *(("place", one) for one in pieces(row["places"])),
            *(("", one) for one in pieces(row["people"])),
        ):
            yield "country", row["name"], form
            yield f"{kind} ancestry".strip(), row["ancestry"], form


@cache
def _tags() -> dict[str, tuple[str, str]]:
    """Check tag to aspect and value."""
    return {row["tag"]: (row["aspect"], row["value"]) for row in records("check_tags")}
