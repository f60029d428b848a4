"""The ingest side's settings: one frozen, flat record from the environment and a TOML file, read by the doors only.

A setting `name` is the environment variable `VOUCH_NAME`, or `name = …` in `vouch.toml` (in the working folder, or the
file `VOUCH_CONFIG` names). The environment wins. Below the doors, plain parameters are passed.

Two rules keep a folder that somebody else made from redirecting what is typed in it. A file that was merely found may
set what stays on this machine, and nothing else unless it is the default; a file that is named was chosen, and may set
all. And a key stays with the host it was set with: where a later source names another, the key is left behind.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from ingest.errors import SettingsError, shown

__all__ = ["IngestSettings", "default_library", "host", "library_folder"]

_ANSWER_SIDE = frozenset(
    [
        "model",
        "model_url",
        "model_key",
        "model_timeout",
        "model_max_tokens",
        "model_price_input",
        "model_price_output",
        "depth",
        "evidence",
        "reranker",
        "judge",
        "synthesis",
        "judge_url",
        "judge_key",
        "audit",
        "audit_questions",
    ]
)
"""The settings of `assistant.settings`, which is not loaded here: one file serves both commands."""

_GONE = {"nli": "a model for inference or attribution is named as `judge`"}
"""Settings of before, each with what takes its place: one that is still set would otherwise silently do nothing."""


class IngestSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the library is, and how records are fetched and embedded."""

    HARMLESS: ClassVar[frozenset[str]] = frozenset({"library", "embedding_mode", "email", "ncbi_api_key", "threads"})
    """What a found file may set to any value."""
    SHIPPED: ClassVar[dict[str, tuple[str, ...]]] = {}
    """What it may set to these values, besides the default; all other settings to the default alone."""

    library: str = ""
    """Folder of the library; empty: the user's data folder."""
    embedder: str = "sentence-transformers/all-MiniLM-L6-v2"
    """A sentence-transformers model name, or a local folder."""
    embedding_mode: Literal["auto", "int8", "fp32", "torch"] = "auto"
    """auto: torch on a GPU, else ONNX Runtime int8 where the model allows."""
    chroma_url: str = ""
    """A Chroma server ("http://127.0.0.1:8000"); empty: embedded Chroma in the library's folder."""
    email: str = ""
    """NCBI asks for an e-mail address with every E-utilities request."""
    ncbi_api_key: str = ""
    eutils_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    threads: Annotated[int, Meta(ge=0, le=1024)] = 0
    """Threads for embedding; 0: one per processor."""

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings from the file, then the environment, then `given` (a value of None does not count).

        Raises SettingsError naming the setting and where it came from.
        """
        wanted = {name: value for name, value in given.items() if value is not None}
        by_hand = _from_environment(cls)
        _refuse_gone({f"VOUCH_{name.upper()}": name for name in _GONE if os.environ.get(f"VOUCH_{name.upper()}")})
        values = cls.merged(cls.merged(_from_file(cls, {*by_hand, *wanted}), by_hand), wanted)
        try:
            return msgspec.convert(values, cls, strict=False)
        except msgspec.ValidationError as error:
            name = re.search(r"`\$\.(\w+)`", str(error))
            given_value = f" ({shown(values[name[1]])})" if name and "key" not in name[1] else ""
            said = f"a setting is unusable: {error}{given_value}; see the README's table of settings"
            raise SettingsError(said) from error

    @classmethod
    def merged(cls, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        """`after` over `before`, less the keys of `before` that would go to another host."""
        made = before | after
        return {name: value for name, value in made.items() if name in after or name not in cls._strays(before, made)}

    @classmethod
    def _strays(cls, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
        """Keys whose host is no longer the one they were set with."""
        official = cls.__struct_defaults__[cls.__struct_fields__.index("eutils_url")]
        moved = host(before.get("eutils_url", official)) != host(after.get("eutils_url", official))
        return {"ncbi_api_key"} if moved else set()

    def __repr__(self) -> str:
        shown = (f"{name}={_masked(name, getattr(self, name))!r}" for name in self.__struct_fields__)
        return f"{type(self).__name__}({', '.join(shown)})"


def library_folder(named: str) -> Path:
    """The folder of the library that a setting names; of the default library when it names none.

    Raises SettingsError for the home of a user whom the machine does not know.
    """
    try:
        return Path(named).expanduser() if named else default_library()
    except RuntimeError as error:
        raise SettingsError(f"the library {named!r} is in nobody's home: name its folder in full") from error


def default_library() -> Path:
    """The folder of the default library: the user's data folder, as the platform has it."""
    from platformdirs import user_data_path

    return user_data_path("vouch", appauthor=False) / "library"


def host(url: object) -> str:
    """Scheme, host and port of an address: what a key is set with."""
    parts = urlsplit(str(url))
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def _masked(name: str, value: object) -> object:
    return "***" if value and name.endswith(("key", "token", "password")) else value


def _from_file(kind: type[IngestSettings], overridden: set[str]) -> dict[str, Any]:
    """What the file sets of `kind`. Raises SettingsError when it is unusable, or was found and sets what it may not."""
    named = os.environ.get("VOUCH_CONFIG", "")
    path = Path(named or "vouch.toml")
    if not path.is_file():
        if named:
            raise SettingsError(f"VOUCH_CONFIG names {named!r}, which is not a file: mend or unset it")
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}") from error
    _refuse_gone({f"{name} in {path}": name for name in _GONE if name in values})
    if unknown := sorted(set(values) - {*kind.__struct_fields__, *_ANSWER_SIDE}):
        raise SettingsError(f"{path} has an unknown setting {unknown[0]!r}: see the README's table of settings")
    mine = {name: value for name, value in values.items() if name in kind.__struct_fields__}
    if not named and (refused := _refused(kind, {n: v for n, v in mine.items() if n not in overridden})):
        raise SettingsError(
            f"{path.resolve()} sets {', '.join(refused)}: a file that only lies in the working folder may not say "
            "where questions and keys go, which model reads, or what is kept of a question; if you trust it, name it: "
            "VOUCH_CONFIG=vouch.toml"
        )
    return mine


def _refuse_gone(found: dict[str, str]) -> None:
    """Raises SettingsError for the first setting of before: `found` says where each stands."""
    for where, name in found.items():
        raise SettingsError(f"{where} is no setting any more: {_GONE[name]}; take it out")


def _refused(kind: type[IngestSettings], values: dict[str, Any]) -> list[str]:
    """The settings that a file which was found may not set to these values."""
    defaults = dict(zip(kind.__struct_fields__, kind.__struct_defaults__, strict=True))
    return [
        name
        for name, value in values.items()
        if name not in kind.HARMLESS and value != defaults[name] and value not in kind.SHIPPED.get(name, ())
    ]


def _from_environment(kind: type[IngestSettings]) -> dict[str, str]:
    named = {name: f"VOUCH_{name.upper()}" for name in kind.__struct_fields__}
    return {name: os.environ[variable] for name, variable in named.items() if os.environ.get(variable)}
