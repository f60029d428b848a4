"""Names that are only a part of a longer one, and so are not asked about: the drug in "creatine kinase".

A general word is no disease by itself ("Which syndrome …?", "visual snow syndrome"), the name before an enzyme's ending
is the enzyme's, and what an antibody binds is neither given nor treated. The words are those of `name_parts.tsv`.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.tables import rows
from assistant.names import find as terms
from assistant.names.vocabulary import Vocabulary
from assistant.records.kinds import counting_as

__all__ = ["whole_names"]

_NEXT = re.compile(r"[ -](?:\d?[\w′'-]{0,6}-)?([^\W\d_]+)")
"""The word right behind a name, without a number or letter over a hyphen ("steroid 5-alpha-reductase")."""
_AGAINST = re.compile(r"\banti-?\Z", re.IGNORECASE)
_ISOFORM = re.compile(r"[A-Z]{2,}-\Z")
"""Capitals that two further ones over a hyphen belong to: "CK-MB"."""
_SHORT = 2
_NEAR = 12
"""Characters before a name that are looked at."""


def whole_names(text: str, context: str, names: Vocabulary) -> tuple[list[terms.Mention], dict[str, tuple[str, ...]]]:
    """What `find.read` gives, without the drugs, classes of drugs and diseases that are a part of another name only."""
    found, left_alone = terms.read(text, context, names)
    return [one for one in found if not _is_part(text, one)], left_alone


def _is_part(text: str, mention: terms.Mention) -> bool:
    if mention.kind not in (*counting_as("drug"), *counting_as("disease")):
        return False
    if mention.surface.casefold() in _words("alone"):
        return True
    before, after = text[max(0, mention.start - _NEAR) : mention.start], _NEXT.match(text, mention.end)
    behind = after[1].casefold() if after else ""
    if _AGAINST.search(before) and behind in _words("antibody"):
        return True
    if len(mention.surface) <= _SHORT and _ISOFORM.search(before):
        return True
    return mention.kind in counting_as("drug") and behind.endswith(tuple(_words("enzyme")))


@cache
def _words(part: str) -> frozenset[str]:
    return frozenset(word for word, kind, *_ in rows("name_parts") if kind == part)
