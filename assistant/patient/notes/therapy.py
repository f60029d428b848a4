"""Drugs in a note: those taken, those had before, those not tolerated. One that is only asked about is none of them.

What says so stands beside the drug (`knowledge/patterns/note_drugs.tsv`), or is the label of its part ("Meds:"); a drug
that goes on a list goes with the one before it. Where nothing says so the drug is left out, and that is told.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import WORD, words_of
from assistant.language.allergy_standing import with_standing
from assistant.language.allergy_standing import words as said_of_none
from assistant.patient.notes.allergens import allergens, told_by_relative
from assistant.patient.notes.names.named import Name
from assistant.patient.notes.names.short_forms import is_word
from assistant.patient.notes.names.unlisted import UNLISTED, as_written, unlisted_drugs
from assistant.patient.notes.note import Note, Part
from assistant.patient.notes.tags.labels import DRUGS
from assistant.patient.notes.tags.tagged import Tagged, TaggedSpan
from assistant.patient.notes.told import Left, Told

__all__ = ["not_tolerated", "read_therapy"]

TAGGED = "tagged drug"
"""The kind of a name that the tagger alone takes for a drug."""
_LISTED_AS_WRITTEN = ("current", "prior")
_DRUGS = ("drug", "drug class", "regimen", "procedure", UNLISTED, TAGGED)
_FIELDS = {
    "current": "medications",
    "prior": "prior_therapies",
    "allergy": "allergies",
    "reacted": "allergies",
}
_SECTIONS = {"medications": "current", "prior": "prior", "allergies": "allergy"}
_REACH = 90
_DOSE = (
    r"\d+(?:[.,]\d+)?(?: ?(?:mg|mcg|µg|μg|g|units?|u|iu|ml|%|x))?(?:/(?:d|day|kg|m2))?|daily|weekly|x ?\d+|"
    r"bid|tid|qid|qd|qhs|prn|od|po|iv|sc|p\.o\.|mr|xr|er|sr|xl|inhaler|cream|gel|spray|patch|tablets?|cycles?|d ?\d+|"
    r"bd|tds|qds|nocte|mane|monthly|\d-\d-\d(?:-\d)?|ppx|prophylaxis|q ?\d{0,2}(?:mo|wk|[hdw])\w*|[x×] ?\d+|\d+#"
)
_LIST = re.compile(
    r"(?:[\s,/+&;]|\bno other meds\b|\band\b|\bor\b|\bplus\b|(?:together |along )?\bwith\b|\bw/|\bthen\b|"
    r"\bfollowed by\b|\bnab-|\bfor\b|(?-i:\b[A-Z]{2,5}\b)|"
    rf"\([^()\n]{{0,40}}\)|(?:{_DOSE})(?![a-z]))*",
    re.IGNORECASE,
)


def not_tolerated(note: Note, names: Sequence[Name], tagged: Tagged) -> frozenset[int]:
    """Where drugs end that were stopped or not tolerated: a disease right behind one is what it did."""
    drugs = [one for one in names if one.kind in _DRUGS]
    uses = _judged(note, drugs, names, tagged)
    return frozenset(one.end for one, use in zip(drugs, uses, strict=True) if use in ("prior", "allergy", "reacted"))


def read_therapy(note: Note, names: Sequence[Name], tagged: Tagged) -> Iterator[Told | Left]:
    names = sorted([*names, *_told_by_tags(note, names, tagged)], key=lambda one: one.start)
    names = sorted([*names, *unlisted_drugs(note, names)], key=lambda one: one.start)
    drugs = [one for one in names if one.kind in _DRUGS]
    yield from allergens(note, drugs)
    uses = _judged(note, drugs, names, tagged)
    ended = _ended(drugs, uses)
    for one, use in zip(drugs, uses, strict=True):
        if use == "current" and one.start < ended.get(one.entry, -1):
            yield Left(one.start, one.end, "stopped or held further on")
            continue
        if one.kind == UNLISTED:
            yield Left(one.start, one.end, "no drug of this name is known, so it is in no list")
            continue
        if one.kind == TAGGED and use in _LISTED_AS_WRITTEN:
            yield Left(one.start, one.end, "no drug of this name is known; it is listed as the note has it")
        if use == "reacted" or (use == "allergy" and _was_had(note, one)):
            yield Told(_FIELDS["prior"], one.name, one.start, one.end)
        if use in _FIELDS and (one.kind != "procedure" or use == "prior"):
            said = _allergen(note, one) if _FIELDS[use] == "allergies" else one.name
            yield Told(_FIELDS[use], said, one.start, one.end)
        elif use in _WHY:
            yield Left(one.start, one.end, _WHY[use])
        elif use != "asked":
            yield Left(one.start, one.end, "not said whether it is taken, was taken or is only considered")


def _allergen(note: Note, one: Name) -> str:
    """Its name, with the words that say that it is not confirmed or was removed."""
    return with_standing(one.name, note.before(one.start, _REACH), note.after(one.end))


def _ended(drugs: Sequence[Name], uses: Sequence[str]) -> dict[str, int]:
    """Where a drug is last told as stopped or held ("has been on lithium … we are withholding lithium")."""
    return {
        one.entry: one.start for one, use in zip(drugs, uses, strict=True) if use in ("prior", "held") and one.entry
    }


def _has_failed(note: Note, one: Name) -> bool:
    """Whether the words right before a drug say that the disease grew under it, or did not answer to it."""
    return bool(patterns("note_drugs")["failed", "before"].search(note.before(one.start, _REACH)))


def _was_had(note: Note, one: Name) -> bool:
    """Whether a drug that is not tolerated is also told as one that was taken and stopped, or failed."""
    section = note.part(one.start).section
    if section == "allergies":
        return False
    had, before = patterns("note_drugs")["stopped", "before"], _CLOSED.sub(" ", note.before(one.start, _REACH))
    return section == "prior" or bool(had.search(before))


_OPEN = ("unknown", "denied", "possible")
"""What a list's own verb overrules: "no response to risperidone or olanzapine" denies the response."""
_WHY = {
    "unknown": "not known",
    "denied": "denied",
    "family": "said of another person",
    "possible": "left open, not affirmed",
    "held": "held, and not taken now",
    "given": "given once, not taken",
    "tolerated": "tolerated, and no allergy",
    "barred": "considered, refused or ruled out, and not taken",
    "not taken": "read as named only: considered, refused, or another person's",
}


def _ends(note: Note, names: Sequence[Name]) -> frozenset[int]:
    """Where the patient's diseases end: "diabetes (insulin)" says that it is taken."""
    return frozenset(one.end for one in names if one.kind == "disease" and not note.status(one.start, one.end))


_OF_TAGS = {
    "taken": "current",
    "had": "prior",
    "allergen": "allergy",
    "reacted": "reacted",
    "held": "held",
    "not taken": "not taken",
}
_SURE = 0.9
"""From which chance on the tagger's word stands against that of the words beside a drug."""


_AGAINST = 0.95
"""From which chance on it stands against words that say that a drug is not taken."""
_NEVER = 1.01
_NOT_TAKEN = ("barred", "denied", "family", "possible", "unknown")
_REACTED = ("allergen", "reacted")
_ALLERGEN = 0.8
"""From which chance on a word is believed to be an allergen."""
_LIKELY = 0.7
"""From which chance on it is believed where these say nothing."""
_NAMED = 0.95
"""From which chance on a name that no vocabulary has is believed to be one."""


def _judged(note: Note, drugs: Sequence[Name], names: Sequence[Name], tagged: Tagged) -> list[str]:
    """What is done with each drug: as the tagger reads all its mentions where it is sure, else as the words beside it
    say, and where these say nothing as the tagger would have it."""
    uses = _uses(note, drugs, _ends(note, names), names)
    read = [tagged.chances(one.start, one.end, DRUGS) for one in drugs]
    summed: dict[str, Counter[str]] = {}
    for one, chances in zip(drugs, read, strict=True):
        summed.setdefault(_same_drug(one), Counter()).update(chances)
    made: list[str] = []
    for one, use in zip(drugs, uses, strict=True):
        votes = summed[_same_drug(one)]
        tag = max(votes, key=lambda tag: votes[tag], default="")
        believed = tag and votes[tag] >= _least(note, one, use) * votes.total()
        both = tag == "not taken" and use in _NOT_TAKEN  # the words say why
        # "Not confirmed" still warns, and what is tolerated or a relative's is no allergy, whatever the tagger reads.
        fine = tag in _REACTED and _is_tolerated(note, one)
        use = "tolerated" if fine and not use else use
        said = fine or use == "tolerated" or (use == "allergy" and _allergen(note, one) != one.name)
        said = said or (use == "family" and tag in _REACTED)
        # "Aleve -> angioedema": that it did harm makes it no therapy that was had; and what the words call an allergen
        # ("father reports codeine") warns, though the tagger takes it for another's.
        said = said or (use == "allergy" and tag in ("reacted", "not taken"))
        said = said or (use == "prior" and tag == "taken" and _has_failed(note, one))
        made.append(_OF_TAGS[tag] if believed and not both and not said else use)
    return made


def _least(note: Note, one: Name, use: str) -> float:
    """The chance from which on the tagger is believed; in a question nothing is, unless it is said."""
    if use == "asked":
        return _NEVER
    if use in _NOT_TAKEN or (not use and note.part(one.start).asked):
        return _AGAINST
    return _SURE if use else _LIKELY


def _told_by_tags(note: Note, names: Sequence[Name], tagged: Tagged) -> list[Name]:
    """What the tagger takes for a drug and no vocabulary has."""
    return as_written(note, names, TAGGED, ((one.start, one.end) for one in tagged.of(*DRUGS) if _is_named(note, one)))


def _is_named(note: Note, one: TaggedSpan) -> bool:
    """Whether the tagger is sure, and a word of it is none of the language: a name, or a form of one. An allergen may
    be a word ("latex"), and one too many does less harm than one that is missed."""
    if one.tag in _REACTED:
        if words_of(note.plain[one.start : one.end]) in said_of_none("whole") | said_of_none("open"):
            return False  # "NKDA"
        return one.chance >= _ALLERGEN and note.plain[one.end : one.end + 1] != "?"
    return one.chance >= _NAMED and any(
        not is_word(word.lower()) for word in WORD.findall(note.plain[one.start : one.end])
    )


def _same_drug(one: Name) -> str:
    return (one.entry or one.name).lower()


def _uses(note: Note, drugs: Sequence[Name], ends: frozenset[int], names: Sequence[Name]) -> list[str]:
    """What is done with each drug; one that nothing is said of goes with its list, from the front or from the end."""
    uses = [_use(note, one, ends) or _of_line(note, one) for one in drugs]
    _switch(note, drugs, uses)
    passed = [_passed(note, one, use) for one, use in zip(drugs, uses, strict=True)]
    listed = [_are_listed(note, one, other) for one, other in itertools.pairwise(drugs)]
    for place, together in enumerate(listed):
        if together and (not uses[place + 1] or (uses[place + 1] in _OPEN and passed[place] in _FIELDS)):
            uses[place + 1] = passed[place + 1] = passed[place]
        elif together and not passed[place + 1]:
            passed[place + 1] = passed[place]
    for place, together in reversed(list(enumerate(listed))):
        if together and not uses[place] and ";" not in note.plain[drugs[place].end : drugs[place + 1].start]:
            uses[place] = passed[place] = passed[place + 1]
    alone = _parts_of_drugs(note, [one for one in names if one.kind in _DRUGS or one.end in ends])
    return [use or ("current" if note.part(one.start) in alone else "") for use, one in zip(uses, drugs, strict=True)]


_IN_BRACKETS = re.compile(r" ?\([^()\n]*\)")


def _passed(note: Note, one: Name, use: str) -> str:
    """What goes on to its list; what stands in brackets behind one drug is said of it alone ("alendronate (held)")."""
    behind = _IN_BRACKETS.match(note.plain, one.end)
    cues = patterns("note_drugs")
    own = behind and use in _SAID_BEHIND and cues[use, "after"].search(behind[0])
    return "" if own and not cues[use, "before"].search(note.before(one.start, _REACH)) else use


_SAID_BEHIND = ("prior", "allergy", "held")
_ARROW = re.compile(r" ?(?:→|->) ?")


def _switch(note: Note, drugs: Sequence[Name], uses: list[str]) -> None:
    """ "Warfarin → apixaban": the one was had, the other is taken."""
    for place, (one, other) in enumerate(itertools.pairwise(drugs)):
        if _ARROW.fullmatch(note.plain, one.end, other.start):
            uses[place], uses[place + 1] = "prior", uses[place + 1] or "current"


_LINE = re.compile(r"(?<!\w)(?P<line>[1-9])L\b|\b(?P<said>[1-9])(?:st|nd|rd|th)[- ]line\b")
_IN_LINE = re.compile(r"(?:[\w-]*[ ,/+&:=(-]{1,3}){0,8}")


def _of_line(note: Note, one: Name) -> str:
    """A drug behind the number of its line was had, where the note numbers a later line ("1L …; 2L …; now 3L")."""
    low, _ = note.clause(one.start)
    lines = [*_LINE.finditer(note.plain)]
    before = [line for line in lines if low <= line.start() and line.end() <= one.start]
    if not before or not _IN_LINE.fullmatch(note.plain, before[-1].end(), one.start):
        return ""
    last = max(int(line["line"] or line["said"]) for line in lines)
    return "prior" if int(before[-1]["line"] or before[-1]["said"]) < last else ""


def _are_listed(note: Note, one: Name, other: Name) -> bool:
    if note.part(one.start) != note.part(other.start):
        return False
    named = note.plain[one.end : other.start].strip() == "(" and note.plain[other.end : other.end + 1] == ")"
    return named or bool(_LIST.fullmatch(note.plain, one.end, other.start))


def _use(note: Note, one: Name, ends: frozenset[int]) -> str:
    """What the words beside the drug say; else what its part is about."""
    section, status = note.part(one.start).section, note.status(one.start, one.end)
    before, after = note.before(one.start, _REACH), note.after(one.end)
    if status == "family":
        if not told_by_relative(note, one.start):
            return status
        status = ""
    cues = patterns("note_drugs")
    if section == "allergies" and (told := _tolerated(before, after)):
        return told
    if cues["allergy", "before"].search(before) or cues["allergy", "after"].search(after):
        return "denied" if _REMOVED.match(after) else "allergy"
    begun = _is_begun(note, one, before, after)
    said = _said_beside(section, before, after, begun=begun)
    if said is not None:
        return said
    if section in _SECTIONS and status != "denied":
        return _SECTIONS[section]
    if status == "denied":
        return status
    if one.kind == "procedure":
        return status or ("current" if _GOES_ON.search(before + "|" + after) else "prior")
    opening = len(before) - len(before.rstrip(" (:-"))
    treated = one.start - opening in ends and (opening > 1 or bool(_STANDS_LAST.match(after)))
    return (
        "current"
        if begun or treated or _is_taken(note, one, before, after)
        else status or ("prior" if one.kind == "procedure" else "")
    )


def _tolerated(before: str, after: str) -> str:
    """What a list of allergies says of a drug with that word: it is tolerated, or it is not."""
    cues = patterns("note_drugs")
    if cues["not tolerated", "after"].match(after):
        return "allergy"
    return "tolerated" if cues["tolerated", "before"].search(before) or cues["tolerated", "after"].match(after) else ""


def _is_tolerated(note: Note, one: Name) -> bool:
    return _tolerated(note.before(one.start, _REACH), note.after(one.end)) == "tolerated"


def _is_begun(note: Note, one: Name, before: str, after: str) -> bool:
    """ "We are starting aspirin today" asks for nothing."""
    today = patterns("note_drugs")["today", "after"].match(after)
    return bool(today and _STARTING.search(before) and not note.part(one.start).asked)


def _said_beside(section: str, before: str, after: str, *, begun: bool) -> str | None:
    """What the words beside a drug say that outweighs its heading; None where they say nothing of the kind."""
    cues = patterns("note_drugs")
    taken = cues["current", "before"].search(before)
    if (cues["asked", "before"].search(before) and not begun) or (cues["asked", "after"].search(after) and not taken):
        return "asked"
    if section == "plan" and not cues["aim", "before"].search(before):
        return "asked"
    if cues["barred", "after"].match(after):
        return "barred"
    held = cues["held", "before"].search(before)
    if (cues["given", "before"].search(before) and not held) or cues["given", "after"].match(after):
        return "given"
    if section == "allergies" and _IN_BRACKET.search(before):
        return ""
    had = section != "allergies" and cues["prior", "before"].search(_CLOSED.sub(" ", before))
    if cues["prior", "after"].search(after) or (had and not cues["going", "after"].match(after)):
        return "prior"
    if section != "medications" and cues["dated", "after"].search(after) and not cues["begun", "before"].search(before):
        return "prior"  # a year alone is when it was had
    return "held" if held or cues["held", "after"].match(after) else None


_GOES_ON = re.compile(
    r"\b(?:on|undergoing|receiving|having)\W*(?:\w+ )?\||\|(?: \w+)? (?:ongoing|since|continues)\b", re.IGNORECASE
)
"""That a procedure is not over, around the place of it ("|")."""
_STARTING = re.compile(r"\bstarting\W+(?:\w+ )?\Z", re.IGNORECASE)
_STANDS_LAST = re.compile(r" ?(?:[,;.\n]|\Z)")
"""Behind a disease and its drug ("T2DM metformin;")."""
_IN_BRACKET = re.compile(r"\([^()\n]*\Z")
_CLOSED = re.compile(r"\([^()\n]*\)")
"""What stands in brackets is said of the word before them, and not of a drug behind."""
_REMOVED = re.compile(
    r" allerg(?:y|ies)(?: label)?,? (?:was )?(?:removed|de-?labell?ed|disproved|ruled out)\b", re.IGNORECASE
)


def _is_taken(note: Note, one: Name, before: str, after: str) -> bool:
    """A dose behind a drug says so, but in a question it may be what is asked."""
    cues = patterns("note_drugs")
    dosed = cues["current", "after"].search(after) and not _is_asked_of(note, one)
    return bool(dosed or cues["current", "before"].search(before))


_ASKS = re.compile(
    r"\b(?:can|could|should|may|would|will|does|do|is|are|what|which|how|when|whether|any|why)\b", re.IGNORECASE
)


def _is_asked_of(note: Note, one: Name) -> bool:
    """Whether a question is on the drug: its words stand before it, or no comma parts it from the question mark."""
    part = note.part(one.start)
    asks = _ASKS.search(note.plain, part.start, one.start) or "," not in note.plain[one.end : part.end]
    return part.asked and bool(asks)


def _parts_of_drugs(note: Note, names: Sequence[Name]) -> set[Part]:
    """Parts that are nothing but drugs, doses and what they are for ("Montelukast, budesonide/formoterol.")."""
    within: dict[Part, list[Name]] = {}
    for one in names:
        within.setdefault(note.part(one.start), []).append(one)
    return {part for part, found in within.items() if _is_list(note, part, found)}


def _is_list(note: Note, part: Part, drugs: Sequence[Name]) -> bool:
    if part.asked or part.section not in ("", "patient"):
        return False
    places = [part.body, *(edge for one in drugs for edge in (one.start, one.end)), part.end]
    between = zip(places[::2], places[1::2], strict=True)
    return all(_LIST.fullmatch(note.plain[start:end].strip(" .\n")) for start, end in between)
