"""An entry on allergies, clause by clause: of whom each is, whether it is denied, tolerated or removed, and how surely.

A clause without a name of its own speaks of the nearest name before it ("penicillin (not confirmed)"), and one before a
colon of those behind it ("Mother: penicillin"). Where two readings are left, the one that warns is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import words_of
from assistant.language.allergy_standing import words
from assistant.safety.allergy_words import (
    found,
    is_beside,
    is_denial,
    is_grave,
    is_harmless,
    is_others,
    is_relatives,
    is_slight,
    names_in,
    names_one,
    names_only,
    names_unlisted,
    of_patient,
    plain,
    reacts,
)

__all__ = ["Standing", "Told", "told_in"]

Standing = Literal["real", "another's", "denied", "tolerated", "removed"]
_MARKS = re.compile(r"[;()\[\]\n]|[,.:](?!\d)|\s[-–—]\s|\bbut\b", re.IGNORECASE)
_SAME = str.maketrans("[]–—", "()--")
_STOPS = frozenset(";.\n")
_TOGETHER = re.compile(r"\b(?:and|or|with|while|although)\b|[&+]", re.IGNORECASE)
_ITEM = 4
"""Words of an item of a list that may be a name."""
_CLOSE = 200
"""Clauses that are read one by one; the rest is taken as one that names allergies."""


class Told(NamedTuple):
    """What an entry says of the names in one of its clauses."""

    text: str
    standing: Standing = "real"
    unsure: bool = False
    since: bool = False
    """Tolerated by one who once did not tolerate it."""
    slight: bool = False
    """Told as a side effect or as no allergy, without a grave reaction."""
    listed: bool = False
    """It stands by itself between marks that part the items of a list."""


class _Clause(NamedTuple):
    text: str
    before: str
    """The mark in front: "(", ";", "except"; empty at the beginning."""
    behind: str


def told_in(said: str) -> list[Told]:
    """In the order of the entry; clauses that only say how others stand are left out."""
    clauses = list(_clauses(said))
    reading = _Reading()
    for clause in clauses[:_CLOSE]:
        reading.read(clause)
    rest = [Told("; ".join(clause.text for clause in clauses[_CLOSE:]))] if len(clauses) > _CLOSE else []
    return reading.told + rest


def _clauses(said: str) -> Iterator[_Clause]:
    excepting = patterns("allergy_entries")[("except",)]
    marks = sorted((*_MARKS.finditer(said), *excepting.finditer(said)), key=lambda match: match.start())
    start, before = 0, ""
    for match in marks:
        mark = "except" if match.re is excepting else (match[0].strip().lower() or "\n").translate(_SAME)
        text = said[start : match.start()].strip()
        if text:
            yield _Clause(text, before, mark)
        if text or before not in _STOPS:
            before = mark
        start = match.end()
    if said[start:].strip():
        yield _Clause(said[start:].strip(), before, "")


class _Reading:
    """What was told so far, and what a heading says of the names behind it."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self._heading = Told("")
        self._bracketed = False
        """Whether the heading stands in brackets."""
        self._last = -1
        """Where the last clause with a name stands in what was told."""
        self._unknown = False
        """Whether an item that nothing here knows stands behind the last name."""
        self._begins = True
        """Whether nothing was named since the last stop."""
        self._slight = self._grave = False
        """What was told of the reaction to the last name."""
        self._own = False
        """Whether the patient was told of behind another person."""
        self._theirs = -1
        """Where a name stands of which only a reaction of another person was told so far."""
        self._taken_off = -1
        """Where a name stands that the bracket which is open says was removed."""

    def read(self, clause: _Clause) -> None:
        if clause.before in _STOPS or (clause.before == ")" and self._bracketed):
            self._heading, self._bracketed = Told(""), False
        self._begins = self._begins or clause.before in _STOPS
        text = of_patient(clause.text)
        named = bool(names_in(text))
        if not text or words_of(text) in words("heading"):
            return
        self._own = bool(set(plain(text)) & words("self")) or (self._own and not is_others(text))
        if set(plain(text)) & words("self"):
            self._heading = Told("")
        if self._is_patient(clause, text):
            self._turned()
        elif is_others(text):
            self._of_other(clause, text, named)
        elif self._heading.standing == "another's":
            self._add(Told(text, "another's"))
        elif clause.before == "except" and self.told and named:
            self._excepted(text)
        elif not self._removed(clause, text, named) and not self._tolerated(clause, text, named):
            self._plain(clause, text, named)
        self._begins = self._begins and not named
        self._weigh(text)
        self._doubt_removal(clause, text, named)

    def _doubt_removal(self, clause: _Clause, text: str, named: bool) -> None:
        """A removal may be of another allergen in its bracket: "penicillin (delabelled, latex)"."""
        if clause.before == "(":
            self._taken_off = self._last if self._last >= 0 and self.told[self._last].standing == "removed" else -1
        elif self._taken_off >= 0 and (named or names_unlisted(text)):
            self.told[self._taken_off] = self.told[self._taken_off]._replace(standing="real")
        if clause.behind == ")":
            self._taken_off = -1

    def _add(self, told: Told) -> None:
        self.told.append(told)
        if names_in(told.text):
            self._last = len(self.told) - 1
            self._slight = self._grave = self._unknown = False

    def _item(self, text: str, *, listed: bool = True) -> None:
        """What stands behind it is not of the name before it."""
        self._unknown = self._unknown or not is_beside(text)
        self._add(Told(text, listed=listed))

    def _change(self, changed: Told) -> None:
        """How the last name stands."""
        if self._last >= 0:
            self.told[self._last] = changed._replace(text=self.told[self._last].text)

    def _weigh(self, text: str) -> None:
        """A grave reaction, wherever it is told of a name, outweighs that it is called a side effect; so do words
        that nothing here can read ("not an allergy, GI bleed", "side effect tongue swelled up")."""
        if self._last >= 0:
            self._slight = self._slight or is_slight(text)
            self._grave = self._grave or is_grave(text) or not is_harmless(text)
            self.told[self._last] = self.told[self._last]._replace(slight=self._slight and not self._grave)

    def _head(self, clause: _Clause, told: Told) -> bool:
        """Whether a clause without a name stands before the names that it speaks of."""
        heads = clause.behind == ":" or (clause.behind == "-" and not self.told)
        if heads:
            self._heading, self._bracketed = told, clause.before == "("
        return heads

    def _of_other(self, clause: _Clause, text: str, named: bool) -> None:
        """ "Mother: penicillin", "mother allergic to penicillin", and "penicillin (mother)"."""
        other = Told(text, "another's")
        if named:
            self._add(other)
            return
        if self._is_theirs(clause, text):
            self._theirs = self._last
            self._change(other)
            return
        alone = len(plain(text)) == 1 and not self._begins
        if (alone and clause.before == "(") or not (is_relatives(text) and self._head(clause, other)):
            if alone:
                self._change(other)
            elif self._last < 0:
                self._add(other)

    def _is_theirs(self, clause: _Clause, text: str) -> bool:
        """ "Penicillin: mother had anaphylaxis", of a name of whose reaction nothing else was told."""
        if clause.before not in (":", "(") or self._last < 0 or self._last != len(self.told) - 1:
            return False
        last = self.told[self._last]
        alone = last.standing == "real" and names_one(last.text) and not (reacts(last.text) or last.unsure)
        return alone and bool(found("theirs", text)) and is_grave(text) and not _TOGETHER.search(text)

    def _is_patient(self, clause: _Clause, text: str) -> bool:
        """ "Penicillin (mother, patient)": the name before it is the patient's too, unless names stand behind."""
        alone = self._own and clause.behind != ":" and self._last >= 0 and is_beside(text)
        return alone and self.told[self._last].standing == "another's" and bool(set(plain(text)) & words("self"))

    def _excepted(self, text: str) -> None:
        """The contrary of what stands before it; "all but celecoxib tolerated" may mean either, and both warn."""
        last = self.told[-1]
        spares = last.standing == "real" and not found("tolerated", text) and not reacts(text)
        turned: Standing = "tolerated" if spares else "another's" if last.standing == "another's" else "real"
        self._add(Told(text, turned))

    def _removed(self, clause: _Clause, text: str, named: bool) -> bool:
        """Whether a clause says that an allergy is none; a reaction that is ruled out ("SJS") is not the allergy, and
        one behind the removal is a new one."""
        removed, ruled_out = found("removed", text), found("ruled out", text)
        removed = removed or (found("tested", text) if named else None)
        match = removed or ruled_out
        if match is None or found("not removed", text[: match.start()]) or found("left open", text[match.end() :]):
            return False
        before, after = text[: match.start()], text[match.end() :]
        if reacts(after, allergy=False) or found("positive", after) or (ruled_out and reacts(before, allergy=False)):
            return False
        if named:
            if not _each_one(text):
                return False
            self._add(Told(text, "removed"))
        elif not (is_beside(before) and is_beside(after)):
            self._item(text)
        elif not self._head(clause, Told("", "removed")) and not self._unknown:
            self._change(Told("", "removed"))
        return True

    def _tolerated(self, clause: _Clause, text: str, named: bool) -> bool:
        """ "Tolerates cefazolin", "cefazolin tolerated", and "naproxen (rash), tolerated since"."""
        match = found("tolerated", text) or (found("tolerates", text) if named else None)
        if match is None:
            return False
        before, after = text[: match.start()].strip(), text[match.end() :]
        if found("badly before", before) or found("badly behind", after):
            return False
        if not names_in(after) and (reacts(after, allergy=False) or found("positive", after)):
            return False
        if names_in(after):
            if before:
                self.read(_Clause(before, clause.before, ","))
            self._parts(after)
        elif names_in(before):
            self._named_before(clause, before, again=bool(found("again", text)))
        elif is_beside(before) and is_beside(after) and not self._head(clause, Told("", "tolerated")):
            last = self.told[self._last] if self._last >= 0 and not self._unknown else None
            if last and last.standing == "real":
                self._change(last._replace(since=True))
        return True

    def _named_before(self, clause: _Clause, before: str, *, again: bool) -> None:
        among_all = clause.before == "but" and bool(self.told) and bool(found("all", self.told[-1].text))
        if again:
            self._add(Told(before, since=True))
        elif among_all or not _each_one(before):
            self._add(Told(before))
        else:
            self._parts(before)

    def _parts(self, text: str) -> None:
        """Of several names that are tolerated, one may have a reaction beside it: "cefazolin and penicillin rash"."""
        parts = _TOGETHER.split(text)
        bad = [reacts(part) for part in parts]
        for at, part in enumerate(parts):
            if names_in(part):  # "penicillin once and had anaphylaxis", "a rash with penicillin"
                beside = [place for place in (at - 1, at + 1) if 0 <= place < len(parts) and not names_in(parts[place])]
                self._add(Told(part, "real" if bad[at] or any(bad[place] for place in beside) else "tolerated"))

    def _plain(self, clause: _Clause, text: str, named: bool) -> None:
        if is_denial(text):
            self._denied(clause, text)
            return
        if found("positive", text) and not named:
            self._turned()
            return
        unsure = bool(found("unsure", text))
        if named:
            heading = self._heading
            holds = not reacts(text) and names_only(text)
            self._add(Told(text, heading.standing if holds else "real", unsure or heading.unsure))
        elif unsure and not self._is_unsure(text):
            self._item(text)
        elif unsure:
            if not self._head(clause, Told("", unsure=True)) and self._last >= 0 and not self._unknown:
                self._change(self.told[self._last]._replace(unsure=True))
        elif clause.behind == ":" and not reacts(text, allergy=False):
            self._heading = Told("")
            self._item(text, listed=False)
        elif reacts(text) and self._last >= 0:
            self._reacted(clause)
            own = reacts(text, allergy=False) and clause.behind != ":"  # "egg allergy, outgrown", "hay fever: outgrown"
            self._unknown = self._unknown or not (own or is_beside(text))
        else:
            alone = {clause.before, clause.behind} <= {"", ";", "\n"} or names_unlisted(text)
            self._item(text, listed=alone and not reacts(text) and len(text.split()) <= _ITEM)

    def _is_unsure(self, text: str) -> bool:
        """Whether it is the name before it, or a reaction to it, that is not confirmed."""
        match = found("unsure", text)
        beside = match is None or (is_beside(text[: match.start()]) and is_beside(text[match.end() :]))
        return beside or reacts(text, allergy=False)

    def _denied(self, clause: _Clause, text: str) -> None:
        answers = clause.before in (":", "(", "-") and words_of(text) in words("whole") and self._last >= 0
        if answers and found("reaction", self.told[self._last].text):
            self._change(Told("", "denied"))  # "penicillin allergy: no"
        else:
            self._add(Told(text, "denied"))

    def _reacted(self, clause: _Clause) -> None:
        """A reaction behind what was removed or tolerated turns it; in brackets behind what was removed it is old."""
        if clause.before != "(" or self.told[self._last].standing not in ("removed", "denied"):
            self._turned()

    def _turned(self) -> None:
        """The last name is one that the patient reacted to."""
        last = self.told[self._last] if self._last >= 0 else None
        if last and (last.standing != "another's" or self._own or self._theirs == self._last):
            self._change(last._replace(standing="real", since=False))


def _each_one(text: str) -> bool:
    """Whether what is named is joined ("penicillin and codeine"); of names side by side one may be of another thing."""
    return all(names_one(part) for part in _TOGETHER.split(text) if names_in(part))
