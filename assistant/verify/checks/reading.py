"""A sentence as the checks see it: tokens with comparable keys ("24 mo" meets "two years", "rose" meets "higher").

A token's key says what it stands for: a number with its unit, a named gene, drug or disease, a variant, a direction
with its axis and sign, a negation, a study group, or the lemma of a plain word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Literal

import msgspec

from assistant.knowledge.tables import mapping, pieces, rows, values
from assistant.language.amounts import Number, amount_key
from assistant.language.covered import Covered
from assistant.language.lexicon import lemma
from assistant.language.numbers import read_numbers
from assistant.verify.checks.names import Name, find_names
from assistant.verify.checks.zygosity import diplotypes
from ingest.read.sentences import sentence_spans

__all__ = ["Reading", "Token", "TokenKind", "qualifies", "read", "sentences"]

TokenKind = Literal["word", "grammar", "number", "name", "negation", "direction", "hedge", "group"]

_WORD = re.compile(r"[^\W_](?:[^\W_]|[*:>+'’](?=[^\W_])|(?<=\b[cpgnm])\.(?=\w))*[+*]?")
_JOINED = re.compile(r"[-‐‑/]")
_WITH_OR_WITHOUT = re.compile(
    r"\bwith(?:out)? (?:or|and) with(?:out)?\b|\bwith/without\b|\bnot only\b|\bwhether or not\b|\bif not\b"
    r"|\bno (?:more|less|fewer|later|greater|higher) than\b|\bat (?:most|least)\b",
    re.IGNORECASE,
)
_WEIGHTS: dict[TokenKind, float] = {
    "word": 1.0,
    "grammar": 0.05,
    "number": 1.5,
    "name": 1.6,
    "negation": 0.5,
    "direction": 0.9,
    "hedge": 0.2,
    "group": 0.9,
}
_COMMON = 0.4
"""Weight of a word that abstracts use everywhere (the table of equivalents holds the reporting verbs and the like)."""


class Token(msgspec.Struct, frozen=True):
    """One unit of meaning at `text[start:end]`; tokens with equal keys say the same."""

    key: str
    kind: TokenKind
    start: int
    end: int
    weight: float
    said: str = ""
    """The word as printed; empty for names and numbers."""
    axis: str = ""
    sign: str = ""
    number: Number | None = None
    name: Name | None = None


class Reading(msgspec.Struct, frozen=True):
    """A text and its tokens, in order."""

    text: str
    tokens: tuple[Token, ...]

    @property
    def keys(self) -> list[str]:
        return [token.key for token in self.tokens]

    @property
    def weight(self) -> float:
        return sum(token.weight for token in self.tokens)

    def words(self, tokens: tuple[Token, ...] | list[Token]) -> str:
        """The printed text from the first to the last of these tokens."""
        return self.text[tokens[0].start : tokens[-1].end] if tokens else ""


def qualifies(token: Token) -> bool:
    """Whether a direction says which of several a thing is ("homozygous", "germline", "poor"), and not which way an
    outcome went: left out or added, it makes the statement one on others."""
    named = token.axis in values("qualifying_axes") or token.said.lower() in values("qualifying_words")
    return token.kind == "direction" and named


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """The reading of a sentence, or of a few."""
    tokens: list[Token] = []
    taken = Covered(len(text))
    names = find_names(text)
    whole = {name: (both, start) for name, both, start in diplotypes(text, names)}
    for printed in names:
        name = whole[printed][0] if printed in whole else printed
        tokens.append(Token(f"name:{name.key}", "name", name.start, name.end, _WEIGHTS["name"], name=name))
        taken.add(name.start, name.end)
    for start, end, key in _phrases(text):
        if not taken.touches(start, end):
            tokens.append(Token(key, "word", start, end, _WEIGHTS["word"], text[start:end]))
            taken.add(start, end)
    for number in read_numbers(text):
        if taken.touches(number.start, number.end):
            continue
        end = max(number.end, number.unit_end)
        tokens.append(Token(f"#{amount_key(number)}", "number", number.start, end, _WEIGHTS["number"], number=number))
        taken.add(number.start, end)
    quiet = Covered(len(text), (match.span() for match in _WITH_OR_WITHOUT.finditer(text)))
    for start, end, word in _words(text):
        if not taken.touches(start, end):
            tokens.append(_token(word, start, end, quiet.touches(start, start + 1)))
    tokens.sort(key=lambda token: token.start)
    tokens = _without_zygosity(tokens, {start for _, start in whole.values()})
    return Reading(text, tuple(_fold_negations(_in_context(text, tokens))))


def _without_zygosity(tokens: list[Token], starts: set[int]) -> list[Token]:
    """The word at these places is said by the diplotype beside it: "homozygotes" are then just people."""
    made = []
    for token in tokens:
        if token.start not in starts:
            made.append(token)
            continue
        people = token.said.lower() in ("homozygote", "homozygotes")
        plain = _token("patients" if people else "the", token.start, token.end, False)
        made.append(msgspec.structs.replace(plain, said=token.said))
    return made


_CARRIED = 4
"""Tokens between a variant and the word for those who carry it."""


_MULTIPLES = {"as": "+", "more": "+", "less": "-"}
"""Words after a multiple, which say whether it is of more or of less."""


def _in_context(text: str, tokens: list[Token]) -> list[Token]:
    """Words that say something else beside others: "as" of "twice as frequent" is the "more" of "2-fold more frequent";
    "carriers" of a named variant are people; "against" is a negation after advice ("recommend against")."""
    variants = [place for place, token in enumerate(tokens) if token.name is not None and token.name.kind == "variant"]
    made = []
    for place, token in enumerate(tokens):
        word, before = token.said.lower(), tokens[place - 1] if place else None
        if word in _MULTIPLES and before is not None and before.number is not None and before.number.unit == "-fold":
            sign, weight = _MULTIPLES[word], _WEIGHTS["direction"]
            made.append(
                Token(f"multiple:{sign}", "direction", token.start, token.end, weight, token.said, "multiple", sign)
            )
        elif word in ("carrier", "carriers") and any(abs(place - at) <= _CARRIED for at in variants):
            made.append(msgspec.structs.replace(_token("patients", token.start, token.end, False), said=token.said))
        elif word == "only" and _single(text, tokens, place):
            made.append(_token("alone", token.start, token.end, False))
        elif word == "against" and before is not None and before.said.lower() in mapping("recommending"):
            made.append(msgspec.structs.replace(token, key="not", kind="negation", weight=_WEIGHTS["negation"]))
        else:
            made.append(token)
    return made


def _single(text: str, tokens: list[Token], place: int) -> bool:
    """Whether "only" right after a preposition is said of the few words up to the next break, as "alone" after them is
    ("with only exercise", "with exercise alone")."""
    if not place or tokens[place - 1].said.lower() not in _TAKE_ALONE:
        return False
    for token, after in zip_longest(tokens[place + 1 : place + 1 + _FEW], tokens[place + 2 : place + 2 + _FEW]):
        if token is None or token.kind not in ("word", "name"):
            return False
        gap = text[token.end : after.start if after is not None else len(text)]
        if after is None or gap[:1] in _ENDING or after.said.lower() in ("and", "or", "than", "but"):
            return True
    return False


_TAKE_ALONE = frozenset({"with", "to", "of", "by"})
_FEW = 2
_ENDING = (",", ".", ";", ")")


def _phrases(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, key) of phrases that say the same as others of their row, the longest first."""
    pattern, keys = _same_phrases()
    for found in pattern.finditer(text):
        yield *found.span(), keys[found.group().lower()]


@cache
def _same_phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    keys = {
        form.lower(): f"phrase:{at}" for at, (forms, _) in enumerate(rows("same_phrases")) for form in pieces(forms)
    }
    spelled = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{spelled})(?!\w)", re.IGNORECASE), keys


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[Reading, ...]:
    """The sentences of a text, each read; none for a text without words."""
    made = (read(text[start:end]) for start, end in sentence_spans(text))
    return tuple(reading for reading in made if reading.tokens)


def _words(text: str) -> list[tuple[int, int, str]]:
    """Words; parts around a hyphen stay together when one is a digit or single letter ("IL-6", "T-cell")."""
    found = [match.span() for match in _WORD.finditer(text)]
    made: list[tuple[int, int, str]] = []
    for start, end in found:
        word = text[start:end]
        if made and made[-1][1] + 1 == start and _JOINED.match(text[start - 1]):
            before = made[-1]
            part = before[2]
            if part.lower() == _NON:
                made[-1] = (before[0], end, part + word)
                continue
            if _short(part) or _short(word):
                made[-1] = (before[0], end, part + word)
                continue
        made.append((start, end, word))
    return made


_NON = "non"
"""A prefix, printed with a hyphen or without one ("non-inferior", "noninferior")."""


def _short(part: str) -> bool:
    return (len(part) == 1 and part.isalnum()) or part.isdigit()


def _token(word: str, start: int, end: int, muted: bool) -> Token:
    low = word.lower().replace("’", "'")
    kind, key, axis, sign = _classify(low)
    if muted and kind in {"negation", "direction"}:
        kind, axis, sign = "grammar", "", ""
    weight = _COMMON if key.startswith("=") else _WEIGHTS[kind]
    return Token(key, kind, start, end, weight, word, axis, sign)


@lru_cache(maxsize=65_536)
def _classify(low: str) -> tuple[TokenKind, str, str, str]:
    """(kind, key, axis, sign) of a lower-case word."""
    stem = lemma(low)
    if low in mapping("negations") or low.endswith("n't"):
        return "negation", "not", "", ""
    if low in mapping("hedges"):
        return "hedge", f"hedge{mapping('hedges')[low][0]}", "", ""
    group = mapping("study_groups").get(low)
    if group and group[0] != "species":
        return "group", f"group:{group[0]}:{group[1]}", group[0], group[1]
    direction = _directions().get(low) or _directions().get(stem)
    if direction:
        axis, sign, _ = direction
        return "direction", f"{axis}:{sign}", axis, sign
    same = _equivalents().get(stem)
    if group:
        return "group", f"group:{group[0]}:{group[1]}", group[0], group[1]
    if low in mapping("grammar_words"):
        return "grammar", f"={same}" if same else stem, "", ""
    return "word", f"={same}" if same else stem, "", ""


@cache
def _directions() -> dict[str, tuple[str, str, bool]]:
    """Word, and its lemma where no other word claims it, to (axis, sign, negating it gives the opposite)."""
    made: dict[str, tuple[str, str, bool]] = {}
    rows = mapping("directions").items()
    for word, (axis, sign, opposite) in rows:
        made[word] = (axis, sign, opposite == "yes")
    for word, (axis, sign, opposite) in rows:
        made.setdefault(lemma(word), (axis, sign, opposite == "yes"))
    return made


@cache
def _equivalents() -> dict[str, str]:
    return {lemma(word): stands[0] for word, stands in mapping("equivalents").items()}


@cache
def _negatable() -> frozenset[str]:
    return frozenset(axis for axis, _, opposite in _directions().values() if opposite)


def _prefixed(tokens: list[Token], place: int) -> Token | None:
    """ "not inferior" as the one word "noninferior", where the table of directions has that."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    said = following.said.lower() if following is not None and following.kind == "direction" else ""
    if following is None or not said or f"{_NON}{said}" not in mapping("directions"):
        return None
    kind, key, axis, sign = _classify(f"{_NON}{said}")
    return Token(key, kind, tokens[place].start, following.end, following.weight, f"{_NON}{said}", axis, sign)


_REACH = 3
"""Tokens after a negation in which a direction that it turns into its opposite is looked for."""


def _fold_negations(tokens: list[Token]) -> list[Token]:
    """Turns "no difference" and "not effective" into the opposite direction: they equal "similar", "ineffective"."""
    made = list(tokens)
    place = 0
    while place < len(made):
        if made[place].kind == "negation" and (whole := _prefixed(made, place)):
            made[place : place + 2] = [whole]
        elif made[place].kind == "negation":
            reach = range(place + 1, min(place + 1 + _REACH, len(made)))
            chance = [ahead for ahead in reach if made[ahead].axis == "significance"]
            for ahead in chance or reach:
                token = made[ahead]
                if chance or token.axis in _negatable():
                    sign = "-" if token.sign == "+" else "+"
                    made[ahead] = msgspec.structs.replace(
                        token,
                        key=f"{token.axis}:{sign}",
                        sign=sign,
                        start=made[place].start if ahead == place + 1 else token.start,
                    )
                    del made[place]
                    break
        place += 1
    return made
