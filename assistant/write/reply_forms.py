"""Replies in other forms than the one asked for, as lines of that form: JSON, XML and HTML, rows of tables.

A line is "> KEY | copied words", "- sentence", "## heading" or "Key: KEY"; what a field or a tag is called says which.
What cannot be told becomes a bare line, and `assistant.write.reply` sees whether it stands in a record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["KEY", "cells_of", "is_json", "kind_of", "lines_of_json", "untagged", "unthought"]

KEY = r"(?:src[-_ ‑–—]{0,3}[a-z0-9]{2,8})"
"""A key as it was handed out, or nearly."""
_KEY = re.compile(KEY, re.IGNORECASE)
_NAMES = {
    "quote": r"(?:verbatim|exact|copied|supporting|source|original|record)?[ _-]*"
    r"(?:quot(?:e|es|ed|ation|ations)|evidence|words|excerpts?|passages?|snippets?|spans?|text|verbatim|blockquote)",
    "key": r"(?:source|record|citation|reference|evidence|quote)?[ _-]*"
    r"(?:keys?|ids?|src|source|record|citations?|ref(?:erence)?s?)",
    "sentence": r"(?:your|own|plain|final|short)?[ _-]*(?:sentences?|claims?|findings?|statements?|summary|answer|"
    r"interpretation|meaning|explanation|conclusion|paraphrase|says?|li)",
    "heading": r"(?:short)?[ _-]*(?:headings?|topics?|options?|titles?|therapy|treatment|drug|name|h[1-6])",
}
_KINDS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _NAMES.items()}
_TAG = re.compile(r"<(/?)([a-z][\w-]{0,24})((?:\s[^<>]{0,200})?)/?>", re.IGNORECASE)
_PLAIN_TAGS = frozenset({"b", "strong", "em", "i", "u", "sup", "sub", "span", "code", "mark", "a"})
_HEADS = {"quote": "\n> ", "sentence": "\n- ", "heading": "\n## ", "key": "\nKey: "}
_OPENS = re.compile(r"[{\[]")
_JSON = re.compile(r"\{|\[\s*(?:[{\"\]]|$)")
_RULE = re.compile(r"[\s|:+=–—-]+")


def kind_of(name: str) -> str:
    """What a field, a tag or a label of this name holds: "quote", "key", "sentence", "heading" or nothing known."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(name.strip())), "")


def is_json(line: str) -> bool:
    """Whether a line begins a value of JSON, and not a key in brackets."""
    return _JSON.match(line) is not None and not re.match(rf"\[\s*{KEY}\s*\]", line, re.IGNORECASE)


def lines_of_json(text: str) -> list[str]:
    """The lines of every object in a text; of a text that broke off, those of the objects that are whole."""
    made: list[str] = []
    decoder = json.JSONDecoder(strict=False)
    place = failed = 0
    while failed < _TRIES and (opened := _OPENS.search(text, place)) is not None:
        try:
            value, place = decoder.raw_decode(text, opened.start())
        except ValueError:
            place, failed = opened.end(), failed + 1
            continue
        except RecursionError:
            break
        made += _lines(value, 0)
    return made


_DEEPEST = 12
_TRIES = 500
"""Places that look like the beginning of an object and are none, after which no more are looked for."""


def _lines(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield _flat(value)
    elif isinstance(value, list):
        for one in value:
            yield from _lines(one, depth + 1)
    elif isinstance(value, dict):
        yield from _of_object(value, depth)


def _by_kind(value: dict[str, Any]) -> dict[str, list[Any]]:
    """The values of an object by what their names say they are; under an empty text those of other names."""
    fields: dict[str, list[Any]] = {}
    for name, one in value.items():
        kind = kind_of(str(name))
        if kind == "sentence" and _holds_objects(one):
            kind = ""  # "findings": [{…}]
        if isinstance(one, str) and _KEY.fullmatch(one.strip(" []()<>")):
            kind = "key"
        fields.setdefault(kind, []).append(one)
    return fields


def _of_object(value: dict[str, Any], depth: int) -> Iterator[str]:
    fields = _by_kind(value)
    keys = [found for one in fields.get("key", []) for found in _KEY.findall(json.dumps(one))]
    key = keys[0] if keys else ""
    for one in fields.get("heading", []):
        if isinstance(one, str):
            yield f"## {_flat(one)}"
    for one in fields.get("quote", []):
        yield from _quotes(one, key)
    said = [text for one in fields.get("sentence", []) for text in (one if isinstance(one, list) else [one])]
    yield from (f"- {_flat(text)}" for text in said if isinstance(text, str) and text.strip())
    if "quote" in fields or "sentence" in fields:
        yield ""
    for one in fields.get("", []):
        if not isinstance(one, str):
            yield from _lines(one, depth + 1)
        elif len(one.split()) > 1:
            yield f"{_flat(one)} [{key}]" if key else _flat(one)


def _quotes(value: Any, key: str) -> Iterator[str]:
    """Quotes are a text, a list of texts, or objects with a key and a text each."""
    if isinstance(value, list):
        for one in value:
            yield from _quotes(one, key)
    elif isinstance(value, dict):
        told = [one for one in value.values() if isinstance(one, str)]
        own = next((found.group() for one in told if (found := _KEY.search(one))), key)
        words = max((one for one in told if not _KEY.fullmatch(one.strip(" []"))), key=len, default="")
        if words:
            yield f"> {own} | {_flat(words)}"
    elif isinstance(value, str) and value.strip():
        yield f"> {_flat(value)}" if _KEY.match(value.strip(" [(")) else f"> {key} | {_flat(value)}"


def _holds_objects(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _flat(text: str) -> str:
    return " ".join(text.split())


def untagged(line: str) -> str:
    """A line with tags of XML or HTML as lines of the form: "<quote key='K'>w</quote>" as "> K | w"."""

    def made(match: re.Match[str]) -> str:
        closing, name, rest = match.groups()
        if name.lower() in _PLAIN_TAGS:
            return ""
        if closing:
            return "\n"
        kind = kind_of(name)
        key = _KEY.search(rest)
        if kind == "quote" and key:
            return f"\n> {key.group()} | "
        return _HEADS.get(kind, "\n") + (
            f"Key: {key.group()}\n" if key and kind != "key" else key.group() if key else ""
        )

    return _TAG.sub(made, line) if "<" in line else line


def cells_of(line: str) -> list[str] | None:
    """The cells of a row of a table; empty for the rule below its head; None when it is no row."""
    if line.count("|") < 2 or line.startswith(">"):
        return None
    if _RULE.fullmatch(line):
        return []
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_OUT = re.compile(r".*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)


def unthought(text: str) -> str:
    """A whole reply without what a model thinks aloud, marked at both ends or at the last alone."""
    return _OUT.sub("", _THOUGHT.sub("\n", text))
