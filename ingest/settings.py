"""The ingest side's settings: one frozen, flat record from the environment and a TOML file, read by the doors only.

A setting `name` is the environment variable `VOUCH_NAME`, or `name = …` in `vouch.toml` (in the working folder, or the
file `VOUCH_CONFIG` names). The environment wins. Below the doors, plain parameters are passed.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta

from ingest.errors import SettingsError, shown

__all__ = ["IngestSettings", "default_library", "library_folder"]


class IngestSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the library is, and how records are fetched and embedded."""

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
        values = _from_file(cls) | _from_environment(cls) | {k: v for k, v in given.items() if v is not None}
        try:
            return msgspec.convert(values, cls, strict=False)
        except msgspec.ValidationError as error:
            name = re.search(r"`\$\.(\w+)`", str(error))
            given_value = f" ({shown(values[name[1]])})" if name and "key" not in name[1] else ""
            said = f"a setting is unusable: {error}{given_value}; see the README's table of settings"
            raise SettingsError(said) from error

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


def _masked(name: str, value: object) -> object:
    return "***" if value and name.endswith(("key", "token", "password")) else value


def _from_file(kind: type[IngestSettings]) -> dict[str, Any]:
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
    if unknown := sorted(set(values) - _known()):
        raise SettingsError(f"{path} has an unknown setting {unknown[0]!r}: see the README's table of settings")
    return {name: value for name, value in values.items() if name in kind.__struct_fields__}


def _known() -> set[str]:
    """Every setting of this class and those built on it: one file serves both commands."""
    kinds: list[type[IngestSettings]] = [IngestSettings, *IngestSettings.__subclasses__()]
    return {name for kind in kinds for name in kind.__struct_fields__}


def _from_environment(kind: type[IngestSettings]) -> dict[str, str]:
    named = {name: f"VOUCH_{name.upper()}" for name in kind.__struct_fields__}
    return {name: os.environ[variable] for name, variable in named.items() if os.environ.get(variable)}
