"""Text of strangers for a terminal: nothing in it that a terminal obeys, or that shows as other than it is.

Records, files, models and users name things as they like. A control character moves the cursor, colors, or rewrites
what stands there already; a mark of direction shows a text in another order than it has; a format character shows as
nothing and hides text from a reader, not from a program.
"""

from __future__ import annotations

import re
from unicodedata import category

__all__ = ["printable", "printable_json"]

_UNUSUAL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|[^\x00-\x7f]")
"""Everything besides printed ASCII and the line break, to be looked at one by one."""
_SPACES = "\t\x0b\x0c\r\x85\u2028\u2029"
_DROPPED = ("Cc", "Cf", "Cs")
"""Controls (C0 and C1), format characters (direction, joiners, tags), halves of surrogate pairs."""


def printable(text: str) -> str:
    """The text without characters that a terminal obeys or hides; its line breaks stay. Linear in its length."""
    return _UNUSUAL.sub(_shown, text.replace("\r\n", "\n"))


def printable_json(text: str) -> str:
    """JSON with the same characters escaped, so that it reads back as it was."""
    return _UNUSUAL.sub(_escaped, text)


def _shown(found: re.Match[str]) -> str:
    if found[0] in _SPACES:
        return " "
    return "" if category(found[0]) in _DROPPED else found[0]


def _escaped(found: re.Match[str]) -> str:
    """Inside a JSON text only: JSON itself has no other unusual character than white space."""
    character = found[0]
    if character in "\t\r" or (category(character) not in _DROPPED and character not in _SPACES):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
