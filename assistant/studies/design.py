"""What kind of study a record is, and its Oxford CEBM 2011 level.

PubMed's publication types say it best, but many records come without them, so the design is also read from the title
and from what the abstract says was done. The rules are a table, `knowledge/patterns/designs.tsv`, tried in order; what
fires a rule and what silences it ("unless") are the phrases of `design_phrases.tsv` beside it. The first rule that
fires decides and is named in the grade.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.language.hyphens import one_hyphen
from assistant.records.answer import Grade
from ingest.records.article import Article

__all__ = ["SCALE", "read_design", "species_flags"]

SCALE = "Oxford CEBM 2011"
_UNKNOWN = Grade(design="unknown", level="", scale=SCALE, rule="no rule fired", strength=0)
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
    """The first rule of the table that fires; design "unknown" and level "" when none does."""
    title, abstract = one_hyphen(article.title), one_hyphen(article.abstract)
    for rule in _rules():
        if reason := rule.fires(article, title, abstract):
            return msgspec.structs.replace(rule.grade, rule=reason)
    return _UNKNOWN


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
def _rules() -> tuple[_Rule, ...]:
    says = patterns("design_phrases")
    return tuple(
        _Rule(where, says[rule, "says"], Grade(design, level, SCALE, "", int(strength)), says.get((rule, "unless")))
        for rule, where, design, level, strength, _ in rows("designs")
    )
