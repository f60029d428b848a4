"""What a sentence leaves out of the clause it takes over: of whom, when, under what condition the evidence says it.

A clause of its own, what stands in brackets, and the other side of a comparison with its figures may be left out. Any
other word that goes may have narrowed what was said, and only a reader can tell whether it did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from assistant.knowledge.tables import mapping, values
from assistant.language.amounts import is_time
from assistant.language.lexicon import lemma, word_set
from assistant.verify.checks.clauses import bracketed, clause_places, said_clauses
from assistant.verify.checks.coverage import presents, said_in, spelled_out_in
from assistant.verify.checks.finding import NEAR, Sides
from assistant.verify.checks.owned import figures
from assistant.verify.checks.reading import Reading, Token, qualifies

__all__ = ["narrower", "same_thing"]

_SAYS = 0.9
"""Weight from which a word that goes is missed."""
_ROUNDED = 0.5
"""Percent by which a share in words and its printed percentage may differ."""
_OTHER_SIDE = frozenset({"and", "or", "than", "versus", "vs", "v", "as", "compared", "while", "whereas", "but"})


def narrower(sides: Sides) -> str:
    """Which words of the clause were left out; empty when none that could narrow it."""
    window, known = sides.match.window, said_in(sides)
    if not sides.near and _share(window, known.has) < NEAR:
        return "The sentence is put together from words of the evidence in its own order; it takes a judge that reads."
    keys = [*sides.claim.keys, *(window.tokens[j].key for _, j in sides.match.pairs)]
    taken, places = said_clauses(window, keys), clause_places(window)
    if share := _share_lost(sides, [token for token, at in zip(window.tokens, places, strict=True) if at in taken]):
        return f"The sentence leaves out {share!r}, and so says of all what holds for some."
    listed, run = _listed(sides), list[int]()
    for place in range(len(window.tokens) + 1):
        token = window.tokens[place] if place < len(window.tokens) else None
        if token is not None and (presents(window, token) or _leads(window, place)):
            continue
        if (
            token is not None
            and places[place] in taken
            and not _kept(token, known.has(token) or token.key in listed or spelled_out_in(sides, token))
            and not _of_point(sides, place)
        ):
            run.append(place)
            continue
        missed = _missed(window, [at for at in run if not _within_name(sides, window.tokens[at])])
        if missed is not None and not _segment_aside(sides, missed, known.has):
            return f"The sentence leaves out {window.words([missed])!r}, which may narrow what the evidence says."
        run = []
    return ""


def _of_point(sides: Sides, place: int) -> bool:
    """Whether a word names the unit of a point in time that the sentence has as an amount ("week 24", "24 weeks"); that
    it is the same point is for the check of numbers."""
    token, point = sides.match.window.tokens[place], sides.match.window.tokens[place + 1 : place + 2]
    number = point[0].number if point else None
    if number is None or number.role != "ordinal" or not token.said:
        return False
    given = [one.number for one in sides.claim.tokens if one.number is not None and is_time(one.number)]
    return any(one.value == number.value and one.unit == lemma(token.said.lower()) for one in given)


def _listed(sides: Sides) -> set[str]:
    """Keys of the items of a list "respectively" that went with their figures."""
    window, said = sides.match.window, {*sides.claim.keys}
    if "respectively" not in window.text:
        return set()
    rows = [figure for figure in figures(window) if figure.row > 1]
    kept = {key for figure in rows if figure.token.key in said for key in figure.labels}
    return {key for figure in rows if figure.token.key not in said for key in figure.labels} - kept


def _leads(window: Reading, place: int) -> bool:
    """Whether a verb only brings in a response, which the sentence may say was there ("led to a response in 47 %")."""
    following = [token.said.lower() for token in window.tokens[place + 1 : place + 4]]
    return window.tokens[place].said.lower() == "led" and following[:1] == ["to"] and "response" in following


def _share_lost(sides: Sides, told: list[Token]) -> str:
    """A share in words ("half of the patients") for which the sentence gives none."""
    ours = [token.number.value for token in sides.claim.tokens if token.number is not None and token.number.unit == "%"]
    for token in told:
        number, words = token.number, sides.match.window.words([token])
        extent = sides.match.window.text[: token.start].endswith((" by ", "(by ", " to "))
        in_words = number is not None and number.unit == "%" and words[:1].isalpha() and not extent
        if in_words and number is not None and not any(abs(number.value - own) <= _ROUNDED for own in ours):
            return words
    return ""


def _share(window: Reading, has: Callable[[Token], bool]) -> float:
    """Weighted share of the evidence's words that the sentence has; what stands in brackets may go."""
    brackets = bracketed(window)
    outside = (token for token in window.tokens if not brackets.touches(token.start, token.end))
    words = [token for token in outside if token.weight >= _SAYS and token.number is None]
    return sum(token.weight for token in words if has(token)) / max(_SAYS, sum(token.weight for token in words))


def _kept(token: Token, there: bool) -> bool:
    """Whether the sentence has a word of weight; light ones go with those around them."""
    return there and token.weight >= _SAYS


def _missed(window: Reading, run: list[int]) -> Token | None:
    if not run:
        return None
    told = [window.tokens[place] for place in run]
    brackets = bracketed(window)
    outside = [token for token in told if not brackets.touches(token.start, token.end)]
    words = [
        token
        for token in outside
        if token.weight >= _SAYS and _narrows(token) and not _labels(window, token) and not _after_state(window, token)
    ]
    first = next((token for token in outside if token.said or token.number is not None or token.name is not None), None)
    if not words or first is None:
        return None
    if _aside(window, told) or _of_design(words, told) or _purpose(window, told, run) or _denied_too(window, run):
        return None
    before = window.text[: words[0].start].rstrip()
    joined = any(token.said.lower() in _OTHER_SIDE for token in outside if token.start < words[0].start)
    other_side = (joined or before.endswith(",")) and (_ends(window, run) or any(t.number is not None for t in told))
    return None if other_side else words[0]


def _denied_too(window: Reading, run: list[int]) -> bool:
    """Whether all that goes is one side of "neither … nor", of which each is denied by itself."""
    said = [token.said.lower() for token in window.tokens]
    if said.count("neither") != 1 or said.count("nor") != 1:
        return False
    neither, nor = said.index("neither"), said.index("nor")
    first = range(neither, nor + 1)
    verb = next((at for at in range(nor + 1, len(said)) if said[at] in mapping("verb_words")), nor)
    second = range(nor, verb)
    gone = {at for at in run if window.tokens[at].weight >= _SAYS}
    return any(gone == {at for at in side if window.tokens[at].weight >= _SAYS} for side in (first, second))


def _labels(window: Reading, token: Token) -> bool:
    """Whether a word only says what the name beside it is ("the *28 allele", "the TT genotype")."""
    place = window.tokens.index(token)
    beside = window.tokens[max(0, place - 1) : place + 2]
    return token.said.lower() in _OF_ALLELES and any(one.name is not None or _has_digit(one) for one in beside)


_OF_ALLELES = frozenset({"allele", "alleles", "genotype", "genotypes"})


def _after_state(window: Reading, token: Token) -> bool:
    place = window.tokens.index(token)
    return place > 0 and same_thing(window.tokens[place - 1], token)


def same_thing(state: Token, noun: Token) -> bool:
    """Whether a noun only says what "the wild type" is a state of ("the wild-type enzyme"): a product of the gene, of
    which a mutant is another, and no part of it, no tumor and no patient."""
    return state.said.lower().startswith("wild") and noun.said.lower() in values("gene_products")


def _has_digit(token: Token) -> bool:
    return any(map(str.isdigit, token.said))


def _within_name(sides: Sides, token: Token) -> bool:
    """Whether a gene that goes begins another name in the sentence ("DPYD*2A", "TPMT deficiency")."""
    gene = token.name.text.lower() if token.name is not None and token.name.kind == "gene" else ""
    names = (one.name.text.lower() for one in sides.claim.tokens if one.name is not None)
    return bool(gene) and any(re.match(rf"{re.escape(gene)}\b", name) for name in names)


def _narrows(token: Token) -> bool:
    """A word of its own, or one that says which of several; "patients" alone says what every study has."""
    return token.kind in ("word", "name") or qualifies(token) or (token.kind == "group" and token.axis != "species")


def _aside(window: Reading, told: list[Token]) -> bool:
    """Whether words stand between commas, or before the first or after the last, and do not say of whom or when."""
    before, after = window.text[: told[0].start].rstrip(), window.text[told[-1].end :].strip(" .")
    apart = (not before or before.endswith(_MARKS)) and (not after or after.startswith(_MARKS))
    plain = not any(token.kind in ("name", "group") for token in told)
    return apart and (plain or told[0].said.lower() not in _OF_WHOM)


def _segment_aside(sides: Sides, missed: Token, has: Callable[[Token], bool]) -> bool:
    """Whether the part between two commas that the word stands in went as a whole, and does not say of whom or when."""
    window = sides.match.window
    cuts = [0, *(found.end() for found in _COMMA.finditer(window.text)), len(window.text)]
    start, end = next((one, two) for one, two in pairwise(cuts) if missed.start < two)
    part = [token for token in window.tokens if start <= token.start < end]
    kept = [
        token for token in part if token.kind in ("word", "name", "number") and token.weight >= _SAYS and has(token)
    ]
    whole = start == 0 and end == len(window.text)
    return not whole and not kept and part[0].said.lower() not in _OF_WHOM


_COMMA = re.compile(r"[,;]\s")


def _of_design(words: list[Token], told: list[Token]) -> bool:
    """Whether all that goes tells only how a study was made ("in a randomized trial of 305 patients") or its name."""
    known = mapping("study_words")
    of_study = {token.start for token in told if known.get(token.said.lower(), ("",))[0] in _HOW}
    named = {token.start for token in words if token.name is not None and token.name.kind == "code"}
    return bool(of_study) and all(token.start in of_study | named for token in words)


def _purpose(window: Reading, told: list[Token], run: list[int]) -> bool:
    """Whether what goes ends the sentence and says what for ("to prevent severe neutropenia")."""
    led = told[0].said.lower() == "to" or (run[0] > 0 and window.tokens[run[0] - 1].said.lower() == "to")
    verb = next((token for token in told if token.said.lower() != "to"), None)
    return led and verb is not None and verb.said.lower() in word_set("purpose_verbs") and _ends(window, run)


_HOW = frozenset({"design", "study"})
_MARKS = (",", ";", ":", "–", "—")
_OF_WHOM = frozenset({"in", "among", "for", "within", "when", "if", "only", "during"})
"""Words that begin what a statement holds for."""


def _ends(window: Reading, run: list[int]) -> bool:
    """Whether nothing of weight follows in the sentence."""
    return not any(token.weight >= _SAYS for token in window.tokens[run[-1] + 1 :])
