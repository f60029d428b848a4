"""Of whom or what each figure is: "42 % with A and 19 % with B" is not "19 % with A".

What a figure of the sentence belongs to must be what it belongs to in the evidence: the words beside it
(`assistant.verify.checks.owned`), and those before it, where each of several has its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.amounts import same_amount, same_unit
from assistant.verify.checks.finding import Finding, Sides, failed, nothing, passed
from assistant.verify.checks.owned import Figure, figures, subjects
from assistant.verify.checks.reading import Token

__all__ = ["check_arms", "with_owners"]


def check_arms(sides: Sides) -> Finding:
    """Contradicts when a figure of the sentence is, in the evidence, that of another; free when that cannot be told."""
    ours, theirs = figures(sides.claim), figures(sides.match.window)
    if not ours or len(theirs) < 2:
        return nothing("arms", "There are no figures of which one could be another's.")
    for figure in ours:
        fault = _fault(sides, figure, ours, theirs)
        if fault is not None:
            return fault
    taken = _exchanged(sides, ours, theirs)
    if taken is not None:
        return taken
    return passed("arms", "Each figure is of the same as in the evidence.")


def _crossed(figure: Figure, ours: Sequence[Figure], theirs: Sequence[Figure]) -> bool:
    """Whether two figures of one row without labels changed places."""
    if figure.row < 2:
        return False
    place = next((at for at, other in enumerate(theirs) if _same(figure, other)), -1)
    for other in ours[ours.index(figure) + 1 :]:
        at = next((at for at, one in enumerate(theirs) if _same(other, one)), -1)
        if other.row == figure.row and 0 <= at < place:
            return True
    return False


def _fault(sides: Sides, figure: Figure, ours: Sequence[Figure], theirs: Sequence[Figure]) -> Finding | None:
    same = [other for other in theirs if _same(figure, other)]
    rows = {other.row for other in same} - {1}
    others = [other for other in theirs if not _same(figure, other) and (other.row in rows or _like(same, other))]
    if not same or not others:
        return None
    its, rest = _labels(same), _labels(others)
    decisive = _decisive(figure, its, rest)
    shown = sides.claim.words([figure.token])
    if decisive and decisive in rest:
        said = next(token for token in sides.claim.tokens if token.key == decisive)
        return failed(
            "arms",
            "contradicts",
            f"The sentence gives {shown} for {sides.claim.words([said])!r}; the evidence gives it for another.",
        )
    if not decisive and _crossed(figure, ours, theirs):
        return failed("arms", "free", f"The sentence gives {shown} at another place of the row of figures.")
    listed = any(other.row > 1 for other in same)
    unlisted = _in_turn(sides) and not any(other.labels for other in same if other.row > 1)
    if figure.row == 1 and ((not decisive and listed) or unlisted):
        return failed("arms", "free", f"Of which in the evidence {shown} is, cannot be told from these words.")
    return None


def _in_turn(sides: Sides) -> bool:
    """Whether the evidence gives its figures in turn, and the sentence does not."""
    return "respectively" in sides.match.window.text and "respectively" not in sides.claim.text


def _decisive(figure: Figure, its: set[str], rest: set[str]) -> str:
    """The nearest of the figure's labels that either it or the others have in the evidence; or the nearest name, where
    that one is another's."""
    telling = [key for key in figure.labels if (key in its) != (key in rest)]
    nearest = next(iter(telling), "")
    name = next((key for key in telling if key.startswith("name:")), "")
    return name if name in rest else nearest


def _same(first: Figure, second: Figure) -> bool:
    one, two = first.token.number, second.token.number
    return one is not None and two is not None and bool(one.unit) == bool(two.unit) and same_amount(one, two)


def _like(same: Sequence[Figure], other: Figure) -> bool:
    """Whether a figure is of the kind of some: both ratios, or both in units of one sort, or without."""
    return any(_alike(one, other) for one in same)


def _alike(first: Figure, second: Figure) -> bool:
    one, two = first.token.number, second.token.number
    if one is None or two is None:
        return False
    return (one.role == "ratio") == (two.role == "ratio") and bool(one.unit) == bool(two.unit) and same_unit(one, two)


def _labels(found: Sequence[Figure]) -> set[str]:
    return {key for figure in found for key in figure.labels[: figure.near]}


def _exchanged(sides: Sides, ours: Sequence[Figure], theirs: Sequence[Figure]) -> Finding | None:
    """A figure whose subject, before it, is that of another figure in the evidence, and the other way round ("rash in
    21 % of the women and fever in 35 %", of "fever in 21 % of the women and rash in 35 %")."""
    said, found = subjects(sides.claim, ours), subjects(sides.match.window, theirs)
    for figure, before in zip(ours, said, strict=True):
        its = _before(found, theirs, [other for other in theirs if _same(figure, other)])
        like = [other for other in theirs if not _same(figure, other) and _alike(figure, other)]
        rest = _before(found, theirs, like)
        elsewhere = {token.key for tokens in said if tokens is not before for token in tokens}
        mine = {token.key for token in before}
        taken = next((token for token in before if token.key in rest and token.key not in its), None)
        lost = next((token for key, token in its.items() if key not in mine), None)
        if taken is None or lost is None:
            continue
        names = taken.name is not None and lost.name is not None and taken.name.kind == lost.name.kind
        if lost.key in elsewhere or names:
            shown, other = sides.claim.words([figure.token]), sides.match.window.words([lost])
            told = (
                f"The sentence gives {shown} for {sides.claim.words([taken])!r}; the evidence gives it for {other!r}."
            )
            return failed("arms", "contradicts" if lost.key in elsewhere else "free", told)
    return None


def with_owners(sides: Sides) -> tuple[tuple[Token, tuple[Token, ...]], ...]:
    """The figures that took what they are said of along to another place ("A 12 %, B 30 %" of "B 30 %, A 12 %"), each
    with those words."""
    ours, theirs = figures(sides.claim), figures(sides.match.window)
    said, found = subjects(sides.claim, ours), subjects(sides.match.window, theirs)
    made = []
    for figure, before in zip(ours, said, strict=True):
        its = _before(found, theirs, [other for other in theirs if _same(figure, other)])
        rest = _before(found, theirs, [other for other in theirs if not _same(figure, other)])
        lead = sides.claim.text.rfind(", ", 0, figure.token.start)
        own = [one for one in before if one.start > lead]
        others = any(one.kind == "name" and one.key in rest and one.key not in its for one in own)
        if not others and any(one.key in its and one.key not in rest for one in own):
            made.append((figure.token, before))
    return tuple(made)


def _before(found: Sequence[Sequence[Token]], all_: Sequence[Figure], some: Sequence[Figure]) -> dict[str, Token]:
    """The words before some of the figures, by their keys."""
    chosen = {figure.token.start for figure in some}
    return {token.key: token for at, one in enumerate(all_) if one.token.start in chosen for token in found[at]}
