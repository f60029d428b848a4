"""Readable plain text from the markup PubMed allows inside titles and abstracts.

Bold, italics, underline and anything unknown are transparent. Superscripts and subscripts must not fuse with what
they stand on, or numbers change their meaning; so

- a superscript gets a caret ("10^-3", "2^16", "cm^-1", "BRAF^V600E", "SO4^2-") wherever letters or digits would fuse;
- it stays as it is where plain text is the custom: signs alone ("CD4+", "p53-/-", "Crest®"), a power or a charge on a
  letter ("mg/m2", "R2", "Ca2+"), ordinals ("2nd"), one letter on a digit ("99m"), an isotope at a word's start ("18F");
- a subscript stays as it is ("CO2", "Cmax", "IC50") but for a digit on a digit, which gets an underscore ("5_2");
- where the text after a script would run on into it, one space parts them ("10^18 cm", "log2 5").

MathML is read in the order it is drawn: fractions as "(a)/(b)", roots as "√(a)", scripts by the rule above, powers of
a base always with a caret, the accent after its base; a TeX annotation is another spelling of the same and is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol

from ingest.read.text import tidy

__all__ = ["Element", "flatten", "superscript"]

_ORDINALS = {"st", "nd", "rd", "th"}
_POWER_OR_CHARGE = re.compile(r"\d+[+\-−–]?")
_SIGNED = re.compile(r"[+\-−–]?\d")


class Element(Protocol):
    """What flattening needs of a tree: lxml's elements and the standard library's both fit."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...


def flatten(element: Element) -> str:
    """The text of an element with its markup read into it, tidied; deep nesting raises RecursionError."""
    if not len(element):
        return tidy(element.text or "")
    line = _Line()
    _write(element, line)
    return tidy("".join(line.parts))


def superscript(content: str, before: str, after: str = "") -> str:
    """A superscript as it reads after `before`; `after` is what follows it."""
    if not any(character.isalnum() for character in content):
        return content
    last = before[-1:]
    if last.isdigit():
        plain = content.lower() in _ORDINALS or (len(content) == 1 and content.isalpha())
    elif last.isalpha():
        plain = bool(_POWER_OR_CHARGE.fullmatch(content))
    elif last in (")", "]", "}", "%"):
        plain = False
    elif last in (".", ",", ";", ":"):
        plain = not _SIGNED.match(content)
    else:
        apart = before.rstrip()[-1:].isdigit() and last.isspace()
        plain = not (apart and _SIGNED.match(content) and not after[:1].isalpha())
    return content if plain else f"^{content}"


def _subscript(content: str, before: str) -> str:
    return f"_{content}" if before[-1:].isdigit() and _SIGNED.match(content) else content


class _Line:
    """Text written piece by piece, parting a script from what would run on into it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.tail = ""
        self._run_on: Callable[[str], bool] | None = None

    def write(self, piece: str | None) -> None:
        if not piece:
            return
        if self._run_on is not None and self._run_on(piece[0]):
            self.parts.append(" ")
        self._run_on = None
        self.parts.append(piece)
        self.tail = (self.tail + piece)[-16:]

    def write_script(self, content: str, made: str) -> None:
        self.write(made)
        if made != content:
            self._run_on = str.isalnum
        elif content[-1:].isdigit():
            self._run_on = str.isdigit

    def write_apart(self, piece: str) -> None:
        """A piece whose first digit must not join a number before it."""
        if piece[:1].isdigit() and self.tail[-1:].isdigit():
            self.write(" ")
        self.write(piece)
        if piece[-1:].isdigit():
            self._run_on = str.isdigit


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _write(element: Element, line: _Line) -> None:
    line.write(element.text)
    for child in element:
        name = _local(child)
        if name == "sup":
            content = flatten(child)
            line.write_script(content, superscript(content, line.tail, child.tail or ""))
        elif name == "sub":
            content = flatten(child)
            line.write_script(content, _subscript(content, line.tail))
        elif name == "math":
            line.write_apart(_math(child))
        else:
            _write(child, line)
        line.write(child.tail)


def _math(element: Element) -> str:
    name = _local(element)
    if name in ("annotation", "annotation-xml", "none", "mprescripts", "mphantom"):
        return ""
    if not len(element):
        return " ".join((element.text or "").split()) or (" " if name == "mtext" and element.text else "")
    reader = _MATH.get(name)
    parts = [_math(child) for child in element]
    if reader is None:
        return _run_together(parts)
    return reader(parts, element)


def _run_together(parts: list[str]) -> str:
    line = _Line()
    for part in parts:
        line.write_apart(part)
    return "".join(line.parts)


def _grouped(part: str) -> str:
    return part if len(part) == 1 or part.isalnum() else f"({part})"


def _raised(base: str, power: str) -> str:
    if not any(character.isalnum() for character in power):
        return base + power
    return f"{base}^{power}" if base else power


def _fraction(parts: list[str], element: Element) -> str:
    return "/".join(_grouped(part) for part in parts)


def _root(parts: list[str], element: Element) -> str:
    if _local(element) == "mroot" and len(parts) == 2:
        return f"{parts[1]}√({parts[0]})"
    return f"√({_run_together(parts)})"


def _scripts(parts: list[str], element: Element) -> str:
    base, *scripts = parts
    if _local(element) in ("msub", "munder"):
        return base + "".join(_subscript(script, base) for script in scripts)
    if _local(element) in ("msubsup", "munderover") and len(scripts) == 2:
        return _raised(base + _subscript(scripts[0], base), scripts[1])
    return _raised(base, "".join(scripts))


def _accented(parts: list[str], element: Element) -> str:
    return "".join(parts)


def _multiscripts(parts: list[str], element: Element) -> str:
    """Base, then (sub, sup) pairs; after `mprescripts`, pairs that are drawn before the base."""
    names = [_local(child) for child in element]
    split = names.index("mprescripts") if "mprescripts" in names else len(parts)
    base, after, before = parts[0], parts[1:split], parts[split + 1 :]
    for sub, sup in zip(after[::2], [*after[1::2], ""], strict=False):
        base = _raised(base + _subscript(sub, base), sup) if sup else base + _subscript(sub, base)
    return _run_together(before) + base


def _table(parts: list[str], element: Element) -> str:
    return ("; " if _local(element) == "mtable" else " ").join(parts)


def _fenced(parts: list[str], element: Element) -> str:
    return f"({', '.join(parts)})"


_MATH: dict[str, Callable[[list[str], Element], str]] = {
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _root,
    "msub": _scripts,
    "msup": _scripts,
    "msubsup": _scripts,
    "munder": _scripts,
    "munderover": _scripts,
    "mover": _accented,
    "mmultiscripts": _multiscripts,
    "mtable": _table,
    "mtr": _table,
    "mfenced": _fenced,
}
