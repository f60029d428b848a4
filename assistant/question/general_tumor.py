"""A general word for a tumor beside the name of one: "does it help in this tumor?" is asked of the tumor that is known.

"Tumor" and "cancer" are names of a disease where nothing narrower is said, in the question or in the patient's record.
Beside a narrower name they stand for it, and within "tumor board" or "tumor markers" they name no disease at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import lookup, spell, values
from assistant.names import find as terms
from assistant.names.disease_kin import called, is_general, is_tumor
from assistant.names.vocabulary import Vocabulary

__all__ = ["names_no_disease"]

_NEXT = re.compile(r"[ -]([^\W\d_]+)")
_BEFORE = re.compile(r"([^\W\d_]+)[ -]\Z")
_LONGEST = 20
"""Characters before a word in which the one before it is looked for."""
_LISTED = re.compile(r"(?:,|\band|\bor)\s+\Z", re.IGNORECASE)
"""Before tumors that are named beside the narrower one: "leukemia and tumors"."""
_BUT = re.compile(r"\s+(?:other than|besides|except|apart from|beyond|outside)\b", re.IGNORECASE)
_FAR_OFF = "apart"
_ANY = re.compile(r"\b(?:any|every)(?: [\w-]+)? \Z", re.IGNORECASE)
_THE = re.compile(r"\b(?:the|this|that) \Z", re.IGNORECASE)
_NEAR = 60
"""Characters before a word in which it is said to be a harm."""


def names_no_disease(
    text: str, mentions: Sequence[terms.Mention], context: str, names: Vocabulary
) -> list[tuple[int, int]]:
    """Where a general word for tumors stands that asks about no disease of its own. `context`: earlier questions
    and the patient's conditions, to whose tumor one tumor falls; tumors in the plural are those of all."""
    general = [one for one in mentions if one.kind == "disease" and _is_general(one)]
    if not general:
        return []
    narrower = any(_is_narrower(one) for one in mentions)
    at_hand = narrower or any(_is_narrower(one) for one in terms.find(context, names=names))
    passing = (one for one in general if _within_a_thing(text, one) or (at_hand and _may_fall(text, one, narrower)))
    return [(one.start, one.end) for one in passing]


def _is_general(mention: terms.Mention) -> bool:
    return is_general(mention.name) or called(mention.name) == called("neoplasm")


def _is_narrower(mention: terms.Mention) -> bool:
    return mention.kind == "disease" and not _is_general(mention) and is_tumor(called(mention.name), "")


def _within_a_thing(text: str, mention: terms.Mention) -> bool:
    after = _NEXT.match(text, mention.end)
    return after is not None and lookup("general_tumor_words").get(spell(after[1])) == "thing"


def _may_fall(text: str, mention: terms.Mention, narrower: bool) -> bool:
    """Whether the word may stand for a tumor that is named: not "a second cancer", nor "tumors other than melanoma".

    Nor is it one that a drug may cause or prevent, or any that there is."""
    before = _BEFORE.search(text, max(0, mention.start - _LONGEST), mention.start)
    if before is not None and lookup("general_tumor_words").get(spell(before[1])) == _FAR_OFF:
        return False
    if _is_any_or_harm(text, mention):
        return False
    plural = mention.surface.casefold().endswith("s")
    listed = plural and _LISTED.search(text, max(0, mention.start - _LONGEST), mention.start)
    return not listed and not _BUT.match(text, mention.end) and (narrower or not plural)


def _is_any_or_harm(text: str, mention: terms.Mention) -> bool:
    before = text[max(0, mention.start - _NEAR) : mention.start]
    if _ANY.search(before):
        return True
    after = _NEXT.match(text, mention.end)
    if _THE.search(before) or (after is not None and spell(after[1]) not in values("function_words")):
        return False  # "prevent tumor growth" is of a tumor that is there
    return any(patterns("case_facts")["outcome", side].search(before) for side in ("before", "listed"))
