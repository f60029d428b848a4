"""Compiles the tables of phrases: all phrases of one key are one pattern.

Such a table has its key in its first columns, then `phrase` and `source`. A phrase is a regular expression for one
short wording; the phrases of a key, wherever they stand, are tried in the order of the table, and the keys come in the
order of their first rows. `<<name>>` in a phrase stands for any one of the phrases of that name in `fragments.tsv`
(which may name others), so that "(this or that) (shows or finds)" need not be written out as four. A phrase holds no
"|" outside of parentheses: what two phrases say is two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby

from assistant.knowledge.tables import rows

__all__ = ["alternation", "filled", "patterns", "phrases"]

_FRAGMENT = re.compile(r"<<(.+?)>>")
_EDGES = (r"\b", "^")


@cache
def patterns(table: str, flags: re.RegexFlag = re.IGNORECASE) -> Mapping[tuple[str, ...], re.Pattern[str]]:
    """Key (its cells) -> the pattern of its phrases; a table without key columns has the key ().

    Raises ValueError when a phrase is no regular expression, or names a fragment that is not there.
    """
    return {key: _compiled(table, key, alternation(found), flags) for key, found in phrases(table).items()}


@cache
def phrases(table: str) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Key -> its phrases in order, with fragments filled in."""
    made: dict[tuple[str, ...], list[str]] = {}
    for *key, phrase, _ in rows(table):
        made.setdefault(tuple(key), []).append(filled(phrase, table))
    return {key: tuple(found) for key, found in made.items()}


def alternation(found: Iterable[str]) -> str:
    """Any one of the phrases, the first that fits. An edge that neighbors begin with is looked for once for them all.

    Written phrase by phrase, the search would try each of a hundred edges at every character.
    """
    runs = ((edge, [phrase[len(edge) :] for phrase in run]) for edge, run in groupby(found, key=_edge))
    return "|".join(f"{edge}(?:{'|'.join(run)})" if edge else "|".join(run) for edge, run in runs)


def _edge(phrase: str) -> str:
    return next((edge for edge in _EDGES if phrase.startswith(edge)), "")


def filled(phrase: str, table: str, within: tuple[str, ...] = ()) -> str:
    """The phrase with its fragments written out; `within`: the fragments that it is part of.

    Raises ValueError as `patterns` does.
    """

    def written(match: re.Match[str]) -> str:
        name = match[1]
        if name not in _fragments() or name in within:
            fault = "names itself" if name in within else "is not in fragments.tsv"
            raise ValueError(f"{table}.tsv: the fragment <<{name}>> of “{phrase}” {fault}.")
        return f"(?:{alternation(filled(one, table, (*within, name)) for one in _fragments()[name])})"

    return _FRAGMENT.sub(written, phrase)


@cache
def _fragments() -> Mapping[str, tuple[str, ...]]:
    made: dict[str, list[str]] = {}
    for name, phrase, _ in rows("fragments"):
        made.setdefault(name, []).append(phrase)
    return {name: tuple(found) for name, found in made.items()}


def _compiled(table: str, key: tuple[str, ...], pattern: str, flags: re.RegexFlag) -> re.Pattern[str]:
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise ValueError(f"{table}.tsv: a phrase of {' '.join(key)} is no regular expression ({error}).") from error
