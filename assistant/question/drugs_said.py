"""What a question says of its patient's drugs: which are taken, which were stopped, which were had before.

"Codeine, CYP2D6 ultrarapid, on paroxetine" says as much as "she takes paroxetine": "on" opens what is said of the
patient, or stands right behind an age, a result or a disease that does. "Effect of omeprazole on clopidogrel" and
"guidelines on rivaroxaban" say nothing of anybody. The phrases are rows of `knowledge/patterns/case_facts.tsv`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from assistant.knowledge.patterns import patterns
from assistant.names.find import Mention

__all__ = ["NEAR", "DrugsSaid", "joined"]

NEAR = 60
"""Characters on either side of a name in which a cue may stand."""
_TOLD = 120
"""Characters before a name in which the words that open a clause may stand."""


class DrugsSaid:
    """`drugs`: those that the question names, in its order; `is_aside`: whether a place is on another person or a
    trial; `told`: where what is said of the patient ends: an age, a result, a disease that opens a clause."""

    def __init__(
        self, text: str, drugs: Sequence[Mention], is_aside: Callable[[int], bool], told: Callable[[], frozenset[int]]
    ) -> None:
        self._text = text
        self._drugs = drugs
        self._is_aside = is_aside
        self._told = told
        self._follower = dict(pairwise(drugs))

    @cached_property
    def taken(self) -> list[Mention]:
        """Drugs that the question says the patient takes, and those listed behind them."""
        made: list[Mention] = []
        for one in self._drugs:
            takes = self._takes(one) or (bool(made) and self._is_listed(made, one))
            asked = one in self.stopped or self._cue("takes", "replacing", one, after=True) or self._failed(one) > 0
            asked = asked or self._with_failed(one)
            if takes and not self._is_aside(one.start) and not asked:
                made.append(one)
        return made

    @cached_property
    def stopped(self) -> list[Mention]:
        return [one for one in self._drugs if self._is_stopped(one)]

    def prior(self) -> Iterator[Mention]:
        """Drugs that were had before, failed or resisted."""
        cues = (patterns("prior_cues")["before",], patterns("case_facts")["prior", "before"])
        failing = patterns("case_facts")["progressed", "aside"]  # the failure of an organ is none of a drug
        last, told = None, 0
        for one in self._drugs:
            near = failing.sub(" ", self._text[max(told, one.start - NEAR) : one.start])
            listed = last is not None and joined(self._text, last.end, one.start)
            had = listed or any(cue.search(near) for cue in cues) or self._failed(one) or self._with_failed(one)
            told = max(told, self._failed(one))  # "failed" is on the drug before it
            if had and not self._is_aside(one.start) and not self._cue("prior", "asked", one):
                last = one
                yield one

    def _failed(self, one: Mention) -> int:
        """Where the words end that say behind a drug that it failed; 0 without any."""
        match = patterns("case_facts")["prior", "after"].search(self._text[one.end :][:NEAR])
        return one.end + match.end() if match else 0

    def _with_failed(self, one: Mention) -> bool:
        """ "Imatinib and nilotinib failed"."""
        other = self._follower.get(one)
        return other is not None and joined(self._text, one.end, other.start) and self._failed(other) > 0

    def _takes(self, one: Mention) -> bool:
        if self._cue("takes", "before", one) and not self._cue("takes", "aside", one):
            return True
        if self._cue("takes", "after", one) or self._is_on(one):
            return True
        return self._cue("takes", "added", one) and self._cue("takes", "only added", one, after=True)

    def _is_on(self, one: Mention) -> bool:
        """ "On" before a drug, where it opens a clause or stands behind what is said of the patient."""
        table, begin = patterns("case_facts"), max(0, one.start - NEAR)
        match = table["takes", "on"].search(self._text, begin, one.start)
        if (
            match is None
            or self._cue("takes", "topic", one)
            or self._cue("takes", "group", one)
            or self._cue("takes", "compared", one, after=True)
        ):
            return False
        before = self._text[max(0, match.start() - NEAR) : match.start()]
        return table["takes", "opens"].search(before) is not None or len(self._text[: match.start()].rstrip()) in (
            self._told()
        )

    def _is_listed(self, made: Sequence[Mention], one: Mention) -> bool:
        """Whether it goes on a list with the one taken last. Behind a comma alone it must end as an item does ("on
        pantoprazole, clopidogrel start"), and before a mark of question it is what is asked about where nothing else is
        ("on warfarin, fluconazole?")."""
        table, end = patterns("case_facts"), made[-1].end
        if not joined(self._text, end, one.start):
            return False
        if table["takes", "by comma"].search(self._text[end : one.start]) and not self._cue(
            "takes", "closed", one, after=True
        ):
            return False
        asked = table["takes", "last asked"].search(self._text[end : one.end + 2])
        return asked is None or any(other not in made and other.end <= one.start for other in self._drugs)

    def _is_stopped(self, one: Mention) -> bool:
        """By words before it; by words behind it where they are not on the drug that follows ("apixaban, stopped
        warfarin")."""
        table = patterns("case_facts")
        match = table["stopped", "after"].search(self._text[one.end :][:NEAR])
        other = self._follower.get(one)
        of_other = (
            match and other and table["stopped", "onward"].search(self._text[one.end + match.end() : other.start])
        )
        told = self._cue("stopped", "before", one) or (match is not None and not of_other)
        return told and not self._cue("stopped", "asked", one)

    def _cue(self, fact: str, side: str, one: Any, *, after: bool = False) -> bool:
        """Whether a phrase of this side stands next to a drug."""
        if after or side == "after":
            near = self._text[one.end :][:NEAR]
        else:
            near = self._text[max(0, one.start - (_TOLD if side in ("topic", "group") else NEAR)) : one.start]
        return patterns("case_facts")[fact, side].search(near) is not None


def joined(text: str, end: int, start: int) -> bool:
    """Whether what stands between two names makes a list of them."""
    return patterns("case_facts")["takes", "joined"].search(text[end:start]) is not None
