"""What kind of study a record is, and its Oxford CEBM 2011 level.

PubMed's publication types say it best, then the words of a title: the rules of `knowledge/patterns/designs.tsv`, tried
in order; what fires a rule and what silences it ("unless") are the phrases of `design_phrases.tsv` beside it. Many
records have neither. Then `design_likeness` tells the group of designs that the record reads like, and the first rule
over the abstract that gives a design of that group says which of it, and what it saw; where none does, the group's
first design in `knowledge/words/design_groups.tsv` stands, which claims least. A design that readers trust most
(`_TRUSTED`) is said only where it is likely by far, and a title that names one is doubted where all else reads
differently. Abstracts of a few words are read by the rules alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import grouped, rows
from assistant.language.plain_signs import plain_signs
from assistant.records.answer import Grade
from assistant.studies.design_likeness import GROUPS, LEAST_WORDS, group_chances
from ingest.records.article import Article

__all__ = ["SCALE", "read_design", "species_flags"]

SCALE = "Oxford CEBM 2011"
_UNKNOWN = Grade(design="unknown", level="", scale=SCALE, rule="no rule fired", strength=0)
_TRUSTED = ("guideline", "meta-analysis", "systematic review", "randomized trial")
"""Groups that a study must not be taken for by a slim likeness."""
_TRUSTED_FROM = 0.7
_PROTOCOL, _PROTOCOL_FROM = "trial protocol", 0.5
"""Nothing of a protocol is ever quoted: a slim likeness to one must not silence a study that has results."""
_DOUBTED_FROM = 0.5
"""Probability of another group from which a title that names one of these is not believed: protocols of randomized
trials, analyses within one, and trials of animals carry such titles."""
_HUMAN = re.compile(
    r"\b(patients?|participants?|volunteers?|subjects|wom[ae]n|men|children|infants|adults|famil(y|ies)|probands?"
    r"|cohorts?|individuals|cases and|humans?)\b",
    re.IGNORECASE,
)


class _Rule(msgspec.Struct, frozen=True):
    where: str
    """"type", "title", "abstract" or "text", which is both."""
    pattern: re.Pattern[str]
    grade: Grade
    unless: re.Pattern[str] | None

    def fires(self, article: Article, title: str, abstract: str) -> str:
        """What the rule saw, as the reason to show; empty when it does not fire."""
        if self.where == "type":
            found = next((kind for kind in article.publication_types if self.pattern.fullmatch(kind)), "")
        else:
            match = self.pattern.search({"title": title, "abstract": abstract}.get(self.where, f"{title}\n{abstract}"))
            found = match.group().strip() if match else ""
        if not found or (self.unless and self.unless.search(f"{title}\n{abstract}")):
            return ""
        said = {"type": "publication type", "title": "title says", "abstract": "abstract says", "text": "record says"}[
            self.where
        ]
        return f"{said} “{_short(found)}”"


def read_design(article: Article) -> Grade:
    """The grade, with the reason in `rule`; design "unknown" and level "" where nothing tells it."""
    title, abstract = plain_signs(article.title), plain_signs(article.abstract)
    typed = any(rule.fires(article, title, abstract) for rule in _rules("type"))
    # A digest is our own wording of a few results: a model of abstracts would guess at it.
    if typed or article.digest or len(abstract.split()) < LEAST_WORDS:
        return _first(_rules(), article, title, abstract) or _UNKNOWN
    said = _first(_rules("title"), article, title, abstract)
    trusted = said is not None and any(said.design in _designs(group) for group in _TRUSTED)
    return said if said and not trusted else _likeliest(article, title, abstract, said)


def _likeliest(article: Article, title: str, abstract: str, said: Grade | None) -> Grade:
    """What the title said, unless the record reads like none of the designs trusted most; else what it is most like."""
    chances = dict(zip(GROUPS, map(float, group_chances(title, abstract)), strict=True))
    others = {group: chance for group, chance in chances.items() if group not in _TRUSTED}
    if others[_PROTOCOL] < _PROTOCOL_FROM:
        del others[_PROTOCOL]
    if said and max(others.values()) < _DOUBTED_FROM:
        return said
    believed = others | {group: chances[group] for group in _TRUSTED if chances[group] >= _TRUSTED_FROM}
    group = max(believed, key=believed.__getitem__)
    rules = (rule for rule in _rules("abstract", "text") if rule.grade.design in _designs(group))
    reason = f"reads like one (probability {chances[group]:.2f})"
    return _first(rules, article, title, abstract) or msgspec.structs.replace(_default(group), rule=reason)


def _first(rules: Iterable[_Rule], article: Article, title: str, abstract: str) -> Grade | None:
    """What the first rule says that fires."""
    for rule in rules:
        if reason := rule.fires(article, title, abstract):
            return msgspec.structs.replace(rule.grade, rule=reason)
    return None


def species_flags(article: Article, grade: Grade) -> tuple[str, ...]:
    """ "animal" or "in vitro" when no person was studied, from MeSH check tags, the design, and the text."""
    headings = {heading.descriptor for heading in article.mesh}
    if "Humans" in headings:
        return ("in vitro",) if grade.design == "in vitro study" else ()
    if grade.design == "animal study" or ("Animals" in headings and not _HUMAN.search(article.text)):
        return ("animal",)
    return ("in vitro",) if grade.design == "in vitro study" else ()


def _short(found: str, most: int = 80) -> str:
    return found if len(found) <= most else f"{found[: most // 2].rstrip()} … {found[-most // 2 :].lstrip()}"


@cache
def _rules(*where: str) -> tuple[_Rule, ...]:
    """The rules that look in one of these places; all of them without one."""
    says = patterns("design_phrases")
    return tuple(
        _Rule(place, says[rule, "says"], Grade(design, level, SCALE, "", int(strength)), says.get((rule, "unless")))
        for rule, place, design, level, strength, _ in rows("designs")
        if not where or place in where
    )


@cache
def _designs(group: str) -> tuple[str, ...]:
    return tuple(design for (design,) in grouped("design_groups")[group])


@cache
def _default(group: str) -> Grade:
    """The first design of the group, with the level its rules give it."""
    design = _designs(group)[0]
    return next((rule.grade for rule in _rules() if rule.grade.design == design), _UNKNOWN)
