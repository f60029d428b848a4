"""Records of a library that tell of an interaction of two drugs: both are named in one sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from assistant.knowledge.tables import values
from assistant.names.find import synonyms
from assistant.records.safety import Interaction, Interactions
from ingest.index.words import WordTerm
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article, Signal

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["pmids_on", "with_literature"]

MOST_PMIDS = 3
_LOOKED_AT = 12
"""Records whose sentences are read for one pair: the best by their words."""
_MOST_PAIRS = 30
"""Pairs looked up: a list of fifty drugs has a thousand, and a reader looks at the severe ones."""
_MOST_NAMES = 4


def with_literature(interactions: Interactions, library: Library) -> Interactions:
    """The interactions with at most three PMIDs each; a pair without a row of which records tell becomes one, by them.

    At most `_MOST_PAIRS` pairs are looked up, those with a row first. What only records tell has the mildest severity,
    and `limits` say that none here gives one. Raises LibraryError when the library cannot be read.
    """
    pairs = dict.fromkeys((*((one.drug, one.other) for one in interactions.found), *interactions.no_data))
    told = {pair: pmids_on(*pair, library) for pair in islice(pairs, _MOST_PAIRS)}
    found = [msgspec.structs.replace(one, pmids=told.get((one.drug, one.other), ())) for one in interactions.found]
    silent = [pair for pair in interactions.no_data if not told.get(pair)]
    found += [_by_records(pair, told[pair]) for pair in interactions.no_data if told.get(pair)]
    return Interactions(tuple(found), tuple(silent), interactions.not_recognized)


def _by_records(pair: tuple[str, str], pmids: tuple[str, ...]) -> Interaction:
    return Interaction(
        drug=pair[0],
        other=pair[1],
        severity="caution",
        limits="only records of the library tell of the pair: read them, none here gives a severity",
        source="records of the library",
        pmids=pmids,
    )


def pmids_on(drug: str, other: str, library: Library) -> tuple[str, ...]:
    """PMIDs of records with a sentence that names both drugs and a word of interaction, at most three, best first."""
    both = [_names(drug), _names(other)]
    terms = [WordTerm(name, 1.0, phrase=" " in name) for names in both for name in names]
    ranked = library.search_words(terms, _LOOKED_AT)
    articles = library.get_many([one.pmid for one in ranked])
    patterns = [_pattern(names) for names in both]
    pmids = (one.pmid for one in ranked if one.pmid in articles and _tells(articles[one.pmid], patterns))
    return tuple(pmids)[:MOST_PMIDS]


def _tells(article: Article, patterns: Sequence[re.Pattern[str]]) -> bool:
    if article.integrity.retracted == Signal.YES or not all(pattern.search(article.text) for pattern in patterns):
        return False
    for start, end in sentence_spans(article.text):
        sentence = article.text[start:end]
        if all(pattern.search(sentence) for pattern in patterns) and _words().search(sentence):
            return True
    return False


@lru_cache(maxsize=2048)
def _names(drug: str) -> tuple[str, ...]:
    """A drug's name and its usual other names; of a combination its first drug."""
    first = drug.split(" + ")[0]
    return tuple(dict.fromkeys((first, *(one.text for one in synonyms("drug", first)))))[:_MOST_NAMES]


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(values('interaction_words'))))})", re.IGNORECASE)
