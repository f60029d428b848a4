"""A model for inference or attribution as judge: it reads a sentence beside windows of its evidence.

A window is a quote, or two or three sentences in a row; the highest support and the highest contradiction of a
sentence's windows are its scores. What a model's labels mean is read from its configuration, in any order and case;
a model of two labels tells support from its absence, and contradicts nothing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Sequence
from typing import NamedTuple

from assistant.engines.deadline import bounded
from assistant.engines.pair_reader import PairReader, load_pair_reader
from assistant.errors import ModelError, ModelReplyError, ModelUnavailable
from assistant.judge.reply import verdict_in
from assistant.judge.thresholds import Thresholds, thresholds_for
from assistant.records.judged import Opinion, Statement
from ingest.read.sentences import sentence_spans

__all__ = ["AttributionJudge", "Scores", "load_attribution", "places_of", "windows"]

_SIZES = (2, 3)
"""Sentences of a window."""
_MOST_WINDOWS = 12
"""Of one statement, those that share most words with it."""
_BARE = ("label_0", "label_1")
"""Labels without a name: the second is support, as MiniCheck's models have it (github.com/Liyan06/MiniCheck)."""
_UNASKED = Opinion("not_enough", (), "Not judged: the question was called off.")


class Scores(NamedTuple):
    """The highest probabilities over a statement's windows, and the windows that have them."""

    support: float
    contradiction: float
    supporting: str
    contradicting: str


class AttributionJudge:
    """Safe to use from several threads: the model keeps nothing between two readings."""

    def __init__(self, reader: PairReader, thresholds: Thresholds, timeout: float = 120.0) -> None:
        """`timeout`: seconds for all statements of a call. Raises ModelUnavailable when the labels mean nothing."""
        self.name = reader.name
        self.reader = reader
        self.thresholds = thresholds
        self._timeout = timeout
        self._supports, self._contradicts = places_of(reader.labels, reader.name)

    def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
        """See `assistant.records.judged.Judge`. Raises ModelTimeout, ModelReplyError."""
        scores = self.scores(statements, cancel)
        return tuple(map(self._opinion, scores)) if len(scores) == len(statements) else (_UNASKED,) * len(statements)

    def scores(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> list[Scores]:
        """Of every statement; fewer of them once `cancel` is set. Raises ModelTimeout, ModelReplyError."""
        made: list[Scores] = []

        def work() -> Generator[str, None, None]:
            for statement in statements:
                try:
                    made.append(self._read(statement))
                except ModelError:
                    raise
                except Exception as error:
                    raise ModelReplyError(f"{self.name} failed while reading: {type(error).__name__}.") from error
                yield ""

        for _ in bounded(work, self._timeout, cancel, self.name):
            pass
        return list(made)

    def _read(self, statement: Statement) -> Scores:
        shown = windows(statement)
        told = self.reader.read([(window, statement.text) for window in shown])
        support = [float(row[self._supports]) for row in told]
        against = [float(row[self._contradicts]) if self._contradicts is not None else 0.0 for row in told]
        best, worst = support.index(max(support)), against.index(max(against))
        return Scores(support[best], against[worst], shown[best], shown[worst])

    def _opinion(self, scores: Scores) -> Opinion:
        told = f"{self.name} gives support {scores.support:.2f} and contradiction {scores.contradiction:.2f}."
        if scores.support >= self.thresholds.support and scores.support > scores.contradiction:
            return Opinion("supported", (scores.supporting,), told)
        if scores.contradiction >= self.thresholds.contradiction and scores.contradiction > scores.support:
            return Opinion("contradicted", (scores.contradicting,), told)
        return Opinion("not_enough", (), told)


def load_attribution(name: str, *, device: str = "", timeout: float = 120.0) -> AttributionJudge:
    """The judge of that name or folder, with its thresholds. Raises MissingExtra, ModelUnavailable."""
    reader = load_pair_reader(name, device)
    return AttributionJudge(reader, thresholds_for(name, reader.version), timeout)


def windows(statement: Statement) -> list[str]:
    """The quotes, then two and three sentences in a row of what stands around them, at most `_MOST_WINDOWS`."""
    made: list[str] = []
    for passage in statement.surroundings:
        spans = sentence_spans(passage)
        for size in _SIZES:
            ends = range(size - 1, len(spans)) if len(spans) >= size else range(len(spans) - 1, len(spans))
            made += [passage[spans[max(0, end - size + 1)][0] : spans[end][1]] for end in ends]
    around = [window for window in dict.fromkeys(made) if window not in statement.quotes]
    room = max(0, _MOST_WINDOWS - len(statement.quotes))
    return [*statement.quotes, *_nearest(statement.text, around, room)]


def places_of(labels: Sequence[str], name: str) -> tuple[int, int | None]:
    """(place of support, place of contradiction or None) among a model's labels. Raises ModelUnavailable."""
    if tuple(label.lower() for label in labels) == _BARE:
        return 1, None
    meant = [verdict_in(label) for label in labels]
    if len(labels) in (2, 3) and meant.count("supported") == 1 and meant.count("contradicted") <= 1:
        against = meant.index("contradicted") if "contradicted" in meant else None
        return meant.index("supported"), against
    told = ", ".join(labels)
    raise ModelUnavailable(
        f"{name!r} cannot judge: its labels are {told}; one must say support (entailment, supported, consistent …), "
        "the others contradiction or neither"
    )


def _nearest(sentence: str, passages: Sequence[str], most: int) -> list[str]:
    """Those that share most words with the sentence, in their order."""
    asked = _words(sentence)
    best = sorted(range(len(passages)), key=lambda place: -len(asked & _words(passages[place])))[:most]
    return [passages[place] for place in sorted(best)]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}|\d+", text.lower()))
