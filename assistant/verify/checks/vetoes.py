"""What no judge may overrule in a sentence of its own words: a figure, a drug, a gene or a variant that is not there.

The whole record counts, and a figure may be rounded as it is printed, or follow from another. A figure given to another
drug, gene or variant than the evidence gives it to, and advice where the evidence has none, are refused too.
"""

from __future__ import annotations

from assistant.language.amounts import Number, same_unit
from assistant.language.numbers import read_numbers
from assistant.verify.checks.arms import misattributed
from assistant.verify.checks.certainty import advises_more
from assistant.verify.checks.entities import put_for, unnamed
from assistant.verify.checks.figures import derived, incidental, within_print
from assistant.verify.checks.finding import Sides

__all__ = ["veto"]

_SPELLED = 10
"""Up to here a number in words may only count what the sentence itself names."""
_EXACT = 1e-9


def veto(sides: Sides) -> str:
    """The reason why no judge may carry the sentence; empty when one may."""
    number = _unknown_number(sides)
    if number:
        return f"The record does not give the number {number}."
    name = unnamed(sides, ("drug", "gene", "variant"))
    if name is not None:
        return f"The record does not name {name.text}."
    code = put_for(sides)
    if code is not None:
        return f"The sentence names {code[0]} where the evidence has {code[1]}."
    return misattributed(sides) or advises_more(sides)


def _unknown_number(sides: Sides) -> str:
    text = sides.claim.text
    record = f"{sides.text}\n{sides.context}"
    known = read_numbers(record)
    for number in read_numbers(text):
        printed = text[number.start : number.end]
        share = number.unit == "%" and not printed[0].isdigit()
        if incidental(text, number) or share or (not printed[-1].isdigit() and number.value <= _SPELLED):
            continue  # a share in words is near enough for a judge to say
        if not any(_follows(number, other, text, record) for other in known):
            return text[number.start : max(number.end, number.unit_end)]
    return ""


def _follows(number: Number, other: Number, said: str, record: str) -> bool:
    """Whether one is the other, in whatever role and whichever sign, or rounded, or comes of it."""
    if derived(number, other, record):
        return True
    alike = same_unit(number, other) or number.unit.startswith(f"{other.unit}/")
    bare = -other.value if other.value < 0 <= number.value else other.value
    near = abs(number.value - bare) <= _EXACT * max(1.0, abs(bare)) or within_print(number, bare, said)
    return alike and near
