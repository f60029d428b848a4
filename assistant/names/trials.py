"""Trials that a question names: "NSABP B-31", "BIG 1-98", "the KATHERINE trial".

A question on a trial is answered by that trial. No list of them is complete, so they are told by how they are written:
a group and a number that is no amount, or capitals before "trial" or "study". Of the capitals that a name shares with
genes, drugs and measures ("IL 6", "AZD 9291", "AUC 5") what a vocabulary has, or is short, is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.knowledge.tables import spell
from assistant.names.vocabulary import vocabulary

__all__ = ["Trial", "names_trial", "trial_spans", "trials_in"]

Trial = str
"""As the text writes it."""

# The length is bounded before the letters are tried in two ways: a word without end takes time linear in its size.
_GROUP = r"(?:(?=[A-Z][A-Za-z]{1,30}(?![A-Za-z]))[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:[-/][A-Z]{3,30}(?![\w-]))?)"
_CODE = r"(?:[A-Z]{1,2}[-.]?\d{2,}|0\d+|\d+-\d+|[A-Z]\d{4})(?![\w%/]|\.\d)"
_NUMBERED = re.compile(
    rf"(?<![\w/*-])(?P<group>{_GROUP})(?:[ ](?P<code>{_CODE})|(?P<gap>[ -])(?P<number>\d{{2,5}})(?![\w%/-]|\.\d))"
)
_DOTTED = re.compile(r"(?<![\w/*.-])[A-Z]{2,4}\.\d{1,2}(?![\w.-]|\.\d)")
_BESIDE_NOUN = re.compile(
    rf"(?<![\w/*-])(?![IVX]+\b)(?P<group>{_GROUP})(?:[ .-]?(?P<number>\d{{1,5}}|[IVX]{{2,}}))?(?= (?:trial|study)\b)"
)
_LONG, _SHORT = 5, 3
"""Letters of a group from which a number beside it is a trial's, and below which a noun beside it tells nothing."""
_HYPHENED = 6
"""The same over a hyphen: a shorter one makes a drug's development code ("RGB-02")."""
_BETWEEN = r"\)?[\s‐‑‒–-]*(?:(?:protocol|trial|study)\s)?"
"""What records put between a group and a number: "Breast International Group (BIG) 1-98", "NSABP protocol B-31"."""


def trials_in(text: str) -> tuple[Trial, ...]:
    """The trials that the text names, each once, in its order."""
    return tuple(dict.fromkeys(text[start:end] for start, end in trial_spans(text)))


@lru_cache(maxsize=64)
def trial_spans(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each name of a trial in the text."""
    found = [match.span() for match in _BESIDE_NOUN.finditer(text) if _is_group(match["group"], _SHORT)]
    found += [match.span() for match in _NUMBERED.finditer(text) if _is_numbered(match)]
    found += [match.span() for match in _DOTTED.finditer(text)]
    widest = sorted(found, key=lambda span: (span[0], -span[1]))
    return tuple(span for n, span in enumerate(widest) if not n or span[0] >= widest[n - 1][1])


def names_trial(text: str, trial: Trial) -> bool:
    """Whether the text names the trial, its group and its number in any of their writings."""
    return _pattern(trial).search(text) is not None


@lru_cache(maxsize=64)
def _pattern(trial: Trial) -> re.Pattern[str]:
    group, number = _split(trial)
    joined = "".join(r"[\s/‐‑‒–-]+" if mark in "-/ " else re.escape(mark) for mark in group)
    code = "".join(r"[\s.‐‑‒–-]?" if mark in "-. " else re.escape(mark) for mark in number)
    return re.compile(rf"(?<![\w])(?i:{joined}){_BETWEEN if code else ''}{code}(?!\w)")


def _split(trial: Trial) -> tuple[str, str]:
    """The group and the number, which is empty for a trial without one."""
    match = re.match(r"(?P<group>[A-Za-z]+(?:[-/][A-Z]{3,})?)[ .-]?(?P<number>.*)\Z", trial)
    return (match["group"], match["number"]) if match else (trial, "")


def _is_numbered(match: re.Match[str]) -> bool:
    """A code with a letter, a nought or a hyphen is a trial's beside any group; a plain number beside a long one."""
    group = match["group"]
    if spell(match[0]) in vocabulary().heads:
        return False
    if code := match["code"]:
        return "-" in code or _is_group(group, _SHORT)
    least = _HYPHENED if match["gap"] == "-" else _LONG
    return _is_group(group, least) or (not group.isupper() and _is_group(group, _SHORT))


def _is_group(group: str, least: int) -> bool:
    """Whether no vocabulary has it or a part of it, and it is long enough."""
    names = vocabulary()
    parts = re.split(r"[-/]", group)
    known = any(spell(part) in names.heads or part in names.senses for part in (group, *parts))
    return len(group) >= least and not known
