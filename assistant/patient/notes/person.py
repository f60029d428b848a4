"""Who the patient is, from a note: age, sex, ancestry, pregnancy, breastfeeding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.patient.notes.note import Note
from assistant.patient.notes.tags.tagged import Tagged
from assistant.patient.notes.tags.values import OLDEST, PER_YEAR, tagged_age, tagged_answer, tagged_words
from assistant.patient.notes.told import Left, Told, number_in, wordings

__all__ = ["read_person"]

_NOT_AN_AGE = re.compile(
    r"\b(?:wt|weight|ht|height|for|past|last|next|over|within|in|during|every|at|since|about|after|before|each|until|diagnosed)"
    r"(?: (?:the|age|least|an|her|his|past|last|about))*[ ,(]*\Z",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\A[ -]*(?:ago|later|earlier|prior|before|after|history|of (?!age)|duration|smok|pack)", re.IGNORECASE
)


def read_person(note: Note, tagged: Tagged) -> Iterator[Told | Left]:
    tagged_ages = (one for one in tagged_age(note, tagged) if not _of_kin(note, one.start, one.end))
    age, sex = next(chain(_age(note), tagged_ages), None), next(_sex(note), None)
    pregnant, nursing = (
        next(chain(_yes_or_no(note, field), tagged_answer(field, tagged)), None)
        for field in ("pregnant", "breastfeeding")
    )
    ancestry = next(chain(_ancestry(note), tagged_words(note, "ancestry", tagged, "ancestry")), None)
    if nursing and age and float(str(age.value)) < _BEARING and note.plain[: nursing.end].lower().endswith("fed"):
        nursing = None  # the patient is the child
    if sex and sex.value == "male":
        pregnant, nursing = (one if one and not one.value else None for one in (pregnant, nursing))
    bearing = next((one for one in (pregnant, nursing) if one and one.value), None)
    if sex is None and bearing:
        sex = Told("sex", "female", bearing.start, bearing.end)
    yield from (one for one in (age, sex, ancestry, pregnant, nursing) if one)


_BEARING = 10.0
"""Years below which a text that speaks of breastfeeding speaks of the mother's."""


def _age(note: Note) -> Iterator[Told]:
    """The first that is written out as an age; else the first short one ("58M"); never another person's."""
    for field in ("age", "age short"):
        found = sorted(
            (match.start(), match, unit)
            for (name, unit), pattern in _numbers().items()
            if name == field
            for match in pattern.finditer(note.plain)
            if _is_own_age(note, match, written_out=field == "age")
        )
        for _, match, unit in found:
            said, start = number_in(match)
            years = _years(match, unit, said)
            if years <= OLDEST:
                yield Told("age", years if unit == "year" else round(years, 2), start, match.end())
                return


_BOTH = "year and month"


def _years(match: re.Match[str], unit: str, said: float) -> float:
    """ "3 y 4 mo" has two numbers, every other wording one."""
    if unit != _BOTH:
        return said / PER_YEAR[unit]
    return float(re.findall(r"\d+", match[0])[0]) + said / PER_YEAR["month"]


def _is_own_age(note: Note, match: re.Match[str], *, written_out: bool) -> bool:
    _, start = number_in(match)
    before = note.before(start, 30)
    if not written_out and (_NOT_AN_AGE.search(before) or _LATER.match(note.plain[match.end() : match.end() + 12])):
        return False
    if re.search(
        r"\b(?:at|until|since|from) (?:the )?(?:age )?(?:of )?\Z",
        note.plain[max(0, match.start() - 20) : match.start()],
        re.IGNORECASE,
    ):
        return False
    other = _of_relative(note, start) or _of_kin(note, start, match.end())
    return note.status(start, match.end()) != "family" and not other


@cache
def _numbers() -> dict[tuple[str, ...], re.Pattern[str]]:
    return dict(patterns("note_numbers"))


@cache
def _relative() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{patterns('note_relatives')[()].pattern})\b", re.IGNORECASE)


def _of_relative(note: Note, place: int) -> bool:
    """A relative is named right before the place ("her mother, 80,")."""
    return bool(
        re.search(
            rf"\b(?:her|his|a|the|whose|older|younger) (?:\w+ )?{_relative().pattern}\W*\Z",
            note.before(place, 30),
            re.IGNORECASE,
        )
    )


_WHOSE = re.compile(
    r"\b(?:her|his|their|whose|with an?|(?:mother|father|parents?) (?:of|to) an?)\s+\Z"
    r"|\b(?:she|he|patient|pt|wom[ae]n|m[ae]n)(?: who)? (?:has|have) an?\s+\Z|, (?:and )?has an?\s+\Z",
    re.IGNORECASE,
)
"""Before a child that is not the patient; "we have a 5-year-old boy with" is how a doctor begins on the patient."""
_FED = re.compile(
    r"\b(?:breast-?feed(?:ing|s)|mother of|father of|parents? of) (?:an?|her|his|the) \Z"
    r"|\b(?:nurs(?:ing|es)|feed(?:ing|s)) (?:her|his) \Z",
    re.IGNORECASE,
)
"""Before the age of one who is fed, also where no word for a child stands behind: "breastfeeding a 3-month-old"."""
_CARED_FOR = re.compile(r"\b(?:nurs(?:ing|es)|feed(?:ing|s)) (?:an?|the) \Z", re.IGNORECASE)
"""As `_FED` where an infant stands behind; else it may be the patient, whom a nurse looks after."""
_INFANT = re.compile(
    r"[\d.]+[-\s]*(?:(?:months?|weeks?|days?|mos?|wks?)\b"
    r"|(?:years?|yrs?|y/?o)?[-\s]*(?:old)?[-\s]*(?:bab(?:y|ies)|infant|newborn|neonate|toddler|twin))"
    r"|[0-3][-\s]*(?:years?|yrs?|y/?o)[-\s]*(?:old)?[-\s]*(?:boy|girl|son|daughter|child)\b",
    re.IGNORECASE,
)
_FED_CHILD = re.compile(
    r"\b(?:nurs(?:ing|es)|breast-?feed(?:ing|s)) (?:an?|her|his|the) (?:[0-3][-\s]*(?:years?|yrs?|y/?o)[-\s]*(?:old)? "
    r"|\d+[-\s]*(?:months?|weeks?|days?|mos?|wks?)[-\s]*(?:old)? )?(?:\w+ )?\Z",
    re.IGNORECASE,
)
"""Before a boy or a girl who is fed: the word tells no sex of the patient's."""
_CHILD = r"bab(?:y|ies)|infants?|newborns?|neonates?|toddlers?|child(?:ren)?|kids?|twins|girls?|boys?"


def _of_kin(note: Note, start: int, end: int) -> bool:
    """The age is of somebody of the patient's own: "her 3-month-old baby", "two children aged 3 and 5"."""
    kin = rf"(?:{_relative().pattern}|{_CHILD})"
    before, after = note.before(start, 40), note.plain[end : end + 30]
    behind = re.match(rf"[-\s]*(?:{_UNIT}[-\s]*)?(?:old[-\s]*)?{kin}\b", after, re.IGNORECASE)
    ahead = rf"\b{kin}[\s,(]*aged?\s*\Z|\b(?:her|his|their|whose) (?:\w+ )?{kin}[\s,(]*(?:is|of)?\s*\Z"
    of_kin = behind and _WHOSE.search(before)
    fed = _FED.search(before) or (_CARED_FOR.search(before) and _INFANT.match(note.plain, start))
    return bool(of_kin or fed or re.search(ahead, before, re.IGNORECASE))


_UNIT = r"(?:years?|months?|weeks?|days?|yrs?|mo|wk)"


def _sex(note: Note) -> Iterator[Told]:
    """The first word for a person who is the patient; where there is none, the pronoun that stands most often."""
    candidates = sorted((*wordings(note, "sex"), *_letters(note)), key=lambda one: one[1])
    age = next(_age(note), None)
    if age is not None:  # the sentence that gives the age names the patient
        candidates.sort(key=lambda one: note.part(one[1]) != note.part(age.start))
    for value, start, end in candidates:
        other = _of_relative(note, end) or _is_relatives(note, start, end) or _FED_CHILD.search(note.before(start, 60))
        if not other:
            yield Told("sex", value, start, end)
            return
    said = [one for one in wordings(note, "pronoun") if note.status(*one[1:]) != "family"]
    if said:
        most = Counter(value for value, *_ in said).most_common(1)[0][0]
        yield next(Told("sex", value, start, end) for value, start, end in said if value == most)


def _is_relatives(note: Note, start: int, end: int) -> bool:
    return note.status(start, end) == "family"


_LETTER = re.compile(
    r"(?<![\d.*/:-])\d{1,3} ?-?(?:y(?:rs?)?(?:[ ./-]?o(?:ld)?)?\.?|years?(?:[- ]old)?)?[ /,]{0,2}"
    r"(?P<letter>[MF])\b(?![-+*:/]|\.\d)"
    r"|(?<![\d.*/:-])\d{2}(?P<small>[mf])\b(?=[ ,;.]|$)"
    r"|\b(?:pt|patient) \d{1,3} (?P<apart>[mf])\b"
    r"|[(,/] ?(?P<listed>[MF])(?=[,)/] ?(?:\d|$))"
    r"|(?<![\d.])\d{1,3}[ -]?y(?:ea)?r?s?\W{0,2}(?:o(?:ld)?\b\.?)?,? [A-Za-z]+(?:[ -][A-Z][a-z]+)? "
    r"(?P<after>[MF])\b(?![-+*:/]|\.\d)"
    r"|(?i:sex|gender) ?: ?(?P<labeled>[MFmf])\b"
    r"|(?:^|[,;.:(\n] ?|\b(?:pt|patient) )(?P<first>[MF])[ ,/]{1,2}\d{1,3}\b(?![.,/%:]\d| ?(?:%|mg|kg|mm|cm))"
    r"|(?<![\d.*/:-])\d{2}(?P<titled>[MF]):"
    r"|(?<![\d.])\d{1,3} ?(?:yo|y/o|y\.o\.) [WBHA](?P<raced>[MF])\b"
)


def _letters(note: Note) -> Iterator[tuple[str, int, int]]:
    """ "58M", "54 yo F", "(F, 35 y)", "73/M"."""
    for match in _LETTER.finditer(note.plain):
        letter = match[match.lastgroup or 0]
        yield ("male" if letter in "Mm" else "female"), match.start(), match.end()


def _ancestry(note: Note) -> Iterator[Told]:
    found = [*wordings(note, "ancestry"), *_nationalities(note)]
    for value, start, end in sorted(found, key=lambda one: one[1]):
        if _describes_a_person(note, start, end) and not note.status(start, end):
            yield Told("ancestry", value, start, end)
            return


def _nationalities(note: Note) -> Iterator[tuple[str, int, int]]:
    """ "Polish", "Ethiopian": what the people of a country are called, as the note writes it."""
    for match in _of_countries().finditer(note.plain):
        yield note.text[match.start() : match.end()].capitalize(), match.start(), match.end()


@cache
def _of_countries() -> re.Pattern[str]:
    words = {word.removesuffix("*") for _, _, people, *_ in rows("countries") for word in people.split("|") if word}
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)


_PERSON = re.compile(
    r"[ -](?:american |jewish |[a-z]+ )?(?:wom[ae]n|m[ae]n|male|female|boy|girl|lady|gentleman|patient|child|infant"
    r"|ancestry|descent|origin|ethnicity|heritage|background|[MF]\b)",
    re.IGNORECASE,
)
_STANDS_ALONE = re.compile(r"(?:^|[,;.:\n(]|of|is|is an?|yo|\d ?y|old|y/o|identifies as) *\Z", re.IGNORECASE)

_AGED = re.compile(r"\d ?-?(?:y/?o|yrs?|y)? ?[MF] \Z")
"""An age with a sex right before it ("58F Filipino")."""


def _describes_a_person(note: Note, start: int, end: int) -> bool:
    """ "white female" and "Japanese male" do; "white blood cells" and "African trypanosomiasis" do not."""
    if _PERSON.match(note.plain, end):
        return True
    before, after = note.plain[max(0, start - 20) : start], note.plain[end : end + 1]
    if _AGED.search(before):
        return True
    return (
        bool(_STANDS_ALONE.search(before)) and after in (",", ".", ";", "\n", ")", "") and note.plain[start].isupper()
    )


def _yes_or_no(note: Note, field: str) -> Iterator[Told]:
    """The first that is said of the patient and not left open; a "yes" that is denied is a "no"."""
    for value, start, end in wordings(note, field):
        status = note.status(start, end)
        if status in ("", "denied"):
            yield Told(field, value == "yes" and not status, start, end)
            return
