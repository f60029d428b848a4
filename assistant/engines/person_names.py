"""Names of people in a text, in any case and order, by lists of the names that people have.

"Sure" names are words of no language and no vocabulary at hand; the others ("young", "mark") count only beside a sure
one, or after a title. A word that no list knows counts as a name when it is written like one ("Thatcherson",
"d'Estrées", "al-Qahtani"): it may be a new brand as well, and a brand too many is the smaller loss. In lower case it
counts beside a name, after "Dr" and before an age. Names that medicine has made its own ("lynch syndrome", "breslow
thickness", the SOPHIA trial, Tagrisso) are left.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from assistant.engines.known_words import known, known_pairs
from assistant.engines.name_lists import (
    cues,
    field_words,
    grammar,
    is_term,
    listed,
    nouns,
    plain_words,
    proper,
    proper_pairs,
)

__all__ = ["bare", "name_spans"]

_TOKEN = re.compile(r"(?<![\w\[*/@'’-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w*/@\]])")
_GAP_BEFORE = re.compile(r"[ \t]+")
_GAP = re.compile(r"\.?[ \t]+(?:['’][stn] )?|\.|\.?[ \t]*,[ \t]*")
_AGE = re.compile(
    r"[ \t]*[,(]?[ \t]*(?:aged?[ \t]*)?\d{1,3}[ -]?(?:y\.?[ /]?o\b|yrs?\b|years?\b|[mf]\b)", re.IGNORECASE
)
_ACTS = re.compile(
    r"[ \t]+(?:has|had|takes|took|needs|presents|presented|asks|asked|wants|wanted|came|lives|weighs|called)\b|['’]s\b"
)
_NAMES = ("sure", "in company", "unknown", "field")
_PREFIX = re.compile(
    r"(?:al|el|bin|ibn|abu|ben)[-’']|(?:[DdLlOo]|[Dd]ell|[Nn])['’]|(?:Mc|Mac|Fitz|De|Di|Du|La|Le|Van|Von|Ni)(?=[A-ZÀ-ÖØ-ÞĀČĎĘĚĞĢĶĹĽŁŃŇŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽȘȚ])"
)
_VOWEL = re.compile("[aeiouy]")
_INITIALS = re.compile(r"(?<![\w.])[^\W\d_a-z]\.(?:[ -]{0,2}[^\W\d_a-z]\.){1,4}(?!\w)")
_LONGEST = 50
"""Letters of the longest name."""
_NEAR = 40
"""Characters before a word that are looked at for the row it stands in."""
_MOST_WORDS = 12
"""Words, initials and particles of the longest name."""
_SHORTEST = 4
"""Letters from which a word that no list knows is a name by itself; shorter ones are symbols too often."""
_FOLDED = str.maketrans({"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


class _Token(NamedTuple):
    """`kind`: "sure", "in company", "unknown", "initial", "particle", "title", "cue", "person", "place", or "".

    "field": records write the word with a capital: a town, a tool, an eponym, or a name that no list has.
    """

    start: int
    end: int
    kind: str
    given: bool
    capital: bool
    words: tuple[str, ...]


def name_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each name, given and family names in one; in the order of the text."""
    shouting = text.isupper()
    tokens = [_token(match, shouting) for match in _TOKEN.finditer(text)]
    spans: list[tuple[int, int]] = []
    place = 0
    while place < len(tokens):
        last = _run(text, tokens, place)
        if last is None:
            place += 1
        else:
            spans.append((tokens[_begin(text, tokens, place)].start, tokens[last].end))
            place = last + 1
    return _with_initials(text, spans)


def _begin(text: str, tokens: list[_Token], place: int) -> int:
    """The first of the particles and unknown words that lead to a name ("van der Zwaagstra", "Eugenia de la Rocha")."""
    first = place
    while place and _GAP_BEFORE.fullmatch(text, tokens[place - 1].end, tokens[place].start):
        before = tokens[place - 1]
        stranger = before.kind in ("unknown", "in company", "field") and before.capital
        if before.kind != "particle" and not (stranger or (before.kind == "unknown" and not tokens[first].capital)):
            break
        place -= 1
    return place


def _with_initials(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """And initials that stand by themselves ("J.F.K.")."""
    found = [
        match.span()
        for match in _INITIALS.finditer(text)
        if cues().get(re.sub("[. -]", "", match.group()).lower()) != "dotted"
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*spans, *found]):
        joined = bool(merged) and not text[merged[-1][1] : start].strip()
        merged[-1:] = [(merged[-1][0], max(end, merged[-1][1]))] if joined else [*merged[-1:], (start, end)]
    return merged


def bare(word: str) -> str:
    """A name without accents and apostrophes, in lower case: the form in which the lists have it."""
    low = unicodedata.normalize("NFKD", word.lower().translate(_FOLDED))
    return "".join(c for c in low if not unicodedata.combining(c) and c not in "'’")


def _token(match: re.Match[str], shouting: bool) -> _Token:
    """A word in capitals among others in lower case may be a trial or a group, if records write one so."""
    start, word = match.start(), re.sub(r"['’]s\Z", "", match.group())
    parts = tuple(bare(part) for part in word.split("-"))
    kind, given = _kind(word, parts), any(part in listed("given") for part in parts)
    shouted = word.isupper() and len(word) > 3 and kind in _NAMES
    if shouted and (parts[0] in proper("acronym") or (kind == "unknown" and len(word) <= _SHORTEST)):
        kind = "in company" if kind == "sure" else ""
    first = word.partition("-")[0]
    written = _is_written(word) or (
        kind == "unknown" and _is_written(first) and word[len(first) + 1 :].islower()
    )  # "Hye-jin"
    capital = written and len(word) > 1 and (shouted or not word.isupper())
    return _Token(start, start + len(word), kind, given, capital, parts)


def _is_written(word: str) -> bool:
    """Whether it is written as names are: a capital and small letters, after a prefix or a hyphen too, or capitals."""
    bare_word = _PREFIX.sub("", word, count=1)
    return word.isupper() or all(part[:1].isupper() and part[1:].islower() for part in bare_word.split("-"))


def _kind(word: str, parts: tuple[str, ...]) -> str:
    plain = parts[0]
    if len(word) == 1 and (word.isupper() or plain not in cues()):
        return "initial"
    if len(parts) == 1 and plain in cues():
        return cues()[plain]
    if len(word) > _LONGEST or (not word.isupper() and re.search("[a-z][A-Z]+$|[A-Z]{2}.*[a-z]", word)):
        return ""  # "OlympiA", "TAILORx"
    names = [part for part in parts if cues().get(part) != "particle"]
    if names and all(part in listed("sure") for part in names):
        return "sure"
    if names and all(part in listed("in company") or part in listed("sure") for part in names):
        return "in company"
    if len(names) < len(parts) and not re.search(r"-[^\W\d_a-z]", word):
        return "in company"
    return _kind_of_stranger(word, parts)


def _kind_of_stranger(word: str, parts: tuple[str, ...]) -> str:
    """ "unknown" when no list has the word and it can be a name; "field" when records write it with a capital."""
    if len(parts[0]) < 3 and len(parts) == 1 and word.isascii():
        return "in company" if word.istitle() and not known(word) and not _STAGE_WORD.fullmatch(word) else ""
    if word.isupper() and (not _VOWEL.search(bare(word)) or any(len(part) < _SHORTEST for part in parts)):
        return ""  # "HTTLPR", "DSM-IV"
    foreign = not word.isascii()
    if (known(word) and not foreign) or (
        all(is_term(part) for part in parts) and not (foreign and len(word) < _SHORTEST)
    ):
        return ""
    if re.search(r"-(?:[a-z]|[^\W\d_]\b)", word) and not word.islower():
        return "" if any(known(part) or is_term(part) for part in parts) else "unknown"  # "Toll-like", not "Hye-jin"
    if all(part in field_words() or part in plain_words() or known(part) for part in parts) and not foreign:
        return "field" if not word.islower() else ""
    return "unknown" if word.islower() or "-" in word or _is_written(word) else ""


def _run(text: str, tokens: list[_Token], place: int) -> int | None:
    """The last token of the name that begins at `place`; None when none begins there."""
    first = tokens[place]
    introduced = _introduced(text, tokens, place)
    if not (
        (first.kind in _NAMES and (first.kind != "in company" or first.given or first.capital or introduced))
        or _before_given(text, tokens, place)
        or (introduced and first.capital and first.kind == "")
        or (first.kind == "initial" and _dotted(text, first))
    ):
        return None
    last = place
    for at in range(place + 1, min(len(tokens), place + _MOST_WORDS)):
        gap = _GAP.fullmatch(text, tokens[at - 1].end, tokens[at].start)
        if gap is None or not _goes_on(tokens, last, at, "," in gap[0], place):
            break
        if tokens[at].kind not in ("initial", "particle") or _closes(text, tokens, last, at):
            last = at
    named = tokens[place : last + 1]
    if introduced:
        return last
    if not (_is_sure(named) or _among_people(text, tokens, place, last)) or _of_medicine(text, tokens, place, last):
        return None
    return last


_LOOKED_AT = 200
"""Characters behind a name that tell what it is."""


def _after(text: str, token: _Token) -> str:
    return text[token.end : token.end + _LOOKED_AT]


def _closes(text: str, tokens: list[_Token], last: int, at: int) -> bool:
    """An initial after a family name: "Gonzalez M."."""
    return tokens[at].kind == "initial" and at == last + 1 and tokens[last].kind == "sure" and _dotted(text, tokens[at])


def _is_sure(named: list[_Token]) -> bool:
    """A sure name among them, a word written like a name that no list knows, or two that may be names."""
    return any(token.kind == "sure" or _is_stranger(token) for token in named) or (
        len(named) > 1 and all(token.capital and token.kind in ("in company", "unknown") for token in named)
    )


def _is_stranger(token: _Token) -> bool:
    return token.kind == "unknown" and token.capital and token.end - token.start >= _SHORTEST


def _among_people(text: str, tokens: list[_Token], place: int, last: int) -> bool:
    """Whether words that may be a name stand where one stands: before an age, as one who acts, after "from"."""
    if not all(token.kind in ("unknown", "in company", "field") for token in tokens[place : last + 1]):
        return False
    rest = _after(text, tokens[last])
    opens = place == 0 and last > place and tokens[0].kind == "unknown" and re.match(r"\s*[,:(]", rest) is not None
    if _AGE.match(rest) or opens:
        return any(token.kind in ("unknown", "field") for token in tokens[place : last + 1])
    if not tokens[place].capital or tokens[place].kind not in ("unknown", "field"):
        return False
    before = tokens[place - 1] if place and text[tokens[place - 1].end : tokens[place].start].isspace() else None
    return _ACTS.match(rest) is not None or (before is not None and before.kind in ("place", "person"))


def _before_given(text: str, tokens: list[_Token], place: int) -> bool:
    """A capitalized word of medicine that is here a family name: "Hodgkin, Thomas"."""
    if not (tokens[place].capital and place + 1 < len(tokens) and tokens[place + 1].given):
        return False
    follows = tokens[place + 1]
    comma = re.fullmatch(r",[ \t]*", text[tokens[place].end : follows.start]) is not None
    return (
        comma
        and follows.kind == "sure"
        and follows.capital
        and re.match(r"\s*(?:[,;.()]|$)", _after(text, follows)) is not None
    )


def _goes_on(tokens: list[_Token], last: int, at: int, comma: bool, place: int) -> bool:
    """Whether the name that reaches to `last` goes on with the token `at`."""
    before, token = tokens[last], tokens[at]
    if token.kind in ("initial", "particle") and not comma:
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        return after in _NAMES or after in ("particle", "initial") or token.kind == "initial"
    if comma:
        first = (last == 0 or len(token.words) > 1) and token.kind == "unknown" and before.kind == "sure"
        return first or (token.given and token.kind == "sure" and last == place)
    if token.kind == "unknown":
        run = tokens[place : last + 1]
        named = any(near.given or (near.kind == "sure" and not token.capital) for near in run)
        return named or (before.capital and token.capital)
    if token.kind in ("in company", "field") and before.kind == "unknown":
        return before.capital and token.capital
    if token.kind == "field":
        return token.capital and before.given
    return token.kind in ("sure", "in company")


def _introduced(text: str, tokens: list[_Token], place: int) -> bool:
    """Whether what stands before says that a name follows: a title, or "named" after a word for a person."""
    if place == 0:
        return False
    before, token = tokens[place - 1], tokens[place]
    gap = text[before.end : token.start]
    if before.kind == "title" and (not text[before.start : before.end].isupper() or text.isupper() or "." in gap):
        return re.fullmatch(r"\.?[ \t]+", gap) is not None and (before.words != ("ms",) or token.kind == "sure")
    follows = tokens[place + 1] if place + 1 < len(tokens) else token
    if before.kind == "person" and token.given and gap.isspace() and follows.kind in ("sure", "unknown"):
        return text[token.end : follows.start].isspace()
    if before.kind == "cue" and re.fullmatch(r"[ \t]+|[ \t]*[:=][ \t]*", gap):
        return token.kind == "sure" or any(near.kind == "person" for near in tokens[max(0, place - 5) : place - 1])
    return False


def _of_medicine(text: str, tokens: list[_Token], place: int, last: int) -> bool:
    """Whether the run is a name that medicine has made its own: by the vocabularies, or by the noun after it."""
    near = [
        token
        for token in tokens[last + 1 : last + 2]
        if text[tokens[last].end : token.start].strip("'’s ") in ("", "-")
    ]
    words = [word for token in (*tokens[place : last + 1], *near) for word in token.words]
    earlier = [token.words[-1] for token in tokens[max(0, place - 1) : place]]
    said = [*earlier, *words]
    rest = _after(text, tokens[last])
    lives = any(token.kind == "place" for token in tokens[max(0, place - 1) : place])
    paired = [*pairwise(said), *pairwise([word.removesuffix("s") for word in said])]
    paired = [pair for pair in paired if any(cues().get(word) != "particle" for word in pair)]
    if not (lives or _ACTS.match(rest)) and any(pair in known_pairs() or pair in proper_pairs() for pair in paired):
        return True
    family = last == place and not tokens[place].given
    if (family and (_STAGE.match(rest) or _is_instrument(rest))) or (last == place and _SUBSTAGE.match(rest)):
        return True
    if last == place and not text.isupper() and _is_acronym(text, tokens[place]):
        return True
    follows = _noun_of_list(text, tokens, last) or (near[0].words[0] if near else "")
    noun = _is_noun(follows) or re.match(r"-\d", rest) is not None
    person = any(token.kind == "person" for token in tokens[max(0, place - 1) : place])
    return noun and not person and not (last > place and tokens[place].given)


def _is_acronym(text: str, token: _Token) -> bool:
    """A short word in capitals, or one named in a row with acronyms or right behind a study's number."""
    if not text[token.start : token.end].isupper():
        return False
    before = text[max(0, token.start - _NEAR) : token.start]
    row = (_BEFORE.search(before), _BEHIND.match(text, token.end))
    beside = [match[1] for match in row if match]
    in_row = any(bare(word) in proper("acronym") or _LIKE_TRIAL.search(word) for word in beside)
    return token.end - token.start <= _SHORTEST or in_row or _STUDY.search(before) is not None


_BEFORE = re.compile(r"([\w-]+)(?:,? (?:and|or|vs\.?|versus|plus)|[,/])? ?\Z")
_BEHIND = re.compile(r"(?:,? (?:and|or|vs\.?|versus|plus)|[,/]) ?([\w-]+)")
_LIKE_TRIAL = re.compile(r"^[A-Z]{3,}-\d|[A-Z]{2}.*[a-z]|[a-z][A-Z]+$")
_STUDY = re.compile("[\ue000-\uf8ff] \\(\\Z")


def _noun_of_list(text: str, tokens: list[_Token], last: int) -> str:
    """What stands behind the other of two ("Lyon and Boston cohorts")."""
    return match[1] if (match := _OTHER.match(text, tokens[last].end)) else ""


_OTHER = re.compile(r" (?:and|or) [^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)? ([a-z]+)\b")
_STAGE_WORD = re.compile("[IVX][a-e]")
_STAGE = re.compile(r"['’]?s? (?:[Ii]{2,3}|[Ii][Vv])\b")
_SUBSTAGE = re.compile(r"['’]?s? (?:[Ii]{1,3}|[Ii][Vv])[A-Ca-c]\b")
""" "Forrest Ib", "Masaoka III": a numeral after a single family name; "John Smith III" has a given name before it."""
_INSTRUMENT = re.compile(
    r"(?:['’]s)?((?: [A-Za-z-]{4,}){1,3}?) (?i:scale|score|index|inventory|questionnaire|profile)s?\b"
)
_SYNDROME = re.compile(r"((?: [a-z-]{4,}){1,2}?) (?:syndrome|dystrophy|dysplasia|anomaly|disease)\b")
_SURGERY = ("ectomy", "ectomies", "plasty", "plasties", "otomy", "ostomy", "pexy", "plication", "rrhaphy")


def _is_noun(word: str) -> bool:
    return word in nouns() or word.removesuffix("s") in nouns() or word.endswith(_SURGERY)


def _is_instrument(rest: str) -> bool:
    """Whether words of medicine lead on to what an eponym names ("Barnes Akathisia Rating Scale")."""
    match = _INSTRUMENT.match(rest) or _SYNDROME.match(rest)
    return match is not None and all(known(word) and word not in grammar() for word in match[1].lower().split())


def _dotted(text: str, token: _Token) -> bool:
    return text[token.end : token.end + 1] == "."
