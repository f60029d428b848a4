"""A report's labels of a result, and the activity score behind one: "phenotype: IM", "AS: 1", "IM (activity score 1)".

The labels are `knowledge/words/result_labels.tsv`; what the words that are left stand for is told elsewhere.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import rows

__all__ = ["Worded", "score_pattern", "worded"]

_EMPTY = re.compile(r"[(\[]\s*[)\]]")
_MARKS = " ,;:="
_TWO_MARKS = re.compile(r"\s*[,;:=](?=\s*[,;:=)\]])")
"""A mark before another, between which a label or a score stood."""
_BLANK = re.compile(r"(?<=[(\[]) | (?=[,;)\]])")


class Worded(NamedTuple):
    """`rest` is the text without labels and without the score; `score` None where none is given."""

    rest: str
    score: float | None


def worded(text: str) -> Worded:
    """What a result says beside its labels; the text as it stands where it has none, or two scores."""
    scores = list(score_pattern().finditer(text))
    numbers = {float(one["score"].replace(",", ".")) for one in scores}
    if len(numbers) > 1 or not (scores or _labels().search(text)):
        return Worded(text, None)
    rest = _labels().sub("", score_pattern().sub(" ", text))
    rest = _EMPTY.sub(" ", _TWO_MARKS.sub("", " ".join(rest.split())))
    return Worded(_BLANK.sub("", " ".join(rest.split())).strip(_MARKS), numbers.pop() if numbers else None)


@cache
def score_pattern() -> re.Pattern[str]:
    """A score behind its label, as the group `score`."""
    number = r"(?P<score>\d(?:[.,]\d{1,2})?)(?![\d/*]|[.,]\d)"
    return re.compile(rf"(?<![\w-])(?:{_said('score')})\s?(?:of|is)?\s?[:=]?\s?{number}")


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_said('phenotype')})\s?(?:[:=]|\bis\b)\s?")


@cache
def _said(kind: str) -> str:
    """The labels of a kind, the longest first: capitals as they are, all others in any case."""
    found = sorted((label for name, label, _ in rows("result_labels") if name == kind), key=len, reverse=True)
    return "|".join(label if label.isupper() else f"(?i:{re.escape(label)})" for label in found)
