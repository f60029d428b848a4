"""Prompts as files: a name, the variables it takes, a system and a user part, and a hash that audit records keep.

A file of the `prompts` folder begins with `name:` and `variables:` lines; `--- system ---` and `--- user ---` lines
head its two parts. Variables are written `$name` (string.Template). There is no logic in a prompt.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template

import msgspec

from assistant.errors import PromptError

__all__ = ["Prompt", "load_prompt", "prompt_names"]

_SYSTEM, _USER = "--- system ---\n", "--- user ---\n"


class Prompt(msgspec.Struct, frozen=True):
    """One prompt file. `sha256` is of the whole file, so that a changed prompt is a different one."""

    name: str
    variables: tuple[str, ...]
    system: str
    user: str
    sha256: str

    def render(self, **values: str) -> tuple[str, str]:
        """(system, user) text. A `$` in a value stays as it is. Raises PromptError on a missing or unknown variable."""
        if set(values) != set(self.variables):
            wrong = ", ".join(sorted(set(values) ^ set(self.variables)))
            raise PromptError(f"the prompt {self.name!r} takes {', '.join(self.variables)}; wrong or missing: {wrong}")
        return Template(self.system).substitute(values), Template(self.user).substitute(values)


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of that name. Raises PromptError when there is none, or when its file is not in the form above."""
    path = _folder() / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"there is no prompt {name!r}: known are {', '.join(prompt_names())}") from error
    head, system, user = _parts(name, text)
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines() if ": " in line)
    prompt = Prompt(name, tuple(fields.get("variables", "").split()), system, user, _sha256(text))
    used = set(Template(system).get_identifiers()) | set(Template(user).get_identifiers())
    if fields.get("name") != name or used != set(prompt.variables):
        raise PromptError(f"the head of the prompt file {name}.md does not fit its text: it uses {sorted(used)}")
    return prompt


def prompt_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _folder().glob("*.md")))


def _parts(name: str, text: str) -> tuple[str, str, str]:
    head, found_system, rest = text.partition(_SYSTEM)
    system, found_user, user = rest.partition(_USER)
    if not (found_system and found_user):
        raise PromptError(f"the prompt file {name}.md lacks the line {_SYSTEM.strip()!r} or {_USER.strip()!r}")
    return head, system.strip(), user.strip()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _folder() -> Path:
    """Beside the package in a checkout; inside it when installed from the wheel."""
    installed = Path(str(files("assistant"))) / "prompt_files"
    return installed if installed.is_dir() else installed.parent.parent / "prompts"
