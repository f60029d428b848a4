"""What a model says in its own words, and who let it pass: sentences above their quotes, and the synthesis.

A sentence that is worded closely may pass the checks alone. Every other one needs a judge that reads, and so does each
sentence of the synthesis; all of them go in one call. What nobody lets pass is not shown; the quotes stand all the
same.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.judge.judging import judged
from assistant.judge.statements import statement_of
from assistant.records.answer import Claim, Evidence, Quote
from assistant.records.judged import Judge, Statement
from assistant.records.synthesis import PARTS, Synthesis
from assistant.road.log import Log, counted
from assistant.road.quoted import Quoted, Spoken
from assistant.verify.verify import verify_citations
from assistant.write.reply import is_english
from assistant.write.synthesis import Material, Proposed, fault, put

__all__ = ["worded"]

_MOST = 2
"""Sentences on one finding that are looked at."""
_LEAST_WORDS = 4


class _Try(NamedTuple):
    """A sentence on findings; `statement` is None where the checks let it pass already."""

    spoken: Spoken
    text: str
    statement: Statement | None


def worded(
    spoken: Sequence[Spoken],
    proposed: Sequence[Proposed],
    material: Material,
    judge: Judge | None,
    quoted: Quoted,
    cancel: threading.Event | None,
    log: Log,
) -> tuple[tuple[Claim, ...], Synthesis | None]:
    """The findings with what may be said of them, and the synthesis of what held; None where nothing did."""
    tries = list(_tries(spoken, material.evidence))
    sound = [one for one in proposed if not fault(one, material)]
    asked = [one.statement for one in tries if one.statement is not None]
    put_now = [*asked, *(put(one, material) for one in sound)] if judge is not None else []
    told = judged(judge, put_now, cancel) if judge is not None and put_now else None
    if told is not None and told.note:
        log.notes.append(told.note)
    passed = [one.verdict == "supported" for one in told.opinions] if told is not None else [False] * len(asked)
    name = judge.name if judge is not None else ""
    claims = _with_wordings(spoken, tries, passed, name, quoted, log)
    held = [one for one, good in zip(sound, passed[len(asked) :], strict=bool(told)) if good]
    return claims, _synthesis(held, len(proposed), name, log)


def _synthesis(held: Sequence[Proposed], proposed: int, judge: str, log: Log) -> Synthesis | None:
    ordered = sorted(held, key=lambda one: PARTS.index(one.part))
    if not ordered:
        if proposed:
            log.notes.append(f"Nothing of the synthesis of {log.writer} held; the findings stand.")
        return None
    return Synthesis(tuple(one.summing for one in ordered), log.writer, judge, proposed - len(held))


def _tries(spoken: Sequence[Spoken], evidence: Mapping[str, Evidence]) -> list[_Try]:
    articles = {pmid: item.article for pmid, item in evidence.items()}
    designs = {pmid: item.grade.design for pmid, item in evidence.items()}
    made = []
    for one in spoken:
        quotes = tuple(Quote(citation.pmid, citation.quote) for citation in one.citations)
        for text in [said for said in one.wordings if _says_something(said, one.claims)][:_MOST]:
            verdict, _ = verify_citations(text, quotes, articles)
            if verdict.label == "supported":
                made.append(_Try(one, text, None))
            else:
                made.append(_Try(one, text, statement_of(text, one.citations, articles, designs)))
    return made


def _says_something(said: str, claims: Sequence[Claim]) -> bool:
    """Whether it is a sentence of its own, in English, and not the quote once more or a piece of it."""
    plain = _plain(said)
    if len(plain.split()) < _LEAST_WORDS or not is_english(said):
        return False
    return all(plain not in _plain(claim.text) for claim in claims)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _with_wordings(
    spoken: Sequence[Spoken],
    tries: Sequence[_Try],
    passed: Sequence[bool],
    judge: str,
    quoted: Quoted,
    log: Log,
) -> tuple[Claim, ...]:
    """Each finding once, in the order of the reply; under a sentence that passed the findings it rests on are one."""
    opinions = iter(passed)
    good: dict[tuple[Claim, ...], tuple[Spoken, str, str]] = {}
    failed = 0
    for one in tries:
        by = "checks" if one.statement is None else judge if next(opinions) else ""
        if by:
            good.setdefault(one.spoken.claims, (one.spoken, one.text, by))
        else:
            failed += 1
    if failed:
        who = f"the checks or {judge}" if judge else "the checks"
        log.notes.append(
            f"Not shown: {counted(failed, 'sentence')} of {log.writer} that {who} did not bear out; the quotes stand."
        )
    made: list[Claim] = []
    given: set[Claim] = set()
    for heard in spoken:
        new = [claim for claim in heard.claims if claim not in given]
        if not new:
            continue
        if heard.claims in good and len(new) == len(heard.claims):
            made.append(quoted.together(*good[heard.claims]))
        else:
            made += new
        given.update(new)
    return tuple(made)
