"""How far the evidence of a sentence is: a phase of trials, people, animals, cells.

A trial is of the phase that its record says of itself, however it was designed: a randomized phase 2 trial is no later
than another. A record speaks of other trials, too, those before and those to come. A sentence on mice within a record
on cells, or within a trial, is on mice. What tells is `knowledge/patterns/stage_cues.tsv`; the signs given here are
those of `knowledge/words/study_stages.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.records.answer import Evidence
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article

__all__ = ["phase_of", "signs_of"]

_TRIALS = frozenset(
    ["randomized trial", "analysis within a trial", "trial without randomization", "clinical pharmacology"]
)
"""Groups of designs (`knowledge/words/design_groups.tsv`) that may be of a phase."""
_PHASES = ("phase 1", "phase 2", "phase 3", "phase 4")


def signs_of(sentence: str, evidence: Evidence) -> tuple[str, ...]:
    """What tells of a sentence's stage, what tells most first: the sentence itself, its record's phase, its people, its
    flags, its design."""
    own = _on_what(sentence)
    grade = evidence.grade.design
    trial = grade in _designs()
    phase = phase_of(evidence.article) if trial else ""
    healthy = "healthy volunteers" if trial and not phase and _is_of_healthy(evidence.article) else ""
    return tuple(filter(None, (own, phase, healthy, *evidence.flags, grade)))


def phase_of(article: Article) -> str:
    """The phase ("phase 2") that a trial's record says of itself, in its title, else of "this trial", else of a trial
    that is not called another; empty where none is said."""
    if titled := next(_mentioned(article.title), ""):
        return titled
    said = [article.abstract[start:end] for start, end in sentence_spans(article.abstract)]
    own = [sentence for sentence in said if _cue("this trial", sentence)]
    return next((phase for sentence in (*own, *said) for phase in _mentioned(sentence)), "")


def _mentioned(text: str) -> Iterator[str]:
    """Phases of trials, as the text comes to them, without those of trials that it calls others."""
    cues = patterns("stage_cues")
    others = [match.span() for match in cues["another trial",].finditer(text)]
    found = [
        (match.start(), name)
        for name in _PHASES
        for match in cues[name,].finditer(text)
        if not any(start <= match.start() < end for start, end in others)
    ]
    yield from (name for _, name in sorted(found))


def _on_what(sentence: str) -> str:
    """ "animal" or "in vitro" where a sentence says so and speaks of no people."""
    if _cue("people", sentence):
        return ""
    return "animal" if _cue("animals", sentence) else "in vitro" if _cue("cells", sentence) else ""


def _is_of_healthy(article: Article) -> bool:
    return _cue("healthy", article.text) and not _cue("patients", article.text)


def _cue(name: str, text: str) -> bool:
    return patterns("stage_cues")[name,].search(text) is not None


@cache
def _designs() -> frozenset[str]:
    """Designs of studies that give people something to see what it does."""
    return frozenset(design for group, design, _ in rows("design_groups") if group in _TRIALS)
