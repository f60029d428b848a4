"""JSON and YAML read without surprises: what a record says is what is taken, or it is refused in one line.

YAML 1.1 takes 1:30 for ninety, 012 for ten, a date for an object, and the last of two fields of one name; JSON as
Python reads it takes that last one, too, and NaN. Here only plain decimal numbers are numbers, every field comes once,
and nothing refers to anything else (no anchors, no tags of programs). Size, depth and digits have limits.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from assistant.records.sizes import PATIENT_FILE
from ingest.errors import BadValue, shown

__all__ = ["check_plain", "read_json", "read_record", "read_record_file", "read_yaml"]

_DEPTH = 32
_DIGITS = 18
"""Of a number: what 64 bits hold."""


def read_record_file(path: Path) -> Any:
    """The content of a JSON or YAML file. Raises BadValue, OSError."""
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would be waited for without end
        raise BadValue("it is no plain file: write the record to one")
    with path.open("rb") as file:
        raw = file.read(PATIENT_FILE + 1)
    _check_size(len(raw))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadValue(f"it is not UTF-8 text (byte {error.start}): save it as UTF-8") from error
    return _read(text, only_json=path.suffix.lower() == ".json")


def read_record(text: str) -> Any:
    """The content of a text in JSON or YAML. Raises BadValue."""
    _check_size(len(text.encode("utf-8", "replace")))
    return _read(text.removeprefix("\ufeff"), only_json=False)


def _check_size(size: int) -> None:
    if size > PATIENT_FILE:
        raise BadValue(f"it has more than {PATIENT_FILE:,} bytes; at most so many are read: is it the right file?")


def _read(text: str, only_json: bool) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return read_json(text)
        except _NotJson:
            if only_json:
                raise
    return read_yaml(text)


def read_json(text: str | bytes) -> Any:
    """Plain values. Raises BadValue for what is no JSON, for fields that come twice, NaN, endless numbers, nesting."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_int=_whole, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _NotJson(f"it is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from error
    except UnicodeDecodeError as error:
        raise _NotJson(f"it is not JSON: byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise BadValue(_TOO_DEEP) from error
    check_plain(found)
    return found


def read_yaml(text: str) -> Any:
    """Plain values, by YAML's simple rules. Raises BadValue as `read_json` does."""
    import yaml

    try:
        found = yaml.load(text, Loader=_loader())  # noqa: S506 - a SafeLoader that takes less
    except yaml.YAMLError as error:
        raise BadValue(f"it is neither JSON nor YAML: {' '.join(str(error).split())}") from error
    except (RecursionError, _Deep) as error:
        raise BadValue(_TOO_DEEP) from error
    check_plain(found)
    return found


def check_plain(value: Any, where: str = "", depth: int = 0) -> None:
    """Raises BadValue for half characters, numbers that are none, endless ones, and nesting that no record has.

    `where` names the field that holds the value, for the message.
    """
    if depth > _DEPTH:
        raise BadValue(_TOO_DEEP)
    at = f"{where}: " if where else ""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise BadValue(f"{at}{shown(name)} cannot name a field: write a plain name")
            check_plain(name, where, depth + 1)
            check_plain(inner, name, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            check_plain(inner, where, depth + 1)
    elif isinstance(value, str):
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise BadValue(f"{at}{shown(value)} holds half a character (a lone surrogate): write whole characters")
    elif isinstance(value, int) and abs(value) >= 10**_DIGITS:
        raise BadValue(f"{at}{shown(value)} is out of range: a number has at most {_DIGITS} digits")
    elif isinstance(value, float) and not abs(value) <= float(10**_DIGITS):
        raise BadValue(f"{at}{value} is no number that a record holds: write plain digits, or leave the field out")


class _NotJson(BadValue):
    """It may still be YAML."""


class _Deep(Exception):
    """Raised while YAML is read, before the interpreter's own limit is near."""


_TOO_DEEP = f"it is nested more than {_DEPTH} deep, which no record is: write plain fields"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadValue(f"the field {shown(name)} is there twice: leave one")
        found[name] = value
    return found


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > _DIGITS:
        raise BadValue(f"{shown(digits)} is out of range: a number has at most {_DIGITS} digits")
    return int(digits)


def _no_number(name: str) -> float:
    raise BadValue(f"{name} is no number that a record holds: leave the field out")


@cache
def _loader() -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """SafeLoader with plain decimal numbers, each field once, no references, and an end to nesting."""

        depth = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise BadValue(f"line {self.line + 1} refers to another place (*): write the value itself")
            self.depth += 1
            if self.depth > _DEPTH:
                raise _Deep
            made = super().compose_node(parent, index)
            self.depth -= 1
            return made

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            pairs = [(self.construct_object(name, deep=True), value) for name, value in node.value]
            for name, _ in pairs:
                if not isinstance(name, str):
                    raise BadValue(f"{shown(name)} cannot name a field: write a plain name")
            return _once([(name, self.construct_object(value, deep=True)) for name, value in pairs])

        def construct_yaml_map(self, node: Any) -> Any:
            yield self.construct_mapping(node)

    Loader.yaml_implicit_resolvers = {}  # of its own: those of YAML 1.1 stay with SafeLoader
    Loader.add_constructor("tag:yaml.org,2002:map", Loader.construct_yaml_map)
    Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: _whole(str(node.value)))
    for tag, pattern, first in _PLAIN:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
    return Loader


_PLAIN = (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO)$", "tTfFyYnN"),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]{1,3})?$", "-.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
)
"""What is no text when it stands bare: YAML 1.2's plain numbers, and the words people write for yes and no."""
