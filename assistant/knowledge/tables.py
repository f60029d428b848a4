"""Reads the tables, and cuts text into the words that names are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

__all__ = ["WORD", "pieces", "rows", "spell", "spell_all", "stamp", "user_folder", "words_of"]

_HERE = Path(__file__).parent

WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")


def rows(name: str, folder: Path | None = None) -> list[list[str]]:
    """Rows of `name`.tsv after its header line; an absent table has none. A line that begins with "#" is a comment."""
    path = (folder or _HERE) / f"{name}.tsv"
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines[1:] if line and line[0] != "#"]


def pieces(cell: str) -> list[str]:
    """The values of a cell that holds several, divided by "|"."""
    return cell.split("|") if cell else []


def user_folder() -> Path:
    """Where `vouch knowledge add` keeps vocabularies that serve every library of this user."""
    from platformdirs import user_data_path

    return user_data_path("vouch", appauthor=False) / "knowledge"


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when a table of the folder changes: (file, size, modification time in ns) of each."""
    try:
        found = [(path.name, path.stat()) for path in sorted(folder.glob("*.tsv"))]
    except OSError:
        return ()
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in found)


def words_of(name: str) -> str:
    """The form in which names are compared: words in lower case and American spelling, a blank between.

    Hyphens, commas, slashes and a possessive make no difference; a Greek letter is its name.
    """
    return " ".join(spell_all(name).split())


def spell_all(text: str) -> str:
    """Lower case, American spelling, Greek letters by name, and a blank for every mark but tab, line break and "|"."""
    low = _POSSESSIVE.sub("", text.lower()).translate(_plain())
    if not low.isascii():
        low = _FOREIGN.sub(_bare, low)
    for british, american in _spellings():
        if british in low:
            low = low.replace(british, american)
    return low


def spell(word: str) -> str:
    """One word in lower case, Greek letters by name, and American spelling ("tumour" is "tumor")."""
    low = word.lower()
    if not low.isascii():
        low = spell_all(low)
    # One of these is in every British form of the table: most words need no closer look.
    if "ae" in low or "oe" in low or "our" in low or "iser" in low or "leuc" in low:
        for british, american in _spellings():
            if british in low:
                low = low.replace(british, american)
    return low


def _bare(match: re.Match[str]) -> str:
    """A letter beyond ASCII without its accent; a mark becomes a blank."""
    return "".join(c for c in unicodedata.normalize("NFKD", match[0]) if c.isalnum()).lower() or " "


_FOREIGN = re.compile(r"[^\x00-\x7f]")
_KEPT = " \t\n|"


@lru_cache(maxsize=1)
def _plain() -> dict[int, str]:
    """What single characters become: marks a blank, Greek letters their names."""
    marks = {code: " " for code in (*range(0x80), *range(0x2000, 0x2070)) if not chr(code).isalnum()}
    greek = {code: _greek(code) for code in range(0x370, 0x400) if chr(code).isalpha()}
    micro = {0xB5: "mu", 0xAE: " ", 0x2122: " ", 0xB0: " ", 0xB7: " ", 0x2212: " "}
    return {code: made for code, made in (marks | greek | micro).items() if chr(code) not in _KEPT}


def _greek(code: int) -> str:
    return unicodedata.name(chr(code), "").split("LETTER ")[-1].split(" ")[0].lower()


@lru_cache(maxsize=1)
def _spellings() -> tuple[tuple[str, str], ...]:
    return tuple((british, american) for british, american, *_ in rows("spellings"))
