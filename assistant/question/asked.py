"""What the question asks about, as patterns that find it in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from assistant.knowledge.tables import spell, values
from assistant.language.abbreviations import find_abbreviations
from assistant.language.lexicon import lemma
from assistant.language.writings import as_pattern
from assistant.names.classes import members
from assistant.records.answer import Concept, Query
from assistant.records.kinds import counting_as, kinds_with, numbers
from assistant.variants.own_gene import counts
from ingest.records.article import Article

__all__ = ["Asked", "any_of", "asked_for", "content_words", "searchable"]

_MOST_NAMES = 80
_WORD = re.compile(r"[A-Za-zΑ-ω][\w-]{2,}")


class Asked(msgspec.Struct, frozen=True):
    """The concepts of a question with the pattern of all their names, and its remaining content words (stems)."""

    concepts: tuple[tuple[Concept, re.Pattern[str]], ...]
    words: frozenset[str]
    context: str = ""
    """The text of the record that is looked at: it says of which gene a bare "V600E" in one of its sentences is."""

    @property
    def specific(self) -> bool:
        """The question names a gene, a variant or a drug, so that a sentence must name one to be about it."""
        return any(concept.kind in kinds_with("specific") for concept, _ in self.concepts)

    @property
    def genetic(self) -> bool:
        return any(concept.kind in kinds_with("genetic") for concept, _ in self.concepts)

    @property
    def of_drugs(self) -> bool:
        return any(concept.kind in counting_as("drug") for concept, _ in self.concepts)

    def named_in(self, text: str) -> tuple[Concept, ...]:
        """The concepts that the text names, a variant only as one of its own gene."""
        named = [concept for concept, pattern in self.concepts if pattern.search(text)]
        return tuple(concept for concept in named if counts(concept, text, self.context))

    def within(self, article: Article) -> Asked:
        """The same, knowing also the abbreviations that the record defines for what is asked ("valproate (VPA)")."""
        defined = [(short.short, short.long) for short in find_abbreviations(article.text)]
        concepts = tuple((concept, _widened(pattern, defined)) for concept, pattern in self.concepts)
        return msgspec.structs.replace(self, concepts=concepts if defined else self.concepts, context=article.text)

    def weight(self, found: Iterable[Concept]) -> float:
        """How much of what was asked the found concepts are; a kind counts twice at most, then a little."""
        total, seen = 0.0, dict[str, int]()
        for concept in found:
            seen[concept.kind] = seen.get(concept.kind, 0) + 1
            total += numbers("weight")[concept.kind] / seen[concept.kind]
        return total

    def overlap(self, text: str) -> float:
        """Share of the question's remaining content words that the text holds, 0 to 1; 0 without such words."""
        return len(self.words & content_words(text)) / len(self.words) if self.words else 0.0


def asked_for(query: Query) -> Asked:
    """Concepts of the question, and the patient's where the question names none of that kind.

    What a patient takes besides is not asked about: drugs count only when the question names them.
    """
    kinds = {concept.kind for concept in query.concepts if concept.origin != "patient"}
    kinds.update(counting_as("drug"))
    used = [c for c in query.concepts if c.origin != "patient" or c.kind not in kinds]
    concepts = tuple((concept, _pattern(concept)) for concept in used)
    words = content_words(query.text)
    for concept, pattern in concepts:
        words -= content_words(concept.surface) | content_words(concept.name)
        words -= content_words(" ".join(match.group() for match in pattern.finditer(query.text)))
    return Asked(concepts, words)


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, spelled the American way."""
    lower = (spell(word) for word in _WORD.findall(text))
    return frozenset(lemma(word) for word in lower if word not in values("function_words"))


def _widened(pattern: re.Pattern[str], defined: Sequence[tuple[str, str]]) -> re.Pattern[str]:
    extra = [short for short, long in defined if pattern.search(long)]
    extra += [long for short, long in defined if pattern.fullmatch(short)]
    if not extra:
        return pattern
    return re.compile("|".join([pattern.pattern, *(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])" for name in extra)]))


def _pattern(concept: Concept) -> re.Pattern[str]:
    names = [concept.surface, concept.name, *(synonym.text for synonym in concept.synonyms[:_MOST_NAMES])]
    if concept.kind in kinds_with("members"):
        names += [member.text for member in members(concept.name)[:_MOST_NAMES]]
    kept = [name for number, name in enumerate(names) if len(name) > (2 if number > 1 else 1)]
    return any_of(tuple(kept))


@lru_cache(maxsize=512)
def any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the names in all their writings; one that finds nothing for none."""
    alternatives = sorted(filter(None, {_escaped(name) for name in names}), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(alternatives)})(?![^\W_])" if alternatives else r"(?!)")


def _escaped(name: str) -> str:
    """A short name in capitals is matched as written (MET is not "met"); others in any case, with a plural."""
    written = as_pattern(name.strip(" -"))
    if len(name) <= 5 and name.upper() == name:
        return written
    return f"(?i:{written}(?:e?s)?)"


def searchable(article: Article) -> str:
    """Title, abstract and the record's own index terms: a record is on a drug that only its MeSH terms name."""
    terms = [*(substance.name for substance in article.substances), *(head.descriptor for head in article.mesh)]
    return "\n".join([article.text, *terms, *article.keywords, *article.gene_symbols])
